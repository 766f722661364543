"""One skill of a class: the state in a sentence, and the next step for the teacher."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import LessonEntry
from armillary.apps.reports.classroom import FEWEST_LEARNERS, Classroom, SkillTally
from armillary.apps.reports.reasons import concerns_class, skill_name
from armillary.apps.reports.summary import NextStep, is_held_by_class, suggest_course


def describe_tally(tally: SkillTally) -> str:
    """Return how many learners stand where, in a sentence, or that it is too early to say."""
    if not tally.seen:
        return _("Nobody in this class has practised this skill yet.")
    if not tally.enough:
        return ngettext(
            "%(n)d learner has practised it: too few to speak of the class.",
            "%(n)d learners have practised it: too few to speak of the class.",
            tally.seen,
        ) % {"n": tally.seen}
    return ngettext(
        "Of %(n)d learner who practised it %(held)d holds it, %(near)d getting there, "
        "%(help)d in need of help.",
        "Of %(n)d learners who practised it %(held)d hold it, %(near)d getting there, "
        "%(help)d in need of help.",
        tally.seen,
    ) % {"n": tally.seen, "held": tally.held, "near": tally.near, "help": tally.help}


def find_skill_step(room: Classroom, tally: SkillTally, lesson: LessonEntry | None) -> NextStep:
    """Return what the teacher could do next about one skill."""
    if tally.seen < FEWEST_LEARNERS:
        return suggest_lesson(_("Begin with the lesson, then ten minutes of practice."), lesson)
    if concerns_class(tally):
        return suggest_lesson(
            _("Take it up once more with the whole class, with other examples."), lesson
        )
    if tally.help:
        sentence = ngettext(
            "Sit down with the %(n)d learner who needs help; the others can go on.",
            "Sit down with the %(n)d learners who need help; the others can go on.",
            tally.help,
        ) % {"n": tally.help}
        return NextStep(sentence, "#everybody", _("Who needs help"))
    if is_held_by_class(tally):
        return suggest_following(room, tally)
    return suggest_course(_("Keep practising: nobody is stuck, but most are not there yet."))


def suggest_lesson(sentence: str, lesson: LessonEntry | None) -> NextStep:
    """Return a step that begins at the lesson, or at the course when no lesson teaches it."""
    if lesson is None:
        return suggest_course(sentence)
    return NextStep(
        sentence, reverse("curriculum:guide", args=[lesson.key]), _("Prepare the lesson")
    )


def suggest_following(room: Classroom, tally: SkillTally) -> NextStep:
    """Return the skill that builds on one the class holds, if a published lesson has it."""
    for number in room.numbers:
        if tally.skill.number in room.catalogue.prerequisites.get(number, ()):
            later = room.catalogue.skills[number]
            sentence = _("The class holds it. “%(skill)s” builds on it and can come next.") % {
                "skill": skill_name(later)
            }
            address = reverse("reports:show_skill", args=[room.school_class.pk, later.key])
            return NextStep(sentence, address, _("Who stands where"))
    return suggest_course(_("The class holds it; practice brings it back when it is due."))
