"""What the sign-in pages share: the wait, the way back, and who leaves when somebody comes."""

from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from armillary.apps.people.actions import end_seat, start_seat
from armillary.apps.people.delays import whole_seconds
from armillary.apps.people.languages import CONTENT_LANGUAGES, keep_language
from armillary.apps.people.models import Card, Seat
from armillary.apps.people.seats import SEAT_AGE, SEAT_COOKIE, set_token_cookie


def find_address(request: HttpRequest) -> str:
    """Return the network address a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def find_seat_of(request: HttpRequest) -> Seat | None:
    """Return the living seat in this browser, or None."""
    seat: Seat | None = getattr(request, "seat", None)
    return seat


def read_next(request: HttpRequest) -> str:
    """Return the page of our own that was asked for before signing in, or an empty text."""
    target = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if own else ""


def ask_to_wait(request: HttpRequest, wait: timedelta) -> HttpResponse:
    """Say how long the next try has to wait, to people and to programs."""
    seconds = whole_seconds(wait)
    context = {"seconds": seconds, "minutes": -(-seconds // 60), "back": request.get_full_path()}
    response = render(request, "people/wait.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def seat_learner(request: HttpRequest, card: Card, *, now: datetime) -> HttpResponse:
    """Give the learner of a card this browser's seat; whoever had the browser before leaves."""
    _seat, token = start_seat(card, now=now, instead_of=find_seat_of(request))
    if request.user.is_authenticated:
        logout(request)
    rotate_token(request)
    response = redirect(read_next(request) or "people:start")
    set_token_cookie(response, SEAT_COOKIE, token, max_age=SEAT_AGE)
    if card.learner.language in CONTENT_LANGUAGES:
        keep_language(response, card.learner.language)
    return response


def leave_seat(request: HttpRequest, response: HttpResponseBase, *, now: datetime) -> None:
    """End the seat in this browser, if there is one."""
    seat = find_seat_of(request)
    if seat is not None:
        end_seat(seat, now=now)
    if SEAT_COOKIE in request.COOKIES:
        response.delete_cookie(SEAT_COOKIE, samesite="Lax")
