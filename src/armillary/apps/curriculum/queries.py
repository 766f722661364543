"""Reads of published courses for the course and lesson pages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from armillary.apps.curriculum.models import Course, Lesson, Question
from armillary.content.questions import Variant, build_variant, question_from_dict

COURSE = "ai"


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit with its lessons, ready for a list."""

    key: str
    grade: int
    title: str
    lessons: tuple[Lesson, ...]


def find_course() -> Course | None:
    """Return the published course, or None before the first publication."""
    return Course.objects.filter(key=COURSE).first()


def find_units(course: Course, language: str) -> list[UnitEntry]:
    """Return the units of a course in teaching order, with their published lessons."""
    lessons = {
        lesson.key: lesson
        for lesson in Lesson.objects.filter(course=course, retired_at__isnull=True)
    }
    return [
        UnitEntry(
            key=unit["id"],
            grade=unit["grade"],
            title=unit["title"][language],
            lessons=tuple(lessons[key] for key in unit["lessons"] if key in lessons),
        )
        for unit in course.units
    ]


def find_variants(keys: Sequence[str], *, seed: int) -> list[Variant]:
    """Return the current items of questions as a seed shows them, in the order of the keys."""
    rows = Question.objects.filter(course__key=COURSE, key__in=keys).select_related("current")
    contents = {row.key: row.current.content for row in rows if row.current is not None}
    return [build_variant(question_from_dict(contents[key]), seed) for key in keys]


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language; English where a translation is missing."""
    return texts.get(language) or texts.get("en", "")


def known_labs() -> dict[str, tuple[str, ...]]:
    """Return the labs that this program brings, each with the names of its levels."""
    folder = Path(__file__).parent / "static" / "curriculum" / "labs"
    manifests = {path.parent.name: path.read_bytes() for path in sorted(folder.glob("*/lab.json"))}
    return {lab: tuple(json.loads(content)["levels"]) for lab, content in manifests.items()}


def shipped_course() -> Path | None:
    """Return the shipped course: beside the source, or inside the installed package."""
    here = Path(__file__).resolve()
    for folder in (here.parents[4] / "courses" / COURSE, here.parents[2] / "courses" / COURSE):
        if (folder / "course.yaml").is_file():
            return folder
    return None
