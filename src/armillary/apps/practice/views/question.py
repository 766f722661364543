"""The question page: ask, hint, answered, and the way in and out of a sitting."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.queries import COURSE
from armillary.apps.people.access import LearnerRequest, learner_required
from armillary.apps.people.actions import remember_language
from armillary.apps.people.languages import CONTENT_LANGUAGES, content_language, keep_language
from armillary.apps.people.seats import SEAT_COOKIE, hash_token
from armillary.apps.practice.actions import end_sitting, start_sitting
from armillary.apps.practice.door import WholePage, answered_address
from armillary.apps.practice.pages import (
    Fields,
    describe_answered,
    describe_question,
    find_first_variant,
    make_ticket,
    show_stem,
)
from armillary.apps.practice.queries import (
    count_answers,
    find_offer,
    find_open_sitting,
    find_outcome,
    find_practised,
)
from armillary.apps.practice.summaries import describe_view, find_views
from armillary.apps.practice.tickets import Ticket, TicketError, read_ticket
from armillary.content.answers import read_given, shown_fields


@require_GET
@learner_required
def show_practice(request: LearnerRequest) -> HttpResponse:
    """Show the question that waits, the end of the sitting, or the way to start one."""
    now = datetime.now(UTC)
    sitting = find_open_sitting(request.seat.learner, now)
    catalogue = SHELF.catalogue(COURSE)
    if sitting is None or catalogue is None:
        lessons = catalogue.lessons if catalogue else ()
        return render(request, "practice/start.html", describe_start(lessons))
    offer = find_offer(sitting)
    answered = count_answers(sitting)
    if offer is None or "end" in offer:
        reason = offer["end"] if offer else "nothing"
        views = find_views(catalogue, request.seat.learner_id, now, find_practised(sitting))
        known = [describe_view(view) for view in views]
        context = {"reason": reason, "answered": answered, "known": known}
        return render(request, "practice/end.html", context)
    ticket = make_ticket(
        offer,
        learner=request.seat.learner_id,
        sitting=sitting.pk,
        seat_hash=request.seat.token_hash,
        now=now,
    )
    context = describe_question(ticket, reason=offer.get("reason", ""))
    return render(request, "practice/question.html", {**context, "answered": answered})


def describe_start(lessons: tuple[object, ...]) -> dict[str, object]:
    """Return what the start page offers: the whole course or one lesson."""
    language = content_language()
    return {
        "lessons": [
            {"key": lesson.key, "title": lesson.titles[language]}  # type: ignore[attr-defined]
            for lesson in lessons
        ]
    }


@require_POST
@learner_required
def begin_sitting(request: LearnerRequest) -> HttpResponse:
    """Start a sitting on a lesson or the whole course."""
    catalogue = SHELF.catalogue(COURSE)
    lesson_key = request.POST.get("lesson", "")
    if catalogue is None or (lesson_key and catalogue.lesson(lesson_key) is None):
        raise Http404
    start_sitting(request.seat.learner, catalogue, lesson_key=lesson_key, now=datetime.now(UTC))
    return redirect("practice:start")


@require_POST
@learner_required
def finish_sitting(request: LearnerRequest) -> HttpResponse:
    """End the sitting and go home."""
    now = datetime.now(UTC)
    sitting = find_open_sitting(request.seat.learner, now)
    if sitting is not None:
        end_sitting(sitting, reason="learner", now=now)
    return redirect("practice:home")


def read_own_ticket(request: LearnerRequest, text: str) -> Ticket:
    """Return the ticket if it is genuine and was given to this seat, else 404."""
    try:
        ticket = read_ticket(text)
    except TicketError as error:
        raise Http404 from error
    token = request.COOKIES.get(SEAT_COOKIE, "")
    if ticket.seat_hash != hash_token(token) or ticket.learner != request.seat.learner_id:
        raise Http404
    return ticket


def read_try(text: str) -> int:
    """Return the number of a try, 1 to 20, or 404."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 20):
        raise Http404
    return int(text)


@require_GET
@learner_required
def show_answered(request: LearnerRequest) -> HttpResponse:
    """Show what became of an answer that was sent without scripts."""
    ticket = read_own_ticket(request, request.GET.get("ticket", ""))
    try_number = read_try(request.GET.get("try", "1"))
    outcome = find_outcome(ticket, try_number)
    if outcome is None:
        raise Http404
    context = describe_answered(ticket, try_number, outcome, datetime.now(UTC))
    return render(request, "practice/answered.html", {**context, "stem": show_stem(ticket)})


# The door, which alone leads here with a page to draw, has looked at ticket and origin.
@csrf_exempt
def show_whole_page(request: HttpRequest) -> HttpResponse:
    """Show a browser without scripts what the door made of its answer."""
    page: WholePage | None = getattr(request, "whole_page", None)
    if page is None:
        return redirect("practice:start")
    return render(request, page.template, page.context, status=page.status)


def posted_fields(request: HttpRequest, ticket: Ticket) -> Fields:
    """Return what was chosen or typed so far, by field name, to be shown again."""
    variant = find_first_variant(ticket)
    fields = {name: request.POST.getlist(name) for name in request.POST}
    given = read_given(variant, fields, content_language())
    return shown_fields(variant, given)


# The ticket stands for the form token: it is signed and bound to the seat.
@csrf_exempt
@require_POST
@learner_required
def show_next_hint(request: LearnerRequest) -> HttpResponse:
    """Show the next hint, with what was typed kept and the ticket signed again."""
    ticket = read_own_ticket(request, request.POST.get("ticket", ""))
    try_number = read_try(request.POST.get("try", "1"))
    fields = posted_fields(request, ticket)
    now_open = describe_question(ticket, try_number=try_number)["opens_next"]
    if now_open:
        ticket = ticket.with_hints(ticket.hints + 1)
    prefix = "again-" if try_number > 1 else ""
    context = describe_question(ticket, try_number=try_number, fields=fields, prefix=prefix)
    fragment = request.headers.get("HX-Request") == "true"
    name = "_question.html" if fragment else "question.html"
    return render(request, f"practice/{name}", context)


@csrf_exempt
@require_POST
@learner_required
def switch_language(request: LearnerRequest) -> HttpResponse:
    """Show the current question in another language, with what was typed kept."""
    language = request.POST.get("language", "")
    ticket = read_own_ticket(request, request.POST.get("ticket", ""))
    if language not in CONTENT_LANGUAGES:
        return HttpResponseRedirect("/practice/")
    try_number = read_try(request.POST.get("try", "1"))
    if find_outcome(ticket, try_number) is not None:
        response: HttpResponse = HttpResponseRedirect(
            answered_address(request.POST["ticket"], try_number)
        )
    else:
        with translation.override(language):
            response = show_again(request, ticket, try_number)
    keep_language(response, language)
    remember_language(request, language)
    return response


def show_again(request: LearnerRequest, ticket: Ticket, try_number: int) -> HttpResponse:
    """Show the question with what was typed; from the second try on, with what came before it."""
    fields = posted_fields(request, ticket)
    before = find_outcome(ticket, try_number - 1) if try_number > 1 else None
    if before is None:
        context = describe_question(ticket, try_number=try_number, fields=fields)
        return render(request, "practice/question.html", context)
    context = describe_answered(ticket, try_number - 1, before, datetime.now(UTC), fields=fields)
    return render(request, "practice/answered.html", {**context, "stem": show_stem(ticket)})
