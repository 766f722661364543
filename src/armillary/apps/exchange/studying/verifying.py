"""Whether an assignment is the one that its record tells of."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from armillary.apps.exchange.studying.assigning import (
    ALIASES,
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
    record = read_record(record_of(assignment))
    asked = read_record_asked(record, record_of(assignment))
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


def read_record(path: Path) -> dict[str, Any]:
    """Return what the file of a record holds."""
    if not path.is_file():
        raise Refusal(f"There is no record {path}. It is written beside each assignment.")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise Refusal(f"{path} is no record of a draw: it is not JSON.") from None
    if not isinstance(record, dict):
        raise Refusal(f"{path} is no record of a draw.")
    return record


def read_record_asked(record: dict[str, Any], path: Path) -> AssignAsked:
    """The switches of the draw, from its record."""
    try:
        asked = AssignAsked(
            unit=_one_of(record, "unit", tuple(ALIASES)),
            unit_column=_text(record, "unit_column"),
            layout=Layout(record["design"]),
            arms=_texts(record, "arms"),
            arms2=_texts(record, "arms2"),
            strata=_texts(record, "strata"),
            pairs=None if record["pairs"] is None else _text(record, "pairs"),
            seed=int(record["seed"]),
        )
        int(record["draw_version"])
        for key in ("roster_hash", "design_hash", "result_hash"):
            _text(record, key)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Refusal(
            f"{path} is no record of a draw: something is missing or wrong in it. Take the one that"
            " study assign wrote."
        ) from None
    asked.check()
    return asked


def _text(record: dict[str, Any], key: str) -> str:
    if not isinstance(record[key], str):
        raise TypeError(key)
    return str(record[key])


def _texts(record: dict[str, Any], key: str) -> tuple[str, ...]:
    if not isinstance(record[key], list) or not all(isinstance(one, str) for one in record[key]):
        raise TypeError(key)
    return tuple(record[key])


def _one_of(record: dict[str, Any], key: str, known: tuple[str, ...]) -> str:
    if _text(record, key) not in known:
        raise ValueError(key)
    return str(record[key])


def _compare(assignment: Path, drawn: list[list[str]]) -> list[str]:
    """Units whose arm in the file is not the one drawn."""
    if not assignment.is_file():
        raise Refusal(f"There is no file {assignment}. Check its name.")
    try:
        with assignment.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (UnicodeDecodeError, csv.Error):
        return ["the assignment is no CSV file any more"]
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
