"""What a fitted model with clusters says about a difference, nested and crossed alike."""

from typing import Protocol

import numpy as np

from armillary.science.numerics import FloatArray

from ..estimates import Estimate, student_estimate
from ..refusals import Reason, RefusalError
from .uncertainty import satterthwaite_df


class MixedFit(Protocol):
    """A model with random effects of clusters, as fitted; effects are the intercept, then columns.

    Parameters
    ----------
    fixed : shape (p,)
    covariance : shape (p, p), of the fixed effects
    converged : whether the top was found
    components_jacobian : shape (k, p, p), how the covariance moves with each variance
    components_covariance : shape (k, k), of the variances
    """

    @property
    def fixed(self) -> FloatArray: ...
    @property
    def covariance(self) -> FloatArray: ...
    @property
    def converged(self) -> bool: ...
    @property
    def components_jacobian(self) -> FloatArray: ...
    @property
    def components_covariance(self) -> FloatArray: ...


def estimate_contrast(fit: MixedFit, contrast: FloatArray, *, level: float) -> Estimate:
    """Return a weighted sum of fixed effects with its interval, Satterthwaite's t.

    Parameters
    ----------
    fit : of `fit_multilevel` or `fit_crossed`
    contrast : shape (p,), a weight for the intercept and each column
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If the shape or the level is wrong.
    RefusalError
        If the fit did not converge, or there are fewer than 2 degrees of freedom.

    References
    ----------
    Giesbrecht & Burns (1985), Biometrics 41, 477-486.
    """
    if contrast.shape != fit.fixed.shape:
        raise ValueError(f"contrast must have shape {fit.fixed.shape}, got {contrast.shape}")
    if not fit.converged:
        raise RefusalError(Reason.NOT_CONVERGED, "the model has no clear best fit; simplify it")
    df = satterthwaite_df(
        contrast, fit.covariance, fit.components_jacobian, fit.components_covariance
    )
    se = float(np.sqrt(contrast @ fit.covariance @ contrast))
    return student_estimate(float(contrast @ fit.fixed), se, df=df, level=level)
