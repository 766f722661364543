"""Writes: when the occasions of a series are. The delayed one follows unless set by hand."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.apps.assessment.models import EndReason, Occasion, OccasionKind, OccasionSitting
from armillary.apps.assessment.schedule import (
    ScheduleError,
    Window,
    check_order,
    check_window,
    delay_after,
)
from armillary.apps.people.actions import record_audit
from armillary.apps.people.models import Adult
from armillary.apps.practice.models import Sitting


@transaction.atomic
def move_occasion(
    occasion: Occasion, *, opens_at: datetime, closes_at: datetime, by: Adult, now: datetime
) -> None:
    """Give an occasion other dates. A delayed one moved so stays where it was put; one that was
    never moved follows the one after teaching.

    Raises
    ------
    ScheduleError
        If the dates do not fit each other or those of the other occasions of the series.
    """
    known = _lock(occasion)
    if opens_at > now and OccasionSitting.objects.filter(occasion=occasion).exists():
        raise ScheduleError(_("Learners have begun this test: it cannot open later any more."))
    moved = Window(occasion.kind, opens_at, closes_at)
    check_window(moved, now=now)
    _place(known, moved)
    record_audit(by, action="occasion_moved", subject=f"occasion:{occasion.pk}", now=now)


@transaction.atomic
def open_occasion(occasion: Occasion, *, by: Adult, now: datetime) -> None:
    """Open an occasion now; one that has closed stays open until the evening of the next day, and
    whoever it closed on may go on.

    Raises
    ------
    ScheduleError
        If the other occasions of the series do not allow it.
    """
    known = _lock(occasion)
    here = known[occasion.kind]
    has_closed = here.closes_at <= now
    closes_at = now + timedelta(days=1) if has_closed else here.closes_at
    opens_at = min(here.opens_at, now)
    _place(known, Window(here.kind, opens_at, closes_at, here.set_by_hand))
    if has_closed:
        _let_go_on(here, now)
    record_audit(by, action="occasion_opened", subject=f"occasion:{occasion.pk}", now=now)


@transaction.atomic
def close_occasion(occasion: Occasion, *, by: Adult, now: datetime) -> None:
    """Close an occasion now; sittings that run end with what is saved.

    Raises
    ------
    ScheduleError
        If it has not opened yet.
    """
    known = _lock(occasion)
    here = known[occasion.kind]
    if here.opens_at >= now:
        raise ScheduleError(_("This test has not opened yet."))
    if here.closes_at > now:
        # Not held up by a delayed one set by hand: a class that has finished must be able to stop.
        _place(known, Window(here.kind, here.opens_at, now, here.set_by_hand), checked=False)
    record_audit(by, action="occasion_closed", subject=f"occasion:{occasion.pk}", now=now)


@transaction.atomic
def cancel_occasion(occasion: Occasion, *, by: Adult, now: datetime) -> None:
    """Call an occasion off. The delayed one goes with the one after teaching.

    Raises
    ------
    ScheduleError
        If a learner has begun it.
    """
    known = _lock(occasion)
    gone = [known[occasion.kind]]
    if occasion.kind == OccasionKind.AFTER and OccasionKind.DELAYED in known:
        gone.append(known[OccasionKind.DELAYED])
    if OccasionSitting.objects.filter(occasion__in=gone).exists():
        raise ScheduleError(
            _("Learners have begun this test. Close it instead: what they answered is kept.")
        )
    for row in gone:
        row.cancelled_at = now
        row.save(update_fields=["cancelled_at"])
    record_audit(by, action="occasion_cancelled", subject=f"occasion:{occasion.pk}", now=now)


def window_of(occasion: Occasion) -> Window:
    """Return when an occasion is open, without its row."""
    return Window(
        occasion.kind, occasion.opens_at, occasion.closes_at, set_by_hand=occasion.set_by_hand
    )


def _lock(occasion: Occasion) -> dict[str, Occasion]:
    """Return the occasions of a series by kind, locked, those called off left out."""
    rows = Occasion.objects.select_for_update().filter(
        series=occasion.series_id, cancelled_at__isnull=True
    )
    known = {row.kind: row for row in rows.order_by("pk")}
    if occasion.kind not in known:
        raise ScheduleError(_("This test was called off."))
    return known


def _place(known: dict[str, Occasion], moved: Window, *, checked: bool = True) -> None:
    """Store an occasion's window, and that of the delayed one where it follows."""
    windows = {kind: window_of(row) for kind, row in known.items()}
    windows[moved.kind] = moved
    delayed = windows.get(OccasionKind.DELAYED)
    if moved.kind == OccasionKind.AFTER and delayed and not delayed.set_by_hand:
        begun = OccasionSitting.objects.filter(occasion=known[OccasionKind.DELAYED]).exists()
        if not begun:
            windows[OccasionKind.DELAYED] = delay_after(moved)
    if checked:
        check_order(list(windows.values()))
    for kind, window in windows.items():
        row = known[kind]
        row.opens_at, row.closes_at = window.opens_at, window.closes_at
        row.set_by_hand = window.set_by_hand
        row.save(update_fields=["opens_at", "closes_at", "set_by_hand"])


def _let_go_on(occasion: Occasion, now: datetime) -> None:
    """Let the sittings go on that ended because the occasion closed."""
    ended = OccasionSitting.objects.filter(occasion=occasion, end_reason=EndReason.CLOSED)
    Sitting.objects.filter(test__in=ended).update(ended_at=None, end_reason="")
    ended.update(ended_at=None, end_reason="", seen_at=now, signals=False)
