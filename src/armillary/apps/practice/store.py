"""From a signed answer to a stored row, inside one transaction."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry
from armillary.apps.practice.engine import (
    Ending,
    Offer,
    Past,
    Standpoint,
    apply_answer,
    choose_next,
    days_of,
    find_model,
)
from armillary.apps.practice.policy_choices import find_policy
from armillary.apps.practice.replay import read_standpoint
from armillary.apps.practice.rows import (
    NewAnswer,
    Outcome,
    SeatRow,
    insert_answer,
    put_state,
    read_last,
    read_lesson,
    read_outcome,
    read_past,
    read_seat,
    read_state,
)
from armillary.apps.practice.tickets import Ticket, make_nonce
from armillary.content.answers import Given, mark, read_given
from armillary.science.learner import LearnerModel

MOST_TRIES = 20
# Draws the next item and the seed of its variant. Tests put a seeded one in its place.
CHANCE: random.Random = random.SystemRandom()
LONGEST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer as it arrived, its ticket already found genuine."""

    ticket: Ticket
    try_number: int
    fields: Mapping[str, Sequence[str]]
    language: str  # as content files write it
    device_at: datetime | None
    device_sequence: int | None
    seconds_spent: float | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a submission.

    `status` is "saved" (now or earlier, with its outcome), "unreadable" (nothing stored, say how
    to write it) or "refused" (not this learner's, or the card was taken away).
    """

    status: str
    outcome: Outcome | None = None
    message: str = ""
    example: str = ""


def store_answer(submission: Submission, *, now: datetime) -> Stored:
    """Store one answer and what follows from it. Call inside a transaction.

    A second arrival of the same answer changes nothing and gets the same outcome.
    """
    ticket = submission.ticket
    with connection.cursor() as cursor:
        seat = read_seat(cursor, ticket.seat_hash)
        if seat is None or seat.learner != ticket.learner or seat.revoked:
            return Stored("refused")
        earlier = read_outcome(cursor, ticket, submission.try_number, seated=not seat.ended)
        if earlier is not None:
            return Stored("saved", earlier)
        item = SHELF.item(ticket.item)
        if item is None:
            return Stored("refused")
        given = read_given(item.variant(ticket.seed), submission.fields, submission.language)
        judged = mark(item.variant(ticket.seed), given)
        if not judged.readable:
            return Stored("unreadable", message=judged.message_code, example=judged.example)
        offer = _add(
            cursor, submission, seat, item, given, judged.score, judged.misconceptions, now
        )
        return Stored("saved", Outcome(judged.score, given, offer, seated=not seat.ended))


def _add(
    cursor: CursorWrapper,
    submission: Submission,
    seat: SeatRow,
    item: ItemEntry,
    given: Given,
    score: float | None,
    misconceptions: Sequence[str],
    now: datetime,
) -> dict[str, Any] | None:
    """Write the answer; return the offer that goes with it."""
    ticket = submission.ticket
    answer = NewAnswer(
        id=ticket.answer_id(submission.try_number),
        school=seat.school,
        learner=seat.learner,
        item=item.id,
        seed=ticket.seed,
        sitting=ticket.sitting,
        language=submission.language,
        given=given,
        score=score,
        scored_by_page=False,
        misconceptions=misconceptions,
        try_number=submission.try_number,
        hints=ticket.hints,
        seconds=_seconds(submission, now),
        policy=ticket.policy,
        p_chosen=ticket.p_chosen,
        device_at=submission.device_at,
        device_sequence=submission.device_sequence,
    )
    if submission.try_number == 1:
        return record_answer(cursor, answer, item, now=now, offer_next=True)
    record_answer(cursor, answer, item, now=now, offer_next=False)
    first = read_outcome(cursor, ticket, 1, seated=True)
    return first.offer if first else None


def record_answer(
    cursor: CursorWrapper, answer: NewAnswer, item: ItemEntry, *, now: datetime, offer_next: bool
) -> dict[str, Any] | None:
    """Write an answer and the state that follows from it; return the offer of the next question."""
    catalogue = SHELF.catalogue(item.course)
    if catalogue is None:
        raise LookupError("no course is published")
    model = find_model(catalogue)
    row = read_state(cursor, answer.learner, catalogue.id)
    position, last = read_last(cursor, answer.learner)
    at = clamp(answer.device_at or now, last, now)
    standpoint = read_standpoint(cursor, model, row, answer.learner, catalogue)
    if answer.moves_model:
        standpoint = apply_answer(
            model,
            standpoint,
            item,
            score=float(answer.score or 0.0),
            by_page=answer.scored_by_page,
            days=days_of(at),
        )
    following = None
    if offer_next and answer.sitting is not None:
        following = _choose(cursor, catalogue, model, standpoint, answer, item, at, now)
    insert_answer(cursor, answer, position + 1, at, now, following)
    put_state(cursor, row, answer.learner, catalogue.id, model, standpoint, position + 1, at)
    return following


def clamp(device_at: datetime, last: datetime | None, now: datetime) -> datetime:
    """Return the device's time, not before the learner's last answer and not after now."""
    at = min(device_at, now)
    return max(at, min(last, now)) if last is not None else at


def make_offer(offer: Offer | Ending | None, now: datetime) -> dict[str, Any] | None:
    """Return the next question as an answer row keeps it."""
    if offer is None:
        return None
    if isinstance(offer, Ending):
        return {"end": offer.reason}
    return {
        "item": offer.item,
        "seed": offer.seed,
        "p": offer.p_chosen,
        "policy": offer.policy,
        "reason": offer.reason,
        "nonce": make_nonce(int(now.timestamp() * 1000)).hex(),
    }


def _seconds(submission: Submission, now: datetime) -> float | None:
    """Return how long the learner took, as the page says or since the question was shown."""
    spent = submission.seconds_spent
    if spent is None:
        spent = now.timestamp() - submission.ticket.shown_at / 1000
    return round(spent, 1) if 0 <= spent <= LONGEST_SECONDS else None


def _choose(
    cursor: CursorWrapper,
    catalogue: Catalogue,
    model: LearnerModel[Any],
    standpoint: Standpoint,
    answer: NewAnswer,
    item: ItemEntry,
    at: datetime,
    now: datetime,
) -> dict[str, Any] | None:
    sitting = answer.sitting or 0
    this = Past(item.id, item.key, item.kind, answer.score, sitting, 0.0, True)
    offer = choose_next(
        model,
        catalogue,
        standpoint,
        lesson_key=read_lesson(cursor, sitting),
        sitting=sitting,
        past=(this, *read_past(cursor, answer.learner, now)),
        days=days_of(at),
        chance=CHANCE,
        policy=find_policy(cursor, answer.learner, now),
    )
    return make_offer(offer, now)
