"""Writes of practice apart from answers: starting and ending a sitting."""

from datetime import datetime

from django.db import connection, transaction

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import Learner
from armillary.apps.practice import store
from armillary.apps.practice.engine import (
    choose_next,
    days_of,
    find_model,
)
from armillary.apps.practice.models import Sitting
from armillary.apps.practice.policy_choices import find_policy
from armillary.apps.practice.queries import find_offer, find_standpoint
from armillary.apps.practice.rows import read_past
from armillary.apps.practice.store import make_offer


@transaction.atomic
def start_sitting(
    learner: Learner, catalogue: Catalogue, *, lesson_key: str, now: datetime
) -> Sitting:
    """Start a sitting on a lesson, or on the whole course when the key is empty.

    A question that was offered and not answered is offered again, so that nobody can draw lots
    until an easy one comes.
    """
    previous = (
        Sitting.objects.filter(
            learner=learner, course_id=catalogue.id, lesson_key=lesson_key, for_test=False
        )
        .order_by("-started_at", "-pk")
        .first()
    )
    Sitting.objects.filter(learner=learner, for_test=False, ended_at__isnull=True).update(
        ended_at=now, end_reason="left"
    )
    sitting = Sitting.objects.create(
        learner=learner, course_id=catalogue.id, lesson_key=lesson_key, started_at=now
    )
    waiting = find_offer(previous) if previous else None
    if waiting is not None and "end" not in waiting:
        sitting.first_offer = waiting
    else:
        sitting.first_offer = _choose_first(learner, catalogue, sitting, now)
    sitting.save(update_fields=["first_offer"])
    return sitting


def _choose_first(
    learner: Learner, catalogue: Catalogue, sitting: Sitting, now: datetime
) -> dict[str, object] | None:
    model = find_model(catalogue)
    standpoint = find_standpoint(learner.pk, catalogue)
    with connection.cursor() as cursor:
        past = read_past(cursor, learner.pk, now)
        policy = find_policy(cursor, learner.pk, now)
    offer = choose_next(
        model,
        catalogue,
        standpoint,
        lesson_key=sitting.lesson_key,
        sitting=sitting.pk,
        past=past,
        days=days_of(now),
        chance=store.CHANCE,
        policy=policy,
    )
    return make_offer(offer, now)


def end_sitting(sitting: Sitting, *, reason: str, now: datetime) -> None:
    """End a sitting; ending one twice keeps the first time."""
    Sitting.objects.filter(pk=sitting.pk, ended_at__isnull=True).update(
        ended_at=now, end_reason=reason
    )
