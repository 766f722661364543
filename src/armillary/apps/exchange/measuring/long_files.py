"""A long file of test answers: one row an answer."""

from collections.abc import Mapping

import numpy as np

from armillary.apps.exchange.columns import Role
from armillary.apps.exchange.logs import ITEM, LEARNER
from armillary.apps.exchange.measuring.cells import (
    BLOCK,
    EMPTY,
    fetch,
    plain_keys,
    read_numbers,
    refuse_cells,
    tell_places,
)
from armillary.apps.exchange.measuring.coding import Coded
from armillary.apps.exchange.measuring.roles import GROUP, SCORE, FileWishes, Layout, read_whole
from armillary.apps.exchange.readings import check_kind, read_empty, read_key, read_text
from armillary.apps.exchange.tables import Column, Table
from armillary.apps.people.commands import Refusal


def read_long(table: Table, layout: Layout, wishes: FileWishes) -> tuple[Coded, int]:
    """Return the rows of a long file, and how many there are."""
    assert layout.learner is not None
    assert layout.item is not None
    assert layout.score is not None
    roles = {LEARNER: layout.learner, ITEM: layout.item, SCORE: layout.score}
    if layout.group:
        roles[GROUP] = layout.group
    for role, column in roles.items():
        check_kind(table, role, column, lists=False)
    n_rows = table.keep(
        {
            "learner": read_key(layout.learner),
            "item": read_text(layout.item.sql),
            "score": read_whole(layout.score, wishes.right_from),
            "is_empty": read_empty(layout.score),
            "part": read_text(layout.group.sql) if layout.group else "CAST(NULL AS VARCHAR)",
        }
    )
    check_cells(table, roles, wishes)
    if layout.group:
        check_groups(table, layout.group)
    read_numbers(table)
    return take_long(table, layout, n_rows), n_rows


def check_cells(table: Table, roles: Mapping[Role, Column], wishes: FileWishes) -> None:
    """Refuse cells that are empty or cannot be read, naming their rows."""
    faults = {
        LEARNER: ("learner IS NULL", "a number or text is needed", ""),
        ITEM: ("item IS NULL", "a number or text is needed", ""),
        GROUP: ("part IS NULL", "a group is needed", " Leave such rows out with --skip-empty."),
    }
    if wishes.skip_empty:
        if GROUP in roles:
            table.query("DELETE FROM kept WHERE part IS NULL")
        del faults[GROUP]
    for role, (fault, needed, advice) in faults.items():
        if role in roles:
            refuse_cells(table, roles[role], fault, needed, advice)
    if not wishes.skip_empty:
        skip = " Leave rows without a score out with --skip-empty."
        refuse_cells(table, roles[SCORE], "is_empty", "a score is needed", skip)
    whole = "a whole number from 0 on is needed"
    part = " To count from a share on as right, say --right-from 1."
    refuse_cells(table, roles[SCORE], "NOT is_empty AND score IS NULL", whole, part)
    refuse_cells(table, roles[SCORE], "score < 0", whole, "")


def check_groups(table: Table, column: Column) -> None:
    """Refuse learners that belong to two groups."""
    found = table.query(
        "SELECT min(n), max(n), learner FROM kept GROUP BY learner"
        " HAVING count(DISTINCT part) > 1 ORDER BY min(n) LIMIT 1"
    )
    if not found:
        return
    _first, _last, learner = found[0]
    two = table.query(
        "SELECT min(n) FROM kept WHERE learner = ? GROUP BY part ORDER BY 1 LIMIT 2", [learner]
    )
    rows = np.array([n for (n,) in two], dtype=np.int64)
    raise Refusal(
        f"{table.path}, {tell_places(table, rows)}: learner {learner} is in two groups of column"
        f" {column.name}. A learner has one group."
    )


def take_long(table: Table, layout: Layout, n_rows: int) -> Coded:
    """Return the kept rows as numbers, block by block."""
    table.query(
        "CREATE TABLE who AS SELECT learner, min(part) AS part,"
        " CAST(row_number() OVER (ORDER BY learner) - 1 AS INTEGER) AS code"
        " FROM kept GROUP BY learner"
    )
    table.query(
        "CREATE TABLE what AS SELECT item,"
        " CAST(row_number() OVER (ORDER BY item) - 1 AS INTEGER) AS code"
        " FROM kept GROUP BY item"
    )
    table.query(
        "CREATE TABLE coded AS SELECT n, who.code AS learner, what.code AS item, score"
        " FROM kept JOIN who USING (learner) JOIN what USING (item)"
    )
    table.query("DROP TABLE kept")
    learner, item = np.zeros(n_rows, np.int32), np.zeros(n_rows, np.int32)
    score = np.full(n_rows, EMPTY, np.int16)
    for first in range(0, n_rows, BLOCK):
        rows = f"rowid >= {first:d} AND rowid < {first + BLOCK:d}"
        block = fetch(table, f"SELECT n, learner, item, score FROM coded WHERE {rows}")  # noqa: S608
        at = block["n"] - 1
        learner[at], item[at] = block["learner"], block["item"]
        score[at] = np.ma.filled(block["score"], EMPTY)
    people = fetch(table, "SELECT learner, part FROM who ORDER BY code")
    items = tuple(name for (name,) in table.query("SELECT item FROM what ORDER BY code"))
    coded = Coded(
        learners=plain_keys(people["learner"]),
        items=items,
        learner=learner,
        item=item,
        score=score,
        row=None,
        group=plain_keys(people["part"]) if layout.group else None,
        places=lambda rows: tell_places(table, rows),
        source=str(table.path),
    )
    given = score != EMPTY
    if not given.any():
        raise Refusal(f"{table.path} has no row with a score.")
    return coded if given.all() else coded.some(given)
