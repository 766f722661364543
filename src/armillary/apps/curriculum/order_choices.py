"""What comes first in a lesson with a lab: as the author put it, unless a row says otherwise."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q

from armillary.apps.curriculum.models import ActivityOrder, Lesson, LessonOpening, OrderChoice
from armillary.apps.curriculum.timed_choices import ABOUT_ALL, find_in_force, record_choices
from armillary.apps.people.models import Learner, SchoolClass


def find_order(learner: Learner, now: datetime, lesson: Lesson | None = None) -> OrderChoice | None:
    """Return the order in force for a learner: their own row, else their class's, else none.

    Of one owner's rows that about the lesson holds before that about all lessons.

    Parameters
    ----------
    lesson : None looks only at what holds for all lessons
    """
    about = Q(lesson__isnull=True) | Q(lesson=lesson) if lesson else Q(lesson__isnull=True)
    return (
        find_in_force(OrderChoice, learner, now)
        .filter(about)
        .order_by(F("learner").asc(nulls_last=True), F("lesson").asc(nulls_last=True), "-pk")
        .first()
    )


def record_orders(
    orders: Iterable[tuple[Learner | SchoolClass, str]],
    *,
    lesson: Lesson | None = None,
    starts_at: datetime,
    ends_at: datetime,
    source: str,
) -> None:
    """Let learners or classes have an order of activities between two moments.

    Parameters
    ----------
    lesson : the one it is about; None: all lessons

    Raises
    ------
    ValueError
        If an order is not known.
    """
    record_choices(
        OrderChoice,
        "order",
        orders,
        known=ActivityOrder.values,
        about={"lesson": lesson} if lesson else ABOUT_ALL,
        starts_at=starts_at,
        ends_at=ends_at,
        source=source,
    )


def record_opening(learner: Learner, lesson: Lesson, choice: OrderChoice, *, now: datetime) -> None:
    """Note that a learner opened a lesson with a lab in the order chosen; twice is once."""
    LessonOpening.objects.get_or_create(
        learner=learner,
        lesson=lesson,
        order=choice.order,
        source=choice.source,
        defaults={"school_id": learner.school_id, "opened_at": now},
    )
