"""Answers as facts: given through the same statement that stores live ones, at a chosen moment."""

import itertools
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from armillary.apps.curriculum.catalogue import SHELF, ItemEntry
from armillary.apps.curriculum.models import Item
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import Answer
from armillary.apps.practice.rows import NewAnswer
from armillary.apps.practice.store import record_answer

OPEN = "G05-L1-q08"
NUMBERS = itertools.count(1)


def known_item(key: str) -> ItemEntry:
    """Return the current item of a question."""
    item = SHELF.item(Item.objects.get(current_for__key=key).pk)
    assert item is not None
    return item


def give(
    learner: Learner,
    key: str,
    score: float | None,
    *,
    at: datetime,
    ideas: Iterable[str] = (),
    hints: int = 0,
    try_number: int = 1,
    given: dict[str, object] | None = None,
    sitting: int | None = None,
    seconds: float | None = 30.0,
) -> uuid.UUID:
    """Store an answer to a question at a moment, and the state that follows; return its id."""
    answer = NewAnswer(
        id=uuid.UUID(int=next(NUMBERS)),
        school=learner.school_id,
        learner=learner.pk,
        item=known_item(key).id,
        seed=1,
        sitting=sitting,
        language="en",
        given={"choice": 0} if given is None else given,
        score=score,
        scored_by_page=False,
        misconceptions=tuple(ideas),
        try_number=try_number,
        hints=hints,
        seconds=seconds,
        policy="mix-1",
        p_chosen=0.5,
        device_at=None,
        device_sequence=None,
    )
    with connection.cursor() as cursor:
        record_answer(cursor, answer, known_item(key), now=at, offer_next=False)
    return answer.id


def give_many(
    learner: Learner, key: str, scores: Iterable[float], *, at: datetime, ideas: Iterable[str] = ()
) -> None:
    """Store one answer a minute to the same question; wrong ones show the ideas."""
    ideas = tuple(ideas)
    for number, score in enumerate(scores):
        moment = at + timedelta(minutes=number)
        give(learner, key, score, at=moment, ideas=() if score >= 0.5 else ideas)


def give_open_answer(learner: Learner, *, text: str, now: datetime) -> uuid.UUID:
    """Store an answer to the open question of the tiny course."""
    return give(learner, OPEN, None, at=now, given={"text": text, "language": "en"})


def find_open_answer(learner: Learner) -> Answer:
    """Return the learner's answer to the open question."""
    return Answer.objects.get(learner=learner, score__isnull=True)
