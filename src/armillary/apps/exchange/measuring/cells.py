"""Cells that cannot be taken as they are, told with their rows; and columns out of duckdb."""

import numpy as np

from armillary.apps.exchange.measuring.coding import SHOWN, AnyArray
from armillary.apps.exchange.tables import Column, Table, explained
from armillary.apps.people.commands import Refusal
from armillary.science.numerics import IntArray

BLOCK = 1_000_000  # rows, or cells of a wide file, that leave duckdb in one go
EMPTY = -32768  # of a score: none


def refuse_cells(table: Table, column: Column, fault: str, needed: str, advice: str) -> None:
    """Refuse the rows of `kept` that have a fault."""
    # Faults are fixed texts of this file.
    found = table.query(f"SELECT n FROM kept WHERE {fault} ORDER BY n LIMIT {SHOWN}")  # noqa: S608
    if not found:
        return
    (count,) = table.query(f"SELECT count(*) FROM kept WHERE {fault}")[0]  # noqa: S608
    rows = np.array([n for (n,) in found], dtype=np.int64)
    raise Refusal(
        f"{table.path}, {tell_places(table, rows, count)}: column {column.name} holds"
        f" {table.value(column, int(rows[0]))}, where {needed}.{advice}"
    )


def tell_places(table: Table, rows: IntArray, count: int | None = None) -> str:
    """Return where rows stand, the first few of them."""
    shown = rows[:SHOWN].tolist()
    places = table.places(set(shown))
    words = [places[n] for n in shown]
    kind = words[0].split()[0]
    more = (len(rows) if count is None else count) - len(shown)
    end = f" and {more:,} more" if more > 0 else ""
    numbers = ", ".join(word.split()[-1] for word in words)
    return f"{kind}{'s' if len(words) > 1 else ''} {numbers}{end}"


def fetch(table: Table, sql: str) -> dict[str, AnyArray]:
    """Return the columns of a statement."""
    with explained(table.path):
        found: dict[str, AnyArray] = table.connection.execute(sql).fetchnumpy()
    return found


def read_numbers(table: Table) -> None:
    """Turn learners of `kept` that all are whole numbers written as text into numbers."""
    if not table.query("SELECT typeof(learner) = 'VARCHAR' FROM kept LIMIT 1")[0][0]:
        return
    other = "CAST(TRY_CAST(learner AS BIGINT) AS VARCHAR) IS DISTINCT FROM learner"
    if table.query(f"SELECT count(*) FROM kept WHERE {other}")[0][0] == 0:  # noqa: S608
        table.query("ALTER TABLE kept ALTER learner TYPE BIGINT")


def plain_keys(column: AnyArray) -> AnyArray:
    """Return keys as numpy holds them best: whole numbers, or texts."""
    filled = np.ma.filled(column, "") if column.dtype.kind == "O" else np.ma.getdata(column)
    return filled.astype(np.str_) if filled.dtype.kind == "O" else filled.astype(np.int64)
