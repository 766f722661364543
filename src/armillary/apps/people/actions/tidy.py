"""What may be forgotten or ended when its time is over."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from armillary.apps.people.models import Seat, SignInDelay
from armillary.apps.people.seats import SEAT_AGE

# A wrong try this old slows nobody down any more.
DELAY_MEMORY = timedelta(days=7)


def end_old_seats(*, now: datetime) -> int:
    """End seats whose time is over; return how many there were."""
    oldest = now - timedelta(seconds=SEAT_AGE)
    return Seat.objects.filter(ended_at__isnull=True, started_at__lt=oldest).update(ended_at=now)


def forget_old_tries(*, now: datetime) -> int:
    """Forget wrong sign-ins of long ago and sessions that are over; return how many."""
    tries, _by_model = SignInDelay.objects.filter(last_at__lt=now - DELAY_MEMORY).delete()
    sessions, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    return tries + sessions
