"""Where the answers of a test arrive: from a script one by one, from a form with the way to go."""

import logging
from datetime import UTC, datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from armillary.apps.assessment.actions.saving import (
    MOST_SAVES,
    Saved,
    TestAnswer,
    save_test_answer,
)
from armillary.apps.assessment.clock import Contact
from armillary.apps.assessment.places import is_adaptive
from armillary.apps.assessment.showing import (
    describe_place,
    describe_unclear,
    renew_ticket,
    write_clock,
)
from armillary.apps.people.actions import remember_language
from armillary.apps.people.languages import CONTENT_LANGUAGES, content_language, keep_language
from armillary.apps.practice.door import (
    LARGEST_BODY,
    SubmissionError,
    is_same_origin,
    wants_fragment,
)
from armillary.apps.practice.pages import known_item
from armillary.apps.practice.tickets import TICKET_AGE, TicketError, read_ticket
from armillary.apps.practice.writer import NotSavedError
from armillary.content.answers import read_given, shown_fields

logger = logging.getLogger(__name__)


# The ticket stands for the form token: it is signed and bound to the seat.
@csrf_exempt
@require_POST
def take_test_answer(request: HttpRequest) -> HttpResponse:
    """Save an answer and say so, or say why not; without scripts, go where the button says."""
    now = datetime.now(UTC)
    try:
        arrived = read_test_answer(request, now)
    except (SubmissionError, TicketError):
        return show_problem(request, "reload", status=403)
    try:
        saved = save_test_answer(arrived, now=now)
    except (NotSavedError, DatabaseError):
        logger.exception("An answer of a test was not saved")
        return show_problem(request, "not_saved", status=503)
    if saved.status == "refused":
        return show_problem(request, "reload", status=403)
    if wants_fragment(request):
        return tell_script(request, arrived, saved, now)
    response = follow_form(request, arrived, saved, now)
    if (language := request.POST.get("language", "")) in CONTENT_LANGUAGES:
        keep_language(response, language)
        remember_language(request, language)
    return response


def read_test_answer(request: HttpRequest, now: datetime) -> TestAnswer:
    """Return the answer that a request carries.

    Raises SubmissionError when it comes from another site, is too large or lacks its parts, and
    TicketError when the ticket is not ours.
    """
    too_large = int(request.headers.get("Content-Length") or 0) > LARGEST_BODY
    if not is_same_origin(request) or too_large:
        raise SubmissionError
    posted = request.POST
    save = read_count(posted.get("save", "1"))
    if save is None or not 1 <= save <= MOST_SAVES:
        raise SubmissionError
    return TestAnswer(
        ticket=read_ticket(posted.get("ticket", ""), now=now.timestamp()),
        save=save,
        # Who goes on without an answer has what stands in the form let go.
        fields={} if "leave" in posted else {name: posted.getlist(name) for name in posted},
        language=content_language(),
        waited=read_seconds(posted.get("waited", "")),
        contact=Contact.SIGNAL if wants_fragment(request) else Contact.PAGE,
        seconds_spent=read_seconds(posted.get("seconds", "")),
        device_sequence=read_count(posted.get("device_sequence", "")),
        goes_on=find_way(request) == "next",
    )


def read_count(text: str) -> int | None:
    """Return a count, or None for what cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def read_seconds(text: str) -> float | None:
    """Return seconds, at most as many as a ticket lives, or None for what cannot be seconds."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds <= TICKET_AGE else None


def find_way(request: HttpRequest) -> str:
    """Return where the learner wants to go: next, back, hand-in, a number, or "" to stay."""
    return request.POST.get("leave") or request.POST.get("go", "")


def find_address(saved: Saved, way: str) -> str:
    """Return the address of the page that the learner wants to see after an answer."""
    assert saved.sitting is not None, "a refused answer leads nowhere"
    occasion, n = saved.sitting.occasion_id, len(saved.sitting.asked)
    adaptive = is_adaptive(saved.sitting.occasion.series.test)
    if saved.sitting.ended_at is not None:
        return reverse("assessment:own_test", args=[occasion])
    if way == "hand-in" or (way == "next" and saved.place == n and not adaptive):
        return reverse("assessment:hand_in", args=[occasion])
    place = saved.place
    if adaptive:
        place = n
    elif way in {"next", "back"}:
        place += 1 if way == "next" else -1
    elif (number := read_count(way)) is not None:
        place = number
    return reverse("assessment:own_question", args=[occasion, min(max(place, 1), n)])


def tell_script(
    request: HttpRequest, arrived: TestAnswer, saved: Saved, now: datetime
) -> HttpResponse:
    """Return what the script of the page needs to know."""
    assert saved.sitting is not None, "refused answers are told before"
    way = find_way(request)
    words = ""
    if saved.status == "unreadable":
        words = render_to_string("assessment/_unclear.html", describe_unclear(saved, way))
    return JsonResponse(
        {
            "status": saved.status,
            "place": saved.place,
            "words": words,
            "ticket": renew_ticket(arrived.ticket, now=now),
            "address": find_address(saved, way),
            "clock": write_clock(saved.sitting),
            "over": saved.sitting.ended_at is not None,
        }
    )


def follow_form(
    request: HttpRequest, arrived: TestAnswer, saved: Saved, now: datetime
) -> HttpResponse:
    """Lead a browser without scripts on; show the question again when it was not understood."""
    sitting = saved.sitting
    assert sitting is not None, "refused answers are told before"
    seat = getattr(request, "seat", None)
    own = seat is not None and seat.token_hash == arrived.ticket.seat_hash
    if saved.status != "unreadable" or sitting.ended_at is not None or not own:
        return HttpResponseRedirect(find_address(saved, find_way(request)))
    variant = known_item(arrived.ticket.item).variant(arrived.ticket.seed)
    fields = shown_fields(variant, read_given(variant, arrived.fields, arrived.language))
    language = request.POST.get("language", "")
    with translation.override(language if language in CONTENT_LANGUAGES else get_language()):
        context = describe_place(
            sitting, saved.place, seat_hash=arrived.ticket.seat_hash, now=now, fields=fields
        )
        unclear = describe_unclear(saved, find_way(request))
        return render(request, "assessment/question.html", {**context, **unclear})


def show_problem(request: HttpRequest, problem: str, *, status: int) -> HttpResponse:
    """Return one sentence that says what to do."""
    if wants_fragment(request):
        return JsonResponse({"status": problem}, status=status)
    response = render(request, "assessment/problem.html", {"problem": problem}, status=status)
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response
