"""Differences in standard deviations, so that unlike tests can be compared."""

import math
from dataclasses import replace

from armillary.science.numerics import FloatArray, IntArray

from .estimates import Estimate, check_level
from .refusals import Reason, RefusalError

# Of the standard deviation, over its square: below, the interval of g has no end worth telling.
LEAST_KNOWN = 0.25


def pooled_sd(outcome: FloatArray, arm: IntArray) -> float:
    """Return the standard deviation of the outcome inside arms, as all rows estimate it.

    Parameters
    ----------
    outcome : shape (n,), finite, not adjusted for anything
    arm : shape (n,), whole numbers

    Raises
    ------
    RefusalError
        If rows of one arm do not differ.
    """
    square, n_arms = 0.0, 0
    for key in set(arm.tolist()):
        own = outcome[arm == key]
        square += float(((own - own.mean()) ** 2).sum())
        n_arms += 1
    if len(outcome) <= n_arms or not square > 0.0:
        raise RefusalError(Reason.OUTCOME_CONSTANT, "learners of one arm all have one outcome")
    return math.sqrt(square / (len(outcome) - n_arms))


def estimate_hedges_g(
    difference: Estimate, *, sd: float, n: int, icc: float, cluster_size: float
) -> Estimate:
    """Return a difference in standard deviations of all learners (Hedges' g) with its interval.

    The standard deviation is that over all learners and clusters. With few rows a ratio comes out
    too large, which g corrects; rows of one cluster being alike makes the standard deviation too
    small, which the cluster correction mends. The error of the standard deviation itself is added
    to that of the difference, whose degrees of freedom are kept. The interval is made of both by
    `g_limits`; it leaves 0 out when that of the difference does, and p is the same.

    Parameters
    ----------
    difference : in units of the outcome, adjusted or not
    sd : of `pooled_sd`, above 0
    n : rows of both arms
    icc : share of variance between clusters, 0 to below 1; 0 without clusters
    cluster_size : mean rows of a cluster; 1 without clusters

    Raises
    ------
    ValueError
        If a value is outside its range.
    RefusalError
        With fewer than 4 rows beyond what the clusters take, or if few classes differ by so much
        more than their learners that the standard deviation is hardly known.

    References
    ----------
    Hedges (2007), Journal of Educational and Behavioral Statistics 32(4), 341-370, equations
    15 to 19; What Works Clearinghouse (2022), Procedures and Standards Handbook 5.0, appendix E.

    Examples
    --------
    >>> from armillary.science.evidence import student_estimate
    >>> found = student_estimate(5.0, 2.0, df=78.0, level=0.95)
    >>> g = estimate_hedges_g(found, sd=10.0, n=80, icc=0.0, cluster_size=1.0)
    >>> round(g.effect, 4), round(g.se, 4)
    (0.4952, 0.202)
    """
    if not (0.0 < sd < math.inf and 0.0 <= icc < 1.0 and cluster_size >= 1.0):
        raise ValueError(f"sd, icc, cluster_size out of range: {sd}, {icc}, {cluster_size}")
    alike = 2.0 * (cluster_size - 1.0) * icc
    free = n - 2.0 - alike
    if free < 2.0:
        raise RefusalError(Reason.TOO_FEW_ROWS, f"{n} rows are too few for a standard deviation")
    rest = n - 2.0 * cluster_size
    spread = (
        (n - 2.0) * (1.0 - icc) ** 2 + cluster_size * rest * icc**2 + 2.0 * rest * icc * (1.0 - icc)
    )
    df_sd = free**2 / spread
    factor = (1.0 - 3.0 / (4.0 * df_sd - 1.0)) * math.sqrt(1.0 - alike / (n - 2.0)) / sd
    g = factor * difference.effect
    se = math.sqrt((factor * difference.se) ** 2 + g**2 / (2.0 * df_sd))
    low, high = g_limits(g, se, df=difference.df, df_sd=df_sd, level=difference.level)
    return Estimate(g, se, difference.df, low, high, difference.p, difference.level)


def g_limits(g: float, se: float, *, df: float, df_sd: float, level: float) -> tuple[float, float]:
    """Return the ends of the interval of a difference in standard deviations.

    They are the values that are no further from g than Student's t of the difference and the normal
    error of the standard deviation allow together, the latter at that value: it is 0 at 0, and
    larger away from it, so the interval reaches further on the far side.

    Parameters
    ----------
    g, se : as `estimate_hedges_g` gives them
    df : degrees of freedom of the difference
    df_sd : of the standard deviation
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    RefusalError
        If the standard deviation is hardly known.

    References
    ----------
    Fieller (1954), Journal of the Royal Statistical Society B 16(2), 175-185, for a ratio; ours,
    derived in docs/science/evidence.md.

    Examples
    --------
    >>> low, high = g_limits(0.5, 0.2, df=78.0, df_sd=78.0, level=0.95)
    >>> round(low, 4), round(high, 4)
    (0.1095, 0.9157)
    """
    from scipy.special import ndtri, stdtrit  # half a second that a server should not pay

    check_level(level)
    at = 0.5 + level / 2.0
    own = max(0.0, se**2 - g**2 / (2.0 * df_sd)) * float(stdtrit(min(df, 1e10), at)) ** 2
    rest = float(ndtri(at)) ** 2 / (2.0 * df_sd)
    if rest > 1.0 - LEAST_KNOWN:
        raise RefusalError(
            Reason.TOO_FEW_ROWS,
            "the standard deviation of learners is hardly known: there are few learners, or few "
            "classes that differ by more than their learners do. More classes would help",
        )
    reach = math.sqrt(rest * g**2 + (1.0 - rest) * own)
    return (g - reach) / (1.0 - rest), (g + reach) / (1.0 - rest)


def g_follows(found: Estimate, *, slack: float) -> bool:
    """Return whether the ends of an interval of `estimate_hedges_g` follow from its other numbers.

    How well the standard deviation is known is read from how far the interval is off the middle;
    that of a plain Student's t is not.

    Parameters
    ----------
    found : as another program told it
    slack : how far an end may be off, for rounding
    """
    from scipy.special import ndtri

    middle = 0.5 * (found.low + found.high)
    rest = 0.0 if abs(middle) <= abs(found.effect) else 1.0 - found.effect / middle
    normal = float(ndtri(0.5 + found.level / 2.0))
    df_sd = normal**2 / (2.0 * rest) if rest > 1e-9 else math.inf
    try:
        ends = g_limits(found.effect, found.se, df=found.df, df_sd=df_sd, level=found.level)
    except RefusalError:
        return False
    return max(abs(ends[0] - found.low), abs(ends[1] - found.high)) <= slack


def undo_noise(g: Estimate, *, reliability: float) -> Estimate:
    """Return g as a test without measurement error would have shown it.

    Error of the test makes learners look more different than they are, so an effect in standard
    deviations looks smaller. The reliability is taken as known.

    Parameters
    ----------
    g : of `estimate_hedges_g`
    reliability : share of the outcome's variance that is not error of measurement, above 0, at
        most 1

    Raises
    ------
    ValueError
        If the reliability is outside its range.

    References
    ----------
    Hedges & Olkin (1985), Statistical Methods for Meta-Analysis, section 6.B.

    Examples
    --------
    >>> from armillary.science.evidence import student_estimate
    >>> undo_noise(student_estimate(0.4, 0.1, df=50.0, level=0.95), reliability=0.64).effect
    0.5
    """
    if not 0.0 < reliability <= 1.0:
        raise ValueError(f"reliability must be above 0 and at most 1, got {reliability}")
    root = math.sqrt(reliability)
    return replace(g, effect=g.effect / root, se=g.se / root, low=g.low / root, high=g.high / root)
