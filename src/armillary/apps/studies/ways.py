"""The two ways of a study as a reader is told of them.

Ways that the program carries out itself have names of ours, told in the reader's language whatever
the language of whoever planned; other ways are told in the words of their teacher.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armillary.apps.studies.models import Arm, ArmKind, Study

# Names and words of ways that the program carries out itself: the one compared with, the one tried.
OWN_WORDS = {
    ArmKind.POLICY: (
        (_("Lesson by lesson"), _("Practice stays with the lesson at hand.")),
        (_("Mixed review"), _("Practice mixes in what is due from earlier lessons.")),
    ),
    ArmKind.ORDER: (
        (_("Text first"), _("On the page of a lesson the text comes before the lab.")),
        (_("Lab first"), _("On the page of a lesson the lab comes before the text.")),
    ),
}


@dataclass(frozen=True, slots=True)
class Way:
    """An arm in words: 0 is the one compared with, 1 the one tried."""

    number: int
    name: str
    what: str


def tell_ways(study: Study) -> tuple[Way, Way]:
    """Return both ways of a study in the reader's language."""
    arms = sorted(study.arms.all(), key=lambda arm: arm.number)
    compared, tried = (tell_way(study.kind, arm) for arm in arms)
    return compared, tried


def tell_way(kind: str, arm: Arm) -> Way:
    """Return a way of a study of some kind in the reader's language."""
    own = OWN_WORDS.get(ArmKind(kind))
    name, what = own[arm.number] if own else (arm.name, arm.what)
    return Way(arm.number, str(name), str(what))
