"""Lesson, guide and board pages from their Markdown."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from armillary.content.lessons.markdown import page_parser, text_parser
from armillary.content.lessons.safety import clean_page, clean_text

# A picture is a file beside the page: no folders, no other host.
PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.svg")

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a page: level 2 to 4, its plain text, and the id it carries."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class LessonHtml:
    """A page ready to show, with what a template needs to know about it."""

    html: str
    labs: tuple[str, ...]
    headings: tuple[Heading, ...]


def render_lesson(text: str, *, picture_url: Callable[[str], str]) -> LessonHtml:
    """Return a lesson page as safe HTML.

    A lab stands as `<div data-lab="id"></div>`, a box as `<div class="box box-note">`. Raw HTML
    in the text is shown as it was typed.

    Parameters
    ----------
    picture_url : the address of a picture, from its file name

    >>> render_lesson("::lab{sorter}", picture_url=str).labs
    ('sorter',)
    """
    parser = _page_parser()
    tokens = parser.parse(text)
    headings = tuple(_number_headings(tokens))
    _place_pictures(tokens, picture_url)
    _open_tables_to_keys(tokens)
    html = clean_page(parser.renderer.render(tokens, parser.options, {}))
    labs = tuple(token.content for token in tokens if token.type == "lab")
    return LessonHtml(html=html, labs=labs, headings=headings)


def render_guide(text: str, *, picture_url: Callable[[str], str]) -> LessonHtml:
    """Return a teacher's page as safe HTML; it is written in the same form as a lesson."""
    return render_lesson(text, picture_url=picture_url)


def render_board(text: str, *, picture_url: Callable[[str], str]) -> tuple[str, ...]:
    """Return the projector views of a lesson, one piece of HTML each, in order."""
    views = split_views(text)
    return tuple(render_lesson(view, picture_url=picture_url).html for view in views)


def split_views(text: str) -> tuple[str, ...]:
    """Return the views of a board text: what stands between lines of `---`, empty ones left out.

    >>> split_views("One\\n---\\nTwo")
    ('One', 'Two')
    """
    views: list[list[str]] = [[]]
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark.group(1)
        elif mark and fence and mark.group(1).startswith(fence):
            fence = ""
        if line.rstrip() == "---" and not fence:
            views.append([])
        else:
            views[-1].append(line)
    return tuple(view for lines in views if (view := "\n".join(lines).strip()))


def render_text(text: str) -> str:
    """Return a text of a question as safe HTML, in paragraphs."""
    return clean_text(_text_parser().render(text)).strip()


def render_inline(text: str) -> str:
    """Return a short text of a question, such as a choice, as safe HTML without a paragraph."""
    return clean_text(_text_parser().renderInline(text)).strip()


@lru_cache(maxsize=1)
def _page_parser() -> MarkdownIt:
    return page_parser()


@lru_cache(maxsize=1)
def _text_parser() -> MarkdownIt:
    return text_parser()


def _number_headings(tokens: list[Token]) -> Iterator[Heading]:
    number = 0
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            number += 1
            token.attrSet("id", f"part-{number}")
            text = "".join(child.content for child in inline.children or [])
            yield Heading(level=int(token.tag[1]), text=text, anchor=f"part-{number}")


def _open_tables_to_keys(tokens: list[Token]) -> None:
    """Let the keyboard reach every table: a wide one scrolls sideways on a phone."""
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("tabindex", "0")


def _place_pictures(tokens: list[Token], picture_url: Callable[[str], str]) -> None:
    for token in tokens:
        children = token.children or []
        for child in children:
            if child.type != "image":
                continue
            name = str(child.attrs.get("src", ""))
            if PICTURE_NAME.fullmatch(name):
                child.attrs = {"src": picture_url(name), "alt": ""}
            else:
                # What is not a drawing beside the page is never fetched: its words stay.
                child.type, child.tag, child.children = "text", "", None
