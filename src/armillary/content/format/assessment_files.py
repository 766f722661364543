"""The folder of one assessment: its questions, which practice never uses, and its linked forms."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from armillary.content.format.course import Assessment, Form, Skill
from armillary.content.format.course_files import UNIT_ID
from armillary.content.format.faults import FaultList
from armillary.content.format.files import CourseFiles
from armillary.content.format.question_files import (
    Known,
    Located,
    QuestionFile,
    read_question_file,
)
from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node, read_tree

FORM_ID = r"[A-Z]"
QUESTION_ID = r"[A-Z][A-Z0-9]{0,9}-T-q\d{2,3}"
_REQUIRED = ("id", "unit", "minutes", "titles", "blueprint", "anchors", "forms")


class AssessmentRead(NamedTuple):
    """An assessment folder once read: the assessment, and its questions with their places."""

    assessment: Assessment
    questions: list[Located]


@dataclass(frozen=True, slots=True)
class AssessmentContext:
    """What an assessment may refer to in the rest of the course."""

    known: Known
    skills: Mapping[str, Skill]
    units: Mapping[str, Sequence[str]]


def read_assessment_folder(
    name: str, files: CourseFiles, context: AssessmentContext, faults: FaultList
) -> AssessmentRead | None:
    """Return the assessment of a folder, or None when its assessment.yaml cannot be read."""
    folder = f"assessments/{name}"
    questions = _read_questions(name, folder, files, context, faults)
    path = f"{folder}/assessment.yaml"
    content = files.content(path, faults)
    root = None if content is None else read_tree(content, path, faults)
    if root is None:
        return None
    reader = Reader(path, faults)
    entries = reader.mapping(root, _REQUIRED)
    assessment = Assessment(
        id=reader.name(entries.get("id"), UNIT_ID, "G05"),
        unit=_read_unit(reader, entries.get("unit"), context),
        minutes=reader.whole(entries.get("minutes"), 5, 240),
        titles=reader.texts(entries.get("titles")),
        blueprint=_read_blueprint(reader, entries.get("blueprint")),
        anchors=tuple(reader.names(entries.get("anchors"), QUESTION_ID, f"{name}-T-q01")),
        forms=tuple(
            _read_form(reader, node, name)
            for node in reader.listed(entries.get("forms"), "forms", 2, 10)
        ),
        questions=tuple(located.question for located in questions),
    )
    if assessment.id and assessment.id != name:
        message = f"the id is {assessment.id} but the folder is {name}; make them one"
        reader.fault(entries["id"], message)
    if "forms" in entries:
        _FormCheck(reader, entries, assessment, context.skills).run()
    return AssessmentRead(assessment, questions)


def _read_questions(
    name: str, folder: str, files: CourseFiles, context: AssessmentContext, faults: FaultList
) -> list[Located]:
    path = f"{folder}/questions.yaml"
    content = files.content(path, faults)
    root = None if content is None else read_tree(content, path, faults)
    if root is None:
        return []
    place = QuestionFile(path, f"{name}-T", folder, files.drawings(folder), closed=True)
    return read_question_file(place, root, context.known, faults)


def _read_unit(reader: Reader, node: Node | None, context: AssessmentContext) -> str:
    unit = reader.name(node, UNIT_ID, "G05")
    if node is not None and unit and context.units and unit not in context.units:
        reader.fault(node, f"the unit `{unit}` is not in course.yaml; check the id")
    return unit


def _read_blueprint(reader: Reader, node: Node | None) -> dict[str, int]:
    if node is None:
        return {}
    if node.kind != "mapping" or not node.entries:
        reader.fault(node, "expected questions by strand here, such as `A: 4`")
        return {}
    return {strand: reader.whole(entry, 1, 100) for strand, entry in node.entries.items()}


def _read_form(reader: Reader, node: Node, name: str) -> Form:
    entries = reader.mapping(node, ["id", "questions"])
    return Form(
        id=reader.name(entries.get("id"), FORM_ID, "A"),
        questions=tuple(reader.names(entries.get("questions"), QUESTION_ID, f"{name}-T-q01")),
    )


class _FormCheck:
    """Holds the forms to their blueprint, their anchors and their questions."""

    def __init__(
        self,
        reader: Reader,
        entries: Mapping[str, Node],
        assessment: Assessment,
        skills: Mapping[str, Skill],
    ) -> None:
        self._reader = reader
        self._entries = entries
        self._assessment = assessment
        self._skills = skills
        self._strands = {
            question.id: skills[question.skills[0]].strand
            for question in assessment.questions
            if question.skills and question.skills[0] in skills
        }

    def run(self) -> None:
        """Note every fault of the forms."""
        for node, form in zip(self._entries["forms"].items, self._assessment.forms, strict=False):
            self._check_form(node, form)
        self._check_use()

    def _check_form(self, node: Node, form: Form) -> None:
        for name, times in Counter(form.questions).items():
            if name not in self._strands:
                self._say(node, f"form {form.id} names {name}, which is not in questions.yaml")
            if times > 1:
                self._say(node, f"form {form.id} asks {name} {times} times; keep one")
        missing = [name for name in self._assessment.anchors if name not in form.questions]
        if missing:
            shown = ", ".join(missing)
            self._say(node, f"form {form.id} lacks the anchors {shown}; every form holds them all")
        held = Counter(self._strands[name] for name in form.questions if name in self._strands)
        for strand in sorted({*held, *self._assessment.blueprint}):
            due = self._assessment.blueprint.get(strand, 0)
            if held[strand] != due:
                self._say(
                    node,
                    f"form {form.id} has {held[strand]} questions of strand {strand}, "
                    f"the blueprint says {due}; agree on one",
                )

    def _check_use(self) -> None:
        uses = Counter(name for form in self._assessment.forms for name in set(form.questions))
        for question in self._assessment.questions:
            if not uses[question.id]:
                self._say(
                    self._entries["forms"],
                    f"no form asks {question.id}; add it to one or remove the question",
                )
        for name, n in uses.items():
            if n > 1 and name not in self._assessment.anchors and self._assessment.anchors:
                message = f"{name} is in {n} forms; list it under `anchors` or keep it in one"
                self._say(self._entries["forms"], message)

    def _say(self, node: Node, message: str) -> None:
        self._reader.fault(node, message)
