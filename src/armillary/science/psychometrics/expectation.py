"""What answers say at given parameters, added up over learners; the part that may run elsewhere.

Everything a fit asks of the answers goes through `AnswerSource`: sums over learners, so that the
sum over all is the sum over parts, wherever the parts are.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .answers import AnswerTable
from .arrays import AnyArray


@dataclass(frozen=True, slots=True)
class NodeTables:
    """Items and groups at given parameters, laid out over nodes of ability.

    Parameters
    ----------
    first : shape (n_items,); the cell of an item's score 0, -1 for an item left out
    chance : shape (n_cells, n_nodes); of each score of each item
    weight : shape (n_groups, n_nodes); share of a group's learners, each row adds up to 1
    """

    first: IntArray
    chance: FloatArray
    weight: FloatArray


@dataclass(frozen=True, slots=True)
class SlopeTables:
    """How logarithms of chances and weights move with parameters, and where those stand.

    Parameters
    ----------
    place, width : shape (n_items,); where the parameters of an item begin, -1 if fixed; how many
    group_place : shape (n_groups,); where mean and logarithm of the sd begin, -1 if fixed
    slope : shape (n_cells, most parameters of an item, n_nodes)
    group_slope : shape (n_groups, 2, n_nodes)
    n_parameters : how many there are in all
    """

    place: IntArray
    width: IntArray
    group_place: IntArray
    slope: FloatArray
    group_slope: FloatArray
    n_parameters: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a fit must know of the answers before it begins.

    Parameters
    ----------
    counts : shape (n_items, most scores); how often each score occurs
    n_learners : shape (n_groups,); learners with an answer
    longest : the most answers of one learner
    """

    counts: IntArray
    n_learners: IntArray
    longest: int

    def __add__(self, other: "Summary") -> "Summary":
        return Summary(
            self.counts + other.counts,
            self.n_learners + other.n_learners,
            max(self.longest, other.longest),
        )


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one pass over answers gives.

    Parameters
    ----------
    log_likelihood : of the answers, abilities averaged over
    counts : shape (n_cells, n_nodes); expected answers
    group_counts : shape (n_groups, n_nodes); expected learners
    """

    log_likelihood: float
    counts: FloatArray
    group_counts: FloatArray

    def __add__(self, other: "Expectation") -> "Expectation":
        return Expectation(
            self.log_likelihood + other.log_likelihood,
            self.counts + other.counts,
            self.group_counts + other.group_counts,
        )


# Which products are added up: "lost" is the information that is lost because abilities are not
# seen (Louis 1982); "crossed" are products of the slopes of each learner's log-likelihood.
Part = Literal["lost", "crossed"]
_DENSE = 0.2  # from this share of parameters touched by one learner, whole rows are faster
_ROWS = 2048  # laid out at a time


class AnswerSource(Protocol):
    """Where answers are: here, in other processes, on other computers."""

    def summarise(self) -> Summary:
        """Count."""

    def expect(self, tables: NodeTables) -> Expectation:
        """Add up expected answers."""

    def square(self, tables: NodeTables, slopes: SlopeTables, part: Part) -> FloatArray:
        """Add up products that standard errors need, shape (n_parameters, n_parameters)."""


@dataclass(frozen=True, slots=True)
class HeldAnswers:
    """Answers in this process, with the group of each learner.

    Parameters
    ----------
    table : the answers
    group : shape (n_learners,); 0 to n_groups - 1
    n_groups : how many there are, in all parts together
    """

    table: AnswerTable
    group: IntArray
    n_groups: int

    def summarise(self) -> Summary:
        """Count scores by item, learners by group, and the most answers of one learner."""
        most = int(self.table.n_categories.max())
        n_items, given = self.table.n_items, np.diff(self.table.start)
        counts = np.zeros(n_items * most, np.int64)
        for first in range(0, len(self.table), 1_000_000):
            cut = slice(first, first + 1_000_000)
            cells = self.table.item[cut].astype(np.int64) * most + self.table.score[cut]
            counts += np.bincount(cells, minlength=n_items * most)
        groups = np.bincount(self.group[given > 0], minlength=self.n_groups)
        return Summary(counts.reshape(n_items, most), groups, int(given.max()))

    def expect(self, tables: NodeTables) -> Expectation:
        """Add up expected answers by one pass over the table."""
        from .expectation_kernels import expect

        counts = np.zeros(tables.chance.shape)
        group_counts = np.zeros(tables.weight.shape)
        told = expect(
            self.table.start, self.table.item, self.table.score, self.group, tables.first,
            tables.chance, tables.weight, counts, group_counts,
        )  # fmt: skip
        return Expectation(told, counts, group_counts)

    def square(self, tables: NodeTables, slopes: SlopeTables, part: Part) -> FloatArray:
        """Add up products that standard errors need, by one pass over the table."""
        given = np.diff(self.table.start)
        most = int(given.max()) * int(slopes.width.max()) + 2
        touched = float(given.mean()) * int(slopes.width.max())
        if touched < _DENSE * slopes.n_parameters:
            return self._square_sparse(tables, slopes, part, most)
        return self._square_dense(tables, slopes, part)

    def _square_sparse(
        self, tables: NodeTables, slopes: SlopeTables, part: Part, most: int
    ) -> FloatArray:
        """Add learner by learner, pair by pair."""
        from .expectation_kernels import add_squares

        total = np.zeros((slopes.n_parameters, slopes.n_parameters))
        given = (self.table.start, self.table.item, self.table.score, self.group)
        add_squares(*given, _fields(tables), _fields(slopes), most, part == "crossed", total)
        whole: FloatArray = total + total.T
        whole[np.diag_indices(len(total))] -= np.diag(total)
        return whole

    def _square_dense(self, tables: NodeTables, slopes: SlopeTables, part: Part) -> FloatArray:
        """Lay learners out over all parameters and multiply matrices."""
        from .expectation_kernels import lay_out_slopes

        total = np.zeros((slopes.n_parameters, slopes.n_parameters))
        rows = np.empty((max(_ROWS, tables.chance.shape[1]), slopes.n_parameters))
        given = (self.table.start, self.table.item, self.table.score, self.group)
        told, crossed, who = (_fields(tables), _fields(slopes)), part == "crossed", 0
        while who < self.table.n_learners:
            who, n = lay_out_slopes(who, *given, *told, crossed, rows)
            total += rows[:n].T @ rows[:n]
        return total


def _fields(tables: NodeTables | SlopeTables) -> tuple[AnyArray, ...]:
    """The arrays of tables, as compiled code takes them."""
    if isinstance(tables, NodeTables):
        return (tables.first, tables.chance, tables.weight)
    return (tables.place, tables.width, tables.group_place, tables.slope, tables.group_slope)
