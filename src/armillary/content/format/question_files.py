"""Question files: questions.yaml of a lesson, and the warm-ups of a skill."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from armillary.content.format.faults import FaultList
from armillary.content.format.question_parts import (
    KIND_FORMS,
    Data,
    QuestionReader,
    read_derived,
    read_hints,
    read_parameters,
)
from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node
from armillary.content.questions import DIFFICULTIES, KINDS, STAGES, Question, question_from_dict

SKILL_ID = r"[A-Z]\d{2,3}"
LICENCE = r"[A-Za-z0-9.+-]{2,40}"

_REQUIRED = (
    "id",
    "kind",
    "skills",
    "stage",
    "difficulty",
    "seconds",
    "stem",
    "explanation",
    "hints",
)
_OPTIONAL = ("parameters", "derived", "where", "picture", "licence", "source")


@dataclass(frozen=True, slots=True)
class Known:
    """What question files may refer to; None where the file that says so cannot be read."""

    skills: frozenset[str] | None
    misconceptions: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Located:
    """A question and the place it was read from."""

    question: Question
    path: str
    node: Node

    def line(self, *steps: str | int) -> int:
        """Return the line of one of its parts, as in `line("choices", 1, "text", "ru")`."""
        return self.node.line_at(*steps)


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """Where a question file stands: its lesson, its folder, and the drawings in it.

    The questions of an assessment are `closed`: no hints, and feedback only where wished.
    """

    path: str
    lesson: str
    folder: str
    drawings: Mapping[str, bytes]
    closed: bool = False


def read_question_file(
    place: QuestionFile, root: Node, known: Known, faults: FaultList
) -> list[Located]:
    """Return the questions of a file that have no fault in their form."""
    reader = Reader(place.path, faults)
    entries = reader.mapping(root, ["questions"], ["licence", "source"])
    defaults = {name: entries[name] for name in ("licence", "source") if name in entries}
    located = []
    for node in reader.listed(entries.get("questions"), "questions", 1, 500):
        n_noted = faults.n_noted
        question_reader = QuestionReader(reader, known.misconceptions, closed=place.closed)
        data = _read_question(question_reader, place, node, known, defaults)
        if faults.n_noted == n_noted:
            located.append(Located(question_from_dict(data), place.path, node))
    return located


def _read_question(
    reader: QuestionReader,
    place: QuestionFile,
    node: Node,
    known: Known,
    defaults: Mapping[str, Node],
) -> Data:
    kind_node = node.entries.get("kind")
    kind = kind_node.text if kind_node is not None and kind_node.text in KINDS else ""
    required, optional, read_kind = KIND_FORMS[kind or "one_choice"]
    required = [*_REQUIRED, *(required if kind else ())]
    optional = [*_OPTIONAL, *optional, *_any_kind(kind)]
    if place.closed:
        required, optional = _close(required, optional)
    entries = reader.mapping(node, required, optional)
    data = _read_head(reader, place, entries, known)
    data |= _read_origin(reader, node, entries, defaults)
    data["parameters"] = read_parameters(reader, entries.get("parameters"))
    data["derived"] = read_derived(reader, entries.get("derived"))
    conditions = reader.listed(entries.get("where"), "conditions", 0, 20)
    data["where"] = [reader.expression(condition) for condition in conditions]
    data["stem"] = reader.texts(entries.get("stem"))
    data["explanation"] = reader.texts(entries.get("explanation"))
    data["hints"] = read_hints(reader, entries.get("hints"))
    if "picture" in entries:
        data["picture"] = _read_picture(reader, place, entries["picture"])
    return data | read_kind(reader, entries) if kind else data


def _close(required: list[str], optional: list[str]) -> tuple[list[str], list[str]]:
    """Return the names for a question of an assessment, where nobody helps and nobody answers."""
    open_names = ("hints", "otherwise")
    return (
        [name for name in required if name not in open_names],
        [*optional, *(["otherwise"] if "otherwise" in required else [])],
    )


def _any_kind(kind: str) -> list[str]:
    """Return the names of all kinds when the kind is unknown, so that only the kind is a fault."""
    if kind:
        return []
    return [name for required, optional, _ in KIND_FORMS.values() for name in required + optional]


def _read_head(
    reader: QuestionReader, place: QuestionFile, entries: Mapping[str, Node], known: Known
) -> Data:
    example = f"{place.lesson}-q01"
    pattern = rf"{place.lesson}-q\d{{2,3}}"
    skills = reader.names(entries.get("skills"), SKILL_ID, "A06", fewest=1)
    for skill in skills:
        if known.skills is not None and skill not in known.skills:
            message = f"the skill `{skill}` is not in skills.yaml; check the id"
            reader.fault(entries["skills"], message)
    return {
        "id": reader.name(entries.get("id"), pattern, example),
        "kind": reader.one_of(entries.get("kind"), KINDS),
        "skills": skills,
        "stage": reader.one_of(entries.get("stage"), STAGES),
        "difficulty": reader.one_of(entries.get("difficulty"), DIFFICULTIES),
        "seconds": reader.whole(entries.get("seconds"), 5, 1800),
    }


def _read_origin(
    reader: QuestionReader, node: Node, entries: Mapping[str, Node], defaults: Mapping[str, Node]
) -> Data:
    found = {name: entries.get(name, defaults.get(name)) for name in ("licence", "source")}
    for name, entry in found.items():
        if entry is None:
            reader.fault(node, f"`{name}` is missing; add it here or at the top of the file")
    return {
        "licence": reader.name(found["licence"], LICENCE, "CC-BY-4.0"),
        "source": reader.text(found["source"]),
    }


def _read_picture(reader: QuestionReader, place: QuestionFile, node: Node) -> Data:
    entries = reader.mapping(node, ["file", "alt"])
    name = reader.name(entries.get("file"), r"[A-Za-z0-9][A-Za-z0-9_-]*\.svg", "drawing.svg")
    content = place.drawings.get(name)
    if name and content is None:
        reader.fault(
            entries["file"], f"there is no {name} in {place.folder}; draw it or fix the name"
        )
    return {
        "path": f"{place.folder}/{name}",
        "alt": reader.texts(entries.get("alt")),
        "sha256": hashlib.sha256(content or b"").hexdigest(),
    }
