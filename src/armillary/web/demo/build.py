"""Make the simulated school: people, course, and a term of lessons and practice."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from django.db import transaction

from armillary.apps.assessment.models import Occasion, OccasionKind, OccasionSitting
from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.people.actions import add_learners, make_adult, make_class, make_school
from armillary.apps.people.models import Adult, Learner, School, SchoolClass
from armillary.apps.people.opaque_ids import seeded_ids
from armillary.apps.practice.marks import SCORES
from armillary.apps.practice.models import Answer, LearnerState, Mark, Sitting
from armillary.content.format import parse_course
from armillary.science.simulation import (
    KnowledgeFamily,
    LogisticFamily,
    SimulatedLearner,
    simulate_knowledge_learners,
    simulate_logistic_learners,
)
from armillary.web.demo.history import WEEKS, Diary, Historian, begin_of_school
from armillary.web.demo.names import CLASSES, HEAD, InventedClass
from armillary.web.demo.studies import make_studies
from armillary.web.demo.testing import Examiner, Sat, make_open_test, make_term_tests

SEED = 20260901
DAYS_BEFORE = 7 * (WEEKS + 1)
WITH_TEST = 2  # classes that sit the test of the course
BEFORE, AFTER = OccasionKind.BEFORE, OccasionKind.AFTER
UNREAD_DAYS = 7
SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class People:
    """Who the printed links sign in as: their ids and names."""

    learner: int
    learner_name: str
    teacher: int
    teacher_name: str
    head: int
    head_name: str
    learners: int
    answers: int


@transaction.atomic
@seeded_ids(f"demo {SEED}")
def build_school(course_folder: Path, *, password: str, now: datetime) -> People:
    """Fill an empty database with the simulated school; all of it or nothing.

    The same learners each time, with the same ids, and so with the same forms and arms.
    """
    founded = begin_of_school(now, DAYS_BEFORE)
    publish_course(parse_course(course_folder), now=founded)
    catalogue = SHELF.catalogue("ai")
    if catalogue is None:
        raise LookupError("the course was not published")
    school = make_school("School 12 (simulated)", language="en", now=founded)
    School.objects.filter(pk=school.pk).update(simulated=True)
    head = make_adult(
        school,
        username=HEAD[1],
        name=HEAD[0],
        role=Adult.Role.HEAD,
        password=password,
        now=founded,
        by=None,
    )
    classes = [make_invented_class(school, head, entry, password, founded) for entry in CLASSES]
    answers = sum(
        write_history(catalogue, school_class, entry, now, number)
        for number, (school_class, entry) in enumerate(zip(classes, CLASSES, strict=True))
    )
    make_open_test(classes[0], classes[0].teachers.get(), now=now)
    make_studies(classes, founded=founded, now=now)
    return find_people(classes[0], head, answers)


def make_invented_class(
    school: School, head: Adult, entry: InventedClass, password: str, now: datetime
) -> SchoolClass:
    """Return a class with its teacher and learners."""
    teacher = make_adult(
        school,
        username=entry.username,
        name=entry.teacher,
        role=Adult.Role.TEACHER,
        password=password,
        now=now,
        by=head,
    )
    Adult.objects.filter(pk=teacher.pk).update(language=entry.language)
    school_class = make_class(
        school, name=entry.name, grade=5, teachers=[teacher], now=now, by=head
    )
    add_learners(school_class, entry.learners, now=now, by=head)
    Learner.objects.filter(school_class=school_class).update(language=entry.language)
    return school_class


def write_history(
    catalogue: Catalogue,
    school_class: SchoolClass,
    entry: InventedClass,
    now: datetime,
    number: int,
) -> int:
    """Let a class go through a term and store it; return the number of answers.

    The first `WITH_TEST` classes sit the test of the course before it, the first of them also
    after it.
    """
    seed = SEED + number
    learners = list(Learner.objects.filter(school_class=school_class).order_by("name"))
    historian = Historian(catalogue, now, seed)
    truths = make_truths(catalogue, len(learners), now, seed)
    language = "zh-Hans" if entry.language == "zh-hans" else entry.language
    diaries = [
        historian.new_diary(learner, truth, language)
        for learner, truth in zip(learners, truths, strict=True)
    ]
    of = {learner.pk: truth for learner, truth in zip(learners, truths, strict=True)}
    examiner = Examiner(historian.model, of, language, seed)
    occasions = find_occasions(school_class, now, number)
    before = [examiner.let_sit(each, learners) for each in occasions if each.kind == BEFORE]
    sittings, _practised = historian.practise(diaries)
    after = [examiner.let_sit(each, learners) for each in occasions if each.kind == AFTER]
    answers = store_answers(diaries, sittings, before, after)
    Mark.objects.bulk_create(mark_written(answers, school_class, now, seed), batch_size=500)
    states = [historian.state_of(diary) for diary in diaries]
    LearnerState.objects.bulk_create([state for state in states if state is not None])
    return len(answers)


def find_occasions(school_class: SchoolClass, now: datetime, number: int) -> list[Occasion]:
    """Return the occasions of a class at which the test of the course is sat, made just now."""
    if number >= WITH_TEST:
        return []
    founded = begin_of_school(now, DAYS_BEFORE)
    series = make_term_tests(
        school_class, school_class.teachers.get(), founded=founded, now=now, after=number == 0
    )
    return list(series.occasions.select_related("series__test").order_by("opens_at"))


def store_answers(
    diaries: Sequence[Diary],
    sittings: Sequence[Sitting],
    before: Sequence[Sat],
    after: Sequence[Sat],
) -> list[Answer]:
    """Store a term with its tests; each learner's answers count up in the order they were given."""
    tests = [sitting for sat in (*before, *after) for sitting in sat.sittings]
    Sitting.objects.bulk_create([*sittings, *(sitting.sitting for sitting in tests)])
    for test in tests:
        test.sitting_id = test.sitting.pk
    OccasionSitting.objects.bulk_create(tests)
    found: list[Answer] = []
    for diary in diaries:
        first = [answer for sat in before for answer in sat.answers.get(diary.learner.pk, [])]
        last = [answer for sat in after for answer in sat.answers.get(diary.learner.pk, [])]
        diary.tested = len(first) + len(last)
        diary.last = last[-1].answered_at if last else None
        for position, answer in enumerate([*first, *diary.answers, *last], start=1):
            answer.position = answer.device_sequence = position
            answer.sitting_id = answer.sitting.pk if answer.sitting else None
            found.append(answer)
    Answer.objects.bulk_create(found, batch_size=500)
    return found


def mark_written(
    answers: Sequence[Answer], school_class: SchoolClass, now: datetime, seed: int
) -> list[Mark]:
    """Return the marks of a teacher who reads written answers, but not yet those of this week."""
    chance = random.Random(seed)
    teacher = school_class.teachers.order_by("pk").first()
    written = [answer for answer in answers if answer.score is None]
    return [
        Mark(
            answer=answer,
            adult=teacher,
            score=chance.choices(SCORES, (1, 2, 3))[0],
            comment="",
            marked_at=answer.answered_at + timedelta(days=2),
        )
        for answer in written
        if answer.answered_at < now - timedelta(days=UNREAD_DAYS)
    ]


def make_truths(
    catalogue: Catalogue, count: int, now: datetime, seed: int
) -> list[SimulatedLearner]:
    """Return learners of two families by turns, whose truth the product never sees."""
    generator = np.random.default_rng(seed)
    n_skills = len(catalogue.skills)
    half = (count + 1) // 2
    logistic = simulate_logistic_learners(
        n_learners=half,
        n_skills=n_skills,
        prerequisites=catalogue.prerequisites,
        family=LogisticFamily(ability_mean=1.0),
        generator=generator,
    )
    knowing = simulate_knowledge_learners(
        n_learners=count - half,
        n_skills=n_skills,
        prerequisites=order_prerequisites(catalogue),
        family=KnowledgeFamily(),
        start_days=begin_of_school(now, DAYS_BEFORE).timestamp() / SECONDS_A_DAY,
        generator=generator,
    )
    mixed: list[SimulatedLearner] = []
    for number in range(count):
        mixed.append(logistic[number // 2] if number % 2 == 0 else knowing[number // 2])
    return mixed


def order_prerequisites(catalogue: Catalogue) -> dict[int, tuple[int, ...]]:
    """Return the prerequisites that come earlier by number, as the knowledge family wants them."""
    return {
        skill: tuple(before for before in needed if before < skill)
        for skill, needed in catalogue.prerequisites.items()
    }


def find_people(school_class: SchoolClass, head: Adult, answers: int) -> People:
    """Return whom the links sign in as: a learner and the teacher of the first class, the head."""
    learner = Learner.objects.filter(school_class=school_class).order_by("name")[2]
    teacher = Adult.objects.get(classes=school_class)
    return People(
        learner=learner.pk,
        learner_name=learner.name,
        teacher=teacher.pk,
        teacher_name=teacher.name,
        head=head.pk,
        head_name=head.name,
        learners=Learner.objects.filter(school=head.school).count(),
        answers=answers,
    )
