"""Reads the names of a class from what a teacher pastes: a list, or columns of a spreadsheet."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from armillary.apps.people.names import NAME_LENGTH, clean_name, same_name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise  # translated when shown

MAX_LINES = 300

# What stands before a name in a numbered or bulleted list: "12.", "3)", "No 4", "-", a bullet.
MARK_BEFORE = re.compile(
    r"^\s*(?:(?:(?:No\.?|#)\s*)?\d{1,4}\s*(?:[.):、\-]+\s*|\s+|$))?(?:[-\u2010-\u2015•*·▪◦‣–—]+\s*)?"
)
# Cells of a spreadsheet that are no part of a name: numbers, dates, times, marks.
NO_NAME = re.compile(r"^[\d\s.,:/\\%+()\-–—#№]*$")
SEPARATOR = re.compile(r"[\t;]")

SURNAME, GIVEN, MIDDLE, WHOLE = "surname", "given", "middle", "whole"
# Headings of the columns that hold names, in the languages of the interface.
HEADINGS = {
    "surname": SURNAME, "last name": SURNAME, "family name": SURNAME,
    "фамилия": SURNAME, "прозвішча": SURNAME, "姓": SURNAME, "姓氏": SURNAME,
    "name": GIVEN, "first name": GIVEN, "given name": GIVEN, "имя": GIVEN, "імя": GIVEN,
    "имя ученика": GIVEN, "名": GIVEN, "名字": GIVEN,
    "middle name": MIDDLE, "отчество": MIDDLE, "імя па бацьку": MIDDLE,
    "full name": WHOLE, "learner": WHOLE, "student": WHOLE, "pupil": WHOLE, "фио": WHOLE,
    "ученик": WHOLE, "фамилия имя": WHOLE, "фамилия, имя": WHOLE, "вучань": WHOLE,
    "прозвішча імя": WHOLE, "піб": WHOLE, "姓名": WHOLE, "学生": WHOLE, "学生姓名": WHOLE,
}  # fmt: skip
ORDER = (WHOLE, SURNAME, GIVEN, MIDDLE)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One name as it was understood, and the line it stands on (from 1)."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class RosterFault:
    """One line that cannot be taken as it is, and what to do about it."""

    number: int
    text: str
    message: "Words"


@dataclass(frozen=True, slots=True)
class Roster:
    """What a pasted list holds. With any fault, nothing of it is to be added."""

    lines: tuple[RosterLine, ...]
    faults: tuple[RosterFault, ...]

    @property
    def names(self) -> list[str]:
        """The names, in the order of the list."""
        return [line.name for line in self.lines]


def parse_roster(text: str, known: Sequence[str]) -> Roster:
    """Return the names in a pasted text and every fault; `known` are names already in the class."""
    rows = [(number, row) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]
    columns: list[str] | None = None
    if rows:
        columns = find_columns(rows[0][1])
        rows = rows[1:] if columns else rows
    if len(rows) > MAX_LINES:
        message = _("The list is too long. Please add at most 300 names at a time.")
        return Roster((), (RosterFault(rows[MAX_LINES][0], "", message),))
    lines = [(RosterLine(number, read_name(row, columns)), row.strip()) for number, row in rows]
    return Roster(
        tuple(line for line, _row in lines), tuple(check_lines(lines, {*map(same_name, known)}))
    )


def find_columns(row: str) -> list[str] | None:
    """Return what each column holds when the row is a heading, else None."""
    cells = [same_name(cell).rstrip(":") for cell in SEPARATOR.split(row)]
    kinds = [HEADINGS.get(cell, "") for cell in cells]
    if not any(kinds):
        return None
    if SURNAME not in kinds and GIVEN in kinds and WHOLE in kinds:
        kinds = [kind if kind != GIVEN else "" for kind in kinds]
    return kinds


def read_name(row: str, columns: list[str] | None) -> str:
    """Return the name in one row: numbers, bullets and cells without a name are left out."""
    cells = [unicodedata.normalize("NFKC", cell) for cell in SEPARATOR.split(row)]
    if columns:
        chosen = [
            cell
            for kind in ORDER
            for cell, column in zip(cells, columns, strict=False)
            if column == kind
        ]
    else:
        chosen = [cell for cell in cells if not NO_NAME.match(cell)]
    if not chosen:
        return ""
    chosen[0] = MARK_BEFORE.sub("", chosen[0])
    return clean_name(" ".join(chosen)).strip(" ,;")


def check_lines(lines: Sequence[tuple[RosterLine, str]], known: set[str]) -> list[RosterFault]:
    """Return every fault of the lines, in their order."""
    faults = []
    first_seen: dict[str, int] = {}
    for line, row in lines:
        message = check_name(line.name) or check_repeat(line, known, first_seen)
        if message:
            faults.append(RosterFault(line.number, row, message))
        first_seen.setdefault(same_name(line.name), line.number)
    return faults


def check_name(name: str) -> "Words | None":
    """Return what is wrong with one name, or None."""
    if not any(sign.isalpha() for sign in name):
        return _("There is no name in this line. Please write one or delete the line.")
    if len(name) > NAME_LENGTH:
        return _("This is too long for a name. Please put each learner on a line of their own.")
    if "@" in name:
        return _("This looks like an e-mail address. Please leave it out: only names are kept.")
    if any(sign.isdigit() for sign in name):
        return _("There is a number in this name. Please delete it.")
    if any(unicodedata.category(sign) in {"Cc", "Co", "Cn", "So"} for sign in name):
        return _("There is a sign in this name that cannot be read. Please type the name again.")
    return None


def check_repeat(line: RosterLine, known: set[str], first_seen: dict[str, int]) -> "Words | None":
    """Return what is wrong when a name is already there, or None."""
    same = same_name(line.name)
    if same in known:
        return _(
            "This name is in the class already. If it is another child, "
            "please add something that tells them apart."
        )
    if same in first_seen:
        return _(
            "This name is in the list twice. If these are two children, "
            "please add something that tells them apart."
        )
    return None
