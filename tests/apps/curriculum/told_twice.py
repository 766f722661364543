"""The tiny course with its lesson told in a second way, for tests of what that changes."""

from dataclasses import replace
from datetime import datetime

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.models import Lesson
from armillary.content.format import LessonVariant
from tests.apps.practice.conftest import read_good_course

TITLES = {
    "en": "Test first",
    "ru": "Сначала проверка",
    "be": "Спачатку праверка",
    "zh-Hans": "先测试",
}
WHATS = {
    "en": "The page begins with the envelope.",
    "ru": "Страница начинается с конверта.",
    "be": "Старонка пачынаецца з канверта.",
    "zh-Hans": "这一页从信封讲起。",
}
# How the second way begins, and a sentence that only the main page has.
SECOND = {"en": "An envelope", "ru": "Конверт", "be": "Канверт", "zh-Hans": "信封"}
MAIN_HEADING = "Two parts"


def second_way(*, further: str = "") -> LessonVariant:
    """Return a lesson variant of the tiny lesson: another heading, the lab at its place."""
    pages = {
        language: text.replace(text.splitlines()[0], f"## {SECOND[language]}") + further
        for language, text in read_good_course().lessons[0].pages.items()
    }
    return LessonVariant("test-first", TITLES, WHATS, pages)


def publish(*variants: LessonVariant, now: datetime) -> Lesson:
    """Publish the tiny course with these lesson variants; return its lesson."""
    files = read_good_course()
    publish_course(replace(files, lessons=(replace(files.lessons[0], variants=variants),)), now=now)
    SHELF.clear()
    return Lesson.objects.select_related("current", "course").get(key="G05-L1")
