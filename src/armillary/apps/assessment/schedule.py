"""When the occasions of a series are: the rules, without any row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from armillary.apps.assessment.models import OccasionKind

DELAY = timedelta(days=28)  # of the delayed occasion, from the close of the one after teaching
SHORTEST_DELAY = timedelta(days=21)
LONGEST_DELAY = timedelta(days=56)
DELAYED_OPEN = timedelta(days=14)
LONGEST_OPEN = timedelta(days=200)
FARTHEST = timedelta(days=400)


class ScheduleError(ValueError):
    """Dates that cannot be; the message says why, for teachers."""


@dataclass(frozen=True, slots=True)
class Window:
    """When an occasion is open.

    Parameters
    ----------
    kind : of the occasion, one of `OccasionKind`
    set_by_hand : whether a person said when; the delayed one otherwise follows the one before it
    """

    kind: str
    opens_at: datetime
    closes_at: datetime
    set_by_hand: bool = True


def delay_after(after: Window) -> Window:
    """Return when the delayed occasion is open by itself: four weeks after the close of the one
    after teaching, for two weeks."""
    opens_at = after.closes_at + DELAY
    return Window(OccasionKind.DELAYED, opens_at, opens_at + DELAYED_OPEN, set_by_hand=False)


def check_windows(windows: Sequence[Window], *, now: datetime) -> None:
    """Let windows pass that make a series.

    Raises
    ------
    ScheduleError
        If one closes before it opens or has closed already, if they are out of order, or if the
        delayed one does not open three to eight weeks after the close of the one after teaching.
    """
    if not windows or len({window.kind for window in windows}) < len(windows):
        raise ScheduleError(_("Please choose when the class sits the test."))
    for window in windows:
        check_window(window, now=now)
    check_order(windows)


def check_window(window: Window, *, now: datetime) -> None:
    """Let a window pass that lies ahead, and within reach.

    Raises
    ------
    ScheduleError
        If it closes before it opens or has closed already, or lies further off than a school year.
    """
    if window.closes_at <= window.opens_at:
        raise ScheduleError(_("The test has to close later than it opens."))
    if window.closes_at <= now:
        raise ScheduleError(_("This time is over. Please choose a later one to close at."))
    if window.closes_at - window.opens_at > LONGEST_OPEN or window.opens_at - now > FARTHEST:
        raise ScheduleError(_("That is too far away. Please choose dates within this school year."))


def check_order(windows: Sequence[Window]) -> None:
    """Let the windows of a series pass that come one after the other.

    Raises
    ------
    ScheduleError
        If they are out of order, or the delayed one comes too early or too late.
    """
    by_kind = {window.kind: window for window in windows}
    before, after = by_kind.get(OccasionKind.BEFORE), by_kind.get(OccasionKind.AFTER)
    delayed = by_kind.get(OccasionKind.DELAYED)
    if before and after and after.opens_at < before.closes_at:
        raise ScheduleError(_("The test after teaching opens before the one before it has closed."))
    if delayed and not after:
        raise ScheduleError(_("The delayed test needs the one after teaching: it follows that."))
    if delayed and after:
        check_delay(after, delayed)


def check_delay(after: Window, delayed: Window) -> None:
    """Let a delayed occasion pass that tells what stayed.

    Raises
    ------
    ScheduleError
        If it does not open three to eight weeks after the close of the one after teaching.
    """
    if not SHORTEST_DELAY <= delayed.opens_at - after.closes_at <= LONGEST_DELAY:
        raise ScheduleError(
            _(
                "The delayed test opens three to eight weeks after the one after teaching has "
                "closed: earlier it tells little about what stays, later too much has happened."
            )
        )
