"""A class on the scale of a test as SVG text: a row for each learner, a sign and a bar for each
occasion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

_INK, _SOFT, _LINE = "#1B2433", "#55607A", "#D8CCB4"
_LEAF, _BRASS, _PAPER = "#17683F", "#A8741A", "#FBF8F1"
_TEXT = 13
# Room above for the scale's marks; a row for each occasion of a learner, and room around them.
_TOP, _BOTTOM, _ROW, _GAP, _RIGHT = 46.0, 10.0, 11.0, 12.0, 16.0
_NAME_SHARE = 0.26  # of a wide sheet, for names; on a narrow one they stand above the bars
_NARROW = 480


@dataclass(frozen=True, slots=True)
class Dot:
    """One estimate with its interval, in logits; `place` is the occasion's, from 0."""

    place: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One learner, or the whole class (`strong`)."""

    name: str
    dots: Sequence[Dot]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """The part of the scale that is drawn, and what stands where on it.

    Parameters
    ----------
    low, high : logits
    marks : where, and what it is called
    """

    low: float
    high: float
    marks: Sequence[tuple[float, str]]


class _Sheet:
    """Where abilities and rows lie."""

    def __init__(self, scale: Scale, rows: Sequence[Row], n_occasions: int, width: int) -> None:
        self.width, self.scale = float(width), scale
        self.narrow = width < _NARROW
        self.left = 12.0 if self.narrow else _NAME_SHARE * width
        self.head = _TEXT + 4.0 if self.narrow else 0.0
        self.row = self.head + _ROW * n_occasions + _GAP
        self.height = _TOP + self.row * len(rows) + _BOTTOM

    def x(self, ability: float) -> float:
        """Where an ability lies; what is off the sheet lies at its edge."""
        scale = self.scale
        share = (ability - scale.low) / (scale.high - scale.low)
        return self.left + min(1.0, max(0.0, share)) * (self.width - _RIGHT - self.left)

    def y(self, number: int) -> float:
        """Where a row begins."""
        return _TOP + self.row * number


def find_scale_part(rows: Iterable[Row]) -> tuple[float, float]:
    """Return the part of the scale that shows all estimates and most of their intervals."""
    dots = [dot for row in rows for dot in row.dots]
    values = [dot.value for dot in dots] or [0.0]
    low = max(min([dot.low for dot in dots] or [-2.0]), min(values) - 1.5, -5.0)
    high = min(max([dot.high for dot in dots] or [2.0]), max(values) + 1.5, 5.0)
    return min(low, -1.0), max(high, 1.0)


def draw_growth(
    rows: Sequence[Row], scale: Scale, *, n_occasions: int, width: int, title: str
) -> str:
    """Return the picture as an SVG element.

    The first occasion is an open ring, the second a full disc, the third a diamond; a bar is the
    interval.

    Raises
    ------
    ValueError
        If there are no rows, or the sheet is too small to be read.
    """
    if not rows:
        raise ValueError("there must be one row at least")
    if width < 280:
        raise ValueError(f"a picture of growth needs 280 pixels or more, got {width}")
    sheet = _Sheet(scale, rows, n_occasions, width)
    body = _marks(sheet) + "".join(_row(sheet, number, row) for number, row in enumerate(rows))
    return (
        f'<svg class="timeline" viewBox="0 0 {width} {sheet.height:.0f}" width="{width}" '
        f'height="{sheet.height:.0f}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{body}</svg>'
    )


def _marks(sheet: _Sheet) -> str:
    """Lines down the sheet with what they mean; a name that has no room is left out."""
    parts, taken = [], 0.0
    for ability, name in sheet.scale.marks:
        if not sheet.scale.low < ability < sheet.scale.high:
            continue
        x = sheet.x(ability)
        parts.append(
            f'<path d="M{x:.1f} {_TOP - 12:g}V{sheet.height - _BOTTOM:.1f}" fill="none" '
            f'class="line-sand" stroke="{_LINE}"/>'
        )
        half = 0.31 * _TEXT * len(name)
        if x - half > taken and x + half < sheet.width:
            taken = x + half + 8.0
            parts.append(_text(x, _TOP - 20, name, "middle"))
    return "".join(parts)


def _row(sheet: _Sheet, number: int, row: Row) -> str:
    """One learner: the name, a hairline, and a bar with its sign for each occasion."""
    top = sheet.y(number)
    base = top + sheet.row - _GAP / 2
    middle = top + sheet.head + (sheet.row - sheet.head - _GAP) / 2
    at = (0.0, top + _TEXT) if sheet.narrow else (0.0, middle + 0.35 * _TEXT)
    line = (
        f'<path d="M0 {base:.1f}H{sheet.width:g}" fill="none" class="line-sand" '
        f'stroke="{_LINE}" stroke-width="{2 if row.strong else 0.5}"/>'
    )
    room = sheet.width if sheet.narrow else sheet.left - 10.0
    name = _text(*at, _shortened(row.name, room), "start", strong=row.strong)
    dots = "".join(_dot(sheet, top + sheet.head + _ROW * (d.place + 0.5), d) for d in row.dots)
    return line + name + dots


def _dot(sheet: _Sheet, y: float, dot: Dot) -> str:
    """A bar as long as the interval, and the sign of the occasion on it."""
    name, colour = (("soft", _SOFT), ("leaf", _LEAF), ("brass", _BRASS))[dot.place % 3]
    x = sheet.x(dot.value)
    bar = (
        f'<path d="M{sheet.x(dot.low):.1f} {y:.1f}H{sheet.x(dot.high):.1f}" fill="none" '
        f'class="line-{name}" stroke="{colour}" stroke-width="3" opacity="0.45"/>'
    )
    if dot.place % 3 == 2:
        return bar + (
            f'<path d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z" class="fill-{name}" fill="{colour}"/>'
        )
    if dot.place % 3 == 1:
        return bar + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="fill-leaf" fill="{colour}"/>'
    return bar + (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="fill-paper" fill="{_PAPER}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="none" class="line-soft" '
        f'stroke="{colour}" stroke-width="2"/>'
    )


def _shortened(name: str, room: float) -> str:
    """The name as far as there is room; letters of Chinese are twice as wide."""
    left, kept = room, ""
    for letter in name:
        left -= _TEXT * (1.0 if ord(letter) > 0x2E80 else 0.56)
        if left < _TEXT:
            return f"{kept.rstrip()}…"
        kept += letter
    return name


def _text(x: float, y: float, words: str, anchor: str, *, strong: bool = False) -> str:
    weight = ' font-weight="620"' if strong else ""
    tone, colour = ("ink", _INK) if strong else ("soft", _SOFT)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{_TEXT}"{weight} '
        f'class="fill-{tone}" fill="{colour}">{escape(words)}</text>'
    )
