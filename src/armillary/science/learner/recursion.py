"""The arithmetic of the level-and-skill model, written once.

These functions run as they are for a live answer and compiled for whole logs (`kernels.py`),
from this one source, so both give the same bits. The derivation is in
docs/science/learner-model.md.
"""

import math
from collections.abc import MutableSequence
from typing import NamedTuple

from armillary.science.numerics import round_single

# Averaging a logistic over a normal: divide the logits by sqrt(1 + PROBIT * variance).
# pi / 8, MacKay (1992), Neural Computation 4(5), 720-736, equation 10.
PROBIT = math.pi / 8.0


class Rates(NamedTuple):
    """The handful of numbers that say how fast things move; see LevelSkillParameters."""

    level_variance: float
    level_drift: float
    level_days: float
    skill_variance: float
    skill_drift: float
    skill_days: float
    gain_right: float
    gain_wrong: float


class Answer(NamedTuple):
    """One answer as the recursion sees it: the item's numbers, the score, how much it counts."""

    difficulty: float
    slope: float
    score: float
    weight: float


def widen(variance: float, resting: float, days: float, scale: float) -> float:
    """Return a variance after days without an answer: it grows towards its resting value."""
    if days <= 0.0:
        return variance
    kept = math.exp(-days / scale)
    return variance + (resting - variance) * (1.0 - kept * kept)


def fade(
    offset: float, tie: float, variance: float, level: float, days: float, rates: Rates
) -> tuple[float, float, float]:
    """Return (mean, tie, variance) of a skill after days without an answer to it.

    What stands above the learner's level sinks back to it; what stands below stays. The
    skill's own variance grows, and so does its tie to the level.
    """
    mean = offset + tie * level
    if days <= 0.0:
        return mean, tie, variance
    lost = 1.0 - math.exp(-days / rates.skill_days)
    if mean > level:
        mean -= lost * (mean - level)
    tie += lost * (1.0 - tie)
    variance += (rates.skill_variance - variance) * lost * (2.0 - lost)
    return mean, tie, variance


def chance(strength: float, variance: float, difficulty: float, slope: float) -> float:
    """Return the chance of a right answer, averaged over what is not known about the learner."""
    logits = slope * (strength - difficulty) / math.sqrt(1.0 + PROBIT * slope * slope * variance)
    if logits >= 0.0:
        return 1.0 / (1.0 + math.exp(-logits))
    odds = math.exp(logits)
    return odds / (1.0 + odds)


def expect(
    means: MutableSequence[float],
    ties: MutableSequence[float],
    variances: MutableSequence[float],
    n: int,
) -> tuple[float, float, float]:
    """Return (strength, tie, own variance) that an item of n skills asks for: their average."""
    strength = tie = own = 0.0
    for k in range(n):
        strength += means[k]
        tie += ties[k]
        own += variances[k]
    return strength / n, tie / n, own / (n * n)


def learn(
    level: float,
    level_variance: float,
    means: MutableSequence[float],
    ties: MutableSequence[float],
    variances: MutableSequence[float],
    n: int,
    answer: Answer,
    rates: Rates,
) -> tuple[float, float]:
    """Return (level, its variance) after an answer, and change the skills in place.

    The first n entries of `means`, `ties` and `variances` are the item's skills at the moment
    of the answer; afterwards `means` holds their *offsets*. All that is kept is rounded to
    single precision.
    """
    difficulty, slope, score, weight = answer
    strength, tie, own = expect(means, ties, variances, n)
    spread = tie * tie * level_variance + own
    p_right = chance(strength, spread, difficulty, slope)

    # The push: score against prediction, discounted by what was not known.
    information = weight * slope * slope * p_right * (1.0 - p_right)
    gain = rates.gain_wrong + score * (rates.gain_right - rates.gain_wrong)
    push = gain * weight * slope * (score - p_right) / (1.0 + information * spread)

    shared = tie * level_variance
    firmness = information / (1.0 + information * spread)
    new_level = round_single(level + shared * push)
    new_variance = level_variance - firmness * shared * shared + weight * rates.level_drift
    firmness = information / (1.0 + information * own)
    for k in range(n):
        before = means[k]
        part = variances[k] / n
        after = before + (ties[k] * shared + part) * push
        ties[k] = round_single(max(0.0, ties[k] - firmness * part * tie))
        variance = variances[k] - firmness * part * part + weight * rates.skill_drift
        variances[k] = round_single(min(variance, rates.skill_variance))
        offset = round_single(after - ties[k] * new_level)
        # Rounding must not turn a right answer into a step down, nor a wrong one into a step up.
        moved = offset + ties[k] * new_level - before
        if (score == 1.0 and moved < 0.0) or (score == 0.0 and moved > 0.0):
            step = 1.2e-7 * abs(offset) + 1e-15
            offset = round_single(offset + step if score == 1.0 else offset - step)
        means[k] = offset
    return new_level, round_single(min(new_variance, rates.level_variance))
