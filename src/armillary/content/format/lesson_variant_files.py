"""Lesson variants: `variants` of lesson.yaml, and the pages lesson.<id>.<language>.md."""

import re
from collections.abc import Mapping

from armillary.content.format.course import LessonVariant
from armillary.content.format.faults import FaultList
from armillary.content.format.files import LESSON_VARIANT_ID, CourseFiles
from armillary.content.format.page_files import read_pages
from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node
from armillary.content.languages import LANGUAGES, Texts

MOST_VARIANTS = 5
# What a choice of the lesson's own page is called, and what stands in the names of that page.
TAKEN_IDS = ("main", *(language.lower() for language in LANGUAGES))
MOST_LETTERS = 30
MOST_LETTERS_OF_TITLE = 60  # it names one of the ways of a study

_PAGE_NAME = re.compile(rf"lesson\.({LESSON_VARIANT_ID})\.(?:{'|'.join(LANGUAGES)})\.md")


def read_lesson_variants(
    reader: Reader, node: Node | None, folder: str, files: CourseFiles, main: Texts
) -> tuple[LessonVariant, ...]:
    """Return the lesson variants that a lesson.yaml declares, and note pages of no declared one.

    Parameters
    ----------
    node : the list `variants`, or None where it is left out
    main : the lesson's own page, by language
    """
    found: dict[str, LessonVariant] = {}
    nodes = reader.listed(node, "lesson variants", 1, MOST_VARIANTS)
    for one in nodes:
        entries = reader.mapping(one, ("id", "title", "what"))
        name = _read_id(reader, entries.get("id"), found)
        title, what = _read_title(reader, entries.get("title")), reader.texts(entries.get("what"))
        if not name:
            continue
        pages = read_pages(f"lesson.{name}", folder, files, reader.faults)
        _check_difference(pages, main, f"{folder}/lesson.{name}", reader.faults)
        found[name] = LessonVariant(name, title, what, pages)
    _check_declared(found, folder, files, reader.faults)
    return tuple(found.values())


def _read_id(reader: Reader, node: Node | None, found: Mapping[str, LessonVariant]) -> str:
    name = reader.name(node, LESSON_VARIANT_ID, "story-first")
    if not name or node is None:
        return ""
    if name in TAKEN_IDS:
        reader.fault(node, f"`{name}` cannot be the id of a lesson variant; choose another")
        return ""
    if len(name) > MOST_LETTERS:
        reader.fault(node, f"the id is longer than {MOST_LETTERS} characters; shorten it")
        return ""
    if name in found:
        reader.fault(node, f"the lesson variant `{name}` stands here twice; keep one")
        return ""
    return name


def _read_title(reader: Reader, node: Node | None) -> Texts:
    title = reader.texts(node)
    for language, text in title.items():
        if node is not None and len(text) > MOST_LETTERS_OF_TITLE:
            message = f"the title is longer than {MOST_LETTERS_OF_TITLE} characters; shorten it"
            reader.fault(node.nearest(language), message)
    return title


def _check_difference(pages: Texts, main: Texts, start: str, faults: FaultList) -> None:
    for language, text in pages.items():
        if text.split() == main.get(language, "").split():
            message = (
                f"the page says the same as lesson.{language}.md; write it in another way, or "
                "remove the lesson variant"
            )
            faults.add(f"{start}.{language}.md", 1, message)


def _check_declared(
    declared: Mapping[str, LessonVariant], folder: str, files: CourseFiles, faults: FaultList
) -> None:
    for path in files.contents:
        page = _PAGE_NAME.fullmatch(path.removeprefix(f"{folder}/"))
        if page and page[1] not in declared:
            message = (
                f"lesson.yaml declares no lesson variant `{page[1]}`; add it under `variants`, "
                "or remove this file"
            )
            faults.add(path, 1, message)
