"""Every text of a course side by side in its languages, with the line where each stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from armillary.content.format.faults import FaultList
from armillary.content.format.files import LESSON_VARIANT_ID, CourseFiles
from armillary.content.format.tree import Node, read_text, read_tree
from armillary.content.languages import LANGUAGES, Texts
from armillary.content.lessons import page_blocks
from armillary.content.questions import PLACE

# What a place of a parameter becomes: one word to count, but no letter and no digit.
STAND_IN = "\u00a4"

PAGE_ROLES = ("lesson", "guide", "board", "plan")
_FORMULA = re.compile(r"\$\$?[^$\n]+\$\$?")
_MARKUP = re.compile(r"[*_`\\]")
_PAGE = re.compile(
    rf"(lessons/[^/]+/(?:lesson(?:\.{LESSON_VARIANT_ID})?|guide|board)|plans/[^/.]+)"
    r"\.(?:en|ru|be|zh-Hans)\.md"
)
# Texts that only teachers read, although they stand among a question's.
_FOR_TEACHERS = ("rubric",)
# Stems and words to avoid are no texts, though they stand by language.
_NO_TEXTS = ("forms", "avoid")
# Lists whose members have an id that a text belongs to.
_LISTS = ("", "units", "skills", "misconceptions", "questions", "terms", "variants")


@dataclass(frozen=True, slots=True)
class CourseText:
    """One text in the languages it has, as plain words.

    `unit` names what it is a part of: a page, a question, or an entry of a list. `role` is the
    kind of the page (lesson, guide, board, plan), question, term, or list; `part` says what it is
    there.
    """

    role: str
    unit: str
    part: str
    texts: Texts
    places: Mapping[str, tuple[str, int]]


def course_texts(files: CourseFiles) -> list[CourseText]:
    """Return every text of a course that stands in two languages at least, file by file.

    Files that cannot be read are passed over: what is wrong with them is said elsewhere.
    """
    found: list[CourseText] = []
    pages: dict[str, None] = {}
    for path, content in files.contents.items():
        page = _PAGE.fullmatch(path)
        if page:
            pages[page.group(1)] = None
        elif path.endswith(".yaml"):
            root = read_tree(content, path, FaultList())
            found.extend(_texts_of_tree(path, root) if root is not None else ())
    for start in pages:
        found.extend(_texts_of_page(start, files))
    return found


def plain_text(text: str) -> str:
    """Return the words of a text of a question; a parameter becomes a sign that is no letter.

    >>> plain_text("**{{n: card|cards}}** of $x$")
    '¤ cards of ¤'
    """
    text = _FORMULA.sub(STAND_IN, text)
    text = PLACE.sub(_place_words, text)
    return " ".join(_MARKUP.sub("", text).split())


def _place_words(match: re.Match[str]) -> str:
    forms = match.group(2)
    return f"{STAND_IN} {forms.split('|')[-1].strip()}" if forms else STAND_IN


def _texts_of_tree(path: str, root: Node) -> Iterator[CourseText]:
    """Walk a tree; a mapping from all four languages to texts is a text, however deep it stands."""
    is_questions = path.endswith("/questions.yaml") or path.startswith("warmups/")
    waiting: list[tuple[Node, str, str]] = [(root, path, "")]
    while waiting:
        node, unit, part = waiting.pop()
        if _is_text(node):
            role = "term" if path == "glossary.yaml" else "list"
            if is_questions and part not in _FOR_TEACHERS:
                role = "question"
            texts = {language: _text_of(node.entries[language]) for language in LANGUAGES}
            places = {language: (path, node.entries[language].line) for language in LANGUAGES}
            yield CourseText(role, unit, part, texts, places)
            continue
        name = node.entries.get("id")
        if name is not None and name.kind == "text" and part in _LISTS:
            unit = f"{path}:{name.text}"
        below = [
            (entry, unit, part if part in _FOR_TEACHERS else key)
            for key, entry in node.entries.items()
            if key not in _NO_TEXTS
        ]
        below += [(item, unit, part) for item in node.items]
        waiting.extend(reversed(below))


def _is_text(node: Node) -> bool:
    """Tell whether this is one text in all languages, or one list of typed answers in each."""
    if set(node.entries) != set(LANGUAGES):
        return False
    entries = node.entries.values()
    return all(entry.kind == "text" for entry in entries) or all(
        entry.kind == "list" and all(item.kind == "text" for item in entry.items)
        for entry in entries
    )


def _text_of(node: Node) -> str:
    return plain_text(node.text or " / ".join(item.text for item in node.items))


def _role_of(start: str) -> str:
    """A lesson variant, lesson.story, is read as the lesson's own page is."""
    name = start.rsplit("/", maxsplit=1)[1]
    return "plan" if start.startswith("plans/") else name.split(".", maxsplit=1)[0]


def _texts_of_page(start: str, files: CourseFiles) -> Iterator[CourseText]:
    """Give the blocks of a page side by side; nothing while its parts differ by language."""
    blocks = {}
    for language in LANGUAGES:
        path = f"{start}.{language}.md"
        content = files.contents.get(path)
        text = None if content is None else read_text(content, path, FaultList())
        if text is not None:
            blocks[language] = page_blocks(text)
    kinds = {tuple(block.kind for block in found) for found in blocks.values()}
    role = _role_of(start)
    if len(kinds) == 1:
        for row in zip(*blocks.values(), strict=True):
            side_by_side = dict(zip(blocks, row, strict=True))
            yield CourseText(
                role,
                start,
                row[0].kind,
                {language: block.text for language, block in side_by_side.items()},
                {lang: (f"{start}.{lang}.md", block.line) for lang, block in side_by_side.items()},
            )
        return
    for language, found in blocks.items():
        path = f"{start}.{language}.md"
        for block in found:
            yield CourseText(
                role, start, block.kind, {language: block.text}, {language: (path, block.line)}
            )
