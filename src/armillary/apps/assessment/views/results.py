"""Results of a series for its teacher: the class, one learner, and a table to take away."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from armillary.apps.assessment.access import access_series
from armillary.apps.assessment.actions.taking import end_closed
from armillary.apps.assessment.result_pages import describe_learner_results, describe_results
from armillary.apps.assessment.result_tables import write_csv
from armillary.apps.people.access import AdultRequest, access_learner_to_view, adult_required
from armillary.apps.people.actions import record_audit


@require_safe
@adult_required
def show_results(request: AdultRequest, series_id: int) -> HttpResponse:
    """Show what a series of tests says about a class, with its intervals."""
    series = access_series(request.user, series_id)
    end_closed(now=timezone.now(), series_id=series.pk)
    return render(request, "assessment/results.html", describe_results(series))


@require_safe
@adult_required
def download_results(request: AdultRequest, series_id: int) -> HttpResponse:
    """Send the results of a series as a table, with names. Written to the audit log."""
    series = access_series(request.user, series_id)
    end_closed(now=timezone.now(), series_id=series.pk)
    subject = f"series:{series.pk}"
    record_audit(request.user, action="results_exported", subject=subject, now=timezone.now())
    response = HttpResponse(write_csv(series), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="results-{series.pk}.csv"'
    return response


@require_safe
@adult_required
def show_learner_results(request: AdultRequest, series_id: int, learner_id: int) -> HttpResponse:
    """Show one learner's tests question by question. Looking is written to the audit log."""
    series = access_series(request.user, series_id)
    end_closed(now=timezone.now(), series_id=series.pk)
    learner = access_learner_to_view(request.user, learner_id)
    context = describe_learner_results(series, learner)
    if context is None:
        raise Http404
    subject = f"learner:{learner.pk}"
    record_audit(request.user, action="results_viewed", subject=subject, now=timezone.now())
    return render(request, "assessment/learner_results.html", context)
