"""The picture of an effect: where it likely lies, about nothing."""

from html import escape
from itertools import takewhile

from armillary.apps.studies.wording.figures import interval, number

_INK, _SOFT, _LINE, _SKY, _BRASS, _SAND = (
    "#1B2433", "#55607A", "#D8CCB4", "#1F5FA8", "#A8741A", "#EFE7D6",
)  # fmt: skip
_LEFT, _TOP, _STEP, _TEXT = 12.0, 20.0, 54.0, 13
_WIDTH, _LONGEST = 360.0, 44  # pixels; signs of a name
_STEPS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_MOST_TICKS = 3  # to either side
# Less than this hardly matters: Kraft (2020), Educational Researcher 49(4), 241-253.
SMALL = 0.05


def draw_effects(
    effects: list[tuple[str, float, float, float]], *, title: str, less: str, more: str
) -> str:
    """Return effects with their intervals as an SVG element, a line each, one below the other.

    Parameters
    ----------
    effects : name, effect, lower and upper end, in standard deviations; one at least
    title : name of the picture for those who do not see it
    less, more : what lies to the left and to the right of nothing

    Raises
    ------
    ValueError
        If there is nothing to draw.
    """
    if not effects:
        raise ValueError("effects must hold one at least")
    reach = max(0.2, *(abs(end) for _name, _g, low, high in effects for end in (low, high))) * 1.1
    width, height = _WIDTH, _TOP + _STEP * len(effects) + 66.0
    room = width - 2 * _LEFT

    def x(value: float) -> float:
        return _LEFT + room * (value + reach) / (2 * reach)

    base = _TOP + _STEP * len(effects) + 6.0
    parts = [
        f'<rect x="{x(-SMALL):.1f}" y="{_TOP - 8:.1f}" width="{x(SMALL) - x(-SMALL):.1f}" '
        f'height="{base - _TOP + 8:.1f}" class="fill-sand" fill="{_SAND}"/>',
        _line(x(0.0), _TOP - 8, x(0.0), base, "soft", _SOFT, 1.5),
        _line(_LEFT, base, width - _LEFT, base, "sand", _LINE, 1.0),
        _text(_LEFT, base + 36, f"← {_cut(less)}", "start"),
        _text(width - _LEFT, base + 54, f"{_cut(more)} →", "end"),
    ]
    ticks = _ticks(reach)
    digits = 0 if ticks[-1] == int(ticks[-1]) and ticks[-1] / (len(ticks) // 2) >= 1.0 else 2
    for tick in ticks:
        parts += [
            _line(x(tick), base, x(tick), base + 4, "soft", _SOFT, 1.0),
            _text(x(tick), base + 17, number(tick, digits if tick else 0), "middle"),
        ]
    for place, (name, g, low, high) in enumerate(effects):
        y = _TOP + _STEP * (place + 0.72)
        parts += [
            _text(_LEFT, y - 26, _cut(name), "start"),
            _text(_LEFT, y - 11, interval(g, low, high), "start"),
            _line(x(low), y, x(high), y, "sky", _SKY, 3.0),
            _line(x(low), y - 6, x(low), y + 6, "sky", _SKY, 2.0),
            _line(x(high), y - 6, x(high), y + 6, "sky", _SKY, 2.0),
            f'<circle cx="{x(g):.1f}" cy="{y:.1f}" r="6" class="fill-brass" fill="{_BRASS}"/>',
        ]
    said = "; ".join(f"{name}: {interval(g, low, high)}" for name, g, low, high in effects)
    sides = f"−: {less}; +: {more}"
    return (
        f'<svg class="effects" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(f"{title}. {said}. {sides}")}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _ticks(reach: float) -> list[float]:
    """Round numbers on the axis, nothing among them."""
    step = next((one for one in _STEPS if reach / one < _MOST_TICKS + 1), _STEPS[-1])
    right = list(takewhile(lambda one: one < reach, (step * n for n in range(1, _MOST_TICKS + 1))))
    return [*(-one for one in reversed(right)), 0.0, *right]


def _cut(name: str) -> str:
    """A name that fits the picture."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _line(x: float, y: float, to_x: float, to_y: float, name: str, colour: str, w: float) -> str:
    return (
        f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" fill="none" class="line-{name}" '
        f'stroke="{colour}" stroke-width="{w:g}"/>'
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{_TEXT}" '
        f'class="fill-ink" fill="{_INK}">{escape(words)}</text>'
    )
