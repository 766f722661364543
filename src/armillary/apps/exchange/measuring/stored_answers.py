"""Answers in files that several processes map into memory. Loaded by workers: no Django here."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from armillary.apps.exchange.measuring.coding import AnyArray
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import (
    AnswerTable,
    Expectation,
    HeldAnswers,
    NodeTables,
    Part,
    SlopeTables,
    Summary,
    split_answers,
)

_ARRAYS = ("start", "item", "score", "n_categories", "group")


@dataclass(frozen=True, slots=True)
class StoredAnswers:
    """An answer source that is the place of a part of the answers; cheap to send."""

    folder: str
    n_groups: int

    def summarise(self) -> Summary:
        """Count."""
        return open_part(self).summarise()

    def expect(self, tables: NodeTables) -> Expectation:
        """Add up expected answers."""
        return open_part(self).expect(tables)

    def square(self, tables: NodeTables, slopes: SlopeTables, part: Part) -> FloatArray:
        """Add up products that standard errors need."""
        return open_part(self).square(tables, slopes, part)


def store_answers(folder: Path, held: HeldAnswers, n_parts: int) -> list[StoredAnswers]:
    """Write answers to a folder in parts; return the places of the parts."""
    places = []
    for number, part in enumerate(split_answers(held, n_parts)):
        own = folder / str(number)
        own.mkdir()
        table = part.table
        arrays: tuple[AnyArray, ...] = (
            table.start,
            table.item,
            table.score,
            table.n_categories,
            part.group,
        )
        for name, array in zip(_ARRAYS, arrays, strict=True):
            np.save(own / f"{name}.npy", array)
        places.append(StoredAnswers(str(own), held.n_groups))
    return places


@cache
def open_part(place: StoredAnswers) -> HeldAnswers:
    """Return the answers of a part, mapped into memory once a process."""
    # Copy on write: the arrays look like others to compiled code, and the files stay as they are.
    start, item, score, n_categories, group = (
        np.asarray(np.load(Path(place.folder) / f"{name}.npy", mmap_mode="c")) for name in _ARRAYS
    )
    learners, items = np.arange(len(start) - 1), np.arange(len(n_categories))
    table = AnswerTable(learners, items, start, item, score, n_categories)
    return HeldAnswers(table, group, place.n_groups)
