"""The answer door: one path only, before all middleware but the security headers, so that an answer
pays for nothing else.

What it skips it gives itself: length, cache headers, language. The ticket stands for the form
token; see docs/reference/answer-path.md.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation

from armillary.apps.people.languages import content_language, find_language
from armillary.apps.practice.pages import describe_answered, describe_unreadable
from armillary.apps.practice.store import MOST_TRIES, Stored, Submission
from armillary.apps.practice.tickets import TicketError, read_ticket
from armillary.apps.practice.writer import NotSavedError, save_answer

logger = logging.getLogger(__name__)

ANSWER_PATH = "/practice/answer/"
LARGEST_BODY = 64 * 1024


class SubmissionError(Exception):
    """The request is not a genuine answer from one of our pages."""


class AnswerDoor:
    """Takes answers before session, token and user are looked at; lets everything else pass."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != ANSWER_PATH or request.method != "POST":
            return self.respond(request)
        with translation.override(find_language(request)):
            reply = take_answer(request)
            response = reply if isinstance(reply, HttpResponse) else None
            if response is not None:
                finish(response)
        if response is None:
            request.whole_page = reply  # type: ignore[attr-defined]  # for the view alone
            response = self.respond(request)
        if response.status_code == 503:
            response.headers["Retry-After"] = "2"
        return response


@dataclass(frozen=True, slots=True)
class WholePage:
    """What a browser without scripts is to see: a page needs all that the door leaves out, so the
    request goes on through the middleware to the view `show_whole_page`."""

    template: str
    context: dict[str, object]
    status: int


def finish(response: HttpResponse) -> None:
    """Give the response what the skipped middleware would have given."""
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = translation.get_language() or "en"


def take_answer(request: HttpRequest) -> HttpResponse | WholePage:
    """Store the answer and say so, or say why not."""
    now = datetime.now(UTC)
    try:
        submission = read_submission(request, now)
    except (SubmissionError, TicketError):
        return show_problem(request, "reload", status=403)
    try:
        stored = save_answer(submission, now=now)
    except (NotSavedError, DatabaseError):
        logger.exception("An answer was not saved")
        return show_problem(request, "not_saved", status=503)
    return show_outcome(request, submission, stored)


def read_submission(request: HttpRequest, now: datetime) -> Submission:
    """Return the answer that a request carries.

    Raises SubmissionError when it comes from another site, is too large or lacks its parts, and
    TicketError when the ticket is not ours.
    """
    if (
        not is_same_origin(request)
        or int(request.headers.get("Content-Length") or 0) > LARGEST_BODY
    ):
        raise SubmissionError
    posted = request.POST
    try_text = posted.get("try", "1")
    if not (try_text.isascii() and try_text.isdigit() and 1 <= int(try_text) <= MOST_TRIES):
        raise SubmissionError
    return Submission(
        ticket=read_ticket(posted.get("ticket", ""), now=now.timestamp()),
        try_number=int(try_text),
        fields={name: posted.getlist(name) for name in posted},
        language=content_language(),
        device_at=_read_time(posted.get("device_at", "")),
        device_sequence=_read_count(posted.get("device_sequence", "")),
        seconds_spent=_read_seconds(posted.get("seconds", "")),
    )


def is_same_origin(request: HttpRequest) -> bool:
    """Return whether the request comes from one of our own pages, as far as the browser says."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _read_time(text: str) -> datetime | None:
    """Return a device's time in milliseconds since the epoch; None when it cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= 14):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)


def _read_count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _read_seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds <= 24 * 3600 else None


def wants_fragment(request: HttpRequest) -> bool:
    """Return whether a script asked for the part of the page alone."""
    return request.headers.get("HX-Request") == "true"


def show_outcome(
    request: HttpRequest, submission: Submission, stored: Stored
) -> HttpResponse | WholePage:
    """Return the page or part of it that follows from what became of the answer."""
    ticket, try_number = submission.ticket, submission.try_number
    if stored.status == "refused":
        return show_problem(request, "reload", status=403)
    if stored.status == "unreadable":
        return show(request, "question", describe_unreadable(submission, stored), status=200)
    if wants_fragment(request) and stored.outcome is not None:
        context = describe_answered(ticket, try_number, stored.outcome, datetime.now(UTC))
        return HttpResponse(render_to_string("practice/_answered.html", context))
    return HttpResponseRedirect(answered_address(request.POST["ticket"], try_number))


def answered_address(ticket: str, try_number: int) -> str:
    """Return where a browser without scripts sees what became of its answer."""
    return "/practice/answered/?" + urlencode({"ticket": ticket, "try": try_number})


def show_problem(request: HttpRequest, problem: str, *, status: int) -> HttpResponse | WholePage:
    """Return one sentence that says what to do."""
    return show(request, "problem", {"problem": problem}, status=status)


def show(
    request: HttpRequest, name: str, context: dict[str, object], *, status: int
) -> HttpResponse | WholePage:
    """Return the part of the page that a script asked for, or what the whole page is drawn from."""
    if wants_fragment(request):
        return HttpResponse(render_to_string(f"practice/_{name}.html", context), status=status)
    return WholePage(f"practice/{name}.html", context, status)
