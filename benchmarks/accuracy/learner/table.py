"""The table of a run: a line for each log and model, means over its test parts."""

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.accuracy.learner.intervals import Comparison, Interval, compare
from benchmarks.accuracy.learner.pieces import (
    SEED,
    Piece,
    Predictions,
    Shelf,
    Task,
    score_predictions,
)

N_DRAWS = 400
OURS, THEIRS = "state-space", "LightGBM"
AVERAGE = "their average"

HEAD = (
    f"{'log':<18} {'model':<16} {'parts':>5} {'tested':>7} {'AUC':>6} {'sd':>6} {'loss':>6} "
    f"{'sd':>6} {'ECE':>6} {'floor':>6} {'above':>7} {'fit s':>6} {'us':>6} {'us live':>7} "
    f"{'bytes':>6} {'MB':>5}"
)
NOTES = """
Means over the test parts (`parts`); sd: between them. Tested: responses, over all parts.
ECE: 10 bins of equal mass; floor: what a perfectly calibrated model with the same predictions
would show; above: ECE less floor. Fit s: processor seconds, compiling and the choice of settings
included. us: processor time to predict and update one answer in a batch, reading what came
before included; us live: the same, one answer at a time. Bytes: what is kept of the test learner
who needs most. Every model of a line was fitted to the same rows: all outside the test part."""


def format_table(finished: Mapping[Task, Piece], shelf: Shelf) -> str:
    """Return the lines of all finished pieces, the average of two models, and its comparison."""
    logs = dict.fromkeys(task.log for task in finished)
    lines = [HEAD]
    for log in logs:
        here = [piece for task, piece in finished.items() if task.log == log]
        for model in dict.fromkeys(piece.model for piece in here):
            lines.append(_line([piece for piece in here if piece.model == model]))
        lines += _average_line(finished, shelf, log)
    compared = [line for log in logs for line in _comparison_lines(finished, shelf, log)]
    return "\n".join([*lines, NOTES, *compared, *_how_fits_went(finished)])


def _line(pieces: Sequence[Piece]) -> str:
    first = pieces[0]

    def mean(name: str) -> float:
        return float(np.mean([getattr(piece, name) for piece in pieces]))

    live = "-" if first.us_per_live_update is None else f"{mean('us_per_live_update'):.1f}"
    return (
        _scores(
            first.log,
            first.version,
            sum(piece.n_test for piece in pieces),
            [(piece.auc, piece.log_loss, piece.ece, piece.ece_floor) for piece in pieces],
        )
        + f" {mean('fit_cpu_seconds'):>6.1f} {mean('us_per_update'):>6.2f} {live:>7}"
        + f" {max(piece.state_bytes for piece in pieces):>6}"
        + f" {max(piece.peak_memory_mb for piece in pieces):>5.0f}"
    )


def _scores(
    log: str, model: str, n_tested: int, scores: Sequence[tuple[float, float, float, float]]
) -> str:
    auc, loss, ece, floor = np.mean(scores, axis=0)
    sds = ["-", "-"]
    if len(scores) > 1:
        sds = [f"{sd:.4f}" for sd in np.std(scores, axis=0, ddof=1)[:2]]
    return (
        f"{log:<18} {model:<16} {len(scores):>5} {n_tested:>7} {auc:>6.4f} {sds[0]:>6} "
        f"{loss:>6.4f} {sds[1]:>6} {ece:>6.4f} {floor:>6.4f} {ece - floor:>7.4f}"
    )


def _pairs(
    finished: Mapping[Task, Piece], shelf: Shelf, log: str
) -> list[tuple[Predictions, Predictions]]:
    """The predictions of the two models that are compared, for each part that both finished."""
    folds = sorted({task.fold for task in finished if task.log == log})
    tasks = [(Task(log, fold, OURS), Task(log, fold, THEIRS)) for fold in folds]
    return [
        (shelf.predictions(one), shelf.predictions(other))
        for one, other in tasks
        if one in finished and other in finished
    ]


def _average_line(finished: Mapping[Task, Piece], shelf: Shelf, log: str) -> list[str]:
    """The line of the mean of the two models' chances, if both have finished a part."""
    scores, n_tested = [], 0
    for one, other in _pairs(finished, shelf, log):
        both = Predictions(one.learner, one.score, 0.5 * (one.p_right + other.p_right))
        found = score_predictions(both)
        scores.append((found["auc"], found["log_loss"], found["ece"], found["ece_floor"]))
        n_tested += len(both.score)
    return [_scores(log, AVERAGE, n_tested, scores)] if scores else []


def _comparison_lines(finished: Mapping[Task, Piece], shelf: Shelf, log: str) -> list[str]:
    """How the two models differ on one log, with intervals, if both have finished a part."""
    pairs = _pairs(finished, shelf, log)
    if not pairs:
        return []
    ours, theirs = zip(*pairs, strict=True)
    found = compare(ours, theirs, n_draws=N_DRAWS, generator=np.random.default_rng(SEED))
    return [format_comparison(log, found)]


def format_comparison(log: str, found: Comparison) -> str:
    """Return the line of one comparison."""
    return (
        f"{log:<18} {OURS} minus {THEIRS}: AUC {_interval(found.auc)}, "
        f"loss {_interval(found.log_loss)}"
    )


def _interval(found: Interval) -> str:
    return f"{found.value:+.4f} ({found.low:+.4f} to {found.high:+.4f})"


def _how_fits_went(finished: Mapping[Task, Piece]) -> list[str]:
    lines = [f"{task.log} part {task.fold}, {p.version}: {p.note}" for task, p in finished.items()]
    return ["", "How the fits went:", *lines]
