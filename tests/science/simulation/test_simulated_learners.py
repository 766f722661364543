"""Simulated learners do what their family says: chances, learning, forgetting, prerequisites."""

import copy
import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pytest

from armillary.science.learner import ItemSpec
from armillary.science.simulation import (
    KnowledgeFamily,
    KnowledgeLearner,
    LogisticFamily,
    MemoryFamily,
    MemoryLearner,
    SimulatedLearner,
    simulate_answer,
    simulate_course,
    simulate_knowledge_learners,
    simulate_log,
    simulate_logistic_learners,
    simulate_memory_learners,
)

DAY = 20_000.0
ITEM = ItemSpec(0, (0,), 0.0)
BOTH = ItemSpec(1, (0, 1), 0.0)
NEEDS = {1: (0,)}


def simulate(family: str, n: int, seed: int = 3) -> Sequence[SimulatedLearner]:
    generator = np.random.default_rng(seed)
    if family == "logistic":
        return simulate_logistic_learners(
            n_learners=n,
            n_skills=3,
            prerequisites=NEEDS,
            family=LogisticFamily(),
            generator=generator,
        )
    if family == "memory":
        return simulate_memory_learners(
            n_learners=n,
            n_skills=3,
            prerequisites=NEEDS,
            family=MemoryFamily(),
            start_days=DAY,
            generator=generator,
        )
    return simulate_knowledge_learners(
        n_learners=n,
        n_skills=3,
        prerequisites=NEEDS,
        family=KnowledgeFamily(),
        start_days=DAY,
        generator=generator,
    )


families = pytest.mark.parametrize("family", ["logistic", "knowledge", "memory"])


@families
def test_answers_come_right_as_often_as_the_true_chance(family: str) -> None:
    generator = np.random.default_rng(5)
    learners = simulate(family, 4000)
    chances = np.array([learner.p_right(BOTH, DAY + 9.0) for learner in learners])
    right = [
        simulate_answer(learner, BOTH, days=DAY + 9.0, generator=generator) for learner in learners
    ]
    error = np.sqrt((chances * (1 - chances)).sum())
    assert abs(sum(right) - chances.sum()) < 3.5 * error


@families
def test_practice_teaches_and_weeks_away_take_some_of_it(family: str) -> None:
    generator = np.random.default_rng(6)
    learners = simulate(family, 300)

    def mean_chance(days: float) -> float:
        return float(np.mean([learner.p_right(ITEM, days) for learner in learners]))

    before = mean_chance(DAY)
    for learner in learners:
        for _ in range(10):
            simulate_answer(learner, ITEM, days=DAY, generator=generator)
    after = mean_chance(DAY)
    assert after > before + 0.1
    assert mean_chance(DAY + 5.0) < after
    assert mean_chance(DAY + 60.0) < mean_chance(DAY + 5.0)


@families
def test_spread_practice_lasts_longer_than_the_same_amount_in_one_day(family: str) -> None:
    kept = {}
    for spacing in (0.0, 4.0):
        generator = np.random.default_rng(7)
        learners = simulate(family, 400)
        for learner in learners:
            for number in range(6):
                days = DAY + 20.0 - spacing * (5 - number)
                simulate_answer(learner, ITEM, days=days, generator=generator)
        kept[spacing] = np.mean([learner.p_right(ITEM, DAY + 60.0) for learner in learners])
    assert kept[4.0] > kept[0.0] + 0.01


@families
def test_a_harder_item_is_less_often_right(family: str) -> None:
    for learner in simulate(family, 20):
        easy, hard = (learner.p_right(ItemSpec(9, (2,), d), DAY) for d in (-1.0, 1.0))
        assert hard < easy


@families
def test_the_same_seed_gives_the_same_learners_and_log(family: str) -> None:
    logs = [
        simulate_log(
            simulate(family, 5),
            [ITEM, BOTH],
            n_answers=25,
            n_skills=3,
            start_days=DAY,
            generator=np.random.default_rng(8),
        )
        for _ in range(2)
    ]
    assert logs[0].p_true.tolist() == logs[1].p_true.tolist()
    assert logs[0].answers.score.tolist() == logs[1].answers.score.tolist()
    assert len(logs[0].answers) == 125


def test_learning_is_slower_without_the_prerequisite() -> None:
    family = LogisticFamily(skill_sd=0.0)
    gains = []
    for ability in (-3.0, 3.0):
        learner = simulate_logistic_learners(
            n_learners=1,
            n_skills=2,
            prerequisites=NEEDS,
            family=LogisticFamily(ability_mean=ability, ability_sd=0.0, skill_sd=0.0),
            generator=np.random.default_rng(1),
        )[0]
        before = learner.strength(1, DAY)
        item = ItemSpec(2, (1,), 0.0)
        learner.practise(item, right=True, days=DAY, generator=np.random.default_rng(1))
        gains.append(learner.strength(1, DAY) - before)
    assert gains[0] < 0.4 * gains[1] <= 0.4 * family.gain


def test_knowledge_is_closed_under_prerequisites_at_the_start() -> None:
    for learner in simulate("knowledge", 200):
        assert isinstance(learner, KnowledgeLearner)
        assert learner.p_known(1, DAY) <= learner.p_known(0, DAY)


def test_a_known_skill_is_still_known_half_the_time_after_its_half_life() -> None:
    family = KnowledgeFamily(half_life_days=10.0, p_slip=0.1, p_guess=0.2)
    learner = KnowledgeLearner(family, frozenset({0}), 0.2, {}, DAY)
    assert learner.p_right(ITEM, DAY) == pytest.approx(0.9)
    # Half of 0.9 and half of a guess: 0.45 + 0.10.
    assert learner.p_right(ITEM, DAY + 10.0) == pytest.approx(0.55)


def test_a_right_answer_settles_how_likely_a_skill_was_still_known() -> None:
    # Chance 1/2 to be known still; right with 0.9 or 0.2, so known given right: 0.45 / 0.55.
    family = KnowledgeFamily(half_life_days=10.0, p_slip=0.1, p_guess=0.2, p_learn_unready=0.0)
    fresh = KnowledgeLearner(family, frozenset({0}), 1e-12, {}, DAY)
    generator = np.random.default_rng(9)
    n, known = 4000, 0
    for _ in range(n):
        learner = copy.deepcopy(fresh)
        learner.practise(ITEM, right=True, days=DAY + 10.0, generator=generator)
        known += learner.p_known(0, DAY + 10.0) > 0.0
    expected = 0.45 / 0.55
    assert abs(known / n - expected) < 3.5 * np.sqrt(expected * (1 - expected) / n)


def test_what_is_remembered_is_closed_under_prerequisites_at_the_start() -> None:
    for learner in simulate("memory", 200):
        assert isinstance(learner, MemoryLearner)
        assert learner.mind.found[0] >= learner.mind.found[1]


def sure(family: MemoryFamily) -> MemoryLearner:
    """A learner of this family who finds a skill at the first item and has found none."""
    certain = dataclasses.replace(
        family, p_known=1e-9, p_find=1.0 - 1e-12, p_find_unready=1.0 - 1e-12, threshold_sd=0.0
    )
    return simulate_memory_learners(
        n_learners=1,
        n_skills=1,
        prerequisites={},
        family=certain,
        start_days=DAY,
        generator=np.random.default_rng(1),
    )[0]


def test_traces_fade_and_add_up_as_published() -> None:
    # Two practices, 10 and 5 minutes before: decays .177 and .177 + .217 * 5 ** -.177.
    learner = sure(MemoryFamily(decay=0.177, decay_growth=0.217, threshold=-1.0, noise=0.5))
    generator = np.random.default_rng(1)
    for minutes in (0.0, 5.0):
        learner.practise(ITEM, right=True, days=DAY + minutes / 1440.0, generator=generator)
    second = 0.177 + 0.217 * 5.0**-0.177
    present = math.log(10.0**-0.177 + 5.0**-second)
    expected = 1.0 / (1.0 + math.exp(-(present + 1.0) / 0.5))
    assert learner.p_recall(0, DAY + 10.0 / 1440.0) == pytest.approx(expected)


def test_away_from_practice_the_clock_runs_slowly() -> None:
    learner = sure(MemoryFamily(away=0.025))
    # An hour in full, of the other 23 hours 2.5 %.
    assert learner.moment_of(DAY + 1.0) == pytest.approx(60.0 + 0.025 * 23 * 60)


def test_a_skill_is_found_more_slowly_while_what_it_builds_on_is_missing() -> None:
    family = MemoryFamily(p_known=1e-9, p_find=0.6, p_find_unready=0.05, spread=0.0)
    generator = np.random.default_rng(4)
    item, found = ItemSpec(2, (1,), 0.0), 0
    learners = simulate_memory_learners(
        n_learners=4000,
        n_skills=2,
        prerequisites=NEEDS,
        family=family,
        start_days=DAY,
        generator=generator,
    )
    for learner in learners:
        learner.practise(item, right=False, days=DAY, generator=generator)
        found += bool(learner.mind.found[1])
    assert abs(found / 4000 - 0.05) < 3.5 * np.sqrt(0.05 * 0.95 / 4000)


def test_only_so_many_traces_are_kept_and_the_fastest_fading_go_first() -> None:
    learner = sure(MemoryFamily())
    generator = np.random.default_rng(2)
    for number in range(40):
        days = DAY + 3.0 * (number // 4) + (number % 4) / 1440.0
        before = learner.p_recall(0, DAY + 90.0)
        learner.practise(ITEM, right=True, days=days, generator=generator)
        assert learner.p_recall(0, DAY + 90.0) >= before - 1e-3
    assert learner.mind.n_traces[0] == 32


def test_a_course_builds_only_on_what_came_before() -> None:
    course = simulate_course(
        n_skills=30, items_per_skill=2, p_two_skills=0.5, generator=np.random.default_rng(2)
    )
    assert len(course.items) == 60
    assert all(s < skill for skill, needed in course.prerequisites.items() for s in needed)
    assert sum(bool(needed) for needed in course.prerequisites.values()) >= 25
    assert all(
        second in course.prerequisites[first]
        for first, second in (i.skills for i in course.items if len(i.skills) == 2)
    )


def test_impossible_worlds_are_refused() -> None:
    generator = np.random.default_rng(1)
    with pytest.raises(ValueError, match="n_skills"):
        simulate_course(n_skills=0, items_per_skill=1, p_two_skills=0.0, generator=generator)
    with pytest.raises(ValueError, match="p_two_skills"):
        simulate_course(n_skills=1, items_per_skill=1, p_two_skills=1.5, generator=generator)
    with pytest.raises(ValueError, match="must come before"):
        simulate_knowledge_learners(
            n_learners=1,
            n_skills=2,
            prerequisites={0: (1,)},
            family=KnowledgeFamily(),
            start_days=DAY,
            generator=generator,
        )
    with pytest.raises(ValueError, match="must come before"):
        simulate_memory_learners(
            n_learners=1,
            n_skills=2,
            prerequisites={0: (1,)},
            family=MemoryFamily(),
            start_days=DAY,
            generator=generator,
        )
    with pytest.raises(ValueError, match="a learner, an item and an answer"):
        simulate_log([], [], n_answers=1, n_skills=1, start_days=DAY, generator=generator)
