"""What the pages say on which a teacher finds and makes tests."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from armillary.apps.assessment.forms import MOMENT, PlanForm, ReadyForm, suggest_plan
from armillary.apps.assessment.overview import (
    COMING,
    OPEN,
    OVER,
    OccasionLine,
    count_lessons_left,
    find_assessments,
    find_occasion_lines,
)
from armillary.apps.assessment.schedule import DELAY, DELAYED_OPEN
from armillary.apps.curriculum.models import Assessment, Course
from armillary.apps.curriculum.queries import find_course, in_language
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import SchoolClass

Context = dict[str, Any]


def describe_tests(
    classes: list[SchoolClass], now: datetime, *, first_apart: bool = False
) -> Context:
    """Return the tests of some classes for a list: open, coming by time, over newest first.

    Parameters
    ----------
    first_apart : the first open one stands above the list and not in it
    """
    lines = find_occasion_lines(classes, content_language(), now)
    groups = {state: [line for line in lines if line.state == state] for state in (OPEN, COMING)}
    over = sorted(
        (line for line in lines if line.state == OVER),
        key=lambda line: line.occasion.closes_at,
        reverse=True,
    )
    following = _find_next(groups)
    if first_apart:
        groups[OPEN] = groups[OPEN][1:]
    titles = {
        OPEN: _("Open now"),
        COMING: _("Coming"),
        OVER: _("Over"),
    }
    return {
        "groups": [
            {"key": key, "title": titles[key], "lines": found}
            for key, found in (*groups.items(), (OVER, over))
            if found
        ],
        "next": following,
    }


def _find_next(groups: dict[str, list[OccasionLine]]) -> OccasionLine | None:
    """Return the occasion a teacher most likely comes for: an open one, or the next to open."""
    found = groups[OPEN] or groups[COMING]
    return found[0] if found else None


def find_offer(school_class: SchoolClass) -> tuple[Course | None, list[Assessment]]:
    """Return the course and its ready tests, that of the grade first."""
    course = find_course()
    if course is None:
        return None, []
    return course, find_assessments(course.pk, school_class.grade, course.units)


def make_ready_form(assessments: list[Assessment], plan: Context, sent: Any) -> ReadyForm:
    """Return the form of the ready tests, filled with what was sent or with a plan."""
    language = content_language()
    choices = [(each.key, in_language(each.titles, language)) for each in assessments]
    if sent is not None:
        return ReadyForm(sent, assessments=choices)
    first = assessments[0]
    initial = {**plan, "assessment": first.key, "minutes": first.minutes}
    return ReadyForm(initial=initial, assessments=choices)


def make_plan(
    course: Course, assessments: list[Assessment], had: set[str], now: datetime
) -> Context:
    """Return when to sit a test: a lesson a week from now on."""
    if not assessments:
        return suggest_plan(now, weeks=0, is_begun=True)
    left, total = count_lessons_left(assessments[0].unit, course.pk, had)
    return suggest_plan(now, weeks=left, is_begun=2 * left < total)


def describe_delay(form: PlanForm) -> str:
    """Return in words when the delayed occasion opens by itself, from the dates in the form."""
    closes_at = form["after_closes"].value()
    if isinstance(closes_at, str):
        try:
            closes_at = datetime.strptime(closes_at, MOMENT)
        except ValueError:
            return ""
    if closes_at is None:
        return ""
    opens_at = closes_at + DELAY
    return _("opens by itself on %(opens)s and closes on %(closes)s") % {
        "opens": show_day(opens_at),
        "closes": show_day(opens_at + DELAYED_OPEN),
    }


def show_day(moment: datetime) -> str:
    """Return the day of a moment on the school's clock, in the reader's language."""
    local = localtime(moment) if moment.tzinfo else moment
    return date_format(local, "DATE_FORMAT")


def describe_forms(assessments: list[Assessment]) -> list[Context]:
    """Return what there is to know of each ready test before it is taken."""
    language = content_language()
    return [
        {
            "key": each.key,
            "title": in_language(each.titles, language),
            "n_forms": len(each.forms),
            "n_questions": len(each.forms[0]["questions"]),
            "forms": [form["id"] for form in each.forms],
        }
        for each in assessments
    ]
