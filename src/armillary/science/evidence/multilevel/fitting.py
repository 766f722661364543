"""Finding the covariances that fit best.

One variance is found as the root of the exact slope; several by L-BFGS-B over the Cholesky factors
(no covariance outside the possible ones is ever tried), then by Newton steps on the exact slope,
until it is zero to rounding.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray

from .reduction import Point, Step, Sums, evaluate, triangle

SMALLEST, LARGEST = 1e-9, 1e9  # of a variance over the residual variance
CLOSE = 1e-7  # of a Newton step, on the scale of standard deviations over the residual's
FARTHEST = 1e4  # of a factor, a ratio of standard deviations; beyond it sums lose their digits
STEP = 1e-4  # for differences of the exact slope


@dataclass(frozen=True, slots=True)
class Optimum:
    """The covariances that fit best, over the residual variance.

    Parameters
    ----------
    factors : shape (k,), what was varied: one variance ratio, or the Cholesky factors
    covariances : a (q, q) array for each level, innermost first
    point : the likelihood there
    free : which factors are not at a border
    converged : whether the slope is zero to rounding along the free ones
    """

    factors: FloatArray
    covariances: list[FloatArray]
    point: Point
    free: tuple[int, ...]
    converged: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """How factors become covariances.

    Parameters
    ----------
    sizes : random effects of each level, innermost first
    direct : one single variance, varied itself
    """

    sizes: tuple[int, ...]
    direct: bool

    def covariances(self, factors: FloatArray) -> list[FloatArray]:
        if self.direct:
            return [factors.reshape(1, 1)]
        return [root @ root.T for root in self._roots(factors)]

    def slope(self, factors: FloatArray, by_element: FloatArray) -> FloatArray:
        """Turn slopes over covariance elements (first axis) into slopes over the factors."""
        if self.direct:
            return by_element
        out, at = np.zeros_like(by_element), 0
        for size, root in zip(self.sizes, self._roots(factors), strict=True):
            places = triangle(size)
            for a, (i, j) in enumerate(places):
                # d(RR')[u, v] / dR[i, j] = [u = i] R[v, j] + [v = i] R[u, j]
                for b, (u, v) in enumerate(places):
                    weight = (u == i) * root[v, j] + (v == i) * root[u, j]
                    out[at + a] += weight * by_element[at + b]
            at += len(places)
        return out

    def diagonal(self) -> list[int]:
        """Places of the factors that are 0 or more."""
        places = [place for size in self.sizes for place in triangle(size)]
        return [number for number, (i, j) in enumerate(places) if i == j]

    def _roots(self, factors: FloatArray) -> list[FloatArray]:
        roots, at = [], 0
        for size in self.sizes:
            root = np.zeros((size, size))
            for number, (i, j) in enumerate(triangle(size)):
                root[i, j] = factors[at + number]
            roots.append(root)
            at += size * (size + 1) // 2
        return roots


def find_optimum(sums: Sums) -> Optimum:
    """Return the covariances of highest likelihood."""
    sizes = tuple(len(step.effects) for step in sums.steps)
    shape = Shape(sizes, direct=sizes == (1,))
    if shape.direct:
        return _find_single(sums, shape)
    return _find_several(sums, shape)


def _find_single(sums: Sums, shape: Shape) -> Optimum:
    """The root of the slope over one variance ratio."""

    def slope(ratio: float) -> float:
        return float(evaluate(sums, [np.array([[ratio]])]).slope[0])

    ratio, found = _single_root(slope, n=float(np.mean(sums.means[0])))
    factors = np.array([ratio])
    covariances = shape.covariances(factors)
    free = (0,) if ratio > 0.0 else ()
    return Optimum(factors, covariances, evaluate(sums, covariances), free, found)


def _single_root(slope: Callable[[float], float], *, n: float) -> tuple[float, bool]:
    """Where the slope turns from falling to rising; the border if it only rises."""
    from scipy.optimize import brentq

    if slope(0.0) >= 0.0:
        return 0.0, True
    low = high = 0.1 / n
    while slope(high) < 0.0 and high < LARGEST:
        low, high = high, high * 8.0
    while slope(low) > 0.0 and low > SMALLEST:
        low, high = low / 8.0, low
    if not (slope(low) <= 0.0 <= slope(high)):
        return high, False

    def slope_of_log(log_ratio: float) -> float:
        return slope(math.exp(log_ratio))

    root = brentq(slope_of_log, math.log(low), math.log(high), xtol=1e-12, rtol=1e-14)
    return math.exp(root), True


def _find_several(sums: Sums, shape: Shape) -> Optimum:
    """The Cholesky factors of lowest deviance, from two starts."""
    best = min(
        (_descend(sums, shape, start) for start in (1.0, 0.2)), key=lambda found: found[1].deviance
    )
    return _polish(sums, shape, best[0])


def _descend(sums: Sums, shape: Shape, start: float) -> tuple[FloatArray, Point]:
    from scipy.optimize import minimize

    diagonal = shape.diagonal()
    factors = np.zeros(sum(size * (size + 1) // 2 for size in shape.sizes))
    factors[diagonal] = start
    bounds = [(0.0 if k in diagonal else -FARTHEST, FARTHEST) for k in range(len(factors))]

    def deviance(at: FloatArray) -> tuple[float, FloatArray]:
        point = evaluate(sums, shape.covariances(at))
        return point.deviance / sums.n, shape.slope(at, point.slope) / sums.n

    # A factor that lands on 0 has no slope there and would never leave: look beside it.
    for _again in range(3):
        found = minimize(
            deviance, factors, jac=True, method="L-BFGS-B", bounds=bounds,
            options={"maxiter": 500, "ftol": 1e-15, "gtol": 1e-9},
        )  # fmt: skip
        factors = np.asarray(found.x)
        beside = [k for k in diagonal if factors[k] < CLOSE and _falls(sums, shape, factors, k)]
        if not beside:
            break
        factors[beside] = 1e-2
    return factors, evaluate(sums, shape.covariances(factors))


def _falls(sums: Sums, shape: Shape, factors: FloatArray, k: int) -> bool:
    """Whether the deviance falls when a factor leaves 0."""
    beside = factors.copy()
    beside[k] = 1e-3
    return bool(shape.slope(beside, evaluate(sums, shape.covariances(beside)).slope)[k] < 0.0)


def _polish(sums: Sums, shape: Shape, factors: FloatArray) -> Optimum:
    """Newton steps along the factors that are not at a border."""
    free = tuple(k for k in range(len(factors)) if k not in shape.diagonal() or factors[k] > 1e-4)
    factors = factors.copy()
    factors[[k for k in range(len(factors)) if k not in free]] = 0.0
    converged = False
    for _step in range(20):
        slope = shape.slope(factors, evaluate(sums, shape.covariances(factors)).slope)[list(free)]
        curve = _curvature(sums, shape, factors, free)
        move = np.linalg.lstsq(curve, -slope, rcond=1e-10)[0]
        if np.max(np.abs(move), initial=0.0) < CLOSE:
            converged = True
            break
        factors[list(free)] += move * min(1.0, 0.5 / float(np.max(np.abs(move))))
    covariances = shape.covariances(factors)
    return Optimum(factors, covariances, evaluate(sums, covariances), free, converged)


def _curvature(sums: Sums, shape: Shape, factors: FloatArray, free: tuple[int, ...]) -> FloatArray:
    """The second derivatives of the deviance, by differences of the exact slope."""

    def slope(at: FloatArray) -> FloatArray:
        return shape.slope(at, evaluate(sums, shape.covariances(at)).slope)[list(free)]

    return differences(slope, factors, free)


def differences(
    slope: Callable[[FloatArray], FloatArray], at: FloatArray, free: tuple[int, ...]
) -> FloatArray:
    """The symmetric matrix of derivatives of a slope along the free places."""
    out = np.empty((len(free), len(free)))
    for row, k in enumerate(free):
        step = STEP * max(1e-2, abs(float(at[k])))
        above, below = at.copy(), at.copy()
        above[k] += step
        below[k] -= step
        out[row] = (slope(above) - slope(below)) / (2.0 * step)
    return 0.5 * (out + out.T)


__all__ = ["Optimum", "Shape", "Step", "differences", "find_optimum"]
