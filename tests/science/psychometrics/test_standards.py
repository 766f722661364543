"""Bookmarks become abilities."""

import numpy as np
import pytest

from armillary.science.psychometrics import ItemParameters, estimate_cut, order_booklet

ITEMS = [
    ItemParameters("hard", "rasch", 1.0, (-1.0,)),
    ItemParameters("easy", "rasch", 1.0, (1.0,)),
    ItemParameters("steps", "grm", 1.0, (0.5, -0.5)),
]


def test_steps_stand_where_they_are_managed_two_times_in_three() -> None:
    booklet = order_booklet(ITEMS, probability=2 / 3)
    assert [(p.item, p.score) for p in booklet] == [
        ("easy", 1), ("steps", 1), ("steps", 2), ("hard", 1)
    ]  # fmt: skip
    # log(2) above the difficulty the chance is 2/3.
    expected = [-1.0 + np.log(2), -0.5 + np.log(2), 0.5 + np.log(2), 1.0 + np.log(2)]
    assert [p.ability for p in booklet] == pytest.approx(expected, abs=1e-6)


def test_the_cut_is_the_median_of_the_judges() -> None:
    found = estimate_cut(ITEMS, {"A": 2, "B": 3, "C": 4}, probability=0.5)
    # The last place before each bookmark: -1.0, -0.5, 0.5; variance 7/12.
    assert found.ability == pytest.approx(-0.5, abs=1e-6)
    assert found.error == pytest.approx(np.sqrt(np.pi / 2 * 7 / 12 / 3), abs=1e-6)
    chances = 1 / (1 + np.exp(-np.array([-1.5, 0.5, 0.0, -1.0])))
    assert (found.n_judges, found.expected_score) == (3, pytest.approx(chances.sum(), abs=1e-6))


def test_misuse_is_refused() -> None:
    with pytest.raises(ValueError, match="probability must be"):
        order_booklet(ITEMS, probability=1.0)
    with pytest.raises(ValueError, match="less guessing"):
        order_booklet([ItemParameters("g", "3pl", 1.0, (0.0,), 0.7)], probability=2 / 3)
    with pytest.raises(ValueError, match="two judges at least"):
        estimate_cut(ITEMS, {"A": 2}, probability=2 / 3)
    with pytest.raises(ValueError, match="must be 2 to 4, got 5"):
        estimate_cut(ITEMS, {"A": 2, "B": 5}, probability=2 / 3)
