"""Whether teaching worked: designs, effects, how sure they are, and what studies say together."""

from .estimates import Estimate, student_estimate
from .multilevel import Grouping, MultilevelFit, estimate_contrast, fit_multilevel
from .refusals import Reason, RefusalError

__all__ = [
    "Estimate",
    "Grouping",
    "MultilevelFit",
    "Reason",
    "RefusalError",
    "estimate_contrast",
    "fit_multilevel",
    "student_estimate",
]
