"""The head's page: did every class practise, what do they hold, and which class needs a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.languages import join_names
from armillary.apps.people.models import Adult, SchoolClass
from armillary.apps.people.queries import ClassLine, find_class_lines
from armillary.apps.practice.engine import Standpoint, days_of, find_model, unpack_standpoint
from armillary.apps.practice.knowledge import skills_in_play
from armillary.apps.reports.classroom import FEWEST_LEARNERS
from armillary.apps.reports.queries import (
    WEEK,
    Activity,
    StateEntry,
    find_activity,
    find_school_states,
    read_standpoint,
)
from armillary.apps.reports.summary import SHARE_GIVEN
from armillary.science.learner import Standing, estimate_many, standing
from armillary.science.scheduling import new_reviews, pack_reviews

# After this many days without an answer a class is named.
QUIET = timedelta(days=14)
# Learner and skill counted together: from fewer practised pairs no share is given.
FEWEST_PAIRS = 20
NO_ACTIVITY = Activity(0, 0, 0.0)
# Nothing here asks when a skill comes back, so review dates are left packed.
NO_REVIEWS = pack_reviews(new_reviews())


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


@dataclass(frozen=True, slots=True)
class LearnerCount:
    """Where one learner stands: skills held, getting there, in need of help; lessons practised."""

    held: int
    near: int
    help: int
    lessons: tuple[bool, ...]


def view_school(head: Adult, catalogue: Catalogue, now: datetime) -> list[ClassSummary]:
    """Return every living class of the head's school. Four queries, whatever its size."""
    states: dict[int, list[StateEntry]] = {}
    for entry in find_school_states(head.school, catalogue):
        states.setdefault(entry.school_class, []).append(entry)
    activity = find_activity(head.school, since=now - WEEK)
    hour = days_of(now.replace(minute=0, second=0, microsecond=0))
    summaries = []
    for line in find_class_lines(head, archived=False):
        entries = states.get(line.school_class.pk, [])
        counts = [count_learner(catalogue, entry, hour) for entry in entries]
        summaries.append(
            sum_up(line, counts, entries, activity, n_skills=len(find_in_play(catalogue)))
        )
    return summaries


def sum_up(
    line: ClassLine,
    counts: list[LearnerCount],
    entries: list[StateEntry],
    activity: Mapping[int, Activity],
    *,
    n_skills: int,
) -> ClassSummary:
    """Return one class from the counts of its learners."""
    seen = sum(each.held + each.near + each.help for each in counts)
    practised = [sum(column) for column in zip(*(each.lessons for each in counts), strict=True)]
    last = [entry.answered_at for entry in entries if entry.answered_at is not None]
    return ClassSummary(
        school_class=line.school_class,
        teachers=line.teachers,
        n_learners=line.n_learners,
        activity=activity.get(line.school_class.pk, NO_ACTIVITY),
        held=sum(each.held for each in counts),
        near=sum(each.near for each in counts),
        help=sum(each.help for each in counts),
        unseen=line.n_learners * n_skills - seen,
        n_lessons=sum(n >= SHARE_GIVEN * line.n_learners for n in practised if n),
        last_at=max(last, default=None),
        n_ever=sum(each.held + each.near + each.help > 0 for each in counts),
    )


def count_learner(catalogue: Catalogue, entry: StateEntry, hour: float) -> LearnerCount:
    """Return where a learner stands; a state that has not changed is not gone through again."""
    counted = count_packed(catalogue, entry.made_by, entry.packed, hour)
    if counted is None:  # the row cannot be used
        return count_standpoint(catalogue, read_standpoint(catalogue, entry), hour)
    return counted


@lru_cache(maxsize=20_000)
def count_packed(
    catalogue: Catalogue, made_by: str, packed: bytes, hour: float
) -> LearnerCount | None:
    """Return where the learner of a packed state stands; None when the bytes cannot be used.

    Nothing but the bytes and the hour decides, so an answer kept in memory is never out of date.
    """
    model = find_model(catalogue)
    standpoint = unpack_standpoint(model, made_by=made_by, packed=packed, reviews=NO_REVIEWS)
    return None if standpoint is None else count_standpoint(catalogue, standpoint, hour)


def count_standpoint(catalogue: Catalogue, standpoint: Standpoint, hour: float) -> LearnerCount:
    """Return where a learner stands at an hour, in days since the epoch."""
    model = find_model(catalogue)
    touched = find_in_play(catalogue).intersection(model.touched(standpoint.state))
    places = list(map(standing, estimate_many(model, standpoint.state, tuple(touched), hour)))
    return LearnerCount(
        held=places.count(Standing.HELD),
        near=places.count(Standing.NEAR),
        help=places.count(Standing.HELP),
        lessons=tuple(not touched.isdisjoint(lesson.skills) for lesson in catalogue.lessons),
    )


@lru_cache(maxsize=8)
def find_in_play(catalogue: Catalogue) -> frozenset[int]:
    """Return the skills in play as a set."""
    return frozenset(skills_in_play(catalogue))


def describe_school(summaries: list[ClassSummary]) -> str:
    """Return how much of the school practised this week, in a sentence."""
    n_learners = sum(each.n_learners for each in summaries)
    active = sum(each.activity.n_learners for each in summaries)
    if not n_learners:
        return _("There are no learners in the school yet.")
    return ngettext(
        "%(active)d of %(n)d learner practised in the last seven days.",
        "%(active)d of %(n)d learners practised in the last seven days.",
        n_learners,
    ) % {"active": active, "n": n_learners}


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
        ) % {"names": join_names(each.school_class.name for each in quiet)}
    orphans = [each for each in summaries if not each.teachers]
    if orphans:
        return ngettext(
            "Say who teaches %(names)s: this class has no teacher yet.",
            "Say who teaches %(names)s: these classes have no teacher yet.",
            len(orphans),
        ) % {"names": join_names(each.school_class.name for each in orphans)}
    return _("Every class practises. Ask the teachers which skill the class needs help with.")
