"""Who may have which lesson. Lessons are open to everybody who is signed in."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from armillary.apps.curriculum.models import Assessment, Lesson, LessonVersion, Picture
from armillary.apps.curriculum.queries import COURSE


def access_lesson(key: str) -> tuple[Lesson, LessonVersion]:
    """Return a published lesson with its current version, or 404."""
    lesson = get_object_or_404(
        Lesson.objects.select_related("current", "course"),
        course__key=COURSE,
        key=key,
        retired_at__isnull=True,
    )
    if lesson.current is None:
        raise Http404
    return lesson, lesson.current


def access_form(key: str, form: str) -> tuple[Assessment, Mapping[str, Any]]:
    """Return a published assessment and one of its forms, or 404."""
    test = get_object_or_404(Assessment, course__key=COURSE, key=key, retired_at__isnull=True)
    chosen = next((one for one in test.forms if one["id"] == form), None)
    if chosen is None:
        raise Http404
    return test, chosen


def access_picture(key: str) -> Picture:
    """Return a stored drawing, or 404."""
    return get_object_or_404(Picture, pk=key)
