"""Items and groups of learners on one scale, from answers."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .answers import AnswerTable, Key, find_islands
from .arrays import AnyArray
from .expectation import AnswerSource, HeldAnswers, Summary
from .information import packed_information
from .items import (
    ItemParameters,
    Model,
    PackedItems,
    pack_items,
)
from .learned_priors import MOST_ROUNDS, have_settled, learn_priors
from .maximising import Climb, climb
from .priors import NO_PRIORS, Priors, Role, default_priors
from .problem import FIXED, Place, Problem
from .reporting import report_item_errors, report_items, report_populations
from .results import Calibration, LeftOut, Settings
from .standard_errors import estimate_covariance

MOST_NODES = 400  # an item so steep that it needs more is a step, and no logistic curve
REACH = 6.0  # nodes lie this many sds to both sides; 8 when groups may lie off the middle
_TOP = "everyone has the highest score"
_BOTTOM = "everyone has the lowest score"


def calibrate(
    table: AnswerTable,
    settings: Settings,
    *,
    group: Sequence[Key] | AnyArray | None = None,
    reference: Key | None = None,
    share: Callable[[HeldAnswers], AnswerSource] | None = None,
) -> Calibration:
    """Return items and groups fitted to answers by marginal maximum likelihood.

    Abilities are normal in each group; in the reference group with mean 0 and sd 1 (Rasch: mean
    0 and slopes 1), and this sets the scale. Answers that are absent are taken as absent for
    reasons that have nothing to do with what would have been answered, given those that are there.

    Parameters
    ----------
    table : the answers; memory needed beyond it does not grow with learners
    settings : see there
    group : shape (n_learners,), the key of each learner's group; without it there is one, ""
    reference : the key of the group that sets the scale; without it the first in order
    share : puts the answers where they are to be worked on, such as `SharedAnswers` over several
        processes; without it they stay in this one

    Raises
    ------
    ValueError
        If `group` has another length, `reference` does not occur, a group has no learner with an
        answer or no item that ties it to the reference group, an item has more scores than the
        model has place for, or no item is left.

    References
    ----------
    Bock & Aitkin (1981), Psychometrika 46, 443-459; Bock & Zimowski (1997) in van der Linden &
    Hambleton, Handbook of Modern Item Response Theory, chapter 25, for several groups.
    """
    keys, index = order_groups(table, group, reference)
    islands = find_islands(table)
    if len(islands) > 1 and not settings.fixed:
        _check_connected(table, islands, index, keys)
    held = HeldAnswers(table, index, len(keys))
    found = calibrate_source(
        held if share is None else share(held),
        settings,
        items=table.items.tolist(),
        n_categories=table.n_categories,
        groups=keys,
    )
    return replace(found, notes=_island_notes(islands))


def _check_connected(
    table: AnswerTable, islands: Sequence[Sequence[Key]], index: IntArray, keys: Sequence[Key]
) -> None:
    """Refuse a group that shares no item, not even by way of others, with the reference group."""
    island = {key: n for n, keys_of in enumerate(islands) for key in keys_of}
    of_item = np.array([island[key] for key in table.items.tolist()])
    who = np.repeat(index, np.diff(table.start))
    met = {int(n) for n in np.unique(of_item[table.item[who == 0]])}
    left = set(range(1, len(keys)))
    while left:
        joined = {g for g in left if met & set(of_item[table.item[who == g]].tolist())}
        if not joined:
            names = ", ".join(str(keys[g]) for g in sorted(left))
            raise ValueError(
                f"group {names} shares no item with group {keys[0]}, so they have no common scale"
            )
        for g in joined:
            met |= set(of_item[table.item[who == g]].tolist())
        left -= joined


def _island_notes(islands: Sequence[Sequence[Key]]) -> tuple[str, ...]:
    """What must be believed when no learner connects some items with others."""
    if len(islands) == 1:
        return ()
    first, second = islands[0][0], islands[1][0]
    return (
        f"no learner connects {len(islands)} sets of items (for example {first!r} and {second!r}): "
        f"they lie on one scale only if the learners of each are equally able",
    )


def calibrate_source(
    source: AnswerSource,
    settings: Settings,
    *,
    items: Sequence[Key],
    n_categories: IntArray,
    groups: Sequence[Key],
) -> Calibration:
    """Return what `calibrate` returns, for answers that need not be in this process.

    Parameters
    ----------
    source : the answers, wherever they are
    settings : see there
    items, n_categories : shape (n_items,); keys, and how many scores each knows
    groups : keys, the reference group first

    Raises
    ------
    ValueError
        As `calibrate`.
    """
    summary = source.summarise()
    empty = [str(key) for key, n in zip(groups, summary.n_learners, strict=True) if n == 0]
    if empty:
        raise ValueError(f"no learner with an answer in group {', '.join(empty)}")
    fixed = dict(settings.fixed or {})
    reasons = [
        "" if key in fixed else _reason(counts[:k], settings)
        for key, counts, k in zip(items, summary.counts, n_categories.tolist(), strict=True)
    ]
    _check_categories(items, n_categories, settings, fixed)
    kept = [j for j, reason in enumerate(reasons) if not reason]
    if not kept:
        raise ValueError(f"no item can be fitted: {items[0]!r}: {reasons[0]}; and so on")
    problem = _lay_out(source, settings, [items[j] for j in kept], kept, summary)
    found = _climb_and_learn(problem, summary, settings)
    problem = found.point.problem
    covariance = estimate_covariance(found.point)
    n_answers = summary.counts.sum(axis=1)
    return Calibration(
        items=report_items(
            problem, found.point, covariance, settings, [items[j] for j in kept], n_answers
        ),
        left_out=tuple(
            LeftOut(items[j], int(n_answers[j]), reason)
            for j, reason in enumerate(reasons)
            if reason
        ),
        populations=report_populations(found.point, covariance, settings, groups, summary),
        log_likelihood=found.point.expectation.log_likelihood if found.point.expectation else 0.0,
        converged=found.converged,
        reason="; ".join(part for part in (found.reason, covariance.reason) if part),
        n_learners=int(summary.n_learners.sum()),
        n_answers=int(n_answers[kept].sum()),
        n_passes=found.n_passes + 2,
        notes=(),
        item_errors=report_item_errors(problem, covariance, settings, [items[j] for j in kept]),
        priors=problem.priors,
    )


def order_groups(
    table: AnswerTable, group: Sequence[Key] | AnyArray | None, reference: Key | None
) -> tuple[list[Key], IntArray]:
    """Return keys of the groups, the reference first, and the index of each learner's."""
    if group is None:
        return [""], np.zeros(table.n_learners, np.int64)
    column = np.asarray(group)
    if column.shape != (table.n_learners,):
        raise ValueError(
            f"group must have one key a learner, {table.n_learners}, got {column.shape}"
        )
    found, index = np.unique(column, return_inverse=True)
    keys: list[Key] = found.tolist()
    if reference is None:
        return keys, index
    if reference not in keys:
        raise ValueError(f"reference must be one of the groups {keys}, got {reference!r}")
    first = keys.index(reference)
    order = [first, *(i for i in range(len(keys)) if i != first)]
    place = np.empty(len(keys), np.int64)
    place[order] = np.arange(len(keys))
    return [keys[i] for i in order], place[index]


def _reason(counts: IntArray, settings: Settings) -> str:
    """Why nothing can be said about an item; empty when something can."""
    n = int(counts.sum())
    if n < settings.fewest:
        return f"too few to say: {n} answer{'s' if n != 1 else ''}, {settings.fewest} are needed"
    if counts[-1] == n:
        return _TOP
    if counts[0] == n:
        return _BOTTOM
    never = np.flatnonzero(counts == 0)
    return f"nobody scored {', '.join(str(k) for k in never)}" if len(never) else ""


def _check_categories(
    items: Sequence[Key],
    n_categories: IntArray,
    settings: Settings,
    fixed: Mapping[Key, ItemParameters],
) -> None:
    """Refuse items with more scores than the model, or the anchor, has place for."""
    for key, n in zip(items, n_categories.tolist(), strict=True):
        if key in fixed and fixed[key].n_categories != n:
            known = fixed[key].n_categories
            raise ValueError(f"item {key!r} has {n} scores, held fixed with {known}")
        if key not in fixed and settings.model in {"2pl", "3pl"} and n > 2:
            raise ValueError(
                f"item {key!r} has {n} scores; {settings.model} has place for right and wrong, "
                f"grm and gpcm for more"
            )


def _lay_out(
    source: AnswerSource,
    settings: Settings,
    keys: Sequence[Key],
    kept: Sequence[int],
    summary: Summary,
) -> Problem:
    """The problem with its starting values."""
    fixed = settings.fixed or {}
    priors = default_priors(settings.model) if settings.priors == "usual" else settings.priors
    start = [
        fixed[key] if key in fixed else _first_guess(key, settings.model, summary.counts[j])
        for key, j in zip(keys, kept, strict=True)
    ]
    packed, n_groups = pack_items(start), len(summary.n_learners)
    held = np.array([key in fixed for key in keys])
    free_of, role = _numbers(packed, held, settings.model, n_groups)
    reach = REACH if n_groups == 1 and not held.any() else REACH + 2.0
    nodes = np.linspace(-reach, reach, settings.n_nodes or _enough_nodes(summary, reach))
    return Problem(
        source=source,
        items=packed,
        table_item=np.array(kept),
        n_table_items=len(summary.counts),
        groups=np.zeros((n_groups, 2)),
        free_of=free_of,
        role=role,
        priors=priors if isinstance(priors, Priors) else NO_PRIORS,
        nodes=nodes,
    )


def _climb_and_learn(problem: Problem, summary: Summary, settings: Settings) -> Climb[Place]:
    """Climb; where priors are learned from the bank, learn and climb on until they settle."""
    found = _climb(problem, problem.start(), summary, settings)
    if settings.model != "3pl" or settings.priors != "usual":
        return found
    for _ in range(MOST_ROUNDS):
        if not found.converged or found.n_passes >= settings.max_passes:
            break
        point = found.point
        priors = learn_priors(point, estimate_covariance(point))
        if priors is None or have_settled(point.problem.priors, priors):
            break
        left = replace(settings, max_passes=settings.max_passes - found.n_passes)
        again = _climb(replace(point.problem, priors=priors), found.values, summary, left)
        found = replace(again, n_passes=found.n_passes + again.n_passes + 1)
    return found


def _climb(
    problem: Problem, values: FloatArray, summary: Summary, settings: Settings
) -> Climb[Place]:
    """Climb; when what is found needs closer nodes than were guessed, climb on with those."""
    n_passes = 0
    while True:
        left = max(1, settings.max_passes - n_passes)
        found = climb(values, problem.look, tolerance=settings.tolerance, max_passes=left)
        n_passes += found.n_passes
        nodes = _closer_nodes(problem, found.point, summary)
        enough = settings.n_nodes is not None or len(nodes) <= len(problem.nodes)
        if enough or not found.converged or n_passes >= settings.max_passes:
            return replace(found, n_passes=n_passes)
        problem, values = replace(problem, nodes=nodes), found.values


def _closer_nodes(problem: Problem, place: Place, summary: Summary) -> FloatArray:
    """Nodes that lie closely enough for the steepest item and for the surest learner."""
    items = problem.packed(place.numbers)
    steepest = float(np.abs(items.parameters[items.place[:-1]]).max())
    share = min(1.0, summary.longest / len(items.kind))
    told = packed_information(items, problem.nodes).sum(axis=0).max() * share
    gap = min(1.1 / steepest, 1.3 / math.sqrt(float(told) + 1.0))
    reach = float(problem.nodes[-1])
    return np.linspace(-reach, reach, min(MOST_NODES, 8 * math.ceil(2.0 * reach / gap / 8.0)))


def _enough_nodes(summary: Summary, reach: float) -> int:
    """So many that two lie within 1.3 sds of the narrowest place a learner can have."""
    steps = summary.counts.astype(bool).sum(axis=1).max() - 1
    gap = min(0.4, 2.2 / math.sqrt(summary.longest * int(steps)))
    return 8 * math.ceil(2.0 * reach / gap / 8.0)


def _first_guess(key: Key, model: Model, counts: IntArray) -> ItemParameters:
    """Where the search for an item begins: slope 1, and intercepts by how often scores occur."""
    used = counts[: int(np.flatnonzero(counts)[-1]) + 1].astype(float) + 0.5
    guessing = 0.2 if model == "3pl" else 0.0
    if model in {"grm", "3pl"}:
        above = np.cumsum(used[::-1])[::-1][1:] / used.sum()
        above = np.clip((above - guessing) / (1.0 - guessing), 0.02, 0.98)
        steps = 1.2 * np.log(above / (1.0 - above)) - 1e-3 * np.arange(len(above))
    else:
        steps = 1.2 * np.diff(np.log(used))
    return ItemParameters(key, model, 1.0, tuple(steps.tolist()), guessing)


def _numbers(
    packed: PackedItems, held: AnyArray, model: Model, n_groups: int
) -> tuple[IntArray, IntArray]:
    """Which free number each number is, and what it means."""
    width = np.diff(packed.place)
    n_items, total = len(width), int(packed.place[-1])
    item = np.repeat(np.arange(n_items), width)
    own = np.arange(total) - packed.place[item]
    role = np.where(own == 0, Role.SLOPE, Role.INTERCEPT)
    role[(own == 2) & (packed.kind[item] == 2)] = Role.GUESSING
    role[(own >= 2) & (packed.kind[item] == 1)] = Role.GAP
    free = ~held[item]
    shared = (own == 0) & free & (model == "rasch")
    if held.any():
        free &= ~shared  # on the scale of the anchors a Rasch slope is 1
        shared[:] = False
    first = 1 if shared.any() else 0
    free_of = np.full(total + 2 * n_groups, FIXED)
    alone = np.flatnonzero(free & ~shared)
    free_of[alone] = first + np.arange(len(alone))
    free_of[np.flatnonzero(shared)] = 0
    moving = total + np.arange(0 if held.any() else 2, 2 * n_groups)
    free_of[moving] = first + len(alone) + np.arange(len(moving))
    return free_of, np.concatenate((role, np.full(2 * n_groups, Role.GROUP)))
