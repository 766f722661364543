"""S-X2 leaves items alone that follow their curves, and finds those that do not."""

import numpy as np
import pytest

from armillary.science.psychometrics import (
    ItemParameters,
    Settings,
    calibrate,
    estimate_item_fit,
    simulate_answers,
    sort_answers,
)

ITEMS = [
    ItemParameters(j, "2pl", s, (d,))
    for j, (s, d) in enumerate(zip([0.8, 1.2, 1.6, 1.0] * 3, np.linspace(-1.5, 1.5, 12), strict=True))
]  # fmt: skip


@pytest.mark.slow
def test_items_that_follow_their_curves_have_even_p_values() -> None:
    p_values = []
    for seed in range(12):
        generator = np.random.default_rng(seed)
        table = simulate_answers(generator.normal(size=1000), ITEMS, generator=generator)
        found = estimate_item_fit(table, calibrate(table, Settings("2pl")).bank)
        p_values += [one.p_value for one in found]
    # 144 p-values: mean 0.5 with a standard error of 0.024; below 0.05 about 7 of them.
    assert abs(np.mean(p_values) - 0.5) < 0.09
    assert np.sum(np.array(p_values) < 0.05) < 17


@pytest.mark.slow
def test_an_item_that_is_not_logistic_is_found() -> None:
    generator = np.random.default_rng(3)
    ability = generator.normal(size=3000)
    table = simulate_answers(ability, ITEMS, generator=generator)
    score = table.score.copy()
    # The ablest think too far on this one, and miss it.
    score[table.item == 5] = (np.abs(ability) < 0.8) | (generator.random(3000) < 0.2)
    bent = sort_answers(np.repeat(np.arange(3000), 12), table.item, score)
    found = estimate_item_fit(bent, calibrate(bent, Settings("2pl")).bank)
    assert min(found, key=lambda one: one.p_value).item == 5
    assert found[5].p_value < 1e-6
    assert found[5].rms_gap > 0.1 > found[0].rms_gap
    assert found[5].n_learners == 3000


def test_items_with_several_scores_are_checked_as_well() -> None:
    items = [ItemParameters(j, "grm", 1.3, (1.0 + d, -1.0 + d)) for j, d in enumerate(np.linspace(-1, 1, 6))]  # fmt: skip
    generator = np.random.default_rng(1)
    table = simulate_answers(generator.normal(size=2000), items, generator=generator)
    found = estimate_item_fit(table, items, n_estimated=0)
    assert all(one.p_value > 1e-3 for one in found)
    assert all(one.df > 10 for one in found)


def test_misuse_is_refused() -> None:
    generator = np.random.default_rng(1)
    table = simulate_answers(generator.normal(size=99), ITEMS, generator=generator)
    with pytest.raises(ValueError, match="100 learners must have answered all items, got 99"):
        estimate_item_fit(table, ITEMS)
    with pytest.raises(ValueError, match="three items at least"):
        estimate_item_fit(table, ITEMS[:2])
    with pytest.raises(ValueError, match="no answer is to item 'z'"):
        estimate_item_fit(table, [*ITEMS, ItemParameters("z", "2pl", 1.0, (0.0,))])
