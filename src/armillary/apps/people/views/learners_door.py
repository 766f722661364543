"""How a learner comes in: class code or enrolled computer, own name, three pictures."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from armillary.apps.people.access import find_home
from armillary.apps.people.actions import try_pin
from armillary.apps.people.codes import PICTURES, PIN_LENGTH, STEP_NAMES
from armillary.apps.people.delays import CODE_AT_ADDRESS, Slowed, forgive_try, take_try
from armillary.apps.people.doorway import (
    Opened,
    access_learner_to_sign_in,
    find_open_class,
    find_opened,
    keep_opened,
)
from armillary.apps.people.forms import CodeForm
from armillary.apps.people.models import Card, Learner
from armillary.apps.people.queries import find_learners
from armillary.apps.people.views.signing import ask_to_wait, find_address, read_next, seat_learner


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Lead home whoever is signed in; ask a learner for the class code; show an open class."""
    if request.method == "POST":
        return open_by_code(request)
    home = find_home(request)
    if home is not None:
        return redirect(home)
    if find_open_class(request) is not None:
        return redirect(with_next("people:choose_name", request))
    return show_start(request, CodeForm())


def open_by_code(request: HttpRequest) -> HttpResponse:
    """Open the class or card whose code was typed; slow down whoever tries many."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show_start(request, form)
    slowed = [Slowed(CODE_AT_ADDRESS, find_address(request))]
    wait = take_try(slowed, timezone.now())
    if wait is not None:
        return ask_to_wait(request, wait)
    opened = find_opened(form.cleaned_data["code"])
    if opened is None:
        form.add_error("code", _("No class has this code. Please look at it again, sign by sign."))
        return show_start(request, form)
    forgive_try(slowed)
    return enter_opened(request, opened)


def enter_opened(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Go on to the names of a class, or to the pictures of a card's learner."""
    if isinstance(opened, Card):
        response = redirect(with_next("people:enter_pin", request, opened.learner_id))
    else:
        response = redirect(with_next("people:choose_name", request))
    keep_opened(response, opened)
    return response


def show_start(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """Draw the start page."""
    context = {"form": form, "next": read_next(request)}
    return render(request, "people/start.html", context)


def with_next(page: str, request: HttpRequest, *args: int) -> str:
    """Return the address of a page, with the page asked for before signing in carried along."""
    target = read_next(request)
    address = resolve_url(page, *args)
    return f"{address}?{urlencode({'next': target})}" if target else address


@require_safe
def choose_name(request: HttpRequest) -> HttpResponse:
    """Show the names of the class that is open in this browser."""
    school_class = find_open_class(request)
    if school_class is None:
        return redirect(with_next("people:start", request))
    context = {
        "school_class": school_class,
        "learners": find_learners(school_class),
        "form": CodeForm(),
        "next": read_next(request),
    }
    return render(request, "people/names.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_pin(request: HttpRequest, learner_id: int) -> HttpResponse:
    """Ask a learner for the three pictures, and seat who knows them."""
    learner = access_learner_to_sign_in(request, learner_id)
    if learner is None:
        return redirect(with_next("people:start", request))
    if request.method != "POST":
        return show_pin(request, learner, fault="")
    pictures = [request.POST.get(f"pin{step}", "") for step in range(1, PIN_LENGTH + 1)]
    if not all(picture in PICTURES for picture in pictures):
        fault = _("Please choose three pictures, one after another.")
        return show_pin(request, learner, fault=fault)
    now = timezone.now()
    found = try_pin(learner, pictures, address=find_address(request), now=now)
    if found.wait is not None:
        return ask_to_wait(request, found.wait)
    if found.card is None:
        fault = _("Not these pictures. Look at your card and try once more.")
        return show_pin(request, learner, fault=fault)
    return seat_learner(request, found.card, now=now)


def show_pin(request: HttpRequest, learner: Learner, *, fault: str) -> HttpResponse:
    """Draw the page of the twelve pictures."""
    context = {
        "learner": learner,
        "fault": fault,
        "steps": list(enumerate(STEP_NAMES, start=1)),
        "pictures": list(PICTURES.items()),
        "next": read_next(request),
    }
    return render(request, "people/pin.html", context)


@require_safe
def open_card(request: HttpRequest, code: str) -> HttpResponse:
    """Follow the address on a card: straight to the pictures of its learner."""
    slowed = [Slowed(CODE_AT_ADDRESS, find_address(request))]
    wait = take_try(slowed, timezone.now())
    if wait is not None:
        return ask_to_wait(request, wait)
    opened = find_opened(code)
    if not isinstance(opened, Card):
        return render(request, "people/no_card.html", status=404)
    forgive_try(slowed)
    return enter_opened(request, opened)
