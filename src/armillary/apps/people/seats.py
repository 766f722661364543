"""A learner's seat: the cookie, its hash, and who sits there."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from armillary.apps.people.models import Seat

SEAT_COOKIE = "seat"
DEVICE_COOKIE = "device"
SEAT_AGE = 12 * 3600


class AppRequest(HttpRequest):
    """A request as our views get it: with the seat that the middleware found."""

    seat: Seat | None
    htmx: bool


def make_token() -> str:
    """Return a new random token for a seat or a device."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """Return what the database keeps of a token: SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_seat(token: str, *, now: datetime) -> Seat | None:
    """Return the living seat of a token, with its learner, class and school, or None.

    A seat lives until it is ended or revoked, the learner leaves, the class is archived, or half a
    day has passed.
    """
    if not token:
        return None
    return (
        Seat.objects.select_related("learner__school_class", "learner__school")
        .filter(token_hash=hash_token(token), ended_at__isnull=True, revoked_at__isnull=True)
        .filter(started_at__gt=now - timedelta(seconds=SEAT_AGE))
        .filter(learner__left_at__isnull=True, learner__school_class__archived_at__isnull=True)
        .first()
    )


def set_token_cookie(response: HttpResponse, name: str, token: str, *, max_age: int) -> None:
    """Give the browser a token that scripts cannot read."""
    response.set_cookie(
        name,
        token,
        max_age=max_age,
        httponly=True,
        samesite="Lax",
        secure=settings.ARMILLARY_HTTPS,
    )


class SeatMiddleware:
    """Puts the learner's living seat on the request, or None."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request.COOKIES.get(SEAT_COOKIE, "")
        request.seat = find_seat(token, now=timezone.now())  # type: ignore[attr-defined]  # ours
        return self.respond(request)
