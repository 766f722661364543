"""How well does a model predict learners it has never seen, one answer ahead?"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import BoolArray

from .fitting import FitResult
from .log import Answers
from .metrics import (
    Floor,
    estimate_auc,
    estimate_calibration_error,
    estimate_log_loss,
    simulate_calibration_floor,
)
from .registry import create_model, fit_learner
from .warming import warm_up

FLOOR_DRAWS = 200
# So many answers are also given one by one, to time what a live answer costs.
LIVE_ANSWERS = 2000


@dataclass(frozen=True, slots=True)
class Meters:
    """Where times and memory are read: seconds of processor time, and peak megabytes."""

    cpu_seconds: Callable[[], float]
    peak_memory_mb: Callable[[], float]


PROCESS_METERS = Meters(
    cpu_seconds=time.process_time,
    peak_memory_mb=lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0,
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How one model did on the test part of one log.

    Parameters
    ----------
    n_rows : rows of the source file in both parts; n_responses after joining rows
    n_test_responses, n_test_learners : those that were predicted
    auc, log_loss, ece : over test responses, each predicted once from what came before it
    ece_floor : the calibration error of a perfectly calibrated model with these predictions
    fit_cpu_seconds : to choose settings and estimate difficulties, compiling included
    us_per_update : processor time to predict and update one test response in the batch
    us_per_live_update : the same, one learner and answer at a time, as a school does it
    state_bytes : packed state of the test learner who touched most skills
    """

    model: str
    n_rows: int
    n_responses: int
    n_learners: int
    n_items: int
    n_skills: int
    n_test_responses: int
    n_test_learners: int
    auc: float
    log_loss: float
    ece: float
    ece_floor: Floor
    fit_cpu_seconds: float
    us_per_update: float
    us_per_live_update: float
    peak_memory_mb: float
    state_bytes: int
    fit: FitResult


def evaluate_learner(
    log: Answers, test: BoolArray, *, model: str, generator: np.random.Generator, meters: Meters
) -> Evaluation:
    """Return how a model fitted outside the test part predicts the test part.

    The fit sees everything outside the test part and chooses its settings on learners held out
    inside that. Test learners are new to the model; their own past is known to each prediction.

    Parameters
    ----------
    log : all answers
    test : shape (n,); a learner's rows are all in it or all out of it
    model : a name in the registry
    generator : draws the learners to choose settings by, and the calibration floor

    Raises
    ------
    ValueError
        If a learner is on both sides, a side is empty, or the model is not known.
    """
    _check_parts(log, test)
    train_part, test_part = log.part(~test), log.part(test)
    start = meters.cpu_seconds()
    fit = fit_learner(train_part, model=model, generator=generator)
    fit_seconds = meters.cpu_seconds() - start
    fitted = create_model(fit.parameters, log.n_skills)
    fitted.predict_log(test_part.part(test_part.learner == test_part.learner[0]))  # compiles
    start = meters.cpu_seconds()
    p_right = fitted.predict_log(test_part)
    batch_seconds = meters.cpu_seconds() - start
    states = fitted.replay(test_part)
    return Evaluation(
        model=f"{fitted.name} {fitted.version}",
        n_rows=log.n_source_rows,
        n_responses=len(log),
        n_learners=len(log.learner_keys),
        n_items=log.n_items,
        n_skills=log.n_skills,
        n_test_responses=len(test_part),
        n_test_learners=len(np.unique(test_part.learner)),
        auc=estimate_auc(test_part.score, p_right),
        log_loss=estimate_log_loss(test_part.score, p_right),
        ece=estimate_calibration_error(test_part.score, p_right),
        ece_floor=simulate_calibration_floor(p_right, n_draws=FLOOR_DRAWS, generator=generator),
        fit_cpu_seconds=fit_seconds,
        us_per_update=1e6 * batch_seconds / len(test_part),
        us_per_live_update=_live_microseconds(fit, test_part, meters),
        peak_memory_mb=meters.peak_memory_mb(),
        state_bytes=max(len(fitted.pack(state)) for state in states),
        fit=fit,
    )


def _check_parts(log: Answers, test: BoolArray) -> None:
    if test.shape != log.learner.shape:
        raise ValueError(f"test must have one entry a row, {len(log)}, got {test.shape}")
    if test.all() or not test.any():
        raise ValueError("test must leave rows on both sides")
    on_both = np.intersect1d(log.learner[test], log.learner[~test])
    if len(on_both):
        key = log.learner_keys[on_both[0]]
        raise ValueError(f"learner {key} is on both sides of the test: split by learner")


def _live_microseconds(fit: FitResult, log: Answers, meters: Meters) -> float:
    """Processor time to predict and update one answer as a school does it."""
    model = create_model(fit.parameters, log.n_skills)
    n_rows = min(LIVE_ANSWERS, len(log))
    items = [
        model.item_spec(int(log.item_keys[log.item[row]]), log.skills_of(row))
        for row in range(n_rows)
    ]
    rows = list(zip(log.learner[:n_rows].tolist(), items, log.score.tolist(), strict=False))
    warm_up(model)  # what is compiled on a first call is compiled once a machine
    state, previous = model.new_state(), -1
    start = meters.cpu_seconds()
    for learner, item, score in rows:
        if learner != previous:
            state, previous = model.new_state(), learner
        model.predict(state, item, 0.0)
        state = model.update(state, item, score, 0.0)
    return 1e6 * (meters.cpu_seconds() - start) / n_rows
