"""What an answer now would add to what is remembered in a month."""

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from armillary.science.scheduling import (
    LATER_DAYS,
    Memory,
    look_ahead,
    new_reviews,
    review_after,
    update_reviews,
)

DAY = 20_000.0
histories = st.lists(st.tuples(st.booleans(), st.integers(0, 40)), min_size=1, max_size=12)


def remembered(history: list[tuple[bool, int]]) -> tuple[Memory, float]:
    """A memory after answers with so many days between them, and the day of the last."""
    reviews, days = new_reviews(), DAY
    for right, gap in history:
        days += gap
        reviews = update_reviews(reviews, (0,), right=right, days=days)
    return reviews[0], days


def recall(memory: Memory, days: float) -> float:
    """The chance to remember, as the published package computes it."""
    scheduler = Scheduler()
    decay = -scheduler.parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    return float((1 + factor * (days - memory.last_days) / memory.stability) ** decay)


@given(history=histories, gap=st.integers(0, 200), hours=st.floats(0.0, 0.99))
def test_an_outlook_is_what_the_review_dates_say_of_a_month_later(
    history: list[tuple[bool, int]], gap: int, hours: float
) -> None:
    memory, last = remembered(history)
    today = last + gap
    ahead = look_ahead(memory, today + hours)
    later = today + LATER_DAYS
    assert ahead.otherwise == pytest.approx(recall(memory, later))
    for right, expected in ((True, ahead.after_right), (False, ahead.after_wrong)):
        after = review_after(memory, right=right, days=today)
        assert expected == pytest.approx(recall(after, later))


@given(history=histories, gap=st.integers(0, 200))
def test_a_gain_is_a_chance_and_asking_never_counts_as_a_loss(
    history: list[tuple[bool, int]], gap: int
) -> None:
    memory, last = remembered(history)
    assert 0.0 <= look_ahead(memory, last + gap).gain <= 1.0


def test_a_skill_just_answered_right_gains_less_than_one_on_its_day() -> None:
    memory, last = remembered([(True, 0)])
    at_once, on_its_day = (look_ahead(memory, d).gain for d in (last, memory.due_days))
    assert at_once < 0.5 * on_its_day


def test_another_try_after_a_wrong_answer_counts_a_little_on_the_same_day_only() -> None:
    memory, last = remembered([(False, 0)])
    at_once, tomorrow = (look_ahead(memory, days).gain for days in (last + 0.1, last + 1.0))
    assert 0.0 < at_once < tomorrow


def test_a_skill_that_sits_well_gains_less_than_one_that_does_not() -> None:
    strong, last = remembered([(True, 0), (True, 3), (True, 12), (True, 40)])
    weak, _ = remembered([(True, 55)])
    assert look_ahead(strong, last + 5.0).gain < look_ahead(weak, last + 5.0).gain


def test_the_package_agrees_that_a_first_right_answer_is_worth_more_than_a_wrong_one() -> None:
    ahead = look_ahead(None, DAY)
    assert ahead.otherwise == 0.0
    assert ahead.after_wrong < ahead.after_right
    scheduler = Scheduler(learning_steps=(), enable_fuzzing=False)
    card, _ = scheduler.review_card(Card(), Rating.Good)
    assert card.stability is not None
    first = Memory(card.stability, 5.0, DAY, DAY + 2.0, 1.0)
    assert ahead.after_right == pytest.approx(recall(first, DAY + LATER_DAYS))
