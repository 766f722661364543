"""Studies of the demo school: a finished, a running, a planned one. All of it simulated.

The ways compared do nothing to simulated learners: whatever the finished study finds is chance,
and its page should say that the two cannot be told apart, nineteen times out of twenty.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from armillary.apps.assessment.models import SchoolTest
from armillary.apps.curriculum.models import Lesson, LessonOpening
from armillary.apps.people.models import Adult, SchoolClass
from armillary.apps.studies.actions import confirm_draft, make_draft, save_draft, start_study
from armillary.apps.studies.models import Assignment, Study
from armillary.apps.studies.queries import source_of

SEED = 20260901
# The first seed after it with one learner lost each way, five of each half of the test before the
# start with either, no gap worth a word, and no false alarm (two seeds had one): every part of the
# page has something to show, and it is what one sees nineteen times out of twenty.
SEED_FINISHED = 20260999
LESSONS_OPENED, P_OPENED = 6, 0.8
ORDER = {
    "question": "Do they learn more when the lab comes first?",
    "kind": "order",
    "name_0": "Text first",
    "what_0": "On the page of a lesson the text comes before the lab.",
    "name_1": "Lab first",
    "what_1": "On the page of a lesson the lab comes before the text.",
}
TRY = {**ORDER, "question": "Is it better to try first and read afterwards?"}
REVIEW = {
    "question": "Does mixed review help more than lesson by lesson?",
    "kind": "policy",
    "name_0": "Lesson by lesson",
    "what_0": "Practice stays with the lesson at hand.",
    "name_1": "Mixed review",
    "what_1": "Practice mixes in what is due from earlier lessons.",
}


def make_studies(classes: Sequence[SchoolClass], *, founded: datetime, now: datetime) -> None:
    """Make the studies: the first class has ended one, the second is in the middle of one, the last
    begins one.

    Parameters
    ----------
    classes : of the school, in order; the first sat the test of the course before and after, the
        second before
    founded : when the term began
    """
    test = SchoolTest.objects.filter(assessment__isnull=False).earliest("pk")
    begun = founded + timedelta(days=6)
    yesterday = now - timedelta(days=1)
    over = make_study(classes[0], test, ORDER, first=begun, last=yesterday, seed=SEED_FINISHED)
    start_study(over, by=over.made_by, now=begun)
    open_lessons(over, begun)
    make_unfinished(classes[0], test, now=now)
    going = make_study(classes[1], test, TRY, first=begun, last=now + timedelta(days=14))
    start_study(going, by=going.made_by, now=begun)
    open_lessons(going, begun)
    running = make_study(classes[-1], test, REVIEW, first=now, last=now + timedelta(days=42))
    start_study(running, by=running.made_by, now=now)


def make_unfinished(school_class: SchoolClass, test: SchoolTest, *, now: datetime) -> None:
    """Leave a draft that lacks nothing but the last button."""
    draft = make_draft(school_class.teachers.get(), now=now)
    rest = {
        "classes": [school_class.pk],
        "test": test.pk,
        "baseline": True,
        "design": "learner",
        "starts_on": (now + timedelta(days=30)).date().isoformat(),
        "ends_on": (now + timedelta(days=72)).date().isoformat(),
    }
    save_draft(draft, {**REVIEW, **rest}, now=now)


def make_study(
    school_class: SchoolClass,
    test: SchoolTest,
    said: dict[str, str],
    *,
    first: datetime,
    last: datetime,
    seed: int = SEED,
) -> Study:
    """Return a study of the teacher of a class, fixed an hour before its first day."""
    teacher: Adult = school_class.teachers.get()
    made = first - timedelta(hours=1)
    draft = make_draft(teacher, now=made)
    days = {
        "starts_on": timezone.localtime(first).date().isoformat(),
        "ends_on": timezone.localtime(last).date().isoformat(),
    }
    rest = {
        "classes": [school_class.pk],
        "test": test.pk,
        "baseline": True,
        "subgroups": ["baseline"],
        "design": "learner",
    }
    save_draft(draft, {**said, **rest, **days}, now=made)
    study = confirm_draft(draft, by=teacher, now=made)
    Study.objects.filter(pk=study.pk).update(seed=seed)  # the same lots in every demo
    study.seed = seed
    return study


def open_lessons(study: Study, begun: datetime) -> None:
    """Let learners open some lessons with a lab, in the order that was drawn for them."""
    chance = random.Random(f"studies {SEED}")
    settings = {arm.number: arm.setting for arm in study.arms.all()}
    lessons = list(Lesson.objects.exclude(lab="").order_by("place")[:LESSONS_OPENED])
    LessonOpening.objects.bulk_create(
        LessonOpening(
            school_id=study.school_id,
            learner_id=row.learner_id,
            lesson=lesson,
            order=settings[row.arm],
            source=source_of(study),
            opened_at=begun + timedelta(days=7 * number, hours=2),
        )
        for row in Assignment.objects.filter(study=study)
        for number, lesson in enumerate(lessons, start=1)
        if chance.random() < P_OPENED
    )
