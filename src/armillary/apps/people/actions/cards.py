"""Sign-in cards and enrolled computers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from armillary.apps.people.actions.audit import record_audit
from armillary.apps.people.codes import CARD_CODE_LENGTH, make_code, make_pin
from armillary.apps.people.delays import PIN_OF_LEARNER, Slowed, forget_tries
from armillary.apps.people.models import Adult, Card, Device, Learner, SchoolClass, Seat
from armillary.apps.people.names import clean_name
from armillary.apps.people.seats import hash_token, make_token


def issue_card(learner: Learner, *, now: datetime) -> Card:
    """Return a new card for a learner who has no valid one."""
    return issue_cards([learner], now=now)[0]


def issue_cards(learners: Sequence[Learner], *, now: datetime) -> list[Card]:
    """Return a new card for each learner, in their order; none of them may have a valid one."""
    codes = make_card_codes(len(learners))
    return Card.objects.bulk_create(
        Card(learner=learner, code=code, pin=make_pin(), created_at=now)
        for learner, code in zip(learners, codes, strict=True)
    )


def make_card_codes(n_codes: int) -> list[str]:
    """Return different codes that no card has or had."""
    codes: set[str] = set()
    while len(codes) < n_codes:
        codes.update(make_code(CARD_CODE_LENGTH) for _missing in range(n_codes - len(codes)))
        codes -= set(Card.objects.filter(code__in=codes).values_list("code", flat=True))
    return list(codes)


def reset_card(learner: Learner, *, by: Adult, now: datetime) -> Card:
    """Return a new card; the old one and every seat it opened are revoked from now on."""
    with transaction.atomic():
        old = Card.objects.filter(learner=learner, revoked_at__isnull=True)
        Seat.objects.filter(card__in=old, revoked_at__isnull=True).update(revoked_at=now)
        old.update(revoked_at=now)
        card = issue_card(learner, now=now)
        forget_tries([Slowed(PIN_OF_LEARNER, str(learner.pk))])
        record_audit(by, action="card_reset", subject=f"learner:{learner.pk}", now=now)
    return card


def enrol_device(
    school_class: SchoolClass, label: str, *, by: Adult, now: datetime
) -> tuple[Device, str]:
    """Return an enrolled computer and the token its browser keeps."""
    token = make_token()
    with transaction.atomic():
        device = Device.objects.create(
            school_class=school_class,
            token_hash=hash_token(token),
            label=clean_name(label),
            enrolled_by=by,
            created_at=now,
        )
        record_audit(by, action="computer_enrolled", subject=f"class:{school_class.pk}", now=now)
    return device, token


def revoke_device(device: Device, *, by: Adult, now: datetime) -> None:
    """Make a computer ask for the class code again."""
    with transaction.atomic():
        Device.objects.filter(pk=device.pk).update(revoked_at=now)
        subject = f"class:{device.school_class_id}"
        record_audit(by, action="computer_revoked", subject=subject, now=now)
