"""The picture of an effect: where it likely lies, about nothing."""

from html import escape

_INK, _SOFT, _LINE, _SKY, _BRASS = "#1B2433", "#55607A", "#D8CCB4", "#1F5FA8", "#A8741A"
_LEFT, _TOP, _STEP, _TEXT = 12.0, 20.0, 46.0, 13
_WIDTH, _LONGEST = 360.0, 44  # pixels; signs of a name


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
        _line(x(0.0), _TOP - 8, x(0.0), base, "soft", _SOFT, 1.5),
        _line(_LEFT, base, width - _LEFT, base, "sand", _LINE, 1.0),
        _text(_LEFT, base + 36, f"← {_cut(less)}", "start"),
        _text(width - _LEFT, base + 54, f"{_cut(more)} →", "end"),
        _text(x(0.0), base + 16, "0", "middle"),
    ]
    for place, (name, g, low, high) in enumerate(effects):
        y = _TOP + _STEP * (place + 0.62)
        parts += [
            _text(_LEFT, y - 16, _cut(name), "start"),
            _line(x(low), y, x(high), y, "sky", _SKY, 3.0),
            _line(x(low), y - 6, x(low), y + 6, "sky", _SKY, 2.0),
            _line(x(high), y - 6, x(high), y + 6, "sky", _SKY, 2.0),
            f'<circle cx="{x(g):.1f}" cy="{y:.1f}" r="6" class="fill-brass" fill="{_BRASS}"/>',
        ]
    said = "; ".join(f"{name}: {g:.2f} ({low:.2f}, {high:.2f})" for name, g, low, high in effects)
    return (
        f'<svg class="effects" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title)}. {escape(said)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


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
