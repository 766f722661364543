"""Reads of practice: sittings, offers, answers and what they say."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.people.models import Learner
from armillary.apps.practice.engine import (
    Standpoint,
    find_model,
    new_standpoint,
    unpack_standpoint,
)
from armillary.apps.practice.models import Answer, LearnerState, Sitting
from armillary.apps.practice.replay import replay_learner
from armillary.apps.practice.rows import Outcome, read_outcome
from armillary.apps.practice.tickets import Ticket

# A sitting left alone this long is over; the next one starts afresh.
SITTING_REST = timedelta(hours=2)


def find_outcome(ticket: Ticket, try_number: int) -> Outcome | None:
    """Return what was stored for a ticket and try of a learner who sits there, or None."""
    with connection.cursor() as cursor:
        return read_outcome(cursor, ticket, try_number, seated=True)


def has_first_try(ticket: Ticket) -> bool:
    """Return whether the question was answered at least once."""
    return Answer.objects.filter(pk=ticket.answer_id(1)).exists()


def find_open_sitting(learner: Learner, now: datetime) -> Sitting | None:
    """Return the stretch of practice the learner is in, unless it was left alone too long."""
    sitting = (
        Sitting.objects.filter(learner=learner, for_test=False, ended_at__isnull=True)
        .order_by("-started_at", "-pk")
        .first()
    )
    if sitting is None:
        return None
    last = find_last_answer(sitting)
    touched = last.received_at if last else sitting.started_at
    return sitting if now - touched <= SITTING_REST else None


def find_last_answer(sitting: Sitting) -> Answer | None:
    """Return the latest first try of a sitting: it carries the offer of the next question."""
    return (
        Answer.objects.filter(learner_id=sitting.learner_id, sitting=sitting, try_number=1)
        .order_by("-position")
        .first()
    )


def find_offer(sitting: Sitting) -> dict[str, Any] | None:
    """Return what the sitting offers now: the next question or an ending."""
    last = find_last_answer(sitting)
    return sitting.first_offer if last is None else last.offer


def count_answers(sitting: Sitting) -> int:
    """Return how many questions of a sitting were answered."""
    return Answer.objects.filter(
        learner_id=sitting.learner_id, sitting=sitting, try_number=1
    ).count()


def find_practised(sitting: Sitting) -> frozenset[int]:
    """Return the numbers of the skills that a sitting has practised."""
    answered = Answer.objects.filter(learner_id=sitting.learner_id, sitting=sitting)
    items = [SHELF.item(pk) for pk in answered.values_list("item_id", flat=True).distinct()]
    return frozenset(skill for item in items if item is not None for skill in item.skills)


def find_state(learner_id: int, course_id: int) -> LearnerState | None:
    """Return the packed state of a learner, or None before the first answer."""
    return LearnerState.objects.filter(learner_id=learner_id, course_id=course_id).first()


def find_standpoint(learner_id: int, catalogue: Catalogue) -> Standpoint:
    """Return what a learner's answers say; a row that another model made is recomputed."""
    model = find_model(catalogue)
    row = find_state(learner_id, catalogue.id)
    if row is None:
        return new_standpoint(model)
    stored = unpack_standpoint(
        model, made_by=row.model, packed=bytes(row.packed), reviews=bytes(row.reviews)
    )
    if stored is not None:
        return stored
    with connection.cursor() as cursor:
        return replay_learner(cursor, model, learner_id, catalogue)[0]
