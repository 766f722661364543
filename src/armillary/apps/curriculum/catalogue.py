"""The published course as a process keeps it: items, skills and what they ask of each other.

Published items never change, so an item once read is kept for ever. Which items are current may
change with a publication; the stamp of the course is looked at again every few seconds.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from armillary.apps.curriculum.models import Course, Item, Lesson, Skill
from armillary.content.questions import Question, Variant, build_variant, question_from_dict

LOOK_AGAIN = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """A skill as pages and the learner model need it."""

    number: int
    key: str
    strand: str
    grade: int
    names: Mapping[str, str]
    home_lesson: str
    prerequisites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """A lesson as practice needs it."""

    key: str
    place: int
    titles: Mapping[str, str]
    skills: frozenset[int]  # new skills
    lab: str


@dataclass(frozen=True, slots=True, eq=False)
class ItemEntry:
    """An item ready to be shown and marked. `question` is None for the moments of a lab."""

    id: int
    key: str
    course: str
    lesson: str
    kind: str
    skills: tuple[int, ...]
    difficulty: float
    slope: float
    seconds: int
    question: Question | None

    def variant(self, seed: int) -> Variant:
        """Return what the learner sees for this seed."""
        if self.question is None:
            raise ValueError(f"item {self.id} is a moment of a lab and has no variant")
        return build_variant(self.question, seed)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """One published course."""

    id: int
    key: str
    title: Mapping[str, str]
    strands: Mapping[str, Mapping[str, str]]
    stamp: Any
    skills: tuple[SkillEntry, ...]  # by number
    lessons: tuple[LessonEntry, ...]  # in teaching order
    items: tuple[ItemEntry, ...]  # current ones that practice may offer
    taught: frozenset[int]
    prerequisites: Mapping[int, tuple[int, ...]]
    by_key: Mapping[str, SkillEntry] = field(repr=False)

    def lesson(self, key: str) -> LessonEntry | None:
        """Return the lesson of this key, or None."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)


class Shelf:
    """What this process has read so far. Reading is cheap and may happen twice; it never harms."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._items: dict[int, ItemEntry] = {}
        self._catalogues: dict[str, Catalogue] = {}
        self._looked: dict[str, float] = {}

    def clear(self) -> None:
        """Forget everything; for a process that has just published, and for tests."""
        with self._lock:
            self._items.clear()
            self._catalogues.clear()
            self._looked.clear()

    def catalogue(self, key: str) -> Catalogue | None:
        """Return the course as published now (seen at most a few seconds ago), or None."""
        known = self._catalogues.get(key)
        now = time.monotonic()
        if known is not None and now - self._looked.get(key, 0.0) < LOOK_AGAIN:
            return known
        stamp = Course.objects.filter(key=key).values_list("published_at", flat=True).first()
        if stamp is None:
            return None
        if known is None or known.stamp != stamp:
            known = read_catalogue(key, self)
            self._catalogues[key] = known
        self._looked[key] = now
        return known

    def item(self, item_id: int) -> ItemEntry | None:
        """Return an item of any age, or None when there is none."""
        known = self._items.get(item_id)
        if known is None:
            row = Item.objects.select_related("question__course").filter(pk=item_id).first()
            if row is None:
                return None
            numbers = dict(
                Skill.objects.filter(course=row.question.course_id).values_list("key", "number")
            )
            known = self.keep(row, numbers)
        return known

    def keep(self, row: Item, numbers: Mapping[str, int]) -> ItemEntry:
        """Return the entry of a row, made once."""
        known = self._items.get(row.pk)
        if known is None:
            known = ItemEntry(
                id=row.pk,
                key=row.question.key,
                course=row.question.course.key,
                lesson=row.question.lesson_key,
                kind=row.kind,
                skills=tuple(numbers[key] for key in row.skills),
                difficulty=row.difficulty,
                slope=row.slope,
                seconds=row.seconds,
                question=None if row.kind == "lab" else question_from_dict(row.content),
            )
            self._items[row.pk] = known
        return known


SHELF = Shelf()


def read_catalogue(key: str, shelf: Shelf) -> Catalogue:
    """Read a published course from the database."""
    course = Course.objects.get(key=key)
    rows = list(Skill.objects.filter(course=course).order_by("number"))
    numbers = {row.key: row.number for row in rows}
    skills = tuple(
        SkillEntry(
            number=row.number,
            key=row.key,
            strand=row.strand,
            grade=row.grade,
            names=row.names,
            home_lesson=row.home_lesson,
            prerequisites=tuple(numbers[name] for name in row.prerequisites if name in numbers),
        )
        for row in rows
    )
    lessons = tuple(
        LessonEntry(
            key=row.key,
            place=row.place,
            titles=row.titles,
            skills=frozenset(numbers[name] for name in row.new_skills),
            lab=row.lab,
        )
        for row in Lesson.objects.filter(course=course, retired_at__isnull=True).order_by("place")
    )
    items = Item.objects.select_related("question__course").filter(
        current_for__course=course,
        current_for__retired_at__isnull=True,
        current_for__closed=False,
    )
    entries = [shelf.keep(row, numbers) for row in items.order_by("pk")]
    return Catalogue(
        id=course.pk,
        key=course.key,
        title=course.title,
        strands=course.strands,
        stamp=course.published_at,
        skills=skills,
        lessons=lessons,
        items=tuple(entry for entry in entries if entry.kind != "lab"),
        taught=frozenset().union(*(lesson.skills for lesson in lessons)),
        prerequisites={skill.number: skill.prerequisites for skill in skills},
        by_key={skill.key: skill for skill in skills},
    )
