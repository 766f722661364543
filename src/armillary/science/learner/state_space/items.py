"""Items as rows of numbers, made once and kept while the model lives."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.learner.checks import check_item
from armillary.science.learner.contract import ItemSpec
from armillary.science.numerics import FloatArray, IntArray

from . import layout as at
from .parameters import StateSpaceParameters

# So many items are kept; a model asked for more begins anew.
MOST_ITEMS = 200_000


@dataclass(frozen=True, slots=True)
class ItemRows:
    """What compiled code needs of items, one row each.

    Parameters
    ----------
    numbers : shape (n, N_ITEM), as `layout` orders them
    asked : shape (n, most skills of one item); skills side by side
    n_asked : shape (n,); how many of them count
    group : shape (n,); the number of these skills together, -1 for none
    line : shape (n, N_LINE)
    """

    numbers: FloatArray
    asked: IntArray
    n_asked: IntArray
    group: IntArray
    line: FloatArray


class ItemBook:
    """Knows the row of every item it was ever asked for."""

    def __init__(self, parameters: StateSpaceParameters, n_skills: int) -> None:
        self._difficulty = parameters.item_difficulty
        self._details = parameters.item_details
        self._place = {key: n for n, key in enumerate(parameters.item_difficulty)}
        self._groups = number_groups(parameters.groups)
        self._item_sd = parameters.item_sd
        self._n_skills = n_skills
        self._lock = threading.Lock()
        # What is known and the rows it points to change together, so they are read together.
        self._now: tuple[dict[int, tuple[ItemSpec, int]], ItemRows] = ({}, _empty(0, 1))
        self._n = 0

    def find(self, items: Sequence[ItemSpec]) -> tuple[IntArray, ItemRows]:
        """Return the rows of some items, and the table they are rows of."""
        known, rows = self._now
        try:
            found = np.array([known[id(item)][1] for item in items], dtype=np.int64)
        except KeyError:
            pass
        else:
            if self._now[1] is rows:  # nobody has moved the rows since
                return found, rows
        with self._lock:
            if self._n + len(items) > MOST_ITEMS:
                self._now, self._n = ({}, _empty(0, 1)), 0
            self._add([item for item in items if id(item) not in self._now[0]])
            known, rows = self._now
        return np.array([known[id(item)][1] for item in items], dtype=np.int64), rows

    def _add(self, items: list[ItemSpec]) -> None:
        """Make rows of items not known yet; the arrays of before stay as they are."""
        for item in items:
            check_item(item.item, item.skills, self._n_skills, item.difficulty)
        added = self.make(items)
        known, rows = self._now
        n, wide = self._n, max(rows.asked.shape[1], added.asked.shape[1])
        if n + len(items) > len(rows.n_asked) or wide > rows.asked.shape[1]:
            wider = _empty(max(256, 2 * (n + len(items))), wide)
            _copy(rows, wider, 0, n)
            rows = wider
        _copy(added, rows, n, len(items))
        for k, item in enumerate(items):
            known[id(item)] = (item, n + k)
        self._now, self._n = (known, rows), n + len(items)

    def make(self, items: Sequence[ItemSpec]) -> ItemRows:
        """Return the rows of some items, in their order."""
        wide = max((len(item.skills) for item in items), default=1)
        made = _empty(len(items), wide)
        blank = (self._item_sd, 0.0, 0.0) + (0.0,) * at.N_LINE
        for row, item in enumerate(items):
            key = str(item.item)
            error, near, answers, *line = self._details.get(key, blank)
            made.numbers[row] = (
                item.difficulty, item.slope, error * error, near, answers,
                self._place.get(key, -1),
            )  # fmt: skip
            made.asked[row, : len(item.skills)] = item.skills
            made.n_asked[row] = len(item.skills)
            made.group[row] = self._groups.get(tuple(sorted(item.skills)), -1)
            made.line[row] = line
        return made


def number_groups(groups: Sequence[str]) -> Mapping[tuple[int, ...], int]:
    """Return the number of each set of skills, whichever way round they are named."""
    return {tuple(int(s) for s in text.split("+")): n for n, text in enumerate(groups)}


def name_group(skills: Sequence[int]) -> str:
    """Return how parameter files call skills that come together."""
    return "+".join(str(skill) for skill in sorted(skills))


def _empty(n: int, wide: int) -> ItemRows:
    return ItemRows(
        np.zeros((n, at.N_ITEM)),
        np.zeros((n, wide), np.int64),
        np.ones(n, np.int64),
        np.full(n, -1),
        np.zeros((n, at.N_LINE)),
    )


def _copy(old: ItemRows, new: ItemRows, first: int, n: int) -> None:
    """Write the first n rows of one table into another, from a row on."""
    new.numbers[first : first + n] = old.numbers[:n]
    new.asked[first : first + n, : old.asked.shape[1]] = old.asked[:n]
    new.n_asked[first : first + n] = old.n_asked[:n]
    new.group[first : first + n] = old.group[:n]
    new.line[first : first + n] = old.line[:n]
