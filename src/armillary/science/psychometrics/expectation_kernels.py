"""One pass over all answers: who is likely to be where, and what that says about the items.

Nothing here checks its input. Rows of `chance` and `slope` belong to one score of one item each
("cells"); first[j] is the cell of score 0 of item j, or -1 for an item that is left out.
"""

import math

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .arrays import AnyArray, ItemArray, ScoreArray
from .compiling import compiled

FAINT = 1e-10  # a place less likely than this adds nothing to a standard error


@compiled
def longest_record(start: IntArray) -> int:
    """The most answers of one learner."""
    most = 0
    for who in range(len(start) - 1):
        most = max(most, start[who + 1] - start[who])
    return most


@compiled
def find_cells(item: ItemArray, score: ScoreArray, first: IntArray, cells: IntArray) -> int:
    """Write the cells of one learner's answers; return how many are not left out."""
    n = 0
    for r in range(len(item)):
        start = first[item[r]]
        if start >= 0:
            cells[n] = start + score[r]
            n += 1
    return n


@compiled
def locate(cells: IntArray, chance: FloatArray, place: FloatArray) -> float:
    """Turn the prior in `place` into the posterior of one learner; return the log-likelihood.

    Chances are multiplied, not their logarithms added, eight at a time: this is where a fit
    spends its time.
    """
    n, log_scale = len(cells), 0.0
    for k in range(0, n - n % 8, 8):
        a, b, c, d = cells[k], cells[k + 1], cells[k + 2], cells[k + 3]
        e, f, g, h = cells[k + 4], cells[k + 5], cells[k + 6], cells[k + 7]
        total = 0.0
        for q in range(len(place)):
            left = (chance[a, q] * chance[b, q]) * (chance[c, q] * chance[d, q])
            right = (chance[e, q] * chance[f, q]) * (chance[g, q] * chance[h, q])
            place[q] = place[q] * (left * right)
            total += place[q]
        log_scale += math.log(total)
        inverse = 1.0 / total
        for q in range(len(place)):
            place[q] *= inverse
    total = 0.0
    for k in range(n - n % 8, n):
        row = chance[cells[k]]
        for q in range(len(place)):
            place[q] *= row[q]
    for q in range(len(place)):
        total += place[q]
    inverse = 1.0 / total
    for q in range(len(place)):
        place[q] *= inverse
    return log_scale + math.log(total)


@compiled
def expect(
    start: IntArray, item: ItemArray, score: ScoreArray, group: IntArray, first: IntArray,
    chance: FloatArray, weight: FloatArray, counts: FloatArray, group_counts: FloatArray,
) -> float:  # fmt: skip
    """Add up expected answers by cell and node, and learners by group and node.

    Returns the log-likelihood.
    """
    log_likelihood = 0.0
    place = np.empty(weight.shape[1])
    cells = np.empty(longest_record(start), np.int64)
    for who in range(len(start) - 1):
        a, b = start[who], start[who + 1]
        n = find_cells(item[a:b], score[a:b], first, cells)
        if n == 0:
            continue
        for q in range(len(place)):
            place[q] = weight[group[who], q]
        log_likelihood += locate(cells[:n], chance, place)
        for k in range(n):
            row = counts[cells[k]]
            for q in range(len(place)):
                row[q] += place[q]
        row = group_counts[group[who]]
        for q in range(len(place)):
            row[q] += place[q]
    return log_likelihood


@compiled
def project(
    slope: FloatArray, m: int, to: int, n: int, place: FloatArray, low: int, known: FloatArray,
    index: IntArray,
) -> int:  # fmt: skip
    """Write m slopes behind the first n; return n + m.

    Row 0 of `known` takes their means over a posterior that begins at node `low`, the others
    what they are at each node less that mean, times the root of the posterior.
    """
    for p in range(m):
        i, mean = n + p, 0.0
        index[i] = to + p
        for k in range(len(place)):
            mean += place[k] * slope[p, low + k]
        known[0, i] = mean
        for k in range(len(place)):
            known[k + 1, i] = math.sqrt(place[k]) * (slope[p, low + k] - mean)
    return n + m


@compiled
def project_learner(
    item: ItemArray, score: ScoreArray, group: int, tables: tuple[AnyArray, ...],
    slopes: tuple[AnyArray, ...], cells: IntArray, place: FloatArray, known: FloatArray,
    index: IntArray,
) -> tuple[int, int]:  # fmt: skip
    """Write one learner's slopes at the places where the learner may be; see `project`.

    `tables` and `slopes` are the fields of NodeTables and SlopeTables, in that order. Returns how
    many slopes and how many places there are.
    """
    first, chance, weight = tables
    place_of, width_of, group_place, slope, group_slope = slopes
    n_cells = find_cells(item, score, first, cells)
    if n_cells == 0:
        return 0, 0
    place[:] = weight[group]
    locate(cells[:n_cells], chance, place)
    low, high = 0, len(place)
    while place[low] < FAINT:
        low += 1
    while place[high - 1] < FAINT:
        high -= 1
    near, n = place[low:high], 0
    for r in range(len(item)):
        cell, to = first[item[r]], place_of[item[r]]
        if cell >= 0 and to >= 0:
            row = slope[cell + score[r]]
            n = project(row, width_of[item[r]], to, n, near, low, known, index)
    if group_place[group] >= 0:
        n = project(group_slope[group], 2, group_place[group], n, near, low, known, index)
    return n, high - low


@compiled
def add_squares(
    start: IntArray, item: ItemArray, score: ScoreArray, group: IntArray,
    tables: tuple[AnyArray, ...], slopes: tuple[AnyArray, ...], most: int, crossed: bool,
    total: FloatArray,
) -> None:  # fmt: skip
    """Add products of every learner's slopes, each pair on one side of the diagonal.

    Of their means if `crossed`, or else how they vary over the places where the learner may be:
    the information that is lost because that is not seen. `most` is the largest number of
    parameters that one learner's answers touch.
    """
    n_nodes = tables[1].shape[1]
    place, known = np.empty(n_nodes), np.empty((n_nodes + 1, most))
    index, products = np.empty(most, np.int64), np.empty(most)
    cells = np.empty(longest_record(start), np.int64)
    for who in range(len(start) - 1):
        a, b = start[who], start[who + 1]
        n, m = project_learner(item[a:b], score[a:b], group[who], tables, slopes,
                               cells, place, known, index)  # fmt: skip
        low, high = (0, 1) if crossed else (1, m + 1)
        for i in range(n):
            products[: i + 1] = 0.0
            for k in range(low, high):
                factor = known[k, i]
                for j in range(i + 1):
                    products[j] += factor * known[k, j]
            row = total[index[i]]
            for j in range(i + 1):
                row[index[j]] += products[j]


@compiled
def lay_out_slopes(
    begin: int, start: IntArray, item: ItemArray, score: ScoreArray, group: IntArray,
    tables: tuple[AnyArray, ...], slopes: tuple[AnyArray, ...], crossed: bool, rows: FloatArray,
) -> tuple[int, int]:  # fmt: skip
    """Write what `add_squares` multiplies as rows over all parameters, from learner `begin` on.

    Returns the learner at whom the room ended, and how many rows were written.
    """
    n_nodes, most, used = tables[1].shape[1], rows.shape[1], 0
    place, known = np.empty(n_nodes), np.empty((n_nodes + 1, most))
    index, cells = np.empty(most, np.int64), np.empty(longest_record(start), np.int64)
    for who in range(begin, len(start) - 1):
        if used + n_nodes > len(rows):
            return who, used
        a, b = start[who], start[who + 1]
        n, m = project_learner(item[a:b], score[a:b], group[who], tables, slopes,
                               cells, place, known, index)  # fmt: skip
        low, high = (0, min(m, 1)) if crossed else (1, m + 1)
        for k in range(low, high):
            row = rows[used]
            row[:] = 0.0
            for i in range(n):
                row[index[i]] = known[k, i]
            used += 1
    return len(start) - 1, used
