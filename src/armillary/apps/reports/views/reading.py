"""Pages for teachers and heads: what a class, a learner and the school know, and what next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.queries import COURSE
from armillary.apps.people.access import (
    AdultRequest,
    access_class_to_view,
    access_learner_to_view,
    adult_required,
    head_required,
)
from armillary.apps.people.actions import record_audit
from armillary.apps.practice.access import access_skill
from armillary.apps.reports.classroom import view_classroom
from armillary.apps.reports.pages import (
    describe_classroom,
    describe_learner_page,
    describe_school_page,
    describe_skill_page,
)
from armillary.apps.reports.story import describe_learner_skill_page


@require_safe
@adult_required
def show_class(request: AdultRequest, class_id: int) -> HttpResponse:
    """Show what a class knows, whom to talk to first and what wrong answers share."""
    school_class = access_class_to_view(request.user, class_id)
    catalogue = SHELF.catalogue(COURSE)
    context: dict[str, object] = {"school_class": school_class}
    if catalogue is not None:
        room = view_classroom(school_class, catalogue, timezone.now())
        context |= describe_classroom(room, sort=request.GET.get("sort", ""))
    return render(request, "reports/class.html", context)


@require_safe
@adult_required
def show_skill(request: AdultRequest, class_id: int, skill: str) -> HttpResponse:
    """Show who stands where on one skill."""
    school_class = access_class_to_view(request.user, class_id)
    catalogue, entry = access_skill(skill)
    room = view_classroom(school_class, catalogue, timezone.now())
    context = {"school_class": school_class, **describe_skill_page(room, entry)}
    return render(request, "reports/skill.html", context)


@require_safe
@adult_required
def show_learner(request: AdultRequest, learner_id: int) -> HttpResponse:
    """Show one learner's skills and what moved them. Looking is written to the audit log."""
    learner = access_learner_to_view(request.user, learner_id)
    now = timezone.now()
    record_audit(request.user, action="learner_viewed", subject=f"learner:{learner.pk}", now=now)
    catalogue = SHELF.catalogue(COURSE)
    context: dict[str, object] = {"learner": learner, "school_class": learner.school_class}
    if catalogue is not None:
        context |= describe_learner_page(learner, catalogue, now)
    return render(request, "reports/learner.html", context)


@require_safe
@adult_required
def show_learner_skill(request: AdultRequest, learner_id: int, skill: str) -> HttpResponse:
    """Show what moved one skill of a learner. Looking is written to the audit log."""
    learner = access_learner_to_view(request.user, learner_id)
    catalogue, entry = access_skill(skill)
    now = timezone.now()
    record_audit(request.user, action="learner_viewed", subject=f"learner:{learner.pk}", now=now)
    context = {
        "learner": learner,
        "school_class": learner.school_class,
        **describe_learner_skill_page(learner, catalogue, entry, now),
    }
    return render(request, "reports/learner_skill.html", context)


@require_safe
@head_required
def show_school(request: AdultRequest) -> HttpResponse:
    """Show the head whether every class practises and what it holds, on one page."""
    catalogue = SHELF.catalogue(COURSE)
    context: dict[str, object] = {"school": request.user.school}
    if catalogue is not None:
        context |= describe_school_page(request.user, catalogue, timezone.now())
    return render(request, "reports/school.html", context)
