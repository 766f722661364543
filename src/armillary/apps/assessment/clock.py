"""How the time of a sitting runs: pure arithmetic on the signs of life that its page gives.

While a page is open its script signals every 20 seconds. Silence after a signal is a fault: the
network is gone, the computer has stopped. The clock stands still for it. A page that is left says
so, and a page without scripts says nothing at all: there all the time counts.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

SIGNAL_SECONDS = 20  # between two signals of a page
FAULT_SECONDS = 60.0  # a longer silence of a page that signalled is a fault
# What arrives so long after the time was up was on its way, or typed on a page without scripts,
# where nobody sees the clock run.
GRACE = timedelta(seconds=30)


class Contact(Enum):
    """What the server heard of a sitting."""

    PAGE = "page"  # a page was asked for or sent, perhaps without scripts
    SIGNAL = "signal"  # the script of a page is there
    LEFT = "left"  # the script says that the page is being left


@dataclass(frozen=True, slots=True)
class Clock:
    """How far the clock of a sitting has run.

    Parameters
    ----------
    seen_at : the last sign of life
    used, stood : seconds, 0 or more: how long it ran, and how long it stood still for faults
    signals : whether the last sign came from a page whose script goes on signalling
    """

    seen_at: datetime
    used: float
    stood: float
    signals: bool


def advance(clock: Clock, contact: Contact, *, now: datetime) -> Clock:
    """Return the clock after one more sign of life; a time before the last sign adds nothing."""
    gap = max(0.0, (now - clock.seen_at).total_seconds())
    fault = clock.signals and gap > FAULT_SECONDS
    return Clock(
        seen_at=max(now, clock.seen_at),
        used=clock.used if fault else clock.used + gap,
        stood=clock.stood + gap if fault else clock.stood,
        signals=contact is Contact.SIGNAL,
    )


def find_time_end(clock: Clock, minutes: int | None) -> datetime | None:
    """Return when the minutes of a sitting were used up; None while some are left or no clock
    runs."""
    if minutes is None or clock.used < minutes * 60:
        return None
    return clock.seen_at - timedelta(seconds=clock.used - minutes * 60)


def find_seconds_left(clock: Clock, minutes: int | None) -> float | None:
    """Return the seconds left, 0 or more; None when no clock runs."""
    return None if minutes is None else max(0.0, minutes * 60 - clock.used)


def count_minutes(seconds: float) -> int:
    """Return the minutes that a page shows: the one that has begun counts."""
    return math.ceil(seconds / 60)


def find_given_at(now: datetime, waited: float, shown_at: datetime) -> datetime:
    """Return when an answer was given that waited on a device.

    Parameters
    ----------
    waited : seconds, as the device measured them: the difference of two readings of one clock, so
        that a wrong clock does no harm; 0 for an answer sent at once
    shown_at : when the question was shown, which no answer comes before
    """
    return min(now, max(shown_at, now - timedelta(seconds=waited)))


def came_in_time(given_at: datetime, ended_at: datetime, *, on_its_way: bool) -> bool:
    """Return whether an answer to a sitting that has ended was given before its end.

    Parameters
    ----------
    on_its_way : it was sent at once and the end came by itself or from the teacher, not by handing
        in: it was on its way, or typed where nobody sees the clock run
    """
    return given_at <= (ended_at + GRACE if on_its_way else ended_at)
