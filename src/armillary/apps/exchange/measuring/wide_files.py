"""A wide file of test answers: one row a learner, one column an item."""

from collections.abc import Sequence

import numpy as np

from armillary.apps.exchange.logs import LEARNER
from armillary.apps.exchange.measuring.cells import (
    BLOCK,
    EMPTY,
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


def read_wide(table: Table, layout: Layout, wishes: FileWishes) -> tuple[Coded, int]:
    """Return the cells of a wide file as rows, and how many learners it has."""
    assert layout.learner is not None
    check_kind(table, LEARNER, layout.learner, lists=False)
    for column in layout.items:
        check_kind(table, SCORE, column, lists=False)
    readings = {f"s{j}": read_whole(c, wishes.right_from) for j, c in enumerate(layout.items)}
    group = read_text(layout.group.sql) if layout.group else "CAST(NULL AS VARCHAR)"
    n_rows = table.keep({"learner": read_key(layout.learner), "part": group, **readings})
    needed = "a number or text is needed"
    refuse_cells(table, layout.learner, "learner IS NULL", needed, "")
    if layout.group and wishes.skip_empty:
        table.query("DELETE FROM kept WHERE part IS NULL")
    elif layout.group:
        skip = " Leave such rows out with --skip-empty."
        refuse_cells(table, layout.group, "part IS NULL", needed, skip)
    check_learners(table, layout.learner)
    check_scores(table, layout.items)
    read_numbers(table)
    return take_wide(table, layout), n_rows


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


def check_scores(table: Table, items: Sequence[Column]) -> None:
    """Refuse cells that hold no score; the whole file is looked at once, a bad column again."""
    empty = {f"s{j}": read_empty(column) for j, column in enumerate(items)}
    wrong = ", ".join(
        f"count_if((kept.s{j} IS NULL AND NOT ({empty[f's{j}']})) OR kept.s{j} < 0)"
        for j in range(len(items))
    )
    numbered = "(SELECT row_number() OVER () AS n, * FROM source) AS given"
    joined = f"{numbered} JOIN kept USING (n)"
    counts = table.query(f"SELECT {wrong} FROM {joined}")[0]  # noqa: S608  # columns are quoted
    for j, (column, count) in enumerate(zip(items, counts, strict=True)):
        if count:
            fault = f"(kept.s{j} IS NULL AND NOT ({empty[f's{j}']})) OR kept.s{j} < 0"
            found = table.query(
                f"SELECT n FROM {joined} WHERE {fault} ORDER BY n LIMIT {SHOWN}"  # noqa: S608
            )
            rows = np.array([n for (n,) in found], dtype=np.int64)
            raise Refusal(
                f"{table.path}, {tell_places(table, rows, int(count))}: column {column.name} holds"
                f" {table.value(column, int(rows[0]))}, where a whole number from 0 on is needed."
                f' If the column is no item, leave it out: --leave-out "{column.name}"'
            )


def take_wide(table: Table, layout: Layout) -> Coded:
    """Return the cells of a wide file that hold a score, block by block."""
    people = fetch(table, "SELECT n, learner, part FROM kept ORDER BY n")
    keys, code = np.unique(plain_keys(people["learner"]), return_inverse=True)
    names = np.array([column.name for column in layout.items])
    item_code = np.argsort(np.argsort(names)).astype(np.int32)
    listed = ", ".join(f"s{j}" for j in range(len(names)))
    step = max(1, BLOCK // len(names))
    columns: list[tuple[AnyArray, AnyArray, AnyArray, AnyArray]] = []
    for first in range(0, len(code), step):
        numbers = people["n"][first : first + step]
        rows = f"n BETWEEN {int(numbers[0]):d} AND {int(numbers[-1]):d}"
        block = fetch(table, f"SELECT {listed} FROM kept WHERE {rows} ORDER BY n")  # noqa: S608
        cells = np.column_stack(
            [np.ma.filled(block[f"s{j}"], EMPTY).astype(np.int16) for j in range(len(names))]
        )
        at, which = np.nonzero(cells != EMPTY)
        columns.append(
            (
                code[first + at].astype(np.int32),
                item_code[which],
                cells[at, which],
                numbers[at].astype(np.int32),
            )
        )
    learner, item, score, row = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    if not len(score):
        raise Refusal(f"{table.path} has no cell with a score.")
    group = None
    if layout.group:
        group = np.empty(len(keys), dtype=object)
        group[code] = plain_keys(people["part"])
        group = group.astype(np.str_)
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
