"""Rows of answers as numbers, whatever file or database they came from, and the table of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from armillary.apps.people.commands import Refusal
from armillary.science.numerics import BoolArray, IntArray
from armillary.science.psychometrics import (
    MAX_CATEGORIES,
    AnswersError,
    AnswerTable,
    Key,
    sort_answers,
)

AnyArray = NDArray[Any]  # whole numbers of any width, or keys
SHOWN = 5  # places told in a message
_BLOCK = 1_000_000  # rows looked at in one go, so that this needs little memory

# Where some rows stand in the file: their lines or numbers, as words.
Places = Callable[[IntArray], str]


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows as numbers.

    Parameters
    ----------
    learners, items : keys, ascending; everybody, those without an answer included
    learner, item : shape (n,); indexes into them
    score : shape (n,); as it stands in the file
    row : shape (n,); number of the row in the file from 1; None when it is the index plus 1
    group : shape (n_learners,); None when there are no groups
    places : tells where rows stand
    source : what a message calls all this
    """

    learners: AnyArray
    items: tuple[str, ...]
    learner: AnyArray
    item: AnyArray
    score: AnyArray
    row: AnyArray | None
    group: AnyArray | None
    places: Places
    source: str

    def rows_of(self, where: IntArray) -> IntArray:
        """Return the numbers of rows in the file."""
        return where + 1 if self.row is None else self.row[where].astype(np.int64)

    def some(self, keep: BoolArray | IntArray) -> "Coded":
        """Return some of the rows."""
        where: IntArray = np.arange(len(self.score))[keep]
        return Coded(
            self.learners,
            self.items,
            self.learner[where],
            self.item[where],
            self.score[where],
            self.rows_of(where),
            self.group,
            self.places,
            self.source,
        )


@dataclass(frozen=True, slots=True)
class Scale:
    """Which scores an item knows: from `lowest`, in the file's own numbers, so many."""

    lowest: int
    n_categories: int


def keep_once(coded: Coded, which: Literal["first", "last"]) -> Coded:
    """Return rows with only the first or the last answer of a learner to an item."""
    pair = coded.learner.astype(np.int64) * len(coded.items) + coded.item
    if which == "last":
        pair = pair[::-1]
    _pairs, where = np.unique(pair, return_index=True)
    where = np.sort(len(pair) - 1 - where if which == "last" else where)
    return coded if len(where) == len(pair) else coded.some(where)


def find_scales(coded: Coded) -> dict[str, Scale]:
    """Return the scores of each item, as they occur.

    A file whose scores all begin above 0 counts from there: each item's lowest score becomes 0. An
    item that has one score only counts from the lowest of the file, so that it is still told as
    one that everybody has right.
    """
    begin = int(coded.score.min())
    size = int(coded.score.max()) - begin + 1
    occurs = np.zeros((len(coded.items), size), dtype=bool)
    for first in range(0, len(coded.score), _BLOCK):
        cut = slice(first, first + _BLOCK)
        occurs[coded.item[cut], coded.score[cut] - begin] = True
    seen = np.any(occurs, axis=1)
    lowest: IntArray = occurs.argmax(axis=1) + begin
    highest: IntArray = begin + size - 1 - occurs[:, ::-1].argmax(axis=1)
    if begin < 1 or size == 1:
        lowest = np.zeros_like(lowest)
    else:
        lowest = np.where(lowest < highest, lowest, begin)
    return {
        item: Scale(int(low), max(2, int(high - low + 1)))
        for item, low, high, is_seen in zip(
            coded.items, lowest.tolist(), highest.tolist(), seen.tolist(), strict=True
        )
        if is_seen
    }


def pack_answers(coded: Coded, scales: Mapping[str, Scale]) -> AnswerTable:
    """Return the table of rows, scores counted from 0.

    Parameters
    ----------
    scales : those of all items that occur

    Raises
    ------
    Refusal
        If a score is not one of its item's, or a learner answered an item more than once.
    """
    known = [scales.get(item, Scale(0, 2)) for item in coded.items]
    lowest = np.array([scale.lowest for scale in known], dtype=np.int16)
    size = np.array([scale.n_categories for scale in known], dtype=np.int16)
    score = coded.score - lowest[coded.item]
    wrong = (score < 0) | (score >= np.minimum(size, MAX_CATEGORIES)[coded.item])
    if wrong.any():
        raise Refusal(describe_score(coded, np.flatnonzero(wrong), known))
    everybody: dict[str, Any] = {}
    if len(np.unique(coded.learner)) < len(coded.learners):
        everybody = {"learners": range(len(coded.learners))}
    try:
        packed = sort_answers(
            coded.learner,
            coded.item,
            score,
            n_categories={j: scale.n_categories for j, scale in enumerate(known)},
            **everybody,
        )
    except AnswersError as error:
        raise Refusal(describe_faults(coded, error)) from None
    keys = np.array(coded.items)
    return AnswerTable(
        coded.learners,
        keys[packed.items],
        packed.start,
        packed.item,
        packed.score,
        packed.n_categories,
    )


def describe_score(coded: Coded, where: IntArray, scales: list[Scale]) -> str:
    """Return the message for scores that their items do not know."""
    item = int(coded.item[where[0]])
    scale = scales[item]
    if scale.n_categories > MAX_CATEGORIES:
        return (
            f"{coded.source}: item {coded.items[item]} has scores up to"
            f" {int(coded.score[coded.item == item].max())}; {MAX_CATEGORIES} steps are the most."
            " If the column is no item, leave it out (--leave-out)."
        )
    top = scale.lowest + scale.n_categories - 1
    return (
        f"{coded.source}, {coded.places(coded.rows_of(where))}: item {coded.items[item]} has score"
        f" {int(coded.score[where[0]])}, which is not from {scale.lowest} to {top}."
    )


def describe_faults(coded: Coded, error: AnswersError) -> str:
    """Return the message for learners who answered an item more than once."""
    first, *more = error.faults
    rows = np.array(first.rows, dtype=np.int64) - 1
    if not len(rows):
        return f"{coded.source}: {error}."
    learner: Key = coded.learners[int(coded.learner[rows[0]])]
    item = coded.items[int(coded.item[rows[0]])]
    count = next((fault.rule for fault in more if fault.rule.startswith("and so on")), "")
    n_more = f" It is not the only one: {count.removeprefix('and so on, ')}." if count else ""
    return (
        f"{coded.source}, {coded.places(coded.rows_of(rows))}: learner {learner} answered item"
        f" {item} more than once.{n_more} Keep one answer to an item with --repeats first or"
        " --repeats last."
    )
