"""What the pages of a school year show: plan, coverage of frameworks, booklet, glossary."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from armillary.apps.curriculum.models import Assessment, Course, Lesson, Skill
from armillary.apps.curriculum.queries import in_language

LAB_PLACE = re.compile(r'<div data-lab="([a-z0-9-]+)"></div>')


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    """A lesson as a line of the year plan."""

    key: str
    number: int
    title: str
    minutes: int
    skills: tuple[str, ...]
    reviews: tuple[str, ...]
    lab: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A code of a framework and the lessons that touch it, in the order of the columns."""

    code: str
    name: str
    confirmed: bool
    marks: tuple[bool, ...]

    @property
    def n_lessons(self) -> int:
        """How many lessons touch it."""
        return sum(self.marks)


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """A framework: what the published lessons touch, and the codes still to come."""

    key: str
    title: str
    rows: tuple[CoverageRow, ...]
    to_come: tuple[CoverageRow, ...]


@dataclass(frozen=True, slots=True)
class BookletLesson:
    """A lesson as a chapter of the booklet."""

    key: str
    number: int
    title: str
    page: SafeString
    can_do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary in the reader's language, and its names in the others."""

    key: str
    name: str
    definition: str
    others: tuple[tuple[str, str], ...]


def lesson_number(key: str) -> int:
    """Return the number of a lesson within its unit: 3 for G05-L3."""
    return int(key.rpartition("-L")[2])


def list_lessons(course: Course, unit: Mapping[str, object] | None = None) -> list[Lesson]:
    """Return the published lessons of a course, or of one of its units, in teaching order."""
    rows = Lesson.objects.filter(course=course, retired_at__isnull=True).select_related("current")
    if unit is not None:
        rows = rows.filter(unit=unit["id"])
    return list(rows.order_by("place"))


def plan_lessons(course: Course, lessons: Sequence[Lesson], language: str) -> list[PlannedLesson]:
    """Return the lines of the year plan, with the names of the skills."""
    used = {key for lesson in lessons for key in (*lesson.new_skills, *lesson.review_skills)}
    rows = Skill.objects.filter(course=course, key__in=used)
    names = {row.key: in_language(row.names, language) for row in rows}
    return [
        PlannedLesson(
            key=lesson.key,
            number=lesson_number(lesson.key),
            title=in_language(lesson.titles, language),
            minutes=lesson.minutes,
            skills=tuple(names[key] for key in lesson.new_skills),
            reviews=tuple(names[key] for key in lesson.review_skills),
            lab=lesson.lab,
        )
        for lesson in lessons
    ]


def lesson_codes(lesson: Lesson) -> set[tuple[str, str]]:
    """Return the codes of a lesson, each with the id of its framework."""
    codes = lesson.codes
    pairs = {(name, code) for name in ("ailit", "unesco") for code in codes.get(name) or ()}
    pairs |= {(name, str(codes[name])) for name in ("ai4k12", "beijing") if codes.get(name)}
    return pairs


def cover_frameworks(
    course: Course, lessons: Sequence[Lesson], language: str
) -> list[CoverageTable]:
    """Return, for each framework, which lesson touches which of its codes."""
    touched = [lesson_codes(lesson) for lesson in lessons]
    tables = []
    for framework in course.frameworks:
        rows = [
            CoverageRow(
                code=entry["code"],
                name=in_language(entry["names"], language),
                confirmed=entry["confirmed"],
                marks=tuple((framework["id"], entry["code"]) in codes for codes in touched),
            )
            for entry in framework["entries"]
        ]
        tables.append(
            CoverageTable(
                key=framework["id"],
                title=in_language(framework["title"], language),
                rows=tuple(row for row in rows if row.n_lessons),
                to_come=tuple(row for row in rows if not row.n_lessons),
            )
        )
    return tables


def bind_booklet(lessons: Iterable[Lesson], language: str, *, lab_note: str) -> list[BookletLesson]:
    """Return the lessons as chapters; where a lab stands on screen, paper has `lab_note`.

    The pages were cleaned when they were published, and `lab_note` is safe HTML.
    """
    return [
        BookletLesson(
            key=lesson.key,
            number=lesson_number(lesson.key),
            title=in_language(lesson.titles, language),
            page=mark_safe(LAB_PLACE.sub(lab_note, in_language(lesson.current.pages, language))),
            can_do=tuple(in_language(line, language) for line in lesson.can_do),
        )
        for lesson in lessons
        if lesson.current is not None
    ]


def list_terms(course: Course, language: str) -> list[Term]:
    """Return the glossary in the alphabetical order of the reader's language.

    Chinese names follow the order of their English ones: characters have no alphabet that a child
    would look along.
    """
    terms = [
        Term(
            key=term["id"],
            name=in_language(term["names"], language),
            definition=in_language(term["definition"], language),
            others=tuple(
                (other, in_language(term["names"], other))
                for other in term["names"]
                if other != language
            ),
        )
        for term in course.glossary
    ]
    english = {term["id"]: term["names"]["en"].casefold() for term in course.glossary}
    if language == "zh-Hans":
        return sorted(terms, key=lambda term: english[term.key])
    return sorted(terms, key=lambda term: alphabetical(term.name))


def alphabetical(name: str) -> str:
    """Return a key that sorts as the Latin, Russian and Belarusian alphabets do."""
    folded = name.casefold().replace("ё", "е\uffff").replace("і", "и").replace("ў", "у\uffff")
    return folded.replace("«", "").replace("“", "")


def list_assessments(course: Course, unit: str) -> list[Assessment]:
    """Return the tests of a unit."""
    rows = Assessment.objects.filter(course=course, unit=unit, retired_at__isnull=True)
    return list(rows.order_by("key"))
