"""Has a learner, has a class, grown between two tests on one scale?"""

import math
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray

from .abilities import Abilities
from .answers import Key
from .arrays import AnyArray


@dataclass(frozen=True, slots=True)
class Growth:
    """Change from one test to another, in logits, with intervals.

    Parameters
    ----------
    learners : shape (n,); keys of those with an estimate both times
    change, error, low, high : shape (n,); after less before, its standard error, its interval
    is_clear : shape (n,); whether the interval lies on one side of 0
    mean, mean_low, mean_high : the change of all these learners together, with its interval
    mean_is_clear : whether that interval lies on one side of 0
    left_out : keys of learners with one estimate only
    """

    learners: AnyArray
    change: FloatArray
    error: FloatArray
    low: FloatArray
    high: FloatArray
    is_clear: BoolArray
    mean: float
    mean_low: float
    mean_high: float
    mean_is_clear: bool
    left_out: tuple[Key, ...]


def estimate_growth(before: Abilities, after: Abilities, *, level: float) -> Growth:
    """Return how learners changed between two tests whose items lie on one scale.

    Errors of the two tests are independent, as they are if no item is in both or items are well
    known. Estimates should be Warm's ("wle"): others are drawn towards a prior, and so is change.
    The interval of the mean is Student's, from the spread of learners' changes; it is about these
    learners' like, not about a class against another (see `armillary.science.evidence` for that).

    Parameters
    ----------
    before, after : estimates of the two tests
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If fewer than two learners have an estimate both times, or the level is outside 0 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> def test(estimate, n=2):
    ...     error, n_answers = np.full(n, 0.3), np.full(n, 9)
    ...     return Abilities(np.arange(n), np.array(estimate), error, n_answers, (), 0)
    >>> found = estimate_growth(test([0.0, 0.5]), test([1.0, 0.6]), level=0.95)
    >>> found.is_clear.tolist(), found.mean_is_clear
    ([True, False], False)
    """
    from scipy.special import ndtri, stdtrit

    if not 0.0 < level < 1.0:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    keys, first, second = np.intersect1d(before.learners, after.learners, return_indices=True)
    if len(keys) < 2:
        raise ValueError(f"two learners must have an estimate both times, got {len(keys)}")
    change = after.estimate[second] - before.estimate[first]
    error = np.hypot(after.error[second], before.error[first])
    reach = float(ndtri(0.5 + level / 2.0)) * error
    mean, n = float(change.mean()), len(change)
    spread = float(stdtrit(n - 1, 0.5 + level / 2.0)) * float(change.std(ddof=1)) / math.sqrt(n)
    alone = np.setxor1d(before.learners, after.learners)
    return Growth(
        learners=keys,
        change=change,
        error=error,
        low=change - reach,
        high=change + reach,
        is_clear=np.abs(change) > reach,
        mean=mean,
        mean_low=mean - spread,
        mean_high=mean + spread,
        mean_is_clear=abs(mean) > spread,
        left_out=tuple(alone.tolist()),
    )
