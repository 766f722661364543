"""The rows of the answer path and the short statements that read and write them.

Plain SQL: each statement runs while other threads compute, so there are few and they are short.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.practice.engine import Past, Standpoint, model_name, pack_standpoint
from armillary.apps.practice.tickets import Ticket
from armillary.content.answers import Given
from armillary.science.learner import LearnerModel

# How far back the choice of the next question looks.
LOOK_BACK = 60
# How the policies begin that choose the questions of a test. Their answers move no estimate.
TEST_POLICY = "test"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A stored answer as the page shows it, with what comes next.

    `offer` is that of the first try, None when none was made; `seated` says whether the learner
    still sits there, so that a new question may be shown.
    """

    score: float | None
    given: Given
    offer: dict[str, Any] | None
    seated: bool


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
    def for_test(self) -> bool:
        """Whether it was given in a test, where a later try changes an answer unaided."""
        return self.policy.startswith(TEST_POLICY)

    @property
    def assisted(self) -> bool:
        """Whether a hint or an earlier try helped."""
        return self.hints > 0 or (self.try_number > 1 and not self.for_test)

    @property
    def moves_model(self) -> bool:
        """Whether this is the one kind of answer that moves the estimate."""
        return not self.assisted and not self.for_test and self.score is not None


def read_seat(cursor: CursorWrapper, token_hash: str) -> SeatRow | None:
    """Return the seat of a token hash, living or not, or None."""
    cursor.execute(
        "SELECT s.learner_id, l.school_id, s.ended_at IS NOT NULL,"
        " s.revoked_at IS NOT NULL OR l.left_at IS NOT NULL"
        " FROM people_seat s JOIN people_learner l ON l.id = s.learner_id WHERE s.token_hash = %s",
        [token_hash],
    )
    row = cursor.fetchone()
    return None if row is None else SeatRow(row[0], row[1], bool(row[2]), bool(row[3]))


def read_outcome(
    cursor: CursorWrapper, ticket: Ticket, try_number: int, *, seated: bool
) -> Outcome | None:
    """Return what was stored for a ticket and try, or None when nothing was."""
    cursor.execute(
        "SELECT learner_id, score, given, offer FROM practice_answer WHERE id = %s",
        [_uuid(ticket.answer_id(try_number))],
    )
    row = cursor.fetchone()
    if row is None or row[0] != ticket.learner:
        return None
    offer = _parsed(row[3])
    if try_number > 1:
        first = read_outcome(cursor, ticket, 1, seated=seated)
        offer = first.offer if first else None
    return Outcome(row[1], _parsed(row[2]), offer, seated)


_STATE = (
    "SELECT id, packed, reviews, model FROM practice_learnerstate"
    " WHERE learner_id = %s AND course_id = %s"
)
_STATE_LOCKED = _STATE + " FOR UPDATE"


def read_state(cursor: CursorWrapper, learner: int, course: int) -> StateRow:
    """Return the stored state, locked where the database locks rows."""
    cursor.execute(
        _STATE_LOCKED if connection.features.has_select_for_update else _STATE,
        [learner, course],
    )
    row = cursor.fetchone()
    if row is None:
        return StateRow(None, b"", b"", "")
    return StateRow(row[0], bytes(row[1]), bytes(row[2]), row[3])


def read_last(cursor: CursorWrapper, learner: int) -> tuple[int, datetime | None]:
    """Return position and time of the latest answer; 0 and None before the first."""
    cursor.execute(
        "SELECT position, answered_at FROM practice_answer WHERE learner_id = %s"
        " ORDER BY position DESC LIMIT 1",
        [learner],
    )
    row = cursor.fetchone()
    return (0, None) if row is None else (int(row[0]), read_moment(row[1]))


def read_lesson(cursor: CursorWrapper, sitting: int) -> str:
    """Return the lesson a sitting is on, empty for the whole course."""
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
        moment = read_moment(answered_at) or now
        minutes = max((now - moment) / timedelta(minutes=1), 0.0)
        if item is not None:
            past.append(
                Past(item.id, item.key, item.kind, score, sitting, minutes, try_number == 1)
            )
    return past


def insert_answer(
    cursor: CursorWrapper,
    answer: NewAnswer,
    position: int,
    at: datetime,
    now: datetime,
    offer: dict[str, Any] | None,
) -> None:
    """Add an answer row."""
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


def put_state(
    cursor: CursorWrapper,
    row: StateRow,
    learner: int,
    course: int,
    model: LearnerModel[Any],
    standpoint: Standpoint,
    position: int,
    at: datetime,
) -> None:
    """Write the state that follows from an answer."""
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


def read_moment(value: Any) -> datetime | None:  # str on SQLite, datetime on PostgreSQL
    """Return a time as the database gives it as an aware datetime."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parsed(value: Any) -> Any:  # str on SQLite, already parsed or str on PostgreSQL
    return json.loads(value) if isinstance(value, str) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
