"""Outcomes measured with a known error each, such as abilities from a short test."""

import math
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .checks import check_columns, check_regression
from .contrasts import ComparedRows
from .estimates import Estimate, student_estimate
from .groupings import whole_clusters
from .refusals import Reason, RefusalError
from .sums import Clusters, cluster_products, find_clusters

FEWEST_CLUSTERS = 4
LEAST_TRUE = 0.05  # share of the variance inside arms that must be more than error


@dataclass(frozen=True, slots=True)
class NoisyFit:
    """What was found; the variances are those of what was measured, without the error.

    Parameters
    ----------
    effects : of the compared columns, in units of the outcome
    between, within : variances between and inside clusters; `between` is 0 without clusters
    reliability : share of the variance inside arms that is not error, 0 to 1
    n, n_clusters : rows and clusters (0 without)
    """

    effects: tuple[Estimate, ...]
    between: float
    within: float
    reliability: float
    n: int
    n_clusters: int


@dataclass(frozen=True, slots=True)
class _Point:
    deviance: float
    fixed: FloatArray
    inverse: FloatArray
    sums: FloatArray


def estimate_noisy_contrasts(rows: ComparedRows, error: FloatArray, *, level: float) -> NoisyFit:
    """Return effects on an outcome whose error of measurement is known for every row, by REML.

    Rows measured badly count for less; the variances found are those of the learners, the error
    taken out. Where whole clusters were given one arm, errors come from how cluster means scatter,
    as in `estimate_cluster_contrast`; else they are those of the model with Student's t on the rows
    less the effects and clusters.

    Parameters
    ----------
    rows : with one grouping at most and without slopes
    error : shape (n,), standard errors in units of the outcome, 0 or more, not shrunken scores'
    level : how often an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If shapes differ, an error is negative, or there are several groupings or slopes.
    RefusalError
        With a constant outcome, collinear columns, fewer than 4 clusters, or if error of
        measurement explains (nearly) all differences.

    References
    ----------
    Raudenbush & Bryk (2002), Hierarchical Linear Models, chapter 7 (known level-1 variances); the
    scatter is that of docs/science/evidence.md, section 4.

    Examples
    --------
    >>> none = np.empty((8, 0))
    >>> rows = ComparedRows(np.array([1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0]),
    ...     np.repeat([[0.0], [1.0]], 4, axis=0), none, (), none)
    >>> found = estimate_noisy_contrasts(rows, np.full(8, 0.5), level=0.95)
    >>> round(found.effects[0].effect, 4), round(found.within, 4), round(found.reliability, 4)
    (3.0, 1.4167, 0.85)
    """
    label = _check(rows, error)
    clusters = find_clusters(label) if rows.groupings else None
    columns = np.column_stack([rows.compared, rows.covariates])
    centre = columns.mean(axis=0)
    x = np.column_stack([np.ones(len(error)), columns - centre])
    check_columns(x.T @ x, len(x))
    middle = float(rows.outcome.mean())
    data = _Data(x, rows.outcome - middle, error**2, clusters)
    between, within = data.find()
    noise = float(np.mean(error**2))
    if between + within < LEAST_TRUE * (between + within + noise):
        raise RefusalError(
            Reason.NO_RESIDUAL,
            "the error of measurement explains nearly all differences between learners; a longer "
            "test would help",
        )
    point = data.evaluate(between, within)
    scale, df = 1.0, float(len(error) - x.shape[1])
    if clusters is not None:
        df -= len(clusters) - 1.0
        if whole_clusters(rows.compared, label):
            scale, df = data.scatter(point, between)
    effects = []
    for k in range(rows.compared.shape[1]):
        se = math.sqrt(scale * float(point.inverse[k + 1, k + 1]))
        effects.append(student_estimate(float(point.fixed[k + 1]), se, df=df, level=level))
    return NoisyFit(
        effects=tuple(effects),
        between=between,
        within=within,
        reliability=(between + within) / (between + within + noise),
        n=len(error),
        n_clusters=0 if clusters is None else len(clusters),
    )


def _check(rows: ComparedRows, error: FloatArray) -> IntArray:
    if len(rows.groupings) > 1 or rows.slopes.shape[1]:
        raise ValueError("one grouping at most, and no slopes")
    if error.shape != rows.outcome.shape or not np.all((error >= 0.0) & np.isfinite(error)):
        raise ValueError(f"error must hold {len(rows.outcome)} numbers, 0 or more")
    label = rows.groupings[0] if rows.groupings else np.arange(len(error))
    check_regression(rows.outcome, np.column_stack([rows.compared, rows.covariates]), label)
    if rows.groupings and len(np.unique(label)) < FEWEST_CLUSTERS:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS, f"{FEWEST_CLUSTERS} clusters are needed at least"
        )
    return label


@dataclass(frozen=True, slots=True)
class _Data:
    x: FloatArray
    outcome: FloatArray
    noise: FloatArray
    clusters: Clusters | None

    def find(self) -> tuple[float, float]:
        """The variances between and inside clusters of highest restricted likelihood."""
        from scipy.optimize import minimize

        left = self.outcome - self.x @ np.linalg.lstsq(self.x, self.outcome, rcond=None)[0]
        size = float(left @ left) / len(left)
        free = 1 if self.clusters is None else 2

        def deviance(parts: FloatArray) -> float:
            between = float(parts[1]) if free == 2 else 0.0
            return self.evaluate(between * size, max(float(parts[0]), 1e-8) * size).deviance

        starts = ([0.9, 0.1], [0.4, 0.4], [0.1, 0.02])
        found = [
            minimize(deviance, np.array(start[:free]), method="L-BFGS-B",
                     bounds=[(1e-8, 1e3), (0.0, 1e3)][:free], options={"ftol": 1e-13})
            for start in starts
        ]  # fmt: skip
        best = min(found, key=lambda one: float(one.fun))
        return (float(best.x[1]) * size if free == 2 else 0.0), float(best.x[0]) * size

    def evaluate(self, between: float, within: float) -> _Point:
        """Deviance and effects at given variances."""
        variance = within + self.noise
        root = 1.0 / np.sqrt(variance)
        rows: list[FloatArray | None] = [*(self.x * root[:, None]).T, self.outcome * root]
        log_det = float(np.log(variance).sum())
        p = self.x.shape[1]
        if self.clusters is None:
            data = np.column_stack([self.x, self.outcome]) * root[:, None]
            sums, total = np.empty((0, 0)), data.T @ data
        else:
            # Of a cluster's random effect the weighted column of ones is the first of x.
            sums = cluster_products(rows, self.clusters)
            mixed = 1.0 + between * sums[:, 0, 0]
            means = sums[:, :, 0]
            total = sums.sum(axis=0) - (means * (between / mixed)[:, None]).T @ means
            log_det += float(np.log(mixed).sum())
        inverse = np.asarray(np.linalg.inv(total[:p, :p]), dtype=np.float64)
        fixed = inverse @ total[:p, p]
        rss = float(total[p, p] - fixed @ total[:p, p])
        deviance = log_det + rss + float(np.linalg.slogdet(total[:p, :p])[1])
        return _Point(deviance, fixed, inverse, sums)

    def scatter(self, point: _Point, between: float) -> tuple[float, float]:
        """How widely cluster means scatter about the fit, and its degrees of freedom."""
        p = self.x.shape[1]
        size = point.sums[:, 0, 0]
        weight = size / (1.0 + between * size)
        means = point.sums[:, :p, 0] / size[:, None]
        left = point.sums[:, p, 0] / size - means @ point.fixed
        df = len(size) - float(np.sum(point.inverse * ((means * weight[:, None]).T @ means)))
        if df < 1.0:
            raise RefusalError(Reason.TOO_FEW_CLUSTERS, "too few clusters for so many columns")
        return float(weight @ left**2) / df, df
