"""Which columns a file of test answers has, and how its cells are read."""

from dataclasses import dataclass
from typing import Literal

from armillary.apps.exchange.columns import Role, describe_missing, find_columns, plain_name
from armillary.apps.exchange.logs import CORRECT, ITEM, LEARNER
from armillary.apps.exchange.readings import NO, NUMBERS, YES, read_number
from armillary.apps.exchange.tables import Column, Table
from armillary.apps.people.commands import Refusal

Shape = Literal["long", "wide", "school"]

SCORE = Role(
    "score",
    "the score",
    ("score", *(alias for alias in CORRECT.aliases if alias != "score"), "resp", "response"),
    needed=True,
)
GROUP = Role("group", "the group of the learner", ())
ROLES = (LEARNER, ITEM, SCORE, GROUP)
# Whole numbers so far from 0 are no scores; within, a message can still tell them.
_FARTHEST = 9999


@dataclass(frozen=True, slots=True)
class FileWishes:
    """How the person who runs a command wants a file to be read.

    Parameters
    ----------
    named : the column each switch names, by role
    left_out : columns of a wide file that are no items
    wide : read as a wide file whatever its columns are called
    skip_empty : leave out rows without a score or a group; otherwise they are a fault
    repeats : which answer counts when a learner answered an item again; None: a fault
    right_from : scores from here on are right, others wrong; None: scores are whole numbers
    """

    named: dict[str, str | None]
    left_out: tuple[str, ...] = ()
    wide: bool = False
    skip_empty: bool = False
    repeats: Literal["first", "last"] | None = None
    right_from: float | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns hold what; in a wide file `items` are the columns of the items."""

    shape: Shape
    learner: Column | None
    group: Column | None
    item: Column | None = None
    score: Column | None = None
    items: tuple[Column, ...] = ()

    def as_json(self) -> dict[str, str]:
        """Return the name of the column of each role."""
        columns = {
            "learner": self.learner,
            "item": self.item,
            "score": self.score,
            "group": self.group,
        }
        return {role: column.name for role, column in columns.items() if column is not None}


def find_layout(table: Table, wishes: FileWishes) -> Layout:
    """Return how a file is laid out: long if it has a column of items and one of scores.

    Raises
    ------
    Refusal
        If columns are missing, or the file has neither shape.
    """
    if not wishes.wide:
        optional = [Role(role.name, role.means, role.aliases) for role in ROLES]
        found = find_columns(table, optional, wishes.named)
        if {"item", "score"} & found.keys() or wishes.named.get("item"):
            missing = [role for role in ROLES if role.needed and role.name not in found]
            if missing:
                hint = " (or --wide, if every column is an item)"
                raise Refusal(describe_missing(table, missing) + hint)
            if wishes.left_out:
                raise Refusal("--leave-out goes with a wide file, where columns are items.")
            return Layout(
                "long", found["learner"], found.get("group"), found["item"], found["score"]
            )
    return find_wide(table, wishes)


def find_wide(table: Table, wishes: FileWishes) -> Layout:
    """Return the layout of a file with one row a learner and one column an item."""
    learner = Role(LEARNER.name, LEARNER.means, LEARNER.aliases)
    found = find_columns(table, (learner, GROUP), wishes.named)
    out = [found[role].name for role in found]
    for name in wishes.left_out:
        same = [c.name for c in table.columns if plain_name(c.name) == plain_name(name)]
        if not same:
            raise Refusal(
                f"{table.path} has no column “{name}” (--leave-out)."
                f" It has: {table.describe_columns()}."
            )
        out += same
    items = tuple(column for column in table.columns if column.name not in out)
    names = [column.name for column in items]
    twice = [name for name in names if names.count(name) > 1 or not name]
    if twice:
        raise Refusal(
            f"{table.path} has several columns called “{twice[0]}”. Give every item its own name."
        )
    if "learner" not in found or not items:
        raise Refusal(
            f"{table.path} is neither long (columns learner, item, score) nor wide (a column person"
            f" and one for each item). It has: {table.describe_columns()}. Name columns with:"
            " --learner COLUMN --item COLUMN --score COLUMN"
        )
    return Layout("wide", found["learner"], found.get("group"), items=items)


def read_whole(column: Column, right_from: float | None) -> str:
    """Return a score as a small whole number; NULL where there is none."""
    number = read_number(column)
    if column.kind not in NUMBERS and column.kind != "BOOLEAN":
        word = f"lower(trim(CAST({column.sql} AS VARCHAR)))"
        number = f"CASE WHEN {word} IN {YES} THEN 1 WHEN {word} IN {NO} THEN 0 ELSE {number} END"
    if right_from is not None:
        return (
            f"CAST(CASE WHEN {number} IS NOT NULL THEN {number} >= {right_from!r} END AS SMALLINT)"
        )
    fits = f"{number} = round({number}) AND abs({number}) <= {_FARTHEST}"
    return f"CASE WHEN {fits} THEN CAST({number} AS SMALLINT) END"
