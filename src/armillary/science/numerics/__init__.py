"""Small numerical parts that the other science folders share."""

from .arrays import BoolArray, FloatArray, IntArray
from .clusters import ClusteredMean, estimate_clustered_mean
from .logistic import logit, sigmoid
from .shares import estimate_share_interval
from .single import round_single, round_single_up

__all__ = [
    "BoolArray",
    "ClusteredMean",
    "FloatArray",
    "IntArray",
    "estimate_clustered_mean",
    "estimate_share_interval",
    "logit",
    "round_single",
    "round_single_up",
    "sigmoid",
]
