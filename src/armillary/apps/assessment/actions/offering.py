"""A test chosen on one page and given to a class: test, series and draws, or nothing at all."""

import secrets
from datetime import datetime

from django.db import transaction

from armillary.apps.assessment.actions.making import (
    MadeSeries,
    plan_series,
    record_ready_test,
    record_series,
)
from armillary.apps.assessment.forms import ReadyForm
from armillary.apps.curriculum.models import Assessment
from armillary.apps.people.models import Adult, SchoolClass

SEED_BITS = 32


@transaction.atomic
def offer_ready_test(
    form: ReadyForm,
    assessments: list[Assessment],
    school_class: SchoolClass,
    *,
    by: Adult,
    now: datetime,
) -> MadeSeries:
    """Let a class sit a ready test as a valid form says.

    Raises
    ------
    BankError
        If a question of it is not published any more.
    ScheduleError
        If the dates do not make a series.
    """
    chosen = next(each for each in assessments if each.key == form.cleaned_data["assessment"])
    test = record_ready_test(chosen, minutes=form.cleaned_data["minutes"], by=by, now=now)
    windows = plan_series(form.read_windows(), with_delayed=form.wants_delayed)
    seed = secrets.randbits(SEED_BITS)
    return record_series(test, school_class, windows, seed=seed, by=by, now=now)
