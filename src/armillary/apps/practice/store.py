"""From a signed answer to a stored row, inside one transaction. Plain SQL: few short statements."""

import json
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
    model_name,
    new_standpoint,
    pack_standpoint,
    unpack_standpoint,
)
from armillary.apps.practice.tickets import Ticket, make_nonce
from armillary.content.answers import Given, mark, read_given
from armillary.science.learner import LearnerModel

# How far back the choice of the next question looks.
LOOK_BACK = 60
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

    `status` is "saved" (now or earlier), "unreadable" (nothing stored, say how to write it) or
    "refused" (not this learner's, or the card was taken away).
    """

    status: str
    answer: uuid.UUID | None = None
    message: str = ""
    example: str = ""


def store_answer(submission: Submission, *, now: datetime) -> Stored:
    """Store one answer and what follows from it. Call inside a transaction.

    A second arrival of the same answer changes nothing and gets the same outcome.
    """
    ticket = submission.ticket
    with connection.cursor() as cursor:
        seat = _read_seat(cursor, ticket.seat_hash)
        if seat is None or seat.learner != ticket.learner or seat.revoked:
            return Stored("refused")
        answer_id = ticket.answer_id(submission.try_number)
        owner = _read_owner(cursor, answer_id)
        if owner is not None:
            same = owner == ticket.learner
            return Stored("saved", answer_id) if same else Stored("refused")
        item = SHELF.item(ticket.item)
        if item is None:
            return Stored("refused")
        given = read_given(item.variant(ticket.seed), submission.fields, submission.language)
        judged = mark(item.variant(ticket.seed), given)
        if not judged.readable:
            return Stored("unreadable", message=judged.message_code, example=judged.example)
        _add(cursor, submission, seat, item, given, judged.score, judged.misconceptions, now)
        return Stored("saved", answer_id)


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as the answer path reads it."""

    learner: int
    school: int
    ended: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state row as the answer path reads it; `id` is None before the first answer."""

    id: int | None
    packed: bytes
    reviews: bytes
    model: str


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer ready to be written."""

    id: uuid.UUID
    school: int
    learner: int
    item: int
    seed: int
    sitting: int | None
    language: str
    given: Given
    score: float | None
    scored_by_page: bool
    misconceptions: Sequence[str]
    try_number: int
    hints: int
    seconds: float | None
    policy: str
    p_chosen: float
    device_at: datetime | None
    device_sequence: int | None

    @property
    def assisted(self) -> bool:
        """Whether a hint or an earlier try helped."""
        return self.hints > 0 or self.try_number > 1

    @property
    def moves_model(self) -> bool:
        """Whether this is the one kind of answer that moves the estimate."""
        return not self.assisted and self.score is not None


def _add(
    cursor: CursorWrapper,
    submission: Submission,
    seat: SeatRow,
    item: ItemEntry,
    given: Given,
    score: float | None,
    misconceptions: Sequence[str],
    now: datetime,
) -> None:
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
    record_answer(cursor, answer, item, now=now, offer_next=submission.try_number == 1)


def record_answer(
    cursor: CursorWrapper, answer: NewAnswer, item: ItemEntry, *, now: datetime, offer_next: bool
) -> None:
    """Write an answer, the state that follows from it, and the offer of the next question."""
    catalogue = SHELF.catalogue(item.course)
    if catalogue is None:
        raise LookupError("no course is published")
    model = find_model(len(catalogue.skills))
    row = _read_state(cursor, answer.learner, catalogue.id)
    position, last = _read_last(cursor, answer.learner)
    at = clamp(answer.device_at or now, last, now)
    standpoint = _standpoint(cursor, model, row, answer.learner, catalogue)
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
    _insert(cursor, answer, position + 1, at, now, following)
    _put_state(cursor, row, answer.learner, catalogue.id, model, standpoint, position + 1, at)


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
        lesson_key=_read_lesson(cursor, sitting),
        sitting=sitting,
        past=(this, *read_past(cursor, answer.learner, now)),
        days=days_of(at),
        chance=CHANCE,
    )
    return make_offer(offer, now)


def _standpoint(
    cursor: CursorWrapper,
    model: LearnerModel[Any],
    row: StateRow,
    learner: int,
    catalogue: Catalogue,
) -> Standpoint:
    """Return the stored standpoint, or replay the answers when it cannot be used."""
    if row.id is None:
        return new_standpoint(model)
    stored = unpack_standpoint(model, made_by=row.model, packed=row.packed, reviews=row.reviews)
    return stored or replay_learner(cursor, model, learner, catalogue)[0]


def replay_learner(
    cursor: CursorWrapper, model: LearnerModel[Any], learner: int, catalogue: Catalogue
) -> tuple[Standpoint, int, datetime | None]:
    """Return what a learner's answers say, recomputed from the first to the last.

    Uses the stored scores and times; marks and chooses nothing again. With the standpoint come
    the position and the time of the last answer.
    """
    cursor.execute(
        "SELECT a.position, a.item_id, a.score, a.scored_by_page, a.moves_model, a.answered_at"
        " FROM practice_answer a JOIN curriculum_item i ON i.id = a.item_id"
        " JOIN curriculum_question q ON q.id = i.question_id"
        " WHERE a.learner_id = %s AND q.course_id = %s ORDER BY a.position",
        [learner, catalogue.id],
    )
    standpoint, position, at = new_standpoint(model), 0, None
    for position, item_id, score, by_page, moves, answered_at in cursor.fetchall():  # noqa: B007
        at = _moment(answered_at)
        item = SHELF.item(item_id)
        if moves and item is not None and at is not None:
            standpoint = apply_answer(
                model, standpoint, item, score=score, by_page=bool(by_page), days=days_of(at)
            )
    return standpoint, position, at


# --- the statements -------------------------------------------------------------------------


def _read_seat(cursor: CursorWrapper, token_hash: str) -> SeatRow | None:
    cursor.execute(
        "SELECT s.learner_id, l.school_id, s.ended_at IS NOT NULL,"
        " s.revoked_at IS NOT NULL OR l.left_at IS NOT NULL"
        " FROM people_seat s JOIN people_learner l ON l.id = s.learner_id WHERE s.token_hash = %s",
        [token_hash],
    )
    row = cursor.fetchone()
    return None if row is None else SeatRow(row[0], row[1], bool(row[2]), bool(row[3]))


def _read_owner(cursor: CursorWrapper, answer_id: uuid.UUID) -> int | None:
    cursor.execute("SELECT learner_id FROM practice_answer WHERE id = %s", [_uuid(answer_id)])
    row = cursor.fetchone()
    return None if row is None else int(row[0])


_STATE = (
    "SELECT id, packed, reviews, model FROM practice_learnerstate"
    " WHERE learner_id = %s AND course_id = %s"
)
_STATE_LOCKED = _STATE + " FOR UPDATE"


def _read_state(cursor: CursorWrapper, learner: int, course: int) -> StateRow:
    cursor.execute(
        _STATE_LOCKED if connection.features.has_select_for_update else _STATE,
        [learner, course],
    )
    row = cursor.fetchone()
    if row is None:
        return StateRow(None, b"", b"", "")
    return StateRow(row[0], bytes(row[1]), bytes(row[2]), row[3])


def _read_last(cursor: CursorWrapper, learner: int) -> tuple[int, datetime | None]:
    cursor.execute(
        "SELECT position, answered_at FROM practice_answer WHERE learner_id = %s"
        " ORDER BY position DESC LIMIT 1",
        [learner],
    )
    row = cursor.fetchone()
    return (0, None) if row is None else (int(row[0]), _moment(row[1]))


def _read_lesson(cursor: CursorWrapper, sitting: int) -> str:
    cursor.execute("SELECT lesson_key FROM practice_sitting WHERE id = %s", [sitting])
    row = cursor.fetchone()
    return "" if row is None else str(row[0])


def read_past(cursor: CursorWrapper, learner: int, now: datetime) -> list[Past]:
    """Return the learner's latest answers, newest first."""
    cursor.execute(
        "SELECT item_id, score, sitting_id, answered_at, try_number FROM practice_answer"
        " WHERE learner_id = %s ORDER BY position DESC LIMIT %s",
        [learner, LOOK_BACK],
    )
    past = []
    for item_id, score, sitting, answered_at, try_number in cursor.fetchall():
        item = SHELF.item(item_id)
        moment = _moment(answered_at) or now
        minutes = max((now - moment) / timedelta(minutes=1), 0.0)
        if item is not None:
            past.append(
                Past(item.id, item.key, item.kind, score, sitting, minutes, try_number == 1)
            )
    return past


def _insert(
    cursor: CursorWrapper,
    answer: NewAnswer,
    position: int,
    at: datetime,
    now: datetime,
    offer: dict[str, Any] | None,
) -> None:
    cursor.execute(
        "INSERT INTO practice_answer (id, school_id, learner_id, position, sitting_id, item_id,"
        " seed, language, given, score, scored_by_page, misconceptions, try_number, hints_used,"
        " assisted, moves_model, seconds_spent, policy, p_chosen, answered_at, device_at,"
        " device_sequence, received_at, offer) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
        " %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            _uuid(answer.id),
            answer.school,
            answer.learner,
            position,
            answer.sitting,
            answer.item,
            answer.seed,
            answer.language,
            _json(answer.given),
            answer.score,
            answer.scored_by_page,
            _json(list(answer.misconceptions)),
            answer.try_number,
            answer.hints,
            answer.assisted,
            answer.moves_model,
            answer.seconds,
            answer.policy,
            answer.p_chosen,
            _time(at),
            None if answer.device_at is None else _time(answer.device_at),
            answer.device_sequence,
            _time(now),
            None if offer is None else _json(offer),
        ],
    )


def _put_state(
    cursor: CursorWrapper,
    row: StateRow,
    learner: int,
    course: int,
    model: LearnerModel[Any],
    standpoint: Standpoint,
    position: int,
    at: datetime,
) -> None:
    packed, reviews = pack_standpoint(model, standpoint)
    if row.id is None:
        cursor.execute(
            "INSERT INTO practice_learnerstate"
            " (learner_id, course_id, model, packed, reviews, position, answered_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [learner, course, model_name(model), packed, reviews, position, _time(at)],
        )
    else:
        cursor.execute(
            "UPDATE practice_learnerstate SET model = %s, packed = %s, reviews = %s,"
            " position = %s, answered_at = %s WHERE id = %s",
            [model_name(model), packed, reviews, position, _time(at), row.id],
        )


def _uuid(value: uuid.UUID) -> Any:  # str on SQLite, UUID on PostgreSQL
    return value if connection.features.has_native_uuid_field else value.hex


def _time(moment: datetime) -> Any:  # what the database adapter takes
    return connection.ops.adapt_datetimefield_value(moment)


def _moment(value: Any) -> datetime | None:  # str on SQLite, datetime on PostgreSQL
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
