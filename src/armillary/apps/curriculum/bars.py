"""Two small drawings for tables and cards, as SVG text: a strip of counts and a gauge."""

from html import escape

_LEAF, _BRASS, _PLUM, _SOFT, _INK = "#17683F", "#A8741A", "#8A2F5B", "#55607A", "#1B2433"
_STRIP_WIDTH, _STRIP_HEIGHT = 240.0, 20.0
_GAUGE_WIDTH, _GAUGE_HEIGHT = 320.0, 44.0
_BLUR_STEPS = 20


def draw_strip(held: int, getting: int, in_need: int, unseen: int, *, title: str) -> str:
    """Return a bar of four counts, told apart by shape: solid, half height, hatched, a hairline.

    Raises
    ------
    ValueError
        If a count is below 0.
    """
    counts = (held, getting, in_need, unseen)
    if min(counts) < 0:
        raise ValueError(f"counts must be 0 or more, got {counts}")
    total = max(1, sum(counts))
    parts, x = [], 0.0
    for count, draw in zip(counts, (_solid, _half, _hatch, _hairline), strict=True):
        width = _STRIP_WIDTH * count / total
        if count:
            parts.append(draw(x, max(1.0, width - 2.0)))
        x += width
    return (
        f'<svg class="strip" viewBox="0 0 240 20" width="240" height="20" role="img" '
        f'aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def draw_gauge(value: float, low: float, high: float, *, title: str) -> str:
    """Return a graduated scale from 0 to 1 with a needle and a blur as wide as the uncertainty.

    Parameters
    ----------
    value, low, high : from 0 to 1, low <= value <= high

    Raises
    ------
    ValueError
        If the three are out of order or out of range.
    """
    if not 0.0 <= low <= value <= high <= 1.0:
        raise ValueError(f"low <= value <= high from 0 to 1 is needed, got {low}, {value}, {high}")
    left, width = 8.0, _GAUGE_WIDTH - 16.0
    base = 30.0
    ticks = "".join(
        f"M{left + width * i / 20:.1f} {base}v{8 if i % 10 == 0 else 6 if i % 2 == 0 else 4}"
        for i in range(21)
    )
    needle = left + width * value
    body = (
        f'<path d="M{left} {base}h{width}{ticks}" fill="none" class="line-soft" '
        f'stroke="{_SOFT}" stroke-width="1"/>'
        f'<path d="M{left} {base - 3}H{needle:.1f}" class="line-brass" stroke="{_BRASS}" '
        f'stroke-width="4" fill="none"/>'
        f"{_blur(left + width * low, needle, left + width * high, base)}"
        f'<path d="M{needle:.1f} {base - 1}l-6 -20h12z" class="fill-ink" fill="{_INK}"/>'
    )
    return (
        f'<svg class="gauge" viewBox="0 0 320 44" width="320" height="44" role="img" '
        f'aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{body}</svg>"
    )


def _solid(x: float, width: float) -> str:
    return _box(x, 2, width, 16, "leaf", _LEAF)


def _half(x: float, width: float) -> str:
    return (
        _box(x, 10, width, 8, "brass", _BRASS)
        + f'<path d="M{x:.1f} 2.5h{width:.1f}" class="line-brass" stroke="{_BRASS}"/>'
    )


def _hatch(x: float, width: float) -> str:
    lines = "".join(f"M{x + 1 + step * 4:.1f} 2v16" for step in range(max(1, int(width / 4))))
    return (
        f'<path d="{lines}" class="line-plum" stroke="{_PLUM}" stroke-width="2"/>'
        f'<path d="M{x:.1f} 17.5h{width:.1f}" class="line-plum" stroke="{_PLUM}"/>'
    )


def _hairline(x: float, width: float) -> str:
    return f'<path d="M{x:.1f} 17.5h{width:.1f}" class="line-soft" stroke="{_SOFT}"/>'


def _blur(low: float, middle: float, high: float, base: float) -> str:
    """Return nested bands between low and high, darkest at the needle."""
    parts = []
    for step in range(_BLUR_STEPS):
        share = 1.0 - step / _BLUR_STEPS
        start, end = middle - (middle - low) * share, middle + (high - middle) * share
        parts.append(_box(start, base - 14, max(0.0, end - start), 14, "brass", _BRASS, 0.04))
    return "".join(parts)


def _box(
    x: float, y: float, width: float, height: float, name: str, colour: str, opacity: float = 1.0
) -> str:
    faint = f' opacity="{opacity}"' if opacity < 1.0 else ""
    return (
        f'<rect x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{height:g}" '
        f'class="fill-{name}" fill="{colour}"{faint}/>'
    )
