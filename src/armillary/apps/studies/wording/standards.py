"""How far a study can be relied on, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _

from armillary.apps.people.languages import join_sentences
from armillary.apps.studies.wording.figures import Content, number
from armillary.science.evidence import Because, Stance, Standard

ALIKE = 0.05  # SD; practically alike, by the What Works Clearinghouse
Z95 = 1.96  # of chance, how far it reaches in 95 of 100 draws


def describe_standard(content: Content) -> str:
    """Return which standard the study meets."""
    sentences = {
        Standard.WITHOUT_RESERVATIONS: _(
            "It meets the standard of the What Works Clearinghouse without reservations."
        ),
        Standard.WITH_RESERVATIONS: _(
            "It meets the standard of the What Works Clearinghouse with reservations."
        ),
        Standard.NOT_MET: _("It does not meet the standard of the What Works Clearinghouse."),
    }
    return sentences[Standard(content["standard"])]


def describe_reasons(content: Content) -> list[str]:
    """Return why a standard is met or not."""
    sentences = {
        Because.DRAWN_BY_LOT: _("The ways were drawn by lot."),
        Because.NOT_DRAWN_BY_LOT: _("The ways were not drawn by lot."),
        Because.LOW_ATTRITION: _("Few were lost, and about as many with each way."),
        Because.HIGH_ATTRITION: _("Many were lost, or many more with one way than the other."),
        Because.JOINERS_ANALYSED: _("Learners who came later were counted."),
        Because.BASELINE_ALIKE: _("Before the start both groups were alike."),
        Because.BASELINE_ADJUSTED: _(
            "Before the start the groups differed a little; the analysis allows for it."
        ),
        Because.BASELINE_NEEDS_ADJUSTMENT: _(
            "Before the start the groups differed, and the analysis does not allow for it."
        ),
        Because.BASELINE_UNLIKE: _("Before the start the groups were unlike."),
        Because.BASELINE_UNKNOWN: _("How alike the groups were before the start is not known."),
        Because.ONE_CLUSTER_AN_ARM: _("One of the ways had a single class."),
    }
    told = []
    for code in content["because"]:
        told.append(sentences[Because(code)])
        if code == Because.HIGH_ATTRITION:
            told += _count_lost(content["attrition"])
    return told


def _count_lost(attrition: Content) -> list[str]:
    """How many learners were lost, where not classes were lost."""
    if attrition["low"][Stance.CAUTIOUS]:
        return []
    said = _(
        "Lost: %(overall)s %% in all, %(apart)s points more with one way; of so many the standard "
        "tolerates %(most)s points at most."
    )
    return [
        said
        % {
            "overall": number(100 * attrition["overall"], 0),
            "apart": number(100 * abs(attrition["differential"]), 1),
            "most": number(100 * max(0.0, attrition["tolerable"][Stance.CAUTIOUS]), 1),
        }
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a sentence on balance needs of a study.

    Parameters
    ----------
    compared, tried : names of the ways
    adjusts : the analysis allows for the test before
    by_learner : lots were drawn for each learner
    """

    compared: str
    tried: str
    adjusts: bool
    by_learner: bool


def describe_unknown(known: Sequence[int]) -> str:
    """Return why it is not known, while a study runs, how alike the groups were before the start.

    Parameters
    ----------
    known : learners with each way who sat the test before the start
    """
    if not any(known):
        return _(
            "How alike the groups were before the start is not known: nobody has finished the test "
            "before teaching."
        )
    return _(
        "How alike the groups were before the start is not known: too few have finished the test "
        "before teaching."
    )


def describe_balance(ahead: float | None, counted: Sequence[int], study: Compared) -> str:
    """Return how alike the groups were before the start, and what that means.

    Parameters
    ----------
    ahead : of the way tried, in standard deviations; None where there is no test from before
    counted : learners with each way
    """
    if ahead is None:
        return _("There is no test from before the start to compare the groups by.")
    words = {"tried": study.tried, "compared": study.compared, "g": number(abs(ahead))}
    if abs(ahead) <= ALIKE:
        return _("Before the start the groups were practically alike: %(g)s SD apart.") % words
    if ahead > 0.0:
        said = _(
            "Before the start those with “%(tried)s” were %(g)s SD ahead of those with "
            "“%(compared)s”."
        )
    else:
        said = _(
            "Before the start those with “%(tried)s” were %(g)s SD behind those with "
            "“%(compared)s”."
        )
    parts = [said % words]
    if study.by_learner and min(counted) > 1:
        chance = Z95 * sqrt(1.0 / counted[0] + 1.0 / counted[1])
        parts.append(
            _("Lots among so few learners make gaps of up to about %s SD by themselves.")
            % number(chance, 1)
        )
    parts.append(
        _("The analysis allows for the gap.")
        if study.adjusts
        else _("The analysis does not allow for the gap.")
    )
    return join_sentences(*parts)
