"""For whom: groups of learners, planned or not, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from armillary.apps.people.languages import join_sentences
from armillary.apps.studies.groupings import LOWER, UPPER, Grouping
from armillary.apps.studies.wording.figures import Content, interval, number

# Language names in their own language, as the pages' menu has them.
LANGUAGES = {"en": "English", "ru": "Русский", "be": "Беларуская", "zh-Hans": "简体中文"}
SURE = 0.05  # of p beside all comparisons


@dataclass(frozen=True, slots=True)
class GroupWords:
    """A group's line: name, how many counted with each way, the effect or why there is none."""

    name: str
    counted: tuple[int, int]
    effect: str


@dataclass(frozen=True, slots=True)
class GroupingWords:
    """A grouping as the result page shows it: lines, and one sentence that alone is an answer."""

    title: str
    lines: tuple[GroupWords, ...]
    sentence: str
    outside: str
    is_answered: bool


def name_grouping(grouping: str) -> str:
    """Return what learners are put into groups by."""
    return {
        Grouping.BASELINE: _("Test before the start"),
        Grouping.GRADE: _("Grade"),
        Grouping.CLASS: pgettext("of learners", "Class"),
        Grouping.LANGUAGE: _("Language the learner works in"),
    }[Grouping(grouping)]


def name_group(grouping: str, value: str, classes: Mapping[str, str]) -> str:
    """Return the name of a group.

    Parameters
    ----------
    classes : names of classes by their number as text
    """
    if grouping == Grouping.BASELINE:
        return {LOWER: _("lower half"), UPPER: _("upper half")}[value]
    if grouping == Grouping.GRADE:
        return _("grade %s") % value
    if grouping == Grouping.CLASS:
        return classes.get(value, "—")
    return LANGUAGES.get(value, value)


def describe_groupings(found: Sequence[Content], classes: Mapping[str, str]) -> list[GroupingWords]:
    """Return what was found for groups, in words.

    Parameters
    ----------
    found : as `subgroups.analyse_groupings` gives it
    classes : as in `name_group`
    """
    n = sum(len(one.get("interactions", ())) for one in found)
    return [_describe(one, classes, n) for one in found]


def _describe(found: Content, classes: Mapping[str, str], n_comparisons: int) -> GroupingWords:
    grouping = str(found["grouping"])
    values = found.get("values", ())
    names = {value: name_group(grouping, value, classes) for value in values}
    effects = found.get("effects") or [None] * len(values)
    lines = tuple(
        GroupWords(names[value], (n[0], n[1]), _effect(effect))
        for value, n, effect in zip(values, found.get("n", ()), effects, strict=True)
    )
    if "refused" in found:
        sentence = describe_group_refusal(str(found["refused"]), grouping)
    else:
        sentence = _compare(found["interactions"], names, n_comparisons)
    n_outside = sum(found.get("n_outside", ()))
    outside = ""
    if n_outside:
        outside = ngettext(
            "%(n)s learner who was counted is in none of these groups.",
            "%(n)s learners who were counted are in none of these groups.",
            n_outside,
        ) % {"n": n_outside}
    answered = "refused" not in found
    if answered and None in effects:
        untold = _("“—”: too few learners in this group for an interval of its own.")
        outside = join_sentences(*filter(None, (outside, untold)))
    return GroupingWords(name_grouping(grouping), lines, sentence, outside, answered)


def _effect(effect: Content | None) -> str:
    if effect is None:
        return "—"
    return interval(effect["effect"], effect["low"], effect["high"])


def _compare(comparisons: Sequence[Content], names: Mapping[str, str], n_comparisons: int) -> str:
    """The clearest comparison with the first group, and what may be said of it."""
    clearest = min(comparisons, key=lambda one: float(one["g"]["p"]))
    g, p = clearest["g"], float(clearest["p_holm"])
    words = {
        "against": names[clearest["against"]],
        "group": names[clearest["value"]],
        "g": number(g["effect"]),
        "low": number(g["low"]),
        "high": number(g["high"]),
        "p": _p(p, n_comparisons),
    }
    if p <= SURE:
        return (
            _(
                "The groups differ by more than chance makes: from “%(against)s” to “%(group)s” "
                "the effect changes by %(g)s SD, likely between %(low)s and %(high)s (%(p)s)."
            )
            % words
        )
    if g["low"] <= 0.0 <= g["high"]:
        return (
            _(
                "Whether the groups differ cannot be told: from “%(against)s” to “%(group)s” the "
                "effect changes by %(g)s SD, likely between %(low)s and %(high)s (%(p)s)."
            )
            % words
        )
    return (
        _(
            "Among so many comparisons this may be chance: from “%(against)s” to “%(group)s” the "
            "effect changes by %(g)s SD, likely between %(low)s and %(high)s (%(p)s)."
        )
        % words
    )


def _p(p: float, n_comparisons: int) -> str:
    said = f"p < {number(0.001, 3)}" if p < 0.001 else f"p = {number(p, 3 if p < 0.1 else 2)}"
    if n_comparisons < 2:
        return said
    return ngettext(
        "%(p)s beside all %(n)s comparison of groups",
        "%(p)s beside all %(n)s comparisons of groups",
        n_comparisons,
    ) % {"p": said, "n": n_comparisons}


def describe_group_refusal(reason: str, grouping: str) -> str:
    """Return why groups cannot be compared, and what would help."""
    if reason == "one_group":
        if grouping == Grouping.BASELINE:
            return _(
                "There are no halves to compare: too few sat the test before the start, or all "
                "have the same result in it."
            )
        return _("There is nothing to compare: fewer than two groups have eight learners or more.")
    sentences = {
        "too_few_rows": _(
            "There is no answer for these groups: in one of them fewer than four learners with one "
            "of the ways finished the test. Larger groups would help."
        ),
        "too_few_clusters": _(
            "There is no answer for these groups: too few classes. Lots for each learner, or more "
            "classes in every group, would help."
        ),
        "df_too_small": _(
            "There is no answer for these groups: so few classes carry the comparison that its "
            "uncertainty would be guessed. More classes would help."
        ),
    }
    return sentences.get(
        reason,
        _("There is no answer for these groups: the data do not allow this analysis."),
    )


def describe_foreseen(smallest: float | None, between: float | None, n_learners: int) -> str:
    """Return what a study could see of differences between groups.

    Parameters
    ----------
    smallest : difference between the ways that the study shows, SD; None where none
    between : difference between two groups' effects that it shows, SD; likewise
    """
    if smallest is None or between is None:
        return _("With these classes nobody could tell whether such groups differ.")
    said = _(
        "With your %(n)s learners you can only see a difference between the ways above "
        "%(smallest)s SD, and one between two groups only above %(between)s SD."
    ) % {"n": n_learners, "smallest": number(smallest), "between": number(between)}
    times = round((between / smallest) ** 2)
    if times < 2:
        return said
    more = _("To see one between groups as small takes about %s times as many learners.") % times
    return f"{said} {more}"
