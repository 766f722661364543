"""What is said about calibrated items beyond their numbers: fit, reliability, and flags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from armillary.apps.exchange.measuring.reading import GivenAnswers
from armillary.science.numerics import BoolArray, FloatArray, IntArray
from armillary.science.psychometrics import (
    SIGNIFICANT,
    AnswerTable,
    Calibration,
    ItemFit,
    ItemParameters,
    Key,
    Population,
    empirical_reliability,
    estimate_abilities,
    estimate_consistency,
    estimate_item_fit,
    find_islands,
    marginal_reliability,
)

# A gap between observed and expected scores below this share of the full score is not called
# misfit, however sure it is: the bound below which differences between groups are negligible.
NEGLIGIBLE = 0.05
# Fit and consistency lay answers out as a matrix; of more answers, learners are looked at evenly.
MOST_CELLS = 2_000_000
# What the fit of an item needs: learners who answered the same items, and how many of those.
FEWEST_ON_FORM, FEWEST_ITEMS = 100, 3

# How the reason of an item that was left out begins, and its flag.
_WHY_LEFT_OUT = {
    "too few": "too_few",
    "everyone has the highest": "all_highest",
    "everyone has the lowest": "all_lowest",
    "nobody scored": "score_unused",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found about items and test.

    Parameters
    ----------
    fits : of the items that could be looked at
    p_adjusted : by item, its p-value set beside those of the others
    reliability : as docs/reference/measuring.md describes it
    flags : by item
    notes : what could not be computed, and why
    """

    fits: tuple[ItemFit, ...]
    p_adjusted: dict[str, float]
    reliability: dict[str, object]
    flags: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]


def check_fit(
    answers: GivenAnswers, found: Calibration
) -> tuple[tuple[ItemFit, ...], dict[str, float], list[str]]:
    """Return S-X2 of every item with adjusted p-values, or a note why there is none.

    With groups, learners of the largest are looked at: the curves are meant to hold in each.
    """
    notes = []
    people = max(found.populations, key=lambda one: one.n_learners)
    table = answers.table
    if answers.group is not None:
        table = table.some(answers.group == people.group)
        notes.append(f"fit is that in group {people.group}, the largest")
    fits = fit_forms(thin(only_items(table, found), notes, "fit"), found.bank, people, notes)
    if not fits:
        few = f"no {FEWEST_ON_FORM} learners answered the same {FEWEST_ITEMS} items or more"
        return (), {}, [f"no fit (S-X2): {few}"]
    adjusted = adjust([fit.p_value for fit in fits])
    return fits, {str(f.item): p for f, p in zip(fits, adjusted.tolist(), strict=True)}, notes


def fit_forms(
    table: AnswerTable,
    bank: Sequence[ItemParameters],
    people: Population,
    notes: list[str],
) -> tuple[ItemFit, ...]:
    """Return S-X2 of the items, each from the form that most learners answered.

    A form is what the same learners answered, all of it: without forms everybody has one.
    """
    known = {item.item: item for item in bank}
    names: list[Key] = table.items.tolist()
    found: dict[Key, ItemFit] = {}
    n_forms = 0
    for learners, items in find_forms(table):
        keys = [names[j] for j in items.tolist()]
        if all(key in found for key in keys):
            continue
        form = [known[key] for key in keys]
        fits = estimate_item_fit(table.some(learners), form, mean=people.mean, sd=people.sd)
        found = {fit.item: fit for fit in fits} | found
        n_forms += 1
    if n_forms > 1:
        notes.append(f"fit: from {n_forms} sets of learners who answered the same items")
    return tuple(found[key] for key in names if key in found)


def find_forms(table: AnswerTable) -> list[tuple[BoolArray, IntArray]]:
    """Return sets of learners who answered the same items, the largest first, with those items.

    Sets of fewer than 100 learners or three items are left out.
    """
    given = np.diff(table.start)
    # A learner's items as one number: two sets of items share one with a chance of 2 to the -64.
    codes = np.random.default_rng(0).integers(2**63, size=table.n_items, dtype=np.uint64)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes[table.item], dtype=np.uint64)))
    signature = sums[table.start[1:]] - sums[table.start[:-1]]
    _all, first, form, size = np.unique(
        signature, return_index=True, return_inverse=True, return_counts=True
    )
    found = []
    for which in np.argsort(-size, kind="stable").tolist():
        who = int(first[which])
        if size[which] < FEWEST_ON_FORM:
            break
        if given[who] >= FEWEST_ITEMS:
            items = table.item[table.start[who] : table.start[who + 1]].astype(np.int64)
            found.append((form == which, items))
    return found


def adjust(p_values: Sequence[float]) -> FloatArray:
    """Return p-values that mind how many there are (Benjamini & Hochberg 1995).

    >>> adjust([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.array(p_values)
    order = np.argsort(p)[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(np.minimum(1.0, scaled))
    return adjusted


def check_reliability(
    answers: GivenAnswers, found: Calibration
) -> tuple[dict[str, object], list[str]]:
    """Return how reliable the test is in several ways; what cannot be said is None, with a note."""
    notes: list[str] = []
    people = found.populations[0]
    table = only_items(answers.table, found)
    told: dict[str, object] = {
        "group": str(people.group),
        "marginal": marginal_reliability(found.bank, mean=people.mean, sd=people.sd),
        "n": found.n_learners,
        "empirical": None,
        "alpha": None,
        "se_alpha": None,
        "omega": None,
        "se_omega": None,
        "n_consistency": None,
        "n_pairs": None,
    }
    answered = table.some(np.diff(table.start) > 0)
    if answered.n_learners > 1:
        told["empirical"] = empirical_reliability(
            estimate_abilities(
                answered, found.bank, method="eap", prior=priors(answers, found.populations, table)
            )
        )
    try:
        whole = estimate_consistency(thin(table, notes, "alpha and omega"))
    except ValueError as error:
        return told, [f"no alpha and omega: {error}"]
    return told | {
        "alpha": whole.alpha,
        "se_alpha": whole.se_alpha,
        "omega": whole.omega,
        "se_omega": whole.se_omega,
        "n_consistency": whole.n_learners,
        "n_pairs": whole.n_pairs,
    }, notes


def priors(
    answers: GivenAnswers, populations: Sequence[Population], table: AnswerTable
) -> FloatArray:
    """Return mean and sd of the group of each learner with an answer."""
    pairs = {one.group: (one.mean, one.sd) for one in populations}
    keep = np.diff(table.start) > 0
    if answers.group is None:
        return np.tile(pairs[populations[0].group], (int(keep.sum()), 1))
    return np.array([pairs[group] for group in answers.group[keep].tolist()])


def only_items(table: AnswerTable, found: Calibration) -> AnswerTable:
    """Return the answers to calibrated items alone."""
    fitted: set[Key] = {item.parameters.item for item in found.items}
    keep = np.array([key in fitted for key in table.items.tolist()])
    if keep.all():
        return table
    rows = keep[table.item]
    who = np.repeat(np.arange(table.n_learners), np.diff(table.start))[rows]
    counts = np.bincount(who, minlength=table.n_learners)
    return replace(
        table,
        items=table.items[keep],
        start=np.concatenate(([0], np.cumsum(counts))),
        item=(np.cumsum(keep) - 1).astype(np.int32)[table.item[rows]],
        score=table.score[rows],
        n_categories=table.n_categories[keep],
    )


def thin(table: AnswerTable, notes: list[str], what: str) -> AnswerTable:
    """Return learners spread evenly over the table, so few that a matrix of them is small."""
    most = max(1000, MOST_CELLS // table.n_items)
    if table.n_learners <= most:
        return table
    step = -(-table.n_learners // most)
    notes.append(f"{what}: from one learner in {step}")
    return table.some(np.arange(table.n_learners) % step == 0)


def flag_items(
    answers: GivenAnswers,
    found: Calibration,
    fits: Sequence[ItemFit],
    adjusted: Mapping[str, float],
) -> dict[str, tuple[str, ...]]:
    """Return what is odd about each item, as words that docs/reference/measuring.md explains."""
    flags: dict[str, list[str]] = {str(key): [] for key in answers.table.items.tolist()}
    for out in found.left_out:
        why = [flag for begin, flag in _WHY_LEFT_OUT.items() if out.reason.startswith(begin)]
        flags[str(out.item)] += why or ["left_out"]
    for one in found.items:
        if one.parameters.slope < 0.0:
            flags[str(one.parameters.item)].append("negative_slope")
    for fit in fits:
        if adjusted[str(fit.item)] < SIGNIFICANT and fit.rms_gap >= NEGLIGIBLE:
            flags[str(fit.item)].append("misfit")
    islands = sorted(find_islands(answers.table), key=len, reverse=True)
    for island in islands[1:]:
        for key in island:
            flags[str(key)].append("island")
    return {item: tuple(words) for item, words in flags.items()}
