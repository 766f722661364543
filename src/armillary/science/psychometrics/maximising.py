"""Climbing a marginal likelihood: Newton steps of the EM algorithm, bent by what they taught.

Every step costs one pass over the answers. The first is the step of the EM gradient algorithm;
later ones mend, from the last few steps, that it believes abilities to be seen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from armillary.science.numerics import FloatArray

MEMORY = 12  # steps remembered
LONGEST = 1.0  # no number moves further in one step: far away the curve is not what it is here
HALVINGS = 12


class Point(Protocol):
    """A place on the hill: how high, how steep, and what EM would do there."""

    @property
    def height(self) -> float:
        """The logarithm to be made large."""

    @property
    def gradient(self) -> FloatArray:
        """Its slopes."""

    def newton(self, gradient: FloatArray) -> FloatArray:
        """Return the step for a gradient as if abilities were seen."""


P = TypeVar("P", bound=Point)


@dataclass(frozen=True, slots=True)
class Climb(Generic[P]):
    """Where a climb ended, and why.

    Parameters
    ----------
    values : the numbers at the end
    point : the place there
    converged : whether nothing is left to gain that anyone could see
    reason : why it ended, in words
    n_passes : how many passes over the answers it took
    """

    values: FloatArray
    point: P
    converged: bool
    reason: str
    n_passes: int


def climb(
    values: FloatArray, look: Callable[[FloatArray], P], *, tolerance: float, max_passes: int
) -> Climb[P]:
    """Return the top of a hill, starting at some values.

    Parameters
    ----------
    values : where to start
    look : returns the place at some values; its height may be minus infinity
    tolerance : how far from the top all numbers together may still be, in standard errors
    max_passes : how many places may be looked at

    References
    ----------
    Lange (1995), Statistica Sinica 5, 1-18 (EM gradient and its quasi-Newton acceleration); the
    memory is that of Nocedal (1980), Mathematics of Computation 35, 773-782.
    """
    point, n_passes = look(values), 1
    past: list[tuple[FloatArray, FloatArray]] = []
    while True:
        step = _direction(point, past)
        gain = float(step @ point.gradient)
        if gain <= 0.0:
            past.clear()
            step = point.newton(point.gradient)
            gain = float(step @ point.gradient)
        if gain < tolerance**2:
            return Climb(values, point, True, "nothing left to gain", n_passes)
        step = step * min(1.0, LONGEST / float(np.abs(step).max()))
        found = _try_shorter(values, point, step, look, max_passes - n_passes)
        n_passes += found.n_tried
        if found.point is None:
            if past and n_passes < max_passes:
                past.clear()
                continue
            return Climb(values, point, False, _reason(n_passes, max_passes, gain), n_passes)
        past.append((found.step, point.gradient - found.point.gradient))
        del past[:-MEMORY]
        values, point = values + found.step, found.point


def _reason(n_passes: int, max_passes: int, gain: float) -> str:
    """Why a climb ended below the top."""
    left = f"about {gain / 2.0:.2g} of log-likelihood is left to gain"
    if n_passes >= max_passes:
        return f"{max_passes} passes were not enough: {left}"
    return f"no step leads up: {left}"


@dataclass(frozen=True, slots=True)
class _Found(Generic[P]):
    """What trying ever shorter steps led to; no point when none led up."""

    step: FloatArray
    point: P | None
    n_tried: int


def _try_shorter(
    values: FloatArray, point: P, step: FloatArray, look: Callable[[FloatArray], P], left: int
) -> _Found[P]:
    """Halve a step until it leads up."""
    slack = 1e-12 * abs(point.height)  # sums of many logarithms are not exact
    for tried in range(1, min(HALVINGS, left) + 1):
        there = look(values + step)
        if there.height >= point.height - slack and np.all(np.isfinite(there.gradient)):
            return _Found(step, there, tried)
        step = step / 2.0 if tried < 3 else step / 4.0
    return _Found(step, None, min(HALVINGS, max(left, 0)))


def _direction(point: Point, past: list[tuple[FloatArray, FloatArray]]) -> FloatArray:
    """The step that EM would take, corrected by the memory (two-loop recursion)."""
    useful = [(s, y) for s, y in past if float(s @ y) > 1e-12 * float(y @ y)]
    q, taken = point.gradient.copy(), []
    for s, y in reversed(useful):
        share = float(s @ q) / float(s @ y)
        taken.append(share)
        q = q - share * y
    step = point.newton(q)
    if useful:
        s, y = useful[-1]
        step = step * (float(s @ y) / float(y @ point.newton(y)))
    for (s, y), share in zip(useful, reversed(taken), strict=True):
        step = step + s * (share - float(y @ step) / float(s @ y))
    return step
