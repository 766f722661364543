"""The words a course teaches: glossary.yaml."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from armillary.content.format.course import Term
from armillary.content.format.course_files import LESSON_ID, SKILL_ID
from armillary.content.format.faults import FaultList
from armillary.content.format.files import CourseFiles
from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node, read_tree
from armillary.content.languages import LANGUAGES

PATH = "glossary.yaml"
TERM_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
MOST_STARS = 4
_FORM = re.compile(r"[^\W_][^*]{0,59}\*?(?: [^\W_][^* ]{0,59}\*?)*")
_REQUIRED = ("id", "names", "definition", "skills", "first")
_OPTIONAL = ("forms", "avoid", "everyday")


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a course in their written order, and the line of each."""

    terms: tuple[Term, ...]
    lines: Mapping[str, int]


def read_glossary(files: CourseFiles, skills: Collection[str], faults: FaultList) -> Glossary:
    """Return the terms of a course; none when there is no glossary."""
    content = files.contents.get(PATH)
    root = None if content is None else read_tree(content, PATH, faults)
    if root is None:
        return Glossary((), {})
    reader = Reader(PATH, faults)
    entries = reader.mapping(root, ["terms"])
    found: dict[str, Term] = {}
    lines: dict[str, int] = {}
    for node in reader.listed(entries.get("terms"), "terms", 1, 1000):
        term = _read_term(reader, node, skills)
        if term.id in found:
            reader.fault(node, f"the term {term.id} is defined twice; keep one")
        elif term.id:
            found[term.id] = term
            lines[term.id] = node.line
    return Glossary(tuple(found.values()), lines)


def _read_term(reader: Reader, node: Node, skills: Collection[str]) -> Term:
    entries = reader.mapping(node, _REQUIRED, _OPTIONAL)
    named = reader.names(entries.get("skills"), SKILL_ID, "E05")
    for skill in named:
        if skills and skill not in skills:
            message = f"the skill `{skill}` is not in skills.yaml; check the id"
            reader.fault(entries["skills"], message)
    everyday = entries.get("everyday")
    return Term(
        id=reader.name(entries.get("id"), TERM_ID, "training-data"),
        names=reader.texts(entries.get("names")),
        definition=reader.texts(entries.get("definition")),
        forms=_read_forms(reader, entries.get("forms")),
        avoid=_read_avoid(reader, entries.get("avoid")),
        everyday=everyday is not None and reader.one_of(everyday, ["true", "false"]) == "true",
        skills=tuple(named),
        first=reader.name(entries.get("first"), LESSON_ID, "G05-L5"),
    )


def _read_forms(reader: Reader, node: Node | None) -> dict[str, tuple[str, ...]]:
    """Return the further forms of a term by language; a language may have none."""
    entries = {} if node is None else reader.mapping(node, [], LANGUAGES)
    return {
        language: tuple(_read_form(reader, item) for item in reader.listed(entry, "forms", 1, 40))
        for language, entry in entries.items()
    }


def _read_form(reader: Reader, node: Node) -> str:
    form = reader.text(node)
    _check_form(reader, node.line, form)
    return form


def _check_form(reader: Reader, line: int, form: str) -> None:
    """Note a form that would find nearly everything, or take for ever to look for."""
    if (form and not _FORM.fullmatch(form)) or form.count("*") > MOST_STARS:
        message = (
            f"`{form[:40]}`: write words that begin with letters, at most {MOST_STARS} with `*`"
        )
        reader.faults.add(reader.path, line, message)


def _read_avoid(reader: Reader, node: Node | None) -> dict[str, dict[str, str]]:
    """Return the words not to use by language, each with what to write instead."""
    avoid: dict[str, dict[str, str]] = {}
    for language, entry in ({} if node is None else reader.mapping(node, [], LANGUAGES)).items():
        if entry.kind != "mapping":
            reader.fault(entry, "expected words to avoid here, each as `word: what to write`")
            continue
        for word in entry.entries:
            _check_form(reader, entry.key_lines[word], word)
        avoid[language] = {word: reader.text(instead) for word, instead in entry.entries.items()}
    return avoid
