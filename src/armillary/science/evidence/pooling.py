"""What several studies say together, each known by its effect and the error of it alone."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .checks import check_columns
from .estimates import Estimate, student_estimate
from .refusals import Reason, RefusalError
from .robust import RobustFit, correct, estimate_robust_contrast
from .sums import find_clusters

METHODS = ("reml", "ml", "fixed")
FEWEST_CLUSTERS = 4  # for errors that allow for dependent effects


@dataclass(frozen=True, slots=True)
class PooledFit:
    """Studies together: the intercept is their mean, then the moderators in their order.

    Parameters
    ----------
    fixed : shape (p,)
    covariance : shape (p, p), as the model has it, with the variances taken as known
    tau2 : variance of true effects between studies, or between clusters of effects
    within : variance of true effects inside clusters; 0 without clusters
    q, q_df, q_p : Cochran's test of whether studies differ beyond their errors
    i2 : share of the variance of a typical study that is not its error, 0 to 1; "fixed": as Q shows
    n, n_clusters : effects and clusters
    method : "reml", "ml" or "fixed"
    hartung : Knapp & Hartung's factor of the covariance
    weights : shape (n,), what share of the mean each effect has; they sum to 1
    robust : the CR2 fit with dependent effects, nothing without
    """

    fixed: FloatArray
    covariance: FloatArray
    tau2: float
    within: float
    q: float
    q_df: int
    q_p: float
    i2: float
    n: int
    n_clusters: int
    method: str
    hartung: float
    weights: FloatArray
    robust: RobustFit | None

    @property
    def se(self) -> FloatArray:
        """Standard errors as the model has them, shape (p,)."""
        root: FloatArray = np.sqrt(np.diag(self.covariance))
        return root


@dataclass(frozen=True, slots=True)
class Prediction:
    """Where the true effect of one more study like these will lie."""

    mean: float
    low: float
    high: float
    level: float


def pool_effects(
    effect: FloatArray, variance: FloatArray, moderators: FloatArray, *, method: str
) -> PooledFit:
    """Return the random-effects mean of independent studies, or their regression on moderators.

    True effects scatter normally about the mean with variance tau2; errors of studies are taken as
    known.

    Parameters
    ----------
    effect : shape (n,), one a study, all in one unit
    variance : shape (n,), squares of their standard errors, above 0
    moderators : shape (n, p - 1), finite, without an intercept; may have no column
    method : "reml", "ml", or "fixed" for one true effect

    Raises
    ------
    ValueError
        If shapes differ or a value is outside its range.
    RefusalError
        With fewer than p + 1 studies or collinear moderators.

    References
    ----------
    Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30(3), 261-293;
    Higgins & Thompson (2002), Statistics in Medicine 21, 1539-1558, equation 9, for I squared.

    Examples
    --------
    >>> effect = np.array([0.1, 0.3, 0.35, 0.65])
    >>> fit = pool_effects(effect, np.full(4, 0.01), np.empty((4, 0)), method="reml")
    >>> fit.fixed.round(4).tolist(), round(fit.tau2, 4)
    ([0.35], 0.0417)
    """
    x = _check(effect, variance, moderators, method)
    n = len(effect)
    each = np.arange(n)
    if method == "fixed":
        return _describe(effect, variance, x, each, (0.0, 0.0), method)

    def slope(tau2: float) -> float:
        return float(_evaluate(effect, variance, x, each, (tau2, 0.0), method)[1][0])

    tau2 = _root(slope, _unit(effect, variance))
    return _describe(effect, variance, x, each, (tau2, 0.0), method)


def pool_dependent_effects(
    effect: FloatArray,
    variance: FloatArray,
    moderators: FloatArray,
    cluster: IntArray,
    *,
    method: str,
) -> PooledFit:
    """Return the mean of effects some of which belong together, such as tests of one school.

    True effects scatter between clusters (tau2) and inside them (within). `estimate_pooled` then
    gives CR2 errors, which hold even if effects of a cluster hang together otherwise.

    Parameters
    ----------
    effect, variance, moderators, method : as `pool_effects`; not "fixed"
    cluster : shape (n,), whole numbers, which effects belong together

    Raises
    ------
    ValueError, RefusalError
        As `pool_effects`; and with fewer than 4 clusters.

    References
    ----------
    Konstantopoulos (2011), Research Synthesis Methods 2(1), 61-76; Pustejovsky & Tipton (2022),
    Prevention Science 23, 425-438.
    """
    x = _check(effect, variance, moderators, method)
    if method == "fixed":
        raise ValueError("method must be 'reml' or 'ml' for dependent effects")
    if cluster.shape != effect.shape:
        raise ValueError(f"cluster and effect differ: {cluster.shape} and {effect.shape}")
    clusters = find_clusters(cluster)
    if len(clusters) < FEWEST_CLUSTERS:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            f"{len(clusters)} clusters of effects, {FEWEST_CLUSTERS} are needed at least",
        )
    found = _descend(effect, variance, x, clusters.index, method)
    return _describe(effect, variance, x, clusters.index, found, method)


def estimate_pooled(fit: PooledFit, contrast: FloatArray, *, level: float) -> Estimate:
    """Return a weighted sum of effects with its interval.

    Independent studies: Knapp & Hartung's error and t, which keep their coverage with few studies.
    Dependent effects: CR2 and Satterthwaite's t. One true effect ("fixed"): normal.

    Parameters
    ----------
    fit : of `pool_effects` or `pool_dependent_effects`
    contrast : shape (p,), a weight for the intercept and each moderator
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If the shape or the level is wrong.
    RefusalError
        If there are fewer than 2 degrees of freedom: 3 studies at least for a mean.

    References
    ----------
    Knapp & Hartung (2003), Statistics in Medicine 22, 2693-2710.
    """
    if contrast.shape != fit.fixed.shape:
        raise ValueError(f"contrast must have shape {fit.fixed.shape}, got {contrast.shape}")
    if fit.robust is not None:
        return estimate_robust_contrast(fit.robust, contrast, level=level)
    mean, se = float(contrast @ fit.fixed), float(np.sqrt(contrast @ fit.covariance @ contrast))
    if fit.method == "fixed":
        return student_estimate(mean, se, df=math.inf, level=level)
    if fit.hartung <= 0.0:
        raise RefusalError(Reason.NO_RESIDUAL, "the studies agree exactly; check their effects")
    return student_estimate(mean, se * math.sqrt(fit.hartung), df=float(fit.q_df), level=level)


def predict_study(fit: PooledFit, at: FloatArray, *, level: float) -> Prediction:
    """Return where the true effect of one more study will lie.

    Parameters
    ----------
    fit : of `pool_effects` or `pool_dependent_effects`, not "fixed"
    at : shape (p,), 1 and the moderators of that study
    level : between 0 and 1

    Raises
    ------
    ValueError
        If the method is "fixed", or the shape or the level is wrong.
    RefusalError
        With fewer than p + 3 studies.

    References
    ----------
    Higgins, Thompson & Spiegelhalter (2009), Journal of the Royal Statistical Society A 172(1),
    137-159, equation 12: t with one degree of freedom fewer than the mean has.
    """
    if fit.method == "fixed":
        raise ValueError("one true effect for all has no prediction; use 'reml'")
    estimate = estimate_pooled(fit, at, level=level)
    spread = math.sqrt(fit.tau2 + fit.within + estimate.se**2)
    found = student_estimate(estimate.effect, spread, df=estimate.df - 1.0, level=level)
    return Prediction(found.effect, found.low, found.high, level)


def _check(
    effect: FloatArray, variance: FloatArray, moderators: FloatArray, method: str
) -> FloatArray:
    if method not in METHODS:
        raise ValueError(f"method must be one of {METHODS}, got {method!r}")
    if effect.ndim != 1 or effect.shape != variance.shape or moderators.ndim != 2:
        raise ValueError(f"effect and variance differ: {effect.shape} and {variance.shape}")
    if len(moderators) != len(effect):
        raise ValueError(f"moderators must have {len(effect)} rows, got {len(moderators)}")
    if not (np.all(np.isfinite(effect)) and np.all(np.isfinite(moderators))):
        raise ValueError("effect and moderators must be finite")
    if not np.all((variance > 0.0) & np.isfinite(variance)):
        raise ValueError("each variance must be above 0 and finite")
    x = np.column_stack([np.ones(len(effect)), moderators])
    if len(effect) <= x.shape[1]:
        told = f"{len(effect)} studies cannot tell {x.shape[1]} effects and their spread apart"
        one = "one study cannot tell how studies differ"
        raise RefusalError(Reason.TOO_FEW_STUDIES, told if x.shape[1] > 1 else one)
    check_columns(x.T @ x, len(effect))
    return x


def _evaluate(
    effect: FloatArray,
    variance: FloatArray,
    x: FloatArray,
    cluster: IntArray,
    parts: tuple[float, float],
    method: str,
) -> tuple[float, FloatArray, FloatArray]:
    """Deviance, its slope over (tau2, within), and the weighted products of each cluster."""
    between, within = parts
    n_clusters, p = int(cluster.max()) + 1, x.shape[1]
    columns = np.column_stack([x, effect])
    ones = columns[:, :1]
    weight = 1.0 / (variance + within)
    by = np.eye(n_clusters)[cluster].T if n_clusters <= 64 else None

    def add(weights: FloatArray, left: FloatArray, right: FloatArray) -> FloatArray:
        cell = (weights[:, None] * left)[:, :, None] * right[:, None, :]
        if by is not None:
            return np.tensordot(by, cell, axes=1)
        out = np.zeros((n_clusters, *cell.shape[1:]))
        np.add.at(out, cluster, cell)
        return out

    products, first = add(weight, columns, columns), add(weight, columns, ones)
    lost, lost_first = add(-(weight**2), columns, columns), add(-(weight**2), columns, ones)
    size, lost_size = first[:, :1, :], lost_first[:, :1, :]
    mixed = 1.0 + between * size
    turned = first.transpose(0, 2, 1)
    reduced = products - between / mixed * (first @ turned)
    side = lost_first @ turned
    slopes = (
        -(first @ turned) / mixed**2,
        lost
        + (between / mixed) ** 2 * lost_size * (first @ turned)
        - between / mixed * (side + side.transpose(0, 2, 1)),
    )
    log_slopes = (
        float(np.sum(size / mixed)),
        float(np.sum(weight)) + float(np.sum(between * lost_size / mixed)),
    )
    total = reduced.sum(axis=0)
    inverse = np.linalg.inv(total[:p, :p])
    fixed = inverse @ total[:p, p]
    left = np.append(-fixed, 1.0)
    deviance = float(left @ total @ left - np.sum(np.log(weight)) + np.sum(np.log(mixed)))
    slope = np.empty(2)
    for number, (change, log_slope) in enumerate(zip(slopes, log_slopes, strict=True)):
        whole = change.sum(axis=0)
        slope[number] = log_slope + left @ whole @ left
        if method == "reml":
            slope[number] += np.sum(inverse * whole[:p, :p])
    if method == "reml":
        deviance -= float(np.linalg.slogdet(inverse)[1])
    return deviance, slope, reduced


def _unit(effect: FloatArray, variance: FloatArray) -> float:
    """A size of variance that follows the unit of the effects; above 0."""
    return float(np.var(effect)) or float(np.mean(variance))


def _root(slope: Callable[[float], float], unit: float) -> float:
    """The variance where the deviance turns from falling to rising; 0 if it only rises."""
    from scipy.optimize import brentq

    if slope(0.0) >= 0.0:
        return 0.0
    high = 1.0
    while slope(high * unit) < 0.0:
        high *= 4.0
    return unit * float(brentq(lambda at: slope(at * unit), 0.0, high, xtol=1e-14, rtol=1e-13))


def _descend(
    effect: FloatArray, variance: FloatArray, x: FloatArray, cluster: IntArray, method: str
) -> tuple[float, float]:
    """The two variances of lowest deviance, from three starts."""
    from scipy.optimize import minimize

    typical = _unit(effect, variance)

    def deviance(at: FloatArray) -> tuple[float, FloatArray]:
        parts = float(at[0]) * typical, float(at[1]) * typical
        value, slope, _products = _evaluate(effect, variance, x, cluster, parts, method)
        return value, slope * typical

    found = [
        minimize(
            deviance, np.array(start), jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * 2,
            options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
        )
        for start in ((0.5, 0.5), (0.1, 0.9), (0.9, 0.1))
    ]  # fmt: skip
    best = min(found, key=lambda one: float(one.fun))
    return float(best.x[0]) * typical, float(best.x[1]) * typical


def _describe(
    effect: FloatArray,
    variance: FloatArray,
    x: FloatArray,
    cluster: IntArray,
    parts: tuple[float, float],
    method: str,
) -> PooledFit:
    from scipy.special import chdtrc

    n, p = x.shape
    _deviance, _slope, products = _evaluate(effect, variance, x, cluster, parts, method)
    covariance = np.linalg.inv(products[:, :p, :p].sum(axis=0))
    fixed = covariance @ products[:, :p, p].sum(axis=0)
    q, typical = _cochran(effect, variance, x)
    beyond = 1.0 - (n - p) / q if q > n - p else 0.0
    scores = products[:, :p, p] - products[:, :p, :p] @ fixed
    dependent = len(products) < n
    weight = 1.0 / (variance + sum(parts))
    left = effect - x @ fixed
    share = _shares(variance, cluster, parts) if dependent else weight
    return PooledFit(
        fixed=fixed,
        covariance=covariance,
        tau2=parts[0],
        within=parts[1],
        q=q,
        q_df=n - p,
        q_p=float(chdtrc(n - p, q)),
        i2=beyond if method == "fixed" else sum(parts) / (sum(parts) + typical),
        n=n,
        n_clusters=len(products),
        method=method,
        hartung=float(weight @ left**2) / (n - p),
        weights=share / share.sum(),
        robust=correct(fixed, products[:, :p, :p], scores, n=n) if dependent else None,
    )


def _shares(variance: FloatArray, cluster: IntArray, parts: tuple[float, float]) -> FloatArray:
    """Row sums of the inverse covariance: the pull of each effect on the mean."""
    weight = 1.0 / (variance + parts[1])
    size = np.bincount(cluster, weights=weight)
    out: FloatArray = weight / (1.0 + parts[0] * size[cluster])
    return out


def _cochran(effect: FloatArray, variance: FloatArray, x: FloatArray) -> tuple[float, float]:
    """Cochran's Q and the typical variance of a study's error."""
    weight = 1.0 / variance
    inverse = np.linalg.inv((x * weight[:, None]).T @ x)
    left = effect - x @ (inverse @ (x.T @ (weight * effect)))
    free = weight.sum() - float(np.sum(inverse * ((x * weight[:, None] ** 2).T @ x)))
    return float(weight @ left**2), (len(x) - x.shape[1]) / free
