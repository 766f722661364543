"""Do the pages of a lesson have the same parts in every language?"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from armillary.content.format.checks.course_texts import PAGE_ROLES, CourseText
from armillary.content.format.faults import FaultList
from armillary.content.languages import LANGUAGES

CHECK = "parts"

_KINDS = {
    "paragraph": "a paragraph",
    "item": "a list item",
    "cell": "a table cell",
    "quote": "a quotation",
    "words": "the words of a picture",
    "": "the end of the page",
}


def check_parts(texts: Sequence[CourseText], faults: FaultList) -> int:
    """Note pages whose parts differ by language; return how many pages were compared.

    Where they differ, `course_texts` gives the parts of each language alone.
    """
    pages: dict[str, dict[str, list[CourseText]]] = {}
    for text in texts:
        if len(text.texts) == 1:
            language = next(iter(text.texts))
            pages.setdefault(text.unit, {}).setdefault(language, []).append(text)
    for page in pages.values():
        _compare(page, faults)
    return len({text.unit for text in texts if text.role in PAGE_ROLES})


def _compare(page: Mapping[str, list[CourseText]], faults: FaultList) -> None:
    """Compare each language with the first that has the page, and say where they part."""
    first = next((language for language in LANGUAGES if language in page), "")
    for language in LANGUAGES:
        if language == first or language not in page:
            continue
        for here, there in zip_longest(page[language], page[first]):
            if here is None or there is None or here.part != there.part:
                last = page[language][-1].places[language]
                place: tuple[str, int] = here.places[language] if here else last
                message = f"here stands {_said(here)}, in {first} {_said(there, first)}"
                faults.add(*place, f"{message}; agree on one", CHECK)
                break


def _said(text: CourseText | None, language: str = "") -> str:
    """Return the kind of a part in words, with its line where a language is given."""
    if text is None:
        return _KINDS[""]
    kind = text.part
    words = f"a heading {'#' * int(kind[-1])}" if kind.startswith("heading") else _KINDS[kind]
    return f"{words} (line {text.places[language][1]})" if language else words
