"""Differences in standard deviations, so that unlike tests can be compared."""

import math

from armillary.science.numerics import FloatArray, IntArray

from .estimates import Estimate, student_estimate
from .refusals import Reason, RefusalError


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
    to that of the difference. It is known far better than the difference of few clusters is, so
    its part of the interval reaches as far as a normal one, and that of the difference as far as
    its own t; the degrees of freedom are those of the t that reaches as far as both together.

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
        With fewer than 4 rows beyond what the clusters take.

    References
    ----------
    Hedges (2007), Journal of Educational and Behavioral Statistics 32(4), 341-370, equations
    15 to 19; What Works Clearinghouse (2022), Procedures and Standards Handbook 5.0, appendix E;
    the joint reach: Zou & Donner (2008), Statistics in Medicine 27(10), 1693-1702.

    Examples
    --------
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
    of_sd = abs(g) / math.sqrt(2.0 * df_sd)
    se = math.hypot(factor * difference.se, of_sd)
    df = _joint_df(factor * difference.se, difference.df, of_sd, level=difference.level)
    return student_estimate(g, se, df=df, level=difference.level)


def _joint_df(se: float, df: float, normal_se: float, *, level: float) -> float:
    """Of the t that reaches as far as a t interval and a normal one, joined at right angles."""
    from scipy.special import ndtri, stdtridf, stdtrit

    at = 0.5 + level / 2.0
    if df > 1e9 or normal_se < 1e-6 * se:
        return df
    reach = math.hypot(float(stdtrit(df, at)) * se, float(ndtri(at)) * normal_se)
    found = float(stdtridf(at, reach / math.hypot(se, normal_se)))
    return max(df, found)


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
    >>> undo_noise(student_estimate(0.4, 0.1, df=50.0, level=0.95), reliability=0.64).effect
    0.5
    """
    if not 0.0 < reliability <= 1.0:
        raise ValueError(f"reliability must be above 0 and at most 1, got {reliability}")
    root = math.sqrt(reliability)
    return student_estimate(g.effect / root, g.se / root, df=g.df, level=g.level)
