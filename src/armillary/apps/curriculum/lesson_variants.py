"""Which of its pages a lesson shows a learner: the main page, unless a row says otherwise."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from armillary.apps.curriculum.models import (
    Lesson,
    LessonVariantChoice,
    LessonVariantOpening,
    LessonVersion,
)
from armillary.apps.curriculum.timed_choices import find_in_force, record_choices
from armillary.apps.people.models import Learner, SchoolClass

# The lesson's own page, among its lesson variants; no author may use the name.
MAIN = "main"

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One learner's page of a published lesson: the main page, or a lesson variant.

    Parameters
    ----------
    title, what : for adults, by language; of the main page nothing
    pages : safe HTML by language
    """

    key: str
    title: Texts
    what: Texts
    pages: Texts

    @property
    def page_hash(self) -> str:
        """SHA-256 of the pages in all languages: what a study compared, whatever else changes."""
        text = json.dumps(self.pages, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def list_pages(version: LessonVersion) -> list[LessonPage]:
    """Return the learner's pages of a lesson, the main page first."""
    further = [
        LessonPage(one["id"], one["title"], one["what"], one["pages"]) for one in version.variants
    ]
    return [LessonPage(MAIN, {}, {}, version.pages), *further]


def find_page(version: LessonVersion, key: str) -> LessonPage | None:
    """Return one of the learner's pages of a lesson, or None."""
    return next((page for page in list_pages(version) if page.key == key), None)


def find_choice(learner: Learner, lesson: Lesson, now: datetime) -> LessonVariantChoice | None:
    """Return the choice in force for a learner: their own row, else their class's, else none."""
    return _choices(learner, lesson, now).first()


def _choices(learner: Learner, lesson: Lesson, now: datetime) -> QuerySet[LessonVariantChoice]:
    return find_in_force(LessonVariantChoice, learner, now).filter(lesson=lesson)


def open_page(learner: Learner, lesson: Lesson, *, now: datetime) -> LessonPage:
    """Return the page that a learner gets of a published lesson, and note what they got.

    A lesson without lesson variants has one page, and nothing is looked up. Where the lesson
    variant that was chosen is not there any more, the learner gets the main page.
    """
    assert lesson.current is not None
    main, *further = list_pages(lesson.current)
    if not further:
        return main
    opened = LessonVariantOpening.objects.filter(
        learner=learner,
        version=lesson.current,
        variant=OuterRef("variant"),
        source=OuterRef("source"),
    )
    choice = _choices(learner, lesson, now).annotate(is_noted=Exists(opened)).first()
    if choice is None:
        return main
    page = next((one for one in further if one.key == choice.variant), main)
    if page.key != choice.variant or not choice.is_noted:
        opening = LessonVariantOpening(
            school_id=learner.school_id,
            learner=learner,
            version=lesson.current,
            variant=page.key,
            source=choice.source,
            opened_at=now,
        )
        LessonVariantOpening.objects.bulk_create([opening], ignore_conflicts=True)  # twice is once
    return page


def record_lesson_variants(
    choices: Iterable[tuple[Learner | SchoolClass, str]],
    lesson: Lesson,
    *,
    starts_at: datetime,
    ends_at: datetime,
    source: str,
) -> None:
    """Let learners or classes have a page of a lesson between two moments.

    Raises
    ------
    ValueError
        If the lesson has no such page.
    """
    known = [page.key for page in list_pages(lesson.current)] if lesson.current else []
    record_choices(
        LessonVariantChoice,
        "variant",
        choices,
        known=known,
        about={"lesson": lesson},
        starts_at=starts_at,
        ends_at=ends_at,
        source=source,
    )


def find_lessons_told_twice(course_key: str) -> Sequence[Lesson]:
    """Return the published lessons that have lesson variants, in teaching order."""
    return list(
        Lesson.objects.filter(
            course__key=course_key, retired_at__isnull=True, current__isnull=False
        )
        .exclude(current__variants=[])
        .select_related("current", "course")
        .order_by("place")
    )
