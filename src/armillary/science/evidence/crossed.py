"""Learners who change class or school: two groupings of rows neither of which holds the other."""

import math
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .checks import check_columns, check_regression
from .multilevel.reduction import LOG_TWO_PI
from .refusals import Reason, RefusalError
from .sums import Clusters, find_clusters

FEWEST_CLUSTERS = 3
MOST_SECOND = 2000  # levels of the grouping that is held whole; its square is kept in memory
SMALL = 200_000  # numbers in the sums of the first grouping, below which zeros cost little
STEP = 1e-4
CLOSE = 1e-7


@dataclass(frozen=True, slots=True)
class CrossedFit:
    """A fitted model with two crossed groupings; effects are the intercept, then the columns.

    Parameters
    ----------
    fixed : shape (p,)
    covariance : shape (p, p), of the fixed effects
    variances : between the clusters of the first and of the second grouping
    residual : variance of rows
    log_likelihood : at its top; restricted for REML
    n, n_clusters : rows, clusters of both groupings
    method : "reml" or "ml"
    converged : whether the top was found
    scatter : how widely clusters of the second grouping scatter about the fit, over what the
        variances make of it; 1 when they agree
    scatter_df : clusters of the second grouping less the effects that they were spent on
    components_jacobian : shape (k, p, p)
    components_covariance : shape (k, k); both for the degrees of freedom
    """

    fixed: FloatArray
    covariance: FloatArray
    variances: tuple[float, float]
    residual: float
    log_likelihood: float
    n: int
    n_clusters: tuple[int, int]
    method: str
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


def fit_crossed(
    outcome: FloatArray,
    columns: FloatArray,
    first: IntArray,
    second: IntArray,
    *,
    method: str,
) -> CrossedFit:
    """Return the model with an effect for each cluster of two crossed groupings, by REML or ML.

    Parameters
    ----------
    outcome : shape (n,), finite
    columns : shape (n, p - 1), finite, without an intercept
    first : shape (n,), whole numbers; the grouping with many clusters, such as the learner
    second : shape (n,), whole numbers; with 2,000 clusters at most, such as the school
    method : "reml" or "ml"

    Raises
    ------
    ValueError
        If shapes differ, a value is not finite or the second grouping is too large.
    RefusalError
        With a constant outcome, collinear columns, or fewer than 3 clusters in a grouping.

    References
    ----------
    Bates, Maechler, Bolker & Walker (2015), Journal of Statistical Software 67(1), section 3.
    """
    if method not in {"reml", "ml"}:
        raise ValueError(f"method must be 'reml' or 'ml', got {method!r}")
    check_regression(outcome, columns, first)
    check_regression(outcome, columns, second)
    groups = find_clusters(first), find_clusters(second)
    if min(len(group) for group in groups) < FEWEST_CLUSTERS:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS, f"each grouping needs {FEWEST_CLUSTERS} clusters at least"
        )
    if len(groups[1]) > MOST_SECOND:
        raise ValueError(f"second may have {MOST_SECOND} clusters, got {len(groups[1])}")
    if max(len(group) for group in groups) == len(outcome):
        raise RefusalError(Reason.CLUSTERS_ARE_ROWS, "each cluster of one grouping has one row")
    centre, middle = columns.mean(axis=0), float(outcome.mean())
    sums = _collect(outcome - middle, columns - centre, groups, method)
    check_columns(sums.total[: sums.p, : sums.p], sums.n)
    return _describe(sums, groups, *_find(sums), middle, centre, method)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Products of [columns, outcome, indicators of the second grouping].

    Parameters
    ----------
    total : shape (m, m), over all rows
    sparse : (n_first, m), each first cluster's sums of the columns; most are 0
    size : shape (n_first,), rows of each first cluster
    """

    total: FloatArray
    sparse: object
    size: FloatArray
    n: int
    p: int
    reml: bool

    @property
    def n_free(self) -> int:
        return self.n - self.p if self.reml else self.n


@dataclass(frozen=True, slots=True)
class _Point:
    deviance: float
    slope: FloatArray
    fixed: FloatArray
    inverse: FloatArray
    inverse_slope: FloatArray
    rss: float
    rss_slope: FloatArray


def _collect(
    outcome: FloatArray, columns: FloatArray, groups: tuple[Clusters, Clusters], method: str
) -> _Sums:
    from scipy import sparse

    n, p = len(outcome), columns.shape[1] + 1
    dense = sparse.csr_array(np.column_stack([np.ones(n), columns, outcome]))
    places = np.arange(n)
    second = sparse.csr_array((np.ones(n), (places, groups[1].index)), shape=(n, len(groups[1])))
    first = sparse.csr_array((np.ones(n), (groups[0].index, places)), shape=(len(groups[0]), n))
    rows = sparse.hstack([dense, second], format="csr")
    total = np.asarray((rows.T @ rows).todense())
    size = groups[0].size.astype(np.float64)
    own = sparse.csr_array(first @ rows)
    whole = own.shape[0] * own.shape[1] < SMALL
    return _Sums(total, own.toarray() if whole else own, size, n, p, method == "reml")


def _evaluate(sums: _Sums, ratios: FloatArray) -> _Point:
    """Likelihood and slope at the variances of both groupings over the residual's."""
    from scipy.linalg import cho_solve

    p, one, two = sums.p, float(ratios[0]), float(ratios[1])
    k = p + 1  # fixed effects and outcome; the rest are indicators
    mixed = 1.0 + one * sums.size
    left = sums.total - _weighted(sums, one / mixed)
    change = -_weighted(sums, 1.0 / mixed**2)
    unit = np.eye(len(left) - k)
    root = np.linalg.cholesky(unit + two * left[k:, k:])
    # Of the indicators' products after their own effects: (I + two S)^-1 [S_xs', S, I].
    solved = cho_solve((root, True), np.hstack([left[k:, :], unit]))
    pull, inverse_inner = solved[:, :k], solved[:, len(left) :]
    top = left[:k, :k] - two * left[:k, k:] @ pull
    change_one = (
        change[:k, :k]
        - two * (change[:k, k:] @ pull + pull.T @ change[k:, :k])
        + two**2 * pull.T @ change[k:, k:] @ pull
    )
    change_two = -pull.T @ pull
    log_det = float(np.log(mixed).sum()) + 2.0 * float(np.log(np.diag(root)).sum())
    log_slope = np.array(
        [
            float(np.sum(sums.size / mixed)) + two * float(np.sum(inverse_inner * change[k:, k:])),
            float(np.trace(solved[:, k : len(left)])),
        ]
    )
    return _profile(sums, top, (change_one, change_two), log_det, log_slope)


def _weighted(sums: _Sums, weight: FloatArray) -> FloatArray:
    from scipy import sparse

    rows = sums.sparse
    if isinstance(rows, np.ndarray):
        return np.asarray((rows.T * weight) @ rows)
    assert isinstance(rows, sparse.csr_array)
    scaled = sparse.csr_array(rows.multiply(weight[:, None]))
    return np.asarray((rows.T @ scaled).todense())


def _profile(
    sums: _Sums,
    top: FloatArray,
    changes: tuple[FloatArray, FloatArray],
    log_det: float,
    log_slope: FloatArray,
) -> _Point:
    p, n_free = sums.p, sums.n_free
    inverse = np.asarray(np.linalg.inv(top[:p, :p]), dtype=np.float64)
    fixed = inverse @ top[:p, p]
    side = np.append(-fixed, 1.0)
    rss = float(side @ top @ side)
    rss_slope = np.array([float(side @ change @ side) for change in changes])
    inverse_slope = np.array([-inverse @ change[:p, :p] @ inverse for change in changes])
    deviance = log_det + n_free * (1.0 + LOG_TWO_PI + math.log(rss / n_free))
    slope = log_slope + n_free * rss_slope / rss
    if sums.reml:
        deviance += float(np.linalg.slogdet(top[:p, :p])[1])
        slope = slope + np.array([np.sum(inverse * change[:p, :p]) for change in changes])
    return _Point(deviance, slope, fixed, inverse, inverse_slope, rss, rss_slope)


def _find(sums: _Sums) -> tuple[FloatArray, tuple[int, ...], bool]:
    """The ratios of lowest deviance, which of them are above 0, and whether the slope is 0."""
    from scipy.optimize import minimize

    def deviance(root: FloatArray) -> tuple[float, FloatArray]:
        point = _evaluate(sums, root**2)
        return point.deviance / sums.n, 2.0 * root * point.slope / sums.n

    found = minimize(
        deviance, np.array([0.7, 0.3]), jac=True, method="L-BFGS-B", bounds=[(1e-6, 1e4)] * 2,
        options={"ftol": 1e-14, "gtol": 1e-8, "maxiter": 200},
    )  # fmt: skip
    ratios = np.asarray(found.x) ** 2
    ratios[ratios < 1e-8] = 0.0
    free = tuple(k for k in (0, 1) if ratios[k] > 0.0)
    for _step in range(10):
        slope = _evaluate(sums, ratios).slope[list(free)]
        move = np.linalg.solve(_curvature(sums, ratios, free), -slope) if free else slope
        if np.all(np.abs(move) <= CLOSE * ratios[list(free)]):
            return ratios, free, True
        ratios[list(free)] = np.maximum(ratios[list(free)] + move, 0.1 * ratios[list(free)])
    return ratios, free, False


def _curvature(
    sums: _Sums, ratios: FloatArray, free: tuple[int, ...], variance: float | None = None
) -> FloatArray:
    """Second derivatives by differences of the slope; with the residual variance held, if given."""
    out = np.empty((len(free), len(free)))
    for row, k in enumerate(free):
        step = STEP * float(ratios[k])
        ends = []
        for sign in (1.0, -1.0):
            at = ratios.copy()
            at[k] += sign * step
            point = _evaluate(sums, at)
            slope = point.slope
            if variance is not None:
                slope = slope + point.rss_slope * (1.0 / variance - sums.n_free / point.rss)
            ends.append(slope[list(free)])
        out[row] = (ends[0] - ends[1]) / (2.0 * step)
    return 0.5 * (out + out.T)


def _scatter(sums: _Sums, ratios: FloatArray, point: _Point) -> tuple[float | None, float]:
    """How widely clusters of the second grouping scatter, and the degrees of freedom.

    With V0 the covariance without their effects, S = Z'V0^-1 Z and u = Z'V0^-1 (y - X b), the
    covariance of u is S + r SS; u'(S + r SS)^-1 u is what is found over what is expected.
    """
    k = sums.p + 1
    left = sums.total - _weighted(sums, ratios[0] / (1.0 + ratios[0] * sums.size))
    own, cross = left[k:, k:], left[k:, : sums.p]
    pull = left[k:, sums.p] - cross @ point.fixed
    told = np.linalg.solve(own + ratios[1] * own @ own, np.column_stack([pull, cross]))
    df = len(own) - float(np.sum(point.inverse * (cross.T @ told[:, 1:])))
    if df <= 0.0:
        return None, 0.0
    return float(pull @ told[:, 0]) / df / (point.rss / sums.n_free), df


def _describe(
    sums: _Sums,
    groups: tuple[Clusters, Clusters],
    ratios: FloatArray,
    free: tuple[int, ...],
    converged: bool,
    middle: float,
    centre: FloatArray,
    method: str,
) -> CrossedFit:
    point, k = _evaluate(sums, ratios), len(free)
    variance = point.rss / sums.n_free
    curve = np.empty((k + 1, k + 1))
    curve[:k, :k] = _curvature(sums, ratios, free, variance)
    curve[:k, k] = curve[k, :k] = -point.rss_slope[list(free)] / variance**2
    curve[k, k] = sums.n_free / variance**2
    jacobian = np.concatenate([variance * point.inverse_slope[list(free)], point.inverse[None]])
    scatter, scatter_df = _scatter(sums, ratios, point)
    turn = np.eye(sums.p)
    turn[0, 1:] = -centre
    start = np.zeros(sums.p)
    start[0] = middle
    return CrossedFit(
        fixed=start + turn @ point.fixed,
        covariance=variance * turn @ point.inverse @ turn.T,
        variances=(variance * float(ratios[0]), variance * float(ratios[1])),
        residual=variance,
        log_likelihood=-0.5 * point.deviance,
        n=sums.n,
        n_clusters=(len(groups[0]), len(groups[1])),
        method=method,
        converged=converged,
        scatter=scatter,
        scatter_df=scatter_df,
        components_jacobian=turn @ jacobian @ turn.T,
        components_covariance=np.asarray(2.0 * np.linalg.inv(curve), dtype=np.float64),
    )
