"""Numbers as the reader's language writes them."""

from collections.abc import Mapping
from math import erf, sqrt
from typing import Any

from django.utils import formats

Content = Mapping[str, Any]


def number(value: float, digits: int = 2) -> str:
    """Return a number as the reader's language writes it, with a true minus."""
    text = str(formats.number_format(abs(value), digits))
    return f"−{text}" if value < 0 and round(value, digits) != 0 else text


def place_of(g: float) -> int:
    """Return how many of 100 learners of the usual way a middle learner of the other is ahead of.

    >>> place_of(0.0), place_of(0.5), place_of(-0.5)
    (50, 69, 31)
    """
    return round(100 * 0.5 * (1.0 + erf(g / sqrt(2.0))))
