"""Pages for teachers and heads: what a class, a learner and the school know, and what next."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

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
from armillary.apps.practice.marks import record_mark
from armillary.apps.reports.access import access_open_answer
from armillary.apps.reports.classroom import view_classroom
from armillary.apps.reports.forms import MarkForm
from armillary.apps.reports.pages import (
    describe_classroom,
    describe_learner_page,
    describe_open_answer,
    describe_open_answers,
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
@adult_required
def list_open_answers(request: AdultRequest, class_id: int) -> HttpResponse:
    """Show the open answers of a class that wait for a mark, and those marked lately."""
    school_class = access_class_to_view(request.user, class_id)
    context = {"school_class": school_class, **describe_open_answers(school_class)}
    return render(request, "reports/open_answers.html", context)


@require_POST
@adult_required
def mark_answer(request: AdultRequest, class_id: int, answer_id: uuid.UUID) -> HttpResponse:
    """Mark an open answer. A later mark counts instead; none is ever changed."""
    school_class = access_class_to_view(request.user, class_id)
    answer = access_open_answer(school_class, answer_id)
    form = MarkForm(answer, request.POST)
    if form.is_valid():
        record_mark(answer, **form.cleaned_data, by=request.user, now=timezone.now())
    if request.htmx:
        wrong = None if form.is_valid() else form
        context = {"school_class": school_class, **describe_open_answer(answer, wrong=wrong)}
        return render(request, "reports/_open.html", context)
    if form.is_valid():
        messages.success(request, _("The mark is saved. You can change it under “Marked”."))
        return redirect(reverse("reports:list_open_answers", args=[class_id]))
    context = {"school_class": school_class, **describe_open_answers(school_class, wrong=form)}
    return render(request, "reports/open_answers.html", context)


@require_safe
@head_required
def show_school(request: AdultRequest) -> HttpResponse:
    """Show the head whether every class practises and what it holds, on one page."""
    catalogue = SHELF.catalogue(COURSE)
    context: dict[str, object] = {"school": request.user.school}
    if catalogue is not None:
        context |= describe_school_page(request.user, catalogue, timezone.now())
    return render(request, "reports/school.html", context)
