"""Spheres of a person and of a class, and the mark."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import pi

from armillary.apps.curriculum.sphere.geometry import Circle, Pen, place_circles, trace_arc
from armillary.apps.curriculum.sphere.instrument import (
    draw_axis,
    draw_frame,
    draw_numbers,
    draw_stroke,
)

SMALLEST, LARGEST = 16, 2000
MOST_RINGS = 24
# A larger class is drawn by evenly spaced learners of the sorted class: finer lines would merge.
MOST_LINES = 36

_FEWEST_STEPS = 6  # of the fade at an arc's end; more on a large sheet, where steps would show
_PIXELS_A_STEP = 55
_THIN = 0.36  # width of an arc whose review is due, relative to a full one
_BAND = 0.15  # width of a class's ring, in radii
_NUMBERED_FROM = 300  # pixels; numbers on the rings are legible from here up
_GRADUATED_FROM = 200
_WHOLE_MARK_FROM = 64
_HALVES = ((pi, 2 * pi, 0.6), (0.0, pi, 1.0))  # back and front: from, to, opacity


@dataclass(frozen=True, slots=True)
class Ring:
    """What is known about one strand of a course; shares of its skills, each from 0 to 1."""

    name: str
    held: float
    due: float
    uncertainty: float
    n_skills: int

    def __post_init__(self) -> None:
        """Refuse shares outside 0 to 1 and counts below 0."""
        for label in ("held", "due", "uncertainty"):
            value = getattr(self, label)
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{label} of ring {self.name!r} must be from 0 to 1, got {value}")
        if self.n_skills < 0:
            raise ValueError(f"n_skills of ring {self.name!r} must be 0 or more: {self.n_skills}")


@dataclass(frozen=True, slots=True)
class _Span:
    """A piece of an arc: from and to in shares of the ring, relative width, opacity."""

    start: float
    end: float
    width: float
    opacity: float


def draw_sphere(rings: Sequence[Ring], *, size: int, title: str, description: str) -> str:
    """Return the sphere of one person (or lesson) as an SVG element, `size` pixels square.

    Each ring is a hairline; an arc of brass covers the share of its skills that is held, thin
    where a review is due, and fades at its end over the width of the uncertainty.

    Parameters
    ----------
    rings : 1 to 24 rings in the order of the strands; rings are numbered from 1
    size : pixels, 16 to 2000
    title : what the picture is, in the reader's language
    description : what it says, in the reader's language

    Raises
    ------
    ValueError
        If there are no rings or too many, or the size is out of its range.
    """
    _check(len(rings), size)
    pen = _choose_pen(size)
    circles = place_circles(len(rings))
    n_steps = max(_FEWEST_STEPS, size // _PIXELS_A_STEP)
    halves = [
        _draw_ring(ring, circle, pen, n_steps) for ring, circle in zip(rings, circles, strict=True)
    ]
    return _assemble(halves, circles, size=size, title=title, description=description)


def draw_class_sphere(
    learners: Sequence[Sequence[Ring]], *, size: int, title: str, description: str
) -> str:
    """Return one sphere for a whole class: in every ring a fine arc for each learner.

    The arcs of a ring lie side by side, sorted by length, so that a ring shows the whole class at
    once and nobody by name. Of a larger class evenly spaced learners are drawn.

    Parameters
    ----------
    learners : one sequence of rings for each learner, all of the same strands; at least one
    size, title, description : as in `draw_sphere`

    Raises
    ------
    ValueError
        If nobody is given, or learners have different numbers of rings.
    """
    if not learners:
        raise ValueError("learners must hold at least one learner, got none")
    counts = {len(rings) for rings in learners}
    if len(counts) > 1:
        raise ValueError(f"every learner must have the same number of rings, got {sorted(counts)}")
    n_rings = counts.pop()
    _check(n_rings, size)
    pen = _choose_pen(size)
    circles = place_circles(n_rings)
    halves = [
        _draw_band([rings[index].held for rings in learners], circle, pen)
        for index, circle in enumerate(circles)
    ]
    return _assemble(halves, circles, size=size, title=title, description=description)


def draw_logo(size: int) -> str:
    """Return the mark of Armillary as a decorative SVG element, simpler where it is small."""
    _check(1, size)
    whole, large = size >= _WHOLE_MARK_FROM, size >= _GRADUATED_FROM
    circles = place_circles(10)
    if large:
        pen, shown = _choose_pen(size), circles
    elif whole:
        pen = Pen(size * 0.5, size * 0.44, size * 0.36, hair=size * 0.014, arc=size * 0.026)
        shown = [circles[index] for index in (1, 2, 3, 5, 7)]
    else:
        pen = Pen(size * 0.5, size * 0.5, size * 0.39, hair=size * 0.04, arc=size * 0.06)
        shown = [circles[index] for index in (2, 7)]
    parts = []
    for start, end, opacity in _HALVES:
        paths = (trace_arc(circle, start, end, pen) for circle in shown)
        parts.append(draw_stroke("".join(paths), "brass", pen.arc * (0.5 + opacity / 2), opacity))
    frame = draw_frame(pen, size, graduated=large, with_stand=whole)
    return (
        f'<svg class="sphere logo" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'aria-hidden="true" focusable="false" xmlns="http://www.w3.org/2000/svg">'
        f"{parts[0]}{draw_axis(pen)}{parts[1]}{frame}</svg>"
    )


def _check(n_rings: int, size: int) -> None:
    """Refuse what cannot be drawn legibly."""
    if not 1 <= n_rings <= MOST_RINGS:
        raise ValueError(f"a sphere has 1 to {MOST_RINGS} rings, got {n_rings}")
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"size must be from {SMALLEST} to {LARGEST} pixels, got {size}")


def _choose_pen(size: int) -> Pen:
    """Return place and line widths for a sheet of this size."""
    return Pen(
        x=size * 0.5,
        y=size * 0.44,
        radius=size * 0.36,
        hair=max(0.75, size / 700),
        arc=1.1 + size * 0.0105,
    )


def _draw_ring(ring: Ring, circle: Circle, pen: Pen, n_steps: int) -> tuple[str, str]:
    """Return the back half and the front half of one ring."""
    spans = _find_spans(ring, n_steps)
    solid = max((span.end for span in spans if span.opacity == 1.0), default=0.0)
    drawn = []
    for start, end, opacity in _HALVES:
        parts = [draw_stroke(trace_arc(circle, start, end, pen), "fine", pen.hair, opacity)]
        if opacity == 1.0 and solid > 0.0:  # a front arc passes over what it crosses
            over = trace_arc(circle, 0.0, min(solid * 2 * pi, pi), pen)
            parts.append(draw_stroke(over, "paper", pen.arc + 3 * pen.hair))
        for span in spans:
            first, last = max(span.start * 2 * pi, start), min(span.end * 2 * pi, end)
            if last > first:
                path = trace_arc(circle, first, last, pen)
                parts.append(
                    draw_stroke(path, "brass", span.width * pen.arc, span.opacity * opacity)
                )
        drawn.append(f"<g><title>{escape(ring.name)}</title>{''.join(parts)}</g>")
    return drawn[0], drawn[1]


def _find_spans(ring: Ring, n_steps: int) -> list[_Span]:
    """Return the pieces of an arc in order: full, thin where review is due, fading at the end."""
    if ring.held == 0.0:
        return []
    blur_from = max(0.0, ring.held - ring.uncertainty / 2)
    blur_to = min(1.0, ring.held + ring.uncertainty / 2)
    if ring.held == 1.0:  # a full ring has no end to be unsure about
        blur_from = blur_to = 1.0
    thin_from = max(0.0, ring.held - ring.due)
    spans = [
        _Span(0.0, min(thin_from, blur_from), 1.0, 1.0),
        _Span(thin_from, blur_from, _THIN, 1.0),
    ]
    step = (blur_to - blur_from) / n_steps
    for index in range(n_steps):
        start = blur_from + step * index
        is_thin = ring.due > 0.0 and start + step / 2 > thin_from
        opacity = 1.0 - (index + 0.5) / n_steps
        spans.append(_Span(start, start + step, _THIN if is_thin else 1.0, opacity))
    return [span for span in spans if span.end - span.start > 1e-9]


def _draw_band(held: Iterable[float], circle: Circle, pen: Pen) -> tuple[str, str]:
    """Return back and front of a ring that holds one fine arc for each learner."""
    lengths = _thin_out(sorted(held, reverse=True))
    width = max(0.4, min(pen.arc * 0.4, 0.55 * _BAND * pen.radius / len(lengths)))
    lines = [
        Circle(
            circle.normal,
            circle.offset + _BAND * (0.5 - (index + 0.5) / len(lengths)),
            circle.from_right,
        )
        for index in range(len(lengths))
    ]
    drawn = []
    for start, end, opacity in _HALVES:
        track = draw_stroke(trace_arc(circle, start, end, pen), "sand", pen.hair, opacity)
        paths = [
            trace_arc(line, start, min(share * 2 * pi, end), pen)
            for line, share in zip(lines, lengths, strict=True)
            if share * 2 * pi > start
        ]
        arcs = draw_stroke("".join(paths), "brass", width, opacity) if paths else ""
        drawn.append(f"<g>{track}{arcs}</g>")
    return drawn[0], drawn[1]


def _thin_out(lengths: list[float]) -> list[float]:
    """Return at most MOST_LINES evenly spaced lengths of a sorted class."""
    if len(lengths) <= MOST_LINES:
        return lengths
    return [lengths[(2 * i + 1) * len(lengths) // (2 * MOST_LINES)] for i in range(MOST_LINES)]


def _assemble(
    halves: Sequence[tuple[str, str]],
    circles: Sequence[Circle],
    *,
    size: int,
    title: str,
    description: str,
) -> str:
    """Return the whole drawing, far things first, named for people who do not see it."""
    pen = _choose_pen(size)
    body = [
        *(back for back, _ in halves),
        draw_axis(pen),
        *(front for _, front in halves),
        draw_frame(pen, size, graduated=size >= _GRADUATED_FROM, with_stand=True),
        draw_numbers(circles, pen, size) if size >= _NUMBERED_FROM else "",
    ]
    name = escape(f"{title}. {description}" if description else title)
    return (
        f'<svg class="sphere" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'role="img" aria-label="{name}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f"{''.join(body)}</svg>"
    )
