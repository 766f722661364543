"""Scales are brought together by their anchors."""

from dataclasses import replace

import numpy as np
import pytest

from armillary.science.psychometrics import (
    ItemParameters,
    Link,
    Settings,
    calibrate,
    estimate_link,
    expected_scores,
    simulate_answers,
)

ITEMS = [
    ItemParameters("a", "2pl", 1.0, (0.5,)),
    ItemParameters("b", "2pl", 1.5, (-0.5,)),
    ItemParameters("c", "3pl", 1.2, (0.3,), 0.2),
    ItemParameters("d", "grm", 0.9, (1.0, -0.4)),
    ItemParameters("e", "gpcm", 1.1, (0.4, -0.9)),
]
BACK = Link(1 / 1.3, -0.4 / 1.3, 0.0, 0.0, (), 0.0, ("", 0.0))  # undoes 1.3 * ability + 0.4


@pytest.mark.parametrize("method", ["stocking-lord", "haebara"])
def test_a_known_change_of_scale_is_found(method: str) -> None:
    moved = [BACK.carry(item) for item in ITEMS]
    found = estimate_link(moved, ITEMS, method=method)
    assert (found.factor, found.shift) == pytest.approx((1.3, 0.4), abs=1e-6)
    assert found.misfit == pytest.approx(0.0, abs=1e-6)
    assert (found.se_factor, found.se_shift) == pytest.approx((0.0, 0.0), abs=1e-5)
    back = [found.carry(item) for item in moved]
    assert [item.slope for item in back] == pytest.approx([item.slope for item in ITEMS])
    at = np.array([-1.0, 2.0])
    assert expected_scores(back, found.carry_ability(at)) == pytest.approx(
        expected_scores(moved, at), abs=1e-6
    )


def test_an_anchor_that_changed_is_told() -> None:
    changed = [*ITEMS[:4], replace(ITEMS[4], intercepts=(1.9, 0.6))]
    found = estimate_link(changed, ITEMS, method="haebara")
    assert found.worst[0] == "e"
    assert found.worst[1] > 0.2
    assert found.se_shift > 0.02


@pytest.mark.slow
def test_two_schools_are_linked_within_the_error() -> None:
    generator = np.random.default_rng(4)
    items = [ItemParameters(j, "2pl", 1.2, (d,)) for j, d in enumerate(np.linspace(-2, 2, 15))]
    first = simulate_answers(generator.normal(size=4000), items, generator=generator)
    second = simulate_answers(generator.normal(0.5, 1.3, 4000), items, generator=generator)
    found = estimate_link(
        calibrate(second, Settings("2pl")).bank, calibrate(first, Settings("2pl")).bank,
        method="stocking-lord",
    )  # fmt: skip
    assert abs(found.factor - 1.3) < 0.1
    assert abs(found.shift - 0.5) < 0.1


def test_misuse_is_refused() -> None:
    with pytest.raises(ValueError, match="3 anchors at least are needed, got 2"):
        estimate_link(ITEMS[:2], ITEMS, method="haebara")
    other = [replace(ITEMS[0], model="rasch"), *ITEMS[1:]]
    with pytest.raises(ValueError, match="another model or other scores"):
        estimate_link(ITEMS, other, method="haebara")
    with pytest.raises(ValueError, match="method must be"):
        estimate_link(ITEMS, ITEMS, method="mean-mean")
    with pytest.raises(ValueError, match="sd must be above 0"):
        estimate_link(ITEMS, ITEMS, method="haebara", sd=0.0)
