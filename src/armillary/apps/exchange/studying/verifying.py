"""Whether an assignment is the one that its record tells of."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from armillary.apps.exchange.studying.assigning import (
    AssignAsked,
    assignment_rows,
    log_of,
    read_log,
    read_units,
    record_of,
)
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import Layout, assign_arms

MOST_SHOWN = 5  # units whose arm differs


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found.

    Parameters
    ----------
    faults : what does not agree; none if the assignment is the one on record
    n_draws : draws from this roster that the log tells of; nothing without a log
    reasons : of further draws
    """

    record: dict[str, Any]
    faults: tuple[str, ...]
    n_draws: int | None
    reasons: tuple[str, ...]


def verify_file(roster: Path, assignment: Path) -> Verified:
    """Return whether an assignment follows from its roster, its seed and its design.

    Raises
    ------
    Refusal
        If a file is not there or no record.
    """
    record = _read_record(record_of(assignment))
    asked = _read_asked(record, record_of(assignment))
    column, units = read_units(roster, asked)
    again = assign_arms(units, asked.design, seed=asked.seed)
    faults = []
    if again.version != record["draw_version"]:
        faults.append("the draw was made by another version of the program")
    if again.roster_hash != record["roster_hash"]:
        faults.append("the roster is not the one that was drawn from")
    if again.design_hash != record["design_hash"]:
        faults.append("the design is not the one on record")
    if again.result_hash != record["result_hash"]:
        faults.append("the arms on record are not those that seed and roster give")
    faults += _compare(assignment, assignment_rows(asked, column, units, again))
    lines = read_log(log_of(roster))
    same = [line for line in lines if line["roster_hash"] == record["roster_hash"]]
    if lines and not any(line["result_hash"] == record["result_hash"] for line in same):
        faults.append("the log of draws beside the roster does not know this draw")
    reasons = tuple(line["reason"] for line in same if line["reason"])
    return Verified(record, tuple(faults), len(same) if lines else None, reasons)


def _read_record(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise Refusal(f"There is no record {path}. It is written beside each assignment.")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise Refusal(f"{path} is no record of a draw: it is not JSON.") from None
    if not isinstance(record, dict):
        raise Refusal(f"{path} is no record of a draw.")
    return record


def _read_asked(record: dict[str, Any], path: Path) -> AssignAsked:
    """The switches of the draw, from its record."""
    try:
        asked = AssignAsked(
            unit=record["unit"],
            unit_column=record["unit_column"],
            layout=Layout(record["design"]),
            arms=tuple(record["arms"]),
            arms2=tuple(record["arms2"]),
            strata=tuple(record["strata"]),
            pairs=record["pairs"],
            seed=int(record["seed"]),
        )
        for key in ("draw_version", "roster_hash", "design_hash", "result_hash"):
            record[key]
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(f"{path} is no record of a draw: {error} is missing or wrong.") from None
    asked.check()
    return asked


def _compare(assignment: Path, drawn: list[list[str]]) -> list[str]:
    """Units whose arm in the file is not the one drawn."""
    if not assignment.is_file():
        raise Refusal(f"There is no file {assignment}. Check its name.")
    with assignment.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    if not rows or rows[0] != drawn[0]:
        return ["the heading of the assignment is not the one that was written"]
    held = {row[0]: row[1:] for row in rows[1:]}
    wanted = {row[0]: row[1:] for row in drawn[1:]}
    differs = [key for key in wanted if held.get(key) != wanted[key]]
    extra = [key for key in held if key not in wanted]
    out = []
    if differs:
        listed = ", ".join(differs[:MOST_SHOWN])
        out.append(f"{len(differs)} units have another arm than the one drawn: {listed}")
    if extra or len(rows) - 1 != len(wanted):
        out.append("the assignment holds units that are not on the roster, or holds some twice")
    return out
