"""What a file says of a study: outcomes, arms, clusters, what was known before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from armillary.apps.exchange.studying.asked import Asked
from armillary.apps.exchange.studying.assigned import Joined
from armillary.apps.exchange.studying.rows import MISSING, FileRows, Labels, Named, Use
from armillary.apps.exchange.tables import open_table, show_value
from armillary.apps.people.commands import Refusal
from armillary.science.numerics import FloatArray, IntArray

MOST_ARMS = 20
# Arms of these names are the usual way; others are compared with it.
USUAL = ("0", "control", "usual", "business as usual", "regular", "comparison", "no", "false")


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
    block : strata or pairs inside which arms were drawn; `paired` if they are pairs
    level : shape (n,), outcome whose spread effects are told in, where `outcome` is a difference
    unit : what was drawn, of each row
    joined : how the rows met an assignment
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
    slopes: Named
    baselines: Named
    subgroups: Mapping[str, Labels]
    block: Labels | None
    paired: bool
    error: FloatArray | None
    level: FloatArray | None = None
    unit: Labels | None = None
    joined: Joined | None = None

    def pick(self, places: IntArray) -> "StudyFile":
        """Return the rows at some places; an empty one where the place is -1."""

        def numbers(column: FloatArray) -> FloatArray:
            empty = np.full((1, *column.shape[1:]), np.nan)
            return np.concatenate([column, empty])[places]

        def names(labels: Labels) -> Labels:
            return Labels(labels.names, np.append(labels.index, MISSING)[places])

        def named(columns: Named) -> Named:
            return Named(columns.names, numbers(columns.columns))

        return replace(
            self,
            outcome=numbers(self.outcome),
            clusters=tuple(names(labels) for labels in self.clusters),
            covariates=named(self.covariates),
            slopes=named(self.slopes),
            baselines=named(self.baselines),
            subgroups={name: names(labels) for name, labels in self.subgroups.items()},
            error=None if self.error is None else numbers(self.error),
            level=None if self.level is None else numbers(self.level),
        )


def read_study(path: Path, asked: Asked) -> StudyFile:
    """Return what a file says about the study asked for.

    Raises
    ------
    Refusal
        If a column is not there, or a cell cannot be read, with its line.
    """
    with open_table(path) as table:
        return read_rows(FileRows(table, list(list_uses(asked)), asked.where), asked)


def read_rows(rows: FileRows, asked: Asked) -> StudyFile:
    """Return what open rows say about the study asked for."""
    n_rows, n_without = rows.n, _drop_without_arm(rows, asked)
    baselines = asked.baselines
    if baselines is None:
        baselines = rows.numeric_terms(asked.covariates)
    ways = asked.arm is not None and not asked.amount
    error = asked.outcome_error
    return StudyFile(
        path=rows.path,
        n_rows=n_rows,
        n_without_arm=n_without,
        outcome=rows.numbers(
            asked.outcome, "the outcome (1 for yes, 0 for no)" if asked.binary else "the outcome"
        ),
        arm=_read_arms(rows, asked.arm) if asked.arm and ways else None,
        arm2=None if asked.arm2 is None else _read_arms(rows, asked.arm2),
        amount=rows.numbers(asked.arm, "the amount") if asked.arm and asked.amount else None,
        clusters=tuple(rows.labels(name) for name in asked.clusters),
        covariates=rows.expand("covariate", asked.covariates),
        slopes=rows.plain(asked.slopes, "a slope"),
        baselines=rows.plain(baselines, "a baseline"),
        subgroups={name: rows.labels(name) for name in (*asked.planned, *asked.explored)},
        block=_read_block(rows, asked),
        paired=asked.pairs is not None,
        error=None if error is None else _read_error(rows, error),
    )


def _read_error(rows: FileRows, name: str) -> FloatArray:
    """The standard error of each outcome; refuse one below 0."""
    found = rows.numbers(name, "the error of the outcome")
    below = np.flatnonzero(found < 0.0)
    if len(below):
        where = rows.table.place(int(rows.lines()[below[0]]))
        raise Refusal(
            f"{rows.path}, {where}: {name} is {found[below[0]]:g}, but an error (--outcome-error)"
            " cannot be below 0."
        )
    return found


def _read_block(rows: FileRows, asked: Asked) -> Labels | None:
    """Strata, or pairs inside them."""
    parts = [rows.labels(name) for name in (asked.strata, asked.pairs) if name is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    one, other = parts
    both = one.index * len(other.names) + other.index
    both[(one.index < 0) | (other.index < 0)] = MISSING
    names = tuple(f"{a}, {b}" for a in one.names for b in other.names)
    return Labels(names, both)


def _drop_without_arm(rows: FileRows, asked: Asked) -> int:
    """Leave out rows without an arm; return how many they were."""
    dropped = sum(rows.drop_empty(name) for name in (asked.arm, asked.arm2) if name is not None)
    if rows.n == 0:
        raise Refusal(
            f"Every row of {rows.path} has an empty cell in the column of the arm."
            " Nobody was given a way of teaching, so there is nothing to compare."
        )
    return dropped


def _read_arms(rows: FileRows, name: str) -> Labels:
    found = rows.labels(name)
    alike = found.find_alike() if len(found.names) <= MOST_ARMS else None
    if alike is not None:
        one, other = (show_value(arm) for arm in alike)
        raise Refusal(
            f"Column {name} has the arms {one} and {other}, which look like one arm spelt in two"
            " ways. Write them alike, or give them names that differ by more."
        )
    if len(found.names) > MOST_ARMS:
        raise Refusal(
            f"Column {name} has {len(found.names)} different values, which are no arms."
            " If it holds an amount, say --amount; otherwise name another with --arm."
        )
    if len(found.names) < 2:
        raise Refusal(
            f"Every row has the arm {show_value(found.names[0])} in column {name}; the other"
            " arm is empty, so there is nothing to compare."
        )
    return found


def list_uses(asked: Asked) -> Iterator[Use]:
    """Every column asked for."""
    yield Use("outcome", "the outcome", asked.outcome)
    single = {
        "arm": ("the arm", asked.arm),
        "arm2": ("the second arm", asked.arm2),
        "strata": ("the stratum", asked.strata),
        "pairs": ("the pair", asked.pairs),
        "outcome-error": ("the error of the outcome", asked.outcome_error),
    }
    for switch, (means, name) in single.items():
        if name is not None:
            yield Use(switch, means, name)
    for number, name in enumerate(asked.clusters):
        yield Use(("cluster", "cluster2")[number], "the cluster", name)
    several: Mapping[str, tuple[str, Sequence[str]]] = {
        "covariate": ("a covariate", asked.covariates),
        "slope": ("a slope", asked.slopes),
        "baseline": ("a baseline", asked.baselines or ()),
        "subgroup": ("a subgroup", asked.planned),
        "explore": ("a subgroup", asked.explored),
    }
    for switch, (means, names) in several.items():
        for name in names:
            yield Use(switch, means, name)


def choose_reference(arm: Labels, reference: str | None) -> tuple[int, bool]:
    """Return the place of the arm that others are compared with, and whether it was guessed."""
    if reference is None:
        names = [name.casefold() for name in arm.names]
        control = "c" if set(names) == {"c", "t"} else ""  # treatment and control
        usual = [place for place, name in enumerate(names) if name in USUAL or name == control]
        return (usual[0], False) if usual else (0, True)
    for place, name in enumerate(arm.names):
        if name == reference or name.casefold() == reference.casefold():
            return place, False
    listed = ", ".join(show_value(name) for name in arm.names)
    raise Refusal(f"There is no arm {show_value(reference)} (--reference). The arms are: {listed}.")
