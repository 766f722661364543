"""The folder of one lesson: lesson.yaml, its pages, its drawings, its questions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from armillary.content.format.course import Codes, Lesson, LessonVariant, Skill
from armillary.content.format.course_files import LESSON_ID, SKILL_ID, UNIT_ID, read_codes
from armillary.content.format.faults import FaultList
from armillary.content.format.files import CourseFiles
from armillary.content.format.lesson_variant_files import read_lesson_variants
from armillary.content.format.page_files import read_pages
from armillary.content.format.question_files import (
    Known,
    Located,
    QuestionFile,
    read_question_file,
)
from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node, read_tree
from armillary.content.languages import Texts
from armillary.content.lessons import render_lesson
from armillary.content.questions import STAGES

LAB_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"

_REQUIRED = (
    *("id", "unit", "number", "minutes", "titles", "new_skills", "review_skills"),
    *("lab", "stage", "generative_ai", "codes", "can_do"),
)
_OPTIONAL = ("lab_level", "variants")


class LessonRead(NamedTuple):
    """A lesson folder once read: the lesson, and its questions with their places."""

    lesson: Lesson
    questions: list[Located]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a lesson may refer to in the rest of the course."""

    known: Known
    skills: Mapping[str, Skill]
    units: Mapping[str, Sequence[str]]
    known_labs: Mapping[str, Collection[str]] | None  # lab id -> its levels


def read_lesson_folder(
    name: str, files: CourseFiles, around: Surroundings, faults: FaultList
) -> LessonRead | None:
    """Return the lesson of a folder, or None when its lesson.yaml cannot be read."""
    folder = f"lessons/{name}"
    path = f"{folder}/lesson.yaml"
    content = files.content(path, faults)
    root = None if content is None else read_tree(content, path, faults)
    questions = _read_questions(name, folder, files, around, faults)
    pages = {kind: read_pages(kind, folder, files, faults) for kind in ("lesson", "guide", "board")}
    if root is None:
        return None
    reader = Reader(path, faults)
    variants = read_lesson_variants(
        reader, root.entries.get("variants"), folder, files, pages["lesson"]
    )
    lesson = _read_lesson(reader, root, name, around, pages, variants, questions)
    _check_labs(reader, root, lesson, folder, around)
    return LessonRead(lesson, questions)


def _read_lesson(
    reader: Reader,
    root: Node,
    name: str,
    around: Surroundings,
    pages: Mapping[str, Texts],
    variants: tuple[LessonVariant, ...],
    questions: list[Located],
) -> Lesson:
    entries = reader.mapping(root, _REQUIRED, _OPTIONAL)
    _check_place(reader, entries, name, around)
    lab = entries.get("lab")
    new_skills, review_skills = (
        _read_skills(reader, entries.get(key), around) for key in ("new_skills", "review_skills")
    )
    _check_new_skills(reader, entries, name, new_skills, around)
    can_do = reader.listed(entries.get("can_do"), "lines, one or more for each new skill", 1, 20)
    if can_do and len(can_do) < len(new_skills):
        reader.fault(entries["can_do"], f"write a line for each of {len(new_skills)} new skills")
    return Lesson(
        id=name,
        unit=entries["unit"].text if "unit" in entries else "",
        number=reader.whole(entries.get("number"), 1, 99),
        minutes=reader.whole(entries.get("minutes"), 5, 240),
        titles=reader.texts(entries.get("titles")),
        new_skills=new_skills,
        review_skills=review_skills,
        lab=None if lab is None or lab.kind == "nothing" else reader.name(lab, LAB_ID, "a-lab"),
        lab_level=_read_lab_level(reader, entries),
        stage=reader.one_of(entries.get("stage"), STAGES),
        generative_ai=reader.text(entries.get("generative_ai")),
        codes=read_codes(reader, entries.get("codes")) if entries else Codes((), (), None, None),
        can_do=tuple(reader.texts(line) for line in can_do),
        pages=pages["lesson"],
        guides=pages["guide"],
        boards=pages["board"],
        variants=variants,
        questions=tuple(located.question for located in questions),
    )


def _read_lab_level(reader: Reader, entries: Mapping[str, Node]) -> str | None:
    level = entries.get("lab_level")
    if level is None or level.kind == "nothing":
        return None
    lab = entries.get("lab")
    if lab is not None and lab.kind == "nothing":
        reader.fault(level, "a lesson without a lab has no level of one; remove this line")
    return reader.name(level, LAB_ID, "charts")


def _check_place(
    reader: Reader, entries: Mapping[str, Node], name: str, around: Surroundings
) -> None:
    lesson_id = reader.name(entries.get("id"), LESSON_ID, "G05-L1")
    if lesson_id and lesson_id != name:
        reader.fault(
            entries["id"], f"the id is {lesson_id} but the folder is {name}; make them one"
        )
    unit = reader.name(entries.get("unit"), UNIT_ID, "G05")
    if not unit or not around.units:
        return
    if unit not in around.units:
        reader.fault(entries["unit"], f"the unit `{unit}` is not in course.yaml; check the id")
    elif any(name in lessons for other, lessons in around.units.items() if other != unit):
        message = f"course.yaml lists {name} in another unit than {unit}; agree on one"
        reader.fault(entries["unit"], message)


def _read_skills(reader: Reader, node: Node | None, around: Surroundings) -> tuple[str, ...]:
    names = reader.names(node, SKILL_ID, "A06")
    for name in names:
        if node is not None and around.known.skills is not None and name not in around.known.skills:
            reader.fault(node, f"the skill `{name}` is not in skills.yaml; check the id")
    return tuple(names)


def _check_new_skills(
    reader: Reader,
    entries: Mapping[str, Node],
    name: str,
    new_skills: Sequence[str],
    around: Surroundings,
) -> None:
    for skill in new_skills:
        home = around.skills[skill].lesson if skill in around.skills else name
        if home not in ("", name):
            message = f"the home lesson of {skill} is {home}; list {skill} under review_skills"
            reader.fault(entries["new_skills"], message)


def _check_labs(
    reader: Reader, root: Node, lesson: Lesson, folder: str, around: Surroundings
) -> None:
    if lesson.lab and around.known_labs is not None and lesson.lab not in around.known_labs:
        known = ", ".join(sorted(around.known_labs)) or "none yet"
        message = f"there is no lab `{lesson.lab}`; the labs are: {known}"
        reader.faults.add(reader.path, root.line_at("lab"), message)
    elif lesson.lab and lesson.lab_level and around.known_labs is not None:
        _check_level(reader, root, lesson, around.known_labs)
    _check_placed(reader, lesson, lesson.pages, f"{folder}/lesson")
    for variant in lesson.variants:
        _check_placed(reader, lesson, variant.pages, f"{folder}/lesson.{variant.id}")


def _check_placed(reader: Reader, lesson: Lesson, pages: Texts, start: str) -> None:
    wanted = (lesson.lab,) if lesson.lab else ()
    for language, text in pages.items():
        placed = render_lesson(text, picture_url=str).labs
        if placed != wanted:
            shown = ", ".join(placed) or "no lab"
            message = (
                f"the page places {shown}, lesson.yaml says {lesson.lab or 'null'}; agree on one"
            )
            reader.faults.add(f"{start}.{language}.md", _lab_line(text), message)


def _check_level(
    reader: Reader, root: Node, lesson: Lesson, levels: Mapping[str, Collection[str]]
) -> None:
    known = levels[lesson.lab or ""]
    if lesson.lab_level not in known:
        message = (
            f"the lab {lesson.lab} has no level `{lesson.lab_level}`; it has: {', '.join(known)}"
        )
        reader.faults.add(reader.path, root.line_at("lab_level"), message)


def _lab_line(text: str) -> int:
    lines = text.splitlines()
    return next((i for i, line in enumerate(lines, start=1) if line.startswith("::lab")), 1)


def _read_questions(
    name: str, folder: str, files: CourseFiles, around: Surroundings, faults: FaultList
) -> list[Located]:
    path = f"{folder}/questions.yaml"
    content = files.content(path, faults)
    root = None if content is None else read_tree(content, path, faults)
    if root is None:
        return []
    place = QuestionFile(path, name, folder, files.drawings(folder))
    return read_question_file(place, root, around.known, faults)
