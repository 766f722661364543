"""The state-space learner model: a Kalman filter on the logit scale with a small correction."""

from typing import TYPE_CHECKING

from .model import StateSpaceModel
from .parameters import StateSpaceParameters

if TYPE_CHECKING:
    import numpy as np

    from armillary.science.learner.fitting import FitResult
    from armillary.science.learner.log import Answers

__all__ = ["StateSpaceModel", "StateSpaceParameters", "fit_state_space"]


def fit_state_space(log: "Answers", *, generator: "np.random.Generator") -> "FitResult":
    """Return the model fitted to a log; see `fitting.fit_state_space`."""
    from .fitting import fit_state_space as fit  # loads the compiler, which only a fit should pay

    return fit(log, generator=generator)
