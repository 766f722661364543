"""Results joined with the assignment: everybody who was drawn, in the arm that was drawn."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from armillary.apps.exchange.columns import Role, find_columns, plain_name
from armillary.apps.exchange.studying.asked import Asked
from armillary.apps.exchange.studying.assigned import Assignment, Joined, read_assignment
from armillary.apps.exchange.studying.assigning import ALIASES
from armillary.apps.exchange.studying.reading import StudyFile, list_uses, read_rows
from armillary.apps.exchange.studying.rows import MISSING, FileRows, Labels, Named, Use
from armillary.apps.exchange.tables import Table, open_table, show_value
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import Layout
from armillary.science.numerics import BoolArray, IntArray

BLOCK = "block"  # what a stratum or pair is called among the groupings


@dataclass(frozen=True, slots=True)
class Keys:
    """What the results are joined by.

    Parameters
    ----------
    unit, learner, half : of each row; `half` is the period or the set of items
    column, half_column : names of the columns of `unit` and `half`
    everywhere : units, or learners where the roster tells them, in any row of the file, whatever
        `--where` picks
    """

    column: str
    unit: Labels
    learner: Labels | None
    half: Labels | None
    half_column: str
    everywhere: Set[str]


def read_assigned_study(path: Path, asked: Asked) -> tuple[StudyFile, Asked]:
    """Return the results of everybody drawn, and the switches with what the assignment adds.

    Raises
    ------
    Refusal
        If the assignment was changed, or the results do not belong to it.
    """
    assert asked.assignment is not None
    assignment = read_assignment(asked.assignment)
    _check_asked(asked, assignment)
    with open_table(path) as table:
        column, learner, half = _find_keys(table, asked, assignment)
        clusters = _add_unit(asked, assignment, column)
        asked = replace(asked, clusters=clusters)
        uses = [*list_uses(asked), Use("unit-column", "what was drawn", column)]
        uses += [Use("learner", "the learner", learner)] if learner else []
        uses += [Use(*_half_switch(assignment), half)] if half else []
        rows = FileRows(table, uses, asked.where)
        file = read_rows(rows, asked)
        by_learner = bool(assignment.learners) and learner is not None
        keys = Keys(
            column, rows.labels(column), rows.labels(learner) if learner else None,
            rows.labels(half) if half else None, half,
            rows.everywhere(learner if by_learner and learner else column),
        )  # fmt: skip
    joined = join_assignment(file, clusters, assignment, keys)
    arm2 = "arm2" if joined.arm2 is not None else None
    return joined, replace(asked, arm="arm", arm2=arm2)


def _half_switch(assignment: Assignment) -> tuple[str, str]:
    if assignment.layout is Layout.CROSSOVER:
        return "period", "the half of the study"
    return "set", "the set of items"


def _check_asked(asked: Asked, assignment: Assignment) -> None:
    """Refuse switches that do not suit what was drawn."""
    if asked.period is not None and assignment.layout is not Layout.CROSSOVER:
        raise Refusal(f"--period is for a crossover; the assignment is {assignment.layout.value}.")
    if asked.item_set is not None and assignment.layout is not Layout.WITHIN:
        raise Refusal(f"--set is for the design within; this is {assignment.layout.value}.")
    if assignment.halved and (asked.binary or asked.outcome_error is not None):
        raise Refusal(
            "Where everybody met both ways the outcome is a difference: leave out --binary and"
            " --outcome-error."
        )
    if assignment.asked.arms2:
        replace(
            asked, arm="arm", arm2="arm2", assignment=None, unit_column=None, learner=None
        ).check()


def _find_keys(table: Table, asked: Asked, assignment: Assignment) -> tuple[str, str | None, str]:
    """The columns of the unit, the learner (if there is one) and the half (of a crossover)."""
    drawn = assignment.asked
    aliases = (plain_name(drawn.unit_column or ""), *ALIASES[drawn.unit])
    halved = assignment.halved
    switch, means = _half_switch(assignment)
    usual = {"period": ("period", "half"), "set": ("set", "itemset", "form")}[switch]
    roles = [Role("unit-column", f"the {drawn.unit} that was drawn", aliases, needed=True)]
    if drawn.unit != "learner":
        roles.append(Role("learner", "the learner", ALIASES["learner"], needed=halved))
    roles += [Role(switch, means, usual, needed=True)] if halved else []
    named = {"unit-column": asked.unit_column, "learner": asked.learner}
    named |= {"period": asked.period, "set": asked.item_set}
    found = find_columns(table, roles, named)
    learner = found["learner"].name if "learner" in found else None
    return found["unit-column"].name, learner, found[switch].name if halved else ""


def _add_unit(asked: Asked, assignment: Assignment, column: str) -> tuple[str, ...]:
    """The groupings of the model: whole classes or schools that were drawn are always one."""
    if assignment.asked.unit == "learner" or column in asked.clusters:
        return asked.clusters
    if len(asked.clusters) == 2:
        raise Refusal(
            f"{column} was drawn, so it must be one of the groupings: name it with --cluster or"
            " --cluster2."
        )
    return (*asked.clusters, column)


def join_assignment(
    file: StudyFile, clusters: Sequence[str], assignment: Assignment, keys: Keys
) -> StudyFile:
    """Return the rows of everybody drawn, with the arms drawn; who has no row gets an empty one.

    Of a crossover, or where all met both ways, a row is a learner, its outcome half of what the
    first half is ahead of the second: so arms differ by the effect, and what the halves differ by
    cancels. Who misses one of them is lost.

    Raises
    ------
    Refusal
        If nobody belongs to the assignment, or a learner has several rows.
    """
    unit, moved = _units_of(file, assignment, keys)
    known = np.flatnonzero(unit >= 0)
    n_unknown = len(unit) - len(known)
    picked = file.pick(known)
    unit = unit[known]
    halves = None
    if assignment.halved:
        picked, rows, halves = _halve(picked, assignment, keys, known)
        unit = unit[rows]
    elif assignment.asked.unit == "learner" and keys.column not in clusters:
        _check_single(picked, assignment, keys, unit)
    lost, guessed = _find_lost(assignment, keys, unit)
    n = len(unit)
    everybody = picked.pick(np.concatenate([np.arange(n), np.full(len(lost), MISSING)]))
    unit = np.concatenate([unit, lost])
    joined = Joined(
        assignment, n_unknown, len(set(lost.tolist()) - set(unit[:n].tolist())), len(lost),
        guessed, int(moved[known].sum()), halves,
    )  # fmt: skip
    return _with_arms(everybody, clusters, keys.column, unit, joined)


def _units_of(file: StudyFile, assignment: Assignment, keys: Keys) -> tuple[IntArray, BoolArray]:
    """The unit drawn of each row, -1 if there is none, and who is in another now."""
    place = {name: number for number, name in enumerate(assignment.units)}
    unit = _look_up(keys.unit, [_place_of(name, place) for name in keys.unit.names])
    moved = np.zeros(len(unit), dtype=bool)
    if assignment.learners and keys.learner is not None:
        drawn = [
            place.get(assignment.learners.get(name, ""), MISSING) for name in keys.learner.names
        ]
        of_learner = _look_up(keys.learner, drawn)
        if np.any(of_learner >= 0):
            moved = (of_learner >= 0) & (of_learner != unit)
            unit = of_learner
        elif np.any(unit >= 0):
            raise Refusal(
                f"No learner in {file.path} is on the roster that was drawn from. Name the column"
                " of the learners as the roster has them with --learner COLUMN."
            )
    if not np.any(unit >= 0):
        asked = assignment.asked
        found = ", ".join(show_value(name) for name in keys.unit.names[:3]) or "nothing"
        drawn_units = ", ".join(show_value(name) for name in assignment.units[:3])
        raise Refusal(
            f"No row of {file.path} is of a {asked.unit} that was drawn: {keys.column} holds"
            f" {found}, drawn were {drawn_units}. Name another column with --unit-column."
        )
    return unit, moved


def _place_of(name: str, place: dict[str, int]) -> int:
    """The place of a unit; programs that keep gaps write whole numbers as 5.0."""
    return place.get(name, place.get(name.removesuffix(".0"), MISSING))


def _look_up(labels: Labels, values: Sequence[int]) -> IntArray:
    """The value of each row's label; -1 where the cell is empty."""
    return np.array([*values, MISSING], dtype=np.int64)[labels.index]


def _check_single(file: StudyFile, assignment: Assignment, keys: Keys, unit: IntArray) -> None:
    count = np.bincount(unit, minlength=len(assignment.units))
    if count.max() > 1:
        raise Refusal(
            f"The learner {assignment.units[int(count.argmax())]} has {count.max()} rows in"
            f" {file.path}. Pick one test with --where, or say that a learner has several with"
            f" --cluster {keys.column}."
        )


def _halve(
    file: StudyFile, assignment: Assignment, keys: Keys, known: IntArray
) -> tuple[StudyFile, IntArray, tuple[str, str]]:
    """A row for each learner, the row its unit is taken from, and the names of the halves."""
    assert keys.half is not None
    learner = keys.unit if assignment.asked.unit == "learner" else keys.learner
    assert learner is not None
    who, half = learner.index[known], keys.half.index[known]
    if np.any(who < 0) or np.any(half < 0):
        raise Refusal(
            f"Some rows of {file.path} have no learner or nothing in {keys.half_column}. Fill them"
            " in: without both no row can be set beside the other of its learner."
        )
    named = [keys.half.names[place] for place in np.unique(half)]
    if len(named) != 2:
        raise Refusal(
            f"Column {keys.half_column} must name two halves, such as 1 and 2; it has"
            f" {', '.join(show_value(name) for name in named[:6])}."
        )
    late = (half == half.max()).astype(np.int64)
    places, index = np.unique(who, return_inverse=True)
    count = np.bincount(2 * index + late, minlength=2 * len(places))
    if count.max() > 1:
        twice = learner.names[places[int(count.argmax()) // 2]]
        raise Refusal(
            f"The learner {twice} has several rows with one value of {keys.half_column} in"
            f" {file.path}; one is needed. Pick one test with --where."
        )
    rows = np.full((2, len(places)), MISSING, dtype=np.int64)
    rows[late, index] = np.arange(len(who))
    either = np.where(rows[0] >= 0, rows[0], rows[1])
    first, second = file.pick(rows[0]), file.pick(rows[1])
    out = replace(
        file.pick(either),
        outcome=0.5 * (first.outcome - second.outcome),
        level=first.outcome,
        covariates=_of_both(first.covariates, second.covariates),
        baselines=_of_both(first.baselines, second.baselines),
    )
    return out, either, (named[0], named[1])


def _of_both(first: Named, second: Named) -> Named:
    """What was known before the start: the same in both rows of a learner, or in one of them."""
    one, other = first.columns, second.columns
    both = np.isfinite(one) & np.isfinite(other)
    differs = np.any(both & (one != other), axis=0)
    if np.any(differs):
        name = first.names[int(np.argmax(differs))]
        raise Refusal(
            f"{name} differs between the two rows of some learners, so it was not known before the"
            " start. Leave it out, or give both rows the value from before."
        )
    return Named(first.names, np.where(np.isfinite(one), one, other))


def _find_lost(assignment: Assignment, keys: Keys, unit: IntArray) -> tuple[IntArray, bool]:
    """The unit of each learner who was drawn and has no row; whether their number is guessed."""
    place = {name: number for number, name in enumerate(assignment.units)}
    if assignment.learners and keys.learner is not None:
        gone = [one for who, one in assignment.learners.items() if who not in keys.everywhere]
        return np.array([place[one] for one in gone], dtype=np.int64), False
    absent = [name for name in assignment.units if name not in keys.everywhere]
    if assignment.asked.unit == "learner":
        return np.array([place[name] for name in absent], dtype=np.int64), False
    mean = max(1, round(len(unit) / len(np.unique(unit))))
    sizes = [assignment.n_learners.get(name, mean) for name in absent]
    guessed = any(name not in assignment.n_learners for name in absent)
    return np.repeat(np.array([place[name] for name in absent], dtype=np.int64), sizes), guessed


def _with_arms(
    file: StudyFile, clusters: Sequence[str], column: str, unit: IntArray, joined: Joined
) -> StudyFile:
    """The arms drawn, the units that were drawn as clusters, and their blocks."""
    drawn = joined.assignment
    units = Labels(drawn.units, unit)
    block = None
    if drawn.n_blocks > 1:
        numbers = np.array(drawn.draw.block)
        block = Labels(tuple(str(one + 1) for one in range(numbers.max() + 1)), numbers[unit])
    return replace(
        file,
        arm=Labels(drawn.asked.arms, drawn.arms()[unit]),
        arm2=Labels(drawn.asked.arms2, drawn.arms2()[unit]) if drawn.asked.arms2 else None,
        clusters=tuple(
            units if name == column else labels
            for name, labels in zip(clusters, file.clusters, strict=True)
        ),
        unit=units,
        block=block,
        paired=drawn.asked.pairs is not None,
        joined=joined,
    )


def place_blocks(file: StudyFile) -> str:
    """How strata or pairs enter the model: `columns`, `groups`, or not (empty).

    Strata are columns; pairs, strata inside a cluster, and many strata of learners are groups, the
    models of which held their coverage in benchmarks/accuracy/evidence/designs.py.
    """
    if file.block is None:
        return ""
    block = file.block.index
    n_blocks = len(np.unique(block[block >= 0]))
    inside = False
    for labels in file.clusters:
        n_both = len(np.unique(np.stack([labels.index, block]), axis=1).T)
        n_clusters = len(np.unique(labels.index))
        if n_both == n_clusters == n_blocks:
            return ""  # each cluster is a stratum
        inside |= n_both == n_blocks
    many = not file.clusters and n_blocks > 20
    if (inside or file.paired or many) and len(file.clusters) < 2 and file.error is None:
        return "groups"
    return "columns"


def block_columns(block: Labels, use: BoolArray) -> Named:
    """Indicators of the strata that used rows lie in, but one."""
    held = np.unique(block.index[use])
    columns = np.equal.outer(block.index, held[1:]).astype(np.float64)
    return Named(tuple(f"{BLOCK}={block.names[place]}" for place in held[1:]), columns)
