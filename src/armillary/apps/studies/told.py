"""A lesson told in two ways: what a study compares, and whether it is still there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from armillary.apps.curriculum.lesson_variants import (
    MAIN,
    LessonPage,
    find_lessons_told_twice,
    find_page,
    list_pages,
)
from armillary.apps.curriculum.models import Lesson, LessonVariantOpening, LessonVersion
from armillary.apps.curriculum.queries import COURSE
from armillary.apps.studies.models import Arm, Study


@dataclass(frozen=True, slots=True)
class Told:
    """A lesson with two of its pages: the main one, and the lesson variant that is tried."""

    lesson: Lesson
    main: LessonPage
    tried: LessonPage

    @property
    def key(self) -> str:
        """How a draft names it: `G05-L5:rule-first`."""
        return f"{self.lesson.key}:{self.tried.key}"


def list_told() -> list[Told]:
    """Return what a study can compare: each lesson variant of the course beside its main page."""
    found = []
    for lesson in find_lessons_told_twice(COURSE):
        assert lesson.current is not None
        main, *further = list_pages(lesson.current)
        found += [Told(lesson, main, page) for page in further]
    return found


def find_told(key: str) -> Told | None:
    """Return what a draft names, or None when the course does not have it any more."""
    return next((told for told in list_told() if told.key == key), None)


def describe_told(told: Told) -> dict[str, Any]:
    """Return a lesson told in two ways as a protocol names it, so that a partner knows what was
    compared: course, version of the lesson, and the hash of either page."""
    lesson = told.lesson
    assert lesson.current is not None
    return {
        "course": lesson.course.key,
        "course_version": lesson.course.version,
        "key": lesson.key,
        "titles": lesson.titles,
        "version": lesson.current.version,
        "pages": [
            {
                "id": page.key,
                "titles": dict(page.title),
                "what": dict(page.what),
                "hash": page.page_hash,
            }
            for page in (told.main, told.tried)
        ],
    }


def find_openings(study: Study, learners: Iterable[int], *, source: str) -> list[tuple[int, str]]:
    """Return which page of the lesson of a study each learner opened: learner and page.

    The page is empty where its text was not the one that the protocol names.
    """
    rows = LessonVariantOpening.objects.filter(learner__in=list(learners), source=source)
    found = list(rows.values_list("learner", "version", "variant"))
    fixed = {page["id"]: page["hash"] for page in study.protocol["lesson"]["pages"]}
    versions = LessonVersion.objects.filter(pk__in={version for _learner, version, _page in found})
    as_fixed = {
        (version.pk, page.key)
        for version in versions
        for page in list_pages(version)
        if fixed.get(page.key) == page.page_hash
    }
    return [
        (learner, page if (version, page) in as_fixed else "") for learner, version, page in found
    ]


def find_change(study: Study) -> str:
    """Return what became of the lesson of a study since its protocol was fixed, in a word.

    `retired`: the lesson is not in the course any more; `gone`: the lesson variant is not, so that
    everybody reads the main page; `changed`: one of the pages says something else now. Nothing
    where all is as it was, and for studies of something else than a lesson.
    """
    if study.lesson_id is None:
        return ""
    lesson = Lesson.objects.select_related("current").get(pk=study.lesson_id)
    if lesson.retired_at is not None or lesson.current is None:
        return "retired"
    keys = dict(Arm.objects.filter(study=study).values_list("number", "setting"))
    pages = [find_page(lesson.current, keys.get(number, MAIN)) for number in (0, 1)]
    if None in pages:
        return "gone"
    fixed = [page["hash"] for page in study.protocol["lesson"]["pages"]]
    now = [page.page_hash for page in pages if page is not None]
    return "" if now == fixed else "changed"
