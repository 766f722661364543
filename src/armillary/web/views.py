"""Pages that belong to no app: the language switch and the error pages."""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    HttpResponseServerError,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from armillary.apps.people.actions import remember_language
from armillary.apps.people.languages import CONTENT_LANGUAGES, keep_language


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to the page it was chosen on."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if language in CONTENT_LANGUAGES:
        keep_language(response, language)
        remember_language(request, language)
    return response


def show_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read."""
    return render(request, "400.html", status=400)


def show_refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the page must be reloaded or signed in to."""
    return render(request, "403.html", status=403)


def refuse_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form has expired; the page must be reloaded."""
    return render(request, "403.html", status=403)


def show_missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here for this person."""
    return render(request, "404.html", status=404)


def show_broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke, without needing the database."""
    return HttpResponseServerError(render_to_string("500.html"))
