"""A course as its folder tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from armillary.content.languages import Texts
from armillary.content.questions import Question


@dataclass(frozen=True, slots=True)
class Strand:
    """One of the strands that skills are grouped in."""

    id: str
    names: Texts


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the course, usually a school year, with its published lessons in order."""

    id: str
    grade: int
    title: Texts
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """Where a skill or lesson stands in other frameworks; empty or None where nowhere."""

    ailit: tuple[str, ...]
    unesco: tuple[str, ...]
    ai4k12: int | None
    beijing: str | None


@dataclass(frozen=True, slots=True)
class Skill:
    """One thing a learner can know. Its home lesson may not be published yet."""

    id: str
    strand: str
    grade: int
    lesson: str
    stage: str
    prerequisites: tuple[str, ...]
    names: Texts
    codes: Codes


@dataclass(frozen=True, slots=True)
class Misconception:
    """What learners often believe instead of a skill."""

    id: str
    skill: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Lesson:
    """One published lesson: its pages as Markdown by language, and its questions."""

    id: str
    unit: str
    number: int
    minutes: int
    titles: Texts
    new_skills: tuple[str, ...]
    review_skills: tuple[str, ...]
    lab: str | None
    stage: str
    generative_ai: str
    codes: Codes
    can_do: tuple[Texts, ...]
    pages: Texts
    guides: Texts
    boards: Texts
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course. Picture paths are relative to the course folder."""

    id: str
    version: str
    languages: tuple[str, ...]
    title: Texts
    licence: str
    strands: tuple[Strand, ...]
    units: tuple[Unit, ...]
    skills: tuple[Skill, ...]
    misconceptions: tuple[Misconception, ...]
    lessons: tuple[Lesson, ...]
    warmups: Mapping[str, tuple[Question, ...]]
    pictures: Mapping[str, bytes]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of the course: those of lessons in teaching order, then the warm-ups."""
        of_lessons = [question for lesson in self.lessons for question in lesson.questions]
        warmups = [question for questions in self.warmups.values() for question in questions]
        return (*of_lessons, *warmups)
