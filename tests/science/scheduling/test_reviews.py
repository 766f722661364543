"""When a skill comes back: FSRS dates, kept in a few bytes."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fsrs import Card, Rating, Scheduler, State
from hypothesis import given, settings
from hypothesis import strategies as st

from armillary.science.learner import Answers, Columns, create_model, join_rows, starting_model
from armillary.science.numerics import BoolArray, round_single
from armillary.science.scheduling import (
    Memory,
    Reviews,
    ReviewsError,
    due_skills,
    new_reviews,
    pack_reviews,
    replay_reviews,
    review_after,
    review_day,
    right_skills,
    unpack_reviews,
    update_reviews,
)

DAY = 20_000.0
answers = st.lists(st.tuples(st.booleans(), st.floats(0.0, 60.0)), min_size=1, max_size=20)


def remembered(history: list[tuple[bool, float]]) -> tuple[Memory, float]:
    memory, days = None, DAY
    for right, gap in history:
        days += gap
        memory = review_after(memory, right=right, days=days)
    assert memory is not None
    return memory, days


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SCHEDULER = Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=180, enable_fuzzing=False
)


def review_by_the_package(memory: Memory | None, *, right: bool, days: float) -> Memory:
    """Return what the `fsrs` package makes of an answer, rounded as it is stored."""
    today = math.floor(days) if memory is None else max(math.floor(days), int(memory.last_days))
    when = EPOCH + timedelta(days=today)
    card = Card(card_id=1)
    if memory is not None:
        last = EPOCH + timedelta(days=memory.last_days)
        card = Card(1, State.Review, None, memory.stability, memory.difficulty, last, last)
    reviewed, _ = SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, when)
    return Memory(
        round_single(reviewed.stability),
        round_single(reviewed.difficulty),
        float(today),
        float((reviewed.due - EPOCH).days),
        float(right),
    )


@pytest.mark.slow
@settings(max_examples=1000)
@given(history=st.lists(st.tuples(st.booleans(), st.floats(-2.0, 400.0)), min_size=1, max_size=30))
def test_it_is_the_fsrs_package_to_the_last_bit(history: list[tuple[bool, float]]) -> None:
    memory, days = None, DAY
    for right, gap in history:
        days += gap
        expected = review_by_the_package(memory, right=right, days=days)
        memory = review_after(memory, right=right, days=days)
        assert memory == expected


@settings(max_examples=1000)
@given(
    stability=st.floats(round_single(0.001), 36_500.0, width=32),
    difficulty=st.floats(1.0, 10.0, width=32),
    gap=st.integers(0, 3_000),
    right=st.booleans(),
)
def test_any_memory_moves_as_in_the_fsrs_package(
    stability: float, difficulty: float, gap: int, *, right: bool
) -> None:
    memory = Memory(stability, difficulty, DAY, DAY + 1.0, 1.0)
    assert review_after(memory, right=right, days=DAY + gap) == review_by_the_package(
        memory, right=right, days=DAY + gap
    )


@given(history=answers)
def test_what_is_stored_stays_close_to_a_card_that_is_never_rounded(
    history: list[tuple[bool, float]],
) -> None:
    card, days = Card(card_id=1), DAY
    for right, gap in history:
        days += gap
        when = EPOCH + timedelta(days=math.floor(days))
        card, _ = SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, when)
    memory, _ = remembered(history)
    assert memory.stability == pytest.approx(card.stability, rel=1e-4)
    assert memory.difficulty == pytest.approx(card.difficulty, rel=1e-4)
    due = (card.due - EPOCH).days
    assert memory.due_days == pytest.approx(due, abs=1.0)  # rounding to whole days may differ


def random_log(generator: np.random.Generator, *, n_learners: int, n_skills: int) -> Answers:
    """Return a log of answers to items of one to three skills, at any hour over two years."""
    n_rows = n_learners * 60
    learner = generator.integers(0, n_learners, n_rows)
    days = DAY + generator.choice([0.01, 0.9, 3.0, 40.0], n_rows).cumsum() / 40.0
    return join_rows(
        Columns(
            learner=learner,
            item=np.arange(n_rows),
            score=generator.choice([0.0, 0.4, 0.5, 1.0], n_rows),
            skills=[
                generator.choice(n_skills, generator.integers(1, 4), replace=False).tolist()
                for _ in range(n_rows)
            ],
            days=days,
        ),
        n_skills=n_skills,
    )


def replay_one_by_one(log: Answers, counts: BoolArray) -> list[bytes]:
    """Return each learner's packed dates, made as live answers make them."""
    assert log.days is not None
    reviews = [new_reviews() for _ in log.learner_keys]
    for row in np.flatnonzero(counts).tolist():
        who = int(log.learner[row])
        reviews[who] = update_reviews(
            reviews[who],
            log.skills_of(row),
            right=bool(log.score[row] >= 0.5),
            days=float(log.days[row]),
        )
    return [pack_reviews(each) for each in reviews]


@pytest.mark.parametrize("seed", range(5))
def test_a_whole_log_gives_the_same_bytes_as_one_answer_after_another(seed: int) -> None:
    generator = np.random.default_rng(seed)
    log = random_log(generator, n_learners=30, n_skills=12)
    everything = np.ones(len(log), dtype=np.bool_)
    assert replay_reviews(log) == replay_one_by_one(log, everything)
    some = generator.random(len(log)) < 0.7
    some[log.learner == 4] = False  # has answers, none of them a review
    assert replay_reviews(log, counts=some) == replay_one_by_one(log, some)


def test_a_log_that_cannot_be_dated_is_refused() -> None:
    log = random_log(np.random.default_rng(1), n_learners=3, n_skills=4)
    with pytest.raises(ValueError, match="without days"):
        replay_reviews(replace(log, days=None))
    with pytest.raises(ValueError, match="days must be"):
        replay_reviews(replace(log, days=np.full(len(log), np.nan)))
    with pytest.raises(ValueError, match="counts must be one"):
        replay_reviews(log, counts=np.ones(3, dtype=np.bool_))


@given(history=answers, gap=st.floats(0.0, 60.0))
def test_a_right_answer_waits_longer_than_a_wrong_one(
    history: list[tuple[bool, float]], gap: float
) -> None:
    memory, days = remembered(history)
    right, wrong = (review_after(memory, right=r, days=days + gap) for r in (True, False))
    assert right.due_days >= wrong.due_days > days + gap - 1.0
    assert right.stability > wrong.stability


def test_reviews_on_their_day_come_at_growing_distances() -> None:
    memory = review_after(None, right=True, days=DAY)
    waits = []
    for _ in range(5):
        waits.append(memory.due_days - memory.last_days)
        memory = review_after(memory, right=True, days=memory.due_days)
    assert waits == sorted(waits)
    assert waits[0] == 2.0
    assert waits[-1] > 60.0


def test_nothing_waits_longer_than_half_a_year() -> None:
    memory = review_after(None, right=True, days=DAY)
    for _ in range(30):
        memory = review_after(memory, right=True, days=memory.due_days)
    assert memory.due_days - memory.last_days == 180.0


def test_the_same_hour_tomorrow_is_a_day_later_even_a_minute_early() -> None:
    first = review_after(None, right=True, days=DAY + 0.4)
    early = review_after(first, right=True, days=DAY + 1.4 - 1 / 1440)
    assert early == review_after(first, right=True, days=DAY + 1.4)
    assert early.last_days == DAY + 1.0


def test_a_clock_that_went_back_counts_as_the_same_day() -> None:
    first = review_after(None, right=True, days=DAY)
    assert review_after(first, right=True, days=DAY - 3.0) == review_after(
        first, right=True, days=DAY
    )


def test_an_answer_dates_every_skill_of_its_item_and_leaves_the_old_dates_alone() -> None:
    before = update_reviews(new_reviews(), (3,), right=True, days=DAY)
    after = update_reviews(before, (3, 5), right=False, days=DAY)
    assert set(before) == {3}
    assert set(after) == {3, 5}
    assert review_day(before, 5) is None
    assert due_skills(after, DAY) == frozenset()
    assert due_skills(after, DAY + 1.0) == {3, 5}
    assert due_skills(before, DAY + 1.9) == frozenset()
    assert due_skills(before, DAY + 2.0) == {3}


@given(histories=st.dictionaries(st.integers(0, 65_535), answers, max_size=5))
def test_packed_dates_read_back_as_they_were(
    histories: dict[int, list[tuple[bool, float]]],
) -> None:
    reviews: Reviews = {skill: remembered(history)[0] for skill, history in histories.items()}
    assert unpack_reviews(pack_reviews(reviews)) == reviews


@given(data=st.data())
def test_torn_or_changed_bytes_are_refused(data: st.DataObject) -> None:
    packed = pack_reviews(update_reviews(new_reviews(), (1, 2), right=True, days=DAY))
    with pytest.raises(ReviewsError):
        unpack_reviews(packed[: data.draw(st.integers(0, len(packed) - 1))])
    place = data.draw(st.integers(0, len(packed) - 1))
    changed = bytearray(packed)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ReviewsError):
        unpack_reviews(bytes(changed))


def test_a_date_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ReviewsError, match="not a number"):
        unpack_reviews(pack_reviews({1: Memory(math.nan, 5.0, DAY, DAY, 1.0)}))
    with pytest.raises(ValueError, match="days must be"):
        review_after(None, right=True, days=math.nan)


def test_the_skills_that_were_right_the_last_time_are_known() -> None:
    reviews = new_reviews()
    for skill, right in ((0, True), (1, False), (2, False), (2, True), (3, True), (3, False)):
        reviews = update_reviews(reviews, (skill,), right=right, days=DAY)
    assert right_skills(reviews) == {0, 2}
    assert right_skills(unpack_reviews(pack_reviews(reviews))) == {0, 2}


def test_state_and_dates_of_fifty_skills_fit_into_three_kilobytes() -> None:
    model, reviews = starting_model(120), new_reviews()
    state = model.new_state()
    for number in range(50):
        state = model.update(state, model.item_spec(number, (number,)), 1.0, DAY)
        reviews = update_reviews(reviews, (number,), right=True, days=DAY)
    assert len(model.pack(state)) <= 2048
    assert len(pack_reviews(reviews)) <= 1024 + 128
    assert create_model(model.parameters, 120).unpack(model.pack(state)) == state
