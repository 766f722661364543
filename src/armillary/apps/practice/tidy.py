"""Background work of every school: end what was left open, forget what may be forgotten."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce
from django_tasks import task

from armillary.apps.people.actions import end_old_seats, forget_old_tries
from armillary.apps.practice.models import Sitting
from armillary.apps.practice.queries import SITTING_REST
from armillary.apps.practice.writer import write


@task()
def tidy_up() -> dict[str, int]:
    """Tidy the school as of now; return what was done, by kind."""
    return tidy(now=datetime.now(UTC))


def tidy(*, now: datetime) -> dict[str, int]:
    """Tidy the school; each kind is one short piece of writing through the writer."""
    return {
        "seats": write(lambda: end_old_seats(now=now)),
        "tries": write(lambda: forget_old_tries(now=now)),
        "sittings": write(lambda: end_left_sittings(now=now)),
    }


def end_left_sittings(*, now: datetime) -> int:
    """End the practice that was left alone too long, at the time of its last answer."""
    last: Any = Coalesce(Max("answers__received_at"), "started_at")  # an expression of Django's
    left = (
        Sitting.objects.filter(for_test=False, ended_at__isnull=True)
        .annotate(last=last)
        .filter(last__lt=now - SITTING_REST)
    )
    ended = 0
    for pk, moment in list(left.values_list("pk", "last")):
        ended += Sitting.objects.filter(pk=pk).update(ended_at=moment, end_reason="left")
    return ended
