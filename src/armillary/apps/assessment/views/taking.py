"""A learner sits a test: the page before it, its questions, handing in, the end, the own result."""

from datetime import UTC, datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from armillary.apps.assessment.access import access_own_occasion, access_own_sitting
from armillary.apps.assessment.actions.taking import begin_test, contact_sitting, hand_in
from armillary.apps.assessment.clock import Contact
from armillary.apps.assessment.places import find_current, find_own_sitting, is_adaptive
from armillary.apps.assessment.showing import (
    describe_going_on,
    describe_hand_in,
    describe_own_result,
    describe_place,
    describe_start,
    write_clock,
)
from armillary.apps.people.access import LearnerRequest, learner_required


@require_GET
@learner_required
def show_own_test(request: LearnerRequest, occasion_id: int) -> HttpResponse:
    """Show what the test is; once it is begun, where to go on; once it has ended, that it has."""
    now = datetime.now(UTC)
    occasion = access_own_occasion(request.seat.learner, occasion_id)
    begun = find_own_sitting(request.seat.learner, occasion)
    if begun is None:
        context = describe_start(occasion, request.seat.learner, now)
        return render(request, "assessment/start.html", context)
    sitting = contact_sitting(begun.pk, Contact.PAGE, now=now)
    page = "go_on" if sitting.ended_at is None else "end"
    shown = occasion.shown_at is not None and occasion.shown_at <= now
    context = {**describe_going_on(sitting), "shown": shown}
    return render(request, f"assessment/{page}.html", context)


@require_POST
@learner_required
def begin_own_test(request: LearnerRequest, occasion_id: int) -> HttpResponse:
    """Begin the test, or go on with it, at the question that waits."""
    occasion = access_own_occasion(request.seat.learner, occasion_id)
    sitting = begin_test(request.seat.learner, occasion, now=datetime.now(UTC))
    if sitting is None or sitting.ended_at is not None:
        return redirect("assessment:own_test", occasion_id)
    return redirect("assessment:own_question", occasion_id, find_current(sitting))


@require_GET
@learner_required
def show_own_question(request: LearnerRequest, occasion_id: int, place: int) -> HttpResponse:
    """Show one question of a running test, with what is saved of it."""
    now = datetime.now(UTC)
    begun = access_own_sitting(request.seat.learner, occasion_id)
    if not 1 <= place <= len(begun.asked):
        raise Http404
    if is_adaptive(begun.occasion.series.test) and place < len(begun.asked):
        return redirect("assessment:own_question", occasion_id, len(begun.asked))
    sitting = contact_sitting(begun.pk, Contact.PAGE, now=now, place=place)
    if sitting.ended_at is not None:
        return redirect("assessment:own_test", occasion_id)
    context = describe_place(sitting, place, seat_hash=request.seat.token_hash, now=now)
    return render(request, "assessment/question.html", context)


@require_POST
@learner_required
def signal(request: LearnerRequest, occasion_id: int) -> HttpResponse:
    """Take the sign of life of a page, and say how much time is left."""
    begun = access_own_sitting(request.seat.learner, occasion_id)
    contact = Contact.LEFT if "left" in request.POST else Contact.SIGNAL
    sitting = contact_sitting(begun.pk, contact, now=datetime.now(UTC))
    return JsonResponse({"clock": write_clock(sitting), "over": sitting.ended_at is not None})


@require_http_methods(["GET", "POST"])
@learner_required
def hand_in_test(request: LearnerRequest, occasion_id: int) -> HttpResponse:
    """Ask once more, naming what has no answer; then end the sitting."""
    now = datetime.now(UTC)
    begun = access_own_sitting(request.seat.learner, occasion_id)
    if request.method == "POST":
        hand_in(begun.pk, now=now)
        return redirect("assessment:own_test", occasion_id)
    sitting = contact_sitting(begun.pk, Contact.PAGE, now=now)
    if sitting.ended_at is not None:
        return redirect("assessment:own_test", occasion_id)
    return render(request, "assessment/hand_in.html", describe_hand_in(sitting))


@require_GET
@learner_required
def show_own_result(request: LearnerRequest, occasion_id: int) -> HttpResponse:
    """Show the learner their own result, once the teacher shows results."""
    sitting = access_own_sitting(request.seat.learner, occasion_id)
    shown_at = sitting.occasion.shown_at
    if shown_at is None or shown_at > datetime.now(UTC):
        return HttpResponseRedirect(reverse("assessment:own_test", args=[occasion_id]))
    return render(request, "assessment/own_result.html", describe_own_result(sitting))
