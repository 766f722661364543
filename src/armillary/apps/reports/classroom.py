"""What a class knows: every learner's skills, and how many stand where with each skill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from armillary.apps.curriculum.catalogue import Catalogue, LessonEntry, SkillEntry
from armillary.apps.people.models import Learner, SchoolClass
from armillary.apps.people.queries import find_learners
from armillary.apps.practice.engine import find_model, new_standpoint
from armillary.apps.practice.knowledge import SkillView, skills_in_play, view_skills
from armillary.apps.reports.queries import (
    RECENT,
    WEEK,
    Tries,
    find_class_states,
    find_recent_tries,
    read_standpoint,
)
from armillary.science.learner import Standing

# From fewer learners who practised a skill nothing is said about the class as a whole.
FEWEST_LEARNERS = 5


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """One learner of the class: their skills in play, and when they last answered."""

    learner: Learner
    views: dict[int, SkillView]  # by skill number
    last_at: datetime | None

    def practised_since(self, moment: datetime) -> bool:
        """Return whether the learner has answered since a moment."""
        return self.last_at is not None and self.last_at >= moment


@dataclass(frozen=True, slots=True)
class SkillTally:
    """How many learners of a class stand where with one skill."""

    skill: SkillEntry
    lesson: LessonEntry | None  # None: what the lessons build on
    held: int
    near: int
    help: int
    unseen: int
    due: int
    due_this_week: int  # those due now among them

    @property
    def seen(self) -> int:
        """How many have practised the skill."""
        return self.held + self.near + self.help

    @property
    def enough(self) -> bool:
        """Whether enough have practised it to speak of the class."""
        return self.seen >= FEWEST_LEARNERS


@dataclass(frozen=True)
class Classroom:
    """A class at one moment, ready for every report about it."""

    school_class: SchoolClass
    catalogue: Catalogue
    now: datetime
    lines: tuple[LearnerLine, ...]  # in register order
    tries: tuple[Tries, ...]  # marked first tries of the last weeks

    @cached_property
    def numbers(self) -> list[int]:
        """The skills in play."""
        return skills_in_play(self.catalogue)

    @cached_property
    def tallies(self) -> list[SkillTally]:
        """Each skill in play, in the order of the lessons."""
        return [tally_skill(self, number) for number in self.numbers]

    @cached_property
    def n_tries(self) -> int:
        """How many marked first tries the last weeks brought."""
        return sum(entry.n for entry in self.tries)

    @cached_property
    def n_this_week(self) -> int:
        """How many learners answered something in the last seven days."""
        return sum(line.practised_since(self.now - WEEK) for line in self.lines)

    @property
    def enough(self) -> bool:
        """Whether enough learners have practised to say something about the class."""
        return any(tally.enough for tally in self.tallies)

    @property
    def is_small(self) -> bool:
        """Whether the class is too small to speak of it as a whole, however much it practises."""
        return len(self.lines) < FEWEST_LEARNERS


def view_classroom(school_class: SchoolClass, catalogue: Catalogue, now: datetime) -> Classroom:
    """Return a class as its answers show it now. Three queries, whatever its size."""
    learners = find_learners(school_class)
    states = find_class_states(school_class, catalogue) if learners else {}
    nobody = new_standpoint(find_model(catalogue))
    numbers = skills_in_play(catalogue)
    unseen = index_views(view_skills(catalogue, nobody, numbers, now))
    lines = []
    for learner in learners:
        state = states.get(learner.pk)
        views = unseen
        if state is not None:
            standpoint = read_standpoint(catalogue, state)
            views = index_views(view_skills(catalogue, standpoint, numbers, now))
        lines.append(LearnerLine(learner, views, state.answered_at if state else None))
    tries = find_recent_tries(school_class, catalogue, since=now - RECENT) if states else []
    return Classroom(school_class, catalogue, now, tuple(lines), tuple(tries))


def index_views(views: Sequence[SkillView]) -> dict[int, SkillView]:
    """Return views by the number of their skill."""
    return {view.skill.number: view for view in views}


def tally_skill(room: Classroom, number: int) -> SkillTally:
    """Return how many learners stand where with a skill."""
    views = [line.views[number] for line in room.lines]
    counts = dict.fromkeys(Standing, 0)
    for view in views:
        counts[view.standing] += 1
    return SkillTally(
        skill=room.catalogue.skills[number],
        lesson=find_lesson(room.catalogue, number),
        held=counts[Standing.HELD],
        near=counts[Standing.NEAR],
        help=counts[Standing.HELP],
        unseen=counts[Standing.UNSEEN],
        due=sum(view.due for view in views),
        due_this_week=sum(view.due_by(room.now + WEEK) for view in views),
    )


def find_lesson(catalogue: Catalogue, number: int) -> LessonEntry | None:
    """Return the lesson that teaches a skill as new, or None."""
    return next((lesson for lesson in catalogue.lessons if number in lesson.skills), None)
