"""How far a study can be relied on, in sentences."""

from django.utils.translation import gettext as _

from armillary.apps.studies.wording.figures import Content, number
from armillary.science.evidence import Because, Equivalence, Standard


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
    return [sentences[Because(code)] for code in content["because"]]


def describe_balance(content: Content) -> str:
    """Return how alike the groups were before the start."""
    ahead = content.get("baseline_difference")
    if ahead is None:
        return _("There is no test from before the start to compare the groups by.")
    alike = {
        Equivalence.ALIKE.value: _("practically alike"),
        Equivalence.ALIKE_IF_ADJUSTED.value: _("somewhat different; the analysis allows for it"),
        Equivalence.UNLIKE.value: _("unlike"),
    }[content["equivalence"]]
    return _("Before the start the groups were %(alike)s: %(g)s SD apart.") % {
        "alike": alike,
        "g": number(ahead),
    }
