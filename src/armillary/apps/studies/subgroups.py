"""For whom: the effect in groups of learners, and whether groups differ at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from armillary.apps.studies import protocols
from armillary.apps.studies.analysis import as_content, rows_of
from armillary.apps.studies.groupings import (
    Grouping,
    Groups,
    find_groupings,
    find_planned,
    read_groups,
)
from armillary.apps.studies.models import Study, StudyLayout
from armillary.apps.studies.tables import StudyTable, read_table
from armillary.science.evidence import (
    ComparedRows,
    Estimate,
    Fitting,
    Method,
    RefusalError,
    Subgroups,
    estimate_hedges_g,
    estimate_subgroups,
    predict_se,
    smallest_of_error,
)
from armillary.science.numerics import BoolArray

FEWEST_CLASSES = 4  # of a group, where whole classes were drawn

Content = dict[str, Any]


def explore_groups(
    study: Study, kind: str, content: Mapping[str, Any], *, now: datetime
) -> list[Content]:
    """Return the groups that nobody planned, for a result that is final.

    Parameters
    ----------
    kind : after or delayed
    content : the result of that kind, as stored
    """
    planned = find_planned(study)
    others = [one for one in find_groupings(study) if one not in planned]
    table = read_table(study, kind, now=now)
    return analyse_groupings(study, table, content, others, now=now)


def analyse_groupings(
    study: Study,
    table: StudyTable,
    content: Mapping[str, Any],
    groupings: Sequence[Grouping],
    *,
    now: datetime,
) -> list[Content]:
    """Return what each grouping says; p is that beside all comparisons of groups (Holm).

    Parameters
    ----------
    content : the result as a whole, which has an answer
    """
    found: list[Content] = [
        {"grouping": one.value}
        | analyse_groups(study, table, read_groups(study, one, now=now), content)
        for one in groupings
    ]
    adjust([one for each in found for one in each.get("interactions", ())])
    return found


def adjust(comparisons: Sequence[Content]) -> None:
    """Give each comparison the p that holds beside all of them.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.

    Examples
    --------
    >>> rows = [{"g": {"p": 0.04}}, {"g": {"p": 0.01}}]
    >>> adjust(rows)
    >>> [row["p_holm"] for row in rows]
    [0.04, 0.02]
    """
    worst = 0.0
    ordered = sorted(comparisons, key=lambda one: float(one["g"]["p"]))
    for rank, one in enumerate(ordered):
        worst = max(worst, min(1.0, one["g"]["p"] * (len(ordered) - rank)))
        one["p_holm"] = worst


def analyse_groups(
    study: Study, table: StudyTable, groups: Groups, content: Mapping[str, Any]
) -> Content:
    """Return the effect in each group and how groups differ from the first, or why not."""
    if len(groups.values) < 2:
        return {"refused": "one_group"}
    rows, method = rows_of(study, table)
    kept = table.counted & (groups.place >= 0) & np.all(np.isfinite(rows.covariates), axis=1)
    outside = table.counted & ~kept
    counts = [_by_arm(table, kept & (groups.place == place)) for place in range(len(groups.values))]
    told: Content = {
        "values": list(groups.values), "n": counts, "n_outside": _by_arm(table, outside)
    }  # fmt: skip
    compared = ComparedRows(
        rows.outcome[kept],
        rows.arm[kept][:, None].astype(np.float64),
        rows.covariates[kept],
        () if rows.cluster is None else (rows.cluster[kept],),
        np.empty((int(kept.sum()), 0)),
    )
    fitting = Fitting.REML if method is Method.REML else Fitting.ROBUST
    level = float(study.protocol["analysis"]["level"])
    if min(min(pair) for pair in counts) == 0:
        return told | {"refused": "too_few_rows"}
    try:
        found = estimate_subgroups(compared, groups.place[kept], fitting=fitting, level=level)
        return told | _describe(study, groups, found, content)
    except RefusalError as refusal:
        return told | {"refused": refusal.reason.value}


def _by_arm(table: StudyTable, kept: BoolArray) -> list[int]:
    return [int(np.sum(kept & (table.arm == arm))) for arm in (0, 1)]


def _describe(
    study: Study, groups: Groups, found: Subgroups, content: Mapping[str, Any]
) -> Content:
    """Everything in the standard deviations that the whole result is told in."""

    def scale(one: Estimate) -> Content:
        n, clusters = sum(content["analysed"]), sum(content["n_clusters"])
        alike = study.layout == StudyLayout.PARALLEL and clusters > 0
        g = estimate_hedges_g(
            one,
            sd=content["sd"],
            n=n,
            icc=content["icc"] if alike else 0.0,
            cluster_size=n / clusters if alike else 1.0,
        )
        return as_content(g)

    return {
        "effects": [None if one is None else scale(one) for one in found.effects],
        "interactions": [
            {"value": value, "against": groups.values[0], "g": scale(one)}
            for value, one in zip(groups.values[1:], found.interactions, strict=True)
        ],
    }


def foresee_difference(
    option: protocols.DesignOption,
    class_sizes: Sequence[int],
    groups: Sequence[int],
    *,
    baseline: bool,
    whole: bool = False,
) -> float | None:
    """Return the smallest difference between two groups' effects that such a study would show.

    That is the interaction of the first group with the smallest of the others, shown in 80 of 100
    studies. With lots for learners and two halves its error is twice that of the effect itself.

    Parameters
    ----------
    class_sizes : learners of each class
    groups : learners of each group; or its classes, if `whole`
    baseline : a test is sat before the start
    whole : every class belongs to one group

    Returns
    -------
    in standard deviations; None where these classes cannot tell

    Examples
    --------
    >>> option = protocols.list_designs("policy", [25, 25], baseline=False)[0]
    >>> round(foresee_difference(option, [25, 25], [25, 25], baseline=False), 2)
    1.58
    """
    n, first, other = sum(groups), groups[0], min(groups[1:])
    by_class = option.name == "class" or (
        option.name == "swap" and len(class_sizes) >= protocols.CLASSES_TO_MODEL
    )
    if by_class and whole and min(groups) < FEWEST_CLASSES:
        return None
    try:
        if by_class and not whole:
            se, df = _expect_inside(option, class_sizes, baseline=baseline)
        else:
            se, df = protocols.expect_error(
                option.name, class_sizes, baseline=baseline, facts=option.facts
            )
            df -= len(groups)
    except (RefusalError, ValueError):
        return None
    if df < protocols.FEWEST_DF:
        return None
    se *= (n / first + n / other) ** 0.5
    return smallest_of_error(se, df, power=protocols.POWER, level=protocols.LEVEL)


def _expect_inside(
    option: protocols.DesignOption, class_sizes: Sequence[int], *, baseline: bool
) -> tuple[float, float]:
    """The error where both groups sit in every class: what a class has in common drops out."""
    icc = option.facts.icc
    plan = protocols.plan_of(option.name, class_sizes, baseline=baseline, icc=0.0)
    se, df = predict_se(plan)
    return float((1.0 - icc) ** 0.5 * se), df
