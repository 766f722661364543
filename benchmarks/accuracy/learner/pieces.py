"""One model on one part of one log: fitted, judged, and kept so that a stopped run can go on."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from armillary.science.learner import (
    MODELS,
    PROCESS_METERS,
    Answers,
    create_model,
    estimate_auc,
    estimate_calibration_error,
    estimate_log_loss,
    evaluate_learner,
    simulate_calibration_floor,
)
from armillary.science.numerics import BoolArray, FloatArray, IntArray
from benchmarks.accuracy.learner.logs import read_log
from benchmarks.accuracy.learner.peers import PEERS, Fitted, find_fit
from benchmarks.provenance import ROOT

OURS = tuple(name for name, _ in sorted(MODELS))
SEED = 20261101
FLOOR_DRAWS = 200
# The code that makes the figures of a piece.
MEASURED = (
    "src/armillary/science/learner",
    "src/armillary/science/numerics",
    "benchmarks/accuracy/learner/peers",
    "benchmarks/accuracy/learner/logs.py",
    "benchmarks/accuracy/learner/pieces.py",
)


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure: a log, which learners are its test part, and a model."""

    log: str
    fold: int
    model: str

    @property
    def name(self) -> str:
        return f"{self.log}.{self.fold}.{self.model}"


@dataclass(frozen=True, slots=True)
class Piece:
    """How one model did on one test part; see `armillary.science.learner.Evaluation`."""

    log: str
    fold: int
    model: str
    version: str
    n_train: int
    n_test: int
    n_test_learners: int
    auc: float
    log_loss: float
    ece: float
    ece_floor: float
    fit_cpu_seconds: float
    us_per_update: float
    us_per_live_update: float | None
    peak_memory_mb: float
    state_bytes: int
    note: str


@dataclass(frozen=True, slots=True)
class Predictions:
    """The test rows of one piece, shape (n_test,)."""

    learner: IntArray
    score: FloatArray
    p_right: FloatArray


def measure_piece(folder: Path, task: Task) -> tuple[Piece, Predictions]:
    """Return how a model fitted outside the test part predicts it."""
    split = read_log(folder, task.log, task.fold)
    if task.model in PEERS:
        return _measure_peer(split.answers, split.test, task)
    return _measure_ours(split.answers, split.test, task)


def score_predictions(made: Predictions) -> dict[str, float]:
    """Return AUC, log-loss, calibration error and its floor."""
    floor = simulate_calibration_floor(
        made.p_right, n_draws=FLOOR_DRAWS, generator=np.random.default_rng(SEED)
    )
    return {
        "auc": estimate_auc(made.score, made.p_right),
        "log_loss": estimate_log_loss(made.score, made.p_right),
        "ece": estimate_calibration_error(made.score, made.p_right),
        "ece_floor": floor.mean,
    }


def _measure_ours(log: Answers, test: BoolArray, task: Task) -> tuple[Piece, Predictions]:
    generator = np.random.default_rng(SEED)
    found = evaluate_learner(
        log, test, model=task.model, generator=generator, meters=PROCESS_METERS
    )
    model = create_model(found.fit.parameters, log.n_skills)
    test_part = log.part(test)
    made = Predictions(test_part.learner, test_part.score, model.predict_log(test_part))
    piece = Piece(
        log=task.log,
        fold=task.fold,
        model=task.model,
        version=found.model,
        n_train=int((~test).sum()),
        n_test=len(test_part),
        n_test_learners=found.n_test_learners,
        auc=found.auc,
        log_loss=found.log_loss,
        ece=found.ece,
        ece_floor=found.ece_floor.mean,
        fit_cpu_seconds=found.fit_cpu_seconds,
        us_per_update=found.us_per_update,
        us_per_live_update=found.us_per_live_update,
        peak_memory_mb=found.peak_memory_mb,
        state_bytes=found.state_bytes,
        note=f"{found.fit.reason}, {found.fit.n_trials} trials",
    )
    return piece, made


def _measure_peer(log: Answers, test: BoolArray, task: Task) -> tuple[Piece, Predictions]:
    train_part, test_part = log.part(~test), log.part(test)
    start = PROCESS_METERS.cpu_seconds()
    fitted = find_fit(task.model)(train_part, np.random.default_rng(SEED))
    fit_seconds = PROCESS_METERS.cpu_seconds() - start
    p_right, us = _timed(fitted, test_part)
    made = Predictions(test_part.learner, test_part.score, p_right)
    piece = Piece(
        log=task.log,
        fold=task.fold,
        model=task.model,
        version=task.model,
        n_train=len(train_part),
        n_test=len(test_part),
        n_test_learners=len(np.unique(test_part.learner)),
        **score_predictions(made),
        fit_cpu_seconds=fit_seconds,
        us_per_update=us,
        us_per_live_update=None,
        peak_memory_mb=PROCESS_METERS.peak_memory_mb(),
        state_bytes=fitted.state_bytes(test_part),
        note=fitted.note,
    )
    return piece, made


def _timed(fitted: Fitted, log: Answers) -> tuple[FloatArray, float]:
    """The predictions, and microseconds of processor time for each."""
    fitted.predict(log.part(log.learner == log.learner[0]))  # compiles
    start = PROCESS_METERS.cpu_seconds()
    p_right = fitted.predict(log)
    return p_right, 1e6 * (PROCESS_METERS.cpu_seconds() - start) / len(log)


class Shelf:
    """Finished pieces: a line of JSON each, and their predictions in a folder beside it."""

    def __init__(self, out: Path) -> None:
        self.lines = out.with_suffix(".jsonl")
        self.folder = out.with_suffix(".predictions")

    def start(self, code: str, *, resume: bool) -> dict[Task, Piece]:
        """Return what is finished; without `resume`, or when there is nothing, start afresh."""
        if not resume or not self.lines.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.lines.write_text(json.dumps({"code": code}) + "\n", encoding="utf-8")
            return {}
        first, *rest = self.lines.read_text(encoding="utf-8").splitlines()
        if json.loads(first)["code"] != code:
            raise SystemExit(
                f"{self.lines} was measured with other code: start again without --resume"
            )
        whole = [line for line in rest if line.endswith("}")]  # the last may be torn
        self.lines.write_text("\n".join([first, *whole]) + "\n", encoding="utf-8")
        pieces = [Piece(**json.loads(line)) for line in whole]
        return {Task(piece.log, piece.fold, piece.model): piece for piece in pieces}

    def keep(self, task: Task, piece: Piece, made: Predictions) -> None:
        """Write down a finished piece, its predictions first."""
        np.savez_compressed(self._path(task), **asdict(made))
        with self.lines.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(piece)) + "\n")

    def predictions(self, task: Task) -> Predictions:
        """Return the predictions of a finished piece."""
        with np.load(self._path(task)) as stored:
            return Predictions(**stored)

    def _path(self, task: Task) -> Path:
        return self.folder / f"{task.name}.npz"


def code_digest() -> str:
    """Return a checksum of the code that makes the figures."""
    digest = hashlib.sha256()
    for place in MEASURED:
        files = sorted((ROOT / place).rglob("*.py")) or [ROOT / place]
        for path in files:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
