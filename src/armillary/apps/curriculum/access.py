"""Who may have which lesson. Lessons are open to everybody who is signed in."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from armillary.apps.curriculum.models import Lesson, LessonVersion, Picture
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


def access_picture(key: str) -> Picture:
    """Return a stored drawing, or 404."""
    return get_object_or_404(Picture, pk=key)
