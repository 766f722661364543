"""A learner sits down and gets up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from armillary.apps.people.codes import is_pin
from armillary.apps.people.delays import (
    PIN_AT_ADDRESS,
    PIN_OF_LEARNER,
    Slowed,
    forgive_try,
    take_try,
)
from armillary.apps.people.models import Card, Learner, Seat
from armillary.apps.people.seats import hash_token, make_token


@dataclass(frozen=True, slots=True)
class PinTry:
    """What came of three pictures: the card they open, or a wait, or neither when wrong."""

    card: Card | None
    wait: timedelta | None


def try_pin(learner: Learner, pictures: Sequence[str], *, address: str, now: datetime) -> PinTry:
    """Return the learner's card when the pictures are its PIN; count the try otherwise."""
    slowed = [Slowed(PIN_OF_LEARNER, str(learner.pk)), Slowed(PIN_AT_ADDRESS, address)]
    with transaction.atomic():
        wait = take_try(slowed, now)
        if wait is not None:
            return PinTry(None, wait)
        card = (
            Card.objects.select_related("learner")
            .filter(learner=learner, revoked_at__isnull=True)
            .first()
        )
        if card is None or not is_pin(pictures, card.pin):
            return PinTry(None, None)
        forgive_try(slowed)
    return PinTry(card, None)


def start_seat(card: Card, *, now: datetime, instead_of: Seat | None) -> tuple[Seat, str]:
    """Return a new seat and its token; the seat this browser had before ends."""
    token = make_token()
    with transaction.atomic():
        if instead_of is not None:
            end_seat(instead_of, now=now)
        seat = Seat.objects.create(
            learner_id=card.learner_id, card=card, token_hash=hash_token(token), started_at=now
        )
    return seat, token


def end_seat(seat: Seat, *, now: datetime) -> None:
    """End a seat: no new questions. Answers already on their way are still taken."""
    Seat.objects.filter(pk=seat.pk, ended_at__isnull=True).update(ended_at=now)
