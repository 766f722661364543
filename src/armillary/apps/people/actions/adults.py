"""Adults: made, renamed, given classes and passwords, let in and shut out."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from armillary.apps.people.actions.audit import record_audit
from armillary.apps.people.actions.taken import refuse_taken
from armillary.apps.people.models import Adult, School, SchoolClass, clean_username
from armillary.apps.people.names import clean_name


def make_adult(
    school: School,
    *,
    username: str,
    name: str,
    role: str,
    password: str | None,
    now: datetime,
    by: Adult | None,
    language: str = "en",
) -> Adult:
    """Return a new adult of a school. Without a password nobody can sign in as this adult.

    The password is taken as it is: whoever asks for it checks it by the validators first.

    Raises
    ------
    TakenError
        If somebody has this sign-in name.
    """
    with refuse_taken():
        adult = Adult.objects.create(
            school=school,
            username=clean_username(username),
            name=clean_name(name),
            role=role,
            password=make_password(password),
            language=language,
            created_at=now,
        )
        if by is not None:
            record_audit(by, action="adult_made", subject=f"adult:{adult.pk}", now=now)
    return adult


def record_adult_name(adult: Adult, name: str, *, by: Adult, now: datetime) -> None:
    """Give an adult another name; the sign-in name stays."""
    with transaction.atomic():
        Adult.objects.filter(pk=adult.pk).update(name=clean_name(name))
        record_audit(by, action="adult_renamed", subject=f"adult:{adult.pk}", now=now)


def record_password(adult: Adult, password: str, *, by: Adult, now: datetime) -> None:
    """Give an adult another password; it ends the sessions that were started with the old one."""
    with transaction.atomic():
        adult.set_password(password)
        adult.save(update_fields=["password"])
        record_audit(by, action="password_changed", subject=f"adult:{adult.pk}", now=now)


def record_adult_active(adult: Adult, active: bool, *, by: Adult, now: datetime) -> None:
    """Let an adult in, or shut them out; their sessions end with the next page they ask for."""
    with transaction.atomic():
        Adult.objects.filter(pk=adult.pk).update(is_active=active)
        action = "adult_let_in" if active else "adult_shut_out"
        record_audit(by, action=action, subject=f"adult:{adult.pk}", now=now)


def assign_classes(
    adult: Adult, classes: Sequence[SchoolClass], *, by: Adult, now: datetime
) -> None:
    """Make an adult the teacher of these living classes and no others; archived ones stay."""
    with transaction.atomic():
        archived = adult.classes.filter(archived_at__isnull=False)
        adult.classes.set([*classes, *archived])
        record_audit(by, action="adult_classes", subject=f"adult:{adult.pk}", now=now)
