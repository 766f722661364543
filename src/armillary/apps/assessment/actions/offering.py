"""A test chosen on one page and given to a class: test, series and draws, or nothing at all."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil

from django.db import transaction

from armillary.apps.assessment.actions.making import (
    MadeSeries,
    OwnDesign,
    find_running_ready,
    plan_series,
    record_own_test,
    record_ready_test,
    record_series,
)
from armillary.apps.assessment.assembling import assemble
from armillary.apps.assessment.bank import BankEntry, count_skills
from armillary.apps.assessment.drafting import N_FORMS, find_supply, read_draft
from armillary.apps.assessment.forms import BlueprintForm, PlanForm, ReadyForm
from armillary.apps.assessment.models import Delivery, SchoolTest
from armillary.apps.curriculum.models import Assessment, Course
from armillary.apps.people.models import Adult, SchoolClass

SEED_BITS = 32
EARLIEST = 2 / 3  # of its questions an adaptive test asks at least
ERROR_ENOUGH = 0.45  # logits: where it may stop then


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
    running = find_running_ready(chosen, school_class, now)
    if running is not None:
        return MadeSeries(running, is_new=False, opens_at=now)
    test = record_ready_test(chosen, minutes=form.cleaned_data["minutes"], by=by, now=now)
    return _let_sit(test, form, school_class, by=by, now=now)


@transaction.atomic
def offer_own_test(
    form: BlueprintForm,
    entries: Sequence[BankEntry],
    course: Course,
    school_class: SchoolClass,
    *,
    by: Adult,
    now: datetime,
) -> MadeSeries:
    """Let a class sit a test put together as a valid form says, from questions of a course.

    Raises
    ------
    ScheduleError
        If the dates do not make a series.
    """
    blueprint, delivery, written = read_draft(form)
    stock = find_supply(entries, blueprint, school_class.school_id)
    design = OwnDesign(
        course=course,
        title=form.cleaned_data["title"].strip(),
        delivery=Delivery.FIXED if delivery in N_FORMS else delivery,
        minutes=form.cleaned_data["minutes"],
        blueprint=blueprint,
    )
    if delivery in N_FORMS:
        made = assemble(stock, blueprint, n_forms=N_FORMS[delivery], n_written=written)
        first = next(iter(made.forms.values()))
        design = replace(
            design, blueprint=count_skills(first), forms=made.forms, anchors=made.anchors
        )
    else:
        bank = [entry for entry in stock.entries if not entry.marked_by_people]
        design = replace(design, bank=bank, rules=make_rules(blueprint, delivery))
    test = record_own_test(design, school_class, by=by, now=now)
    return _let_sit(test, form, school_class, by=by, now=now)


def make_rules(blueprint: Mapping[str, int], delivery: str) -> dict[str, float]:
    """Return when an adaptive test stops: not before two thirds of its questions, and then as soon
    as it is precise enough. Of any other test there is nothing to say."""
    total = sum(blueprint.values())
    if delivery != Delivery.ADAPTIVE:
        return {}
    return {"fewest": ceil(total * EARLIEST), "most": total, "error": ERROR_ENOUGH}


def _let_sit(
    test: SchoolTest, form: PlanForm, school_class: SchoolClass, *, by: Adult, now: datetime
) -> MadeSeries:
    windows = plan_series(form.read_windows(), with_delayed=form.wants_delayed)
    seed = secrets.randbits(SEED_BITS)
    return record_series(test, school_class, windows, seed=seed, by=by, now=now)
