"""Curves over labelled axes as SVG text, for the pictures of docs/science."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Points = Sequence[tuple[float, float]]

INK, SOFT, GRID = "#1B2433", "#55607A", "#DDD5C4"
SKY, LEAF, PLUM, BRASS = "#1F5FA8", "#17683F", "#8A2F5B", "#8A5A0B"
WIDTH, HEIGHT = 640, 380
# Room for the names of the scales, in pixels.
_LEFT, _RIGHT, _BOTTOM = 76.0, 18.0, 52.0
_TEXT = 14


@dataclass(frozen=True, slots=True)
class Axis:
    """One scale: its ends, the values that are named with their names, and what it measures."""

    first: float
    last: float
    ticks: Sequence[tuple[float, str]]
    name: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where values lie on a sheet of 640 by 380 pixels; `top` of them stay free above."""

    across: Axis
    up: Axis
    top: float = 20.0

    def x(self, value: float) -> float:
        """Where a value lies across."""
        share = (value - self.across.first) / (self.across.last - self.across.first)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """Where a value lies up."""
        share = (value - self.up.first) / (self.up.last - self.up.first)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - self.top)

    def path(self, points: Points) -> str:
        """The points as the data of a path."""
        return "M" + "L".join(f"{self.x(x):.1f} {self.y(y):.1f}" for x, y in points)


def draw_page(sheet: Sheet, parts: Sequence[str], *, title: str, description: str) -> str:
    """Return a picture: a white sheet with axes, the parts, and a text for who cannot see it."""
    body = "\n".join((_axes(sheet), *parts))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title desc" '
        f'font-family="system-ui, sans-serif" font-size="{_TEXT}">\n'
        f'<title id="title">{escape(title)}</title>\n<desc id="desc">{escape(description)}</desc>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>\n{body}\n</svg>\n'
    )


def draw_line(
    sheet: Sheet, points: Points, colour: str, *, width: float = 2.5, dashes: str = ""
) -> str:
    """Return a curve through points, dashed where dashes are given."""
    more = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{sheet.path(points)}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linejoin="round"{more}/>'
    )


def draw_band(sheet: Sheet, lower: Points, upper: Points, colour: str) -> str:
    """Return the shade between two curves."""
    ring = [*upper, *reversed(lower)]
    return f'<path d="{sheet.path(ring)}Z" fill="{colour}" fill-opacity="0.17"/>'


def draw_mark(x: float, y: float, *, right: bool) -> str:
    """Return a full disc for a right answer, a ring for a wrong one, at a place in pixels."""
    colour = LEAF if right else PLUM
    fill = colour if right else "#FFFFFF"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{colour}" '
        f'stroke-width="1.8"/>'
    )


def draw_text(
    x: float, y: float, words: str, *, colour: str = INK, anchor: str = "start", more: str = ""
) -> str:
    """Return words on a white rim, at a place in pixels."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" stroke="#FFFFFF" '
        f'stroke-width="3" paint-order="stroke"{more}>{escape(words)}</text>'
    )


def draw_arrow(sheet: Sheet, x: float, start: float, end: float, colour: str) -> str:
    """Return an arrow straight up or down from one value to another."""
    left, tip = sheet.x(x), sheet.y(end)
    back = 7.0 if end > start else -7.0
    return (
        f'<path d="M{left:.1f} {sheet.y(start):.1f}V{tip + back:.1f}" stroke="{colour}" '
        f'stroke-width="2"/>'
        f'<path d="M{left:.1f} {tip:.1f}l-4.5 {back:g}h9z" fill="{colour}"/>'
    )


def _axes(sheet: Sheet) -> str:
    """Grid, names of values and of both scales, and that nobody real is shown."""
    left, right = sheet.x(sheet.across.first), sheet.x(sheet.across.last)
    base, top = sheet.y(sheet.up.first), sheet.y(sheet.up.last)
    parts = []
    for value, name in sheet.up.ticks:
        y = sheet.y(value)
        parts.append(f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="{GRID}"/>')
        parts.append(draw_text(left - 8, y + 5, name, colour=SOFT, anchor="end"))
    for value, name in sheet.across.ticks:
        x = sheet.x(value)
        parts.append(f'<path d="M{x:.1f} {base:.1f}v6" stroke="{SOFT}"/>')
        parts.append(draw_text(x, base + 21, name, colour=SOFT, anchor="middle"))
    parts.append(f'<path d="M{left:.1f} {top:.1f}V{base:.1f}H{right:.1f}" fill="none" '
                 f'stroke="{SOFT}"/>')  # fmt: skip
    parts.append(draw_text((left + right) / 2, base + 43, sheet.across.name, anchor="middle"))
    middle = (top + base) / 2
    turned = f' transform="rotate(-90 17 {middle:.1f})"'
    parts.append(draw_text(17, middle, sheet.up.name, anchor="middle", more=turned))
    parts.append(draw_text(right, base + 43, "simulated learner", colour=SOFT, anchor="end"))
    return "\n".join(parts)
