"""Answers to simulated items as files, for the commands that measure."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from armillary.science.psychometrics import AnswerTable, ItemParameters, simulate_answers
from tests.apps.exchange.conftest import csv_text

Rows = list[tuple[object, ...]]
LONG = ("learner", "item", "score")
N_LEARNERS = 400
DIFFICULTY = np.linspace(-1.5, 1.5, 8)
BANK = [ItemParameters(f"q{j + 1}", "2pl", 1.2, (-1.2 * d,)) for j, d in enumerate(DIFFICULTY)]
GRADED = [ItemParameters(f"g{j}", "grm", 1.5, (1.0 + 0.1 * j, -0.5, -1.5)) for j in range(5)]
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "measuring.md"


def draw(
    bank: Sequence[ItemParameters] = BANK, n: int = N_LEARNERS, seed: int = 3, mean: float = 0.0
) -> AnswerTable:
    """Answers of learners drawn from a normal population."""
    generator = np.random.default_rng(seed)
    ability = mean + generator.normal(size=n)
    return simulate_answers(ability, bank, generator=generator)


def rows_of(table: AnswerTable, *, first: int = 1) -> Rows:
    """Rows of a long file; learners are numbered from `first`."""
    who = np.repeat(np.arange(table.n_learners), np.diff(table.start))
    return [
        (int(a) + first, str(table.items[j]), int(s))
        for a, j, s in zip(who, table.item, table.score, strict=True)
    ]


def wide_text(rows: Rows) -> str:
    """The same answers, one row a learner; what was not seen is empty."""
    items = sorted({str(row[1]) for row in rows})
    cells: dict[object, dict[object, object]] = {}
    for who, what, score in rows:
        cells.setdefault(who, {})[what] = score
    lines = [[who, *(given.get(item, "") for item in items)] for who, given in cells.items()]
    return csv_text(lines, ("person", *items))


def keys_of(value: object) -> set[str]:
    """Every key in a JSON document, but those that are names out of the data."""
    if isinstance(value, dict):
        inner = [keys_of(of) for key, of in value.items() if key not in {"columns", "n_by_group"}]
        return set(value).union(*inner)
    if isinstance(value, list):
        return set().union(*(keys_of(of) for of in value))
    return set()


def undescribed(found: object) -> set[str]:
    """Keys that docs/reference/measuring.md does not name."""
    text = PAGE.read_text(encoding="utf-8")
    return {key for key in keys_of(found) if f"`{key}`" not in text}
