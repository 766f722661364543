"""Logistic and single precision: bounds, inverses, and the nearest number above."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.science.numerics import logit, round_single, round_single_up, sigmoid


@given(st.floats(-700.0, 20.0))
def test_logit_undoes_sigmoid(logits: float) -> None:
    assert logit(sigmoid(logits)) == pytest.approx(logits, rel=1e-7, abs=1e-7)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_sigmoid_keeps_order_and_bounds(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 <= sigmoid(low) <= sigmoid(high) <= 1.0


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, math.nan])
def test_a_probability_without_logits_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="strictly between"):
        logit(p)


@given(st.floats(-1e30, 1e30))
def test_rounding_is_what_numpy_calls_single(value: float) -> None:
    assert round_single(value) == float(np.float32(value))


@given(st.just(0.0) | st.floats(1e-30, 1e30))
def test_rounding_up_is_the_nearest_single_not_below(value: float) -> None:
    up = round_single_up(value)
    assert up >= value
    assert round_single(up) == up
    below = float(np.nextafter(np.float32(up), np.float32(-1.0)))
    assert up == 0.0 or below < value
