"""Growth comes with an interval, and is not called growth when that spans zero."""

import numpy as np
import pytest

from armillary.science.psychometrics import (
    Abilities,
    ItemParameters,
    estimate_abilities,
    estimate_growth,
    simulate_answers,
)


def estimates(keys: list[int], values: list[float], error: float) -> Abilities:
    n = len(keys)
    return Abilities(np.array(keys), np.array(values), np.full(n, error), np.full(n, 20), (), 0)


def test_change_and_interval_are_those_of_the_formula() -> None:
    found = estimate_growth(
        estimates([1, 2, 3], [0.0, 0.0, 1.0], 0.3), estimates([2, 1, 4], [0.5, 1.2, 0.0], 0.4),
        level=0.95,
    )  # fmt: skip
    assert found.learners.tolist() == [1, 2]
    assert found.change.tolist() == [1.2, 0.5]
    # 0.3 and 0.4 make 0.5; times 1.96.
    assert found.error == pytest.approx([0.5, 0.5])
    assert found.low == pytest.approx([1.2 - 0.98, 0.5 - 0.98], abs=1e-3)
    assert found.is_clear.tolist() == [True, False]
    assert found.left_out == (3, 4)
    # Student's 12.706 with one degree of freedom; the sd of 1.2 and 0.5 is 0.495.
    assert found.mean_high - found.mean == pytest.approx(12.706 * 0.495 / np.sqrt(2), rel=1e-3)
    assert not found.mean_is_clear


def test_learners_who_did_not_change_are_seldom_said_to_have() -> None:
    generator = np.random.default_rng(7)
    ability = generator.normal(size=3000)
    items = [ItemParameters(j, "2pl", 1.2, (d,)) for j, d in enumerate(np.linspace(-2, 2, 30))]
    tests = [
        estimate_abilities(simulate_answers(a, items, generator=generator), items, method="wle")
        for a in (ability, ability, ability + 0.4)
    ]
    same = estimate_growth(tests[0], tests[1], level=0.95)
    # 5 % with a standard error of 0.4 %; Warm's error is a little wide for extreme scores.
    assert 0.03 < same.is_clear.mean() < 0.06
    assert same.mean_low < 0.0 < same.mean_high
    grown = estimate_growth(tests[0], tests[2], level=0.95)
    assert grown.mean_is_clear
    assert grown.mean_low < 0.4 < grown.mean_high


def test_misuse_is_refused() -> None:
    one = estimates([1], [0.0], 0.3)
    with pytest.raises(ValueError, match="two learners must have an estimate both times, got 1"):
        estimate_growth(one, one, level=0.95)
    with pytest.raises(ValueError, match="level must be"):
        estimate_growth(one, one, level=1.0)
