"""Schools and classes: made, renamed, given teachers, put away."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from armillary.apps.people.actions.audit import record_audit
from armillary.apps.people.actions.taken import refuse_taken
from armillary.apps.people.codes import CLASS_CODE_LENGTH, make_code
from armillary.apps.people.models import Adult, Device, School, SchoolClass, Seat
from armillary.apps.people.names import clean_name


def make_school(name: str, *, language: str, now: datetime, simulated: bool = False) -> School:
    """Return a new school without anybody in it."""
    return School.objects.create(
        name=clean_name(name), language=language, simulated=simulated, created_at=now
    )


def make_class(
    school: School,
    *,
    name: str,
    grade: int,
    teachers: Sequence[Adult],
    now: datetime,
    by: Adult | None,
) -> SchoolClass:
    """Return a new class with a code of its own; `by` is empty when a command makes it.

    Raises
    ------
    TakenError
        If the school has a class of this name.
    """
    with refuse_taken():
        school_class = SchoolClass.objects.create(
            school=school,
            name=clean_name(name),
            grade=grade,
            code=make_class_code(),
            created_at=now,
        )
        school_class.teachers.set(teachers)
        if by is not None:
            record_audit(by, action="class_made", subject=f"class:{school_class.pk}", now=now)
    return school_class


def make_class_code() -> str:
    """Return a class code that no class has or had."""
    while True:
        code = make_code(CLASS_CODE_LENGTH)
        if not SchoolClass.objects.filter(code=code).exists():
            return code


def change_class(
    school_class: SchoolClass, *, name: str, grade: int, by: Adult, now: datetime
) -> None:
    """Give a class another name or grade.

    Raises
    ------
    TakenError
        If the school has another class of this name.
    """
    with refuse_taken():
        SchoolClass.objects.filter(pk=school_class.pk).update(name=clean_name(name), grade=grade)
        record_audit(by, action="class_changed", subject=f"class:{school_class.pk}", now=now)


def assign_teachers(
    school_class: SchoolClass, teachers: Sequence[Adult], *, by: Adult, now: datetime
) -> None:
    """Make these adults, and nobody else, the teachers of a class."""
    with transaction.atomic():
        school_class.teachers.set(teachers)
        record_audit(by, action="class_teachers", subject=f"class:{school_class.pk}", now=now)


def renew_class_code(school_class: SchoolClass, *, by: Adult, now: datetime) -> None:
    """Give a class another code; the old one opens nothing any more."""
    with transaction.atomic():
        SchoolClass.objects.filter(pk=school_class.pk).update(code=make_class_code())
        record_audit(by, action="class_code_renewed", subject=f"class:{school_class.pk}", now=now)


def archive_class(school_class: SchoolClass, *, by: Adult, now: datetime) -> None:
    """Put a class away: its seats end and its computers forget it; everything else stays."""
    with transaction.atomic():
        SchoolClass.objects.filter(pk=school_class.pk).update(archived_at=now)
        Seat.objects.filter(learner__school_class=school_class, ended_at__isnull=True).update(
            ended_at=now
        )
        Device.objects.filter(school_class=school_class, revoked_at__isnull=True).update(
            revoked_at=now
        )
        record_audit(by, action="class_archived", subject=f"class:{school_class.pk}", now=now)


def reopen_class(school_class: SchoolClass, *, by: Adult, now: datetime) -> None:
    """Bring an archived class back.

    Raises
    ------
    TakenError
        If another class has its name now.
    """
    with refuse_taken():
        SchoolClass.objects.filter(pk=school_class.pk).update(archived_at=None)
        record_audit(by, action="class_reopened", subject=f"class:{school_class.pk}", now=now)
