"""The picture of a skill over time: where things lie on the sheet, and that all of them are there."""

import re
from itertools import pairwise

import pytest

from armillary.apps.practice.timeline import AnswerMark, Timeline, Words, draw_timeline
from armillary.science.learner import (
    LATER_DAYS,
    GivenAnswer,
    explain_skill,
    starting_model,
)

NOW = 20_000.0
WORDS = Words("Over <time>", "Up & down", "of 10", "today", "in 30 days", lambda d: f"d{int(d)}")


def tell(
    scores: list[float], *, gaps: float = 3.0, since: float = 5.0, review: float | None = None
) -> Timeline:
    """The timeline of answers some days apart, looked at some days after the last."""
    model = starting_model(3)
    item = model.item_spec("a", (1,))
    answers = [GivenAnswer(item, score, 1.0, NOW + gaps * n) for n, score in enumerate(scores)]
    told = explain_skill(model, answers, 1, NOW + gaps * max(len(scores) - 1, 0) + since)
    marks = tuple(
        AnswerMark(move.days, answers[move.index].score, move.after.p_typical)
        for move in told.direct
    )
    return Timeline(told.moments, marks, told.days, review)


def draw(timeline: Timeline, *, width: int = 720, height: int = 300) -> str:
    return draw_timeline(timeline, WORDS, width=width, height=height)


def places(picture: str) -> list[tuple[float, float]]:
    """Where the rings of the marks stand."""
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" fill="none"', picture)
    return [(float(x), float(y)) for x, y in found]


def test_each_answer_has_a_mark_of_its_own_shape() -> None:
    picture = draw(tell([1.0, 0.0, 0.5, 1.0]))
    assert len(places(picture)) == 4
    assert picture.count('class="fill-leaf"') == 2  # full discs
    assert len(re.findall(r'<path [^>]*class="fill-brass"', picture)) == 1  # a half disc
    assert picture.count('class="line-plum"') == 1


@pytest.mark.parametrize("gaps", [0.0, 0.001, 3.0, 90.0])
@pytest.mark.parametrize("n", [1, 2, 12, 60])
def test_answers_stay_apart_and_on_the_sheet_however_close_in_time(gaps: float, n: int) -> None:
    for width in (328, 720):
        marks = places(draw(tell([1.0, 0.0] * n, gaps=gaps), width=width))
        assert len(marks) == 2 * n
        assert all(
            b[0] - a[0] >= 0.6 * (width * 0.7 - 60) / (2 * n) - 0.2 or b[0] - a[0] >= 25.8
            for a, b in pairwise(marks)
        )
        assert all(28 <= x <= width and 34 <= y <= 300 for x, y in marks)


def test_a_long_history_is_drawn_with_few_points() -> None:
    model = starting_model(3)
    own, other = model.item_spec("a", (1,)), model.item_spec("b", (2,))
    answers = [
        GivenAnswer(own if n % 50 == 0 else other, float(n % 3 > 0), 1.0, NOW + 0.01 * n)
        for n in range(2000)
    ]
    told = explain_skill(model, answers, 1, NOW + 30.0)
    marks = tuple(AnswerMark(move.days, 1.0, move.after.p_typical) for move in told.direct)
    picture = draw(Timeline(told.moments, marks, told.days, None))
    assert len(places(picture)) == 40
    assert len(picture) < 40_000


def test_a_higher_chance_lies_higher() -> None:
    ups = [y for _, y in places(draw(tell([1.0] * 6, gaps=0.1)))]
    assert ups == sorted(ups, reverse=True)
    downs = [y for _, y in places(draw(tell([0.0] * 6, gaps=0.1)))]
    assert downs == sorted(downs)


def test_what_lies_ahead_is_dashed_and_ends_thirty_days_from_now() -> None:
    timeline = tell([1.0, 1.0])
    assert timeline.moments[-1].days == timeline.today + LATER_DAYS
    picture = draw(timeline)
    assert picture.count('stroke-dasharray="5 5"') == 1
    assert re.search(
        r'd="M[^"]*L706\.0 [\d.]+" fill="none" class="line-sky"[^>]*dasharray', picture
    )


@pytest.mark.parametrize(
    ("review", "shown"), [(None, False), (6.0, True), (-40.0, True), (29.0, True), (31.0, False)]
)
def test_a_review_is_shown_when_it_lies_on_the_sheet(review: float | None, shown: bool) -> None:
    timeline = tell([1.0] * 4)
    day = None if review is None else timeline.today + review
    picture = draw(Timeline(timeline.moments, timeline.marks, timeline.today, day))
    assert ("l7 7l-7 7l-7-7z" in picture) is shown


def test_a_review_that_is_due_stands_on_today() -> None:
    timeline = tell([1.0] * 4)
    due, now = (
        draw(Timeline(timeline.moments, timeline.marks, timeline.today, timeline.today + days))
        for days in (-9.0, 0.0)
    )
    assert due == now


def test_without_an_answer_only_what_lies_ahead_is_drawn() -> None:
    picture = draw(tell([]))
    assert places(picture) == []
    assert picture.count('class="line-sky"') == 1


def test_texts_are_escaped_and_dates_do_not_touch() -> None:
    picture = draw(tell([1.0] * 40), width=328)
    assert 'aria-label="Over &lt;time&gt;. Up &amp; down"' in picture
    assert "<time>" not in picture
    days = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*>d\d+</text>', picture)]
    assert len(days) >= 2
    assert all(b - a >= 40 for a, b in pairwise(days))


def test_a_picture_of_nothing_and_too_small_a_sheet_are_refused() -> None:
    timeline = tell([1.0])
    with pytest.raises(ValueError, match="two moments"):
        draw(Timeline((), (), NOW, None))
    with pytest.raises(ValueError, match="240 by 160"):
        draw(timeline, width=200)
