"""Nested models by exact likelihood from cluster sums."""

from .model import Grouping, MultilevelFit, estimate_contrast, fit_multilevel

__all__ = ["Grouping", "MultilevelFit", "estimate_contrast", "fit_multilevel"]
