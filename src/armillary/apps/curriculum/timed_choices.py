"""Rows that let a learner, or everybody in a class, have something for some time.

A table of such rows is a `TimedChoice` with a column of its own that says what is chosen. Where a
choice is about one thing, such as one lesson, further columns say which.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from armillary.apps.people.models import Learner, School, SchoolClass

# What a table of choices holds to: each row is a learner's or a class's.
WHOSE = Q(learner__isnull=True, school_class__isnull=False) | Q(
    learner__isnull=False, school_class__isnull=True
)

# Of a table whose choices are about everything: no further column.
ABOUT_ALL: Mapping[str, Model] = MappingProxyType({})


class TimedChoice(models.Model):
    """What a learner, or everybody in a class, gets for some time.

    A learner's own row holds before that of the class. Rows are added; revoking is filled in once.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="%(class)ss")
    learner = models.ForeignKey(Learner, models.PROTECT, null=True, related_name="%(class)ss")
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, related_name="%(class)ss"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=40, help_text=_("What asked for it, such as study:12."))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


Choice = TypeVar("Choice", bound=TimedChoice)


@transaction.atomic
def record_choices(
    table: type[Model],
    column: str,
    wishes: Iterable[tuple[Learner | SchoolClass, str]],
    *,
    known: Collection[str],
    about: Mapping[str, Model] = ABOUT_ALL,
    starts_at: datetime,
    ends_at: datetime,
    source: str,
) -> None:
    """Add a row for each wish: whom it is for, and what.

    Parameters
    ----------
    column : which says what is chosen
    known : what may be chosen
    about : what all these choices are about, by column
    source : what asked for it, such as study:12

    Raises
    ------
    ValueError
        If something is wished that is not known; nothing is added then.
    """
    rows = []
    for whom, what in wishes:
        if what not in known:
            raise ValueError(f"{column} must be one of {sorted(known)}, got {what}")
        times = {"starts_at": starts_at, "ends_at": ends_at, "source": source}
        owner = "learner" if isinstance(whom, Learner) else "school_class"
        said = {column: what, owner: whom, **about}
        rows.append(table(school_id=whom.school_id, **said, **times))
    table._default_manager.bulk_create(rows)


def find_in_force(table: type[Choice], learner: Learner, now: datetime) -> QuerySet[Choice]:
    """Return the rows that hold for a learner, those of their own before those of their class."""
    return table._default_manager.filter(
        Q(learner=learner) | Q(school_class=learner.school_class_id),
        starts_at__lte=now,
        ends_at__gt=now,
        revoked_at__isnull=True,
    ).order_by(F("learner").asc(nulls_last=True), "-pk")


def revoke_choices(table: type[Model], source: str, *, now: datetime) -> int:
    """End all that a source asked for; return how many rows ended."""
    rows = table._default_manager.filter(source=source, revoked_at__isnull=True)
    return rows.update(revoked_at=now)


def is_free(
    table: type[Model],
    learners: Iterable[int],
    classes: Iterable[int],
    *,
    about: Mapping[str, Model] = ABOUT_ALL,
    starts_at: datetime,
    ends_at: datetime,
) -> bool:
    """Return whether no source has chosen for any of them between two moments.

    Choices about something else than `about`, such as another lesson, are in nobody's way.
    """
    return not table._default_manager.filter(
        Q(learner__in=list(learners)) | Q(school_class__in=list(classes)),
        **about,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
        revoked_at__isnull=True,
    ).exists()
