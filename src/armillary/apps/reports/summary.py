"""What to say on top of a class report: the state in a sentence or two, and what to do next."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import LessonEntry
from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.languages import content_language, join_sentences
from armillary.apps.reports.beliefs import Belief
from armillary.apps.reports.classroom import Classroom, SkillTally
from armillary.apps.reports.reasons import concerns_class, skill_name

# A skill belongs to the class when this share of those who practised it hold it.
SHARE_HOLDING = 2 / 3
# An idea that so large a share of the class showed is taken up with everybody.
SHARE_SHARING, FEWEST_SHARING = 1 / 3, 3
# A lesson is given when this share of the class has practised one of its skills.
SHARE_GIVEN = 0.5


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the teacher could do next, and the page that helps."""

    sentence: str
    address: str
    label: str


def describe_state(room: Classroom) -> str:
    """Return the state of a class in a sentence or two, or that it is too early to say."""
    if not room.lines:
        return _("There are no learners in this class yet.")
    if all(line.last_at is None for line in room.lines):
        return _("Nobody in this class has practised yet.")
    practised = ngettext(
        "%(active)d of %(n)d learner practised in the last seven days.",
        "%(active)d of %(n)d learners practised in the last seven days.",
        len(room.lines),
    ) % {"active": room.n_this_week, "n": len(room.lines)}
    if not room.enough:
        early = _("There are too few answers yet to say what the class knows.")
        small = _("The class is too small to speak of it as a whole.")
        return join_sentences(practised, small if room.is_small else early)
    known = [tally for tally in room.tallies if tally.enough]
    held = sum(is_held_by_class(tally) for tally in known)
    skills = _(
        "Skills practised by five or more: %(n)d; held by two thirds of these learners: %(held)d."
    ) % {"n": len(known), "held": held}
    return join_sentences(practised, skills)


def is_held_by_class(tally: SkillTally) -> bool:
    """Return whether most of those who practised a skill hold it."""
    return tally.held >= SHARE_HOLDING * tally.seen


def find_next_step(room: Classroom, beliefs: list[Belief]) -> NextStep:
    """Return the one thing to do next with this class."""
    class_id = room.school_class.pk
    if not room.lines:
        address = reverse("people:list_learners", args=[class_id])
        return NextStep(_("Add the names, then print the cards."), address, _("Add learners"))
    if all(line.last_at is None for line in room.lines):
        address = reverse("people:show_cards", args=[class_id])
        sentence = _("Hand out the cards: ten minutes of practice are enough to begin.")
        return NextStep(sentence, address, _("Print the cards"))
    if room.is_small:
        return NextStep(_("Look at each learner by name."), "#everybody", _("Everybody"))
    if not room.enough:
        return suggest_course(_("Let everybody practise once; ten minutes are enough."))
    return (
        suggest_skill(room)
        or suggest_belief(room, beliefs)
        or suggest_lesson(room)
        or suggest_review(room)
        or suggest_course(_("Go on with the course; nothing is in the way."))
    )


def suggest_skill(room: Classroom) -> NextStep | None:
    """Return the skill that the largest share of the class needs help with, if it is large."""
    common = [tally for tally in room.tallies if concerns_class(tally)]
    if not common:
        return None
    tally = max(common, key=lambda each: each.help / each.seen)
    sentence = ngettext(
        "Take up “%(skill)s” with the whole class: %(help)d of %(n)d who practised it needs help.",
        "Take up “%(skill)s” with the whole class: %(help)d of %(n)d who practised it need help.",
        tally.help,
    ) % {"skill": skill_name(tally.skill), "help": tally.help, "n": tally.seen}
    address = reverse("reports:show_skill", args=[room.school_class.pk, tally.skill.key])
    return NextStep(sentence, address, _("Who stands where"))


def suggest_belief(room: Classroom, beliefs: list[Belief]) -> NextStep | None:
    """Return the most widely shared misconception, if a large share of the class showed it."""
    if not beliefs:
        return None
    belief = beliefs[0]
    n = len(belief.holders)
    if n < max(FEWEST_SHARING, SHARE_SHARING * len(room.lines)):
        return None
    sentence = ngettext(
        "Talk with the class about “%(idea)s” – %(n)d learner showed this idea lately.",
        "Talk with the class about “%(idea)s” – %(n)d learners showed this idea lately.",
        n,
    ) % {"idea": belief.text, "n": n}
    return NextStep(sentence, "#beliefs", _("Who, and how often"))


def suggest_lesson(room: Classroom) -> NextStep | None:
    """Return the first lesson that less than half of the class has practised."""
    for lesson in room.catalogue.lessons:
        n = count_practised(room, lesson)
        if lesson.skills and n < SHARE_GIVEN * len(room.lines):
            sentence = ngettext(
                "Give the lesson “%(lesson)s” next: %(n)d of %(all)d has practised it.",
                "Give the lesson “%(lesson)s” next: %(n)d of %(all)d have practised it.",
                n,
            ) % {"lesson": lesson_title(lesson), "n": n, "all": len(room.lines)}
            return NextStep(
                sentence, reverse("curriculum:guide", args=[lesson.key]), _("Prepare the lesson")
            )
    return None


def count_practised(room: Classroom, lesson: LessonEntry) -> int:
    """Return how many learners have practised a skill that a lesson teaches."""
    return sum(
        any(line.views[number].estimate.n_answers for number in lesson.skills)
        for line in room.lines
    )


def suggest_review(room: Classroom) -> NextStep | None:
    """Return a short review, if somebody holds a skill that is due to come back."""
    n = sum(any(view.due for view in line.views.values()) for line in room.lines)
    if not n:
        return None
    sentence = ngettext(
        "Ten minutes of practice: %(n)d learner has a skill that is due for review.",
        "Ten minutes of practice: %(n)d learners have a skill that is due for review.",
        n,
    ) % {"n": n}
    return suggest_course(sentence)


def suggest_course(sentence: str) -> NextStep:
    """Return a step that begins at the course."""
    return NextStep(sentence, reverse("curriculum:course"), _("Open the course"))


def lesson_title(lesson: LessonEntry) -> str:
    """Return the title of a lesson in the current language."""
    return in_language(lesson.titles, content_language())
