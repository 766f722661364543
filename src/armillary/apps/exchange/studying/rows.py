"""Rows of a file as columns of numbers and of labels; nothing is mended silently."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from armillary.apps.exchange.columns import Role, take_column
from armillary.apps.exchange.readings import (
    LARGEST_EXACT,
    NUMBERS,
    check_kind,
    read_number,
    read_text,
)
from armillary.apps.exchange.tables import Column, Table, show_value
from armillary.apps.people.commands import Refusal
from armillary.science.numerics import BoolArray, FloatArray, IntArray

MOST_GROUPS = 60  # of a covariate that names groups
# How other programs write that there is nothing, beside empty, NaN and NULL.
NOTHING = "('na', 'n/a', '.')"
MOST_LISTED = 12  # values of a column, where one was not found
LONGEST_EXACT = 15  # digits of a floating number
MISSING = -1  # of a label
LARGEST = 1e50  # number; products of four of them are still numbers


@dataclass(frozen=True, slots=True)
class Labels:
    """A column that names groups: their names, and the place of each row's among them.

    Parameters
    ----------
    names : sorted; numbers by size
    index : shape (n,), -1 where the cell is empty
    """

    names: tuple[str, ...]
    index: IntArray

    def take(self, kept: BoolArray) -> "Labels":
        """The rows picked, with the same names."""
        return Labels(self.names, self.index[kept])

    def find_alike(self) -> tuple[str, str] | None:
        """Two names that are likely one, spelt in two ways: `lab` and `Lab`, `1` and `1.0`."""
        seen: dict[str | float, str] = {}
        for name in self.names:
            plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
            key = _as_number(plain)
            if key in seen:
                return seen[key], name
            seen[key] = name
        return None


@dataclass(frozen=True, slots=True)
class Named:
    """Columns of numbers with what they are called.

    Parameters
    ----------
    names : of each column; a group of a text column is called `column=group`
    columns : shape (n, q), NaN where missing
    """

    names: tuple[str, ...]
    columns: FloatArray

    def take(self, kept: BoolArray) -> "Named":
        """The rows picked."""
        return Named(self.names, self.columns[kept])


@dataclass(frozen=True, slots=True)
class Use:
    """A column as a switch names it: `covariate`, what it holds, and its name (or `a:b`)."""

    switch: str
    means: str
    name: str


class FileRows:
    """The rows of a table that `--where` picks, with the columns that switches name."""

    def __init__(self, table: Table, uses: Sequence[Use], where: Sequence[tuple[str, str]]) -> None:
        """Find the columns and read the rows; raise Refusal when one is not there."""
        self.table = table
        self._columns: dict[str, Column] = {}
        self._place: dict[str, str] = {}  # column's name to its name in `kept`
        for use in [*uses, *(Use("where", "what picks rows", name) for name, _value in where)]:
            self._find(use)
        self._keep()
        wanted: dict[str, list[str]] = {}
        for name, value in where:
            wanted.setdefault(name, []).append(value)
        self._check_there(wanted)
        for name, values in wanted.items():
            self._pick(name, values)
        self.n = self._count()
        if self.n == 0:
            listed = " and ".join(f"{name} = {' or '.join(v)}" for name, v in wanted.items())
            raise Refusal(
                f"No row of {self.path} has {listed} (--where), though some have each of them."
                " Leave one out."
            )

    @property
    def path(self) -> Path:
        """The file."""
        return self.table.path

    def _find(self, use: Use) -> None:
        for part in self.parts(use.name):
            role = Role(use.switch, use.means, ())
            column = take_column(self.table, role, part)
            check_kind(self.table, role, column, lists=False)
            self._columns[part] = column
            self._place.setdefault(part, f"v{len(self._place)}")

    def parts(self, term: str) -> tuple[str, ...]:
        """The columns of a covariate: `a:b` is a product, unless a column is called so."""
        if ":" not in term or any(column.name == term for column in self.table.columns):
            return (term,)
        return tuple(part.strip() for part in term.split(":"))

    def _keep(self) -> None:
        readings = {}
        for name, place in self._place.items():
            column = self._columns[name]
            readings[f"{place}_text"] = _text(column)
            readings[f"{place}_number"] = (
                f"CASE WHEN {_text(column)} IS NOT NULL THEN {read_number(column)} END"
            )
        self.table.keep(readings)

    def _check_there(self, wanted: Mapping[str, Sequence[str]]) -> None:
        """Refuse a value that no row has: it is more likely misspelt than meant."""
        for name, values in wanted.items():
            text = f"{self._place[name]}_text"
            for value in values:
                found = self.table.query(
                    f"SELECT 1 FROM kept WHERE {self._has(name)} LIMIT 1",  # noqa: S608
                    [value, value],
                )
                if found:
                    continue
                there = self.table.query(
                    f"SELECT DISTINCT {text} FROM kept ORDER BY 1 NULLS LAST"  # noqa: S608
                    f" LIMIT {MOST_LISTED + 1}"
                )
                listed = ", ".join(show_value(row[0]) for row in there[:MOST_LISTED])
                more = " and others" if len(there) > MOST_LISTED else ""
                raise Refusal(
                    f"No row of {self.path} has {name} = {value} (--where). It has: {listed}{more}."
                )

    def _has(self, name: str) -> str:
        """Whether a cell is a value: as a text, or as a number that is exact."""
        place = self._place[name]
        return (
            f"({place}_text = ? OR ({place}_number = TRY_CAST(? AS DOUBLE)"
            f" AND abs({place}_number) < {LARGEST_EXACT['DOUBLE']}))"
        )

    def _pick(self, name: str, values: Sequence[str]) -> None:
        """Keep the rows that have one of some values."""
        sql = " OR ".join([self._has(name)] * len(values))
        given = [value for value in values for _twice in range(2)]
        self.table.query(f"DELETE FROM kept WHERE coalesce(NOT ({sql}), true)", given)  # noqa: S608

    def drop_empty(self, name: str) -> int:
        """Leave out rows whose cell is empty; return how many they were."""
        self.table.query(f"DELETE FROM kept WHERE {self._place[name]}_text IS NULL")  # noqa: S608
        before, self.n = self.n, self._count()
        return before - self.n

    def everywhere(self, name: str) -> set[str]:
        """Every filled cell of a column, whatever rows are picked."""
        text = _text(self._columns[name])
        return {row[0] for row in self.table.query(f"SELECT DISTINCT {text} FROM source")}  # noqa: S608

    def _count(self) -> int:
        return int(self.table.query("SELECT count(*) FROM kept")[0][0])

    def _fetch(self, sql: str) -> Any:
        """One column of `kept` as an array; masked where NULL."""
        rows = self.table.connection.execute(f"SELECT {sql} AS v FROM kept ORDER BY n")  # noqa: S608
        return rows.fetchnumpy()["v"]

    def lines(self) -> IntArray:
        """The number of each row in the file, from 1."""
        return np.asarray(self._fetch("n"), dtype=np.int64)

    def numbers(self, name: str, means: str) -> FloatArray:
        """A column of numbers, NaN where empty; raise Refusal for a text, with its line."""
        place = self._place[name]
        bad = self.table.query(
            f"SELECT min(n) FROM kept WHERE {place}_text IS NOT NULL AND {place}_number IS NULL"  # noqa: S608
        )[0][0]
        if bad is not None:
            column = self._columns[name]
            raise Refusal(
                f"{self.path}, {self.table.place(bad)}: {column.name} is"
                f" {self.table.value(column, bad)}, but {means} must be a number."
                " Leave the cell empty where it is missing."
            )
        found = np.ma.MaskedArray(self._fetch(f"{place}_number"), dtype=np.float64)
        numbers = np.asarray(found.filled(np.nan))
        self._check_numbers(name, means, numbers)
        return numbers

    def _check_numbers(self, name: str, means: str, numbers: FloatArray) -> None:
        """Refuse numbers that overflow when squared, and commas that may stand for thousands."""
        size = np.abs(numbers[np.isfinite(numbers) & (numbers != 0.0)])
        column = self._columns[name]
        if len(size) and (size.max() > LARGEST or size.min() < 1.0 / LARGEST):
            odd = size.max() if size.max() > LARGEST else size.min()
            raise Refusal(
                f"Column {column.name} of {self.path} holds {odd:g}: {means} must lie between"
                f" {1 / LARGEST:g} and {LARGEST:g} in size, or be 0. Correct it, or take another"
                " unit."
            )
        if column.kind != "VARCHAR":
            return
        text = f"{self._place[name]}_text"
        commas, points = self.table.query(
            f"SELECT count(*) FILTER (contains({text}, ',')),"  # noqa: S608
            f" count(*) FILTER (contains({text}, '.')) FROM kept"
        )[0]
        if commas and points:
            raise Refusal(
                f"Column {column.name} of {self.path} has numbers with a comma and numbers with a"
                " point, so one may stand for thousands. Write them all in one way."
            )
        if commas or (points and self.table.separator != ","):
            self._check_thousands(column, text, "," if commas else ".")

    def _check_thousands(self, column: Column, text: str, sign: str) -> None:
        """Refuse 1,234 and 987 in one column: the comma is hardly one of decimals."""
        grouped = f"'^[+-]?[1-9][0-9]{{0,2}}[{sign}][0-9]{{3}}$'"
        signed, as_thousands, whole = self.table.query(
            f"SELECT count(*) FILTER (contains({text}, '{sign}')),"  # noqa: S608
            f" count(*) FILTER (regexp_matches({text}, {grouped})),"
            f" count(*) FILTER (regexp_matches({text}, '^[+-]?[0-9]+$')) FROM kept"
        )[0]
        # A decimal comma in a file whose cells are separated by commas is rare enough to ask.
        if signed == as_thousands and (whole or self.table.separator == ","):
            raise Refusal(
                f"Column {column.name} of {self.path} has numbers such as 1{sign}234, where the"
                " sign may stand for thousands or for decimals. Write thousands without it, and"
                " decimals with a point, whole numbers too (2.0)."
            )

    def is_numeric(self, name: str) -> bool:
        """Whether every filled cell of a column is a number."""
        if self._columns[name].kind in NUMBERS:
            return True
        place = self._place[name]
        counted = self.table.query(
            f"SELECT count({place}_text), count({place}_number) FROM kept"  # noqa: S608
        )[0]
        return bool(counted[0] == counted[1])

    def labels(self, name: str) -> Labels:
        """A column that names groups."""
        place = self._place[name]
        order = f"{place}_text NULLS LAST"
        if self.is_numeric(name):
            order = f"{place}_number NULLS LAST, {order}"
        filled = f"{place}_text IS NOT NULL"
        names = self.table.query(
            f"SELECT DISTINCT {place}_text, {place}_number FROM kept WHERE {filled}"  # noqa: S608
            f" ORDER BY {order}"
        )
        rank = f"dense_rank() OVER (ORDER BY {order}) - 1"
        index = self._fetch(f"CASE WHEN {filled} THEN {rank} ELSE {MISSING} END")
        return Labels(tuple(row[0] for row in names), np.asarray(index, dtype=np.int64))

    def plain(self, names: Sequence[str], means: str) -> Named:
        """Columns of numbers as they are."""
        return self._join([Named((name,), self.numbers(name, means)[:, None]) for name in names])

    def expand(self, switch: str, terms: Sequence[str]) -> Named:
        """Columns of numbers as they are, of texts as indicators of groups, and products."""
        return self._join([self._term(switch, term) for term in terms])

    def numeric_terms(self, terms: Sequence[str]) -> tuple[str, ...]:
        """Those that are single columns of numbers."""
        single = [term for term in terms if len(self.parts(term)) == 1]
        return tuple(term for term in single if self.is_numeric(term))

    def _term(self, switch: str, term: str) -> Named:
        found, *others = [self._single(switch, part) for part in self.parts(term)]
        for other in others:
            names = tuple(f"{a}:{b}" for a in found.names for b in other.names)
            product = found.columns[:, :, None] * other.columns[:, None, :]
            found = Named(names, product.reshape(len(product), -1))
        return found

    def _single(self, switch: str, name: str) -> Named:
        if self.is_numeric(name):
            return self.plain([name], name)
        labels = self.labels(name)
        if len(labels.names) == 1:
            raise Refusal(
                f"Column {name} (--{switch}) is {show_value(labels.names[0])} in every row asked"
                " for, so it tells nothing. Leave it out."
            )
        if len(labels.names) > MOST_GROUPS:
            raise Refusal(
                f"Column {name} (--{switch}) holds {len(labels.names)} different texts. It must be"
                " a column of numbers, or name a few groups."
            )
        columns = np.equal.outer(labels.index, np.arange(1, len(labels.names))).astype(np.float64)
        columns[labels.index == MISSING] = np.nan
        return Named(tuple(f"{name}={group}" for group in labels.names[1:]), columns)

    def _join(self, parts: Sequence[Named]) -> Named:
        names = tuple(name for part in parts for name in part.names)
        if not parts:
            return Named((), np.empty((self.n, 0)))
        return Named(names, np.column_stack([part.columns for part in parts]))


def _as_number(text: str) -> str | float:
    """A short text that is a number as that number."""
    if len(text) > LONGEST_EXACT:
        return text
    try:
        return float(text)
    except ValueError:
        return text


def _text(column: Column) -> str:
    """A cell as text; nothing where another program writes that there is nothing."""
    text = read_text(column.sql)
    return f"CASE WHEN lower({text}) NOT IN {NOTHING} THEN {text} END"
