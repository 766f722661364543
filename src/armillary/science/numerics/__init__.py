"""Small numerical parts that the other science folders share."""

from .arrays import BoolArray, FloatArray, IntArray
from .logistic import logit, sigmoid
from .single import round_single, round_single_up

__all__ = [
    "BoolArray",
    "FloatArray",
    "IntArray",
    "logit",
    "round_single",
    "round_single_up",
    "sigmoid",
]
