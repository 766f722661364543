"""Arms drawn for the units of a roster, with a record that shows there was one draw.

The draw follows from the seed and the roster alone, so anybody can repeat it. Beside the roster a
log of draws is kept, each line holding the hash of the line before: another draw of the same roster
is refused unless it comes with a reason, and the reason stays.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from armillary import __version__
from armillary.apps.exchange.columns import Role, find_columns
from armillary.apps.exchange.studying.rows import FileRows, Labels, Use
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import Design, Draw, Layout, Unit, assign_arms
from armillary.science.numerics import FloatArray, IntArray

ALIASES = {
    "learner": ("learner", "learnerid", "student", "studentid", "pupil", "person", "id", "userid"),
    "class": ("class", "classid", "room", "group"),
    "school": ("school", "schoolid"),
}
SECOND = {Layout.CROSSOVER: "arm_second_half", Layout.WITHIN: "arm_second_set"}


@dataclass(frozen=True, slots=True)
class AssignAsked:
    """How arms are drawn.

    Parameters
    ----------
    unit : "learner", "class" or "school"; `unit_column` is its column, found by itself if None
    arms, arms2 : names; the second for factorial only
    strata : columns inside whose values units are shared out evenly
    pairs : column of numbers that units are matched by
    """

    unit: str
    unit_column: str | None
    layout: Layout
    arms: tuple[str, ...]
    arms2: tuple[str, ...]
    strata: tuple[str, ...]
    pairs: str | None
    seed: int

    @property
    def design(self) -> Design:
        """The design in the terms of the draw."""
        n_arms = len(self.arms) * max(1, len(self.arms2))
        return Design(self.layout, n_arms, paired=self.pairs is not None)

    def check(self) -> None:
        """Refuse what cannot be drawn."""
        if self.seed < 0:
            raise Refusal("--seed must be a whole number, 0 or more, agreed before the draw.")
        for switch, names in (("--arms", self.arms), ("--arms2", self.arms2)):
            if len(set(names)) < len(names) or not all(names):
                raise Refusal(f"{switch} must name different ways, such as usual,lab.")
        if len(self.arms) < 2:
            raise Refusal("--arms must name two ways at least, such as --arms usual,lab.")
        factorial = self.layout is Layout.FACTORIAL
        if factorial and (len(self.arms) != 2 or len(self.arms2) != 2):
            raise Refusal("A factorial design has two choices of two ways: --arms a,b --arms2 c,d.")
        if not factorial and self.arms2:
            raise Refusal("--arms2 is the second choice of --design factorial.")
        if self.layout in SECOND and len(self.arms) != 2:
            raise Refusal(f"--design {self.layout.value} has two ways: --arms a,b.")


@dataclass(frozen=True)
class Assigned:
    """A draw of arms: the units in the order of the roster, and the record."""

    asked: AssignAsked
    column: str
    units: tuple[Unit, ...]
    draw: Draw
    record: dict[str, Any]

    def rows(self) -> list[list[str]]:
        """The heading and a row for each unit."""
        return assignment_rows(self.asked, self.column, self.units, self.draw)


def assign_file(
    roster: Path, out: Path, asked: AssignAsked, *, now: datetime, again: str | None
) -> Assigned:
    """Draw arms for a roster and write them with their record; nothing is overwritten.

    Raises
    ------
    Refusal
        If the roster cannot be read or drawn from, a file is there already, or this roster was
        drawn from before with another seed or design and no reason is given.
    """
    asked.check()
    record_path = record_of(out)
    for path in (out, record_path):
        if path.exists():
            raise Refusal(f"{path} is there already. Name another file; nothing is overwritten.")
    column, units = read_units(roster, asked)
    draw = _draw(units, asked)
    log = log_of(roster)
    lines = read_log(log)
    number, is_new = _number(lines, draw, again)
    record = _describe(roster, out, asked, column, draw, now)
    record["draw_number"] = number
    record["reason"] = again if number > 1 else None
    found = Assigned(asked, column, units, draw, record)
    _write(found, out, record_path, log if is_new else None)
    return found


def read_units(roster: Path, asked: AssignAsked) -> tuple[str, tuple[Unit, ...]]:
    """Return the column of the units, and the units in the order of the roster."""
    with open_table(roster) as table:
        role = Role("unit-column", f"the {asked.unit}", ALIASES[asked.unit], needed=True)
        column = find_columns(table, [role], {"unit-column": asked.unit_column})["unit-column"].name
        uses = [Use("unit-column", role.means, column)]
        uses += [Use("strata", "the stratum", name) for name in asked.strata]
        uses += [Use("pairs", "what units are matched by", asked.pairs)] if asked.pairs else []
        rows = FileRows(table, uses, ())
        n_empty = rows.drop_empty(column)
        if n_empty:
            raise Refusal(
                f"{n_empty} rows of {roster} have no {asked.unit} in {column}. Fill them in, or"
                " take them out: everybody on a roster is drawn."
            )
        labels = rows.labels(column)
        strata = [rows.labels(name) for name in asked.strata]
        score = np.zeros(rows.n)
        if asked.pairs is not None:
            score = rows.numbers(asked.pairs, "what units are matched by")
    if asked.unit == "learner" and len(labels.names) < rows.n:
        raise Refusal(
            f"{roster} has {rows.n} rows and {len(labels.names)} different learners in {column}."
            " Each learner must stand in it once."
        )
    groups = _rows_of(labels)
    stratum = _strata(asked, labels.names, groups, strata)
    means = _means(asked, labels.names, groups, score)
    order = sorted(range(len(labels.names)), key=lambda place: int(groups[place][0]))
    return column, tuple(Unit(labels.names[place], stratum[place], means[place]) for place in order)


def _rows_of(labels: Labels) -> list[IntArray]:
    """The rows of each unit, in the order of the roster."""
    order = np.argsort(labels.index, kind="stable")
    return list(np.split(order, np.cumsum(np.bincount(labels.index))[:-1]))


def _strata(
    asked: AssignAsked,
    names: Sequence[str],
    groups: Sequence[IntArray],
    strata: Sequence[Labels],
) -> list[str]:
    """The stratum of each unit; refuse a unit that lies in several."""
    out = ["" for _name in names]
    for column, labels in zip(asked.strata, strata, strict=True):
        for place, (name, rows) in enumerate(zip(names, groups, strict=True)):
            found = {labels.names[one] if one >= 0 else "" for one in labels.index[rows].tolist()}
            if len(found) > 1:
                listed = ", ".join(sorted(found)[:3])
                raise Refusal(
                    f"The {asked.unit} {name} has several values in {column} (--strata): {listed}."
                    f" A {asked.unit} must lie in one stratum."
                )
            out[place] += f"{column}={found.pop()};"
    return out


def _means(
    asked: AssignAsked, names: Sequence[str], groups: Sequence[IntArray], score: FloatArray
) -> list[float]:
    """The mean of what units are matched by, rounded so that it is the same on every computer."""
    if asked.pairs is None:
        return [0.0] * len(names)
    out = []
    for name, rows in zip(names, groups, strict=True):
        own = score[rows]
        own = own[np.isfinite(own)]
        if not len(own):
            raise Refusal(
                f"The {asked.unit} {name} has no number in {asked.pairs} (--pairs), so it cannot be"
                " matched. Fill it in, or use --strata."
            )
        out.append(round(float(np.sort(own).mean()), 6))
    return out


def _draw(units: Sequence[Unit], asked: AssignAsked) -> Draw:
    if len(units) < asked.design.n_arms:
        raise Refusal(
            f"The roster has {len(units)} different values of the {asked.unit}, too few for"
            f" {asked.design.n_arms} arms. Draw lots for smaller units."
        )
    return assign_arms(units, asked.design, seed=asked.seed)


def _describe(
    roster: Path, out: Path, asked: AssignAsked, column: str, draw: Draw, now: datetime
) -> dict[str, Any]:
    count = Counter(name_arm(asked, arm) for arm in draw.arm)
    return {
        "what": "arms drawn by armillary study assign",
        "program": __version__,
        "drawn_at": now.isoformat(timespec="seconds"),
        "roster": roster.name,
        "roster_sha256": _file_hash(roster),
        "assignment": out.name,
        **{key: value for key, value in asdict(asked).items() if key not in {"layout", "seed"}},
        "unit_column": column,
        "design": asked.layout.value,
        "seed": draw.seed,
        "draw_version": draw.version,
        "roster_hash": draw.roster_hash,
        "design_hash": draw.design_hash,
        "result_hash": draw.result_hash,
        "n_units": len(draw.arm),
        "n_blocks": len(set(draw.block)),
        "n_by_arm": dict(sorted(count.items())),
    }


def name_arm(asked: AssignAsked, arm: int) -> str:
    """The arm of a unit by name; for a factorial both choices."""
    if asked.layout is Layout.FACTORIAL:
        return f"{asked.arms[arm % 2]} + {asked.arms2[arm // 2]}"
    return asked.arms[arm]


def assignment_rows(
    asked: AssignAsked, column: str, units: Sequence[Unit], draw: Draw
) -> list[list[str]]:
    """The heading and a row for each unit."""
    second = SECOND.get(asked.layout, "arm2" if asked.arms2 else "")
    out = [[column, "arm", *([second] if second else []), "block"]]
    for unit, arm, block in zip(units, draw.arm, draw.block, strict=True):
        row = [unit.key, asked.arms[arm % len(asked.arms)]]
        if asked.layout in SECOND:
            row.append(asked.arms[1 - arm])
        elif asked.arms2:
            row.append(asked.arms2[arm // 2])
        out.append([*row, str(block)])
    return out


def record_of(out: Path) -> Path:
    """The file of the record that belongs to an assignment."""
    return out.with_name(out.name + ".record.json")


def log_of(roster: Path) -> Path:
    """The file that tells every draw from a roster."""
    return roster.with_name(roster.name + ".draws.jsonl")


def read_log(path: Path) -> list[dict[str, Any]]:
    """The draws on record, the oldest first; refuse a log that was tampered with."""
    if not path.exists():
        return []
    out, before = [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line)
            held = entry["before"]
        except (ValueError, KeyError, TypeError):
            raise Refusal(f"{path}, line {number} is no entry of a log of draws.") from None
        if held != before:
            raise Refusal(
                f"{path}, line {number} does not follow from the line before: the log was changed."
                " Keep it as it is and ask who changed it."
            )
        before = hashlib.sha256(line.encode()).hexdigest()
        out.append(entry)
    return out


def _number(lines: Sequence[Mapping[str, Any]], draw: Draw, again: str | None) -> tuple[int, bool]:
    """Which draw from this roster it is, and whether it is a new one."""
    same = [line for line in lines if line["roster_hash"] == draw.roster_hash]
    for number, line in enumerate(same, start=1):
        if line["result_hash"] == draw.result_hash and line["seed"] == draw.seed:
            return number, False
    if same and not again:
        raise Refusal(
            f"Arms were drawn from this roster on {same[-1]['drawn_at'][:10]} with seed"
            f" {same[-1]['seed']}. A second draw needs a reason, which stays on record: --again"
            ' "why".'
        )
    return len(same) + 1, True


def _write(found: Assigned, out: Path, record: Path, log: Path | None) -> None:
    """Write the log first, so that no draw can be looked at and kept off it."""
    try:
        if log is not None:
            _append(log, found.record)
        with out.open("x", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(found.rows())
        found.record["assignment_sha256"] = _file_hash(out)
        with record.open("x", encoding="utf-8") as file:
            file.write(json.dumps(found.record, ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        raise Refusal(f"{error.filename} cannot be written: {error.strerror}.") from None


def _append(log: Path, record: Mapping[str, Any]) -> None:
    before = ""
    if log.exists():
        before = hashlib.sha256(
            log.read_text(encoding="utf-8").splitlines()[-1].encode()
        ).hexdigest()
    keys = ("drawn_at", "seed", "roster_hash", "design_hash", "result_hash", "reason")
    entry = {**{key: record[key] for key in keys}, "before": before}
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
