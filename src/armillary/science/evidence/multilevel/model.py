"""Rows in clusters in larger clusters: the model of a comparison inside schools."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from ..checks import COLLINEAR, check_columns, check_regression, unexplained
from ..estimates import Estimate, student_estimate
from ..refusals import Reason, RefusalError
from ..sums import Clusters, cluster_products, find_clusters
from .fitting import Optimum, find_optimum
from .reduction import Step, Sums, outermost_means
from .uncertainty import spread_of_components

FEWEST_CLUSTERS = 3
# From here on the model's own errors hold for whole clusters, too. With fewer, and no likeness
# inside them, its intervals are a little too wide: 96.4 % with 40.
MANY_CLUSTERS = 100
ROUNDING = 1e-20  # of a scatter, which is near 1; below, clusters do not differ


@dataclass(frozen=True, slots=True)
class Grouping:
    """One level of clusters.

    Parameters
    ----------
    label : shape (n,), whole numbers that name each row's cluster
    slopes : shape (n, q), columns whose effect differs between clusters; none: the mean alone does
    """

    label: IntArray
    slopes: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class MultilevelFit:
    """A fitted model: fixed effects are the intercept, then the columns in their order.

    Parameters
    ----------
    fixed : shape (p,)
    covariance : shape (p, p), of the fixed effects
    variances : for each level, innermost first, the (1 + q, 1 + q) covariance of its effects
    residual : variance within the innermost clusters
    log_likelihood : at its top; restricted for REML
    n, n_clusters : rows, and clusters of each level
    method : "reml" or "ml"
    border : whether a variance was estimated at the smallest it may be
    converged : whether the top was found
    scatter : how widely means of outermost clusters scatter about the fit, over what the variances
        make of it; 1 when they agree. Nothing with slopes there
    scatter_df : clusters less the effects that cluster means were spent on
    components_jacobian : shape (k, p, p)
    components_covariance : shape (k, k); both for the degrees of freedom
    """

    fixed: FloatArray
    covariance: FloatArray
    variances: tuple[FloatArray, ...]
    residual: float
    log_likelihood: float
    n: int
    n_clusters: tuple[int, ...]
    method: str
    border: bool
    converged: bool
    scatter: float | None
    scatter_df: float
    components_jacobian: FloatArray
    components_covariance: FloatArray

    @property
    def se(self) -> FloatArray:
        """Standard errors of the fixed effects, shape (p,)."""
        root: FloatArray = np.sqrt(np.diag(self.covariance))
        return root

    @property
    def icc(self) -> float:
        """The share of variance between the innermost clusters or above, slopes at 0."""
        between = sum(float(variance[0, 0]) for variance in self.variances)
        return between / (between + self.residual)


def fit_multilevel(
    outcome: FloatArray,
    columns: FloatArray,
    groupings: tuple[Grouping, ...],
    *,
    method: str,
) -> MultilevelFit:
    """Return the model that fits rows in nested clusters best, by exact REML or ML.

    The outcome is a sum of the fixed effects (an intercept and the columns), of normal effects of
    each row's clusters (a mean, and a slope for each column of `slopes`, freely correlated) and of
    a normal residual. All is reckoned from the sums of products of each cluster, so the time
    hardly depends on the number of rows. REML has no favourite among the columns; ML is for
    comparing models that differ in their columns.

    Parameters
    ----------
    outcome : shape (n,), finite
    columns : shape (n, p - 1), finite, without an intercept; may have no column
    groupings : innermost first; every cluster lies in one cluster of the next
    method : "reml" or "ml"

    Raises
    ------
    ValueError
        If shapes differ, a value is not finite or a setting is not one of those named.
    RefusalError
        With a constant outcome, collinear columns, too few clusters, clusters of one row each, or
        clusters that are not nested.

    References
    ----------
    Bates, Maechler, Bolker & Walker (2015), Journal of Statistical Software 67(1), section 3;
    the reduction by sums is ours, derived in docs/science/evidence.md.

    Examples
    --------
    >>> import numpy as np
    >>> outcome = np.array([1.0, 2.0, 3.0, 5.0, 4.0, 6.0, 2.0, 1.0])
    >>> label = np.array([0, 0, 1, 1, 2, 2, 3, 3])
    >>> fit = fit_multilevel(outcome, np.empty((8, 0)), (Grouping(label),), method="reml")
    >>> float(fit.fixed[0].round(4)), float(fit.variances[0][0, 0].round(4))
    (3.0, 2.5417)
    """
    _check_rows(outcome, columns, groupings, method)
    levels = _nest(groupings)
    centre = columns.mean(axis=0)
    middle = float(outcome.mean())
    sums, scales = _collect(outcome - middle, columns - centre, levels, groupings, method)
    _check_sums(sums)
    optimum = find_optimum(sums)
    return _describe(sums, optimum, _shift(middle, centre), scales, method)


class ScatteredFit(Protocol):
    """A model that knows how widely the clusters of one grouping scatter about it.

    Parameters
    ----------
    fixed : shape (p,)
    covariance : shape (p, p), of the fixed effects
    scatter, scatter_df : as in `MultilevelFit`
    """

    @property
    def fixed(self) -> FloatArray: ...
    @property
    def covariance(self) -> FloatArray: ...
    @property
    def scatter(self) -> float | None: ...
    @property
    def scatter_df(self) -> float: ...


def estimate_cluster_contrast(fit: ScatteredFit, contrast: FloatArray, *, level: float) -> Estimate:
    """Return a contrast of whole clusters with its interval, from how cluster means scatter.

    For an arm that whole clusters are given, the outermost if there are several levels. The
    variance between clusters is known badly when they are few, and is often estimated as 0;
    Satterthwaite's t is then too sure. Here the variances only weight the clusters; the error
    comes from the scatter of their means about the fit, with as many degrees of freedom as there
    are clusters less effects. For clusters of one size this is the t-test of their means, which is
    exact.

    Parameters
    ----------
    fit : of `fit_multilevel`, without slopes at its outermost level, or of `fit_crossed`
    contrast : shape (p,), of columns that are constant inside the outermost clusters (of crossed
        groupings, mostly constant inside those of the second)
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If the shape, the level or the kind of fit is wrong.
    RefusalError
        If there are fewer than 2 degrees of freedom.

    References
    ----------
    Ours, derived in docs/science/evidence.md; the weighting is that of Donner & Klar (2000), Design
    and Analysis of Cluster Randomization Trials, section 7.3. Its coverage stands in
    benchmarks/accuracy/evidence.
    """
    if contrast.shape != fit.fixed.shape:
        raise ValueError(f"contrast must have shape {fit.fixed.shape}, got {contrast.shape}")
    if fit.scatter is None:
        raise ValueError("fit must have no slopes at its outermost level, and clusters to spare")
    se = float(np.sqrt(fit.scatter * (contrast @ fit.covariance @ contrast)))
    if not (se > 0.0 and fit.scatter > ROUNDING):
        raise RefusalError(Reason.NO_RESIDUAL, "no two clusters of one arm differ")
    return student_estimate(float(contrast @ fit.fixed), se, df=fit.scatter_df, level=level)


def _scatter(sums: Sums, optimum: Optimum) -> tuple[float | None, float]:
    """How widely outermost cluster means scatter about the fit, and the degrees of freedom."""
    if optimum.covariances[-1].size > 1:
        return None, 0.0
    p, point = sums.p, optimum.point
    # The intercept's weight in each outermost cluster is its size, less what lies between rows.
    by_cluster = sums.means if len(sums.steps) == 1 else outermost_means(sums, optimum.covariances)
    size = by_cluster[0]
    weight = size / (1.0 + float(optimum.covariances[-1][0, 0]) * size)
    means = by_cluster[:p] / size
    left = by_cluster[p] / size - point.fixed @ means
    spent = float(np.sum(point.inverse * ((means * weight) @ means.T)))
    df = len(size) - spent
    if df <= 0.0:
        return None, 0.0
    return float(weight @ left**2) / df / point.variance(sums.n_free), df


@dataclass(frozen=True, slots=True)
class _Nesting:
    """The innermost clusters in the order of those above, and where each of those begins."""

    inner: Clusters
    starts: tuple[IntArray, ...]
    sizes: tuple[int, ...]
    order: IntArray


def _check_rows(
    outcome: FloatArray,
    columns: FloatArray,
    groupings: tuple[Grouping, ...],
    method: str,
) -> None:
    if method not in {"reml", "ml"}:
        raise ValueError(f"method must be 'reml' or 'ml', got {method!r}")
    if not groupings:
        raise ValueError("groupings must hold one level at least")
    for grouping in groupings:
        _check_grouping(grouping, outcome)
    check_regression(outcome, columns, groupings[0].label)


def _check_grouping(grouping: Grouping, outcome: FloatArray) -> None:
    slopes = grouping.slopes
    if grouping.label.shape != outcome.shape:
        raise ValueError(f"label and outcome differ: {grouping.label.shape}, {outcome.shape}")
    if slopes is not None and (slopes.ndim != 2 or len(slopes) != len(outcome)):
        raise ValueError(f"slopes must have {len(outcome)} rows, got shape {slopes.shape}")
    if slopes is not None and not np.all(np.isfinite(slopes)):
        raise ValueError("slopes must be finite")


def _nest(groupings: tuple[Grouping, ...]) -> _Nesting:
    """Find the clusters of each level and check that they are nested."""
    found = [find_clusters(grouping.label) for grouping in groupings]
    for number, clusters in enumerate(found):
        if len(clusters) < FEWEST_CLUSTERS:
            raise RefusalError(
                Reason.TOO_FEW_CLUSTERS,
                f"level {number + 1} has {len(clusters)} clusters, the model needs "
                f"{FEWEST_CLUSTERS} at least",
            )
    if len(found[0]) == len(groupings[0].label):
        raise RefusalError(
            Reason.CLUSTERS_ARE_ROWS, "each innermost cluster has one row; drop that level"
        )
    parents = [_parents(below, above) for below, above in pairwise(found)]
    # The key of an innermost cluster is the chain of clusters above it, outermost first.
    chains = [np.arange(len(found[0]))]
    for parent in parents:
        chains.append(parent[chains[-1]])
    order = np.lexsort(chains)
    starts = []
    for below, above in pairwise(chains):
        # One place for each cluster below, in order, then where the cluster above changes.
        firsts = np.flatnonzero(np.diff(below[order], prepend=-1))
        starts.append(np.flatnonzero(np.diff(above[order][firsts], prepend=-1)))
    return _Nesting(found[0], tuple(starts), tuple(len(one) for one in found), order)


def _parents(below: Clusters, above: Clusters) -> IntArray:
    """The cluster above each cluster below."""
    parent = np.empty(len(below), dtype=np.int64)
    parent[below.index] = above.index
    if not np.array_equal(parent[below.index], above.index):
        raise RefusalError(
            Reason.NOT_NESTED,
            "a cluster lies in more than one cluster of the next level; use crossed factors",
        )
    return parent


def _collect(
    outcome: FloatArray,
    columns: FloatArray,
    nesting: _Nesting,
    groupings: tuple[Grouping, ...],
    method: str,
) -> tuple[Sums, list[FloatArray]]:
    """The cluster sums of intercept, columns, outcome and slopes; slopes are scaled."""
    rows: list[FloatArray | None] = [None, *np.ascontiguousarray(columns.T), outcome]
    steps, scales = [], []
    for number, grouping in enumerate(groupings):
        scale, effects = [1.0], [0]
        for slope in () if grouping.slopes is None else grouping.slopes.T:
            spread = float(np.sqrt(np.mean(slope**2)))
            if spread == 0.0:
                raise RefusalError(Reason.COLLINEAR, "a column of slopes is 0 everywhere")
            effects.append(len(rows))
            scale.append(spread)
            rows.append(slope / spread)
        starts = nesting.starts[number] if number < len(nesting.starts) else np.empty(0, np.int64)
        steps.append(Step(tuple(effects), starts))
        scales.append(np.array(scale))
    products = cluster_products(rows, nesting.inner)[nesting.order]
    p = columns.shape[1] + 1
    return Sums(products, tuple(steps), len(outcome), p, method == "reml"), scales


def _check_sums(sums: Sums) -> None:
    """Refuse columns that repeat each other, and too few rows."""
    check_columns(sums.whole[: sums.p, : sums.p], sums.n)
    within = sums.whole[sums.p, sums.p] - float(np.sum(sums.means[sums.p] ** 2 / sums.means[0]))
    none_within = within <= COLLINEAR * sums.whole[sums.p, sums.p]
    if none_within or unexplained(sums.whole, sums.p) <= COLLINEAR:
        raise RefusalError(
            Reason.NO_RESIDUAL,
            "learners of one cluster do not differ, or the columns tell the outcome exactly",
        )


def _shift(middle: float, centre: FloatArray) -> tuple[FloatArray, FloatArray]:
    """From effects on centred columns to effects on columns as given."""
    turn = np.eye(len(centre) + 1)
    turn[0, 1:] = -centre
    start = np.zeros(len(centre) + 1)
    start[0] = middle
    return turn, start


def _describe(
    sums: Sums,
    optimum: Optimum,
    shift: tuple[FloatArray, FloatArray],
    scales: list[FloatArray],
    method: str,
) -> MultilevelFit:
    """What was found, in the units of the data."""
    turn, start = shift
    residual = optimum.point.variance(sums.n_free)
    jacobian, components = spread_of_components(sums, optimum)
    scatter, scatter_df = _scatter(sums, optimum)
    n_clusters = [len(sums.products)]
    for step in sums.steps[:-1]:
        n_clusters.append(len(step.starts))
    return MultilevelFit(
        fixed=start + turn @ optimum.point.fixed,
        covariance=residual * turn @ optimum.point.inverse @ turn.T,
        variances=tuple(
            residual * covariance / np.outer(scale, scale)
            for covariance, scale in zip(optimum.covariances, scales, strict=True)
        ),
        residual=residual,
        log_likelihood=-0.5 * optimum.point.deviance,
        n=sums.n,
        n_clusters=tuple(n_clusters),
        method=method,
        border=len(optimum.free) < len(optimum.factors),
        converged=optimum.converged,
        scatter=scatter,
        scatter_df=scatter_df,
        components_jacobian=turn @ jacobian @ turn.T,
        components_covariance=components,
    )
