"""Numbers as the reader's language writes them."""

from collections.abc import Mapping
from math import erf, sqrt
from typing import Any

from django.utils.translation import pgettext

from armillary.apps.people.languages import write_number as number

__all__ = ["Content", "interval", "number", "place_of", "tell_of"]

Content = Mapping[str, Any]


def tell_of(name: str, what: str) -> str:
    """Return a name and what is said of it, with the colon of the reader's language."""
    return name + pgettext("after a name", ": ") + what


def interval(effect: float, low: float, high: float, digits: int = 2) -> str:
    """Return an effect with the ends of its interval.

    >>> interval(0.179, -0.05, 0.41)
    '0.18 (−0.05 … 0.41)'
    """
    return f"{number(effect, digits)} ({number(low, digits)} … {number(high, digits)})"


def place_of(g: float) -> int:
    """Return how many of 100 learners of the usual way a middle learner of the other is ahead of.

    >>> place_of(0.0), place_of(0.5), place_of(-0.5)
    (50, 69, 31)
    """
    return round(100 * 0.5 * (1.0 + erf(g / sqrt(2.0))))
