"""Texts with places for parameters: read once, filled in for every learner."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from html import escape

from armillary.content.languages import (
    NO_BREAK_SPACE,
    Number,
    Texts,
    format_number,
    plural_form,
)
from armillary.content.lessons import render_inline, render_text
from armillary.content.questions.expressions import Value

Values = Mapping[str, Value]

# {{total}} or {{total: example|examples}}. Braces may hug it from outside, as in \frac{{{a}}}{2}.
PLACE = re.compile(r"\{\{[ \t]*([a-z][a-z0-9_]*)[ \t]*(?::[ \t]*([^{}\n]*?)[ \t]*)?\}\}")

# Markdown must not see what a parameter holds, so each place is one private character while the
# text is parsed: a letter to Markdown, a symbol to a formula, and nothing an author can type.
_FIRST_MARK, _LAST_MARK = 0xE000, 0xF8FF
_MARKS = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")
MAX_PLACES = 200

# As many texts as a few thousand questions have in four languages.
_CACHE_SIZE = 1 << 18


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text where a value is shown, with the forms of the noun counted by it."""

    name: str
    forms: tuple[str, ...]

    def show(self, values: Values, language: str) -> str:
        """Return what stands here, as plain text."""
        value = values[self.name]
        if not isinstance(value, int | Fraction):
            return value[language]
        number = format_number(value, language)
        return number + _counted(value, self.forms, language) if self.forms else number


def _counted(value: Number, forms: tuple[str, ...], language: str) -> str:
    form = forms[min(plural_form(value, language), len(forms) - 1)]
    return NO_BREAK_SPACE + form


def find_places(text: str) -> tuple[Place, ...]:
    """Return the places of a text, in order.

    >>> find_places("{{n: leaf|leaves}} of {{total}}")[0]
    Place(name='n', forms=('leaf', 'leaves'))
    """
    return tuple(_place(match) for match in PLACE.finditer(text))


def show_block(texts: Texts, values: Values, language: str) -> str:
    """Return a text as safe HTML in paragraphs, with the values in their places."""
    return _fill(_read_block(texts[language]), values, language)


def show_inline(texts: Texts, values: Values, language: str) -> str:
    """Return a short text as safe HTML without a paragraph, with the values in their places."""
    return _fill(_read_inline(texts[language]), values, language)


def show_plain(text: str, values: Values, language: str) -> str:
    """Return a text as it stands, Markdown and all, with the values in their places."""
    if "{{" not in text:
        return text
    return PLACE.sub(lambda match: _place(match).show(values, language), text)


def has_lost_places(text: str) -> bool:
    """Tell whether a place stands where Markdown shows nothing, so its value would be lost."""
    n_places = len(find_places(text))
    shown = [
        [type(piece) for piece in read(text)].count(Place) for read in (_read_block, _read_inline)
    ]
    return min(shown) < n_places


_Pieces = tuple[str | Place, ...]


def _fill(pieces: _Pieces, values: Values, language: str) -> str:
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return pieces[0]
    return "".join(
        [
            piece if isinstance(piece, str) else escape(piece.show(values, language))
            for piece in pieces
        ]
    )


@lru_cache(maxsize=_CACHE_SIZE)
def _read_block(text: str) -> _Pieces:
    return _read(text, render_text)


@lru_cache(maxsize=_CACHE_SIZE)
def _read_inline(text: str) -> _Pieces:
    return _read(text, render_inline)


def _read(text: str, render: Callable[[str], str]) -> _Pieces:
    places = find_places(text)[:MAX_PLACES]
    marks = iter(range(_FIRST_MARK, _FIRST_MARK + len(places)))
    marked = PLACE.sub(
        lambda match: chr(next(marks, _LAST_MARK)), _MARKS.sub("", text.replace("\0", ""))
    )
    # A number in a formula is a number, not a variable.
    html = re.sub(f"<mi>({_MARKS.pattern})</mi>", r"<mn>\1</mn>", render(marked))
    pieces: list[str | Place] = []
    end = 0
    for match in _MARKS.finditer(html):
        pieces.append(html[end : match.start()])
        index = ord(match.group()) - _FIRST_MARK
        pieces.extend(places[index : index + 1])
        end = match.end()
    return tuple(piece for piece in (*pieces, html[end:]) if piece) or ("",)


def _place(match: re.Match[str]) -> Place:
    forms = match.group(2)
    return Place(match.group(1), tuple(form.strip() for form in forms.split("|")) if forms else ())
