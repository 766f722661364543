"""What comes first in a lesson with a lab: as the author put it, unless a row says otherwise."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q

from armillary.apps.curriculum.models import ActivityOrder, Lesson, LessonOpening, OrderChoice
from armillary.apps.people.models import Learner, SchoolClass


def find_order(learner: Learner, now: datetime) -> OrderChoice | None:
    """Return the order in force for a learner: their own row, else their class's, else none."""
    return (
        OrderChoice.objects.filter(
            Q(learner=learner) | Q(school_class=learner.school_class_id),
            starts_at__lte=now,
            ends_at__gt=now,
            revoked_at__isnull=True,
        )
        .order_by(F("learner").asc(nulls_last=True), "-pk")
        .first()
    )


def record_orders(
    orders: Iterable[tuple[Learner | SchoolClass, str]],
    *,
    starts_at: datetime,
    ends_at: datetime,
    source: str,
) -> None:
    """Let learners or classes have an order of activities between two moments.

    Raises
    ------
    ValueError
        If an order is not known.
    """
    rows = []
    for whom, order in orders:
        if order not in ActivityOrder.values:
            raise ValueError(f"order must be one of {ActivityOrder.values}, got {order}")
        row = OrderChoice(
            school_id=whom.school_id,
            order=order,
            starts_at=starts_at,
            ends_at=ends_at,
            source=source,
        )
        if isinstance(whom, Learner):
            row.learner = whom
        else:
            row.school_class = whom
        rows.append(row)
    OrderChoice.objects.bulk_create(rows)


def revoke_orders(source: str, *, now: datetime) -> int:
    """End all that a source asked for; return how many rows ended."""
    rows = OrderChoice.objects.filter(source=source, revoked_at__isnull=True)
    return rows.update(revoked_at=now)


def is_order_free(
    learners: Iterable[int], classes: Iterable[int], *, starts_at: datetime, ends_at: datetime
) -> bool:
    """Return whether no other source orders activities for any of them between two moments."""
    return not OrderChoice.objects.filter(
        Q(learner__in=list(learners)) | Q(school_class__in=list(classes)),
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
        revoked_at__isnull=True,
    ).exists()


def record_opening(learner: Learner, lesson: Lesson, choice: OrderChoice, *, now: datetime) -> None:
    """Note that a learner opened a lesson with a lab in the order chosen; twice is once."""
    LessonOpening.objects.get_or_create(
        learner=learner,
        lesson=lesson,
        order=choice.order,
        source=choice.source,
        defaults={"school_id": learner.school_id, "opened_at": now},
    )
