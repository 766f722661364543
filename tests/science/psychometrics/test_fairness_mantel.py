"""Mantel's test on items with several scores: what it finds, what it leaves, and its arithmetic."""

from dataclasses import replace

import numpy as np
import pytest

from armillary.science.psychometrics import (
    AnswerTable,
    ItemParameters,
    find_bias_by_mantel,
    simulate_answers,
    sort_answers,
)

ITEMS = [
    ItemParameters(f"q{j}", "grm", 1.2, (1.0 - 0.2 * j, 0.0 - 0.2 * j, -1.0 - 0.2 * j))
    for j in range(8)
]


def several_groups(
    n: int, shift: float, seed: int, n_others: int = 1
) -> tuple[AnswerTable, np.ndarray]:
    """The last group is half a logit abler; in it q3 is harder by `shift` logits."""
    generator = np.random.default_rng(seed)
    scores = []
    for g in range(n_others + 1):
        own = shift if g == n_others else 0.0
        items = [
            replace(item, intercepts=tuple(d - own for d in item.intercepts))
            if item.item == "q3"
            else item
            for item in ITEMS
        ]
        ability = generator.normal(0.5 if g == n_others else 0.0, 1.0, n)
        scores.append(simulate_answers(ability, items, generator=generator).score)
    total = n * (n_others + 1)
    item = np.array([f"q{j}" for j in range(8)] * total)
    table = sort_answers(np.repeat(np.arange(total), 8), item, np.concatenate(scores))
    return table, np.repeat(np.array(["en", "be", "ru"][: n_others + 1]), n)


def sums(table: AnswerTable) -> np.ndarray:
    return np.add.reduceat(table.score.astype(float), table.start[:-1])


def test_a_harder_item_with_four_scores_is_found_and_no_other() -> None:
    table, group = several_groups(700, 0.9, 1)
    report = find_bias_by_mantel(table, sums(table), group=group, reference="en")
    called = {one.item: one for one in report.items if one.size != "negligible"}
    assert set(called) == {"q3"}
    assert called["q3"].size == "large"
    assert called["q3"].effect < -0.25
    assert (called["q3"].df, called["q3"].n_answers) == (1, (700, 700))


def test_with_three_groups_the_one_that_differs_is_told() -> None:
    table, group = several_groups(700, 0.9, 2, n_others=2)
    report = find_bias_by_mantel(table, sums(table), group=group, reference="en")
    assert {one.item for one in report.items if one.size != "negligible"} == {"q3"}


def test_fair_items_are_called_out_as_seldom_as_the_level_says() -> None:
    p_values = []
    for seed in range(25):
        table, group = several_groups(250, 0.0, seed)
        report = find_bias_by_mantel(table, sums(table), group=group)
        p_values += [one.p_value for one in report.items]
    # Of 200 looks 5 % are 10; three standard errors are 9.
    assert sum(p < 0.05 for p in p_values) <= 19


def test_for_right_and_wrong_it_is_the_test_of_mantel_and_haenszel() -> None:
    # Two strata, counted by hand: right of those asked, reference 30 of 40 and 12 of 40, other
    # 20 of 40 and 4 of 40. Other expected 25 and 8; variances 40*40*50*30/(80^2*79) and
    # 40*40*16*64/(80^2*79).
    rights = [(30, 40), (12, 40), (20, 40), (4, 40)]
    score = np.concatenate([np.repeat([1, 0], [r, n - r]) for r, n in rights])
    stratum = np.repeat([1.0, 0.0, 1.0, 0.0], 40)
    group = np.repeat(["a", "b"], 80)
    table = sort_answers(np.arange(160), np.repeat("q", 160), score)
    (found,) = find_bias_by_mantel(table, stratum, group=group, reference="a").items
    variance = 1600 * (50 * 30 + 16 * 64) / (6400 * 79)
    assert found.statistic == pytest.approx((24 - 33) ** 2 / variance)
    # Equal weights of both strata: (20/40 - 30/40 + 4/40 - 12/40) / 2, in sds of the item.
    share = 66 / 160
    assert found.effect == pytest.approx(-0.225 / np.sqrt(share * (1 - share)))


def test_abilities_serve_where_learners_had_different_items() -> None:
    table, group = several_groups(700, 0.9, 3)
    ability = sums(table) / 7.3 + np.random.default_rng(0).normal(0.0, 0.01, table.n_learners)
    report = find_bias_by_mantel(table, ability, group=group, reference="en")
    assert max(report.items, key=lambda one: one.statistic).item == "q3"


def test_what_cannot_be_said_is_named() -> None:
    table, group = several_groups(20, 0.0, 1)
    report = find_bias_by_mantel(table, sums(table), group=group)
    assert report.items == ()
    assert report.left_out[0].reason == "too few to say: 20 answers in a group, 30 are needed"
    apart = np.where(group == "en", 0.0, 1.0)
    report = find_bias_by_mantel(table, apart, group=group, fewest=5)
    assert report.left_out[0].reason == "no learners of two groups stand alike"
    with pytest.raises(ValueError, match="two groups"):
        find_bias_by_mantel(table, apart, group=np.zeros(40, int))
    with pytest.raises(ValueError, match="one finite number a learner"):
        find_bias_by_mantel(table, apart[:3], group=group)
