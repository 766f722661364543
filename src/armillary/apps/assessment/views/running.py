"""Pages that a teacher looks at while a class sits a test."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from armillary.apps.assessment.access import (
    access_occasion_to_manage,
    access_occasion_to_view,
    access_sitter,
)
from armillary.apps.assessment.actions.running import RunningError
from armillary.apps.assessment.forms import MoveForm, UntilForm
from armillary.apps.assessment.orders import LEARNER_ORDERS, ORDERS
from armillary.apps.assessment.running_pages import (
    describe_occasion,
    describe_people,
    describe_sitter,
)
from armillary.apps.assessment.schedule import ScheduleError
from armillary.apps.people.access import AdultRequest, adult_required


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def show_occasion(request: AdultRequest, occasion_id: int) -> HttpResponse:
    """Show who is where; asked again by the page every 15 seconds, the list of people alone. A
    button pressed comes here too."""
    if request.method == "POST":
        return change_occasion(request, occasion_id)
    occasion = access_occasion_to_view(request.user, occasion_id)
    now = datetime.now(UTC)
    if request.htmx:
        context = {"occasion": occasion, **describe_people(occasion, now)}
        return render(request, "assessment/_people.html", context)
    may_change = occasion.series.school_class.archived_at is None
    context = describe_occasion(occasion, now, may_change=may_change)
    return render(request, "assessment/occasion.html", context)


def change_occasion(request: AdultRequest, occasion_id: int) -> HttpResponse:
    """Open, close, move or call off an occasion, give more time, show the results."""
    occasion = access_occasion_to_manage(request.user, occasion_id)
    now = datetime.now(UTC)
    order = ORDERS.get(request.POST.get("do", ""))
    if order is None:
        return HttpResponseBadRequest()
    move = MoveForm(request.POST) if order.reads_dates else None
    try:
        if move is None or move.is_valid():
            said = order.act(occasion, move, request.user, now)
            messages.success(request, said)
            return redirect(order.leads_to(occasion))
    except (ScheduleError, RunningError) as error:
        if move is None:
            messages.error(request, str(error))
            return redirect("assessment:show_occasion", occasion_id)
        move.add_error(None, str(error))
    context = describe_occasion(occasion, now, may_change=True, wrong=move)
    return render(request, "assessment/occasion.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def show_sitter(request: AdultRequest, occasion_id: int, learner_id: int) -> HttpResponse:
    """Show where one learner is at an occasion, and what can be done; or do it."""
    if request.method == "POST":
        return change_sitter(request, occasion_id, learner_id)
    occasion = access_occasion_to_view(request.user, occasion_id)
    learner = access_sitter(occasion, learner_id)
    may_change = occasion.series.school_class.archived_at is None
    context = describe_sitter(occasion, learner, datetime.now(UTC), may_change=may_change)
    return render(request, "assessment/sitter.html", context)


def change_sitter(request: AdultRequest, occasion_id: int, learner_id: int) -> HttpResponse:
    """Give one learner more time, end or reopen the sitting, or let them sit it later."""
    occasion = access_occasion_to_manage(request.user, occasion_id)
    learner = access_sitter(occasion, learner_id)
    now = datetime.now(UTC)
    order = LEARNER_ORDERS.get(request.POST.get("do", ""))
    if order is None:
        return HttpResponseBadRequest()
    until = UntilForm(request.POST) if order.reads_until else None
    try:
        if until is None or until.is_valid():
            said = order.act(occasion, learner, until, request.user, now)
            messages.success(request, said)
            return redirect("assessment:show_sitter", occasion_id, learner_id)
    except (ScheduleError, RunningError) as error:
        if until is None:
            messages.error(request, str(error))
            return redirect("assessment:show_sitter", occasion_id, learner_id)
        until.add_error(None, str(error))
    context = describe_sitter(occasion, learner, now, may_change=True, wrong=until)
    return render(request, "assessment/sitter.html", context)
