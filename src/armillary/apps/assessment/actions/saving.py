"""Saving the answers of a test: each save is a row, and "saved" is said after the commit.

Every change on the page is saved again; what was given last counts. An answer that waited on a
device while the network was gone is taken if it was given before the sitting ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from armillary.apps.assessment.actions.adaptive import choose_following
from armillary.apps.assessment.actions.taking import end_sitting, lock_sitting, note_contact
from armillary.apps.assessment.clock import Contact, came_in_time, find_given_at
from armillary.apps.assessment.models import EndReason, OccasionSitting
from armillary.apps.assessment.places import find_answers, is_adaptive
from armillary.apps.curriculum.catalogue import SHELF, ItemEntry
from armillary.apps.practice.models import Answer
from armillary.apps.practice.rows import NewAnswer, SeatRow, read_outcome, read_seat
from armillary.apps.practice.store import LONGEST_SECONDS, record_answer
from armillary.apps.practice.tickets import Ticket
from armillary.apps.practice.writer import write
from armillary.content.answers import EMPTY, Given, Mark, mark, read_given

MOST_SAVES = 250  # of one showing of a question; the page gets a new ticket with every save
# Ends that a learner or the test chose: nothing was on its way then.
CHOSEN_ENDS = {EndReason.LEARNER, EndReason.PRECISE, EndReason.LENGTH}


@dataclass(frozen=True, slots=True)
class TestAnswer:
    """An answer to a question of a test as it arrived, its ticket already found genuine.

    Parameters
    ----------
    save : 1 to `MOST_SAVES`, the first, second, ... save of this showing
    waited : seconds that the answer was kept on the device; None when it was sent at once
    goes_on : the learner asks for the next question of an adaptive test
    """

    __test__ = False  # not a test of ours, whatever pytest thinks of the name

    ticket: Ticket
    save: int
    fields: Mapping[str, Sequence[str]]
    language: str  # as content files write it
    waited: float | None
    contact: Contact
    seconds_spent: float | None
    device_sequence: int | None
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an answer to a question of a test.

    Parameters
    ----------
    status : "saved" (now or earlier), "empty" or "unreadable" (nothing stored), "over" (the
        sitting has ended), "passed" (an adaptive test has gone on), "refused" (not this learner's)
    sitting : None when refused
    place : number of the question from 1, 0 when refused
    """

    status: str
    sitting: OccasionSitting | None = None
    place: int = 0
    message: str = ""
    example: str = ""


def save_test_answer(arrived: TestAnswer, *, now: datetime) -> Saved:
    """Return what became of an answer, once it is safe on disk."""
    return write(lambda: _save(arrived, now))


def _save(arrived: TestAnswer, now: datetime) -> Saved:
    """Store an answer, and what follows in an adaptive test. Inside a transaction."""
    with connection.cursor() as cursor:
        seat = read_seat(cursor, arrived.ticket.seat_hash)
    number = find_number(arrived.ticket)
    if seat is None or seat.learner != arrived.ticket.learner or seat.revoked or number is None:
        return Saved("refused")
    sitting = lock_sitting(number)
    note_contact(sitting, find_contact(arrived, sitting), now=now)
    saved = _save_in(sitting, seat, arrived, now)
    if arrived.goes_on and saved.status in {"saved", "empty"}:
        _go_on(sitting, saved.place, now)
    return saved


def find_contact(arrived: TestAnswer, sitting: OccasionSitting) -> Contact:
    """Return what an answer tells of its page; what was kept may be sent by any page, and tells
    nothing new."""
    if arrived.waited is None:
        return arrived.contact
    return Contact.SIGNAL if sitting.signals else Contact.PAGE


def find_number(ticket: Ticket) -> int | None:
    """Return the id of the learner's sitting that a ticket belongs to, or None."""
    rows = OccasionSitting.objects.filter(sitting=ticket.sitting, learner=ticket.learner)
    return rows.values_list("pk", flat=True).first()


def _save_in(sitting: OccasionSitting, seat: SeatRow, arrived: TestAnswer, now: datetime) -> Saved:
    """Read, mark and store an answer to a question of a sitting, if it came in time."""
    ticket = arrived.ticket
    items = [entry["item"] for entry in sitting.asked]
    if ticket.item not in items:
        return Saved("refused")
    place = items.index(ticket.item) + 1
    with connection.cursor() as cursor:
        if read_outcome(cursor, ticket, arrived.save, seated=True) is not None:
            return Saved("saved", sitting, place)
    refusal = _find_refusal(sitting, place, arrived, now)
    if refusal:
        return Saved(refusal, sitting, place)
    item = SHELF.item(ticket.item)
    if item is None:
        return Saved("refused")
    variant = item.variant(ticket.seed)
    given = read_given(variant, arrived.fields, arrived.language)
    judged = mark(variant, given)
    if given.get("problem") == EMPTY:
        return Saved("empty", sitting, place)
    if not judged.readable:
        return Saved("unreadable", sitting, place, judged.message_code, judged.example)
    _record(seat, item, arrived, given, judged, now)
    return Saved("saved", sitting, place)


def _find_refusal(sitting: OccasionSitting, place: int, arrived: TestAnswer, now: datetime) -> str:
    """Return why an answer comes too late, or nothing."""
    given_at = _given_at(arrived, now)
    if sitting.ended_at is not None:
        on_its_way = arrived.waited is None and sitting.end_reason not in CHOSEN_ENDS
        if not came_in_time(given_at, sitting.ended_at, on_its_way=on_its_way):
            return "over"
    if is_adaptive(sitting.occasion.series.test) and place < len(sitting.asked):
        return "passed"
    return ""


def _given_at(arrived: TestAnswer, now: datetime) -> datetime:
    shown_at = datetime.fromtimestamp(arrived.ticket.shown_at / 1000, UTC)
    return find_given_at(now, arrived.waited or 0.0, shown_at)


def _record(
    seat: SeatRow,
    item: ItemEntry,
    arrived: TestAnswer,
    given: Given,
    judged: Mark,
    now: datetime,
) -> None:
    """Add the row of an answer; it moves no estimate and chooses no next question of practice."""
    ticket = arrived.ticket
    earlier = Answer.objects.filter(sitting=ticket.sitting, item=item.id).count()
    answer = NewAnswer(
        id=ticket.answer_id(arrived.save),
        school=seat.school,
        learner=seat.learner,
        item=item.id,
        seed=ticket.seed,
        sitting=ticket.sitting,
        language=arrived.language,
        given=given,
        score=judged.score,
        scored_by_page=False,
        misconceptions=judged.misconceptions,
        try_number=1 + earlier,
        hints=0,
        seconds=_seconds(arrived, now),
        policy=ticket.policy,
        p_chosen=ticket.p_chosen,
        device_at=None if arrived.waited is None else _given_at(arrived, now),
        device_sequence=arrived.device_sequence,
    )
    with connection.cursor() as cursor:
        record_answer(cursor, answer, item, now=now, offer_next=False)


def _seconds(arrived: TestAnswer, now: datetime) -> float | None:
    """Return how long the question was looked at, as the page says or since it was shown."""
    spent = arrived.seconds_spent
    if spent is None:
        spent = (now - datetime.fromtimestamp(arrived.ticket.shown_at / 1000, UTC)) / timedelta(
            seconds=1
        )
    return round(spent, 1) if 0 <= spent <= LONGEST_SECONDS else None


def _go_on(sitting: OccasionSitting, place: int, now: datetime) -> None:
    """Choose what comes after the last question of an adaptive test, or end it."""
    adaptive = is_adaptive(sitting.occasion.series.test)
    if not adaptive or sitting.ended_at is not None or place < len(sitting.asked):
        return
    scores = {item: row.score for item, row in find_answers(sitting).items()}
    following = choose_following(sitting, scores)
    if isinstance(following, EndReason):
        end_sitting(sitting, following, at=now)
    else:
        sitting.asked.append(following)
        sitting.save(update_fields=["asked"])
