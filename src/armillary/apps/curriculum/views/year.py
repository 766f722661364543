"""The year for teachers and on paper: plan, booklet, coverage; glossary and credits for all."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from armillary.apps.curriculum.models import Course
from armillary.apps.curriculum.queries import find_course, in_language
from armillary.apps.curriculum.year import (
    bind_booklet,
    cover_frameworks,
    lesson_number,
    list_assessments,
    list_lessons,
    list_terms,
    plan_lessons,
)
from armillary.apps.people.access import AdultRequest, adult_required, signed_in_required
from armillary.apps.people.languages import content_language
from armillary.apps.people.seats import AppRequest

Unit = Mapping[str, Any]  # any: a unit as the course stores it


def access_unit(key: str) -> tuple[Course, Unit]:
    """Return the published course and one of its units, or 404."""
    course = find_course()
    unit = next((one for one in course.units if one["id"] == key), None) if course else None
    if course is None or unit is None:
        raise Http404
    return course, unit


@require_GET
@adult_required
def show_plan(request: AdultRequest, unit: str) -> HttpResponse:
    """Show the teacher what a year holds and where its hours can live."""
    course, chosen = access_unit(unit)
    language = content_language()
    lessons = plan_lessons(course, list_lessons(course, chosen), language)
    context = {
        "unit": describe_unit(chosen, language),
        "plan": mark_safe(in_language(chosen.get("plan", {}), language)),
        "lessons": lessons,
        "minutes": sum(lesson.minutes for lesson in lessons),
        "assessments": [
            {
                "key": test.key,
                "title": in_language(test.titles, language),
                "minutes": test.minutes,
                "forms": [(form["id"], len(form["questions"])) for form in test.forms],
                "n_anchors": len(test.anchors),
            }
            for test in list_assessments(course, unit)
        ],
    }
    return render(request, "curriculum/plan.html", context)


@require_GET
@adult_required
def show_booklet(request: AdultRequest, unit: str) -> HttpResponse:
    """Show the lessons of a year as one booklet to print or to save as PDF."""
    return render(request, "curriculum/booklet.html", describe_booklet(unit, content_language()))


def describe_unit(unit: Unit, language: str) -> dict[str, Any]:
    """Return a unit as the heads of pages show it."""
    return {
        "key": unit["id"],
        "grade": unit["grade"],
        "title": in_language(unit["title"], language),
    }


def describe_booklet(unit: str, language: str) -> dict[str, Any]:
    """Return what the booklet of a unit holds."""
    course, chosen = access_unit(unit)
    lessons = list_lessons(course, chosen)
    note = render_to_string("curriculum/_lab_on_paper.html")
    return {
        "course_title": in_language(course.title, language),
        "unit": describe_unit(chosen, language),
        "lessons": bind_booklet(lessons, language, lab_note=note),
        "terms": list_terms(course, language),
        "version": course.version,
        "licence": course.licence,
    }


@require_GET
@adult_required
def show_coverage(request: AdultRequest) -> HttpResponse:
    """Show which lesson touches which code of the frameworks of others."""
    course = find_course()
    language = content_language()
    lessons = list_lessons(course) if course else []
    context = {
        "lessons": [
            {
                "key": lesson.key,
                "grade": lesson.grade,
                "number": lesson_number(lesson.key),
                "title": in_language(lesson.titles, language),
            }
            for lesson in lessons
        ],
        "tables": cover_frameworks(course, lessons, language) if course else [],
    }
    return render(request, "curriculum/coverage.html", context)


@require_GET
@signed_in_required
def show_glossary(request: AppRequest) -> HttpResponse:
    """Show the words of the course, each in one or two sentences and in four languages."""
    course = find_course()
    terms = list_terms(course, content_language()) if course else []
    return render(request, "curriculum/glossary.html", {"terms": terms})


@require_GET
def show_credits(request: HttpRequest) -> HttpResponse:
    """Show who made what, and under which licence it may be copied."""
    course = find_course()
    language = content_language()
    context = {
        "course_title": in_language(course.title, language) if course else "",
        "version": course.version if course else "",
        "licence": course.licence if course else "",
    }
    return render(request, "curriculum/credits.html", context)
