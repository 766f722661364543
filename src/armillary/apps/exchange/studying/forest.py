"""A forest plot: every study with its interval, and below what they say together. Black on white.

One figure, one idea: where the studies lie, how sure each is, and how much each counts. The area of
a square is the study's weight; the diamond is the mean with its interval; the thin bar under it is
where the true effect of one more study would lie.
"""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

import numpy as np

from armillary.apps.exchange.studying.pooling import Pooled

WIDTH, ROW, TOP, LEFT, RIGHT = 760, 22, 34, 210, 160  # CSS pixels
LARGEST = 13.0  # side of the heaviest study's square
MOST_SIGNS = 30  # of a name
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#000}.n{text-anchor:end}.t{text-anchor:middle}"
    ".l{stroke:#000;stroke-width:1.2}.z{stroke:#000;stroke-width:1;stroke-dasharray:3 3}"
)


def draw_forest(found: Pooled) -> str:
    """Return the plot as an SVG document."""
    half = _reach(found)
    low = float(np.min(found.studies.effect - half))
    high = float(np.max(found.studies.effect + half))
    low, high = min(low, 0.0, found.mean.low), max(high, 0.0, found.mean.high)
    if found.prediction is not None:
        low, high = min(low, found.prediction.low), max(high, found.prediction.high)
    scale = _Scale(low, high)
    n = len(found.studies.effect)
    height = TOP + ROW * (n + 4)
    body = [*_axis(scale, n), *_studies(found, scale, half), *_together(found, scale, n)]
    title = escape(f"{n} studies: {found.mean.effect:.2f}, likely between {found.mean.low:.2f} and "
                   f"{found.mean.high:.2f}")  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-labelledby="t"><title id="t">{title}'
        f"</title><style>{STYLE}</style>"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(body)}</svg>\n'
    )


class _Scale:
    """Where an effect stands on the sheet, with round ticks."""

    def __init__(self, low: float, high: float) -> None:
        step = 10.0 ** math.floor(math.log10(max(high - low, 1e-12) / 4.0))
        step *= next(k for k in (1.0, 2.0, 2.5, 5.0, 10.0) if (high - low) / (k * step) <= 6.0)
        first, last = math.floor(low / step), math.ceil(high / step)
        self.ticks = [step * k for k in range(first, last + 1)]
        self.digits = max(0, -math.floor(math.log10(step) + 1e-9) + (step * 10 % 1 > 1e-9))
        self.low, self.high = self.ticks[0], self.ticks[-1]

    def x(self, value: float) -> float:
        """CSS pixels from the left."""
        inside = (value - self.low) / (self.high - self.low)
        return round(LEFT + inside * (WIDTH - LEFT - RIGHT), 1)


def _reach(found: Pooled) -> np.ndarray:
    """Half the normal interval of each study."""
    from scipy.special import ndtri

    return np.asarray(ndtri(0.5 + found.asked.level / 2.0) * np.sqrt(found.studies.variance))


def _axis(scale: _Scale, n: int) -> Iterator[str]:
    foot = TOP + ROW * (n + 2) + 6
    yield _line(scale.x(0.0), TOP - 8, scale.x(0.0), foot, "z")
    yield _line(scale.x(scale.low), foot, scale.x(scale.high), foot, "l")
    for tick in scale.ticks:
        x = scale.x(tick)
        yield _line(x, foot, x, foot + 5, "l")
        shown = f"{tick:.{scale.digits}f}".replace("-", "−")
        yield f'<text class="t" x="{x}" y="{foot + 19}">{shown}</text>'


def _studies(found: Pooled, scale: _Scale, half: np.ndarray) -> Iterator[str]:
    heaviest = float(found.fit.weights.max())
    for place, name in enumerate(found.studies.names):
        y = TOP + ROW * place
        effect, reach = float(found.studies.effect[place]), float(half[place])
        side = max(2.0, LARGEST * math.sqrt(max(0.0, float(found.fit.weights[place])) / heaviest))
        x = scale.x(effect)
        yield f'<text class="n" x="{LEFT - 14}" y="{y + 4}">{escape(_short(name))}</text>'
        yield _line(scale.x(effect - reach), y, scale.x(effect + reach), y, "l")
        yield (
            f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" '
            f'height="{side:.1f}"/>'
        )
        yield _numbers(y, effect, effect - reach, effect + reach)


def _together(found: Pooled, scale: _Scale, n: int) -> Iterator[str]:
    y, mean = TOP + ROW * n + 10, found.mean
    corners = (
        (scale.x(mean.low), y), (scale.x(mean.effect), y - 8), (scale.x(mean.high), y),
        (scale.x(mean.effect), y + 8),
    )  # fmt: skip
    points = " ".join(f"{a},{b}" for a, b in corners)
    label = "together" if not found.studies.moderator_names else "where moderators are 0"
    yield f'<text class="n" x="{LEFT - 14}" y="{y + 4}" font-weight="600">{label}</text>'
    yield f'<polygon points="{points}"/>'
    yield _numbers(y, mean.effect, mean.low, mean.high)
    if found.prediction is not None:
        y += ROW
        left, right = scale.x(found.prediction.low), scale.x(found.prediction.high)
        yield f'<text class="n" x="{LEFT - 14}" y="{y + 4}">one more study</text>'
        yield _line(left, y, right, y, "l")
        yield _line(left, y - 4, left, y + 4, "l")
        yield _line(right, y - 4, right, y + 4, "l")
        text = f"[{found.prediction.low:.2f}, {found.prediction.high:.2f}]".replace("-", "−")
        yield f'<text class="n" x="{WIDTH - 14}" y="{y + 4}">{text}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _numbers(y: float, effect: float, low: float, high: float) -> str:
    text = f"{effect:.2f} [{low:.2f}, {high:.2f}]".replace("-", "−")
    return f'<text class="n" x="{WIDTH - 14}" y="{y + 4}">{text}</text>'


def _short(name: str) -> str:
    name = "".join(sign if sign.isprintable() else "?" for sign in name)
    return name if len(name) <= MOST_SIGNS else name[: MOST_SIGNS - 1] + "…"
