"""An explanation says what the model did: its moves add up, and nothing moved without an answer."""

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.science.learner import (
    LATER_DAYS,
    GivenAnswer,
    ItemSpec,
    LearnerModel,
    explain_skill,
)
from tests.science.conftest import N_SKILLS, START_DAYS

NOW = START_DAYS
SKILL = 2
MANY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

items = st.builds(
    ItemSpec,
    item=st.integers(0, 999),
    skills=st.lists(st.integers(0, N_SKILLS - 1), min_size=1, max_size=3, unique=True).map(tuple),
    difficulty=st.floats(-3.0, 3.0),
    slope=st.floats(0.4, 2.5),
)
steps = st.tuples(
    items, st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.25, 1.0]), st.floats(0.0, 40.0)
)


@st.composite
def histories(draw: st.DrawFn) -> list[GivenAnswer]:
    days, answers = NOW, []
    for item, score, weight, gap in draw(st.lists(steps, max_size=25)):
        days += gap
        answers.append(GivenAnswer(item, score, weight, days))
    return answers


def end_of(answers: list[GivenAnswer]) -> float:
    return max([NOW, *(each.days for each in answers)])


def lived(model: LearnerModel[Any], answers: list[GivenAnswer]) -> Any:
    state = model.new_state()
    for each in answers:
        state = model.update(state, each.item, each.score, each.days, weight=each.weight)
    return state


@MANY
@given(answers=histories(), gap=st.floats(0.0, 200.0))
def test_moves_and_fading_add_up_from_the_start_to_now(
    model: LearnerModel[Any], answers: list[GivenAnswer], gap: float
) -> None:
    told = explain_skill(model, answers, SKILL, end_of(answers) + gap)
    total = told.start.mean + math.fsum(move.change for move in told.moves) - told.faded
    assert total == pytest.approx(told.now.mean, abs=1e-9)


@MANY
@given(answers=histories(), gap=st.floats(0.0, 200.0))
def test_now_and_later_are_what_the_model_says_of_the_same_answers(
    model: LearnerModel[Any], answers: list[GivenAnswer], gap: float
) -> None:
    days = end_of(answers) + gap
    told = explain_skill(model, answers, SKILL, days)
    state = lived(model, answers)
    assert told.now == model.mastery(state, SKILL, days)
    assert told.later == model.mastery(state, SKILL, days + LATER_DAYS)


@pytest.mark.slow
@MANY
@given(answers=histories())
def test_a_right_direct_answer_never_moves_down_and_a_wrong_one_never_up(
    model: LearnerModel[Any], answers: list[GivenAnswer]
) -> None:
    for move in explain_skill(model, answers, SKILL, end_of(answers)).direct:
        score = answers[move.index].score
        assert not (score == 1.0 and move.change < 0.0)
        assert not (score == 0.0 and move.change > 0.0)


@MANY
@given(answers=histories())
def test_an_assisted_answer_moves_nothing(
    model: LearnerModel[Any], answers: list[GivenAnswer]
) -> None:
    days = end_of(answers)
    told = explain_skill(model, answers, SKILL, days)
    counted = [n for n, each in enumerate(answers) if each.weight > 0.0]
    assert [move.index for move in told.moves] == counted
    without = explain_skill(model, [answers[n] for n in counted], SKILL, days)
    assert [(m.before, m.after) for m in without.moves] == [(m.before, m.after) for m in told.moves]


@pytest.mark.slow
@MANY
@given(answers=histories(), gap=st.floats(0.0, 200.0))
def test_time_takes_away_and_never_adds(
    model: LearnerModel[Any], answers: list[GivenAnswer], gap: float
) -> None:
    days = end_of(answers) + gap
    told = explain_skill(model, answers, SKILL, days)
    assert -1e-9 <= told.faded_since <= told.faded + 1e-9
    for before, after in pairwise(told.moves):
        assert after.before.mean <= before.after.mean + 1e-9


@pytest.mark.slow
@MANY
@given(answers=histories(), gap=st.floats(0.0, 200.0))
def test_the_moments_run_from_the_first_direct_answer_to_thirty_days_ahead(
    model: LearnerModel[Any], answers: list[GivenAnswer], gap: float
) -> None:
    days = end_of(answers) + gap
    told = explain_skill(model, answers, SKILL, days)
    times = [moment.days for moment in told.moments]
    assert times == sorted(times)
    assert times[-1] == days + LATER_DAYS
    assert told.moments[-1].estimate == told.later
    assert any(m.days == days and m.estimate == told.now for m in told.moments)
    shown = told.direct or told.moves
    if shown:
        assert (told.moments[0].days, told.moments[0].estimate) == (shown[0].days, shown[0].before)
        assert {move.after for move in told.direct} <= {m.estimate for m in told.moments}


@pytest.mark.slow
@MANY
@given(answers=histories(), count=st.integers(0, 5))
def test_the_strongest_moves_are_direct_and_none_left_out_is_stronger(
    model: LearnerModel[Any], answers: list[GivenAnswer], count: int
) -> None:
    told = explain_skill(model, answers, SKILL, end_of(answers))
    best = told.strongest(count)
    assert len(best) == min(count, len(told.direct))
    weakest = min((abs(move.change) for move in best), default=math.inf)
    assert all(abs(move.change) <= weakest for move in told.direct if move not in best)


def test_answers_to_other_skills_are_told_apart(model: LearnerModel[Any]) -> None:
    other, own = ItemSpec("a", (0,), 0.0), ItemSpec("b", (SKILL, 0), 0.0)
    answers = [GivenAnswer(other, 1.0, 1.0, NOW), GivenAnswer(own, 1.0, 1.0, NOW + 1.0)]
    told = explain_skill(model, answers, SKILL, NOW + 2.0)
    assert [move.index for move in told.shared] == [0]
    assert [move.index for move in told.direct] == [1]
    assert told.now.n_answers == 1


def test_without_answers_there_is_only_what_the_population_says(model: LearnerModel[Any]) -> None:
    told = explain_skill(model, [], SKILL, NOW, grade_offset=0.5)
    assert told.start == told.now == model.mastery(model.new_state(0.5), SKILL, NOW)
    assert (told.moves, told.faded, told.strongest(3)) == ((), 0.0, ())


def test_a_clock_that_went_back_moves_no_answer_back(model: LearnerModel[Any]) -> None:
    item = ItemSpec("a", (SKILL,), 0.0)
    answers = [GivenAnswer(item, 1.0, 1.0, NOW), GivenAnswer(item, 0.0, 1.0, NOW - 1.0)]
    told = explain_skill(model, answers, SKILL, NOW - 2.0)
    assert [move.days for move in told.moves] == [NOW, NOW]
    assert told.days == NOW
    assert told.now == model.mastery(lived(model, answers), SKILL, NOW)


@pytest.mark.parametrize("skill", [-1, N_SKILLS])
def test_a_skill_that_does_not_exist_is_refused(model: LearnerModel[Any], skill: int) -> None:
    with pytest.raises(ValueError, match="skill must be"):
        explain_skill(model, [], skill, NOW)


def test_days_that_are_no_days_are_refused(model: LearnerModel[Any]) -> None:
    with pytest.raises(ValueError, match="days must be"):
        explain_skill(model, [], SKILL, math.nan)
