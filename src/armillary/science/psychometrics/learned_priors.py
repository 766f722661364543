"""What the items of a bank are like, learned from the bank itself.

Guessing cannot be told from being easy unless one knows what items are usually like. How slopes
and intercepts of one bank lie is well told by the answers, even where single items are not.
"""

from dataclasses import replace

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray

from .priors import GUESSING_PRIORS, Priors, Role
from .problem import Place
from .standard_errors import Covariance

FEWEST_TO_LEARN_FROM = 20  # items; of fewer an sd is hardly told
MOST_ROUNDS = 8
NEAR = 0.02  # a mean or an sd that moves by less, in sds, has settled
WORTH = 5.0  # items: how much the sds that fit every bank count beside those of this one


def learn_priors(place: Place, covariance: Covariance) -> Priors | None:
    """Return how slopes and intercepts of free items lie; None where that cannot be told.

    One step of the EM algorithm for the means and sds of a normal distribution of logarithms of
    slopes, and one of intercepts, posteriors of items taken as normal around their tops. Variances
    have a scaled inverse chi-squared prior around those of `GUESSING_PRIORS` with 5 degrees of
    freedom: without, the sds of small banks come out near 0 by chance, and errors too small.

    References
    ----------
    Mislevy (1986), Psychometrika 51, 177-195: item parameters drawn from a population whose own
    parameters are estimated; the step is that of Dempster, Laird & Rubin (1977), Journal of the
    Royal Statistical Society B 39, 1-38, section 4.5; for the prior of variances Gelman, Carlin,
    Stern, Dunson, Vehtari & Rubin (2013), Bayesian Data Analysis, section 2.6.
    """
    problem = place.problem
    usual = GUESSING_PRIORS
    if covariance.reason or usual.log_slope is None or usual.intercept is None:
        return None
    n = problem.n_item_numbers
    free_of, role = problem.free_of[:n], problem.role[:n]
    slope = (role == Role.SLOPE) & (free_of >= 0)
    step = (role == Role.INTERCEPT) & (free_of >= 0)
    if min(int(slope.sum()), int(step.sum())) < FEWEST_TO_LEARN_FROM:
        return None
    numbers, variance = place.numbers[:n], np.diag(covariance.matrix)
    own = numbers[slope]
    of_slope = _spread(np.log(own), variance[free_of[slope]] / own**2, usual.log_slope[1])
    of_step = _spread(numbers[step], variance[free_of[step]], usual.intercept[1])
    return replace(problem.priors, log_slope=of_slope, intercept=of_step)


def have_settled(before: Priors, after: Priors) -> bool:
    """Return whether another round would hardly move what was learned."""
    if None in {before.log_slope, before.intercept, after.log_slope, after.intercept}:
        return True
    old = np.array([before.log_slope, before.intercept], dtype=np.float64)
    new = np.array([after.log_slope, after.intercept], dtype=np.float64)
    near: BoolArray = np.abs(new - old) < NEAR * old[:, 1:]
    return bool(near.all())


def _spread(tops: FloatArray, variance: FloatArray, usual: float) -> tuple[float, float]:
    """Mean and sd of numbers that are known with error."""
    mean = float(tops.mean())
    squares = float(np.sum((tops - mean) ** 2 + variance)) + WORTH * usual**2
    return mean, float((squares / (len(tops) + WORTH)) ** 0.5)
