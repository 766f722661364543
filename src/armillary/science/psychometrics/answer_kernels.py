"""Putting rows of answers in order, compiled. Nothing here checks its input."""

import numpy as np

from armillary.science.numerics import IntArray

from .arrays import AnyArray, ItemArray, ScoreArray
from .compiling import compiled

SHORT = 32  # up to so many answers of a learner are sorted by insertion


@compiled
def mark_values(values: AnyArray, low: int, seen: AnyArray) -> None:
    """Mark which whole numbers from `low` on occur."""
    for i in range(len(values)):
        seen[values[i] - low] = 1


@compiled
def count_answers(
    learner: AnyArray, low: int, code: AnyArray, item: AnyArray, item_low: int, item_code: AnyArray,
    score: ScoreArray, start: IntArray, most: IntArray,
) -> None:  # fmt: skip
    """Write where each learner's answers begin and the highest score of each item."""
    for i in range(len(learner)):
        start[code[learner[i] - low] + 1] += 1
        j = item_code[item[i] - item_low]
        most[j] = max(most[j], score[i])
    for i in range(1, len(start)):
        start[i] += start[i - 1]


@compiled
def place_answers(  # noqa: PLR0913, PLR0917  # arrays, one by one
    learner: AnyArray, low: int, code: AnyArray, item: AnyArray, item_low: int, item_code: AnyArray,
    score: ScoreArray, start: IntArray, to_item: ItemArray, to_score: ScoreArray,
) -> None:  # fmt: skip
    """Copy every answer to its learner's place, in the order of the rows."""
    following = start[:-1].copy()
    for i in range(len(learner)):
        who = code[learner[i] - low]
        at = following[who]
        following[who] = at + 1
        to_item[at] = item_code[item[i] - item_low]
        to_score[at] = score[i]


@compiled
def order_items(
    start: IntArray, item: ItemArray, score: ScoreArray, n_items: int, doubled: IntArray
) -> int:
    """Sort each learner's answers by item; write who answered which item twice, return how often.

    `doubled` takes pairs of learner and item as long as it has room. A learner who answered one
    twice is left in any order.
    """
    n_doubled = 0
    held = np.full(n_items, -1, dtype=np.int16)
    for who in range(len(start) - 1):
        first, last = start[who], start[who + 1]
        if last - first <= SHORT:
            _insert(item, score, first, last)
        elif _is_doubled(item, held, first, last):
            item[first:last].sort()
        else:
            _sweep(item, score, held, first, last)
        for i in range(first + 1, last):
            if item[i] == item[i - 1]:
                if n_doubled < len(doubled):
                    doubled[n_doubled, 0] = who
                    doubled[n_doubled, 1] = item[i]
                n_doubled += 1
    return n_doubled


@compiled
def _insert(item: ItemArray, score: ScoreArray, first: int, last: int) -> None:
    """Sort a few answers by item."""
    for i in range(first + 1, last):
        key, value = item[i], score[i]
        j = i - 1
        while j >= first and item[j] > key:
            item[j + 1] = item[j]
            score[j + 1] = score[j]
            j -= 1
        item[j + 1] = key
        score[j + 1] = value


@compiled
def _is_doubled(item: ItemArray, held: AnyArray, first: int, last: int) -> bool:
    """Whether an item occurs twice; leaves `held` as it was."""
    doubled = False
    for i in range(first, last):
        doubled = doubled or held[item[i]] == 0
        held[item[i]] = 0
    for i in range(first, last):
        held[item[i]] = -1
    return doubled


@compiled
def _sweep(item: ItemArray, score: ScoreArray, held: AnyArray, first: int, last: int) -> None:
    """Sort many answers by item, by laying them out over all items."""
    for i in range(first, last):
        held[item[i]] = score[i]
    at = first
    for j in range(len(held)):
        if held[j] >= 0:
            item[at] = j
            score[at] = held[j]
            held[j] = -1
            at += 1


@compiled
def join_items(start: IntArray, item: ItemArray, parent: IntArray) -> None:
    """Write for every item one item of its island: those that learners connect with each other."""
    for who in range(len(start) - 1):
        first = start[who]
        for i in range(first + 1, start[who + 1]):
            a, b = _root(parent, item[first]), _root(parent, item[i])
            parent[max(a, b)] = min(a, b)
    for j in range(len(parent)):
        parent[j] = _root(parent, j)


@compiled
def _root(parent: IntArray, j: int) -> int:
    """The item that stands for an island; shortens the way there."""
    while parent[j] != j:
        parent[j] = parent[parent[j]]
        j = parent[j]
    return j
