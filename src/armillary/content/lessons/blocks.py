"""A page cut into what a reader takes in one by one: headings, paragraphs, cells, pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from armillary.content.lessons.markdown import page_parser

_KINDS = {
    "heading_open": "heading",
    "list_item_open": "item",
    "td_open": "cell",
    "th_open": "cell",
    "blockquote_open": "quote",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page as plain text, without marks of Markdown and without formulas.

    `kind` is heading2 to heading4, paragraph, item, cell, quote, or words (of a picture).
    """

    kind: str
    line: int
    text: str


def page_blocks(text: str) -> list[Block]:
    """Return the blocks of a lesson, guide or board page, in order.

    >>> [(block.kind, block.line, block.text) for block in page_blocks("## Part\\n\\nSome *text*.")]
    [('heading2', 1, 'Part'), ('paragraph', 3, 'Some text.')]
    """
    found: list[Block] = []
    around: list[str] = []
    for token in _page_parser().parse(text):
        if token.nesting == 1:
            around.append(_kind(token))
        elif token.nesting == -1 and around:
            around.pop()
        elif token.type == "inline":
            kind = next((one for one in reversed(around) if one), "paragraph")
            found.extend(_blocks_of(token, kind))
    return found


@lru_cache(maxsize=1)
def _page_parser() -> MarkdownIt:
    return page_parser()


def _kind(token: Token) -> str:
    kind = _KINDS.get(token.type, "")
    return kind + token.tag[1] if kind == "heading" else kind


def _blocks_of(token: Token, kind: str) -> Iterator[Block]:
    """Give the text of a piece, then the words of the pictures in it, each at its line."""
    line = token.map[0] + 1 if token.map else 1
    pieces: list[str] = []
    words: list[Block] = []
    for child in token.children or []:
        if child.type == "image":
            words.append(Block("words", line, " ".join(child.content.split())))
        elif child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
            line += 1
    text = " ".join("".join(pieces).split())
    if text:
        yield Block(kind, token.map[0] + 1 if token.map else 1, text)
    yield from words
