"""A skill over time as SVG text: the estimate, the range around it, and every answer to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from armillary.science.learner import Moment

_INK, _SOFT, _LINE, _SKY = "#1B2433", "#55607A", "#D8CCB4", "#1F5FA8"
_LEAF, _BRASS, _PLUM, _PAPER = "#17683F", "#A8741A", "#8A2F5B", "#FBF8F1"
# Room for the names of the scale, the marks at the top and the dates below, in pixels.
_LEFT, _RIGHT, _TOP, _BOTTOM = 28.0, 14.0, 34.0, 46.0
# What lies ahead takes this share of the width; an answer at most so many pixels of its own, and
# all of them together at most this share of the past.
_AHEAD, _WIDEST, _SHARE = 0.27, 26.0, 0.6
_TEXT = 13
_FINEST = 1.0


@dataclass(frozen=True, slots=True)
class AnswerMark:
    """One answer to the skill: when, how it came out from 0 to 1, and the chance after it."""

    days: float
    score: float
    p_after: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the picture shows. `moments` begin at the first answer and end ahead of today."""

    moments: Sequence[Moment]
    marks: Sequence[AnswerMark]
    today: float
    review: float | None


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of the picture, in the reader's language; `day` writes a day's date."""

    title: str
    description: str
    scale: str
    today: str
    ahead: str
    day: Callable[[float], str]


class _Sheet:
    """Where days and chances lie on the sheet.

    The days of the past share what the answers leave: each answer has some width of its own, so
    that many in one sitting stay apart.
    """

    def __init__(self, timeline: Timeline, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.first, self.end = timeline.moments[0].days, timeline.moments[-1].days
        self.today = timeline.today
        self.n_before = timeline.moments[0].estimate.n_answers
        room = width - _LEFT - _RIGHT
        n_answers = len(timeline.marks)
        ahead = _AHEAD * room if timeline.marks else room
        self.now_x = width - _RIGHT - ahead
        past = self.now_x - _LEFT
        self.own = min(_WIDEST, _SHARE * past / n_answers) if n_answers else 0.0
        self.rest = past - self.own * n_answers

    def x(self, days: float, n_answers: int) -> float:
        """Where a day lies after so many answers to the skill in all."""
        if days > self.today:
            share = (days - self.today) / (self.end - self.today)
            return self.now_x + share * (self.width - _RIGHT - self.now_x)
        span = self.today - self.first
        share = (days - self.first) / span if span > 0.0 else 1.0
        return _LEFT + share * self.rest + self.own * (n_answers - self.n_before)

    def y(self, p: float) -> float:
        """Where a chance lies."""
        return _TOP + (1.0 - p) * (self.base - _TOP)

    @property
    def base(self) -> float:
        """The lowest line of the scale."""
        return self.height - _BOTTOM


def draw_timeline(timeline: Timeline, words: Words, *, width: int, height: int) -> str:
    """Return the picture as an SVG element.

    The line is the estimate, the shade around it its range; what lies ahead is dashed. A right
    answer is a full disc, a wrong one an open ring, a part mark a half disc. A small diamond
    stands on the day of the next review when that lies on the sheet.

    Raises
    ------
    ValueError
        If there are no moments, or the sheet is too small to be read.
    """
    if len(timeline.moments) < 2:
        raise ValueError("a timeline needs two moments or more")
    if width < 240 or height < 160:
        raise ValueError(f"a timeline needs 240 by 160 pixels or more, got {width} by {height}")
    sheet = _Sheet(timeline, float(width), float(height))
    body = (
        _scale(sheet, words),
        _band(sheet, timeline.moments),
        _lines(sheet, timeline.moments),
        _review(sheet, timeline),
        "".join(_marks(sheet, timeline)),
        _dates(sheet, timeline, words),
    )
    name = escape(words.title)
    return (
        f'<svg class="timeline" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{name}. {escape(words.description)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(body)}</svg>'
    )


def _scale(sheet: _Sheet, words: Words) -> str:
    """The lines at none, half and all of the tasks, with their names."""
    parts = [_text(_LEFT - 8 - 0.6 * _TEXT * 2, 13, words.scale, "start")]
    for p, name in ((1.0, "10"), (0.5, "5"), (0.0, "0")):
        y = sheet.y(p)
        parts.append(_path(f"M{_LEFT:g} {y:.1f}H{sheet.width - _RIGHT:g}", "sand", _LINE))
        parts.append(_text(_LEFT - 8, y + 4.5, name, "end"))
    return "".join(parts)


def _band(sheet: _Sheet, moments: Sequence[Moment]) -> str:
    """The range, paler where it lies ahead."""
    parts = []
    for part, opacity in zip(_split(sheet, moments), ("0.2", "0.1"), strict=True):
        if len(part) < 2:
            continue
        upper = [(x, sheet.y(m.estimate.high)) for x, m in part]
        lower = [(x, sheet.y(m.estimate.low)) for x, m in reversed(part)]
        parts.append(
            f'<path d="{_join([*upper, *lower])}Z" class="fill-sky" fill="{_SKY}" '
            f'opacity="{opacity}"/>'
        )
    return "".join(parts)


def _lines(sheet: _Sheet, moments: Sequence[Moment]) -> str:
    """The estimate, dashed where it lies ahead."""
    past, ahead = (
        _join([(x, sheet.y(m.estimate.p_typical)) for x, m in part])
        for part in _split(sheet, moments)
    )
    dashes = ' stroke-dasharray="5 5"'
    drawn = _path(past, "sky", _SKY, width=2.5) if past else ""
    return drawn + _path(ahead, "sky", _SKY, width=2.5, more=dashes)


def _split(
    sheet: _Sheet, moments: Sequence[Moment]
) -> tuple[list[tuple[float, Moment]], list[tuple[float, Moment]]]:
    """The moments up to today and from today on, each with its place."""
    placed = [(sheet.x(m.days, m.estimate.n_answers), m) for m in moments]
    ahead = [each for each in placed if each[1].days >= sheet.today]
    past = _thin([each for each in placed if each[1].days < sheet.today])
    return [*past, ahead[0]] if past else [], ahead


def _thin(placed: list[tuple[float, Moment]]) -> list[tuple[float, Moment]]:
    """The moments of which the eye would miss something: a pixel from the one before at least,
    and those right before and after an answer to the skill."""
    kept: list[tuple[float, Moment]] = []
    for number, (x, moment) in enumerate(placed):
        beside = placed[max(number - 1, 0) : number + 2]
        answered = len({each.estimate.n_answers for _, each in beside}) > 1
        if not kept or answered or x - kept[-1][0] >= _FINEST or number == len(placed) - 1:
            kept.append((x, moment))
    return kept


def _review(sheet: _Sheet, timeline: Timeline) -> str:
    """A diamond on a fine line where the next review lies; on today when its day has come."""
    if timeline.review is None or timeline.review > sheet.end:
        return ""
    x = (
        sheet.x(max(timeline.review, sheet.today), 0)
        if timeline.review > sheet.today
        else (sheet.now_x)
    )
    y = _TOP - 8
    line = _path(
        f"M{x:.1f} {_TOP:g}V{sheet.base:.1f}", "brass", _BRASS, more=' stroke-dasharray="2 4"'
    )
    return line + (
        f'<path d="M{x:.1f} {y - 7:g}l7 7l-7 7l-7-7z" class="fill-brass" fill="{_BRASS}"/>'
    )


def _marks(sheet: _Sheet, timeline: Timeline) -> Iterable[str]:
    """A mark on the line for each answer."""
    radius = 5.0 if sheet.own >= 11.0 else max(2.0, sheet.own / 2.2)
    for number, mark in enumerate(timeline.marks, start=1):
        x = sheet.x(mark.days, sheet.n_before + number)
        yield _mark(x, sheet.y(mark.p_after), radius, mark.score)


def _mark(x: float, y: float, radius: float, score: float) -> str:
    """A full disc, a half disc or a ring."""
    name, colour = ("leaf", _LEAF) if score >= 1.0 else ("plum", _PLUM)
    if 0.0 < score < 1.0:
        name, colour = "brass", _BRASS
    fill = (
        f'class="fill-{name}" fill="{colour}"'
        if score >= 1.0
        else (f'class="fill-paper" fill="{_PAPER}"')
    )
    disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {fill}/>'
    half = (
        f'<path d="M{x - radius:.1f} {y:.1f}a{radius:.1f} {radius:.1f} 0 0 0 {2 * radius:.1f} 0z" '
        f'class="fill-{name}" fill="{colour}"/>'
        if 0.0 < score < 1.0
        else ""
    )
    ring = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="none" class="line-{name}" '
        f'stroke="{colour}" stroke-width="2"/>'
    )
    return disc + half + ring


def _dates(sheet: _Sheet, timeline: Timeline, words: Words) -> str:
    """Today and the day ahead, and as many dates of answers as there is room for."""
    y = sheet.base
    today, ahead = sheet.now_x, sheet.width - _RIGHT
    parts = [
        _path(f"M{today:.1f} {_TOP:g}V{y + 6:.1f}", "soft", _SOFT),
        _path(f"M{ahead:.1f} {y:.1f}v6", "soft", _SOFT),
        _text(ahead, y + 40, words.ahead, "end"),
    ]
    if timeline.marks:
        parts.append(_text(today, 13, words.today, "end"))
    taken = -12.0
    for x, name in _answer_days(sheet, timeline, words.day):
        half = 0.3 * _TEXT * len(name) + 2 * sum(ord(letter) > 0x2E80 for letter in name)
        left = max(x - half, 2.0)
        if left < taken + 12.0 or left + 2 * half > sheet.width - 2.0:
            continue
        taken = left + 2 * half
        parts.append(_path(f"M{x:.1f} {y:.1f}v6", "soft", _SOFT))
        parts.append(_text(left + half, y + 20, name, "middle"))
    return "".join(parts)


def _answer_days(
    sheet: _Sheet, timeline: Timeline, day: Callable[[float], str]
) -> list[tuple[float, str]]:
    """Where each day with answers begins, and its date."""
    found: dict[str, float] = {}
    for number, mark in enumerate(timeline.marks, start=1):
        found.setdefault(day(mark.days), sheet.x(mark.days, sheet.n_before + number))
    return [(x, name) for name, x in found.items()]


def _join(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) if points else ""


def _path(data: str, name: str, colour: str, *, width: float = 1.0, more: str = "") -> str:
    return (
        f'<path d="{data}" fill="none" class="line-{name}" stroke="{colour}" '
        f'stroke-width="{width:g}"{more}/>'
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{_TEXT}" '
        f'class="fill-soft" fill="{_SOFT}">{escape(words)}</text>'
    )
