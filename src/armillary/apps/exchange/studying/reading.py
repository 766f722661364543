"""A file of learners becomes the arrays that an analysis needs; nothing is mended silently."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from armillary.apps.exchange.columns import Role, find_columns
from armillary.apps.exchange.readings import NUMBERS, check_kind, read_number, read_text
from armillary.apps.exchange.studying.asked import Asked
from armillary.apps.exchange.tables import Column, Table, open_table, show_value
from armillary.apps.people.commands import Refusal
from armillary.science.numerics import BoolArray, FloatArray, IntArray

MOST_ARMS = 20
MOST_GROUPS = 60  # of a covariate that names groups
# How other programs write that there is nothing, beside empty, NaN and NULL.
NOTHING = "('na', 'n/a', '.')"
MISSING = -1  # of a label
# Arms of these names are the usual way; others are compared with it.
USUAL = ("0", "control", "usual", "business as usual", "regular", "comparison", "no", "false", "c")


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
class StudyFile:
    """What a file says of a study, one row a learner (or test of a learner).

    Parameters
    ----------
    n_rows : after `--where`
    n_without_arm : rows left out because their arm is empty
    outcome : shape (n,), NaN where missing
    arm : the ways compared, none if there is no arm or it is an amount
    amount : shape (n,), of an arm that is an amount
    numeric : the covariates that are columns of numbers
    strata : inside which arms were drawn
    """

    path: Path
    n_rows: int
    n_without_arm: int
    outcome: FloatArray
    arm: Labels | None
    arm2: Labels | None
    amount: FloatArray | None
    clusters: tuple[Labels, ...]
    covariates: Named
    numeric: tuple[str, ...]
    slopes: Named
    baselines: Named
    subgroups: Mapping[str, Labels]
    strata: Labels | None
    error: FloatArray | None


def read_study(path: Path, asked: Asked) -> StudyFile:
    """Return what a file says about the study asked for.

    Raises
    ------
    Refusal
        If a column is not there, or a cell cannot be read, with its line.
    """
    with open_table(path) as table:
        return _Reader(table, asked).read()


class _Reader:
    """One file while it is read."""

    def __init__(self, table: Table, asked: Asked) -> None:
        self.table, self.asked = table, asked
        self.columns: dict[tuple[str, str], Column] = {}
        self.place: dict[str, str] = {}  # column's name to its name in `kept`

    def read(self) -> StudyFile:
        asked = self.asked
        self._find()
        self._keep()
        n_rows, n_without = self._drop_without_arm()
        covariates = [self._expand("covariate", term) for term in asked.covariates]
        single = [term for term in asked.covariates if len(self._parts(term)) == 1]
        numeric = tuple(term for term in single if self._numeric(term))
        baselines = numeric if asked.baselines is None else asked.baselines
        labels = {name: self._labels(name) for name in (*asked.planned, *asked.explored)}
        return StudyFile(
            path=self.table.path,
            n_rows=n_rows,
            n_without_arm=n_without,
            outcome=self._numbers(asked.outcome, "the outcome"),
            arm=None if asked.arm is None or asked.amount else self._arms(asked.arm),
            arm2=None if asked.arm2 is None else self._arms(asked.arm2),
            amount=self._numbers(asked.arm, "the amount") if asked.amount and asked.arm else None,
            clusters=tuple(self._labels(name) for name in asked.clusters),
            covariates=_join(covariates, self._n()),
            numeric=numeric,
            slopes=_join([self._plain(name) for name in asked.slopes], self._n()),
            baselines=_join([self._plain(name) for name in baselines], self._n()),
            subgroups=labels,
            strata=None if asked.strata is None else self._labels(asked.strata),
            error=None
            if asked.outcome_error is None
            else self._numbers(asked.outcome_error, "the error of the outcome"),
        )

    def _find(self) -> None:
        """Find every column named by a switch."""
        for switch, means, name in _named(self.asked):
            for part in self._parts(name) if switch == "covariate" else (name,):
                role = Role(switch, means, ())
                column = find_columns(self.table, [role], {switch: part})[switch]
                check_kind(self.table, role, column, lists=False)
                self.columns[switch, part] = column
                self.place.setdefault(part, f"v{len(self.place)}")

    def _parts(self, term: str) -> tuple[str, ...]:
        """The columns of a covariate: `a:b` is a product, unless a column is called so."""
        if ":" not in term or any(column.name == term for column in self.table.columns):
            return (term,)
        return tuple(part.strip() for part in term.split(":"))

    def _column(self, name: str) -> Column:
        return next(column for (_switch, part), column in self.columns.items() if part == name)

    def _keep(self) -> None:
        readings = {}
        for name, place in self.place.items():
            column = self._column(name)
            readings[f"{place}_text"] = _text(column)
            readings[f"{place}_number"] = (
                f"CASE WHEN {_text(column)} IS NOT NULL THEN {read_number(column)} END"
            )
        self.table.keep(readings)
        wanted: dict[str, list[str]] = {}
        for name, value in self.asked.where:
            wanted.setdefault(name, []).append(value)
        for name, values in wanted.items():
            place = self.place[name]
            one = f"({place}_text = ? OR {place}_number = TRY_CAST(? AS DOUBLE))"
            sql = " OR ".join([one] * len(values))
            given = [value for value in values for _twice in range(2)]
            found = self.table.query(
                f"SELECT DISTINCT {place}_text FROM kept ORDER BY 1 NULLS LAST LIMIT 12"  # noqa: S608
            )
            self.table.query(f"DELETE FROM kept WHERE coalesce(NOT ({sql}), true)", given)  # noqa: S608
            if self._n() == 0:
                listed = ", ".join(show_value(row[0]) for row in found)
                raise Refusal(
                    f"No row of {self.table.path} has {name} = {' or '.join(values)} (--where)."
                    f" It has: {listed}."
                )

    def _drop_without_arm(self) -> tuple[int, int]:
        n_rows = self._n()
        for name in (self.asked.arm, self.asked.arm2):
            if name is not None:
                self.table.query(f"DELETE FROM kept WHERE {self.place[name]}_text IS NULL")  # noqa: S608
        if self._n() == 0:
            raise Refusal(
                f"Every row of {self.table.path} has an empty cell in the column of the arm."
                " Nobody was given a way of teaching, so there is nothing to compare."
            )
        return n_rows, n_rows - self._n()

    def _n(self) -> int:
        return int(self.table.query("SELECT count(*) FROM kept")[0][0])

    def _fetch(self, sql: str) -> Any:
        """One column of `kept` as an array; masked where NULL."""
        rows = self.table.connection.execute(f"SELECT {sql} AS v FROM kept ORDER BY n")  # noqa: S608
        return rows.fetchnumpy()["v"]

    def _numbers(self, name: str, means: str) -> FloatArray:
        place = self.place[name]
        bad = self.table.query(
            f"SELECT min(n) FROM kept WHERE {place}_text IS NOT NULL AND {place}_number IS NULL"  # noqa: S608
        )[0][0]
        if bad is not None:
            column = self._column(name)
            raise Refusal(
                f"{self.table.path}, {self.table.place(bad)}: {column.name} is"
                f" {self.table.value(column, bad)}, but {means} must be a number."
                " Leave the cell empty where it is missing."
            )
        found = np.ma.MaskedArray(self._fetch(f"{place}_number"), dtype=np.float64)
        return np.asarray(found.filled(np.nan))

    def _numeric(self, name: str) -> bool:
        """Whether every filled cell of a column is a number."""
        if self._column(name).kind in NUMBERS:
            return True
        place = self.place[name]
        counted = self.table.query(
            f"SELECT count({place}_text), count({place}_number) FROM kept"  # noqa: S608
        )[0]
        return bool(counted[0] == counted[1])

    def _labels(self, name: str) -> Labels:
        place = self.place[name]
        order = f"{place}_text NULLS LAST"
        if self._numeric(name):
            order = f"{place}_number NULLS LAST, {order}"
        filled = f"{place}_text IS NOT NULL"
        names = self.table.query(
            f"SELECT DISTINCT {place}_text, {place}_number FROM kept WHERE {filled}"  # noqa: S608
            f" ORDER BY {order}"
        )
        rank = f"dense_rank() OVER (ORDER BY {order}) - 1"
        index = self._fetch(f"CASE WHEN {filled} THEN {rank} ELSE {MISSING} END")
        return Labels(tuple(row[0] for row in names), np.asarray(index, dtype=np.int64))

    def _arms(self, name: str) -> Labels:
        found = self._labels(name)
        column = self._column(name).name
        if len(found.names) > MOST_ARMS:
            raise Refusal(
                f"Column {column} has {len(found.names)} different values, which are no arms."
                " If it holds an amount, say --amount; otherwise name another with --arm."
            )
        if len(found.names) < 2:
            raise Refusal(
                f"Every row has the arm {show_value(found.names[0])} in column {column}; the other"
                " arm is empty, so there is nothing to compare."
            )
        return found

    def _plain(self, name: str) -> Named:
        return Named((name,), self._numbers(name, f"{name}")[:, None])

    def _expand(self, switch: str, term: str) -> Named:
        """A covariate as columns: itself, an indicator of each group but the first, products."""
        parts = [self._single(part) for part in self._parts(term)]
        found = parts[0]
        for other in parts[1:]:
            names = tuple(f"{a}:{b}" for a in found.names for b in other.names)
            product = found.columns[:, :, None] * other.columns[:, None, :]
            found = Named(names, product.reshape(len(product), -1))
        return found

    def _single(self, name: str) -> Named:
        if self._numeric(name):
            return self._plain(name)
        labels = self._labels(name)
        if len(labels.names) > MOST_GROUPS:
            raise Refusal(
                f"Column {name} (--covariate) holds {len(labels.names)} different texts. A"
                " covariate is a column of numbers, or names a few groups."
            )
        columns = np.equal.outer(labels.index, np.arange(1, len(labels.names))).astype(np.float64)
        columns[labels.index == MISSING] = np.nan
        return Named(tuple(f"{name}={group}" for group in labels.names[1:]), columns)


def _named(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """Switch, meaning and name of every column asked for."""
    yield "outcome", "the outcome", asked.outcome
    single = {
        "arm": ("the arm", asked.arm),
        "arm2": ("the second arm", asked.arm2),
        "strata": ("the stratum", asked.strata),
        "outcome-error": ("the error of the outcome", asked.outcome_error),
    }
    for switch, (means, name) in single.items():
        if name is not None:
            yield switch, means, name
    for number, name in enumerate(asked.clusters):
        yield ("cluster", "cluster2")[number], "the cluster", name
    several: Mapping[str, tuple[str, Sequence[str]]] = {
        "covariate": ("a covariate", asked.covariates),
        "slope": ("a slope", asked.slopes),
        "baseline": ("a baseline", asked.baselines or ()),
        "subgroup": ("a subgroup", asked.planned),
        "explore": ("a subgroup", asked.explored),
        "where": ("what picks rows", [name for name, _value in asked.where]),
    }
    for switch, (means, names) in several.items():
        for name in names:
            yield switch, means, name


def _text(column: Column) -> str:
    """A cell as text; nothing where another program writes that there is nothing."""
    text = read_text(column.sql)
    return f"CASE WHEN lower({text}) NOT IN {NOTHING} THEN {text} END"


def _join(parts: Sequence[Named], n: int) -> Named:
    names = tuple(name for part in parts for name in part.names)
    columns = np.column_stack([part.columns for part in parts]) if parts else np.empty((n, 0))
    return Named(names, columns)


def choose_reference(arm: Labels, reference: str | None) -> tuple[int, bool]:
    """Return the place of the arm that others are compared with, and whether it was guessed."""
    if reference is None:
        usual = [place for place, name in enumerate(arm.names) if name.casefold() in USUAL]
        return (usual[0], False) if usual else (0, True)
    for place, name in enumerate(arm.names):
        if name == reference or name.casefold() == reference.casefold():
            return place, False
    listed = ", ".join(show_value(name) for name in arm.names)
    raise Refusal(f"There is no arm {show_value(reference)} (--reference). The arms are: {listed}.")
