"""Pages on which a teacher finds the tests of a class and makes one."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from armillary.apps.assessment.actions.making import MadeSeries
from armillary.apps.assessment.making_desk import open_desk
from armillary.apps.assessment.making_pages import describe_tests
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
    context = {
        "school_class": school_class,
        **describe_tests([school_class], datetime.now(UTC), first_apart=True),
    }
    return render(request, "assessment/class_tests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def make_test(request: AdultRequest, class_id: int) -> HttpResponse:
    """Take a ready test of the course for a class, or put one together from skills.

    While a test is put together, the page asks what it would come to; without scripts a button
    does.
    """
    school_class = access_class_to_manage(request.user, class_id)
    desk = open_desk(school_class, request.POST or None, datetime.now(UTC))
    if desk is None:
        return render(request, "assessment/make_test.html", {"school_class": school_class})
    if request.method == "POST" and "look" not in request.POST:
        made = desk.make(by=request.user)
        if made is not None:
            say_made(request, made)
            return redirect("assessment:list_tests", class_id)
    if request.htmx:
        return render(request, "assessment/_draft.html", {"draft": desk.describe_draft()})
    return render(request, "assessment/make_test.html", desk.describe())


def say_made(request: AdultRequest, made: MadeSeries) -> None:
    """Say that the test is made, or that it was there already."""
    if not made.is_new:
        messages.info(request, _("This class has this test already. Nothing was made twice."))
    elif made.opens_at <= datetime.now(UTC):
        messages.success(
            request, _("The test is made and open. Learners find it on their first page.")
        )
    else:
        messages.success(request, _("The test is made. It opens by itself at its time."))
