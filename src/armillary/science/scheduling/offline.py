"""How another policy would have done, from the choices that ours made.

Every stored choice has its exact probability. An answer that the other policy would have asked for
twice as often counts twice. That judges single choices: what follows from one other choice, in
the situations that our policy led to.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import (
    ClusteredMean,
    FloatArray,
    IntArray,
    estimate_clustered_mean,
)

from .choice import Option, Reason

# Fewer learners than these, counted by how much each weighs, give no interval worth having.
FEWEST_LEARNERS = 20.0
# More of the other policy's choices than these on items that could not come: nothing to judge by.
MOST_OUTSIDE = 0.01
LEVEL = 0.95
# The weights of a sound log average 1, give or take their error and this.
_MOST_ASTRAY = 0.1
_FOLDS = 5
_PENALTY = 1.0  # of the outcome model, on standardised features
_REASONS = tuple(Reason)


class OverlapError(ValueError):
    """The choices that were made say too little about the other policy's."""


@dataclass(frozen=True, slots=True)
class LoggedChoices:
    """Choices with what followed, seen by the policy that made them and by another.

    Parameters
    ----------
    learner : shape (n,); whose choice it was
    outcome : shape (n,); what followed from it
    p_logged, p_other : shape (n,); probability of the item that came, by each policy
    p_outside : shape (n,); what the other policy gives to items that could not come
    features, features_other : shape (n, k); what describes the item that came, and the mean of it
        over the items as the other policy would have chosen (`describe_option`)
    """

    learner: IntArray
    outcome: FloatArray
    p_logged: FloatArray
    p_other: FloatArray
    p_outside: FloatArray
    features: FloatArray
    features_other: FloatArray

    def __post_init__(self) -> None:
        n = len(self.learner)
        for name in ("outcome", "p_logged", "p_other", "p_outside"):
            if getattr(self, name).shape != (n,):
                raise ValueError(f"{name} must have one entry for each of {n} choices")
        if self.features.shape != self.features_other.shape or len(self.features) != n:
            raise ValueError("features and features_other must have one row for each choice")
        for name in ("outcome", "features", "features_other"):
            if not np.all(np.isfinite(getattr(self, name))):
                raise ValueError(f"every value of {name} must be a finite number")
        if not np.all((self.p_logged > 0.0) & (self.p_logged <= 1.0)):
            raise ValueError("every p_logged must be above 0 and at most 1")
        for name in ("p_other", "p_outside"):
            value = getattr(self, name)
            if not np.all((value >= 0.0) & (value <= 1.0)):
                raise ValueError(f"every {name} must be from 0 to 1")


@dataclass(frozen=True, slots=True)
class PolicyEvaluation:
    """The mean outcome of a choice under another policy, four ways, with 95 % intervals.

    Parameters
    ----------
    logged : under the policy that chose
    weighted : inverse propensity
    normalised : inverse propensity, by the sum of the weights
    robust : doubly robust: a model of the outcome, put right by the weighted answers
    difference : doubly robust, less what was logged
    n_choices, effective_choices : how many there are, and how many equal ones they are worth
    effective_learners : the same for learners
    largest_weight, mean_weight : the most that one choice counted, and the average, which is 1 in
        the long run when the stored probabilities are right
    outside : share of the other policy's choices that fell on items that could not come
    """

    logged: ClusteredMean
    weighted: ClusteredMean
    normalised: ClusteredMean
    robust: ClusteredMean
    difference: ClusteredMean
    n_choices: int
    effective_choices: float
    effective_learners: float
    largest_weight: float
    mean_weight: float
    outside: float


def describe_option(option: Option) -> list[float]:
    """Return the features of an option, by which the outcome model knows it."""
    return [
        option.p_right,
        option.p_right**2,
        option.gain,
        float(option.recent),
        *(float(option.reason is reason) for reason in _REASONS),
    ]


def describe_mixture(options: Sequence[Option], probabilities: Sequence[float]) -> list[float]:
    """Return the mean of the features over options drawn with these probabilities."""
    rows = np.array([describe_option(option) for option in options])
    mean: list[float] = (np.array(probabilities) @ rows).tolist()
    return mean


def evaluate_policy(choices: LoggedChoices, *, generator: np.random.Generator) -> PolicyEvaluation:
    """Return how another policy would have done; intervals are drawn over learners.

    The outcome model is linear in the features, shrunk, and fitted for each fifth of the learners
    on the others, so that no learner's answers say what was to be expected of them. The generator
    deals the fifths.

    Raises
    ------
    OverlapError
        If the other policy's choices were hardly ever made: nothing can be said.
    ValueError
        If there are choices of fewer than two learners.

    References
    ----------
    Horvitz & Thompson (1952), JASA 47, 663-685; Dudik, Erhan, Langford & Li (2014), Statistical
    Science 29(4), 485-511, equation 5; Chernozhukov et al. (2018), Econometrics Journal 21, C1-C68,
    for the folds.
    """
    learners, index = np.unique(choices.learner, return_inverse=True)
    if len(learners) < 2:
        raise ValueError(f"choices of two learners or more are needed, got {len(learners)}")
    weights = choices.p_other / choices.p_logged
    outside = float(choices.p_outside.mean())
    effective_learners = effective_number(np.bincount(index, weights=weights).astype(np.float64))
    ones = np.ones(len(weights))
    mean_weight = estimate_clustered_mean(weights, ones, index, level=LEVEL)
    _check_overlap(outside, effective_learners, mean_weight)
    expected, expected_other = _expect(choices, index, generator)
    robust = expected_other + weights * (choices.outcome - expected)

    def mean(value: FloatArray, weight: FloatArray) -> ClusteredMean:
        return estimate_clustered_mean(value, weight, index, level=LEVEL)

    return PolicyEvaluation(
        logged=mean(choices.outcome, ones),
        weighted=mean(weights * choices.outcome, ones),
        normalised=mean(choices.outcome, weights),
        robust=mean(robust, ones),
        difference=mean(robust - choices.outcome, ones),
        n_choices=len(weights),
        effective_choices=effective_number(weights),
        effective_learners=effective_learners,
        largest_weight=float(weights.max()),
        mean_weight=mean_weight.mean,
        outside=outside,
    )


def effective_number(weights: FloatArray) -> float:
    """Return how many equal weights would be worth as much; 0 when all are 0.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.
    """
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0.0 else 0.0


def _check_overlap(outside: float, effective_learners: float, mean_weight: ClusteredMean) -> None:
    """Refuse what cannot be judged."""
    if outside > MOST_OUTSIDE:
        raise OverlapError(
            f"{outside:.0%} of the other policy's choices would fall on items that could not come"
        )
    if effective_learners < FEWEST_LEARNERS:
        raise OverlapError(
            f"its choices were made so seldom that {mean_weight.n_clusters} learners are worth"
            f" {effective_learners:.1f}, and {FEWEST_LEARNERS:.0f} are needed"
        )
    if abs(mean_weight.mean - 1.0) > _MOST_ASTRAY + 4.0 * mean_weight.se:
        raise OverlapError(
            f"the weights average {mean_weight.mean:.2f} where they should average 1: the stored"
            " probabilities are not those of these choices, or what could have come is not known"
        )


def _expect(
    choices: LoggedChoices, index: IntArray, generator: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """The outcome expected of the item that came, and of the other policy's choice."""
    n_learners = int(index.max()) + 1
    fold = generator.permutation(n_learners)[index] % min(_FOLDS, n_learners)
    centre = choices.features.mean(axis=0)
    spread = choices.features.std(axis=0)
    scale = np.where(spread > 0.0, spread, math.inf)  # what never varies says nothing
    seen, other = (choices.features - centre) / scale, (choices.features_other - centre) / scale
    expected, expected_other = np.empty(len(index)), np.empty(len(index))
    for number in range(int(fold.max()) + 1):
        held_back = fold == number
        rows, target = seen[~held_back], choices.outcome[~held_back]
        mean = float(target.mean())
        penalty = _PENALTY * np.eye(rows.shape[1])
        slopes = np.linalg.solve(rows.T @ rows + penalty, rows.T @ (target - mean))
        expected[held_back] = mean + seen[held_back] @ slopes
        expected_other[held_back] = mean + other[held_back] @ slopes
    return expected, expected_other
