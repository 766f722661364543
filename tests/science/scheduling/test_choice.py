"""What comes next: the stated probability is the true one, and nobody is sent out of reach."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.science.scheduling import (
    POLICIES,
    POLICY,
    Candidate,
    Policy,
    Reason,
    Situation,
    UniformPolicy,
    choice_probabilities,
    choose_item,
    find_options,
    mix_options,
)

NOTHING = Situation(
    held=frozenset(),
    touched=frozenset(),
    due=frozenset(),
    taught=frozenset(range(8)),
    lesson=frozenset(),
    prerequisites={},
)

sets = st.frozensets(st.integers(0, 7))
situations = st.builds(
    Situation,
    held=sets,
    touched=sets,
    due=sets,
    taught=sets,
    lesson=sets,
    prerequisites=st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7)).map(tuple)),
    recent=st.lists(st.integers(0, 9), max_size=6).map(tuple),
    ready=sets,
)
skills = st.lists(st.integers(0, 7), min_size=1, max_size=3, unique=True).map(tuple)
candidates = st.lists(
    st.builds(
        Candidate,
        item=st.integers(0, 9),
        skills=skills,
        p_right=st.floats(0.0, 1.0),
        gain=st.floats(0.0, 1.0),
    ),
    min_size=1,
    max_size=20,
)


def situation(**changes: Any) -> Situation:
    return dataclasses.replace(NOTHING, **changes)


def item(key: int, *of: int, p: float = 0.75) -> Candidate:
    return Candidate(key, of, p)


@pytest.mark.slow
@given(candidates=candidates, where=situations)
def test_probabilities_sum_to_one(candidates: list[Candidate], where: Situation) -> None:
    probabilities = choice_probabilities(candidates, where)
    assert len(probabilities) == len(candidates)
    assert all(0.0 <= p <= 1.0 for p in probabilities)
    assert math.fsum(probabilities) == pytest.approx(1.0, abs=1e-12)


@given(candidates=candidates, where=situations, u=st.floats(0.0, 1.0, exclude_max=True))
def test_the_choice_states_the_probability_it_was_drawn_with(
    candidates: list[Candidate], where: Situation, u: float
) -> None:
    choice = choose_item(candidates, where, u=u)
    assert choice is not None
    assert choice.probability == choice_probabilities(candidates, where)[choice.index] > 0.0
    assert choice.item == candidates[choice.index].item
    assert choice.policy == POLICY.name


@given(candidates=candidates, where=situations)
def test_everything_in_reach_has_a_chance_and_nothing_else(
    candidates: list[Candidate], where: Situation
) -> None:
    def is_open(candidate: Candidate) -> bool:
        return not any(
            needed in where.taught and needed not in where.held | where.ready
            for skill in candidate.skills
            if skill not in where.held | where.ready
            for needed in where.prerequisites.get(skill, ())
        )

    in_reach = [c for c in candidates if is_open(c)] or candidates
    last = where.recent[-1] if where.recent else None
    in_reach = [c for c in in_reach if c.item != last] or in_reach
    least = POLICY.chance / len(in_reach)
    for candidate, p in zip(candidates, choice_probabilities(candidates, where), strict=True):
        assert p >= least * 0.999 if candidate in in_reach else p == 0.0


def test_every_policy_that_was_run_is_kept_under_its_name() -> None:
    assert POLICIES[POLICY.name] is POLICY
    assert all(policy.name == name for name, policy in POLICIES.items())


@pytest.mark.slow
def test_over_many_draws_items_come_as_often_as_stated() -> None:
    where = situation(
        due=frozenset({0}), held=frozenset({0}), touched=frozenset({0, 1}), lesson=frozenset({1, 2})
    )
    asked = [item(0, 0), item(1, 1), item(2, 1, p=0.2), item(3, 2), item(4, 3)]
    stated = np.array(choice_probabilities(asked, where))
    generator = np.random.default_rng(12)
    n = 40_000
    drawn = np.zeros(len(asked))
    for u in generator.random(n):
        choice = choose_item(asked, where, u=float(u))
        assert choice is not None
        drawn[choice.index] += 1
    standard_errors = np.sqrt(n * stated * (1.0 - stated))
    assert np.all(np.abs(drawn - n * stated) < 4.0 * standard_errors)


def test_the_draw_is_the_inverse_of_the_cumulated_probabilities() -> None:
    asked = [item(0, 0), item(1, 1), item(2, 2)]
    edges = np.cumsum(choice_probabilities(asked, NOTHING))
    for index, edge in enumerate(edges):
        below = choose_item(asked, NOTHING, u=float(np.nextafter(edge, 0.0)))
        assert below is not None
        assert below.index == index
    last = choose_item(asked, NOTHING, u=float(np.nextafter(1.0, 0.0)))
    assert last is not None
    assert last.index == 2


def test_a_skill_whose_prerequisite_is_not_held_is_out_of_reach() -> None:
    where = situation(prerequisites={1: (0,)})
    assert choice_probabilities([item(0, 0), item(1, 1)], where) == [1.0, 0.0]
    held = dataclasses.replace(where, held=frozenset({0}))
    assert min(choice_probabilities([item(0, 0), item(1, 1)], held)) > 0.0


def test_a_skill_whose_prerequisite_is_ready_is_in_reach() -> None:
    where = situation(prerequisites={1: (0,)}, ready=frozenset({0}))
    assert min(choice_probabilities([item(0, 0), item(1, 1)], where)) > 0.0


def test_a_skill_that_was_right_the_last_time_stays_in_reach_and_another_waits() -> None:
    where = situation(prerequisites={1: (0,)}, due=frozenset({1}), touched=frozenset({1}))
    assert choice_probabilities([item(0, 0), item(1, 1)], where) == [1.0, 0.0]
    right = dataclasses.replace(where, ready=frozenset({1}))
    assert min(choice_probabilities([item(0, 0), item(1, 1)], right)) > 0.0


def test_a_prerequisite_that_no_published_lesson_teaches_never_blocks() -> None:
    where = situation(prerequisites={1: (0,)}, taught=frozenset({1}))
    assert min(choice_probabilities([item(0, 0), item(1, 1)], where)) > 0.0


def test_when_everything_is_out_of_reach_something_is_asked_all_the_same() -> None:
    where = situation(prerequisites={1: (0,)})
    choice = choose_item([item(1, 1), item(2, 1)], where, u=0.1)
    assert choice is not None
    assert choice.reason is Reason.UNBLOCK


def test_the_same_item_does_not_come_twice_when_there_is_another() -> None:
    where = situation(recent=(5, 1))
    assert choice_probabilities([item(1, 0), item(5, 0)], where) == [0.0, 1.0]
    assert choice_probabilities([item(1, 0)], where) == [1.0]
    assert choice_probabilities([item(1, 0), item(1, 1)], where) == [0.5, 0.5]


def test_an_item_answered_lately_comes_less_often() -> None:
    seen, fresh = choice_probabilities([item(5, 0), item(6, 0)], situation(recent=(5, 1)))
    assert seen < fresh / 2


@pytest.mark.parametrize(
    ("changes", "skill", "reason"),
    [
        ({"due": {0}, "held": {0}, "touched": {0}}, 0, Reason.REVIEW),
        ({"due": {0}, "touched": {0}, "lesson": {0}}, 0, Reason.REVIEW),
        ({"touched": {0}, "lesson": {0}}, 0, Reason.LESSON),
        ({"lesson": {0}}, 0, Reason.NEW),
        ({}, 0, Reason.REACH),
        ({"held": {0}, "touched": {0}, "lesson": {0}}, 0, Reason.HELD),
    ],
)
def test_the_reason_says_why(changes: dict[str, set[int]], skill: int, reason: Reason) -> None:
    where = situation(**{name: frozenset(value) for name, value in changes.items()})
    choice = choose_item([item(9, skill)], where, u=0.5)
    assert choice is not None
    assert choice.reason is reason
    assert choice.probability == 1.0


def test_shares_are_as_the_policy_says_and_pass_on_when_nothing_claims_them() -> None:
    policy = Policy(chance=0.01)
    where = situation(held=frozenset({0}), touched=frozenset({0, 1}), lesson=frozenset({1, 2}))
    lesson, new, held = choice_probabilities([item(1, 1), item(2, 2), item(0, 0)], where, policy)
    total = policy.lesson + policy.new + policy.held
    assert lesson == pytest.approx(0.99 * policy.lesson / total + 0.01 / 3)
    assert new == pytest.approx(0.99 * policy.new / total + 0.01 / 3)
    assert held == pytest.approx(0.99 * policy.held / total + 0.01 / 3)


def test_items_that_fit_come_more_often_than_too_hard_or_too_easy_ones() -> None:
    asked = [item(i, 0, p=p) for i, p in enumerate((0.05, 0.45, 0.75, 0.95, 1.0))]
    far_below, below, fits, above, far_above = choice_probabilities(asked, NOTHING)
    assert far_below < below < fits > above > far_above > 0.0


def gaining(key: int, skill: int, gain: float) -> Candidate:
    return Candidate(key, (skill,), 0.75, gain)


def test_what_adds_more_to_what_lasts_comes_more_often() -> None:
    policy = Policy(lasting=20.0, chance=0.01)
    less, more = choice_probabilities([gaining(0, 0, 0.1), gaining(1, 1, 0.2)], NOTHING, policy)
    # Weights differ by exp(20 * 0.1).
    assert (more - 0.005) / (less - 0.005) == pytest.approx(math.exp(2.0))


def test_a_reason_with_more_to_gain_takes_from_the_others() -> None:
    policy = Policy(lasting=20.0, chance=0.01)
    where = situation(due=frozenset({0}), touched=frozenset({0}))
    for gain in (0.1, 0.3):
        review, reach = choice_probabilities(
            [gaining(0, 0, gain), gaining(1, 1, 0.2)], where, policy
        )
        expected = policy.review / policy.reach * math.exp(20.0 * (gain - 0.2))
        assert (review - 0.005) / (reach - 0.005) == pytest.approx(expected)


def test_in_a_lesson_the_shares_stay_whatever_a_review_would_add() -> None:
    policy = Policy(lasting=20.0, chance=0.01)
    where = situation(due=frozenset({0}), touched=frozenset({0}), lesson=frozenset({1}))
    review, new = choice_probabilities([gaining(0, 0, 0.9), gaining(1, 1, 0.1)], where, policy)
    assert (review - 0.005) / (new - 0.005) == pytest.approx(policy.review / policy.new)


def test_gains_do_not_matter_to_a_policy_that_does_not_ask_for_them() -> None:
    policy = Policy(lasting=0.0)
    with_gains = choice_probabilities([gaining(0, 0, 0.1), gaining(1, 1, 0.9)], NOTHING, policy)
    assert with_gains == [0.5, 0.5]


@given(candidates=candidates, where=situations)
def test_the_uniform_policy_gives_everything_in_reach_the_same(
    candidates: list[Candidate], where: Situation
) -> None:
    options = find_options(candidates, where)
    assert mix_options(options, UniformPolicy()) == [1.0 / len(options)] * len(options)
    ours = choice_probabilities(candidates, where)
    uniform = choice_probabilities(candidates, where, UniformPolicy())
    assert [p > 0.0 for p in ours] == [p > 0.0 for p in uniform]


@pytest.mark.parametrize("u", [-0.1, 1.0, math.nan])
def test_a_draw_outside_its_range_is_refused(u: float) -> None:
    with pytest.raises(ValueError, match="u must be"):
        choose_item([item(1, 0)], NOTHING, u=u)


def test_impossible_candidates_and_policies_are_refused_and_none_is_none() -> None:
    assert choose_item([], NOTHING, u=0.5) is None
    assert choice_probabilities([], NOTHING) == []
    with pytest.raises(ValueError, match="skills of item 1"):
        choose_item([Candidate(1, (), 0.5)], NOTHING, u=0.5)
    with pytest.raises(ValueError, match="p_right of 1"):
        choose_item([item(1, 0, p=math.nan)], NOTHING, u=0.5)
    with pytest.raises(ValueError, match="its gain must be from 0 to 1"):
        choose_item([gaining(1, 0, 1.5)], NOTHING, u=0.5)
    for changes in (
        {"review": 0.0},
        {"chance": 0.0},
        {"chance": 1.0},
        {"recent_factor": 1.5},
        {"p_low": 0.95},
        {"softness": math.inf},
        {"lasting": -1.0},
    ):
        with pytest.raises(ValueError, match=next(iter(changes))):
            Policy(**changes)
