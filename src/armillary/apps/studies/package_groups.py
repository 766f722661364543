"""Planned groups in evidence packages: which may leave, and whether a partner's agree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from armillary.apps.studies.disclosure import FEWEST
from armillary.apps.studies.groupings import Grouping
from armillary.science.evidence import g_follows, student_estimate

Content = Mapping[str, Any]


def tell_groups(found: Content) -> dict[str, Any]:
    """Return what of the planned groups of a result may leave, and the groupings that stay.

    Classes stay. A group leaves with ten learners or more counted with each way. Who is in no
    group that leaves could be had by subtracting from the whole: they are none or ten at least with
    each way, too, and else the smallest group stays beside them. Where the first group stays, with
    which others are compared, or fewer than two are left, nothing leaves.

    Parameters
    ----------
    found : a result as stored
    """
    told, left_out = [], []
    for each in found.get("subgroups", ()):
        kept = _kept(each, found["analysed"])
        if kept:
            told.append(_part(each, kept))
        else:
            left_out.append(str(each["grouping"]))
    if not told and not left_out:
        return {}
    return {"subgroups": told, "subgroups_left_out": left_out}


def _kept(each: Content, whole: Sequence[int]) -> list[int]:
    """Places of the groups that may leave; none, or two at least with the first."""
    if "refused" in each or each["grouping"] == Grouping.CLASS:
        return []
    counts = each["n"]
    kept = [place for place, n in enumerate(counts) if min(n) >= FEWEST]
    while len(kept) >= 2 and not _is_safe(_rest([counts[place] for place in kept], whole)):
        kept.remove(min(kept, key=lambda place: (sum(counts[place]), place)))
    return kept if len(kept) >= 2 and kept[0] == 0 else []


def _rest(counts: Sequence[Sequence[int]], whole: Sequence[int]) -> list[int]:
    """Who is in none of these groups, by arm."""
    return [int(whole[arm]) - sum(int(n[arm]) for n in counts) for arm in (0, 1)]


def _is_safe(counts: Sequence[int]) -> bool:
    return all(n == 0 or n >= FEWEST for n in counts)


def _part(each: Content, kept: Sequence[int]) -> dict[str, Any]:
    values = [each["values"][place] for place in kept]
    return {
        "grouping": each["grouping"],
        "values": values,
        "n": [each["n"][place] for place in kept],
        "effects": [each["effects"][place] for place in kept],
        "interactions": [one for one in each["interactions"] if one["value"] in values],
    }


def count_cells(result: Content) -> dict[tuple[str, str, int], int]:
    """Return how many were counted in each group with each way, by grouping, value and arm."""
    return {
        (str(each["grouping"]), str(value), arm): int(n[arm])
        for each in result.get("subgroups", ())
        for value, n in zip(each["values"], each["n"], strict=True)
        for arm in (0, 1)
    }


def are_close(before: Content, after: Content) -> bool:
    """Return whether the groups of two packages together would tell of fewer than ten learners."""
    cells = count_cells(before)
    return any(
        0 < abs(n - cells[place]) < FEWEST
        for place, n in count_cells(after).items()
        if place in cells
    )


def check_groups(result: Content, planned: Sequence[str]) -> bool:
    """Return whether the groups of a partner's result can be: planned, large enough, and numbers
    that agree with each other. Packages from before there were groups have none.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where the content is no such thing.
    """
    return all(
        each["grouping"] in planned and _agrees(each, result["n"])
        for each in result.get("subgroups", ())
    )


def _agrees(each: Content, whole: Sequence[int]) -> bool:
    values, counts = each["values"], each["n"]
    if len(set(values)) != len(values) or len(values) < 2 or each["grouping"] == Grouping.CLASS:
        return False
    if not len(values) == len(counts) == len(each["effects"]) == len(each["interactions"]) + 1:
        return False
    rest = _rest(counts, whole)
    if min(min(n) for n in counts) < FEWEST or not (_is_safe(rest) and min(rest) >= 0):
        return False
    effects = dict(zip(values, each["effects"], strict=True))
    if not all(one is None or interval_agrees(one) for one in effects.values()):
        return False
    wanted = [(value, values[0]) for value in values[1:]]
    if [(one["value"], one["against"]) for one in each["interactions"]] != wanted:
        return False
    return all(_is_between(one, effects) for one in each["interactions"])


def _is_between(one: Content, effects: Mapping[str, Content | None]) -> bool:
    """Whether a difference between groups is about that of their effects, and p can be."""
    g, own, first = one["g"], effects[one["value"]], effects[one["against"]]
    if not (interval_agrees(g) and 0.0 <= g["p"] <= one["p_holm"] + 0.001 <= 1.001):
        return False
    if own is None or first is None:
        return True
    apart = abs(float(own["effect"]) - float(first["effect"]) - float(g["effect"]))
    return apart <= 3.0 * max(float(g["se"]), 0.01)  # of models that differ a little


def interval_agrees(g: Content) -> bool:
    """Return whether an interval is that of its effect, error and degrees of freedom."""
    effect, se, low, high, level = (
        float(g[name]) for name in ("effect", "se", "low", "high", "level")
    )
    df = float("inf") if g["df"] is None else float(g["df"])
    told = student_estimate(effect, se, df=df, level=level)  # checks what the numbers may be
    return g_follows(replace(told, low=low, high=high), slack=0.01 + 0.02 * se)  # of rounding
