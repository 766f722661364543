"""A file of test answers, long or wide, read into a compact table of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from armillary.apps.exchange.measuring.coding import (
    AnyArray,
    Coded,
    Scale,
    find_scales,
    keep_once,
    pack_answers,
)
from armillary.apps.exchange.measuring.long_files import read_long
from armillary.apps.exchange.measuring.roles import FileWishes, Layout, find_layout
from armillary.apps.exchange.measuring.wide_files import read_wide
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from armillary.science.psychometrics import AnswerTable


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """Answers as they were found.

    Parameters
    ----------
    source : the file, or the school
    shape : "long", "wide" or "school"
    columns : the column found for each role
    table : the answers, scores counted from 0
    group : shape (n_learners,); None when there are no groups
    scales : by item, the lowest score in the numbers of the file, and how many there are
    order : items in the order in which people expect them
    n_rows : rows of the file
    n_left_out : rows, or cells of a wide file, without a score, and repeated answers left out
    notes : what was done to the answers, as sentences
    """

    source: str
    shape: str
    columns: dict[str, str]
    table: AnswerTable
    group: AnyArray | None
    scales: dict[str, Scale]
    order: tuple[str, ...]
    n_rows: int
    n_left_out: int
    notes: tuple[str, ...]

    @property
    def n_silent(self) -> int:
        """How many learners have no answer."""
        return int(np.count_nonzero(np.diff(self.table.start) == 0))

    def as_json(self) -> dict[str, object]:
        """Return what was read, under the names that docs/reference/measuring.md promises."""
        return {
            "file": self.source,
            "shape": self.shape,
            "columns": self.columns,
            "rows": self.n_rows,
            "rows_left_out": self.n_left_out,
            "learners": self.table.n_learners,
            "learners_without_answers": self.n_silent,
            "answers": len(self.table),
            "reading_notes": list(self.notes),
        }

    def as_lines(self) -> list[str]:
        """Return what was read as people read it."""
        used = ", ".join(f"{role} = {column}" for role, column in self.columns.items())
        silent = f", {self.n_silent:,} of them without an answer" if self.n_silent else ""
        return [
            f"{self.source}: {self.shape}, {self.n_rows:,} rows{'; ' if used else ''}{used}",
            f"  {len(self.table):,} answers of {self.table.n_learners:,} learners{silent}"
            f" to {self.table.n_items:,} items",
            *(f"  {note}" for note in self.notes),
        ]


def read_answers(
    path: Path, wishes: FileWishes, scales: Mapping[str, Scale] | None = None
) -> GivenAnswers:
    """Return the answers in a file.

    Parameters
    ----------
    scales : the scores that items know from an earlier calibration; answers to other items are
        left out. Without it, scores are those that occur

    Raises
    ------
    Refusal
        If a column is missing or a row cannot be taken as it is.
    """
    with open_table(path) as table:
        layout = find_layout(table, wishes)
        coded, n_rows = (read_long if layout.shape == "long" else read_wide)(table, layout, wishes)
    return settle(coded, layout, wishes, n_rows=n_rows, scales=scales)


def settle(
    coded: Coded,
    layout: Layout,
    wishes: FileWishes,
    *,
    n_rows: int,
    scales: Mapping[str, Scale] | None,
    notes: Sequence[str] = (),
) -> GivenAnswers:
    """Return the table of coded rows, with what was done to them besides what `notes` say."""
    n_left_out = 0 if layout.shape == "wide" else n_rows - len(coded.score)
    notes = list(notes)
    if wishes.repeats:
        once = keep_once(coded, wishes.repeats)
        n_again = len(coded.score) - len(once.score)
        notes += [f"{n_again:,} repeated answers were left out: the {wishes.repeats} counts"]
        coded, n_left_out = once, n_left_out + n_again
    if wishes.right_from is not None:
        notes.append(f"scores from {wishes.right_from:g} on count as right, others as wrong")
    if scales is None:
        known = find_scales(coded)
        notes += describe_scales(known)
    else:
        known = dict(scales)
        coded, unknown = keep_known(coded, known)
        n_left_out += unknown
        if unknown:
            notes.append(f"{unknown:,} answers to items that are not calibrated were left out")
    order = tuple(column.name for column in layout.items) or tuple(sorted(known, key=natural))
    return GivenAnswers(
        coded.source,
        layout.shape,
        layout.as_json(),
        pack_answers(coded, known),
        coded.group,
        known,
        order,
        n_rows,
        n_left_out,
        tuple(notes),
    )


def keep_known(coded: Coded, scales: Mapping[str, Scale]) -> tuple[Coded, int]:
    """Return the answers to known items, and how many others there are."""
    is_known = np.array([item in scales for item in coded.items])
    keep = is_known[coded.item]
    if not keep.any():
        ours, theirs = ", ".join(coded.items[:3]), ", ".join(list(scales)[:3])
        raise Refusal(
            f"{coded.source} has no answer to a calibrated item: it has {ours} ...; calibrated are"
            f" {theirs} ..."
        )
    return (coded, 0) if keep.all() else (coded.some(keep), int((~keep).sum()))


def describe_scales(scales: Mapping[str, Scale]) -> list[str]:
    """Return a note when scores do not begin at 0."""
    moved = [item for item, scale in scales.items() if scale.lowest]
    if not moved:
        return []
    lowest = sorted({scales[item].lowest for item in moved})
    return [
        f"scores begin at {' or '.join(map(str, lowest))}: the lowest of each of {len(moved)} items"
        " counts as 0"
    ]


def natural(name: str) -> tuple[object, ...]:
    """Return what puts item 2 before item 10.

    >>> sorted(["q10", "q2"], key=natural)
    ['q2', 'q10']
    """
    parts: list[object] = []
    digits, text = "", ""
    for sign in name + "\0":
        if sign.isdecimal():
            digits += sign
            continue
        if digits:
            parts += [text, int(digits)]
            digits, text = "", ""
        text += sign
    return (*parts, text)
