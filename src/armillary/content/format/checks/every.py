"""All checks of a course, one after the other, and what each looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from armillary.content.format.checks.choices import check_longest, check_positions
from armillary.content.format.checks.course_texts import CourseText, course_texts
from armillary.content.format.checks.duplicates import check_duplicates
from armillary.content.format.checks.glossary import check_glossary, taught_stems
from armillary.content.format.checks.hints import check_hints
from armillary.content.format.checks.minds import check_minds
from armillary.content.format.checks.misconceptions import check_misconceptions
from armillary.content.format.checks.numbers import check_numbers
from armillary.content.format.checks.parts import check_parts
from armillary.content.format.checks.reading import check_length, check_reading
from armillary.content.format.checks.translation import check_translation
from armillary.content.format.course import Lesson, Misconception, Skill, Term, Unit
from armillary.content.format.faults import Fault, FaultList
from armillary.content.format.files import CourseFiles
from armillary.content.format.proof import prove_question
from armillary.content.format.question_files import Located

# Every check by name, with what it looks at, as the summary says it.
CHECKS: Mapping[str, str] = {
    "form": "files, in the form that the reference describes",
    "languages": "texts, each in all four languages",
    "parts": "pages, the same parts in all languages",
    "translation": "texts, each written in its own language",
    "numbers": "texts, the same numbers in all languages",
    "glossary": "terms, used as the glossary says in all languages",
    "minds": "texts, no machine that thinks, wants or feels",
    "reading": "pages and questions, easy enough for their grade",
    "length": "lesson pages, of a length that fits the lesson",
    "proof": "questions, made and answered as learners would",
    "misconceptions": "questions, wrong answers tied to what learners believe",
    "duplicates": "questions, none asked twice",
    "positions": "files of questions, the right choice not always in one place",
    "longest choice": "files of questions, the right choice not always the longest",
    "hints": "hints, none that gives the answer away",
}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check looked at, and how many faults it found."""

    name: str
    n_seen: int
    n_faults: int

    def __str__(self) -> str:
        found = {0: "no fault", 1: "1 fault"}.get(self.n_faults, f"{self.n_faults} faults")
        return f"{self.name}: {self.n_seen} {CHECKS[self.name]}: {found}"


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What the checks need to know of a course beside its texts."""

    units: Sequence[Unit]
    skills: Sequence[Skill]
    misconceptions: Sequence[Misconception]
    misconception_lines: Mapping[str, int]
    terms: Sequence[Term]
    lessons: Sequence[Lesson]
    questions: Sequence[Located]


def run_checks(
    files: CourseFiles, facts: CourseFacts, faults: FaultList
) -> tuple[CheckResult, ...]:
    """Note every fault that the checks find; return what each check looked at."""
    texts = course_texts(files)
    questions = facts.questions
    seen = {
        "form": len(files.contents),
        "languages": len(texts),
        "parts": check_parts(texts, faults),
        "translation": check_translation(texts, faults),
        "numbers": check_numbers(texts, faults),
        "glossary": check_glossary(texts, facts.terms, faults),
        "minds": check_minds(texts, faults),
        "reading": check_reading(texts, _grades(texts, facts), taught_stems(facts.terms), faults),
        "length": check_length(texts, _minutes(facts), faults),
        "misconceptions": check_misconceptions(
            questions, facts.lessons, facts.misconceptions, facts.misconception_lines, faults
        ),
        "duplicates": check_duplicates(questions, faults),
        "positions": check_positions(questions, faults),
        "longest choice": check_longest(questions, faults),
        "hints": 0,
    }
    sound = [located for located in questions if prove_question(located, faults)]
    seen["proof"] = len(questions)
    seen["hints"] = sum(check_hints(located, faults) for located in sound)
    return tuple(CheckResult(name, seen[name], _n_faults(faults.sorted(), name)) for name in CHECKS)


def _n_faults(faults: Sequence[Fault], name: str) -> int:
    return sum(fault.check == name for fault in faults)


def _minutes(facts: CourseFacts) -> dict[str, int]:
    """Return how long the lesson of each learner's page takes, lesson variants included."""
    return {
        f"lessons/{lesson.id}/{page}": lesson.minutes
        for lesson in facts.lessons
        for page in ("lesson", *(f"lesson.{variant.id}" for variant in lesson.variants))
    }


def _grades(texts: Sequence[CourseText], facts: CourseFacts) -> dict[str, int]:
    """Return the grade that each page and each question is written for.

    Warm-ups, and a glossary, are read by learners of the first grade that is taught.
    """
    of_lessons = {name: unit.grade for unit in facts.units for name in unit.lessons}
    of_units = {unit.id: unit.grade for unit in facts.units}
    of_skills = {skill.id: skill.grade for skill in facts.skills}
    first = min((unit.grade for unit in facts.units if unit.lessons), default=12)
    grades = {}
    for text in texts:
        folder, _, rest = text.unit.partition("/")
        name = rest.split("/")[0].split(".")[0]
        grades[text.unit] = {
            "lessons": of_lessons.get(name, 12),
            "assessments": of_units.get(name, 12),
            "plans": of_units.get(name, 12),
            "warmups": max(first, of_skills.get(name, 0)),
        }.get(folder, first)
    return grades
