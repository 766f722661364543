"""An assignment in a file, held against its record before anything is computed from it."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from armillary.apps.exchange.columns import Role, find_columns
from armillary.apps.exchange.studying.assigning import (
    ALIASES,
    SECOND,
    AssignAsked,
    record_of,
)
from armillary.apps.exchange.studying.rows import FileRows, Use
from armillary.apps.exchange.studying.verifying import read_record, read_record_asked, verify_file
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import Draw, Layout, hash_arms, redraw_arms
from armillary.science.numerics import IntArray

NO_DRAW = "is not what was drawn: it was changed since"


@dataclass(frozen=True)
class Assignment:
    """What `study assign` drew, agreeing with its record.

    Parameters
    ----------
    asked : how it was drawn; its `unit_column` is the heading of the file
    draw : arms of the units in the order of the file, as in `Draw`
    units : their names
    learners : unit of each learner of the roster, where the roster lies beside, unchanged, and
        tells learners of the units
    n_learners : rows of each unit in that roster; none without it
    """

    path: Path
    asked: AssignAsked
    draw: Draw
    units: tuple[str, ...]
    learners: dict[str, str]
    n_learners: dict[str, int]

    @property
    def layout(self) -> Layout:
        """What was drawn for each unit."""
        return self.asked.layout

    @property
    def halved(self) -> bool:
        """Whether everybody met both ways, in two halves or with two sets of items."""
        return self.layout in SECOND

    @property
    def n_blocks(self) -> int:
        """In how many strata or pairs units were shared out."""
        return len(set(self.draw.block))

    def arms(self) -> IntArray:
        """The arm of each unit; of a crossover that of the first half, of a factorial the first."""
        return np.array(self.draw.arm) % len(self.asked.arms)

    def arms2(self) -> IntArray:
        """The second choice for each unit of a factorial study."""
        return np.array(self.draw.arm) // len(self.asked.arms)

    def redraw(self, *, n_draws: int, seed: int) -> IntArray:
        """Arms of two ways as the same design could have drawn them, shape (n_draws, n_units)."""
        return redraw_arms(self.draw, self.asked.design, n_draws=n_draws, seed=seed)


@dataclass(frozen=True, slots=True)
class Joined:
    """How the results met the assignment.

    Parameters
    ----------
    n_unknown : rows of units or learners that were never drawn
    n_lost_units : units without any row
    n_lost_learners : learners, drawn themselves or in their units, without any row
    sizes_guessed : how many learners units without a row had is not known; the others' mean
    n_moved : rows of learners who are in another unit than when it was drawn
    halves : names of the first and second half or set
    """

    assignment: Assignment
    n_unknown: int
    n_lost_units: int
    n_lost_learners: int
    sizes_guessed: bool
    n_moved: int
    halves: tuple[str, str] | None


def read_assignment(path: Path) -> Assignment:
    """Return an assignment that agrees with its record.

    Raises
    ------
    Refusal
        If the file, or the record beside it, is not there or was changed after the draw.
    """
    if not path.is_file():
        raise Refusal(f"There is no file {path} (--assignment). Check its name.")
    record_path = record_of(path)
    if not record_path.is_file():
        raise Refusal(
            f"Beside {path} its record {record_path.name} is missing, which study assign wrote with"
            " it. Put it there; without it nothing shows that these arms were drawn."
        )
    record = read_record(record_path)
    asked = read_record_asked(record, record_path)
    if hashlib.sha256(path.read_bytes()).hexdigest() != record.get("assignment_sha256"):
        raise _changed(path)
    units, arm, block = _read_rows(path, asked)
    if hash_arms(units, arm) != record["result_hash"]:
        raise _changed(path)
    draw = Draw(
        arm, block, record["roster_hash"], record["design_hash"], record["result_hash"],
        asked.seed, record["draw_version"],
    )  # fmt: skip
    learners, count = _read_roster(path, record, asked)
    return Assignment(path, asked, draw, units, learners, count)


def _changed(path: Path) -> Refusal:
    return Refusal(
        f"{path} {NO_DRAW}. Take the file that study assign wrote; to see what differs: armillary"
        f" study assign ROSTER --verify {path}"
    )


def _read_rows(
    path: Path, asked: AssignAsked
) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
    """Units, arms (of a factorial both choices in one number) and blocks."""
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = [row for row in csv.reader(file) if row] or [[]]
    second = SECOND.get(asked.layout, "arm2" if asked.arms2 else "")
    if heading != [asked.unit_column, "arm", *([second] if second else []), "block"]:
        raise _changed(path)
    try:
        arm = [asked.arms.index(row[1]) for row in rows]
        if asked.arms2:
            arm = [
                one + len(asked.arms) * asked.arms2.index(row[2])
                for one, row in zip(arm, rows, strict=True)
            ]
        block = tuple(int(row[-1]) for row in rows)
    except (ValueError, IndexError):
        raise _changed(path) from None
    return tuple(row[0] for row in rows), tuple(arm), block


def _read_roster(
    path: Path, record: dict[str, Any], asked: AssignAsked
) -> tuple[dict[str, str], dict[str, int]]:
    """Learners of each unit, from the roster beside the assignment if it is still the same."""
    name = record.get("roster")
    if not isinstance(name, str) or Path(name).name != name:
        return {}, {}
    roster = path.with_name(name)
    if not roster.is_file():
        return {}, {}
    if hashlib.sha256(roster.read_bytes()).hexdigest() != record.get("roster_sha256"):
        return {}, {}
    faults = verify_file(roster, path).faults
    if faults:
        raise Refusal(f"{path} does not agree with its record: {'; '.join(faults)}.")
    if asked.unit == "learner":
        return {}, {}
    with open_table(roster) as table:
        role = Role("learner", "the learner", ALIASES["learner"])
        column = find_columns(table, [role], {}).get("learner")
        assert asked.unit_column is not None
        uses = [Use("unit-column", "the unit", asked.unit_column)]
        uses += [Use("learner", "the learner", column.name)] if column is not None else []
        rows = FileRows(table, uses, ())
        unit = rows.labels(asked.unit_column)
        count = np.bincount(unit.index, minlength=len(unit.names))
        learners: dict[str, str] = {}
        if column is not None:
            keys = rows.labels(column.name)
            pairs = zip(keys.index.tolist(), unit.index.tolist(), strict=True)
            learners = {keys.names[key]: unit.names[one] for key, one in pairs if key >= 0}
            if len(learners) < rows.n:  # somebody stands in it twice, or without a name
                learners = {}
    if len(learners) == len(unit.names):  # a row a unit, whatever its columns are called
        return {}, {}
    return learners, {unit.names[place]: int(n) for place, n in enumerate(count)}
