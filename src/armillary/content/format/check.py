"""From a course folder to a course, or to the list of all that is to be mended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from armillary.content.format.assessment_files import AssessmentContext, read_assessment_folder
from armillary.content.format.checks import CheckResult, CourseFacts, run_checks
from armillary.content.format.course import (
    Assessment,
    Course,
    Framework,
    Lesson,
    Misconception,
    Skill,
    Unit,
)
from armillary.content.format.course_files import (
    CourseHead,
    read_course_head,
    read_misconceptions,
    read_skills,
)
from armillary.content.format.drawings import find_drawing_faults
from armillary.content.format.faults import CourseError, Fault, FaultList
from armillary.content.format.files import CourseFiles, find_stray_files, read_course_files
from armillary.content.format.framework_files import UsedCodes, check_codes, read_frameworks
from armillary.content.format.glossary_files import Glossary, read_glossary
from armillary.content.format.lesson_files import Surroundings, read_lesson_folder
from armillary.content.format.plan_files import read_plans
from armillary.content.format.question_files import (
    Known,
    Located,
    QuestionFile,
    read_question_file,
)
from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node, read_tree
from armillary.content.languages import LANGUAGES
from armillary.content.questions import Question


@dataclass(frozen=True, slots=True)
class CourseReport:
    """What a check found: the faults, and how much of everything there is."""

    faults: tuple[Fault, ...]
    counts: Mapping[str, Any]  # whole numbers, and under `languages` the same by language
    checks: tuple[CheckResult, ...]  # what was looked at, check by check

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON-able data."""
        faults = [
            {"path": f.path, "line": f.line, "message": f.message, "check": f.check}
            for f in self.faults
        ]
        checks = {one.name: {"seen": one.n_seen, "faults": one.n_faults} for one in self.checks}
        return {**self.counts, "checks": checks, "found": faults}


@dataclass(slots=True)
class _Draft:
    """A course while it is read; what could not be read is not in it."""

    faults: FaultList
    head: CourseHead | None = None
    skills: tuple[Skill, ...] = ()
    skill_places: Mapping[str, Node] = field(default_factory=dict)
    misconceptions: tuple[Misconception, ...] = ()
    misconception_lines: Mapping[str, int] = field(default_factory=dict)
    glossary: Glossary = field(default_factory=lambda: Glossary((), {}))
    lessons: list[Lesson] = field(default_factory=list)
    warmups: dict[str, list[Located]] = field(default_factory=dict)
    units: tuple[Unit, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    assessments: list[Assessment] = field(default_factory=list)
    questions: list[Located] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)


def parse_course(folder: Path) -> Course:
    """Return the course of a folder.

    Everything about its form is checked; `check_course` proves the questions besides.

    Raises
    ------
    CourseError
        If anything is wrong; its `faults` are all of it.
    """
    draft, _ = _read_draft(folder, known_labs=None)
    if draft.faults or draft.head is None:
        raise CourseError(draft.faults.sorted())
    return _finished(draft, draft.head)


def check_course(
    folder: Path, *, known_labs: Mapping[str, Collection[str]] | None = None
) -> CourseReport:
    """Return every fault of a course folder and the counts of what it holds. Never fails.

    Each question with parameters is made with 200 seeds in four languages, see `prove_question`;
    all texts are held to the checks of `checks`.

    Parameters
    ----------
    known_labs : the labs that exist, each with its levels; None leaves this unchecked
    """
    draft, files = _read_draft(folder, known_labs=known_labs)
    facts = CourseFacts(
        units=draft.units,
        skills=draft.skills,
        misconceptions=draft.misconceptions,
        misconception_lines=draft.misconception_lines,
        terms=draft.glossary.terms,
        lessons=draft.lessons,
        questions=draft.questions,
    )
    checks = run_checks(files, facts, draft.faults)
    faults = draft.faults.sorted()
    return CourseReport(faults, _counts(draft, faults), checks)


def _read_draft(
    folder: Path, *, known_labs: Mapping[str, Collection[str]] | None
) -> tuple[_Draft, CourseFiles]:
    draft = _Draft(FaultList())
    files = read_course_files(folder, draft.faults)
    find_stray_files(files, draft.faults)
    _read_top(draft, files)
    _read_drawings(draft, files)
    skills = {skill.id: skill for skill in draft.skills}
    units = {unit.id: unit.lessons for unit in draft.head.units} if draft.head else {}
    known = Known(
        frozenset(skills) or None,
        frozenset(one.id for one in draft.misconceptions) or None,
    )
    around = Surroundings(known=known, skills=skills, units=units, known_labs=known_labs)
    _read_lessons(draft, files, around)
    _read_warmups(draft, files, around)
    _read_assessments(draft, files, around)
    _read_frameworks(draft, files)
    _check_ids(draft)
    return draft, files


def _read_top(draft: _Draft, files: CourseFiles) -> None:
    root = _tree("course.yaml", files, draft.faults)
    if root is not None:
        draft.head = read_course_head(Reader("course.yaml", draft.faults), root)
        draft.units = read_plans(draft.head.units, files, draft.faults)
    root = _tree("skills.yaml", files, draft.faults)
    if root is not None:
        strands = [strand.id for strand in draft.head.strands] if draft.head else []
        reader = Reader("skills.yaml", draft.faults)
        draft.skills, draft.skill_places = read_skills(reader, root, strands)
    root = _tree("misconceptions.yaml", files, draft.faults)
    if root is not None:
        reader = Reader("misconceptions.yaml", draft.faults)
        draft.misconceptions = read_misconceptions(reader, root, draft.skill_places)
        nodes = root.entries["misconceptions"].items if "misconceptions" in root.entries else []
        draft.misconception_lines = {
            node.entries["id"].text: node.line for node in nodes if "id" in node.entries
        }
    draft.glossary = read_glossary(files, draft.skill_places, draft.faults)


def _read_frameworks(draft: _Draft, files: CourseFiles) -> None:
    path = "frameworks.yaml"
    if path not in files.contents:
        return
    root = _tree(path, files, draft.faults)
    if root is None:
        return
    reader = Reader(path, draft.faults)
    draft.frameworks = read_frameworks(reader, root)
    of_skills = [
        UsedCodes(skill.codes, "skills.yaml", draft.skill_places[skill.id].line_at("codes"))
        for skill in draft.skills
    ]
    of_lessons = [
        UsedCodes(lesson.codes, f"lessons/{lesson.id}/lesson.yaml", 1) for lesson in draft.lessons
    ]
    check_codes(reader, draft.frameworks, [*of_skills, *of_lessons])


def _tree(path: str, files: CourseFiles, faults: FaultList) -> Node | None:
    content = files.content(path, faults)
    return None if content is None else read_tree(content, path, faults)


def _read_drawings(draft: _Draft, files: CourseFiles) -> None:
    for path, content in files.contents.items():
        if not path.endswith(".svg"):
            continue
        for line, message in find_drawing_faults(content):
            draft.faults.add(path, line, message)
        draft.pictures[path] = content


def _read_lessons(draft: _Draft, files: CourseFiles, around: Surroundings) -> None:
    listed = draft.head.lesson_lines if draft.head else {}
    folders = files.folders("lessons")
    for name, line in listed.items():
        if name not in folders:
            message = f"there is no folder lessons/{name}; write the lesson or remove it here"
            draft.faults.add("course.yaml", line, message)
    for name in [*(n for n in listed if n in folders), *(n for n in folders if n not in listed)]:
        if draft.head is not None and name not in listed:
            message = "no unit of course.yaml lists this lesson; add it there or remove the folder"
            draft.faults.add(f"lessons/{name}/lesson.yaml", 1, message)
        read = read_lesson_folder(name, files, around, draft.faults)
        if read is not None:
            draft.lessons.append(read.lesson)
            draft.questions.extend(read.questions)


def _read_warmups(draft: _Draft, files: CourseFiles, around: Surroundings) -> None:
    for path in sorted(files.contents):
        if not path.startswith("warmups/") or not path.endswith(".yaml"):
            continue
        skill = path.removeprefix("warmups/").removesuffix(".yaml")
        if around.skills and skill not in around.skills:
            message = f"`{skill}` is not in skills.yaml; name the file after its skill, as A05.yaml"
            draft.faults.add(path, 1, message)
            continue
        root = _tree(path, files, draft.faults)
        if root is None or not around.skills:
            continue
        home = around.skills[skill].lesson
        place = QuestionFile(path, home, "warmups", files.drawings("warmups"))
        located = read_question_file(place, root, around.known, draft.faults)
        for one in located:
            if skill not in one.question.skills:
                message = f"a warm-up of {skill} must have {skill} among its skills"
                draft.faults.add(path, one.line("skills"), message)
        draft.warmups[skill] = located
        draft.questions.extend(located)


def _read_assessments(draft: _Draft, files: CourseFiles, around: Surroundings) -> None:
    context = AssessmentContext(around.known, around.skills, around.units)
    for name in files.folders("assessments"):
        read = read_assessment_folder(name, files, context, draft.faults)
        if read is not None:
            draft.assessments.append(read.assessment)
            draft.questions.extend(read.questions)


def _check_ids(draft: _Draft) -> None:
    first: dict[str, Located] = {}
    for located in draft.questions:
        name = located.question.id
        if name in first:
            there = f"{first[name].path}:{first[name].line('id')}"
            message = f"the id {name} is taken at {there}; ids are never used twice"
            draft.faults.add(located.path, located.line("id"), message)
        first.setdefault(name, located)


def _finished(draft: _Draft, head: CourseHead) -> Course:
    return Course(
        id=head.id,
        version=head.version,
        languages=LANGUAGES,
        title=head.title,
        licence=head.licence,
        strands=head.strands,
        units=draft.units,
        skills=draft.skills,
        misconceptions=draft.misconceptions,
        glossary=draft.glossary.terms,
        lessons=tuple(draft.lessons),
        warmups={
            skill: tuple(located.question for located in questions)
            for skill, questions in draft.warmups.items()
        },
        assessments=tuple(draft.assessments),
        frameworks=draft.frameworks,
        pictures=draft.pictures,
    )


def _counts(draft: _Draft, faults: tuple[Fault, ...]) -> dict[str, Any]:
    labs = {lesson.lab for lesson in draft.lessons if lesson.lab}
    return {
        "faults": len(faults),
        "lessons": len(draft.lessons),
        "lesson_variants": sum(len(lesson.variants) for lesson in draft.lessons),
        "questions": len(draft.questions),
        "assessments": len(draft.assessments),
        "labs": len(labs),
        "skills": len(draft.skills),
        "languages": {
            language: {
                "lessons": sum(language in lesson.pages for lesson in draft.lessons),
                "questions": sum(_is_in(located.question, language) for located in draft.questions),
                "skills": sum(bool(skill.names.get(language)) for skill in draft.skills),
            }
            for language in LANGUAGES
        },
    }


def _is_in(question: Question, language: str) -> bool:
    return bool(question.stem.get(language))
