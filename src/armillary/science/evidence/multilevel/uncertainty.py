"""How sure the covariances are, and what that means for the fixed effects (Satterthwaite)."""

import numpy as np

from armillary.science.numerics import FloatArray

from .fitting import Optimum, Shape, differences
from .reduction import Sums, evaluate


def spread_of_components(sums: Sums, optimum: Optimum) -> tuple[FloatArray, FloatArray]:
    """Return what Satterthwaite's degrees of freedom need.

    The components are the free factors of the covariances and the residual variance. One at a
    border is taken as known, as lmerTest does.

    Returns
    -------
    jacobian : shape (k, p, p), slope of the covariance of the fixed effects over each component
    covariance : shape (k, k), twice the inverse curvature of the deviance

    References
    ----------
    Giesbrecht & Burns (1985), Biometrics 41, 477-486; Kuznetsova, Brockhoff & Christensen (2017),
    Journal of Statistical Software 82(13), section 2.
    """
    sizes = tuple(len(step.effects) for step in sums.steps)
    shape, free, n_free = Shape(sizes, direct=sizes == (1,)), optimum.free, sums.n_free
    variance = optimum.point.variance(n_free)

    def slope(at: FloatArray) -> FloatArray:
        """Of the deviance with the residual variance held still."""
        point = evaluate(sums, shape.covariances(at))
        still = point.slope + point.rss_slope * (1.0 / variance - n_free / point.rss)
        return shape.slope(at, still)[list(free)]

    point, k = optimum.point, len(free)
    curve = np.empty((k + 1, k + 1))
    curve[:k, :k] = differences(slope, optimum.factors, free)
    crossed = shape.slope(optimum.factors, point.rss_slope)[list(free)]
    curve[:k, k] = curve[k, :k] = -crossed / variance**2
    curve[k, k] = n_free / variance**2
    by_factor = shape.slope(optimum.factors, point.inverse_slope)[list(free)]
    jacobian = np.concatenate([variance * by_factor, point.inverse[None]])
    # Scaled to a unit diagonal, so that a direction of no curvature is seen as one.
    scale = 1.0 / np.sqrt(np.maximum(np.abs(np.diag(curve)), 1e-300))
    inverse = np.linalg.pinv(curve * np.outer(scale, scale), rcond=1e-9, hermitian=True)
    return jacobian, 2.0 * inverse * np.outer(scale, scale)


def satterthwaite_df(
    contrast: FloatArray, covariance: FloatArray, jacobian: FloatArray, components: FloatArray
) -> float:
    """Return the degrees of freedom of one contrast of the fixed effects."""
    variance = float(contrast @ covariance @ contrast)
    slope = np.einsum("p,kpq,q->k", contrast, jacobian, contrast)
    spread = float(slope @ components @ slope)
    return 2.0 * variance**2 / spread if spread > 0.0 else float("inf")
