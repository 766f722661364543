"""Pages on which a teacher finds the tests of a class and makes one."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from armillary.apps.assessment.actions.making import MadeSeries
from armillary.apps.assessment.actions.offering import offer_ready_test
from armillary.apps.assessment.bank import BankError
from armillary.apps.assessment.making_pages import (
    describe_delay,
    describe_forms,
    describe_tests,
    find_offer,
    make_ready_form,
)
from armillary.apps.assessment.schedule import ScheduleError
from armillary.apps.people.access import (
    AdultRequest,
    access_class_to_manage,
    access_class_to_view,
    adult_required,
)
from armillary.apps.people.queries import find_classes


@require_safe
@adult_required
def list_all_tests(request: AdultRequest) -> HttpResponse:
    """Show the tests of an adult's classes; to the head those of the whole school."""
    classes = find_classes(request.user)
    context = {"classes": classes, **describe_tests(classes, datetime.now(UTC))}
    return render(request, "assessment/tests.html", context)


@require_safe
@adult_required
def list_tests(request: AdultRequest, class_id: int) -> HttpResponse:
    """Show the tests of a class: open, to come, over; and how many have handed in."""
    school_class = access_class_to_view(request.user, class_id)
    context = {"school_class": school_class, **describe_tests([school_class], datetime.now(UTC))}
    return render(request, "assessment/class_tests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def make_test(request: AdultRequest, class_id: int) -> HttpResponse:
    """Take a ready test of the course for a class, or put one together from skills."""
    school_class = access_class_to_manage(request.user, class_id)
    now = datetime.now(UTC)
    course, assessments = find_offer(school_class)
    context: dict[str, object] = {"school_class": school_class, "course": course}
    if course is not None and assessments:
        ready = make_ready_form(school_class, course, assessments, now, request.POST or None)
        if request.method == "POST" and ready.is_valid():
            try:
                made = offer_ready_test(ready, assessments, school_class, by=request.user, now=now)
            except (BankError, ScheduleError) as error:
                ready.add_error(None, str(error))
            else:
                say_made(request, made)
                return redirect("assessment:list_tests", class_id)
        context |= {
            "ready": ready,
            "delay": describe_delay(ready),
            "forms": describe_forms(assessments),
        }
    return render(request, "assessment/make_test.html", context)


def say_made(request: AdultRequest, made: MadeSeries) -> None:
    """Say that the test is made, or that it was there already."""
    if made.is_new:
        messages.success(
            request, _("The test is made. It opens by itself; you can also open it now.")
        )
    else:
        messages.info(request, _("This class has this test already. Nothing was made twice."))
