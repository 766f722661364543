"""What a file says of a study: outcomes, arms, clusters, what was known before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from armillary.apps.exchange.studying.asked import Asked
from armillary.apps.exchange.studying.rows import FileRows, Labels, Named, Use
from armillary.apps.exchange.tables import open_table, show_value
from armillary.apps.people.commands import Refusal
from armillary.science.numerics import FloatArray

MOST_ARMS = 20
# Arms of these names are the usual way; others are compared with it.
USUAL = ("0", "control", "usual", "business as usual", "regular", "comparison", "no", "false", "c")


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
        rows = FileRows(table, list(_uses(asked)), asked.where)
        n_rows, n_without = rows.n, _drop_without_arm(rows, asked)
        baselines = asked.baselines
        if baselines is None:
            baselines = rows.numeric_terms(asked.covariates)
        ways = asked.arm is not None and not asked.amount
        error = asked.outcome_error
        return StudyFile(
            path=path,
            n_rows=n_rows,
            n_without_arm=n_without,
            outcome=rows.numbers(asked.outcome, "the outcome"),
            arm=_read_arms(rows, asked.arm) if asked.arm and ways else None,
            arm2=None if asked.arm2 is None else _read_arms(rows, asked.arm2),
            amount=rows.numbers(asked.arm, "the amount") if asked.arm and asked.amount else None,
            clusters=tuple(rows.labels(name) for name in asked.clusters),
            covariates=rows.expand("covariate", asked.covariates),
            slopes=rows.plain(asked.slopes, "a slope"),
            baselines=rows.plain(baselines, "a baseline"),
            subgroups={name: rows.labels(name) for name in (*asked.planned, *asked.explored)},
            strata=None if asked.strata is None else rows.labels(asked.strata),
            error=None if error is None else rows.numbers(error, "the error of the outcome"),
        )


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


def _uses(asked: Asked) -> Iterator[Use]:
    """Every column asked for."""
    yield Use("outcome", "the outcome", asked.outcome)
    single = {
        "arm": ("the arm", asked.arm),
        "arm2": ("the second arm", asked.arm2),
        "strata": ("the stratum", asked.strata),
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
        usual = [place for place, name in enumerate(arm.names) if name.casefold() in USUAL]
        return (usual[0], False) if usual else (0, True)
    for place, name in enumerate(arm.names):
        if name == reference or name.casefold() == reference.casefold():
            return place, False
    listed = ", ".join(show_value(name) for name in arm.names)
    raise Refusal(f"There is no arm {show_value(reference)} (--reference). The arms are: {listed}.")
