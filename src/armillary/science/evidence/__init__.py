"""Whether teaching worked: designs, effects, how sure they are, and what studies say together."""

from .estimates import Estimate, student_estimate
from .multilevel import Grouping, MultilevelFit, estimate_contrast, fit_multilevel
from .refusals import Reason, RefusalError
from .robust import RobustFit, estimate_robust_contrast, fit_robust, fit_robust_logit

__all__ = [
    "Estimate",
    "Grouping",
    "MultilevelFit",
    "Reason",
    "RefusalError",
    "RobustFit",
    "estimate_contrast",
    "estimate_robust_contrast",
    "fit_multilevel",
    "fit_robust",
    "fit_robust_logit",
    "student_estimate",
]
