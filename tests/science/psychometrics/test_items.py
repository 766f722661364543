"""Curves of items: chances add up to 1, slopes are slopes, and numbers are told as they are kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armillary.science.psychometrics import ItemParameters
from armillary.science.psychometrics.items import pack_items, reported_slopes, unpack_item
from armillary.science.psychometrics.problem import PackedItems, fill_tables

X = np.linspace(-6.0, 6.0, 13)
SLOPES = st.floats(-1.0, 3.0)
LOGITS = st.floats(-4.0, 4.0)


def one(model: str, slope: float, steps: list[float], guessing: float) -> ItemParameters:
    if model == "grm":
        steps = (max(steps) - 0.1 - np.cumsum(np.abs(steps) + 0.05)).tolist()
    if model in {"2pl", "3pl"}:
        steps = steps[:1]
    return ItemParameters("x", model, slope, tuple(steps), guessing if model == "3pl" else 0.0)


ITEMS = st.builds(
    one,
    st.sampled_from(["2pl", "3pl", "grm", "gpcm"]),
    SLOPES,
    st.lists(LOGITS, min_size=1, max_size=4),
    st.floats(0.01, 0.5),
)


@settings(max_examples=60, deadline=None)
@given(ITEMS)
def test_chances_add_up_and_slopes_are_slopes(item: ItemParameters) -> None:
    packed = pack_items([item])
    chance, slope = fill_tables(packed, X)
    assert chance.sum(axis=0) == pytest.approx(np.ones(len(X)), abs=1e-12)
    assert np.all(chance > 0.0)
    for p in range(len(packed.parameters)):
        nudge = np.zeros(len(packed.parameters))
        nudge[p] = 1e-6
        up, down = (np.log(fill_tables(_moved(packed, sign * nudge), X)[0]) for sign in (1.0, -1.0))
        # Logarithms of chances near 0 are not told apart well by differences.
        far = chance > 1e-6
        assert ((up - down) / 2e-6)[far] == pytest.approx(slope[:, p][far], abs=1e-4, rel=1e-3)


def _moved(packed: PackedItems, by: np.ndarray) -> PackedItems:
    return PackedItems(packed.kind, packed.cell, packed.place, packed.parameters + by)


@settings(max_examples=40, deadline=None)
@given(ITEMS)
def test_numbers_come_back_as_they_were(item: ItemParameters) -> None:
    numbers = pack_items([item]).parameters
    back = unpack_item("x", item.model, numbers)
    assert back.slope == item.slope
    assert back.intercepts == pytest.approx(item.intercepts, abs=1e-9)
    assert back.guessing == pytest.approx(item.guessing, abs=1e-9)
    matrix = reported_slopes(item.model, numbers)
    for p in range(len(numbers)):
        nudge = np.zeros(len(numbers))
        nudge[p] = 1e-6
        up, down = (unpack_item("x", item.model, numbers + s * nudge) for s in (1.0, -1.0))
        told = np.subtract(_told(up), _told(down)) / 2e-6
        assert told == pytest.approx(matrix[:, p], abs=1e-5)


def _told(item: ItemParameters) -> list[float]:
    tail = [item.guessing] if item.model == "3pl" else []
    return [item.slope, *item.intercepts, *tail]


def test_difficulties_are_where_steps_are_even() -> None:
    item = ItemParameters("x", "gpcm", 2.0, (1.0, -3.0))
    assert item.difficulties == (-0.5, 1.5)
    with pytest.raises(ValueError, match="tells nothing"):
        _ = ItemParameters("x", "2pl", 0.0, (1.0,)).difficulties


@pytest.mark.parametrize(
    ("model", "slope", "steps", "guessing", "told"),
    [
        ("nominal", 1.0, (0.0,), 0.0, "model must be one of"),
        ("2pl", np.inf, (0.0,), 0.0, "must be finite"),
        ("2pl", 1.0, (), 0.0, "must be finite"),
        ("grm", 1.0, (0.0, 0.0), 0.0, "must descend"),
        ("2pl", 1.0, (0.0, 1.0), 0.0, "one intercept, got 2"),
        ("3pl", 1.0, (0.0,), 1.0, "guessing of item 'x' cannot be 1.0"),
        ("2pl", 1.0, (0.0,), 0.2, "guessing of item 'x' cannot be 0.2"),
    ],
)
def test_impossible_items_are_refused(
    model: str, slope: float, steps: tuple[float, ...], guessing: float, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        ItemParameters("x", model, slope, steps, guessing)
