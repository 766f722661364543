"""Writes while a class sits a test: more time, one learner's sitting, results shown."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.apps.assessment.actions.taking import end_sitting, lock_sitting
from armillary.apps.assessment.allowances import make_terms
from armillary.apps.assessment.models import Allowance, EndReason, Occasion, OccasionSitting
from armillary.apps.assessment.schedule import LONGEST_OPEN, ScheduleError
from armillary.apps.people.actions import record_audit
from armillary.apps.people.models import Adult, Learner
from armillary.apps.practice.models import Sitting

STEP_MINUTES = 5
MOST_EXTRA_MINUTES = 120


class RunningError(ValueError):
    """Something that cannot be done to a sitting; the message says why, for teachers."""


@transaction.atomic
def give_all_more_time(occasion: Occasion, *, by: Adult, now: datetime) -> int:
    """Give everybody at an occasion five minutes more; return how many more there are now.

    Whoever's time was up goes on.

    Raises
    ------
    RunningError
        If no clock runs, or two hours more were given already.
    """
    row = Occasion.objects.select_for_update(of=("self",)).select_related("series__test")
    here = row.get(pk=occasion.pk)
    here.extra_minutes = _add_step(here, here.extra_minutes)
    here.save(update_fields=["extra_minutes"])
    late = OccasionSitting.objects.filter(occasion=here, end_reason=EndReason.TIME)
    _let_go_on(list(late.values_list("pk", flat=True)), now)
    record_audit(by, action="occasion_more_time", subject=f"occasion:{here.pk}", now=now)
    return here.extra_minutes


@transaction.atomic
def give_more_time(occasion: Occasion, learner: Learner, *, by: Adult, now: datetime) -> int:
    """Give one learner five minutes more, begun or not; return how many more there are now.

    Raises
    ------
    RunningError
        If no clock runs, or two hours more were given already.
    """
    allowance = _lock_allowance(occasion, learner, by=by, now=now)
    allowance.extra_minutes = _add_step(occasion, allowance.extra_minutes)
    allowance.given_by, allowance.given_at = by, now
    allowance.save(update_fields=["extra_minutes", "given_by", "given_at"])
    late = OccasionSitting.objects.filter(
        occasion=occasion, learner=learner, end_reason=EndReason.TIME
    )
    _let_go_on(list(late.values_list("pk", flat=True)), now)
    record_audit(by, action="sitting_more_time", subject=_name(occasion, learner), now=now)
    return allowance.extra_minutes


@transaction.atomic
def allow_until(
    occasion: Occasion, learner: Learner, until: datetime, *, by: Adult, now: datetime
) -> None:
    """Let one learner sit an occasion until then, though it has closed for the others.

    A sitting that ended because the occasion closed goes on.

    Raises
    ------
    ScheduleError
        If that is over already, before the occasion closes, or months away.
    """
    if until <= now:
        raise ScheduleError(_("This time is over. Please choose a later one."))
    if until <= occasion.closes_at:
        raise ScheduleError(_("The test is open for everybody until then. Choose a later time."))
    if until - max(now, occasion.closes_at) > LONGEST_OPEN:
        raise ScheduleError(_("That is too far away. Please choose dates within this school year."))
    allowance = _lock_allowance(occasion, learner, by=by, now=now)
    allowance.until, allowance.given_by, allowance.given_at = until, by, now
    allowance.save(update_fields=["until", "given_by", "given_at"])
    closed = OccasionSitting.objects.filter(
        occasion=occasion, learner=learner, end_reason=EndReason.CLOSED
    )
    _let_go_on(list(closed.values_list("pk", flat=True)), now)
    record_audit(by, action="sitting_allowed", subject=_name(occasion, learner), now=now)


@transaction.atomic
def end_for_learner(occasion: Occasion, learner: Learner, *, by: Adult, now: datetime) -> None:
    """End one learner's sitting; what is saved counts. Ending it twice keeps the first end.

    Raises
    ------
    RunningError
        If the learner has not begun.
    """
    sitting = _lock_sitting(occasion, learner)
    end_sitting(sitting, EndReason.TEACHER, at=now)
    record_audit(by, action="sitting_ended", subject=_name(occasion, learner), now=now)


@transaction.atomic
def reopen_for_learner(occasion: Occasion, learner: Learner, *, by: Adult, now: datetime) -> None:
    """Let one learner go on with a sitting that has ended; five minutes are added where the time
    was up.

    Raises
    ------
    RunningError
        If the learner has not begun, or the occasion is closed for them.
    """
    sitting = _lock_sitting(occasion, learner)
    allowance = Allowance.objects.filter(occasion=occasion, learner=learner).first()
    terms = make_terms(occasion, allowance)
    if not terms.is_open(now):
        raise RunningError(
            _("The test is closed. Let this learner sit it until a time you choose: below.")
        )
    limit = None if terms.minutes is None else terms.minutes * 60
    if limit is not None and sitting.seconds_used >= limit:
        give_more_time(occasion, learner, by=by, now=now)
    _let_go_on([sitting.pk], now)
    record_audit(by, action="sitting_reopened", subject=_name(occasion, learner), now=now)


@transaction.atomic
def show_results(occasion: Occasion, *, shown: bool, by: Adult, now: datetime) -> None:
    """Let learners see their own result of an occasion from now on, or not any more."""
    Occasion.objects.filter(pk=occasion.pk).update(shown_at=now if shown else None)
    action = "results_shown" if shown else "results_hidden"
    record_audit(by, action=action, subject=f"occasion:{occasion.pk}", now=now)


def _lock_allowance(occasion: Occasion, learner: Learner, *, by: Adult, now: datetime) -> Allowance:
    """Return the row of what is allowed to a learner, locked; made where there was none."""
    # Whoever comes second waits at the occasion, so that the row is made once.
    Occasion.objects.select_for_update().get(pk=occasion.pk)
    allowance, _made = Allowance.objects.get_or_create(
        occasion=occasion, learner=learner, defaults={"given_by": by, "given_at": now}
    )
    return allowance


def _lock_sitting(occasion: Occasion, learner: Learner) -> OccasionSitting:
    found = OccasionSitting.objects.filter(occasion=occasion, learner=learner).first()
    if found is None:
        raise RunningError(_("This learner has not begun the test."))
    return lock_sitting(found.pk)


def _add_step(occasion: Occasion, extra: int) -> int:
    if occasion.series.test.minutes is None:
        raise RunningError(_("No clock runs in this test: nobody needs more time."))
    if extra + STEP_MINUTES > MOST_EXTRA_MINUTES:
        raise RunningError(_("Two hours more were given already."))
    return extra + STEP_MINUTES


def _let_go_on(sittings: list[int], now: datetime) -> None:
    """Empty the end of sittings; their clocks go on at the next sign of life from now."""
    rows = OccasionSitting.objects.filter(pk__in=sittings)
    Sitting.objects.filter(test__in=sittings).update(ended_at=None, end_reason="")
    rows.update(ended_at=None, end_reason="", seen_at=now, signals=False)


def _name(occasion: Occasion, learner: Learner) -> str:
    return f"occasion:{occasion.pk} learner:{learner.pk}"
