"""How likely each score of an item is at each ability, and how that moves with its parameters.

Items are kept as rows of numbers without bounds, so that every step of a search is a possible
item: slope, then intercepts (steps of a partial credit item; first intercept and logarithms of
the gaps of a graded item), then the logit of guessing. The derivation is in
docs/science/item-models.md. Nothing here checks its input.
"""

import math

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .arrays import AnyArray
from .compiling import compiled

PARTIAL, GRADED, GUESSED = 0, 1, 2  # which formula an item follows
LEAST = 1e-30  # no score is less likely: eight of them in a product are above the smallest number
STEEPEST = 30.0  # logits beyond this are as good as sure, 1e-13


@compiled
def bounded(z: float) -> float:
    """Logits kept from overflowing."""
    return max(-STEEPEST, min(STEEPEST, z))


@compiled
def fill_partial(par: FloatArray, x: FloatArray, chance: FloatArray, slope: FloatArray) -> None:
    """Generalised partial credit: chance[k, q], slope[k, p, q] = d log chance / d parameter."""
    n = len(par)  # one slope, n - 1 steps, n scores
    for q in range(len(x)):
        z, top = 0.0, 0.0
        chance[0, q] = 0.0
        for k in range(1, n):
            z += bounded(par[0] * x[q] + par[k])
            chance[k, q] = z
            top = max(top, z)
        total, mean = 0.0, 0.0
        for k in range(n):
            chance[k, q] = math.exp(chance[k, q] - top)
            total += chance[k, q]
            mean += k * chance[k, q]
        mean /= total
        above = 0.0
        for k in range(n - 1, -1, -1):
            chance[k, q] = max(LEAST, chance[k, q] / total)
            above += chance[k, q]
            slope[k, 0, q] = x[q] * (k - mean)
            if k > 0:
                for h in range(n):
                    slope[h, k, q] = (1.0 if h >= k else 0.0) - above


@compiled
def fill_graded(par: FloatArray, x: FloatArray, chance: FloatArray, slope: FloatArray) -> None:
    """Graded response: as for partial credit; each score is a slice between two curves."""
    n = len(par)
    for q in range(len(x)):
        upper, first = 1e300, par[0] * x[q] + par[1]  # before score 0 everybody stands
        for k in range(n):
            if k == 0:
                lower = first
            elif k == n - 1:
                lower = -1e300
            else:
                lower = upper - math.exp(min(STEEPEST, par[k + 1]))
            _fill_slice(par, x[q], k, q, upper, lower, chance, slope)
            upper = lower


@compiled
def _fill_slice(
    par: FloatArray, x: float, k: int, q: int, upper: float, lower: float,
    chance: FloatArray, slope: FloatArray,
) -> None:  # fmt: skip
    """One score of a graded item, between the logits `upper` and `lower`."""
    n = len(par)
    u, v = bounded(upper), bounded(lower)
    to_u, to_v = 1.0 / (1.0 + math.exp(-u)), 1.0 / (1.0 + math.exp(v))
    gap = 1.0
    if 0 < k < n - 1:
        gap = max(1e-12, -math.expm1(v - u))
    chance[k, q] = max(LEAST, to_u * to_v * gap)
    from_u = 0.0 if k == 0 else 1.0 / ((1.0 + math.exp(u)) * to_v * gap)  # d log chance / d upper
    from_v = (
        0.0 if k == n - 1 else 1.0 / ((1.0 + math.exp(-v)) * to_u * gap)
    )  # minus d log chance / d lower
    slope[k, 0, q] = x * (from_u - from_v)
    slope[k, 1, q] = from_u - from_v
    for h in range(2, n):
        # A wider gap h moves all logits below it down.
        moved = (from_u if k >= h else 0.0) - (from_v if k + 1 >= h else 0.0)
        slope[k, h, q] = -math.exp(min(STEEPEST, par[h])) * moved


@compiled
def fill_guessed(par: FloatArray, x: FloatArray, chance: FloatArray, slope: FloatArray) -> None:
    """Three parameters: who does not know still may guess."""
    g = 1.0 / (1.0 + math.exp(-bounded(par[2])))
    for q in range(len(x)):
        z = bounded(par[0] * x[q] + par[1])
        s, t = 1.0 / (1.0 + math.exp(-z)), 1.0 / (1.0 + math.exp(z))  # 1 - s would lose digits
        chance[1, q] = max(LEAST, g + (1.0 - g) * s)
        chance[0, q] = max(LEAST, (1.0 - g) * t)
        up = (1.0 - g) * s * t / chance[1, q]
        slope[1, 0, q], slope[0, 0, q] = x[q] * up, -x[q] * s
        slope[1, 1, q], slope[0, 1, q] = up, -s
        slope[1, 2, q], slope[0, 2, q] = t * g * (1.0 - g) / chance[1, q], -g


@compiled
def fill_item(
    kind: int, par: FloatArray, x: FloatArray, chance: FloatArray, slope: FloatArray
) -> None:
    """Chance of every score at every ability, and its logarithm's slopes; see the formulas."""
    if kind == PARTIAL:
        fill_partial(par, x, chance, slope)
    elif kind == GRADED:
        fill_graded(par, x, chance, slope)
    else:
        fill_guessed(par, x, chance, slope)


@compiled
def fill_items(
    kind: AnyArray, cell: IntArray, place: IntArray, par: FloatArray, x: FloatArray,
    chance: FloatArray, slope: FloatArray,
) -> None:  # fmt: skip
    """The same for all items: those of item j stand in rows cell[j] to cell[j + 1] - 1."""
    for j in range(len(kind)):
        a, b = cell[j], cell[j + 1]
        c, d = place[j], place[j + 1]
        fill_item(kind[j], par[c:d], x, chance[a:b], slope[a:b])


@compiled
def gather_items(
    kind: AnyArray, cell: IntArray, place: IntArray, par: FloatArray, x: FloatArray,
    counts: FloatArray, gradient: FloatArray, blocks: FloatArray,
) -> None:  # fmt: skip
    """Gradient and expected information of the answers in `counts`, item by item."""
    width = blocks.shape[1]
    chance, slope = np.empty((width + 1, len(x))), np.empty((width + 1, width, len(x)))
    for j in range(len(kind)):
        a, b = cell[j], cell[j + 1]
        c, d = place[j], place[j + 1]
        fill_item(kind[j], par[c:d], x, chance[: b - a], slope[: b - a])
        add_gradient(counts[a:b], slope[: b - a], gradient[c:d])
        add_information(counts[a:b], chance, slope, blocks[j, : d - c, : d - c])


@compiled
def add_gradient(counts: FloatArray, slope: FloatArray, gradient: FloatArray) -> None:
    """Slopes of the logarithms of chances, weighted by how often the scores are expected."""
    for p in range(len(gradient)):
        for k in range(len(counts)):
            for q in range(counts.shape[1]):
                gradient[p] += counts[k, q] * slope[k, p, q]


@compiled
def add_information(
    counts: FloatArray, chance: FloatArray, slope: FloatArray, block: FloatArray
) -> None:
    """Expected products of slopes, weighted by how many learners are expected where."""
    for q in range(counts.shape[1]):
        seen = 0.0
        for k in range(len(counts)):
            seen += counts[k, q]
        for k in range(len(counts)):
            weight = seen * chance[k, q]
            for p in range(len(block)):
                for h in range(len(block)):
                    block[p, h] += weight * slope[k, p, q] * slope[k, h, q]
