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
    """A part of the course, usually a school year, with its published lessons in order.

    `plans` is the teacher's page on the year as Markdown by language; empty when there is none.
    """

    id: str
    grade: int
    title: Texts
    lessons: tuple[str, ...]
    plans: Texts


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
class Term:
    """A word of the course, explained to a child of ten.

    `forms` are what counts as the term beside its name: `label*` stands for every word that
    begins so. `avoid` gives, by language, words not to use and what to write instead. The word of
    an `everyday` term also has plain uses, so that languages are not compared by it. `first` is
    the lesson that introduces it; the lesson need not be published yet.
    """

    id: str
    names: Texts
    definition: Texts
    forms: Mapping[str, tuple[str, ...]]
    avoid: Mapping[str, Mapping[str, str]]
    everyday: bool
    skills: tuple[str, ...]
    first: str


@dataclass(frozen=True, slots=True)
class LessonVariant:
    """A further way to tell a lesson: another learner's page, all else being the same.

    `what` says in a sentence, to teachers, how it differs from the main page.
    """

    id: str
    title: Texts
    what: Texts
    pages: Texts


@dataclass(frozen=True, slots=True)
class Lesson:
    """One published lesson: its pages as Markdown by language, and its questions.

    `lab_level` names the level of the lab that the lesson plays; None for the lab's own choice.
    `variants` are further learner's pages that may stand in place of `pages`.
    """

    id: str
    unit: str
    number: int
    minutes: int
    titles: Texts
    new_skills: tuple[str, ...]
    review_skills: tuple[str, ...]
    lab: str | None
    lab_level: str | None
    stage: str
    generative_ai: str
    codes: Codes
    can_do: tuple[Texts, ...]
    pages: Texts
    guides: Texts
    boards: Texts
    variants: tuple[LessonVariant, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class FrameworkCode:
    """A code of a framework and its name; `confirmed` when the wording was read in the original."""

    code: str
    names: Texts
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework of others, with all codes that it has."""

    id: str
    title: Texts
    entries: tuple[FrameworkCode, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of an assessment: its questions in the order they are asked."""

    id: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A test of a unit in linked forms. Practice never offers its questions.

    `blueprint` says how many questions of each strand a form has (by a question's first skill);
    the anchors are in every form and put the forms on one scale.
    """

    id: str
    unit: str
    minutes: int
    titles: Texts
    blueprint: Mapping[str, int]
    anchors: tuple[str, ...]
    forms: tuple[Form, ...]
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
    glossary: tuple[Term, ...]
    lessons: tuple[Lesson, ...]
    warmups: Mapping[str, tuple[Question, ...]]
    assessments: tuple[Assessment, ...]
    frameworks: tuple[Framework, ...]
    pictures: Mapping[str, bytes]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question for practice: those of lessons in teaching order, then the warm-ups."""
        of_lessons = [question for lesson in self.lessons for question in lesson.questions]
        warmups = [question for questions in self.warmups.values() for question in questions]
        return (*of_lessons, *warmups)
