"""The likelihood of nested models from cluster sums, with its exact slope.

Each level removes its random effects from the sums of its clusters and hands what is left to the
level above (Woodbury's identity); no row is read again. With S the sums of products of all columns
[x, y, z] of a cluster weighted by the inverse covariance of the levels below, S_z its columns of
the random effects and P their covariance over the residual variance,

    S' = S - S_z K S_z',   K = (I + P S_zz)^-1 P,   log|V'| = log|V| + log|I + P S_zz|.

The derivation is in docs/science/evidence.md.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

LOG_TWO_PI = math.log(2.0 * math.pi)


@dataclass(frozen=True, slots=True)
class Step:
    """One level: the columns of its random effects and where each cluster above begins.

    Parameters
    ----------
    effects : places of the random effects among the columns, the intercept first
    starts : first cluster of each cluster above; empty at the outermost level
    """

    effects: tuple[int, ...]
    starts: IntArray


@dataclass(frozen=True, slots=True)
class Sums:
    """All that is read of the data.

    Parameters
    ----------
    products : shape (n_clusters, m, m), of the innermost clusters in the order of those above;
        columns are p fixed effects, the outcome, then what only random effects use
    steps : the levels, innermost first
    n, p : rows and fixed effects
    reml : whether the fixed effects take their degrees of freedom
    whole : shape (m, m), the products over all clusters
    means : shape (m, n_clusters), the products with the intercept
    """

    products: FloatArray
    steps: tuple[Step, ...]
    n: int
    p: int
    reml: bool
    whole: FloatArray = field(init=False)
    means: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", self.products.sum(axis=0))
        object.__setattr__(self, "means", np.ascontiguousarray(self.products[:, :, 0].T))

    @property
    def n_free(self) -> int:
        return self.n - self.p if self.reml else self.n


@dataclass(frozen=True, slots=True)
class Point:
    """The likelihood at given covariances; derivatives run over their lower triangles.

    Parameters
    ----------
    deviance : -2 log likelihood with the residual variance at its best
    slope : shape (k,), of the deviance
    fixed : shape (p,)
    inverse : shape (p, p); times the residual variance it is the covariance of `fixed`
    inverse_slope : shape (k, p, p)
    rss, rss_slope : the weighted sum of squares, shape (k,) its slope
    """

    deviance: float
    slope: FloatArray
    fixed: FloatArray
    inverse: FloatArray
    inverse_slope: FloatArray
    rss: float
    rss_slope: FloatArray

    def variance(self, n_free: int) -> float:
        """The residual variance that fits best."""
        return self.rss / n_free


def triangle(q: int) -> list[tuple[int, int]]:
    """The places of the lower triangle, row by row."""
    return [(i, j) for i in range(q) for j in range(i + 1)]


def evaluate(sums: Sums, covariances: list[FloatArray]) -> Point:
    """Return likelihood and slope at covariances relative to the residual variance."""
    if len(covariances) == 1 and covariances[0].size == 1:
        return _evaluate_single(sums, float(covariances[0][0, 0]))
    products, slopes = sums.products, list[FloatArray]()
    log_det, log_det_slope = 0.0, list[float]()
    for number, (step, covariance) in enumerate(zip(sums.steps, covariances, strict=True)):
        level = _Level(products, step, covariance)
        log_det += level.log_det()
        log_det_slope = [
            old + level.log_det_below(slope)
            for old, slope in zip(log_det_slope, slopes, strict=True)
        ] + level.log_det_own()
        if number + 1 < len(sums.steps):
            slopes = [level.add_up(level.below(slope)) for slope in slopes]
            slopes += [level.add_up(-level.own(*place)) for place in triangle(len(step.effects))]
            products = level.add_up(level.reduced())
        else:
            slopes = [level.below(slope).sum(axis=0) for slope in slopes]
            slopes += [-level.own_total(*place) for place in triangle(len(step.effects))]
            products = level.total()
    return _profile(sums, products, slopes, (log_det, np.array(log_det_slope)))


def outermost_means(sums: Sums, covariances: list[FloatArray]) -> FloatArray:
    """Products with the intercept in each outermost cluster, weighted by the levels below.

    Returns
    -------
    shape (m, n_outermost)
    """
    products = sums.products
    for step, covariance in zip(sums.steps[:-1], covariances[:-1], strict=True):
        level = _Level(products, step, covariance)
        products = level.add_up(level.reduced())
    return np.ascontiguousarray(products[:, :, 0].T)


def _evaluate_single(sums: Sums, ratio: float) -> Point:
    """The same for one level without slopes, in two products of matrices."""
    size = sums.means[0]
    mixed = 1.0 + ratio * size
    total = sums.whole - (sums.means * (ratio / mixed)) @ sums.means.T
    slope = -(sums.means / mixed**2) @ sums.means.T
    log_det = float(np.log(mixed).sum()), np.array([float((size / mixed).sum())])
    return _profile(sums, total, [slope], log_det)


class _Level:
    """The arithmetic of one level; shapes (n_clusters, ...)."""

    def __init__(self, products: FloatArray, step: Step, covariance: FloatArray) -> None:
        effects = list(step.effects)
        self.products, self.starts = products, step.starts
        self.effects = effects
        self.cross = products[:, :, effects]
        self.inner = self.cross[:, effects, :]
        self.mixed: FloatArray = np.eye(len(effects)) + self.inner @ covariance  # I + S_zz P
        if len(effects) == 1:
            self.inverse: FloatArray = 1.0 / self.mixed
        else:
            self.inverse = np.asarray(np.linalg.inv(self.mixed), dtype=np.float64)
        self.gain = covariance @ self.inverse  # K, symmetric

    def log_det(self) -> float:
        if len(self.effects) == 1:
            return float(np.log(self.mixed).sum())
        return float(np.linalg.slogdet(self.mixed)[1].sum())

    def log_det_below(self, slope: FloatArray) -> float:
        inner = slope[:, self.effects][:, :, self.effects]
        return float(np.einsum("jab,jba->", self.gain, inner))

    def log_det_own(self) -> list[float]:
        weight = (self.inverse @ self.inner).sum(axis=0)  # S_zz after this level
        return [
            float(weight[i, j] + weight[j, i]) if i != j else float(weight[i, i])
            for i, j in triangle(len(self.effects))
        ]

    def reduced(self) -> FloatArray:
        out: FloatArray = self.products - (self.cross @ self.gain) @ self.cross.transpose(0, 2, 1)
        return out

    def total(self) -> FloatArray:
        m = self.products.shape[1]
        left = (self.cross @ self.gain).transpose(1, 0, 2).reshape(m, -1)
        right = self.cross.transpose(1, 0, 2).reshape(m, -1)
        out: FloatArray = self.products.sum(axis=0) - left @ right.T
        return out

    def below(self, slope: FloatArray) -> FloatArray:
        """The slope of what is left, for a covariance of a level below."""
        right = slope[:, self.effects, :]
        left = self.cross @ self.gain
        side = left @ right
        inner = left @ slope[:, self.effects][:, :, self.effects] @ left.transpose(0, 2, 1)
        out: FloatArray = slope - side - side.transpose(0, 2, 1) + inner
        return out

    def own(self, i: int, j: int) -> FloatArray:
        """The slope, with its sign turned, for an element of this level's covariance."""
        weighted = self.cross @ self.inverse.transpose(0, 2, 1)
        if i == j:
            return weighted[:, :, i, None] * weighted[:, None, :, i]
        out = weighted[:, :, i, None] * weighted[:, None, :, j]
        both: FloatArray = out + out.transpose(0, 2, 1)
        return both

    def own_total(self, i: int, j: int) -> FloatArray:
        weighted = self.cross @ self.inverse.transpose(0, 2, 1)
        out = weighted[:, :, i].T @ weighted[:, :, j]
        both: FloatArray = out if i == j else out + out.T
        return both

    def add_up(self, array: FloatArray) -> FloatArray:
        out: FloatArray = np.add.reduceat(array, self.starts, axis=0)
        return out


def _profile(
    sums: Sums,
    total: FloatArray,
    slopes: list[FloatArray],
    log_det: tuple[float, FloatArray],
) -> Point:
    """Fixed effects and deviance from the sums that all levels left."""
    p, n_free = sums.p, sums.n_free
    root = np.linalg.cholesky(total[:p, :p])
    half = np.linalg.inv(root)
    inverse = half.T @ half
    fixed = inverse @ total[:p, p]
    scaled = half @ total[:p, p]
    rss = float(total[p, p] - scaled @ scaled)
    left = np.append(-fixed, 1.0)
    rss_slope = np.array([left @ slope[: p + 1, : p + 1] @ left for slope in slopes])
    inverse_slope = np.array([-inverse @ slope[:p, :p] @ inverse for slope in slopes])
    slope = log_det[1] + n_free * rss_slope / rss
    deviance = log_det[0] + n_free * (1.0 + LOG_TWO_PI + math.log(rss / n_free))
    if sums.reml:
        deviance += 2.0 * float(np.log(np.diag(root)).sum())
        slope = slope + np.array([np.sum(inverse * slope_[:p, :p]) for slope_ in slopes])
    return Point(deviance, slope, fixed, inverse, inverse_slope, rss, rss_slope)
