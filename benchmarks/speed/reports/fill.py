"""Fill an empty database with a simulated school: classes of forty, ten weeks of answers.

Learners of the logistic family answer items drawn at random; their states are replayed by the
product's own engine, so every page finds what live answers would have left.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry
from armillary.apps.curriculum.queries import shipped_course
from armillary.apps.people.actions import add_learners, make_adult, make_class, make_school
from armillary.apps.people.models import Adult, Learner, School, SchoolClass
from armillary.apps.practice.engine import (
    apply_answer,
    days_of,
    find_model,
    item_spec,
    model_name,
    new_standpoint,
    pack_standpoint,
)
from armillary.apps.practice.models import Answer, LearnerState, Sitting
from armillary.apps.reports.beliefs import named_misconceptions
from armillary.content.answers import right_given, wrong_givens
from armillary.content.format import parse_course
from armillary.science.simulation import (
    LogisticFamily,
    LogisticLearner,
    simulate_answer,
    simulate_logistic_learners,
)

CLASS_SIZE = 40
# Ten weeks of two sittings with ten answers each.
SITTINGS, ANSWERS = 20, 10
SEED = 20240601


@dataclass(frozen=True, slots=True)
class Filled:
    """Whom the pages are asked about, and how much there is."""

    head: Adult
    teacher: Adult
    school_class: SchoolClass
    learner: Learner
    n_learners: int
    n_answers: int


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of one school's history."""

    founded: datetime
    now: datetime

    def sitting(self, number: int) -> datetime:
        """Return when a sitting begins: the last one an hour ago, the others before it."""
        return self.now - timedelta(hours=1) - timedelta(days=3.5) * (SITTINGS - 1 - number)


def fill(n_classes: int, *, now: datetime) -> Filled:
    """Return the school, made in the empty database."""
    times = Times(now - timedelta(days=90), now)
    folder = shipped_course()
    assert folder is not None
    publish_course(parse_course(folder), now=times.founded)
    catalogue = SHELF.catalogue("ai")
    assert catalogue is not None
    school = make_school("Simulated school", language="en", now=times.founded)
    School.objects.filter(pk=school.pk).update(simulated=True)
    head = make_person(school, "head", Adult.Role.HEAD, times)
    generator = np.random.default_rng(SEED)
    answers, classes = 0, []
    for number in range(n_classes):
        with transaction.atomic():
            school_class = fill_class(school, number, catalogue, times, generator)
        classes.append(school_class)
        answers += CLASS_SIZE * SITTINGS * ANSWERS
    return Filled(
        head=head,
        teacher=classes[0].teachers.get(),
        school_class=classes[0],
        learner=classes[0].learners.order_by("name")[0],
        n_learners=n_classes * CLASS_SIZE,
        n_answers=answers,
    )


def make_person(school: School, name: str, role: Adult.Role, times: Times) -> Adult:
    return make_adult(
        school,
        username=name,
        name=name.capitalize(),
        role=role,
        password="a simulated password",
        now=times.founded,
        by=None,
    )


def fill_class(
    school: School,
    number: int,
    catalogue: Catalogue,
    times: Times,
    generator: np.random.Generator,
) -> SchoolClass:
    """Return a class of forty with a teacher and a history."""
    teacher = make_person(school, f"teacher{number}", Adult.Role.TEACHER, times)
    school_class = make_class(
        school, name=f"5-{number:02}", grade=5, teachers=[teacher], now=times.founded, by=None
    )
    names = [f"Learner {number:02} {place:02}" for place in range(CLASS_SIZE)]
    learners = add_learners(school_class, names, now=times.founded, by=None)
    truths = simulate_logistic_learners(
        n_learners=CLASS_SIZE,
        n_skills=len(catalogue.skills),
        prerequisites=catalogue.prerequisites,
        family=LogisticFamily(ability_mean=0.3),
        generator=generator,
    )
    for learner, truth in zip(learners, truths, strict=True):
        write_history(learner, truth, catalogue, times, generator)
    return school_class


def write_history(
    learner: Learner,
    truth: LogisticLearner,
    catalogue: Catalogue,
    times: Times,
    generator: np.random.Generator,
) -> None:
    """Store a learner's sittings, answers and the state that follows."""
    sittings = Sitting.objects.bulk_create(
        Sitting(
            learner=learner,
            course_id=catalogue.id,
            lesson_key=catalogue.lessons[number % len(catalogue.lessons)].key,
            started_at=times.sitting(number),
            ended_at=times.sitting(number) + timedelta(minutes=10),
        )
        for number in range(SITTINGS)
    )
    model = find_model(catalogue)
    standpoint, answers = new_standpoint(model), []
    for number, sitting in enumerate(sittings):
        for item, at in draw_items(catalogue, times.sitting(number), generator):
            spec = item_spec(model, item)
            right = simulate_answer(truth, spec, days=days_of(at), generator=generator)
            answer = make_answer(learner, item, at, len(answers) + 1, generator, right=right)
            answer.sitting = sitting
            answers.append(answer)
            if answer.score is not None:
                standpoint = apply_answer(
                    model, standpoint, item, score=answer.score, by_page=False, days=days_of(at)
                )
    Answer.objects.bulk_create(answers)
    packed, reviews = pack_standpoint(model, standpoint)
    LearnerState.objects.create(
        learner=learner,
        course_id=catalogue.id,
        model=model_name(model),
        packed=packed,
        reviews=reviews,
        position=len(answers),
        answered_at=answers[-1].answered_at,
    )


def draw_items(
    catalogue: Catalogue, start: datetime, generator: np.random.Generator
) -> Iterator[tuple[ItemEntry, datetime]]:
    """Yield the items of one sitting, a minute apart."""
    for place in range(ANSWERS):
        item = catalogue.items[int(generator.integers(len(catalogue.items)))]
        yield item, start + timedelta(minutes=place)


def make_answer(
    learner: Learner,
    item: ItemEntry,
    at: datetime,
    position: int,
    generator: np.random.Generator,
    *,
    right: bool,
) -> Answer:
    """Return one answer; a wrong one shows one of the misconceptions that the item names."""
    named = sorted(named_misconceptions(item))
    ideas = [named[int(generator.integers(len(named)))]] if named and not right else []
    is_open = item.kind == "open"
    variant = item.variant(1)
    given = right_given(variant, "en") if is_open or right else wrong_givens(variant, "en")[0]
    return Answer(
        id=uuid.UUID(bytes=generator.bytes(16)),
        school_id=learner.school_id,
        learner=learner,
        position=position,
        item_id=item.id,
        seed=1,
        language="en",
        given=given,
        score=None if is_open else float(right),
        misconceptions=[] if is_open else ideas,
        assisted=False,
        moves_model=not is_open,
        seconds_spent=30.0,
        policy="simulated",
        p_chosen=1.0 / 66,
        answered_at=at,
        device_at=at,
        received_at=at,
    )
