"""Studies in each other's way: the program can give a learner only one way at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from armillary.apps.curriculum.models import Lesson
from armillary.apps.people.models import Adult, SchoolClass
from armillary.apps.studies.access import visible_studies
from armillary.apps.studies.models import ArmKind, EventKind, Study


@dataclass(frozen=True, slots=True)
class Days:
    """From which moment to which a way is given."""

    starts_at: datetime
    ends_at: datetime


def find_overlapping(
    adult: Adult, classes: Iterable[SchoolClass], days: Days, *, kind: str, lesson: Lesson | None
) -> list[Study]:
    """Return the studies that an adult may see and that decide the same for some learners of
    these classes in these days, the earliest first.

    What a teacher does the program does not carry out, so it is in nobody's way.
    """
    if kind == ArmKind.TEACHER:
        return []
    own = list(classes)
    theirs = Q(classes__school_class__in=own) | Q(assignments__learner__school_class__in=own)
    rows = visible_studies(adult).filter(
        theirs,
        kind=kind,
        lesson=lesson,
        draw__isnull=False,
        starts_at__lt=days.ends_at,
        ends_at__gt=days.starts_at,
    )
    rows = rows.exclude(events__kind=EventKind.STOPPED)
    return list(rows.distinct().order_by("starts_at", "pk"))
