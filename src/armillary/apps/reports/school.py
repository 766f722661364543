"""The head's page: did every class practise, what do they hold, and which class needs a word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import Adult, SchoolClass
from armillary.apps.people.queries import find_class_lines
from armillary.apps.practice.engine import days_of, find_model
from armillary.apps.practice.knowledge import skills_in_play
from armillary.apps.reports.classroom import FEWEST_LEARNERS
from armillary.apps.reports.queries import (
    WEEK,
    Activity,
    StateEntry,
    find_activity,
    find_school_states,
)
from armillary.apps.reports.summary import SHARE_GIVEN
from armillary.science.learner import Standing, standing

# After this many days without an answer a class is named.
QUIET = timedelta(days=14)
# Learner and skill counted together: from fewer practised pairs no share is given.
FEWEST_PAIRS = 20
NO_ACTIVITY = Activity(0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """One class on the head's page. Pairs count each learner with each skill in play once."""

    school_class: SchoolClass
    teachers: tuple[str, ...]
    n_learners: int
    activity: Activity
    held: int
    near: int
    help: int
    unseen: int
    n_lessons: int
    last_at: datetime | None
    n_ever: int

    @property
    def seen(self) -> int:
        """How many pairs have been practised."""
        return self.held + self.near + self.help

    @property
    def enough(self) -> bool:
        """Whether there is enough practice to give a share."""
        return self.n_ever >= FEWEST_LEARNERS and self.seen >= FEWEST_PAIRS

    @property
    def share(self) -> int:
        """Of the practised pairs, how many in a hundred are held."""
        return round(100 * self.held / self.seen)

    @property
    def minutes(self) -> int:
        """Minutes of answering this week, for each learner who practised."""
        return round(self.activity.seconds / 60 / max(self.activity.n_learners, 1))

    @property
    def hours(self) -> float:
        """Hours of answering this week, all learners together."""
        return self.activity.seconds / 3600


@dataclass(slots=True)
class Tally:
    """Counts of one class while its learners are gone through."""

    held: int = 0
    near: int = 0
    help: int = 0
    n_ever: int = 0
    last_at: datetime | None = None


def view_school(head: Adult, catalogue: Catalogue, now: datetime) -> list[ClassSummary]:
    """Return every living class of the head's school. Four queries, whatever its size."""
    states: dict[int, list[StateEntry]] = {}
    for entry in find_school_states(head.school, catalogue):
        states.setdefault(entry.school_class, []).append(entry)
    activity = find_activity(head.school, since=now - WEEK)
    numbers = skills_in_play(catalogue)
    summaries = []
    for line in find_class_lines(head, archived=False):
        entries = states.get(line.school_class.pk, [])
        tally, lessons = count_states(catalogue, entries, numbers, now)
        summaries.append(
            ClassSummary(
                school_class=line.school_class,
                teachers=line.teachers,
                n_learners=line.n_learners,
                activity=activity.get(line.school_class.pk, NO_ACTIVITY),
                held=tally.held,
                near=tally.near,
                help=tally.help,
                unseen=line.n_learners * len(numbers) - tally.held - tally.near - tally.help,
                n_lessons=sum(n >= SHARE_GIVEN * line.n_learners for n in lessons if n),
                last_at=tally.last_at,
                n_ever=tally.n_ever,
            )
        )
    return summaries


def count_states(
    catalogue: Catalogue, entries: Iterable[StateEntry], numbers: list[int], now: datetime
) -> tuple[Tally, list[int]]:
    """Return a class's counts, and how many learners practised each lesson's skills."""
    model, days = find_model(len(catalogue.skills)), days_of(now)
    tally, wanted = Tally(), frozenset(numbers)
    lessons = [0] * len(catalogue.lessons)
    for entry in entries:
        touched = wanted.intersection(model.touched(entry.standpoint.state))
        tally.n_ever += bool(touched)
        if entry.answered_at and (tally.last_at is None or entry.answered_at > tally.last_at):
            tally.last_at = entry.answered_at
        for number in touched:
            where = standing(model.mastery(entry.standpoint.state, number, days))
            tally.held += where is Standing.HELD
            tally.near += where is Standing.NEAR
            tally.help += where is Standing.HELP
        for place, lesson in enumerate(catalogue.lessons):
            lessons[place] += not touched.isdisjoint(lesson.skills)
    return tally, lessons


def describe_school(summaries: list[ClassSummary]) -> str:
    """Return how much of the school practised this week, in a sentence."""
    n_learners = sum(each.n_learners for each in summaries)
    active = sum(each.activity.n_learners for each in summaries)
    answers = sum(each.activity.n_answers for each in summaries)
    if not n_learners:
        return _("There are no learners in the school yet.")
    first = ngettext(
        "%(active)d of %(n)d learner practised in the last seven days",
        "%(active)d of %(n)d learners practised in the last seven days",
        n_learners,
    ) % {"active": active, "n": n_learners}
    second = ngettext("%(n)d answer", "%(n)d answers", answers) % {"n": answers}
    return f"{first}: {second}."


def find_quiet(summaries: list[ClassSummary], now: datetime) -> list[ClassSummary]:
    """Return the classes with learners that have not practised for long, or never."""
    return [
        each
        for each in summaries
        if each.n_learners and (each.last_at is None or now - each.last_at >= QUIET)
    ]


def find_next_for_school(summaries: list[ClassSummary], quiet: list[ClassSummary]) -> str:
    """Return what the head could do next, in a sentence."""
    if not summaries:
        return _("Make the classes first, and say who teaches them.")
    if not any(each.n_learners for each in summaries):
        return _("Ask the teachers to add the names of their learners.")
    if quiet:
        return ngettext(
            "Ask the teacher of %(names)s what stands in the way: no practice for two weeks.",
            "Ask the teachers of %(names)s what stands in the way: no practice for two weeks.",
            len(quiet),
        ) % {"names": ", ".join(each.school_class.name for each in quiet)}
    orphans = [each for each in summaries if not each.teachers]
    if orphans:
        return ngettext(
            "Say who teaches %(names)s: this class has no teacher yet.",
            "Say who teaches %(names)s: these classes have no teacher yet.",
            len(orphans),
        ) % {"names": ", ".join(each.school_class.name for each in orphans)}
    return _("Every class practises. Ask the teachers which skill the class needs help with.")
