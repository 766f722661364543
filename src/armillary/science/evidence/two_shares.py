"""Intervals of two shares by the score test: their difference, and their odds ratio.

A value lies inside while what was seen does not refute the shares that go with it best. Unlike an
estimate give or take its error, that keeps its promise with few or rare successes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from .estimates import Estimate, check_level
from .refusals import Reason, RefusalError

CLOSE = 1e-12
FARTHEST = 25.0  # logits


@dataclass(frozen=True, slots=True)
class TwoShares:
    """Successes of arm 0 and arm 1.

    Parameters
    ----------
    hits : of each arm, 0 to its `n`; somebody succeeds and somebody does not
    n : learners of each arm, 1 or more
    """

    hits: tuple[int, int]
    n: tuple[int, int]

    def __post_init__(self) -> None:
        inside = all(0 <= hit <= size and size >= 1 for hit, size in self._pairs)
        if not (inside and 0 < sum(self.hits) < sum(self.n)):
            raise ValueError(f"hits must be inside n and not alike, got {self.hits} of {self.n}")

    @property
    def _pairs(self) -> tuple[tuple[int, int], ...]:
        return tuple(zip(self.hits, self.n, strict=True))

    @property
    def shares(self) -> tuple[float, float]:
        """Of success in arm 0 and arm 1."""
        return self.hits[0] / self.n[0], self.hits[1] / self.n[1]

    @property
    def separated(self) -> bool:
        """Whether an arm has only successes, or only failures."""
        return any(hit in (0, size) for hit, size in self._pairs)


def estimate_share_difference(seen: TwoShares, *, level: float) -> Estimate:
    """Return share 1 less share 0, from -1 to 1, with the interval of the score test.

    Parameters
    ----------
    seen : successes of both arms
    level : how often such an interval holds the truth, between 0 and 1

    References
    ----------
    Miettinen & Nurminen (1985), Statistics in Medicine 4, 213-226, equations 8, 9 and appendix I.

    Examples
    --------
    56/70 less 48/80, row (a) of table II of Newcombe (1998), Statistics in Medicine 17, 873-890.

    >>> found = estimate_share_difference(TwoShares((48, 56), (80, 70)), level=0.95)
    >>> round(found.effect, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0528, 0.3382)
    """
    check_level(level)
    share = seen.shares
    effect = share[1] - share[0]
    reach = _normal(level)

    def score(value: float) -> float:
        fitted = _shares_apart(seen, value)
        return (effect - value) / max(_spread(seen, fitted), CLOSE)

    se = math.sqrt(sum(one * (1.0 - one) / n for one, n in zip(share, seen.n, strict=True)))
    low = _end(lambda value: score(value) - reach, -1.0, effect)
    high = _end(lambda value: score(value) + reach, effect, 1.0)
    return Estimate(effect, se, math.inf, low, high, _doubt(seen), level)


def estimate_log_odds(seen: TwoShares, *, level: float) -> Estimate:
    """Return the log odds of success in arm 1 less those in arm 0, with the score interval.

    Parameters
    ----------
    seen : successes of both arms
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    RefusalError
        If an arm has only successes, or only failures.

    References
    ----------
    Miettinen & Nurminen (1985), equations 14 and 15; the error beside it is Woolf's.
    """
    check_level(level)
    if seen.separated:
        raise RefusalError(
            Reason.SEPARATION,
            "one arm has only successes or only failures; more learners would help, and a "
            "difference of shares may still be had",
        )
    share = seen.shares
    effect = _logit(share[1]) - _logit(share[0])
    reach = _normal(level)

    def score(value: float) -> float:
        fitted = _odds_apart(seen, value)
        told = sum(1.0 / (n * one * (1.0 - one)) for one, n in zip(fitted, seen.n, strict=True))
        return (seen.hits[1] - seen.n[1] * fitted[1]) * math.sqrt(told * _freed(seen))

    se = math.sqrt(sum(1.0 / (n * one * (1.0 - one)) for one, n in zip(share, seen.n, strict=True)))
    low = _end(lambda value: score(value) - reach, effect - FARTHEST, effect)
    high = _end(lambda value: score(value) + reach, effect, effect + FARTHEST)
    return Estimate(effect, se, math.inf, low, high, _doubt(seen), level)


def _freed(seen: TwoShares) -> float:
    """(N - 1)/N: what the variance of the test is divided by."""
    return 1.0 - 1.0 / sum(seen.n)


def _spread(seen: TwoShares, fitted: tuple[float, float]) -> float:
    variance = sum(one * (1.0 - one) / n for one, n in zip(fitted, seen.n, strict=True))
    return math.sqrt(max(variance, 0.0) / _freed(seen))


def _doubt(seen: TwoShares) -> float:
    """The chance of a difference as large, either way, if both arms succeed alike."""
    both = sum(seen.hits) / sum(seen.n)
    score = (seen.shares[1] - seen.shares[0]) / _spread(seen, (both, both))
    return math.erfc(abs(score) / math.sqrt(2.0))


def _shares_apart(seen: TwoShares, apart: float) -> tuple[float, float]:
    """The likeliest shares of which the second is larger by `apart`: root of a cubic."""
    (x0, _x1), (n0, _n1), n, hits = seen.hits, seen.n, sum(seen.n), sum(seen.hits)
    two = ((n + n0) * apart - n - hits) / n
    one = ((n0 * apart - n - 2.0 * x0) * apart + hits) / n
    none = x0 * apart * (1.0 - apart) / n
    shift = two / 3.0
    half = shift**3 - one * shift / 2.0 + none / 2.0
    root = math.copysign(math.sqrt(max(shift**2 - one / 3.0, 0.0)), half)
    turn = max(-1.0, min(1.0, half / root**3)) if abs(root) > CLOSE else 0.0
    share = 2.0 * root * math.cos((math.pi + math.acos(turn)) / 3.0) - shift
    share = min(max(share, 0.0, -apart), 1.0, 1.0 - apart)
    return share, share + apart


def _odds_apart(seen: TwoShares, apart: float) -> tuple[float, float]:
    """The likeliest shares whose log odds differ by `apart`: root of a quadratic."""
    turned = apart > 0.0  # by failures, so that the odds' ratio never exceeds 1
    n, hits = seen.n, sum(seen.n) - sum(seen.hits) if turned else sum(seen.hits)
    ratio = math.exp(-abs(apart))
    square = n[0] * (ratio - 1.0)
    middle = n[1] * ratio + n[0] - hits * (ratio - 1.0)
    share0 = 2.0 * hits / (middle + math.sqrt(middle**2 + 4.0 * square * hits))
    share1 = share0 * ratio / (1.0 - share0 + share0 * ratio)
    return (1.0 - share0, 1.0 - share1) if turned else (share0, share1)


def _end(beyond: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that falls from above 0 to below crosses 0; an end, if it does not."""
    from scipy.optimize import brentq

    if beyond(low) <= 0.0:
        return low
    if beyond(high) >= 0.0:
        return high
    return float(brentq(beyond, low, high, xtol=1e-13))


def _normal(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2.0))


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))
