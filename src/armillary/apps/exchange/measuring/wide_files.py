"""A wide file of test answers: one row a learner, one column an item."""

from collections.abc import Sequence

import numpy as np

from armillary.apps.exchange.logs import LEARNER
from armillary.apps.exchange.measuring.cells import (
    BLOCK,
    fetch,
    plain_keys,
    read_numbers,
    refuse_cells,
    tell_places,
)
from armillary.apps.exchange.measuring.coding import SHOWN, AnyArray, Coded
from armillary.apps.exchange.measuring.roles import SCORE, FileWishes, Layout, read_whole
from armillary.apps.exchange.readings import check_kind, read_empty, read_key, read_text
from armillary.apps.exchange.tables import Column, Table
from armillary.apps.people.commands import Refusal

_CELL = Column("cell", "VARCHAR", "cell")


def read_wide(table: Table, layout: Layout, wishes: FileWishes) -> tuple[Coded, int]:
    """Return the cells of a wide file as rows, and how many learners it has."""
    assert layout.learner is not None
    check_kind(table, LEARNER, layout.learner, lists=False)
    for column in layout.items:
        check_kind(table, SCORE, column, lists=False)
    group = read_text(layout.group.sql) if layout.group else "CAST(NULL AS VARCHAR)"
    n_rows = table.keep({"learner": read_key(layout.learner), "part": group})
    needed = "a number or text is needed"
    refuse_cells(table, layout.learner, "learner IS NULL", needed, "")
    if layout.group and wishes.skip_empty:
        table.query("DELETE FROM kept WHERE part IS NULL")
    elif layout.group:
        skip = " Leave such rows out with --skip-empty."
        refuse_cells(table, layout.group, "part IS NULL", needed, skip)
    check_learners(table, layout.learner)
    keep_cells(table, layout.items, wishes)
    check_scores(table, layout.items)
    read_numbers(table)
    return take_wide(table, layout, n_rows), n_rows


def check_learners(table: Table, column: Column) -> None:
    """Refuse a wide file in which a learner has two rows."""
    found = table.query(
        "SELECT list(n ORDER BY n) FROM kept GROUP BY learner HAVING count(*) > 1"
        " ORDER BY min(n) LIMIT 1"
    )
    if found:
        rows = np.array(found[0][0], dtype=np.int64)
        raise Refusal(
            f"{table.path}, {tell_places(table, rows)}: learner"
            f" {table.value(column, int(rows[0]))} has more than one row. Keep one."
        )


def keep_cells(table: Table, items: Sequence[Column], wishes: FileWishes) -> None:
    """Read the cells that hold something into the table `cells`, row by row."""
    # One expression for all columns: of one for each, a hundred would need gigabytes.
    listed = ", ".join(f"CAST({column.sql} AS VARCHAR)" for column in items)
    laid_out = f"SELECT row_number() OVER () AS n, [{listed}] AS given FROM source"  # noqa: S608
    single = (
        f"SELECT n, unnest(given) AS cell, unnest(range({len(items)})) AS item FROM ({laid_out})"  # noqa: S608
    )
    score = read_whole(_CELL, wishes.right_from)
    table.query(
        "CREATE TABLE cells AS SELECT CAST(n AS INTEGER) AS n, CAST(item AS INTEGER) AS item,"  # noqa: S608
        f" {score} AS score FROM ({single}) WHERE NOT ({read_empty(_CELL)})"
    )


def check_scores(table: Table, items: Sequence[Column]) -> None:
    """Refuse cells that hold no score, naming the rows of the first such column."""
    wrong = "score IS NULL OR score < 0"
    found = table.query(
        f"SELECT item, count(*), list(n ORDER BY n)[:{SHOWN}] FROM cells WHERE {wrong}"  # noqa: S608
        " GROUP BY item ORDER BY item LIMIT 1"
    )
    if not found:
        return
    item, count, first = found[0]
    rows, column = np.array(first, dtype=np.int64), items[item]
    raise Refusal(
        f"{table.path}, {tell_places(table, rows, int(count))}: column {column.name} holds"
        f" {table.value(column, int(rows[0]))}, where a whole number from 0 on is needed."
        f' If the column is no item, leave it out: --leave-out "{column.name}"'
    )


def take_wide(table: Table, layout: Layout, n_rows: int) -> Coded:
    """Return the cells that hold a score, block by block."""
    people = fetch(table, "SELECT n, learner, part FROM kept ORDER BY n")
    keys, code = np.unique(plain_keys(people["learner"]), return_inverse=True)
    code_of_row = np.full(n_rows + 1, -1, np.int32)
    code_of_row[people["n"]] = code
    names = np.array([column.name for column in layout.items])
    code_of_item = np.argsort(np.argsort(names)).astype(np.int32)
    (n_cells,) = table.query("SELECT count(*) FROM cells")[0]
    blocks: list[tuple[AnyArray, AnyArray, AnyArray, AnyArray]] = []
    for first in range(0, n_cells, BLOCK):
        rows = f"rowid >= {first:d} AND rowid < {first + BLOCK:d}"
        block = fetch(table, f"SELECT n, item, score FROM cells WHERE {rows}")  # noqa: S608
        learner = code_of_row[block["n"]]
        keep = learner >= 0
        item, score = code_of_item[block["item"][keep]], np.ma.getdata(block["score"])[keep]
        blocks.append((learner[keep], item, score, block["n"][keep]))
    if not sum(len(block[2]) for block in blocks):
        raise Refusal(f"{table.path} has no cell with a score.")
    learner, item, score, row = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    group = None
    if layout.group:
        first_of = np.unique(code, return_index=True)[1]
        group = plain_keys(people["part"])[first_of]
    return Coded(
        learners=keys,
        items=tuple(np.sort(names).tolist()),
        learner=learner,
        item=item,
        score=score,
        row=row,
        group=group,
        places=lambda rows: tell_places(table, rows),
        source=str(table.path),
    )
