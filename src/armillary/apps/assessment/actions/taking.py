"""Sitting a test: beginning, every sign of life, the end. Each is one short piece of writing."""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count

from armillary.apps.assessment.actions.adaptive import choose_first, draw_form
from armillary.apps.assessment.allowances import find_terms
from armillary.apps.assessment.clock import Clock, Contact, advance, find_time_end
from armillary.apps.assessment.models import (
    Delivery,
    EndReason,
    Form,
    FormDraw,
    Occasion,
    OccasionKind,
    OccasionSitting,
    Series,
)
from armillary.apps.assessment.scale import find_start
from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import Sitting
from armillary.apps.practice.writer import write

Asked = list[dict[str, Any]]  # as `OccasionSitting.asked` keeps it


def begin_test(learner: Learner, occasion: Occasion, *, now: datetime) -> OccasionSitting | None:
    """Return the learner's sitting of an occasion, begun now unless it was before.

    None when it was not begun before and the occasion is not open.
    """
    try:
        return write(lambda: _begin(learner, occasion, now))
    except IntegrityError:  # begun at this very moment on another computer
        return OccasionSitting.objects.get(occasion=occasion, learner=learner)


def _begin(learner: Learner, occasion: Occasion, now: datetime) -> OccasionSitting | None:
    begun = OccasionSitting.objects.filter(occasion=occasion, learner=learner).first()
    if begun is not None or not find_terms(occasion, learner.pk).is_open(now):
        return begun
    test = occasion.series.test
    mean, sd = _find_prior(learner, occasion, now)
    form: Form | None = None
    if test.delivery == Delivery.FIXED:
        form = find_form(occasion, learner, now=now)
        asked = _list_form(form)
    elif test.delivery == Delivery.LINEAR:
        asked = draw_form(test, learner.pk, prior=(mean, sd))
    else:
        asked = choose_first(test, learner.pk, prior=(mean, sd))
    with transaction.atomic():
        sitting = Sitting.objects.create(
            learner=learner, course_id=test.course_id, started_at=now, for_test=True
        )
        return OccasionSitting.objects.create(
            occasion=occasion,
            learner=learner,
            sitting=sitting,
            form=form,
            asked=asked,
            prior_mean=mean,
            prior_sd=sd,
            started_at=now,
            seen_at=now,
        )


def _find_prior(learner: Learner, occasion: Occasion, now: datetime) -> tuple[float, float]:
    """Return what practice knows of the learner on the skills of the test."""
    test = occasion.series.test
    catalogue = SHELF.catalogue(test.course.key)
    if catalogue is None:
        raise LookupError(f"course {test.course.key} is not published")
    return find_start(learner.pk, catalogue, list(test.blueprint), now=now)


def _list_form(form: Form) -> Asked:
    """Return the questions of a form in their order; everybody who has it gets all of them."""
    return [
        {"item": row.item_id, "seed": row.seed, "skill": row.skill, "p": 1.0}
        for row in form.items.order_by("place", "pk")
    ]


def find_form(occasion: Occasion, learner: Learner, *, now: datetime) -> Form:
    """Return the form that the learner has at an occasion: after teaching not the first again."""
    series = occasion.series
    forms = list(series.test.forms.order_by("key"))
    drawn = FormDraw.objects.filter(series=series, learner=learner).first()
    first = drawn.first_form if drawn else _draw_late(series, learner, forms, now)
    if occasion.kind != OccasionKind.AFTER or len(forms) == 1:
        return first
    return forms[(forms.index(first) + 1) % len(forms)]


def _draw_late(series: Series, learner: Learner, forms: list[Form], now: datetime) -> Form:
    """Draw a form for who joined after the lot was cast: one that the fewest have."""
    counts: Mapping[int, int] = dict(
        FormDraw.objects.filter(series=series)
        .values_list("first_form")
        .annotate(n=Count("pk"))
        .values_list("first_form", "n")
    )
    fewest = min(counts.get(form.pk, 0) for form in forms)
    among = [form for form in forms if counts.get(form.pk, 0) == fewest]
    chosen = random.Random(f"{series.seed} {learner.pk}").choice(among)
    draw, _new = FormDraw.objects.get_or_create(
        series=series, learner=learner, defaults={"first_form": chosen, "drawn_at": now}
    )
    return draw.first_form


def contact_sitting(
    sitting_id: int, contact: Contact, *, now: datetime, place: int | None = None
) -> OccasionSitting:
    """Return a sitting after a sign of life: its clock has run on, and ended it if it was time.

    Parameters
    ----------
    place : the number of the question that is looked at now
    """

    def work() -> OccasionSitting:
        sitting = lock_sitting(sitting_id)
        note_contact(sitting, contact, now=now)
        if place is not None and sitting.ended_at is None:
            _note_look(sitting, place, now)
        return sitting

    return write(work)


def lock_sitting(sitting_id: int) -> OccasionSitting:
    """Return a sitting, its row locked where the database locks rows. Inside a transaction."""
    return (
        OccasionSitting.objects.select_for_update(of=("self",))
        .select_related("occasion__series__test__course", "learner")
        .get(pk=sitting_id)
    )


def note_contact(sitting: OccasionSitting, contact: Contact, *, now: datetime) -> None:
    """Let the clock of a locked sitting run on to now; end it where time or the occasion ended."""
    if sitting.ended_at is not None:
        return
    clock = advance(read_clock(sitting), contact, now=now)
    sitting.seen_at, sitting.signals = clock.seen_at, clock.signals
    sitting.seconds_used, sitting.seconds_stood = clock.used, clock.stood
    sitting.save(update_fields=["seen_at", "signals", "seconds_used", "seconds_stood"])
    terms = find_terms(sitting.occasion, sitting.learner_id)
    time_end = find_time_end(clock, terms.minutes)
    if time_end is not None and time_end <= min(now, terms.closes_at):
        end_sitting(sitting, EndReason.TIME, at=time_end)
    elif now >= terms.closes_at:
        end_sitting(sitting, EndReason.CLOSED, at=terms.closes_at)


def read_clock(sitting: OccasionSitting) -> Clock:
    """Return the clock of a sitting as its row keeps it."""
    return Clock(sitting.seen_at, sitting.seconds_used, sitting.seconds_stood, sitting.signals)


def end_sitting(sitting: OccasionSitting, reason: EndReason, *, at: datetime) -> None:
    """End a locked sitting; ending one twice keeps the first time."""
    if sitting.ended_at is not None:
        return
    sitting.ended_at, sitting.end_reason = max(at, sitting.started_at), reason
    sitting.save(update_fields=["ended_at", "end_reason"])
    Sitting.objects.filter(pk=sitting.sitting_id).update(
        ended_at=sitting.ended_at, end_reason=reason
    )


def _note_look(sitting: OccasionSitting, place: int, now: datetime) -> None:
    """Note that a question is looked at: on another computer the learner goes on there."""
    sitting.asked[place - 1]["looked"] = round(now.timestamp(), 3)
    sitting.save(update_fields=["asked"])


def hand_in(sitting_id: int, *, now: datetime) -> OccasionSitting:
    """Return a sitting handed in by its learner; handing in twice keeps the first time."""

    def work() -> OccasionSitting:
        sitting = lock_sitting(sitting_id)
        note_contact(sitting, Contact.PAGE, now=now)
        end_sitting(sitting, EndReason.LEARNER, at=now)
        return sitting

    return write(work)


def end_closed(*, now: datetime, series_id: int | None = None) -> int:
    """End the sittings that were left open until they closed; return how many.

    Parameters
    ----------
    series_id : of this series alone
    """

    def work() -> int:
        left = OccasionSitting.objects.filter(ended_at=None, occasion__closes_at__lte=now)
        if series_id is not None:
            left = left.filter(occasion__series=series_id)
        return sum(_end_left(pk, now) for pk in list(left.values_list("pk", flat=True)))

    return write(work)


def _end_left(sitting_id: int, now: datetime) -> bool:
    """End a sitting that nobody came back to, if it has closed; its clock is left as it stood."""
    sitting = lock_sitting(sitting_id)
    terms = find_terms(sitting.occasion, sitting.learner_id)
    if terms.closes_at > now:
        return False
    at_close = advance(read_clock(sitting), Contact.LEFT, now=terms.closes_at)
    time_end = find_time_end(at_close, terms.minutes)
    if time_end is not None:
        end_sitting(sitting, EndReason.TIME, at=time_end)
    else:
        end_sitting(sitting, EndReason.CLOSED, at=terms.closes_at)
    return True
