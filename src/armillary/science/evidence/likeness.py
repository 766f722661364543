"""How alike learners of one class are, from results at hand: for the plan of a study."""

import math
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .multilevel import Grouping, fit_multilevel
from .refusals import Reason, RefusalError

FEWEST_CLUSTERS = 6
# What schools are like before anything is known of one: Hedges & Hedberg (2007), Educational
# Evaluation and Policy Analysis 29, 60-87, find 0.05 to 0.25 and more for achievement in grades.
USUAL, USUAL_SD = 0.15, 0.08


@dataclass(frozen=True, slots=True)
class Likeness:
    """The share of variance that lies between clusters.

    Parameters
    ----------
    icc : to plan with: `found`, drawn to what is usual as far as it is unsure
    found : what the rows say alone, 0 to 1
    se : standard error of `found`
    weight : share of `found` in `icc`; the rest is what is usual
    n, n_clusters : rows and clusters that it rests on
    """

    icc: float
    found: float
    se: float
    weight: float
    n: int
    n_clusters: int


def estimate_likeness(outcome: FloatArray, cluster: IntArray, columns: FloatArray) -> Likeness:
    """Return how alike rows of one cluster are, drawn to what schools usually are.

    A handful of classes tells little about it. So the estimate of REML and the usual 0.15 (with a
    standard deviation of 0.08) are averaged, each weighted by the inverse of its squared error. The
    error is Fisher's, taken at the usual value: taken at the estimate, it would make an accidental
    0 look sure.

    Parameters
    ----------
    outcome : shape (n,), finite
    cluster : shape (n,), a number for each
    columns : shape (n, p); what tells clusters apart for known reasons, such as grades

    Raises
    ------
    ValueError
        If shapes differ or a value is not finite.
    RefusalError
        With fewer than 6 clusters, one learner in each, or what `fit_multilevel` refuses.

    References
    ----------
    Donner (1986), International Statistical Review 54, 67-82, equation 3.2, for the error.

    Examples
    --------
    >>> generator = np.random.default_rng(1)
    >>> cluster = np.repeat(np.arange(40), 25)
    >>> own = generator.normal(0.0, 0.25**0.5, 40)[cluster]
    >>> outcome = own + generator.normal(0.0, 0.75**0.5, 1000)
    >>> told = estimate_likeness(outcome, cluster, np.empty((1000, 0)))
    >>> told.found > told.icc > 0.15, told.n_clusters
    (True, 40)
    """
    fit = fit_multilevel(outcome, columns, (Grouping(cluster),), method="reml")
    n, n_clusters = len(outcome), len(np.unique(cluster))
    if n_clusters < FEWEST_CLUSTERS:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            f"{n_clusters} classes are too few to say how alike learners of one class are; "
            f"{FEWEST_CLUSTERS} are the least",
        )
    size, free = n / n_clusters, n_clusters - 1.0 - columns.shape[1]
    if free < 1.0:
        raise RefusalError(Reason.TOO_FEW_CLUSTERS, "as many columns as classes leave nothing")
    spread = 2.0 * (1.0 - USUAL) ** 2 * (1.0 + (size - 1.0) * USUAL) ** 2
    se = math.sqrt(spread / (size * (size - 1.0) * free))
    weight = USUAL_SD**2 / (USUAL_SD**2 + se**2)
    icc = weight * fit.icc + (1.0 - weight) * USUAL
    return Likeness(icc, fit.icc, se, weight, n, n_clusters)
