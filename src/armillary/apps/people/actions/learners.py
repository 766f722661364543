"""Learners: added with their cards, renamed, moved, gone and back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from armillary.apps.people.actions.audit import record_audit
from armillary.apps.people.actions.cards import issue_cards
from armillary.apps.people.models import Adult, Learner, SchoolClass, Seat
from armillary.apps.people.names import clean_name


def add_learners(
    school_class: SchoolClass, names: Sequence[str], *, now: datetime, by: Adult | None
) -> list[Learner]:
    """Return new learners of a class, in the order of the names, each with a card.

    The names are taken as they are: `parse_roster` finds faults. Either all are added or none.
    The number of queries does not grow with the names (SQLite: one more per thousand or so).
    """
    with transaction.atomic():
        learners = Learner.objects.bulk_create(
            Learner(
                school_id=school_class.school_id,
                school_class=school_class,
                name=clean_name(name),
                created_at=now,
            )
            for name in names
        )
        issue_cards(learners, now=now)
        if by is not None:
            record_audit(by, action="learners_added", subject=f"class:{school_class.pk}", now=now)
    return learners


def rename_learner(learner: Learner, name: str, *, by: Adult, now: datetime) -> None:
    """Give a learner another name."""
    with transaction.atomic():
        Learner.objects.filter(pk=learner.pk).update(name=clean_name(name))
        record_audit(by, action="learner_renamed", subject=f"learner:{learner.pk}", now=now)


def move_learner(learner: Learner, to: SchoolClass, *, by: Adult, now: datetime) -> None:
    """Put a learner into another class of the same school; card and answers go along.

    Raises
    ------
    ValueError
        If the class belongs to another school.
    """
    if to.school_id != learner.school_id:
        raise ValueError(f"to must be a class of school {learner.school_id}, got {to.school_id}")
    with transaction.atomic():
        Learner.objects.filter(pk=learner.pk).update(school_class=to)
        record_audit(by, action="learner_moved", subject=f"learner:{learner.pk}", now=now)


def record_leaving(learner: Learner, *, by: Adult, now: datetime) -> None:
    """Note that a learner has left: no more signing in; card and answers stay."""
    with transaction.atomic():
        Learner.objects.filter(pk=learner.pk).update(left_at=now)
        Seat.objects.filter(learner=learner, ended_at__isnull=True).update(ended_at=now)
        record_audit(by, action="learner_left", subject=f"learner:{learner.pk}", now=now)


def record_return(learner: Learner, *, by: Adult, now: datetime) -> None:
    """Note that a learner is back; the old card is good again."""
    with transaction.atomic():
        Learner.objects.filter(pk=learner.pk).update(left_at=None)
        record_audit(by, action="learner_returned", subject=f"learner:{learner.pk}", now=now)
