"""What the rings hang in: the axis, the fixed outer ring with its graduation, and the stand."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin

from armillary.apps.curriculum.sphere.geometry import Circle, Pen, find_axis, find_point

# The light theme of the style sheet, for a drawing that stands alone; classes bring the other.
COLOURS = {
    "brass": "#A8741A",
    "ink": "#1B2433",
    "fine": "#857A62",
    "paper": "#FBF8F1",
    "sand": "#D8CCB4",
}

_OUTER = 1.16  # radius of the fixed ring, in radii of the sphere
_RIM = 1.045  # outer edge of its graduation, relative to the ring
_N_TICKS = 120


def draw_stroke(path: str, colour: str, width: float, opacity: float = 1.0) -> str:
    """Return one stroked path in a colour of the theme."""
    faint = f' opacity="{opacity:.2f}"' if opacity < 1.0 else ""
    return (
        f'<path d="{path}" fill="none" class="line-{colour}" stroke="{COLOURS[colour]}" '
        f'stroke-width="{width:.2f}"{faint}/>'
    )


def draw_axis(pen: Pen) -> str:
    """Return the axis and the ball in the middle."""
    x, y, _ = find_axis()
    reach = _OUTER * pen.radius / hypot(x, y)
    rod = (
        f"M{pen.x - x * reach:.1f} {pen.y + y * reach:.1f}"
        f"L{pen.x + x * reach:.1f} {pen.y - y * reach:.1f}"
    )
    return draw_stroke(rod, "ink", pen.hair) + _draw_disc(pen.x, pen.y, pen.radius * 0.075)


def draw_frame(pen: Pen, size: int, *, graduated: bool, with_stand: bool) -> str:
    """Return the fixed outer ring, its graduation if it is large enough, and the stand."""
    outer = pen.radius * _OUTER
    parts = [_draw_ring(pen, outer, pen.hair * 1.5)]
    if graduated:
        parts.append(_draw_ring(pen, outer * _RIM, pen.hair))
        parts.append(draw_stroke(_trace_ticks(pen, outer), "ink", pen.hair * 0.8, 0.7))
    if with_stand:
        top = pen.y + outer * (_RIM if graduated else 1.0)
        parts.append(_draw_stand(pen.x, top, size * 0.985, size))
    return "".join(parts)


def draw_numbers(circles: Sequence[Circle], pen: Pen, size: int) -> str:
    """Return the number of each ring, in a small disc where the ring begins."""
    radius = max(8.5, size * 0.0195)
    parts = []
    for number, circle in enumerate(circles, start=1):
        x, y = find_point(circle, 0.0, pen)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="fill-paper line-brass" '
            f'fill="{COLOURS["paper"]}" stroke="{COLOURS["brass"]}" '
            f'stroke-width="{pen.hair:.2f}"/>'
            f'<text x="{x:.1f}" y="{y + radius * 0.38:.1f}" text-anchor="middle" class="fill-ink" '
            f'fill="{COLOURS["ink"]}" font-size="{radius * 1.1:.1f}">{number}</text>'
        )
    return "".join(parts)


def _draw_disc(x: float, y: float, radius: float) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="fill-ink" '
        f'fill="{COLOURS["ink"]}"/>'
    )


def _draw_ring(pen: Pen, radius: float, width: float) -> str:
    return (
        f'<circle cx="{pen.x:.1f}" cy="{pen.y:.1f}" r="{radius:.1f}" fill="none" '
        f'class="line-ink" stroke="{COLOURS["ink"]}" stroke-width="{width:.2f}"/>'
    )


def _trace_ticks(pen: Pen, outer: float) -> str:
    """Return the graduation between the two outer circles, every fifth tick longest."""
    path = []
    for index in range(_N_TICKS):
        turn = 2 * pi * index / _N_TICKS
        reach = _RIM if index % 5 == 0 else (1.0 + _RIM) / 2
        across, up = cos(turn) * outer, sin(turn) * outer
        path.append(
            f"M{pen.x + across:.1f} {pen.y + up:.1f}"
            f"L{pen.x + across * reach:.1f} {pen.y + up * reach:.1f}"
        )
    return "".join(path)


def _draw_stand(x: float, top: float, bottom: float, size: int) -> str:
    """Return a turned stand: a cup under the ring, a knop and a foot; the left side, mirrored."""
    height, width = bottom - top, size * 0.016
    half = [  # width and depth of the outline from the cup to the foot, curve by curve
        ((1.2, 0.2), (0.8, 0.32)),
        ((2.2, 0.42), (0.8, 0.54)),
        ((1.1, 0.8), (7.5, 0.91)),
    ]

    def place(point: tuple[float, float], side: int) -> str:
        return f"{x + side * point[0] * width:.1f} {top + point[1] * height:.1f}"

    down = "".join(f"Q{place(bend, -1)} {place(end, -1)}" for bend, end in half)
    ends = [(3.0, -0.06), *(end for _, end in half)]
    up = "".join(
        f"Q{place(bend, 1)} {place(ends[index], 1)}"
        for index, (bend, _) in reversed(list(enumerate(half)))
    )
    path = (
        f"M{place(ends[0], -1)}{down}V{bottom:.1f}H{x + 7.5 * width:.1f}"
        f"L{place(ends[-1], 1)}{up}Q{place((0.0, 0.1), 1)} {place(ends[0], -1)}Z"
    )
    return f'<path d="{path}" class="fill-ink" fill="{COLOURS["ink"]}"/>'
