"""By how much one model predicts better than another, with an interval over test learners."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray
from benchmarks.accuracy.learner.pieces import Predictions


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, and the 2.5 % and 97.5 % points of its draws."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One model minus another: above 0 in `auc` and below 0 in `log_loss` is better."""

    auc: Interval
    log_loss: Interval


def compare(
    ours: Sequence[Predictions],
    theirs: Sequence[Predictions],
    *,
    n_draws: int,
    generator: np.random.Generator,
) -> Comparison:
    """Return the difference of two models, paired by test row.

    Each draw takes the learners of every test part again, with replacement, and all rows of
    each; the figure of a draw is the mean over test parts, as in the table.

    Parameters
    ----------
    ours, theirs : one for each test part, the same rows in the same order
    """
    differences = np.zeros((n_draws + 1, 2))
    for one, other in zip(ours, theirs, strict=True):
        if not np.array_equal(one.learner, other.learner):
            raise ValueError("the two models must have predicted the same rows")
        differences += _differences(one, other, n_draws, generator) / len(ours)
    low, high = np.quantile(differences[1:], (0.025, 0.975), axis=0)
    auc, loss = (
        Interval(float(differences[0, k]), float(low[k]), float(high[k])) for k in range(2)
    )
    return Comparison(auc, loss)


def _differences(
    one: Predictions, other: Predictions, n_draws: int, generator: np.random.Generator
) -> FloatArray:
    """AUC and log-loss of one minus the other: first as they are, then for each draw."""
    number = np.unique(one.learner, return_inverse=True)[1]
    n_learners = int(number.max()) + 1
    judges = _Judge(one), _Judge(other)
    found = np.empty((n_draws + 1, 2))
    times = np.ones(n_learners, dtype=np.int64)
    for draw in range(n_draws + 1):
        if draw > 0:
            drawn = generator.integers(n_learners, size=n_learners)
            times = np.bincount(drawn, minlength=n_learners)
        mine, its = (judge.judge(times[number]) for judge in judges)
        found[draw] = mine - its
    return found


class _Judge:
    """AUC and log-loss of one model's predictions when each row counts several times."""

    def __init__(self, made: Predictions) -> None:
        values, self.place = np.unique(made.p_right, return_inverse=True)
        self.n_values = len(values)
        self.right = made.score
        self.loss = -np.where(made.score == 1.0, np.log(made.p_right), np.log1p(-made.p_right))

    def judge(self, times: IntArray) -> FloatArray:
        right = np.bincount(self.place, times * self.right, self.n_values)
        wrong = np.bincount(self.place, times * (1.0 - self.right), self.n_values)
        below = np.cumsum(wrong) - 0.5 * wrong
        auc = float(right @ below) / (right.sum() * wrong.sum())
        return np.array((auc, float(times @ self.loss) / times.sum()))
