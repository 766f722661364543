"""The course, its lessons, and what helps the teacher give them."""

import json
import re

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from armillary.apps.curriculum.access import access_lesson, access_picture
from armillary.apps.curriculum.lesson_variants import MAIN, find_page, list_pages, open_page
from armillary.apps.curriculum.models import ActivityOrder, Lesson, LessonVersion
from armillary.apps.curriculum.order_choices import find_order, record_opening
from armillary.apps.curriculum.queries import find_course, find_units, in_language
from armillary.apps.curriculum.year import LAB_PLACE, lesson_number
from armillary.apps.people.access import AdultRequest, adult_required, signed_in_required
from armillary.apps.people.languages import content_language
from armillary.apps.people.seats import AppRequest

# A rule across the page, or the place before a drawing that stands alone.
SHEET = re.compile(r"<hr\s*/?>|(?=<p><img\b[^>]*></p>)")
# Every learner of a class meets the same creatures and cards.
LAB_SEED = "20260901"  # text: an attribute, not a number to be written with separators


@require_GET
@signed_in_required
def show_course(request: AppRequest) -> HttpResponse:
    """Show the units and lessons of the course."""
    course = find_course()
    language = content_language()
    units = find_units(course, language) if course else []
    entries = [
        {
            "key": unit.key,
            "title": unit.title,
            "grade": unit.grade,
            "lessons": [describe_lesson(lesson, language) for lesson in unit.lessons],
        }
        for unit in units
    ]
    title = in_language(course.title, language) if course else ""
    return render(request, "curriculum/course.html", {"course_title": title, "units": entries})


def describe_lesson(lesson: Lesson, language: str) -> dict[str, object]:
    """Return a lesson as lists and heads show it."""
    return {
        "key": lesson.key,
        "number": lesson_number(lesson.key),
        "grade": lesson.grade,
        "title": in_language(lesson.titles, language),
        "minutes": lesson.minutes,
        "lab": lesson.lab,
        "lab_level": lesson.lab_level,
        "can_do": [in_language(line, language) for line in lesson.can_do],
    }


@require_GET
@signed_in_required
def show_lesson(request: AppRequest, key: str) -> HttpResponse:
    """Show a lesson to be read, with its lab in place; learners get the page chosen for them."""
    lesson, version = access_lesson(key)
    if request.seat is None:
        return render_lesson(request, lesson, version, MAIN)
    page = open_page(request.seat.learner, lesson, now=timezone.now())
    return render_lesson(request, lesson, version, page.key)


@require_GET
@adult_required
def show_lesson_variant(request: AdultRequest, key: str, variant: str) -> HttpResponse:
    """Show an adult one of the learner's pages of a lesson, as learners see it."""
    lesson, version = access_lesson(key)
    return render_lesson(request, lesson, version, variant)


def render_lesson(
    request: AppRequest, lesson: Lesson, version: LessonVersion, variant: str
) -> HttpResponse:
    """Show one of the learner's pages of a lesson; 404 where it has none of the name."""
    language = content_language()
    page = find_page(version, variant)
    if page is None:
        raise Http404
    before, lab, after = split_at_lab(in_language(page.pages, language))
    order = choose_order(request, lesson) if lab else ""
    context = {
        "lesson": describe_lesson(lesson, language),
        **arrange_lesson(before, after, order),
        "lab": describe_lab(lab),
        "seed": LAB_SEED,
        "language": language,
        "told": describe_pages(version, variant, language) if request.seat is None else [],
    }
    return render(request, "curriculum/lesson.html", context)


def describe_pages(version: LessonVersion, here: str, language: str) -> list[dict[str, object]]:
    """Return the learner's pages for adults, the main one first; nothing where it is the only."""
    pages = list_pages(version)
    return [
        {
            "key": page.key,
            "is_main": page.key == MAIN,
            "is_here": page.key == here,
            "title": in_language(page.title, language),
            "what": in_language(page.what, language),
        }
        for page in pages
        if len(pages) > 1
    ]


def choose_order(request: AppRequest, lesson: Lesson) -> str:
    """Return what comes first for this learner, "" for the author's order; note what they got."""
    choice = find_order(request.seat.learner, timezone.now(), lesson) if request.seat else None
    if request.seat is None or choice is None:
        return ""
    record_opening(request.seat.learner, lesson, choice, now=timezone.now())
    return choice.order


def arrange_lesson(before: SafeString, after: SafeString, order: str) -> dict[str, SafeString]:
    """Return the text before and after the lab: the author's order, or all on one side of it."""
    if order == ActivityOrder.LAB_FIRST:
        return {"before": mark_safe(""), "after": mark_safe(before + after)}
    if order == ActivityOrder.TEXT_FIRST:
        return {"before": mark_safe(before + after), "after": mark_safe("")}
    return {"before": before, "after": after}


def split_at_lab(page: str) -> tuple[SafeString, str, SafeString]:
    """Return the page before its lab, the lab's id ("" for none), and the page after it.

    The page was cleaned when it was published.
    """
    found = LAB_PLACE.search(page)
    if found is None:
        return mark_safe(page), "", mark_safe("")
    before, after = page[: found.start()], page[found.end() :]
    return mark_safe(before), found[1], mark_safe(after)


def describe_lab(lab: str) -> dict[str, object] | None:
    """Return what the page needs to run a lab, or None when there is none."""
    path = finders.find(f"curriculum/labs/{lab}/lab.json") if lab else None
    if not isinstance(path, str):
        return None
    with open(path, encoding="utf-8") as file:
        manifest = json.load(file)
    css = manifest["css"]
    files = [css] if isinstance(css, str) else css
    return {"id": lab, "css": [f"curriculum/labs/{lab}/{name}" for name in files]}


@require_GET
@adult_required
def show_guide(request: AdultRequest, key: str) -> HttpResponse:
    """Show the teacher's page of a lesson."""
    lesson, version = access_lesson(key)
    language = content_language()
    text, *sheets = split_guide(in_language(version.guides, language))
    context = {"lesson": describe_lesson(lesson, language), "guide": text, "sheets": sheets}
    return render(request, "curriculum/guide.html", context)


def split_guide(guide: str) -> list[SafeString]:
    """Return the text of a guide, which prints on a page, and the sheets to print after it.

    A sheet is a drawing on a line of its own, or begins at a line `---`. The guide was cleaned
    when it was published.
    """
    parts = SHEET.split(guide)
    return [mark_safe(part) for part in parts if part.strip()]


@require_GET
@adult_required
def show_board(request: AdultRequest, key: str) -> HttpResponse:
    """Show the lesson for a projector, one idea per view."""
    lesson, version = access_lesson(key)
    language = content_language()
    pages = version.boards.get(language) or version.boards.get("en", [])
    number = read_number(request.GET.get("view", "1"), most=len(pages))
    context = {
        "lesson": describe_lesson(lesson, language),
        "view": mark_safe(pages[number - 1]),
        "number": number,
        "count": len(pages),
        "previous": number - 1,
        "following": number + 1 if number < len(pages) else 0,
    }
    return render(request, "curriculum/board.html", context)


def read_number(text: str, *, most: int) -> int:
    """Return a number from 1 to `most` that an address names, or 404."""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise Http404
    return int(text)


@require_GET
@cache_control(public=True, max_age=31_536_000, immutable=True)
def show_picture(request: HttpRequest, key: str) -> HttpResponse:
    """Send a drawing. Its address holds the hash of its bytes, so it never changes."""
    picture = access_picture(key)
    response = HttpResponse(picture.svg, content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response
