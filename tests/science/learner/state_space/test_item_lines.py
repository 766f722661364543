from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from armillary.science.learner.state_space.item_lines import (
    choose_spreads,
    fit_item_lines,
    line_logits,
)
from armillary.science.numerics import FloatArray, IntArray

N_ITEMS = 30
SPREADS = np.array([0.3, 0.5, 0.2])


def answers(n: int, spread: float) -> tuple[FloatArray, IntArray, FloatArray, FloatArray]:
    """Design, items, base logits and scores; lines are drawn with `spread` times SPREADS."""
    rng = np.random.default_rng(2)
    design = np.column_stack((np.ones(n), rng.normal(size=(n, 2))))
    item, base = rng.integers(0, N_ITEMS - 1, n), rng.normal(size=n)  # the last item: no answers
    lines = spread * SPREADS * rng.normal(size=(N_ITEMS, 3))
    p_right = 1.0 / (1.0 + np.exp(-(base + line_logits(design, lines, item))))
    return design, item, base, (rng.random(n) < p_right).astype(float)


def test_each_item_gets_the_line_that_a_general_optimiser_finds() -> None:
    design, item, base, score = answers(3_000, spread=1.0)
    lines = fit_item_lines(design, item, N_ITEMS, base, score, SPREADS)
    for i in (0, 7, 28):
        own = item == i

        def badness(line: FloatArray, own: Any = own) -> float:
            logits = base[own] + design[own] @ line
            loss = np.sum(np.logaddexp(0.0, logits) - score[own] * logits)
            return float(loss + 0.5 * np.sum((line / SPREADS) ** 2))

        found = minimize(badness, np.zeros(3), tol=1e-10).x
        np.testing.assert_allclose(lines[i], found, atol=1e-4)


def test_an_item_without_answers_has_no_line() -> None:
    lines = fit_item_lines(*_with_items(answers(500, 1.0)), SPREADS)
    assert lines[-1].tolist() == [0.0, 0.0, 0.0]


def test_a_spread_of_0_leaves_a_coefficient_out() -> None:
    design, item, base, score = answers(2_000, spread=1.0)
    lines = fit_item_lines(design, item, N_ITEMS, base, score, np.array([0.3, 0.0, 0.2]))
    fewer = fit_item_lines(design[:, [0, 2]], item, N_ITEMS, base, score, np.array([0.3, 0.2]))
    assert not lines[:, 1].any()
    assert lines[:, [0, 2]].tolist() == fewer.tolist()
    assert not fit_item_lines(design, item, N_ITEMS, base, score, np.zeros(3)).any()


def test_lines_that_are_there_are_found_and_lines_that_are_not_are_left_out() -> None:
    n = 40_000
    held_out = np.arange(n) % 3 == 0
    there, absent = (
        choose_spreads(*_with_items(answers(n, spread)), SPREADS, held_out=held_out)
        for spread in (1.0, 0.0)
    )
    assert there.tolist() in ((0.5 * SPREADS).tolist(), SPREADS.tolist(), (1.5 * SPREADS).tolist())
    assert absent.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (0, np.zeros((4, 2)), "design must have shape"),
        (1, np.array([0, 1, 2, N_ITEMS]), "item must lie between 0 and 29"),
        (1, np.array([0]), "item and base must have shape"),
        (3, np.full(4, np.nan), "finite"),
        (4, np.full(4, 2.0), "score must lie in 0 to 1"),
        (5, np.array([0.1, -0.1, 0.1]), "spreads must be numbers from 0"),
    ],
)
def test_what_lines_cannot_be_fitted_to_is_refused(place: int, value: Any, message: str) -> None:
    given: list[Any] = [*_with_items(answers(4, 1.0)), SPREADS]
    given[place] = value
    with pytest.raises(ValueError, match=message):
        fit_item_lines(*given)


def test_spreads_are_chosen_on_some_rows_and_by_some_factor() -> None:
    given = (*_with_items(answers(10, 1.0)), SPREADS)
    with pytest.raises(ValueError, match="held_out must mark some rows"):
        choose_spreads(*given, held_out=np.ones(10, dtype=bool))
    with pytest.raises(ValueError, match="factors must be numbers from 0"):
        choose_spreads(*given, held_out=np.arange(10) < 5, factors=(-1.0,))


def _with_items(
    rows: tuple[FloatArray, IntArray, FloatArray, FloatArray],
) -> tuple[FloatArray, IntArray, int, FloatArray, FloatArray]:
    design, item, base, score = rows
    return design, item, N_ITEMS, base, score
