"""Mild opinions about items before any answer, where answers alone cannot settle a parameter."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .items import Model


class Role(IntEnum):
    """What a number of an item means."""

    SLOPE = 0
    INTERCEPT = 1
    GAP = 2
    GUESSING = 3
    GROUP = 4


@dataclass(frozen=True, slots=True)
class Priors:
    """What is believed about items; a part that is None is left to the answers alone.

    Parameters
    ----------
    log_slope : mean and sd of a normal distribution of the slope's logarithm, which is what is
        made most likely: the slope itself would come out too flat
    intercept : mean and sd of a normal distribution of the first intercept, or of every step
    guessing : the two shapes of a beta distribution, above 0. What is made most likely is the
        logit of guessing, so that without answers guessing is the distribution's mean
    """

    log_slope: tuple[float, float] | None = None
    intercept: tuple[float, float] | None = None
    guessing: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        for name, pair in (("log_slope", self.log_slope), ("intercept", self.intercept)):
            if pair is not None and not (np.isfinite(pair[0]) and 0.0 < pair[1] < np.inf):
                raise ValueError(f"{name} must be a mean and an sd above 0, got {pair}")
        if self.guessing is not None and not min(self.guessing) > 0.0:
            raise ValueError(f"both shapes of guessing must be above 0, got {self.guessing}")


NO_PRIORS = Priors()
# Slope and guessing as in BILOG-MG (Zimowski et al. 1996): about one in five guesses right.
GUESSING_PRIORS = Priors(log_slope=(0.0, 0.5), intercept=(0.0, 3.0), guessing=(5.0, 17.0))


def default_priors(model: Model) -> Priors:
    """Return the priors a model is fitted with when nobody says otherwise."""
    return GUESSING_PRIORS if model == "3pl" else NO_PRIORS


@dataclass(frozen=True, slots=True)
class PriorTerms:
    """Logarithm of a prior with slope and (minus) curvature for each number."""

    value: float
    gradient: FloatArray
    curvature: FloatArray


def prior_terms(values: FloatArray, role: IntArray, priors: Priors) -> PriorTerms:
    """Return what priors add to a log-likelihood; minus infinity for slopes that cannot be."""
    gradient, curvature = np.zeros(len(values)), np.zeros(len(values))
    total = 0.0
    if priors.log_slope is not None:
        at = role == Role.SLOPE
        if np.any(values[at] <= 0.0):
            return PriorTerms(-np.inf, gradient, curvature)
        mean, sd = priors.log_slope
        off = (np.log(values[at]) - mean) / sd**2
        total -= 0.5 * float(np.sum(off**2)) * sd**2
        gradient[at] = -off / values[at]
        curvature[at] = 1.0 / (sd * values[at]) ** 2
    if priors.intercept is not None:
        at = role == Role.INTERCEPT
        mean, sd = priors.intercept
        gradient[at] = -(values[at] - mean) / sd**2
        curvature[at] = 1.0 / sd**2
        total -= 0.5 * float(np.sum((values[at] - mean) ** 2)) / sd**2
    if priors.guessing is not None:
        at = role == Role.GUESSING
        a, b = priors.guessing  # the logit's own density takes 1 from neither
        chance = 1.0 / (1.0 + np.exp(-np.clip(values[at], -30.0, 30.0)))
        gradient[at] = a - (a + b) * chance
        curvature[at] = (a + b) * chance * (1.0 - chance)
        total += float(np.sum(a * np.log(chance) + b * np.log1p(-chance)))
    return PriorTerms(total, gradient, curvature)
