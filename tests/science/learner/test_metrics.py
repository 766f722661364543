"""AUC, log-loss and calibration error against arithmetic done another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.science.learner import (
    estimate_auc,
    estimate_calibration_error,
    estimate_log_loss,
    simulate_calibration_floor,
)

cases = st.lists(
    st.tuples(st.booleans(), st.integers(0, 6).map(lambda n: n / 6)), min_size=2, max_size=40
).filter(lambda rows: len({right for right, _ in rows}) == 2)


@given(rows=cases)
def test_auc_is_the_share_of_pairs_in_order_with_ties_half(rows: list[tuple[bool, float]]) -> None:
    outcome, p = np.array([float(r) for r, _ in rows]), np.array([p for _, p in rows])
    pairs = [
        1.0 if right > wrong else 0.5 if right == wrong else 0.0
        for right in p[outcome == 1.0]
        for wrong in p[outcome == 0.0]
    ]
    assert estimate_auc(outcome, p) == pytest.approx(sum(pairs) / len(pairs), abs=1e-12)


def test_log_loss_by_hand() -> None:
    # Right at 1/2 costs ln 2; wrong at 3/4 costs ln 4.
    loss = estimate_log_loss(np.array([1.0, 0.0]), np.array([0.5, 0.75]))
    assert loss == pytest.approx(1.5 * math.log(2.0))


def test_calibration_error_by_hand() -> None:
    # Twenty rows, so ten bins of two. Every bin but the last is right as often as it says; the
    # last says 1 twice and is right once: it is half wrong, and holds a tenth of the rows.
    p_right = np.repeat([0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0], 2)
    outcome = np.array([0.0] * 6 + [1.0, 0.0] * 6 + [1.0, 0.0])
    assert estimate_calibration_error(outcome, p_right) == pytest.approx(0.05)


def test_fewer_than_ten_rows_are_a_bin_each() -> None:
    error = estimate_calibration_error(np.array([1.0, 0.0]), np.array([0.9, 0.3]))
    assert error == pytest.approx(0.2)


def test_the_floor_is_what_calibrated_outcomes_show_and_less_than_a_shifted_model_shows() -> None:
    generator = np.random.default_rng(2)
    p_right = generator.uniform(0.1, 0.9, 4000)
    floor = simulate_calibration_floor(p_right, n_draws=200, generator=generator)
    # A bin's mean error is normal with sd sqrt(p(1-p)/400), about 0.0225; its mean size is 0.8 sd.
    assert floor.mean == pytest.approx(0.8 * 0.0225, rel=0.1)
    outcome = (generator.random(4000) < p_right).astype(float)
    assert estimate_calibration_error(outcome, p_right) < floor.mean + 4 * floor.sd
    assert estimate_calibration_error(outcome, p_right + 0.1) > floor.mean + 10 * floor.sd


@pytest.mark.parametrize("measure", [estimate_auc, estimate_log_loss, estimate_calibration_error])
@pytest.mark.parametrize(
    ("outcome", "p_right"),
    [([], []), ([1.0], [0.5, 0.5]), ([0.5, 1.0], [0.5, 0.5]), ([0.0, 1.0], [0.5, np.nan])],
)
def test_impossible_input_is_refused(measure, outcome, p_right) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="must be"):
        measure(np.array(outcome), np.array(p_right))


def test_ranking_needs_both_outcomes_and_log_loss_no_certainty() -> None:
    with pytest.raises(ValueError, match="right and wrong"):
        estimate_auc(np.ones(3), np.full(3, 0.5))
    with pytest.raises(ValueError, match="strictly between"):
        estimate_log_loss(np.ones(1), np.ones(1))
    with pytest.raises(ValueError, match="n_draws"):
        simulate_calibration_floor(np.full(3, 0.5), n_draws=1, generator=np.random.default_rng(1))
