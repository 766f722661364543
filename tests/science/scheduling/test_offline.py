"""Another policy judged from logged choices: the truth is found, and nothing is made up."""

import dataclasses
import math

import numpy as np
import pytest

from armillary.science.scheduling import (
    LoggedChoices,
    Option,
    OverlapError,
    Policy,
    Reason,
    UniformPolicy,
    describe_mixture,
    describe_option,
    evaluate_policy,
    mix_options,
)

OURS = np.array([0.6, 0.3, 0.1])
OTHER = np.array([0.2, 0.3, 0.5])
WORTH = np.array([0.3, 0.5, 0.8])
TRUTH = float(OTHER @ WORTH)


def deal(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def simulate(seed: int, *, n_learners: int = 60, linear: bool = True) -> LoggedChoices:
    """Choices among three actions by learners who differ in luck and in diligence.

    The features tell the actions apart only when the outcome is to be linear in them.
    """
    generator = np.random.default_rng(seed)
    counts = generator.integers(5, 40, n_learners)
    learner = np.repeat(np.arange(n_learners), counts)
    luck = generator.normal(0.0, 0.15, n_learners)[learner]
    action = generator.choice(3, len(learner), p=OURS)
    outcome = WORTH[action] + luck + generator.normal(0.0, 0.3, len(learner))
    table = np.eye(3) if linear else np.array([[0.0], [1.0], [0.2]])
    ones = np.ones(len(learner))
    return LoggedChoices(
        learner=learner,
        outcome=outcome,
        p_logged=OURS[action],
        p_other=OTHER[action],
        p_outside=0.0 * ones,
        features=table[action],
        features_other=ones[:, None] * (OTHER @ table),
    )


@pytest.mark.parametrize("linear", [True, False])
def test_all_ways_find_the_truth(linear: bool) -> None:
    found = evaluate_policy(simulate(1, n_learners=3000, linear=linear), generator=deal(1))
    for estimate in (found.weighted, found.normalised, found.robust):
        assert abs(estimate.mean - TRUTH) < 3.5 * estimate.se
    assert abs(found.logged.mean - OURS @ WORTH) < 3.5 * found.logged.se
    assert found.difference.mean == pytest.approx(found.robust.mean - found.logged.mean)


@pytest.mark.parametrize("linear", [True, False])
def test_the_intervals_hold_the_truth_as_often_as_they_say(linear: bool) -> None:
    n, inside = 400, np.zeros(4)
    for seed in range(n):
        found = evaluate_policy(simulate(seed, n_learners=40, linear=linear), generator=deal(seed))
        ways = (found.weighted, found.normalised, found.robust)
        inside[:3] += [way.low <= TRUTH <= way.high for way in ways]
        difference = TRUTH - OURS @ WORTH
        inside[3] += found.difference.low <= difference <= found.difference.high
    error = math.sqrt(0.95 * 0.05 / n)
    assert np.all(np.abs(inside / n - 0.95) < 3.5 * error)


def test_a_model_of_the_outcome_makes_the_estimate_surer() -> None:
    found = evaluate_policy(simulate(2, n_learners=400), generator=deal(2))
    assert found.robust.se < 0.8 * found.weighted.se


def test_the_same_policy_gives_what_was_logged() -> None:
    choices = simulate(3)
    same = dataclasses.replace(choices, p_other=choices.p_logged, features_other=choices.features)
    found = evaluate_policy(same, generator=deal(3))
    for way in (found.weighted, found.normalised, found.robust):
        assert way.mean == pytest.approx(found.logged.mean)
        assert way.se == pytest.approx(found.logged.se)
    assert found.difference.se == pytest.approx(0.0, abs=1e-12)
    assert found.effective_choices == pytest.approx(found.n_choices)
    assert found.largest_weight == 1.0


def test_the_weighted_estimates_are_the_textbooks() -> None:
    # Weights 1/2 (twice as often) and 2, outcomes 1 and 0, so 40 * .5 / 60 and 20 / (20 + 40).
    learner = np.arange(60)
    odd = learner % 3 == 1
    choices = LoggedChoices(
        learner=learner,
        outcome=np.where(odd, 0.0, 1.0),
        p_logged=np.where(odd, 0.25, 0.5),
        p_other=np.where(odd, 0.5, 0.25),
        p_outside=np.zeros(60),
        features=np.zeros((60, 1)),
        features_other=np.zeros((60, 1)),
    )
    found = evaluate_policy(choices, generator=deal(4))
    assert found.weighted.mean == pytest.approx(1.0 / 3.0)
    assert found.normalised.mean == pytest.approx(1.0 / 3.0)
    # (40 * .5 + 20 * 2)^2 / (40 * .25 + 20 * 4)
    assert found.effective_choices == pytest.approx(60.0**2 / 90.0)
    assert found.largest_weight == 2.0


def test_the_intervals_are_drawn_over_learners_not_over_answers() -> None:
    choices = simulate(5)
    twice = LoggedChoices(
        **{
            field.name: np.concatenate([getattr(choices, field.name)] * 2)
            for field in dataclasses.fields(choices)
        }
    )
    once, doubled = (evaluate_policy(c, generator=deal(5)) for c in (choices, twice))
    assert doubled.weighted.se == pytest.approx(once.weighted.se)
    assert doubled.effective_learners == pytest.approx(once.effective_learners)


def test_a_policy_that_asks_what_could_not_come_is_refused() -> None:
    choices = simulate(6)
    outside = dataclasses.replace(choices, p_outside=np.full(len(choices.learner), 0.4))
    with pytest.raises(OverlapError, match="40% of the other policy's choices"):
        evaluate_policy(outside, generator=deal(6))


def test_a_policy_whose_choices_were_hardly_ever_made_is_refused() -> None:
    choices = simulate(7, n_learners=30)
    rare = np.where(choices.learner < 3, choices.p_other, 1e-6)
    with pytest.raises(OverlapError, match=r"30 learners are worth \d\.\d, and 20 are needed"):
        evaluate_policy(dataclasses.replace(choices, p_other=rare), generator=deal(7))
    none = dataclasses.replace(choices, p_other=np.zeros(len(choices.learner)))
    with pytest.raises(OverlapError, match=r"worth 0\.0"):
        evaluate_policy(none, generator=deal(7))


def test_probabilities_that_cannot_be_those_of_the_choices_are_refused() -> None:
    choices = simulate(11, n_learners=200)
    wrong = dataclasses.replace(choices, p_logged=np.minimum(1.0, 1.6 * choices.p_logged))
    with pytest.raises(OverlapError, match=r"weights average 0\.\d\d where they should average 1"):
        evaluate_policy(wrong, generator=deal(11))
    assert evaluate_policy(choices, generator=deal(11)).mean_weight == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"p_logged": 0.0}, "p_logged must be above 0"),
        ({"p_other": 1.5}, "p_other must be from 0 to 1"),
        ({"p_outside": math.nan}, "p_outside must be from 0 to 1"),
        ({"outcome": math.inf}, "outcome must be a finite number"),
    ],
)
def test_impossible_logs_are_refused(changes: dict[str, float], message: str) -> None:
    choices = simulate(9)
    filled = {name: np.full(len(choices.learner), value) for name, value in changes.items()}
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(choices, **filled)


def test_logs_of_uneven_length_and_of_one_choice_are_refused() -> None:
    choices = simulate(10)
    with pytest.raises(ValueError, match="one entry for each"):
        dataclasses.replace(choices, outcome=choices.outcome[1:])
    with pytest.raises(ValueError, match="one row for each"):
        dataclasses.replace(choices, features=choices.features[1:])
    one = LoggedChoices(
        **{f.name: getattr(choices, f.name)[:1] for f in dataclasses.fields(choices)}
    )
    with pytest.raises(ValueError, match="two learners"):
        evaluate_policy(one, generator=deal(10))


def test_options_are_described_by_what_a_policy_looks_at() -> None:
    options = [
        Option(0, Reason.REVIEW, 0.8, 0.2, recent=False),
        Option(1, Reason.NEW, 0.4, 0.5, recent=True),
    ]
    even = describe_mixture(options, mix_options(options, UniformPolicy()))
    each = [describe_option(option) for option in options]
    assert even == pytest.approx([(a + b) / 2 for a, b in zip(*each, strict=True)])
    assert even[0] == pytest.approx(0.6)
    only = describe_mixture(options, [0.0, 1.0])
    assert only == each[1]
    assert mix_options(options, Policy()) != mix_options(options, UniformPolicy())
