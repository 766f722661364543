"""Questions as measured: those of a test, and one by itself. For adults alone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from armillary.apps.assessment.access import access_question, access_series
from armillary.apps.assessment.item_pages import describe_item_page, describe_items
from armillary.apps.people.access import AdultRequest, adult_required


@require_safe
@adult_required
def list_items(request: AdultRequest, series_id: int) -> HttpResponse:
    """Show the questions of a test, those that misbehave first, and what to do about them."""
    series = access_series(request.user, series_id)
    return render(request, "assessment/items.html", describe_items(series))


@require_safe
@adult_required
def show_item(request: AdultRequest, key: str) -> HttpResponse:
    """Show what the school knows about one question."""
    question = access_question(key)
    return render(request, "assessment/item.html", describe_item_page(question, request.user))
