"""One calibration laid out: which numbers are free, and how high and steep it is at some values."""

from dataclasses import dataclass, replace

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .expectation import AnswerSource, Expectation, NodeTables, SlopeTables
from .items import PackedItems
from .priors import Priors, prior_terms

FIXED = -1


@dataclass(frozen=True, slots=True)
class Problem:
    """What is fitted to what.

    All numbers stand in one row: those of items (see item_kernels), then mean and logarithm of
    the sd of each group. `free_of` tells which free number each is; several may share one.

    Parameters
    ----------
    source : the answers
    items : those that are fitted or held fixed; their parameters are the starting values
    table_item : shape (n_items,); the index of each in the source
    n_table_items : how many items the source has
    groups : shape (n_groups, 2); starting mean and logarithm of the sd
    free_of : shape (n_numbers,); FIXED or which free number
    role : shape (n_numbers,); see Role
    priors : what is believed of free items
    nodes : shape (n_nodes,); abilities, evenly spaced
    """

    source: AnswerSource
    items: PackedItems
    table_item: IntArray
    n_table_items: int
    groups: FloatArray
    free_of: IntArray
    role: IntArray
    priors: Priors
    nodes: FloatArray

    @property
    def n_free(self) -> int:
        """How many numbers are looked for."""
        return int(self.free_of.max()) + 1

    @property
    def n_item_numbers(self) -> int:
        """How many of the numbers belong to items."""
        return len(self.items.parameters)

    def start(self) -> FloatArray:
        """Return the free numbers at the start."""
        values = np.zeros(self.n_free)
        numbers = np.concatenate((self.items.parameters, self.groups.ravel()))
        free = self.free_of >= 0
        values[self.free_of[free]] = numbers[free]
        return values

    def spread(self, values: FloatArray) -> FloatArray:
        """Return all numbers from the free ones."""
        numbers = np.concatenate((self.items.parameters, self.groups.ravel()))
        free = self.free_of >= 0
        numbers[free] = values[self.free_of[free]]
        return numbers

    def look(self, values: FloatArray) -> "Place":
        """Return the place at some free numbers; one pass over the answers."""
        numbers = self.spread(values)
        terms = prior_terms(numbers, np.where(self.free_of >= 0, self.role, -1), self.priors)
        if not np.isfinite(terms.value):
            gradient, blocks = np.zeros(self.n_free), np.zeros((0, 0, 0))
            return Place(self, numbers, None, -np.inf, gradient, blocks, np.zeros((0, 2, 2)))
        expectation = self.source.expect(self.tables(numbers))
        gradient, blocks = self.gather(numbers, expectation)
        moved = gradient + terms.gradient
        item = np.repeat(np.arange(len(self.items.kind)), np.diff(self.items.place))
        own = np.arange(self.n_item_numbers) - self.items.place[item]
        blocks[item, own, own] += terms.curvature[: self.n_item_numbers]
        return Place(
            self,
            numbers,
            expectation,
            expectation.log_likelihood + terms.value,
            self.join(moved),
            blocks,
            self.group_blocks(numbers, expectation),
        )

    def join(self, gradient: FloatArray) -> FloatArray:
        """Add up slopes by free number."""
        free = self.free_of >= 0
        joined = np.bincount(self.free_of[free], weights=gradient[free], minlength=self.n_free)
        return np.asarray(joined, dtype=np.float64)

    def packed(self, numbers: FloatArray) -> PackedItems:
        """Return the items at some numbers."""
        return replace(self.items, parameters=numbers[: self.n_item_numbers])

    def tables(self, numbers: FloatArray) -> NodeTables:
        """Return items and groups laid out over nodes."""
        chance, _slope = fill_tables(self.packed(numbers), self.nodes)
        first = np.full(self.n_table_items, -1)
        first[self.table_item] = self.items.cell[:-1]
        return NodeTables(first, chance, self.weights(numbers))

    def weights(self, numbers: FloatArray) -> FloatArray:
        """Return each group's shares of learners at the nodes."""
        groups = numbers[self.n_item_numbers :].reshape(-1, 2)
        z = (self.nodes - groups[:, :1]) / np.exp(groups[:, 1:])
        density = np.exp(-0.5 * (z**2 - (z**2).min(axis=1, keepdims=True)))
        shares: FloatArray = density / density.sum(axis=1, keepdims=True)
        return shares

    def group_slopes(self, numbers: FloatArray) -> FloatArray:
        """Return how logarithms of shares move: shape (n_groups, 2, n_nodes)."""
        groups, weight = numbers[self.n_item_numbers :].reshape(-1, 2), self.weights(numbers)
        sd = np.exp(groups[:, 1:])
        z = (self.nodes - groups[:, :1]) / sd
        slopes = np.stack((z / sd, z**2), axis=1)
        centre = np.einsum("gpq,gq->gp", slopes, weight)
        moved: FloatArray = slopes - centre[:, :, None]
        return moved

    def group_blocks(self, numbers: FloatArray, found: Expectation) -> FloatArray:
        """Return the expected information of groups as if abilities were seen."""
        slopes, n = self.group_slopes(numbers), found.group_counts.sum(axis=1)
        return np.asarray(np.einsum("g,gq,gpq,ghq->gph", n, self.weights(numbers), slopes, slopes))

    def gather(self, numbers: FloatArray, found: Expectation) -> tuple[FloatArray, FloatArray]:
        """Return slopes by number, and information by item, as if abilities were seen."""
        from .item_kernels import gather_items

        items = self.packed(numbers)
        gradient = np.zeros(self.n_item_numbers)
        blocks = np.zeros((len(items.kind), items.width, items.width))
        gather_items(
            items.kind, items.cell, items.place, items.parameters, self.nodes,
            found.counts, gradient, blocks,
        )  # fmt: skip
        of_groups = np.einsum("gpq,gq->gp", self.group_slopes(numbers), found.group_counts)
        return np.concatenate((gradient, of_groups.ravel())), blocks

    def slope_tables(self, numbers: FloatArray) -> SlopeTables:
        """Return how logarithms of chances and shares move, for standard errors."""
        _chance, slope = fill_tables(self.packed(numbers), self.nodes)
        place, width = np.full(self.n_table_items, -1), np.zeros(self.n_table_items, np.int64)
        begins = self.items.place[:-1]
        place[self.table_item] = np.where(self._any_free(), begins, -1)
        width[self.table_item] = np.diff(self.items.place)
        of_group = self.n_item_numbers + 2 * np.arange(len(self.groups))
        group_place = np.where(self.free_of[of_group] >= 0, of_group, -1)
        return SlopeTables(
            place, width, group_place, slope, self.group_slopes(numbers), len(numbers)
        )

    def _any_free(self) -> BoolArray:
        """Which items have a free number."""
        free = (self.free_of[: self.n_item_numbers] >= 0).astype(np.int64)
        some: BoolArray = np.add.reduceat(free, self.items.place[:-1]) > 0
        return some


def fill_tables(items: PackedItems, nodes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return chances of all scores at some abilities, and slopes of their logarithms."""
    from .item_kernels import fill_items

    chance = np.zeros((int(items.cell[-1]), len(nodes)))
    slope = np.zeros((int(items.cell[-1]), items.width, len(nodes)))
    fill_items(items.kind, items.cell, items.place, items.parameters, nodes, chance, slope)
    return chance, slope


@dataclass(frozen=True, slots=True)
class Place:
    """A problem at some values; see maximising.Point."""

    problem: Problem
    numbers: FloatArray
    expectation: Expectation | None
    height: float
    gradient: FloatArray
    blocks: FloatArray
    group_blocks: FloatArray

    def newton(self, gradient: FloatArray) -> FloatArray:
        """Return the step for a gradient: item by item, group by group, shared numbers apart."""
        problem = self.problem
        shared = np.bincount(problem.free_of[problem.free_of >= 0]) > 1
        free = problem.free_of >= 0
        alone = free & ~shared[np.maximum(problem.free_of, 0)]
        given = np.where(alone, gradient[np.maximum(problem.free_of, 0)], 0.0)
        n = problem.n_item_numbers
        step = np.concatenate(
            (self._item_steps(given[:n], alone[:n]), self._group_steps(given[n:]))
        )
        result = np.zeros(problem.n_free)
        result[problem.free_of[alone]] = step[alone]
        if shared.any():
            result[shared] = gradient[shared] / problem.join(self._diagonal())[shared]
        return result

    def _positions(self) -> tuple[IntArray, IntArray]:
        """Of each number of an item: which item, and which place in it."""
        place = self.problem.items.place
        item = np.repeat(np.arange(len(place) - 1), np.diff(place))
        return item, np.arange(place[-1]) - place[item]

    def _diagonal(self) -> FloatArray:
        """The diagonal of the information, in the order of the numbers."""
        item, own = self._positions()
        of_groups = np.einsum("gpp->gp", self.group_blocks).ravel()
        return np.concatenate((self.blocks[item, own, own], of_groups))

    def _item_steps(self, gradient: FloatArray, alone: BoolArray) -> FloatArray:
        """Steps of numbers that stand alone; the others are held still."""
        item, own = self._positions()
        n_items, width = self.blocks.shape[:2]
        used, rows = np.zeros((n_items, width), dtype=bool), np.zeros((n_items, width))
        used[item, own], rows[item, own] = alone, gradient
        blocks = np.where(used[:, :, None] & used[:, None, :], self.blocks, 0.0)
        diagonal = np.einsum("jpp->jp", blocks)
        # A little more than there is, so that a number the answers say nothing about stays put.
        diagonal += np.where(used, 1e-6 * diagonal + 1e-9, 1.0)
        steps = np.linalg.solve(blocks, rows[:, :, None])[item, own, 0]
        return np.asarray(steps, dtype=np.float64)

    def _group_steps(self, gradient: FloatArray) -> FloatArray:
        """Steps of means and sds of groups."""
        blocks = self.group_blocks + 1e-9 * np.eye(2)
        steps = np.linalg.solve(blocks, gradient.reshape(-1, 2, 1)).ravel()
        return np.asarray(steps, dtype=np.float64)
