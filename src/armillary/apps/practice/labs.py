"""Writes of labs: their state, and their own scores as answers that move the estimate lightly."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import Http404

from armillary.apps.curriculum.actions import LAB_MOMENTS, lab_question_key
from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.models import Item
from armillary.apps.people.models import Learner, Seat
from armillary.apps.practice.models import Answer, LabState
from armillary.apps.practice.rows import NewAnswer
from armillary.apps.practice.store import record_answer
from armillary.apps.practice.writer import write

LAB_POLICY = "lab"


@dataclass(frozen=True, slots=True)
class LabResult:
    """The score that a page gave to one moment of a lab, with what it rests on.

    `id` is made by the page once for each result, so that a repeated sending stores one answer.
    """

    id: str
    lesson: str
    moment: str
    score: float
    raw: Any  # what the lab recorded, JSON of any shape
    seconds: float | None


@dataclass(frozen=True, slots=True)
class LabPlace:
    """A lab, and the level that the lesson names ("" for the lab's own choice)."""

    lab: str
    level: str


def save_lab_state(
    learner: Learner, place: LabPlace, state: dict[str, Any], *, now: datetime
) -> None:
    """Keep where a learner stands in a level of a lab, in place of what was kept before."""
    write(
        lambda: LabState.objects.update_or_create(
            learner=learner,
            lab=place.lab,
            level=place.level,
            defaults={"state": state, "saved_at": now},
        )
    )


def find_lab_state(learner: Learner, place: LabPlace) -> dict[str, Any] | None:
    """Return where a learner stands in a level of a lab, or None when never there."""
    row = LabState.objects.filter(learner=learner, lab=place.lab, level=place.level).first()
    return row.state if row else None


def record_lab_result(
    seat: Seat, lab: str, result: LabResult, *, language: str, now: datetime
) -> bool:
    """Store one scored moment as an answer that the page scored; False when it was there already.

    Raises Http404 for a lab, lesson or moment that is not published, or a score outside 0 to 1.
    """
    item = find_moment(lab, result)
    answer_id = make_answer_id(seat.learner_id, lab, result)
    return write(lambda: _store(seat, item, answer_id, result, language, now))


def find_moment(lab: str, result: LabResult) -> Item:
    """Return the published item of a lab's moment, or 404."""
    if result.moment not in LAB_MOMENTS or not 0.0 <= result.score <= 1.0:
        raise Http404
    key = lab_question_key(result.lesson, result.moment)
    item = Item.objects.filter(current_for__key=key, kind="lab").first()
    if item is None or item.content.get("lab") != lab:
        raise Http404
    return item


def make_answer_id(learner_id: int, lab: str, result: LabResult) -> uuid.UUID:
    """Return the id of a result: the same for the same result of the same learner."""
    text = f"{learner_id}/{lab}/{result.lesson}/{result.moment}/{result.id}"
    return uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16])


def _store(
    seat: Seat, row: Item, answer_id: uuid.UUID, result: LabResult, language: str, now: datetime
) -> bool:
    item = SHELF.item(row.pk)
    if item is None or Answer.objects.filter(pk=answer_id).exists():
        return False
    earlier = Answer.objects.filter(learner_id=seat.learner_id, item_id=row.pk).count()
    answer = NewAnswer(
        id=answer_id,
        school=seat.learner.school_id,
        learner=seat.learner_id,
        item=row.pk,
        seed=0,
        sitting=None,
        language=language,
        given={"raw": result.raw},
        score=result.score,
        scored_by_page=True,
        misconceptions=(),
        try_number=min(earlier + 1, 1000),
        hints=0,
        seconds=result.seconds,
        policy=LAB_POLICY,
        p_chosen=1.0,
        device_at=None,
        device_sequence=None,
    )
    with connection.cursor() as cursor:
        record_answer(cursor, answer, item, now=now, offer_next=False)
    return True
