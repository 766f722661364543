"""Where a learner is likely to be, compiled. Nothing here checks its input."""

import math

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .arrays import AnyArray, ItemArray, ScoreArray
from .compiling import compiled
from .expectation_kernels import find_cells, locate, longest_record
from .item_kernels import GRADED, PARTIAL, bounded

FARTHEST = 30.0  # logits; nobody is sought farther out
STRIDE = 1e-3  # logits; for slopes by differences
CLOSE = 1e-9  # logits; a search that moves less than this has ended


@compiled
def average(
    start: IntArray, item: ItemArray, score: ScoreArray, group: IntArray, first: IntArray,
    x: FloatArray, chance: FloatArray, weight: FloatArray, told: FloatArray,
) -> None:  # fmt: skip
    """Write mean and sd of every learner's posterior, and how many answers it rests on."""
    place, cells = np.empty(len(x)), np.empty(longest_record(start), np.int64)
    for who in range(len(start) - 1):
        a, b = start[who], start[who + 1]
        n = find_cells(item[a:b], score[a:b], first, cells)
        place[:] = weight[group[who]]
        if n > 0:
            locate(cells[:n], chance, place)
        mean, square = 0.0, 0.0
        for q in range(len(x)):
            mean += place[q] * x[q]
        for q in range(len(x)):
            square += place[q] * (x[q] - mean) ** 2
        told[who, 0], told[who, 1], told[who, 2] = mean, math.sqrt(square), n


@compiled
def partial_terms(par: FloatArray, theta: float, score: int) -> tuple[float, float, float]:
    """Slope of the log-likelihood, information, and Warm's J, of a partial credit item."""
    z, top, n = 0.0, 0.0, len(par)
    for k in range(1, n):
        z += bounded(par[0] * theta + par[k])
        top = max(top, z)
    total, first, second, third, z = 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(n):
        if k > 0:
            z += bounded(par[0] * theta + par[k])
        p = math.exp(z - top)
        total += p
        first += k * p
        second += k * k * p
        third += k * k * k * p
    mean = first / total
    spread = second / total - mean * mean
    skew = third / total - 3.0 * mean * second / total + 2.0 * mean**3
    a = par[0]
    return a * (score - mean), a * a * spread, a * a * a * skew


@compiled
def guessed_terms(par: FloatArray, theta: float, score: int) -> tuple[float, float, float]:
    """The same of a three-parameter item."""
    c = 1.0 / (1.0 + math.exp(-bounded(par[2])))
    s = 1.0 / (1.0 + math.exp(-bounded(par[0] * theta + par[1])))
    p = c + (1.0 - c) * s
    one = (1.0 - c) * par[0] * s * (1.0 - s)
    two = one * par[0] * (1.0 - 2.0 * s)
    spread = max(1e-300, p * (1.0 - p))
    return one * (score - p) / spread, one * one / spread, one * two / spread


@compiled
def graded_terms(par: FloatArray, theta: float, score: int) -> tuple[float, float, float]:
    """The same of a graded item."""
    n, a = len(par), par[0]
    z = a * theta + par[1]
    upper, upper_one, upper_two = 1.0, 0.0, 0.0
    slope, information, warm = 0.0, 0.0, 0.0
    for k in range(n):
        lower, lower_one, lower_two = 0.0, 0.0, 0.0
        if k < n - 1:
            if k > 0:
                z -= math.exp(par[k + 1])
            lower = 1.0 / (1.0 + math.exp(-bounded(z)))
            lower_one = a * lower * (1.0 - lower)
            lower_two = a * lower_one * (1.0 - 2.0 * lower)
        p = max(1e-15, upper - lower)
        one, two = upper_one - lower_one, upper_two - lower_two
        if k == score:
            slope = one / p
        information += one * one / p
        warm += one * two / p
        upper, upper_one, upper_two = lower, lower_one, lower_two
    return slope, information, warm


@compiled
def add_terms(
    item: ItemArray, score: ScoreArray, packed_of: IntArray, kind: AnyArray, place: IntArray,
    par: FloatArray, theta: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Slope of the log-likelihood, information and Warm's J of one learner's answers."""
    slope, information, warm = 0.0, 0.0, 0.0
    for r in range(len(item)):
        j = packed_of[item[r]]
        if j < 0:
            continue
        numbers = par[place[j] : place[j + 1]]
        if kind[j] == PARTIAL:
            terms = partial_terms(numbers, theta, score[r])
        elif kind[j] == GRADED:
            terms = graded_terms(numbers, theta, score[r])
        else:
            terms = guessed_terms(numbers, theta, score[r])
        slope += terms[0]
        information += terms[1]
        warm += terms[2]
    return slope, information, warm


@compiled
def search(
    item: ItemArray, score: ScoreArray, packed_of: IntArray, items: tuple[AnyArray, ...],
    mean: float, precision: float, begin: float,
) -> tuple[float, float]:  # fmt: skip
    """Where the posterior (precision above 0) or weighted likelihood (0) is flat, near `begin`.

    Returns the place and the information there, that of the prior included.
    """
    kind, place, par = items
    low, high, theta = -FARTHEST, FARTHEST, begin
    information = 1.0
    for _ in range(200):
        slope, information, warm = add_terms(item, score, packed_of, kind, place, par, theta)
        if precision > 0.0:
            slope += precision * (mean - theta)
            information += precision
        else:
            slope += 0.5 * warm / max(information, 1e-12)
        if slope > 0.0:
            low = theta
        else:
            high = theta
        step = max(-1.0, min(1.0, slope / max(information, 1e-12)))
        following = theta + step
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - theta) < CLOSE:
            break
        theta = following
    return theta, information


@compiled
def warm_spread(
    item: ItemArray, score: ScoreArray, packed_of: IntArray, items: tuple[AnyArray, ...],
    top: float,
) -> float:  # fmt: skip
    """How much wider or narrower Warm's estimates spread than the root of the information says.

    Warm's term moves with ability too: where it pulls estimates together they spread less. Where
    items are few and steep the formula can fail, so it at most doubles an error.
    """
    kind, place, par = items
    ends = np.empty(2)
    for e in range(2):
        theta = top + (2 * e - 1) * STRIDE
        _, told, warm = add_terms(item, score, packed_of, kind, place, par, theta)
        ends[e] = 0.5 * warm / max(told, 1e-12)
    _, information, _ = add_terms(item, score, packed_of, kind, place, par, top)
    pull = float(ends[0] - ends[1]) / (2.0 * STRIDE)
    return 1.0 / max(0.5, 1.0 + pull / max(information, 1e-12))


@compiled
def find_tops(  # noqa: PLR0913, PLR0917  # arrays, one by one
    start: IntArray, item: ItemArray, score: ScoreArray, group: IntArray, packed_of: IntArray,
    items: tuple[AnyArray, ...], first: IntArray, x: FloatArray, chance: FloatArray,
    weight: FloatArray, prior: FloatArray, told: FloatArray,
) -> None:  # fmt: skip
    """Write every learner's most likely place, its error, and how many answers it rests on.

    The search begins at the likeliest node, so that of several tops it finds the highest.
    """
    place, cells = np.empty(len(x)), np.empty(longest_record(start), np.int64)
    for who in range(len(start) - 1):
        a, b = start[who], start[who + 1]
        n = find_cells(item[a:b], score[a:b], first, cells)
        told[who, 2] = n
        if n == 0:
            continue
        place[:] = weight[group[who]]
        locate(cells[:n], chance, place)
        mean, precision = prior[group[who], 0], prior[group[who], 1]
        top, information = search(
            item[a:b], score[a:b], packed_of, items, mean, precision, x[np.argmax(place)]
        )
        told[who, 0], told[who, 1] = top, 1.0 / math.sqrt(max(information, 1e-12))
        if precision <= 0.0:
            told[who, 1] *= warm_spread(item[a:b], score[a:b], packed_of, items, top)


@compiled
def add_item_errors(  # noqa: PLR0913, PLR0917  # arrays, one by one
    start: IntArray, item: ItemArray, score: ScoreArray, group: IntArray, first: IntArray,
    x: FloatArray, chance: FloatArray, weight: FloatArray, slope: FloatArray, place_of: IntArray,
    width_of: IntArray, free_of: IntArray, covariance: FloatArray, added: FloatArray,
) -> None:  # fmt: skip
    """Write the variance that learners' estimates have because items are known with error.

    A posterior mean moves with a number of an item by the posterior covariance of ability and
    the slope of the log-likelihood for that number.
    """
    place, longest = np.empty(len(x)), longest_record(start)
    cells, moved = np.empty(longest, np.int64), np.empty(longest * slope.shape[1])
    index = np.empty(len(moved), np.int64)
    for who in range(len(start) - 1):
        a, b = start[who], start[who + 1]
        n_cells = find_cells(item[a:b], score[a:b], first, cells)
        if n_cells == 0:
            continue
        place[:] = weight[group[who]]
        locate(cells[:n_cells], chance, place)
        mean = 0.0
        for q in range(len(x)):
            mean += place[q] * x[q]
        n = 0
        for r in range(a, b):
            j = item[r]
            if first[j] < 0:
                continue
            for p in range(width_of[j]):
                index[n] = free_of[place_of[j] + p]
                if index[n] < 0:
                    continue
                total = 0.0
                for q in range(len(x)):
                    total += place[q] * (x[q] - mean) * slope[first[j] + score[r], p, q]
                moved[n] = total
                n += 1
        added[who] = spread_of(moved[:n], index[:n], covariance)


@compiled
def spread_of(moved: FloatArray, index: IntArray, covariance: FloatArray) -> float:
    """The variance of a sum of numbers with a covariance, each taken `moved` times."""
    total = 0.0
    for i in range(len(moved)):
        for k in range(len(moved)):
            total += moved[i] * covariance[index[i], index[k]] * moved[k]
    return total
