"""Nested models by exact likelihood from cluster sums."""

from .model import (
    Grouping,
    MultilevelFit,
    estimate_cluster_contrast,
    estimate_contrast,
    fit_multilevel,
)

__all__ = [
    "Grouping",
    "MultilevelFit",
    "estimate_cluster_contrast",
    "estimate_contrast",
    "fit_multilevel",
]
