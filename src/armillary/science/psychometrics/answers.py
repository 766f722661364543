"""Answers of many learners to many items, packed: five bytes an answer and no dense matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from armillary.science.numerics import BoolArray, IntArray

from .arrays import AnyArray, ItemArray, ScoreArray
from .faults import AnswersError, Fault, refuse

Key = int | str

MAX_CATEGORIES = 50  # more is a measurement, not a judgement in steps
_BLOCK = 1_000_000  # rows looked at in one go, so that checks need little memory


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Who scored what on which item: each learner's answers together, by item.

    An item that a learner did not see has no entry. The order of the rows that the table was
    made from leaves no trace.

    Parameters
    ----------
    learners, items : keys, ascending; indexes below point into them
    start : shape (n_learners + 1,); answers of learner i are start[i]:start[i + 1]
    item : shape (n_answers,); ascending within a learner, no repeats
    score : shape (n_answers,); 0 to n_categories - 1
    n_categories : shape (n_items,); 2 or more: how many scores an item knows
    """

    learners: AnyArray
    items: AnyArray
    start: IntArray
    item: ItemArray
    score: ScoreArray
    n_categories: IntArray

    def __len__(self) -> int:
        return len(self.item)

    @property
    def n_learners(self) -> int:
        """How many learners the table has, those without answers included."""
        return len(self.learners)

    @property
    def n_items(self) -> int:
        """How many items the table has."""
        return len(self.items)

    def part(self, first: int, last: int) -> "AnswerTable":
        """Return learners `first` to `last` - 1 with the same items; shares memory."""
        cut = slice(int(self.start[first]), int(self.start[last]))
        return AnswerTable(
            learners=self.learners[first:last],
            items=self.items,
            start=self.start[first : last + 1] - self.start[first],
            item=self.item[cut],
            score=self.score[cut],
            n_categories=self.n_categories,
        )

    def some(self, keep: BoolArray) -> "AnswerTable":
        """Return the learners to keep, with the same items."""
        if keep.shape != (self.n_learners,):
            raise ValueError(f"keep must have one entry a learner, got {keep.shape}")
        counts = np.diff(self.start)
        rows = np.repeat(keep, counts)
        return AnswerTable(
            learners=self.learners[keep],
            items=self.items,
            start=np.concatenate(([0], np.cumsum(counts[keep]))),
            item=self.item[rows],
            score=self.score[rows],
            n_categories=self.n_categories,
        )


def sort_answers(
    learner: ArrayLike,
    item: ArrayLike,
    score: ArrayLike,
    *,
    learners: Sequence[Key] | None = None,
    n_categories: Mapping[Key, int] | None = None,
) -> AnswerTable:
    """Return a table from rows, one row an answer, in any order.

    Parameters
    ----------
    learner, item : shape (n,); whole numbers or texts that name who answered what
    score : shape (n,); whole numbers from 0 (nothing) up; 1 is right where an item knows no more
    learners : everybody, those without an answer included; without it, those who occur
    n_categories : how many scores an item knows, by its key, 2 to 50; without it, one more
        than the highest score that occurs, and at least 2

    Raises
    ------
    AnswersError
        If there is no row, lengths differ, a key is empty, a score is not a whole number or is
        outside its item's, a learner is not among `learners` or answered one item twice. All
        faults of one kind are told together, with row numbers counted from 1.

    Examples
    --------
    >>> table = sort_answers(["b", "a", "b"], ["q1", "q1", "q2"], [1, 0, 1])
    >>> table.learners.tolist(), table.start.tolist(), table.score.tolist()
    (['a', 'b'], [0, 1, 3], [0, 1, 1])
    """
    who, what = _column(learner, "learner"), _column(item, "item")
    if not len(who) == len(what) == len(np.asarray(score)):
        lengths = f"{len(who)}, {len(what)} and {len(np.asarray(score))}"
        raise ValueError(f"learner, item and score must have one length, got {lengths}")
    if not len(who):
        raise AnswersError((Fault("there is no answer", ()),))
    scores = _scores(score)
    by, of = _code(who, learners), _code(what, None)
    return _packed(by, of, scores, n_categories or {})


@dataclass(frozen=True, slots=True)
class _Coded:
    """A column with the way from its values to indexes of keys: code[value - low]."""

    values: AnyArray
    low: int
    code: ItemArray
    keys: AnyArray


def _packed(
    by: _Coded, of: _Coded, scores: ScoreArray, n_categories: Mapping[Key, int]
) -> AnswerTable:
    """The table of coded rows, or a refusal."""
    from .answer_kernels import count_answers, order_items, place_answers

    start, most = np.zeros(len(by.keys) + 1, np.int64), np.zeros(len(of.keys), np.int64)
    where = (by.values, by.low, by.code, of.values, of.low, of.code, scores)
    count_answers(*where, start, most)
    categories = _categories(of, scores, most, n_categories)
    items, placed = np.empty(len(scores), np.int32), np.empty(len(scores), np.uint8)
    place_answers(*where, start, items, placed)
    doubled = np.zeros((5, 2), np.int64)
    n_doubled = order_items(start, items, placed, len(of.keys), doubled)
    if n_doubled:
        raise AnswersError(_doubled_faults(by, of, doubled[:n_doubled], n_doubled))
    return AnswerTable(by.keys, of.keys, start, items, placed, categories)


def find_islands(table: AnswerTable) -> tuple[tuple[Key, ...], ...]:
    """Return the groups of items that no learner connects: one group when all hang together.

    Items of two islands lie on one scale only if the learners of both are equally able by
    assumption, as when forms are dealt out at random.
    """
    from .answer_kernels import join_items

    parent = np.arange(table.n_items)
    join_items(table.start, table.item, parent)
    return tuple(tuple(table.items[parent == root].tolist()) for root in np.unique(parent).tolist())


def _column(values: ArrayLike, name: str) -> AnyArray:
    """A column of keys: whole numbers or texts, none of them empty."""
    column = np.asarray(values)
    if column.ndim != 1:
        raise ValueError(f"{name} must be one column, got shape {column.shape}")
    if column.dtype.kind == "O":
        column = _texts(column, name)
    if column.dtype.kind == "f":
        refuse(f"{name} is not a whole number", column != np.rint(column))
        column = column.astype(np.int64)
    if column.dtype.kind == "U":
        refuse(f"{name} is empty", np.char.strip(column) == "")
    elif column.dtype.kind not in "iu":
        raise ValueError(f"{name} must hold whole numbers or texts, got {column.dtype}")
    return column


def _texts(column: AnyArray, name: str) -> AnyArray:
    """A column of Python objects as numbers, if all are, or else as texts."""
    missing = np.array([value is None or value != value for value in column])  # noqa: PLR0124  # NaN
    refuse(f"{name} is empty", missing)
    if all(isinstance(value, int | np.integer) for value in column):
        return column.astype(np.int64)
    return column.astype(np.str_)


def _scores(values: ArrayLike) -> ScoreArray:
    """Scores as small whole numbers, or a refusal that tells the rows."""
    column = np.asarray(values)
    if column.dtype.kind in "UO":
        column = _numbers(column)
    if column.dtype.kind not in "biuf":
        raise ValueError(f"score must hold numbers, got {column.dtype}")
    scores = np.empty(len(column), np.uint8)
    for first in range(0, len(column), _BLOCK):
        block = column[first : first + _BLOCK]
        if block.dtype.kind == "f":
            refuse("score is empty or endless", ~np.isfinite(block), first=first)
            refuse("score is not a whole number", block != np.rint(block), first=first)
        outside = (block < 0) | (block >= MAX_CATEGORIES)
        refuse(f"score is not from 0 to {MAX_CATEGORIES - 1}", outside, first=first)
        scores[first : first + _BLOCK] = block
    return scores


def _numbers(column: AnyArray) -> AnyArray:
    """Texts read as numbers."""
    numbers = np.zeros(len(column))
    wrong = np.zeros(len(column), dtype=bool)
    for i, value in enumerate(column.tolist()):
        try:
            numbers[i] = float(value)
        except (TypeError, ValueError):
            wrong[i] = True
    refuse("score is text, not a number", wrong)
    return numbers


def _code(values: AnyArray, known: Sequence[Key] | None) -> _Coded:
    """Number the different values of a column in ascending order."""
    if known is not None:
        keys = np.unique(np.asarray(known))
        index = np.minimum(np.searchsorted(keys, values), len(keys) - 1)
        refuse("learner is not among the learners given", keys[index] != values)
        return _Coded(index.astype(np.int32), 0, np.arange(len(keys), dtype=np.int32), keys)
    if values.dtype.kind in "iu":
        low, high = int(values.min()), int(values.max())
        if high - low < 4 * len(values) + 1000:
            return _code_narrow(values, low, high)
    keys, inverse = np.unique(values, return_inverse=True)
    return _Coded(inverse.astype(np.int32), 0, np.arange(len(keys), dtype=np.int32), keys)


def _code_narrow(values: AnyArray, low: int, high: int) -> _Coded:
    """Number whole numbers that lie close together, without sorting them."""
    from .answer_kernels import mark_values

    seen = np.zeros(high - low + 1, np.int8)
    mark_values(values, low, seen)
    keys = np.flatnonzero(seen) + low
    return _Coded(values, low, np.cumsum(seen, dtype=np.int32) - np.int32(1), keys)


def _categories(
    of: _Coded, scores: ScoreArray, most: IntArray, given: Mapping[Key, int]
) -> IntArray:
    """How many scores each item knows; refuses scores that an item does not know."""
    categories = np.maximum(most + 1, 2)
    for j, key in enumerate(of.keys.tolist()):
        if key in given:
            if not 2 <= given[key] <= MAX_CATEGORIES:
                rule = f"n_categories must be from 2 to {MAX_CATEGORIES}"
                raise ValueError(f"{rule}, got {given[key]} for item {key!r}")
            categories[j] = given[key]
    if np.any(most >= categories):
        index = of.code[of.values - of.low]
        refuse("score is outside those of its item", scores >= categories[index])
    return categories


def _doubled_faults(by: _Coded, of: _Coded, doubled: IntArray, n: int) -> tuple[Fault, ...]:
    """Tell in which rows learners answered an item twice; the first few of them."""
    faults = []
    for who, what in doubled.tolist():
        rows = np.flatnonzero(by.code[by.values - by.low] == who)
        rows = rows[of.code[of.values[rows] - of.low] == what]
        rule = f"learner {by.keys[who]} answered item {of.keys[what]} more than once"
        faults.append(Fault(rule, tuple((rows + 1).tolist())))
    if n > len(faults):
        faults.append(Fault(f"and so on, {n} times in all", ()))
    return tuple(faults)
