"""How adults come in, how everybody goes out, and an adult's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from armillary.apps.people.access import AdultRequest, adult_required, find_home
from armillary.apps.people.actions import record_password
from armillary.apps.people.delays import (
    ADULTS_AT_ADDRESS,
    NAME_ANYWHERE,
    NAME_AT_ADDRESS,
    Slowed,
    forgive_try,
    take_try,
)
from armillary.apps.people.forms import AdultSignInForm, OwnPasswordForm
from armillary.apps.people.languages import keep_language
from armillary.apps.people.models import Adult, clean_username
from armillary.apps.people.views.signing import ask_to_wait, find_address, leave_seat, read_next


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask an adult for name and password; the same words whatever was wrong."""
    if request.user.is_authenticated:
        return redirect(find_home(request) or "people:start")
    form = AdultSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return check_adult(request, form)
    return show_sign_in(request, form)


def check_adult(request: HttpRequest, form: AdultSignInForm) -> HttpResponse:
    """Let in the adult whose name and password these are; slow down everybody else."""
    slowed = slowed_by_name(request, clean_username(form.cleaned_data["username"]))
    wait = take_try(slowed, timezone.now())
    if wait is not None:
        return ask_to_wait(request, wait)
    adult = authenticate(request, **form.cleaned_data)
    if adult is None:
        form.add_error(None, _("This name and password do not go together. Please try again."))
        return show_sign_in(request, form)
    forgive_try(slowed)
    return let_in(request, adult)


def slowed_by_name(request: HttpRequest, username: str) -> list[Slowed]:
    """Return what a try with this name counts against."""
    address = find_address(request)
    return [
        Slowed(NAME_AT_ADDRESS, f"{address} {username}"),
        Slowed(NAME_ANYWHERE, username),
        Slowed(ADULTS_AT_ADDRESS, address),
    ]


def let_in(request: HttpRequest, adult: Adult) -> HttpResponse:
    """Start the adult's session; a learner who had this browser leaves."""
    login(request, adult)
    response = redirect(read_next(request) or "people:start")
    leave_seat(request, response, now=timezone.now())
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        keep_language(response, adult.language)
    return response


def show_sign_in(request: HttpRequest, form: AdultSignInForm) -> HttpResponse:
    """Draw the adults' sign-in page."""
    return render(request, "people/sign_in.html", {"form": form, "next": read_next(request)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the seat or the session in this browser."""
    response = redirect("people:start")
    leave_seat(request, response, now=timezone.now())
    if request.user.is_authenticated:
        logout(request)
    return response


@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def show_account(request: AdultRequest) -> HttpResponse:
    """Let adults change their own password."""
    form = OwnPasswordForm(request.POST or None, adult=request.user)
    if request.method == "POST" and form.is_valid():
        slowed = slowed_by_name(request, request.user.username)
        wait = take_try(slowed, timezone.now())
        if wait is not None:
            return ask_to_wait(request, wait)
        if request.user.check_password(form.cleaned_data["current"]):
            forgive_try(slowed)
            return change_own_password(request, form.cleaned_data["password"])
        form.add_error("current", _("This is not your present password."))
    return render(request, "people/account.html", {"form": form})


def change_own_password(request: AdultRequest, password: str) -> HttpResponse:
    """Keep the new password and this session; sessions elsewhere end."""
    record_password(request.user, password, by=request.user, now=timezone.now())
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Your password is changed."))
    return redirect("people:show_account")
