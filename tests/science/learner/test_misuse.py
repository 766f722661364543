"""What no learner model may do with impossible input: guess, crash, or change what it was given."""

import dataclasses
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.science.learner import (
    ItemSpec,
    LearnerModel,
    StateError,
    create_model,
    estimate_many,
)
from tests.science.conftest import N_SKILLS, START_DAYS, random_log

NOW = START_DAYS + 40.0
NOT_FINITE = (math.nan, math.inf, -math.inf)
MANY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def practised(model: LearnerModel[Any]) -> Any:
    """A state with a history of right and wrong answers to one and several skills."""
    state = model.new_state(0.3)
    for number in range(30):
        skills = tuple(sorted({number % 5, (number * 7) % N_SKILLS}))
        item = ItemSpec(number, skills, -0.5 + 0.05 * number)
        state = model.update(state, item, float(number % 3 > 0), START_DAYS + 1.3 * number)
    return state


@contextmanager
def left_alone(model: LearnerModel[Any], state: Any) -> Iterator[None]:
    """Fail if what happens inside changes the state's bytes or what it says."""
    packed, said = model.pack(state), [model.mastery(state, s, NOW) for s in range(N_SKILLS)]
    yield
    assert model.pack(state) == packed
    assert [model.mastery(state, s, NOW) for s in range(N_SKILLS)] == said


@pytest.mark.slow
@pytest.mark.parametrize("bad", NOT_FINITE)
@pytest.mark.parametrize("name", ["score", "days", "weight"])
def test_an_answer_with_an_endless_number_is_refused_and_the_state_left_alone(
    model: LearnerModel[Any], name: str, bad: float
) -> None:
    state = practised(model)
    for item in (model.item_spec(1, (0,)), model.item_spec(2, (1, 2, 11))):
        given_numbers = {"score": 1.0, "days": NOW, "weight": 1.0} | {name: bad}
        with left_alone(model, state), pytest.raises(ValueError, match=f"{name} must be"):
            model.update(
                state, item, given_numbers["score"], given_numbers["days"],
                weight=given_numbers["weight"],
            )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("bad", [*NOT_FINITE, -1.0, 1e6])
def test_a_moment_that_cannot_be_is_refused_by_every_question(
    model: LearnerModel[Any], bad: float
) -> None:
    state, item = practised(model), model.item_spec(1, (0, 3))
    questions: tuple[Callable[[], object], ...] = (
        lambda: model.predict(state, item, bad),
        lambda: model.predict_many(state, [item, item], bad),
        lambda: model.mastery(state, 0, bad),
        lambda: estimate_many(model, state, [0, 3], bad),
    )
    for ask in questions:
        with left_alone(model, state), pytest.raises(ValueError, match="days must be"):
            ask()


@pytest.mark.parametrize("bad", NOT_FINITE)
def test_a_difficulty_that_is_not_a_number_never_gets_into_a_model(
    model: LearnerModel[Any], bad: float
) -> None:
    with pytest.raises(ValueError, match="hint must be"):
        model.item_spec("new", (0,), hint=bad)
    for change in (
        {"prior_difficulty": bad},
        {"skill_difficulty": (0.0, bad)},
        {"item_difficulty": {"7": bad}},
    ):
        with pytest.raises(ValueError, match="finite"):
            dataclasses.replace(model.parameters, **change)


@pytest.mark.parametrize("bad", [*NOT_FINITE, 11.0])
def test_a_grade_offset_nobody_could_mean_is_refused(model: LearnerModel[Any], bad: float) -> None:
    log = random_log(1)
    offsets = np.zeros(len(log.learner_keys))
    offsets[2] = bad
    with pytest.raises(ValueError, match="grade_offset must be"):
        model.new_state(bad)
    with pytest.raises(ValueError, match="grade_offset must be"):
        model.replay(log, grade_offsets=offsets)
    with pytest.raises(ValueError, match="grade_offset must be"):
        model.predict_log(log, grade_offsets=offsets)
    with pytest.raises(ValueError, match="one for each of 6 learners"):
        model.predict_log(log, grade_offsets=offsets[:3])


@pytest.mark.parametrize("skill", [-1, N_SKILLS, 70_000])
def test_a_skill_that_is_gone_is_refused_wherever_it_stands_and_the_state_left_alone(
    model: LearnerModel[Any], skill: int
) -> None:
    state, good = practised(model), model.item_spec(1, (0,))
    for skills in ((skill,), (skill, 0), (0, skill), (0, 5, skill)):
        item = ItemSpec("gone", skills, 0.0)
        calls: tuple[Callable[[], object], ...] = (
            partial(model.update, state, item, 1.0, NOW),
            partial(model.predict, state, item, NOW),
            partial(model.predict_many, state, [good, item], NOW),
            partial(estimate_many, model, state, skills, NOW),
        )
        for call in calls:
            with left_alone(model, state), pytest.raises(ValueError, match="skill must be"):
                call()


def test_a_log_is_refused_without_one_item_for_each_of_its_own(model: LearnerModel[Any]) -> None:
    log = random_log(1)
    asked = [model.item_spec(key, (0,)) for key in log.item_keys.tolist()]
    with pytest.raises(ValueError, match="items must be one for each"):
        model.predict_log(log, items=asked[:-1])


def test_a_refused_answer_does_not_show_in_the_next_one(model: LearnerModel[Any]) -> None:
    state, item = practised(model), model.item_spec(1, (0, 4))
    clean = model.pack(model.update(state, item, 1.0, NOW))
    for bad in NOT_FINITE:
        with pytest.raises(ValueError, match="score must be"):
            model.update(state, item, bad, NOW)
        assert model.pack(model.update(state, item, 1.0, NOW)) == clean


@pytest.mark.parametrize("step", [-1, 1, 100])
def test_a_state_of_another_version_is_refused(model: LearnerModel[Any], step: int) -> None:
    packed = bytearray(model.pack(practised(model)))
    assert packed[3] == model.version
    packed[3] = (packed[3] + step) % 256
    with pytest.raises(StateError, match=f"not of {model.name} {model.version}: rebuild it"):
        model.unpack(bytes(packed))


def test_every_shortened_or_lengthened_state_is_refused(model: LearnerModel[Any]) -> None:
    packed = model.pack(practised(model))
    for end in range(len(packed)):
        with pytest.raises(StateError, match="rebuild"):
            model.unpack(packed[:end])
    with pytest.raises(StateError, match="rebuild"):
        model.unpack(packed + b"\0")


@pytest.mark.slow
@MANY
@given(stored=st.binary(max_size=200), keep=st.integers(0, 16))
def test_any_other_bytes_are_refused_in_words(
    model: LearnerModel[Any], stored: bytes, keep: int
) -> None:
    packed = model.pack(practised(model))
    foreign = packed[:keep] + stored  # the beginning may look right
    if foreign == packed:
        return
    with pytest.raises(StateError, match="rebuild"):
        model.unpack(foreign)


def test_a_state_of_a_larger_course_is_refused_and_a_larger_course_takes_it(
    model: LearnerModel[Any],
) -> None:
    state = practised(model)
    packed = model.pack(state)
    for n_skills in (1, 5, N_SKILLS - 1):
        with pytest.raises(StateError, match=f"the course has only {n_skills}"):
            create_model(model.parameters, n_skills).unpack(packed)
    grown = create_model(model.parameters, N_SKILLS + 1)
    assert grown.pack(grown.unpack(packed)) == packed
    assert grown.mastery(grown.unpack(packed), N_SKILLS, NOW).n_answers == 0


@pytest.mark.parametrize("bad", NOT_FINITE)
def test_an_item_without_a_proper_difficulty_or_slope_cannot_be_made(bad: float) -> None:
    with pytest.raises(ValueError, match="difficulty must be"):
        ItemSpec(1, (0,), bad)
    for slope in (bad, 0.0, -1.0):
        with pytest.raises(ValueError, match="slope above 0"):
            ItemSpec(1, (0,), 0.0, slope)
