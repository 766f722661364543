"""Answers spread over processes or computers: each part gives its sums, and they add up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from armillary.science.numerics import FloatArray

from .expectation import (
    AnswerSource,
    Expectation,
    HeldAnswers,
    NodeTables,
    Part,
    SlopeTables,
    Summary,
)

T = TypeVar("T", Summary, Expectation, FloatArray)

# Calls a function with each part, wherever the part is, and gives the results in order. Parts are
# whatever the map turns into an AnswerSource there: answers, their place in a file, a ticket.
PartMap = Callable[[Callable[[AnswerSource], Any], Sequence[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class SharedAnswers:
    """An answer source whose parts lie elsewhere.

    Parameters
    ----------
    parts : of all answers, no learner in two of them; one at least
    over : calls a function with every part
    """

    parts: Sequence[Any]
    over: PartMap

    def summarise(self) -> Summary:
        """Count, part by part."""
        total: Summary = _sum(self.over(_summarise, self.parts))
        return total

    def expect(self, tables: NodeTables) -> Expectation:
        """Add up expected answers, part by part."""
        total: Expectation = _sum(self.over(partial(_expect, tables), self.parts))
        return total

    def square(self, tables: NodeTables, slopes: SlopeTables, part: Part) -> FloatArray:
        """Add up products that standard errors need, part by part."""
        total: FloatArray = _sum(self.over(partial(_square, tables, slopes, part), self.parts))
        return total


def split_answers(held: HeldAnswers, n_parts: int) -> list[HeldAnswers]:
    """Return answers in parts of about one size, learners and items by number instead of key.

    Parameters
    ----------
    held : the answers
    n_parts : at most so many; fewer when there are fewer learners

    Raises
    ------
    ValueError
        If `n_parts` is below 1.

    Examples
    --------
    >>> import numpy as np
    >>> from armillary.science.psychometrics import HeldAnswers, sort_answers
    >>> table = sort_answers([1, 1, 2, 3], ["a", "b", "a", "b"], [1, 0, 1, 1])
    >>> parts = split_answers(HeldAnswers(table, np.zeros(3, np.int64), 1), 2)
    >>> [len(part.table) for part in parts]
    [2, 2]
    """
    if n_parts < 1:
        raise ValueError(f"n_parts must be 1 or more, got {n_parts}")
    table = held.table
    wanted = np.linspace(0, len(table), n_parts + 1)[1:-1]
    inner = np.searchsorted(table.start, wanted)
    edges = np.unique(np.concatenate(([0], inner, [table.n_learners]))).tolist()
    found = []
    for first, last in pairwise(edges):
        some = table.part(first, last)
        nameless = replace(some, learners=np.arange(some.n_learners), items=np.arange(some.n_items))
        found.append(HeldAnswers(nameless, held.group[first:last], held.n_groups))
    return found


def _sum(results: Iterable[T]) -> T:
    """The sum of results, in their order."""
    rest = iter(results)
    total = next(rest)
    for one in rest:
        total = total + one
    return total


def _summarise(source: AnswerSource) -> Summary:
    """What a part is asked first."""
    return source.summarise()


def _expect(tables: NodeTables, source: AnswerSource) -> Expectation:
    """What a part is asked in every pass."""
    return source.expect(tables)


def _square(
    tables: NodeTables, slopes: SlopeTables, part: Part, source: AnswerSource
) -> FloatArray:
    """What a part is asked for standard errors."""
    return source.square(tables, slopes, part)
