"""Small numerical parts that the other science folders share."""

from .arrays import BoolArray, FloatArray, IntArray
from .clusters import ClusteredMean, estimate_clustered_mean
from .compiling import create_compiler
from .logistic import logit, sigmoid
from .shares import estimate_share_interval
from .single import round_single, round_single_up

__all__ = [
    "BoolArray",
    "ClusteredMean",
    "FloatArray",
    "IntArray",
    "create_compiler",
    "estimate_clustered_mean",
    "estimate_share_interval",
    "logit",
    "round_single",
    "round_single_up",
    "sigmoid",
]
