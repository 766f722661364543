"""Choosing the next item of a test, compiled. Nothing here checks its input."""

import math

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .compiling import compiled

UNLIKELY = 1e-5  # a place less likely than this does not decide which item tells most


@compiled
def weigh(told: FloatArray, place: FloatArray, weighed: FloatArray) -> None:
    """Write the information of each item, averaged over where the learner may be."""
    low, high = 0, len(place)
    while place[low] < UNLIKELY:
        low += 1
    while place[high - 1] < UNLIKELY:
        high -= 1
    for j in range(len(told)):
        total = 0.0
        for q in range(low, high):
            total += told[j, q] * place[q]
        weighed[j] = total


@compiled
def open_areas(
    counts: IntArray, least: IntArray, most: IntArray, left: int, is_open: BoolArray
) -> None:
    """Write which areas the next item may come from, so that every quota can still be met."""
    owed = 0
    for c in range(len(counts)):
        owed += max(0, least[c] - counts[c])
    for c in range(len(counts)):
        is_open[c] = counts[c] < most[c] and (owed < left or counts[c] < least[c])


@compiled
def choose(
    weighed: FloatArray, used: BoolArray, area: IntArray, is_open: BoolArray, shown: IntArray,
    allowed: float, best: IntArray, draw: float,
) -> tuple[int, int]:  # fmt: skip
    """Return one of the best items at random, and how many there were to draw from.

    Items shown `allowed` times or more are passed over; if that leaves none, the least shown of
    all is taken. `best` gives room for as many as are drawn from.
    """
    n = 0
    rarest = -1
    for j in range(len(weighed)):
        if used[j] or not is_open[area[j]]:
            continue
        if rarest < 0 or shown[j] < shown[rarest]:
            rarest = j
        if shown[j] >= allowed:
            continue
        if n < len(best):
            at = n
            n += 1
        elif weighed[j] > weighed[best[n - 1]]:
            at = n - 1
        else:
            continue
        while at > 0 and weighed[j] > weighed[best[at - 1]]:
            best[at] = best[at - 1]
            at -= 1
        best[at] = j
    if n == 0:
        return rarest, min(1, rarest + 1)
    return best[min(n - 1, int(draw * n))], n


@compiled
def moments(place: FloatArray, x: FloatArray) -> tuple[float, float]:
    """Scale a posterior to add up to 1; return its mean and sd."""
    total, mean, square = 0.0, 0.0, 0.0
    for q in range(len(x)):
        total += place[q]
    for q in range(len(x)):
        place[q] /= total
        mean += place[q] * x[q]
    for q in range(len(x)):
        square += place[q] * (x[q] - mean) ** 2
    return mean, math.sqrt(square)


@compiled
def choose_for(
    weighed: FloatArray, used: BoolArray, aside: BoolArray, area: IntArray, is_open: BoolArray,
    shown: IntArray, allowed: float, best: IntArray, draw: float,
) -> int:  # fmt: skip
    """Return what `choose` does, items set aside only if nothing else is left; -1 for none."""
    barred = np.empty(len(used), np.bool_)
    for i in range(len(used)):
        barred[i] = used[i] or (len(aside) > 0 and aside[i])
    j, _ = choose(weighed, barred, area, is_open, shown, allowed, best, draw)
    if j < 0:
        j, _ = choose(weighed, used, area, is_open, shown, allowed, best, draw)
    return j


@compiled
def draw_score(chance: FloatArray, first: int, last: int, draw: float) -> int:
    """Return the score that a number from 0 to 1 stands for; chances stand in a row."""
    score = 0
    for k in range(first, last - 1):
        draw -= chance[k]
        if draw <= 0.0:
            break
        score += 1
    return score


@compiled
def run_tests(  # noqa: PLR0913, PLR0917  # arrays, one by one
    true_chance: FloatArray, draws: FloatArray, aside: BoolArray, chance: FloatArray,
    cell: IntArray, told: FloatArray, x: FloatArray, weight: FloatArray, area: IntArray,
    least: IntArray, most: IntArray, n_least: int, n_most: int, error: float, limit: float,
    among: int, shown: IntArray, given: IntArray, result: FloatArray,
) -> None:  # fmt: skip
    """Test one learner after the other, counting how often items are shown.

    true_chance[i] holds learner i's chances of all scores of all items; draws[i, n] two numbers
    for the n-th item; aside[i] the items that i does not see while others are left, or nothing.
    Writes items given (-1 behind the last), mean, sd and number of answers.
    """
    n_items = len(told)
    weighed, best = np.empty(n_items), np.empty(among, np.int64)
    used, is_open = np.empty(n_items, np.bool_), np.empty(len(least), np.bool_)
    counts, place = np.empty(len(least), np.int64), np.empty(len(x))
    for who in range(len(true_chance)):
        used[:], counts[:], place[:] = False, 0, weight
        mean, sd = moments(place, x)
        n = 0
        while n < n_most:
            owed = 0
            for c in range(len(counts)):
                owed += max(0, least[c] - counts[c])
            if n >= n_least and owed == 0 and sd <= error:
                break
            weigh(told, place, weighed)
            open_areas(counts, least, most, n_most - n, is_open)
            allowed = max(1.0, limit * (who + 1.0))
            j = choose_for(
                weighed, used, aside[who], area, is_open, shown, allowed, best,
                draws[who, n, 0],
            )  # fmt: skip
            if j < 0:
                break
            score = draw_score(true_chance[who], cell[j], cell[j + 1], draws[who, n, 1])
            used[j], given[who, n] = True, j
            shown[j] += 1
            counts[area[j]] += 1
            row = chance[cell[j] + score]
            for q in range(len(place)):
                place[q] *= row[q]
            mean, sd = moments(place, x)
            n += 1
        result[who, 0], result[who, 1], result[who, 2] = mean, sd, n
