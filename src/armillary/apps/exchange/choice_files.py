"""A file of choices: for each, one row for every item that could have come."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from armillary.apps.exchange.actions.exports import ExportColumn, convert
from armillary.apps.exchange.columns import Role, find_columns
from armillary.apps.exchange.readings import (
    check_kind,
    read_empty,
    read_flag,
    read_key,
    read_number,
    read_text,
)
from armillary.apps.exchange.tables import Column, Table
from armillary.apps.people.commands import Refusal
from armillary.apps.practice.choices import Followed, FoundChoice
from armillary.science.scheduling import Option, Reason

COLUMNS = (
    ExportColumn("learner", "BIGINT", "the learner's opaque id"),
    ExportColumn("choice", "INTEGER", "number of the choice among the learner's"),
    ExportColumn("time", "TIMESTAMPTZ", "when it was made, UTC"),
    ExportColumn("policy", "VARCHAR", "the policy that made it"),
    ExportColumn("p_chosen", "DOUBLE", "probability with which it chose the item that came"),
    ExportColumn("score", "DOUBLE", "score of the answer, 0 to 1"),
    ExportColumn("later_days", "DOUBLE", "days until the next answer on a later day; empty: none"),
    ExportColumn("later_score", "DOUBLE", "its score"),
    ExportColumn("later_expected", "DOUBLE", "chance the model gave it before the choice"),
    ExportColumn("item", "VARCHAR", "key of an item that could have come"),
    ExportColumn("reason", "VARCHAR", "why it would have come"),
    ExportColumn("p_right", "DOUBLE", "the model's chance of a right answer"),
    ExportColumn("gain", "DOUBLE", "what an answer would add to what is remembered in a month"),
    ExportColumn("recent", "BOOLEAN", "whether it was answered lately"),
    ExportColumn("p", "DOUBLE", "the policy's probability of it; empty: not known"),
    ExportColumn("chosen", "BOOLEAN", "whether it came"),
)
ROLES = tuple(Role(c.name, c.holds, (c.name.replace("_", ""),), needed=True) for c in COLUMNS)
CHUNK = 5_000
# What must hold of each row; the texts are what a message says of the cell.
CHECKS = (
    ("learner", "learner IS NULL", "is empty"),
    ("choice", "choice IS NULL", "is no number"),
    ("time", "moment IS NULL", "is no date and time"),
    ("policy", "policy IS NULL", "is empty"),
    ("p_chosen", "NOT coalesce(p_chosen > 0 AND p_chosen <= 1, false)", "is not above 0 and at most 1"),  # noqa: E501
    ("score", "NOT coalesce(score BETWEEN 0 AND 1, false)", "is not from 0 to 1"),
    ("later_score", "NOT later_empty AND NOT coalesce(later_score BETWEEN 0 AND 1, false)", "is not from 0 to 1"),  # noqa: E501
    ("later_expected", "NOT later_empty AND NOT coalesce(later_expected BETWEEN 0 AND 1, false)", "is not from 0 to 1"),  # noqa: E501
    ("later_days", "NOT later_empty AND NOT coalesce(later_days >= 0, false)", "is not 0 or more"),
    ("item", "item IS NULL", "is empty"),
    ("p_right", "NOT coalesce(p_right BETWEEN 0 AND 1, false)", "is not from 0 to 1"),
    ("gain", "NOT coalesce(gain BETWEEN 0 AND 1, false)", "is not from 0 to 1"),
    ("recent", "recent IS NULL", "is neither yes nor no"),
    ("p", "NOT p_empty AND NOT coalesce(p BETWEEN 0 AND 1, false)", "is not from 0 to 1"),
    ("chosen", "chosen IS NULL", "is neither yes nor no"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrittenChoices:
    """What a file of choices holds."""

    choices: int
    rows: int


def write_choices(
    path: Path, choices: Iterable[FoundChoice], *, finish: Callable[[], None]
) -> WrittenChoices:
    """Write choices to a file, whole or not at all: Parquet when its name ends so, else CSV.

    `finish` is called when all is written, before the file appears; what it raises leaves no file.
    """
    n_choices = n_rows = 0
    with tempfile.TemporaryDirectory(prefix=".armillary-", dir=path.parent) as folder:
        rows, finished = Path(folder) / "choices.csv", Path(folder) / "choices.parquet"
        with rows.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(column.name for column in COLUMNS)
            for choice in choices:
                n_choices += 1
                n_rows += len(choice.options)
                writer.writerows(make_rows(choice))
            file.flush()
            os.fsync(file.fileno())
        if n_choices == 0:
            raise Refusal("There are no choices to export yet.")
        if path.suffix.lower() == ".parquet":
            convert(rows, finished, COLUMNS)
        else:
            finished = rows
        finish()
        os.replace(finished, path)
    return WrittenChoices(n_choices, n_rows)


def make_rows(choice: FoundChoice) -> Iterator[list[object]]:
    """Yield a row for each option of a choice, its cells in the order of COLUMNS."""
    later = choice.followed
    common = [
        choice.learner,
        choice.number,
        choice.at.astimezone(UTC).isoformat(),
        choice.policy,
        choice.p_chosen,
        choice.score,
        *((later.days, later.score, later.expected) if later else (None, None, None)),
    ]
    for place, option in enumerate(choice.options):
        yield [
            *common,
            choice.items[place],
            option.reason.value,
            option.p_right,
            option.gain,
            str(option.recent).lower(),
            choice.p_logged[place] if choice.p_logged else None,
            str(place == choice.chosen).lower(),
        ]


def keep_choices(table: Table) -> None:
    """Read a file of choices into the table `kept`; Refusal names the first thing wrong with it."""
    columns = find_columns(table, ROLES, {})
    for role in ROLES:
        check_kind(table, role, columns[role.name], lists=False)
    table.keep(make_readings(columns))
    reasons = ", ".join(f"'{reason.value}'" for reason in Reason)
    checks = (
        *CHECKS,
        ("reason", f"NOT coalesce(reason IN ({reasons}), false)", f"is none of {reasons}"),
    )
    for name, fault, message in checks:
        # Faults are the texts above.
        ((n, count),) = table.query(f"SELECT min(n), count(*) FROM kept WHERE {fault}")  # noqa: S608
        if count:
            more = f" There are {count - 1} more such rows." if count > 1 else ""
            value = table.value(columns[name], n)
            raise Refusal(f"{table.path}, {table.place(n)}: {name} {value} {message}.{more}")
    _check_choices(table)


def _check_choices(table: Table) -> None:
    """Refuse a choice whose rows do not fit together."""
    same = "policy, p_chosen, score, later_score, later_expected, later_days"
    found = table.query(
        "SELECT min(n), count(DISTINCT item) < count(*), sum(CAST(chosen AS INTEGER)) > 1 FROM kept"  # noqa: S608
        " GROUP BY learner, choice HAVING count(DISTINCT item) < count(*)"
        f" OR sum(CAST(chosen AS INTEGER)) > 1 OR count(DISTINCT row({same})) > 1"
        " OR count(DISTINCT p_empty) > 1 ORDER BY min(n) LIMIT 1"
    )
    if not found:
        return
    n, repeats, chosen_twice = found[0]
    message = "its rows disagree about what was chosen and what followed"
    if repeats:
        message = "an item stands in it twice"
    elif chosen_twice:
        message = "more than one item is chosen"
    raise Refusal(f"{table.path}: the choice that begins at {table.place(n)}: {message}.")


def make_readings(columns: dict[str, Column]) -> dict[str, str]:
    """Return the SQL of each column of `kept`."""
    numbers = ("p_chosen", "score", "later_days", "later_score", "later_expected")
    return {
        "learner": read_key(columns["learner"]),
        "choice": read_number(columns["choice"]),
        "moment": f"TRY_CAST({columns['time'].sql} AS TIMESTAMPTZ)",
        **{name: read_number(columns[name]) for name in (*numbers, "p_right", "gain", "p")},
        **{name: read_text(columns[name].sql) for name in ("policy", "item", "reason")},
        **{name: read_flag(columns[name]) for name in ("recent", "chosen")},
        "later_empty": read_empty(columns["later_score"]),
        "p_empty": read_empty(columns["p"]),
    }


def read_choices(table: Table) -> Iterator[FoundChoice]:
    """Yield the choices of a file that `keep_choices` has read and found sound."""
    statement = (
        "SELECT dense_rank() OVER (ORDER BY TRY_CAST(learner AS BIGINT), learner) AS who,"
        " choice, policy, p_chosen, score, later_days,"
        " later_score, later_expected, item, reason, p_right, gain, recent, p, chosen,"
        " epoch(moment)"
        " FROM kept ORDER BY who, choice, n"
    )
    rows = (row for chunk in table.stream(statement, CHUNK) for row in chunk)
    for (learner, number), group in groupby(rows, key=lambda row: (row[0], row[1])):
        yield _make_choice(int(learner), int(number), list(group))


def _make_choice(learner: int, number: int, rows: list[tuple[Any, ...]]) -> FoundChoice:
    """One choice from its rows, the cells as in `read_choices`."""
    _, _, policy, p_chosen, score, days, later_score, expected, *_ = rows[0]
    places = [place for place, row in enumerate(rows) if row[14]]
    return FoundChoice(
        learner=learner,
        number=number,
        at=datetime.fromtimestamp(rows[0][15], UTC),
        policy=policy,
        p_chosen=p_chosen,
        item=rows[places[0]][8] if places else "",
        items=[row[8] for row in rows],
        options=[
            Option(place, Reason(row[9]), row[10], row[11], row[12])
            for place, row in enumerate(rows)
        ],
        p_logged=() if rows[0][13] is None else [row[13] for row in rows],
        chosen=places[0] if places else None,
        score=score,
        followed=None if later_score is None else Followed(days, later_score, expected),
    )
