"""What an author's Markdown should not hold, with the line and what to do about it."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from armillary.content.lessons.markdown import (
    BOXES,
    LAB_LINE,
    FormulaError,
    formula_html,
    page_parser,
    text_parser,
)
from armillary.content.lessons.page import PICTURE_NAME

TextFault = tuple[int, str]  # line within the text, counted from 1, and what to do

_BOX_LINE = re.compile(r" {0,3}(:{3,})[ \t]*(.*?)[ \t]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_LINK = re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)")


def find_page_faults(text: str, drawings: Collection[str]) -> list[TextFault]:
    """Return what is wrong with a lesson, guide or board page.

    Parameters
    ----------
    drawings : file names of the drawings that lie beside the page
    """
    tokens = _page_parser().parse(text)
    found = [*_line_faults(text), *_token_faults(tokens)]
    for token in tokens:
        if token.type == "heading_open" and token.tag not in ("h2", "h3", "h4"):
            found.append((_line(token), "headings go from ## to ####; the title is in lesson.yaml"))
        for child, line in _children(token):
            if child.type == "image":
                found.extend((line, message) for message in _picture_faults(child, drawings))
    return sorted(set(found))


def find_text_faults(text: str) -> list[TextFault]:
    """Return what is wrong with a text of a question."""
    found = list(_token_faults(_text_parser().parse(text)))
    for number, line in enumerate(text.splitlines(), start=1):
        if _LINK.search(line):
            found.append((number, "links and pictures cannot stand here; use `picture`"))
        if re.match(r" {0,3}#{1,6} ", line):
            found.append((number, "headings cannot stand in a question; write plain text"))
    return sorted(set(found))


@lru_cache(maxsize=1)
def _page_parser() -> MarkdownIt:
    return _with_html(page_parser())


@lru_cache(maxsize=1)
def _text_parser() -> MarkdownIt:
    return _with_html(text_parser())


def _with_html(parser: MarkdownIt) -> MarkdownIt:
    """Return the parser made to recognise raw HTML, which elsewhere is only text to it."""
    parser.options["html"] = True
    return parser


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _children(token: Token) -> Iterator[tuple[Token, int]]:
    line = _line(token)
    for child in token.children or []:
        yield child, line
        line += child.type in ("softbreak", "hardbreak")


def _token_faults(tokens: list[Token]) -> Iterator[TextFault]:
    for token in tokens:
        if token.type == "html_block":
            yield _line(token), _raw_html(token.content)
        if token.type in ("math_block", "math_block_label"):
            yield from ((_line(token), message) for message in _formula_faults(token))
        for child, line in _children(token):
            if child.type == "html_inline" and not child.content.startswith("</"):
                yield line, _raw_html(child.content)
            if child.type in ("math_inline", "math_inline_double"):
                yield from ((line, message) for message in _formula_faults(child))


def _raw_html(content: str) -> str:
    shown = content.strip().split("\n")[0][:30]
    return f"raw HTML `{shown}` is shown as typed; write it in Markdown"


def _formula_faults(token: Token) -> Iterator[str]:
    try:
        formula_html(token.content, "inline")
    except FormulaError as error:
        yield f"{error}; check braces and commands, or write \\$ for a dollar sign"


def _picture_faults(image: Token, drawings: Collection[str]) -> Iterator[str]:
    name = str(image.attrs.get("src", ""))
    if not PICTURE_NAME.fullmatch(name):
        yield f"`{name[:60]}` is not a drawing beside this page; use a name such as drawing.svg"
    elif name not in drawings:
        yield f"there is no {name} beside this page; draw it or fix the name"
    if not image.content.strip():
        yield "the picture has no words; write what it shows between [ and ]"


def _line_faults(text: str) -> Iterator[TextFault]:
    """Find what only the lines show: boxes, labs, and places that a page does not have."""
    fence = ""
    open_boxes: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and mark.group(1).startswith(fence) else fence or mark.group(1)
        if fence or mark:
            continue
        yield from ((number, message) for message in _lab_or_place_faults(line))
        box = _BOX_LINE.fullmatch(line)
        if box:
            yield from _take_box(number, box.group(2), open_boxes)
    for number, name in open_boxes:
        yield number, f"the box `{name}` is never closed; add a line `:::` after it"


def _take_box(number: int, name: str, open_boxes: list[tuple[int, str]]) -> Iterator[TextFault]:
    if name:
        if name not in BOXES:
            yield number, f"there is no box `{name[:30]}`; use {', '.join(BOXES)}"
        open_boxes.append((number, name))
    elif open_boxes:
        open_boxes.pop()
    else:
        yield number, "this `:::` closes no box; remove it"


def _lab_or_place_faults(line: str) -> Iterator[str]:
    if line.lstrip().startswith("::lab") and not LAB_LINE.fullmatch(line):
        yield "a lab is placed by `::lab{its-id}` on a line of its own"
    if "{{" in line:
        yield "`{{...}}` is for questions; a page has no parameters"
