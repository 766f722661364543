"""Items that favour a group are found, others are not called out."""

from dataclasses import replace

import numpy as np
import pytest

from armillary.science.psychometrics import (
    AnswerTable,
    ItemParameters,
    Settings,
    find_bias,
    find_bias_by_regression,
    simulate_answers,
    sort_answers,
)

ITEMS = [
    ItemParameters(f"q{j}", "2pl", s, (d,))
    for j, (s, d) in enumerate(zip([0.8, 1.2, 1.6] * 3, np.linspace(-1.2, 1.2, 9), strict=True))
]


def two_groups(n: int, shift: float, seed: int) -> tuple[AnswerTable, np.ndarray, np.ndarray]:
    """Group "be" is half a logit abler; q4 is harder there by `shift` logits."""
    generator = np.random.default_rng(seed)
    ability = np.concatenate([generator.normal(size=n), generator.normal(0.5, 1.0, n)])
    first = simulate_answers(ability[:n], ITEMS, generator=generator)
    harder = [
        replace(item, intercepts=(item.intercepts[0] - shift,)) if item.item == "q4" else item
        for item in ITEMS
    ]
    second = simulate_answers(ability[n:], harder, generator=generator)
    learner = np.repeat(np.arange(2 * n), 9)
    item = np.array([f"q{j}" for j in range(9)])[np.concatenate([first.item, second.item])]
    table = sort_answers(learner, item, np.concatenate([first.score, second.score]))
    return table, np.repeat(["ru", "be"], n), ability


@pytest.mark.slow
def test_a_harder_item_is_found_and_no_other() -> None:
    table, group, ability = two_groups(1200, 0.8, 1)
    report = find_bias(table, Settings("2pl"), group=group, reference="ru")
    assert report.groups == ("ru", "be")
    called = {one.item: one for one in report.items if one.size != "negligible"}
    assert set(called) == {"q4"}
    assert called["q4"].size == "large"
    # At the middle, 0.8 logits are worth up to 0.2 points.
    assert -0.2 < called["q4"].effect < -0.1
    assert (called["q4"].df, called["q4"].n_answers) == (2, (1200, 1200))
    by_regression = find_bias_by_regression(table, ability, group=group)
    assert {one.item for one in by_regression.items if one.p_adjusted < 0.05} == {"q4"}
    assert max(by_regression.items, key=lambda one: one.effect).item == "q4"


@pytest.mark.slow
def test_groups_that_differ_in_ability_alone_are_not_called_unfair() -> None:
    alarms, p_values = 0, []
    for seed in range(6):
        table, group, ability = two_groups(400, 0.0, seed)
        report = find_bias(table, Settings("rasch"), group=group, items=["q0", "q3", "q6"])
        assert [one.df for one in report.items] == [1, 1, 1]
        told = find_bias_by_regression(table, ability, group=group)
        alarms += sum(one.p_adjusted < 0.05 for one in told.items)
        p_values += [one.p_value for one in told.items]
    assert alarms <= 2
    # 54 p-values spread evenly: their mean is 0.5 with a standard error of 0.04.
    assert abs(np.mean(p_values) - 0.5) < 0.13


def test_items_with_too_few_answers_in_a_group_are_named() -> None:
    table, group, ability = two_groups(200, 0.0, 1)
    who = np.repeat(np.arange(400), 9)
    keep = (table.item != 2) | (who < 220)
    names = table.items[table.item]
    small = sort_answers(who[keep], names[keep], table.score[keep])
    report = find_bias(small, Settings("2pl"), group=group, reference="ru", items=["q1", "q2"])
    assert [one.item for one in report.items] == ["q1"]
    assert report.left_out[0].reason.startswith("in group be: too few to say: 20 answers")
    told = find_bias_by_regression(small, ability, group=group)
    assert told.left_out[0].reason == "too few to say: 20 answers in a group, 30 are needed"


def test_misuse_is_refused() -> None:
    table, group, ability = two_groups(50, 0.0, 1)
    with pytest.raises(ValueError, match="two groups at least"):
        find_bias(table, Settings("2pl"), group=["a"] * 100)
    with pytest.raises(ValueError, match="two groups at least"):
        find_bias_by_regression(table, ability, group=["a"] * 100)
    with pytest.raises(ValueError, match="one finite number a learner"):
        find_bias_by_regression(table, ability[:3], group=group)
    with pytest.raises(ValueError, match="did not converge"):
        find_bias(table, Settings("2pl", max_passes=2), group=group)
    more = sort_answers([1, 2], ["a", "a"], [2, 0])
    with pytest.raises(ValueError, match="more than two scores"):
        find_bias_by_regression(more, np.zeros(2), group=["a", "b"])
