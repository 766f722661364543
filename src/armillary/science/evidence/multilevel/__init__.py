"""Nested models by exact likelihood from cluster sums."""

from .contrast import MixedFit, estimate_contrast
from .model import (
    MANY_CLUSTERS,
    Grouping,
    MultilevelFit,
    estimate_cluster_contrast,
    fit_multilevel,
)

__all__ = [
    "MANY_CLUSTERS",
    "Grouping",
    "MixedFit",
    "MultilevelFit",
    "estimate_cluster_contrast",
    "estimate_contrast",
    "fit_multilevel",
]
