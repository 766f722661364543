"""Where the rings of the sphere lie on the sheet: circles in space, seen as ellipses."""

from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt

Vector = tuple[float, float, float]

_ROLL = radians(23.5)  # the axis leans to the right as the earth's does
_PITCH = radians(28)  # and towards the reader, so that rings open into ellipses
_OBLIQUE_ROLL = radians(-17)  # the oblique ring rises to the right where the parallels fall
_OBLIQUE_PITCH = radians(30)
_FIRST_MERIDIAN = radians(11)  # no meridian is seen edge-on
_WIDEST_PARALLEL = 0.76  # distance of the outermost parallels from the centre, in radii


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle on the unit sphere: where it is, which way it faces, at which end it begins."""

    normal: Vector
    offset: float
    from_right: bool = False


@dataclass(frozen=True, slots=True)
class Pen:
    """Where the sphere sits on the sheet and how thick its lines are, in pixels."""

    x: float
    y: float
    radius: float
    hair: float
    arc: float


def find_axis() -> Vector:
    """Return the direction of the north pole; x right, y up, z towards the reader."""
    return _direction(_ROLL, _PITCH)


def place_circles(n_rings: int) -> list[Circle]:
    """Return where each ring lies: parallels from the top, the oblique ring, then meridians."""
    axis = find_axis()
    has_oblique = n_rings >= 3
    n_parallels = n_rings // 2 if has_oblique else n_rings
    n_meridians = n_rings - n_parallels - has_oblique
    step = 2 * _WIDEST_PARALLEL / (n_parallels - 1) if n_parallels > 1 else 0.0
    top = _WIDEST_PARALLEL if n_parallels > 1 else 0.0
    circles = [Circle(axis, top - step * index) for index in range(n_parallels)]
    great = [_direction(_OBLIQUE_ROLL, _OBLIQUE_PITCH)] if has_oblique else []
    across, towards = _find_frame(axis)
    for index in range(n_meridians):
        turn = _FIRST_MERIDIAN + pi * index / n_meridians
        great.append(_combine(across, towards, cos(turn), sin(turn)))
    for normal in great:
        circles.append(_choose_end(normal, circles))
    return circles


def find_point(circle: Circle, turn: float, pen: Pen) -> tuple[float, float]:
    """Return the sheet position of a circle at `turn`: 0 where it begins, pi/2 nearest to us."""
    x, y = _find_flat_point(circle, turn)
    return pen.x + pen.radius * x, pen.y - pen.radius * y


def trace_arc(circle: Circle, start: float, end: float, pen: Pen) -> str:
    """Return path data of a circle from one turn to a later one; exact elliptical arcs."""
    cuts = [start, *(cut for cut in (pi / 2, pi, 3 * pi / 2) if start < cut < end), end]
    begin, near = _find_ends(circle)
    radius = sqrt(1.0 - circle.offset**2) * pen.radius
    minor = radius * abs(circle.normal[2])
    tilt = degrees(atan2(-begin[1], begin[0]))
    # The y of a sheet points down: `begin` to `near` is clockwise when the product is negative.
    sweep = 1 if begin[0] * near[1] - begin[1] * near[0] < 0 else 0
    x, y = find_point(circle, start, pen)
    path = [f"M{x:.1f} {y:.1f}"]
    for _, turn in pairwise(cuts):
        x, y = find_point(circle, turn, pen)
        path.append(f"A{radius:.1f} {minor:.1f} {tilt:.1f} 0 {sweep} {x:.1f} {y:.1f}")
    return "".join(path)


def _choose_end(normal: Vector, placed: list[Circle]) -> Circle:
    """Return a great circle that begins at the end farther from where the others begin."""
    ends = [Circle(normal, 0.0, from_right=side) for side in (False, True)]
    starts = [_find_flat_point(circle, 0.0) for circle in placed]

    def room(circle: Circle) -> float:
        x, y = _find_flat_point(circle, 0.0)
        return min((hypot(x - a, y - b) for a, b in starts), default=0.0)

    return max(ends, key=room)


def _find_flat_point(circle: Circle, turn: float) -> tuple[float, float]:
    """Return x and y of a point of the circle, in radii from the centre."""
    begin, near = _find_ends(circle)
    radius = sqrt(1.0 - circle.offset**2)
    x = circle.offset * circle.normal[0] + radius * (begin[0] * cos(turn) + near[0] * sin(turn))
    y = circle.offset * circle.normal[1] + radius * (begin[1] * cos(turn) + near[1] * sin(turn))
    return x, y


def _find_ends(circle: Circle) -> tuple[Vector, Vector]:
    """Return two unit vectors in the circle's plane: where it begins, and its nearest point."""
    left, near = _find_frame(circle.normal)
    return ((-left[0], -left[1], 0.0) if circle.from_right else left), near


def _find_frame(normal: Vector) -> tuple[Vector, Vector]:
    """Return two unit vectors across a direction: level and to the left, and towards the reader."""
    x, y, z = normal
    flat = hypot(x, y)
    left = (-y / flat, x / flat, 0.0)
    if left[0] > 0:
        left = (-left[0], -left[1], 0.0)
    near = (left[1] * z, -left[0] * z, left[0] * y - left[1] * x)
    if near[2] < 0:
        near = (-near[0], -near[1], -near[2])
    return left, near


def _direction(roll: float, pitch: float) -> Vector:
    """Return the unit vector that leans right by `roll` and towards the reader by `pitch`."""
    return (sin(roll) * cos(pitch), cos(roll) * cos(pitch), sin(pitch))


def _combine(first: Vector, second: Vector, a: float, b: float) -> Vector:
    """Return a * first + b * second."""
    return (
        a * first[0] + b * second[0],
        a * first[1] + b * second[1],
        a * first[2] + b * second[2],
    )
