"""What every learner model promises; a model that joins the registry joins these tests."""

import dataclasses
import math
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.science.learner import (
    MODELS,
    Answers,
    ItemSpec,
    LearnerModel,
    StateError,
    create_model,
    estimate_many,
    format_parameters,
    parse_parameters,
)
from tests.science.conftest import N_SKILLS, START_DAYS, one_by_one, random_log

NOW = START_DAYS
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

skills = st.lists(st.integers(0, N_SKILLS - 1), min_size=1, max_size=3, unique=True).map(tuple)
items = st.builds(
    ItemSpec,
    item=st.integers(0, 999),
    skills=skills,
    difficulty=st.floats(-4.0, 4.0),
    slope=st.floats(0.4, 2.5),
)
steps = st.tuples(items, st.sampled_from([0.0, 1.0]), st.floats(0.0, 40.0))
histories = st.lists(steps, max_size=25)
begun = st.lists(steps, min_size=1, max_size=25)


def lived(model: LearnerModel[Any], history: list[Any]) -> tuple[Any, float]:
    """A state after a history of (item, score, days since the answer before), and its moment."""
    state, days = model.new_state(), NOW
    for item, score, gap in history:
        days += gap
        state = model.update(state, item, score, days)
    return state, days


@pytest.mark.slow
@MANY
@given(history=histories, item=items, score=st.sampled_from([0.0, 1.0]), gap=st.floats(0.0, 400.0))
def test_a_right_answer_never_lowers_and_a_wrong_one_never_raises_its_skills(
    model: LearnerModel[Any], history: list[Any], item: ItemSpec, score: float, gap: float
) -> None:
    state, days = lived(model, history)
    days += gap
    after = model.update(state, item, score, days)
    for skill in item.skills:
        was, now = model.mastery(state, skill, days), model.mastery(after, skill, days)
        for name in ("mean", "p_typical"):
            change = getattr(now, name) - getattr(was, name)
            assert change >= 0.0 if score == 1.0 else change <= 0.0


@MANY
@given(
    history=histories, skill=st.integers(0, N_SKILLS - 1), gaps=st.tuples(*[st.floats(0, 900)] * 2)
)
def test_days_alone_never_raise_an_estimate_nor_make_it_surer(
    model: LearnerModel[Any], history: list[Any], skill: int, gaps: tuple[float, float]
) -> None:
    state, days = lived(model, history)
    sooner = model.mastery(state, skill, days + min(gaps))
    later = model.mastery(state, skill, days + max(gaps))
    assert later.mean <= sooner.mean + 1e-12
    assert later.sd >= sooner.sd - 1e-12
    assert later.n_answers == sooner.n_answers


@MANY
@given(history=histories, skill=st.integers(0, N_SKILLS - 1))
def test_an_estimate_lies_inside_its_interval(
    model: LearnerModel[Any], history: list[Any], skill: int
) -> None:
    state, days = lived(model, history)
    estimate = model.mastery(state, skill, days)
    assert 0.0 <= estimate.low <= estimate.p_careful <= estimate.p_typical <= estimate.high <= 1.0
    assert estimate.sd > 0.0


@pytest.mark.slow
@MANY
@given(history=histories, asked=st.lists(items, max_size=8), gap=st.floats(0.0, 400.0))
def test_many_predictions_equal_single_ones_and_are_probabilities(
    model: LearnerModel[Any], history: list[Any], asked: list[ItemSpec], gap: float
) -> None:
    state, days = lived(model, history)
    many = model.predict_many(state, asked, days + gap)
    assert many == [model.predict(state, item, days + gap) for item in asked]
    assert all(0.0 < p < 1.0 for p in many)


@pytest.mark.slow
@MANY
@given(history=histories, asked=st.lists(st.integers(0, N_SKILLS - 1)), gap=st.floats(-3.0, 400.0))
def test_many_estimates_equal_single_ones(
    model: LearnerModel[Any], history: list[Any], asked: list[int], gap: float
) -> None:
    state, days = lived(model, history)
    many = estimate_many(model, state, asked, days + gap)
    assert many == [model.mastery(state, skill, days + gap) for skill in asked]


@pytest.mark.slow
@MANY
@given(history=histories)
def test_a_packed_state_reads_back_as_the_same_state(
    model: LearnerModel[Any], history: list[Any]
) -> None:
    state, _ = lived(model, history)
    assert model.unpack(model.pack(state)) == state


@MANY
@given(history=histories, item=items, score=st.floats(0.0, 1.0))
def test_an_update_leaves_the_state_it_was_given_alone(
    model: LearnerModel[Any], history: list[Any], item: ItemSpec, score: float
) -> None:
    state, days = lived(model, history)
    before = model.pack(state)
    model.update(state, item, score, days + 1.0)
    assert model.pack(state) == before


@MANY
@given(history=begun, item=items, back=st.floats(0.0, 3.0))
def test_a_clock_that_went_back_counts_as_no_time(
    model: LearnerModel[Any], history: list[Any], item: ItemSpec, back: float
) -> None:
    state, days = lived(model, history)
    assert model.predict(state, item, days - back) == model.predict(state, item, days)
    at_once, late = (model.update(state, item, 1.0, d) for d in (days, days - back))
    for skill in item.skills:
        assert model.mastery(at_once, skill, days) == model.mastery(late, skill, days)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_whole_log_gives_the_same_bits_as_one_answer_after_another(
    model: LearnerModel[Any], seed: int
) -> None:
    log = random_log(seed)
    generator = np.random.default_rng(seed)
    offsets = generator.normal(0.0, 0.5, len(log.learner_keys))
    asked = [
        ItemSpec(int(key), (0,), float(generator.normal()), float(generator.uniform(0.5, 2.0)))
        for key in log.item_keys
    ]
    asked = [dataclasses.replace(a, skills=_skills_of(log, i)) for i, a in enumerate(asked)]
    predictions, states = one_by_one(model, log, asked, offsets.tolist())
    assert model.predict_log(log, items=asked, grade_offsets=offsets).tolist() == predictions
    replayed = model.replay(log, items=asked, grade_offsets=offsets)
    assert [model.pack(state) for state in replayed] == states


def test_a_log_without_items_uses_the_models_own(model: LearnerModel[Any]) -> None:
    log = random_log(9)
    asked = [model.item_spec(int(k), _skills_of(log, i)) for i, k in enumerate(log.item_keys)]
    predictions, states = one_by_one(model, log, asked, [0.0] * len(log.learner_keys))
    assert model.predict_log(log).tolist() == predictions
    assert [model.pack(state) for state in model.replay(log)] == states


def test_the_order_of_two_learners_answers_does_not_matter(model: LearnerModel[Any]) -> None:
    log = random_log(2)
    together = model.predict_log(log)
    for learner in range(len(log.learner_keys)):
        own = log.learner == learner
        assert model.predict_log(log.part(own)).tolist() == together[own].tolist()


@pytest.mark.parametrize("row", [0, 17, 80, 149])
def test_flipping_an_answer_changes_no_earlier_and_no_other_learners_prediction(
    model: LearnerModel[Any], row: int
) -> None:
    log = random_log(5)
    score = log.score.copy()
    score[row] = 1.0 - score[row] if score[row] != 0.5 else 0.0
    flipped = dataclasses.replace(log, score=score)
    changed = np.flatnonzero(model.predict_log(log) != model.predict_log(flipped))
    assert all(i > row and log.learner[i] == log.learner[row] for i in changed)


def test_a_new_learner_starts_from_the_population_moved_by_the_grade(
    model: LearnerModel[Any],
) -> None:
    item = model.item_spec("any", (3,))
    low, middle, high = (
        model.predict(model.new_state(offset), item, NOW) for offset in (-1.0, 0.0, 1.0)
    )
    assert low < middle < high
    assert model.mastery(model.new_state(), 3, NOW).mean == 0.0
    assert model.mastery(model.new_state(), 3, NOW).n_answers == 0
    assert model.touched(model.new_state()) == ()


def test_an_item_of_several_skills_counts_for_all_of_them(model: LearnerModel[Any]) -> None:
    state = model.update(model.new_state(), model.item_spec(1, (2, 5, 7)), 1.0, NOW)
    assert model.touched(state) == (2, 5, 7)
    assert [model.mastery(state, s, NOW).n_answers for s in (2, 3, 5, 7)] == [1, 0, 1, 1]
    assert model.n_answers(state) == 1


def test_an_unknown_item_is_as_hard_as_its_skills_unless_its_author_says(
    model: LearnerModel[Any],
) -> None:
    one, other = model.item_spec("new-a", (1,)), model.item_spec("new-b", (4,))
    both = model.item_spec("new-c", (1, 4))
    assert both.difficulty == pytest.approx((one.difficulty + other.difficulty) / 2)
    assert model.item_spec("new-d", (1,), hint=1.25).difficulty == 1.25
    state = model.new_state()
    typical = model.mastery(state, 1, NOW)
    assert (model.predict(state, one, NOW) > 0.5) == (typical.p_typical > 0.5)


def test_a_known_item_keeps_its_fitted_difficulty_whatever_the_hint(
    model: LearnerModel[Any],
) -> None:
    for key, difficulty in list(model.parameters.item_difficulty.items())[:5]:
        assert model.item_spec(int(key), (0,), hint=3.0).difficulty == difficulty


def test_an_answer_without_weight_leaves_the_state_as_it_was(model: LearnerModel[Any]) -> None:
    item = model.item_spec(1, (0,))
    state = model.update(model.new_state(), item, 1.0, NOW)
    assert model.update(state, item, 0.0, NOW + 5.0, weight=0.0) == state


def test_fifty_touched_skills_pack_into_less_than_2000_bytes() -> None:
    for kind in MODELS.values():
        model = create_model(kind.parameters(), 120)
        state = model.new_state()
        for number in range(100):
            state = model.update(state, model.item_spec(number, (number % 50,)), 1.0, NOW)
        assert len(model.pack(state)) < 2000


@pytest.mark.parametrize("cut", [0, 1, 11, 12, 20, -6, -1])
def test_torn_bytes_are_refused(model: LearnerModel[Any], cut: int) -> None:
    packed = model.pack(model.update(model.new_state(), model.item_spec(1, (0, 1)), 1.0, NOW))
    with pytest.raises(StateError, match="rebuild"):
        model.unpack(packed[:cut])


@pytest.mark.slow
@MANY
@given(data=st.data())
def test_a_changed_byte_is_noticed(model: LearnerModel[Any], data: st.DataObject) -> None:
    packed = model.pack(model.update(model.new_state(), model.item_spec(1, (0, 1)), 1.0, NOW))
    place = data.draw(st.integers(0, len(packed) - 1))
    changed = bytearray(packed)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(StateError):
        model.unpack(bytes(changed))


def test_states_of_other_models_and_other_parameters_are_refused() -> None:
    starting = [create_model(kind.parameters(), N_SKILLS) for kind in MODELS.values()]
    for model in starting:
        for other in starting:
            if other is not model:
                with pytest.raises(StateError, match="rebuild"):
                    model.unpack(other.pack(other.new_state()))
        moved = dataclasses.replace(model.parameters, prior_difficulty=0.123)
        with pytest.raises(StateError, match="other parameters"):
            create_model(moved, N_SKILLS).unpack(model.pack(model.new_state()))


def test_a_stored_skill_that_is_gone_is_refused(model: LearnerModel[Any]) -> None:
    packed = model.pack(model.update(model.new_state(), model.item_spec(1, (11,)), 1.0, NOW))
    smaller = create_model(model.parameters, N_SKILLS - 1)
    with pytest.raises(StateError, match="skill 11"):
        smaller.unpack(packed)
    assert create_model(model.parameters, N_SKILLS + 5).unpack(packed) == model.unpack(packed)


def test_a_stored_value_that_is_not_a_number_is_refused(model: LearnerModel[Any]) -> None:
    packed, level = model.pack(model.new_state(1.2345)), struct.pack("<f", 1.2345)
    seal, body = packed[:8], packed[12:]  # between them stands the checksum of the body
    assert body.count(level) == 1
    for bad in (math.nan, math.inf, -math.inf):
        damaged = body.replace(level, struct.pack("<f", bad))
        with pytest.raises(StateError, match="not a number"):
            model.unpack(seal + struct.pack("<I", zlib.crc32(damaged)) + damaged)


@pytest.mark.parametrize(
    ("score", "days", "weight"),
    [
        (math.nan, NOW, 1.0),
        (1.5, NOW, 1.0),
        (-0.1, NOW, 1.0),
        (1.0, math.nan, 1.0),
        (1.0, math.inf, 1.0),
        (1.0, -1.0, 1.0),
        (1.0, NOW, math.nan),
        (1.0, NOW, 1.1),
    ],
)
def test_an_impossible_answer_is_refused_and_changes_nothing(
    model: LearnerModel[Any], score: float, days: float, weight: float
) -> None:
    item = model.item_spec(1, (0,))
    state = model.update(model.new_state(), item, 1.0, NOW)
    before = model.pack(state)
    with pytest.raises(ValueError, match="must be"):
        model.update(state, item, score, days, weight=weight)
    assert model.pack(state) == before


@pytest.mark.parametrize("skill", [-1, N_SKILLS, 70_000])
def test_a_skill_that_does_not_exist_is_refused(model: LearnerModel[Any], skill: int) -> None:
    state, item = model.new_state(), ItemSpec(1, (0, skill), 0.0)
    for call in (
        lambda: model.predict(state, item, NOW),
        lambda: model.update(state, item, 1.0, NOW),
        lambda: model.mastery(state, skill, NOW),
        lambda: model.item_spec(1, (skill,)),
    ):
        with pytest.raises(ValueError, match="skill must be"):
            call()


@pytest.mark.parametrize("bad", [(), (1, 1)])
def test_an_item_needs_skills_without_repeats(
    model: LearnerModel[Any], bad: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="no repeats"):
        model.item_spec(1, bad)


def test_a_log_with_more_skills_than_the_model_is_refused(model: LearnerModel[Any]) -> None:
    smaller = create_model(model.parameters, N_SKILLS - 1)
    with pytest.raises(ValueError, match="12 skills"):
        smaller.predict_log(random_log(1))


def test_parameters_survive_being_written_and_read(model: LearnerModel[Any]) -> None:
    assert parse_parameters(format_parameters(model.parameters)) == model.parameters


@pytest.mark.slow
def test_a_fit_is_the_same_for_the_same_seed(world: Any) -> None:
    part = world.log.answers.part(world.log.answers.learner < 30)
    for kind in MODELS.values():
        first, second = (
            kind.fit(part, generator=np.random.default_rng(8)).parameters for _ in range(2)
        )
        assert first == second


def _skills_of(log: Answers, item: int) -> tuple[int, ...]:
    rows = np.flatnonzero(log.item == item)
    return log.skills_of(int(rows[0]))
