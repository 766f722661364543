"""What the templates of the reports show, ready for them to choose and repeat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from armillary.apps.curriculum.catalogue import Catalogue, LessonEntry, SkillEntry
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import Adult, Learner
from armillary.apps.practice.engine import find_model
from armillary.apps.practice.knowledge import (
    STATE_CLASSES,
    SkillView,
    describe_sphere,
    look_ahead,
    make_rings,
    skills_in_play,
    state_word,
    view_skills,
)
from armillary.apps.practice.marks import find_latest_marks
from armillary.apps.practice.queries import find_standpoint
from armillary.apps.practice.story import find_lately
from armillary.apps.practice.summaries import write_day
from armillary.apps.reports.beliefs import Belief, find_beliefs
from armillary.apps.reports.classroom import (
    Classroom,
    LearnerLine,
    SkillTally,
    find_lesson,
)
from armillary.apps.reports.learner import (
    count_ideas,
    describe_learner,
    find_next,
    in_current_language,
    name_misconceptions,
    show_opens,
    show_skills,
)
from armillary.apps.reports.opens import count_waiting
from armillary.apps.reports.queries import (
    RECENT,
    find_last_answers,
    find_misconceptions,
)
from armillary.apps.reports.reasons import count_tries, find_first, skill_name
from armillary.apps.reports.school import (
    describe_school,
    find_next_for_school,
    find_quiet,
    view_school,
)
from armillary.apps.reports.skill import describe_tally, find_skill_step
from armillary.apps.reports.summary import describe_state, find_next_step, lesson_title
from armillary.science.learner import Standing

# Whom a teacher can talk to in one lesson; the others unfold.
MOST_FIRST, MOST_BELIEFS, MOST_REVIEWS = 5, 6, 8
SORTS = ("lesson", "help", "held", "unseen")
# More columns than this no sheet of paper holds.
MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class TallyRow:
    """One skill of the class in the list of strips."""

    name: str
    tally: SkillTally


@dataclass(frozen=True, slots=True)
class TallyGroup:
    """The skills of one lesson; without a lesson those the lessons build on."""

    title: str
    rows: tuple[TallyRow, ...]


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One learner in the table of everybody, with the states of the skills in its columns."""

    line: LearnerLine
    cells: tuple[SkillView, ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """Where one learner stands with one skill, and what was answered lately."""

    line: LearnerLine
    view: SkillView
    n: int
    n_right: int

    @property
    def review(self) -> str:
        """On which day a skill that is held comes back; empty for the others."""
        held = self.view.standing is Standing.HELD and self.view.review_at is not None
        return write_day(self.view.review_at) if held and self.view.review_at else ""


@dataclass(frozen=True, slots=True)
class StandingGroup:
    """The learners who stand in one place with a skill, in register order."""

    state: str
    word: str
    members: tuple[Standings, ...]


def describe_classroom(room: Classroom, *, sort: str) -> dict[str, object]:
    """Return the context of the class page. Two queries beside those of the class."""
    learners = [line.learner for line in room.lines]
    beliefs = find_beliefs(room.catalogue, learners, room.tries, content_language())
    people = find_first(room, beliefs)
    sort = sort if sort in SORTS else SORTS[0]
    return {
        "room": room,
        "course": True,
        "state": describe_state(room),
        "step": find_next_step(room, beliefs),
        "people": people[:MOST_FIRST],
        "more_people": people[MOST_FIRST:],
        "beliefs": beliefs[:MOST_BELIEFS],
        "more_beliefs": beliefs[MOST_BELIEFS:],
        "waiting": count_waiting(room.school_class, room.now),
        "sort": sort,
        "sorts": sort_links(sort),
        "groups": group_tallies(room, sort),
        **describe_reviews(room),
        **describe_class_sphere(room),
        **describe_everybody(room),
    }


def sort_links(current: str) -> list[dict[str, object]]:
    """Return the ways to sort the skills, as links."""
    words = {
        "lesson": _("by lesson"),
        "help": _("most need help first"),
        "held": _("most held first"),
        "unseen": _("least seen first"),
    }
    return [{"key": key, "word": word, "here": key == current} for key, word in words.items()]


def group_tallies(room: Classroom, sort: str) -> list[TallyGroup]:
    """Return the skills grouped by lesson, or in one group sorted by a count."""
    if sort != "lesson":
        ordered = sorted(room.tallies, key=lambda tally: -getattr(tally, sort))
        return [TallyGroup("", make_rows(ordered))]
    groups = groupby(room.tallies, key=lambda tally: tally.lesson)
    return [TallyGroup(group_title(lesson), make_rows(tallies)) for lesson, tallies in groups]


def group_title(lesson: LessonEntry | None) -> str:
    """Return the head of a group of skills."""
    return lesson_title(lesson) if lesson else _("What the lessons build on")


def make_rows(tallies: Iterable[SkillTally]) -> tuple[TallyRow, ...]:
    """Return the rows of a group of skills."""
    return tuple(TallyRow(skill_name(tally.skill), tally) for tally in tallies)


def describe_reviews(room: Classroom) -> dict[str, object]:
    """Return the skills that come back for review within a week, those of most learners first."""
    due = sorted(
        (tally for tally in room.tallies if tally.due_this_week),
        key=lambda tally: -tally.due_this_week,
    )
    return {"reviews": make_rows(due[:MOST_REVIEWS]), "more_reviews": make_rows(due[MOST_REVIEWS:])}


def describe_class_sphere(room: Classroom) -> dict[str, object]:
    """Return the rings of every learner, and the legend that says the same in numbers."""
    language = content_language()
    spheres = [make_rings(room.catalogue, line.views.values(), language) for line in room.lines]
    legend = [
        {
            "name": rings[0].name,
            "held": sum(round(ring.held * ring.n_skills) for ring in rings),
            "count": sum(ring.n_skills for ring in rings),
        }
        for rings in zip(*spheres, strict=True)
    ]
    return {"spheres": spheres, "legend": legend}


def describe_everybody(room: Classroom) -> dict[str, object]:
    """Return the table of learners and skills: the skills that anybody has practised."""
    columns = [tally for tally in room.tallies if tally.seen][:MOST_COLUMNS]
    rows = [
        LearnerRow(line, tuple(line.views[tally.skill.number] for tally in columns))
        for line in room.lines
    ]
    return {"columns": make_rows(columns), "rows": rows}


def describe_skill_page(room: Classroom, skill: SkillEntry) -> dict[str, object]:
    """Return the context of the page of one skill. One query beside those of the class."""
    counts = count_tries(room.tries)
    tally = next(each for each in room.tallies if each.skill.number == skill.number)
    everybody = [
        Standings(
            line,
            line.views[skill.number],
            *counts.get((line.learner.pk, skill.number), (0, 0)),
        )
        for line in room.lines
    ]
    beliefs = find_skill_beliefs(room, skill)
    lesson = find_lesson(room.catalogue, skill.number)
    return {
        "skill": skill,
        "name": skill_name(skill),
        "lesson": lesson,
        "lesson_title": lesson_title(lesson) if lesson else "",
        "tally": tally,
        "state": describe_tally(tally),
        "step": find_skill_step(room, tally, lesson),
        "groups": group_standings(everybody),
        "beliefs": beliefs,
    }


def group_standings(everybody: list[Standings]) -> list[StandingGroup]:
    """Return the learners by where they stand, those who need help first; no empty groups."""
    groups = []
    for place in (Standing.HELP, Standing.NEAR, Standing.HELD, Standing.UNSEEN):
        members = tuple(each for each in everybody if each.view.standing is place)
        if members:
            groups.append(StandingGroup(STATE_CLASSES[place], state_word(place), members))
    return groups


def find_skill_beliefs(room: Classroom, skill: SkillEntry) -> list[Belief]:
    """Return the shared misconceptions that answers to questions on a skill showed."""
    tries = [entry for entry in room.tries if skill.number in entry.item.skills]
    learners = [line.learner for line in room.lines]
    return find_beliefs(room.catalogue, learners, tries, content_language())


def describe_learner_page(
    learner: Learner, catalogue: Catalogue, now: datetime
) -> dict[str, object]:
    """Return the context of one learner's page. Five queries."""
    standpoint = find_standpoint(learner.pk, catalogue)
    views = view_skills(catalogue, standpoint, skills_in_play(catalogue), now)
    answers = find_last_answers(learner)
    keys = name_misconceptions(answers)
    texts = in_current_language(find_misconceptions(catalogue.id, keys))
    opens = [each for each in answers if each.score is None and each.try_number == 1]
    marks = find_latest_marks(opens) if opens else {}
    n_answers = find_model(catalogue).n_answers(standpoint.state)
    seen = [view.skill.number for view in views if view.estimate.n_answers]
    rings = make_rings(catalogue, views, content_language())
    return {
        "course": True,
        "now": now,
        "state": describe_learner(views, n_answers),
        "step": find_next(catalogue, views) if n_answers else "",
        "last_at": answers[0].answered_at if answers else None,
        "skills": show_skills(
            views, find_lately(learner.pk, catalogue), look_ahead(catalogue, standpoint, seen, now)
        ),
        "unseen": [skill_name(view.skill) for view in views if not view.estimate.n_answers],
        "ideas": count_ideas(answers, texts, since=now - RECENT),
        "opens": show_opens(opens, marks),
        "rings": rings,
        "sphere_text": describe_sphere(views),
        "legend": [
            {"name": ring.name, "held": round(ring.held * ring.n_skills), "count": ring.n_skills}
            for ring in rings
        ],
    }


def describe_school_page(head: Adult, catalogue: Catalogue, now: datetime) -> dict[str, object]:
    """Return the context of the head's page. Four queries."""
    summaries = view_school(head, catalogue, now)
    quiet = find_quiet(summaries, now)
    return {
        "course": True,
        "now": now,
        "summaries": summaries,
        "state": describe_school(summaries),
        "step": find_next_for_school(summaries, quiet),
        "quiet": quiet,
        "n_learners": sum(each.n_learners for each in summaries),
        "n_active": sum(each.activity.n_learners for each in summaries),
        "n_answers": sum(each.activity.n_answers for each in summaries),
        "hours": sum(each.hours for each in summaries),
        "n_lessons": len(catalogue.lessons),
        "n_skills": len(skills_in_play(catalogue)),
    }
