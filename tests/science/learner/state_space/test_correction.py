import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from armillary.science.learner.state_space.correction import (
    Correction,
    correct,
    correct_many,
    correct_row,
    make_room,
    tabulate,
)
from armillary.science.learner.state_space.correction_text import (
    correction_values,
    read_correction,
    round_digits,
)
from armillary.science.numerics import FloatArray

N_SIGNALS, N_BINS, N_UNITS, N_GROUPS = 7, 4, 6, 5
LINE_SIGNALS = (2, 6)


def example(seed: int = 3) -> Correction:
    rng = np.random.default_rng(seed)

    def draw(*shape: int) -> FloatArray:
        return round_digits(rng.normal(size=shape))

    edges = np.sort(draw(N_SIGNALS, N_BINS + 1), axis=1)
    edges[1, 3:] = edges[1, 2]  # two bins only
    weights = draw(N_SIGNALS, N_BINS + 1, N_UNITS)
    weights[1, 2:4] = 0.0
    tables = [draw(N_GROUPS, n) for n in (N_UNITS, N_UNITS, N_UNITS, N_SIGNALS)]
    for table in tables:
        table[2] = 0.0  # a group about which nothing was learned
    return Correction(
        edges=edges,
        mean=draw(N_SIGNALS),
        sd=round_digits(0.2 + rng.random(N_SIGNALS)),
        weights=weights,
        bias=draw(N_UNITS),
        out=draw(N_UNITS),
        offset=draw(),
        line_signals=np.array(LINE_SIGNALS),
        group_gate=tables[0],
        group_shift=tables[1],
        group_out=tables[2],
        group_line=tables[3],
        group_offset=np.array([0.1, 0.2, 0.0, -0.3, 0.4]),
    )


def rows(n: int, seed: int = 4) -> tuple[FloatArray, Any, FloatArray]:
    rng = np.random.default_rng(seed)
    signals = rng.normal(scale=3.0, size=(n, N_SIGNALS))  # many outside the edges, some cut off
    return signals, rng.integers(-1, N_GROUPS, n), 0.3 * rng.normal(size=(n, 3))


def by_the_formula(
    signals: FloatArray, group: int, line: FloatArray, correction: Correction
) -> float:
    """The correction as its docstring defines it, number by number in double precision."""
    c = correction
    units = c.bias.copy()
    standard = np.clip((signals - c.mean) / c.sd, -5.0, 5.0)
    for j, x in enumerate(signals):
        for k in range(N_BINS):
            low, high = c.edges[j, k], c.edges[j, k + 1]
            if high > low:
                units += (np.clip((x - low) / (high - low), 0.0, 1.0) - 0.5) * c.weights[j, k]
        units += standard[j] * c.weights[j, N_BINS]
    total, out = float(c.offset), c.out
    if group >= 0:
        units = units * (1.0 + c.group_gate[group]) + c.group_shift[group]
        out = out + c.group_out[group]
        total += float(c.group_line[group] @ standard) + c.group_offset[group]
    total += float(np.where(units > 0.0, units, 0.01 * units) @ out)
    return total + float(line @ np.array([1.0, *standard[list(LINE_SIGNALS)]]))


def test_look_ups_give_what_the_formula_gives() -> None:
    signals, group, line = rows(300)
    added = correct(signals, group, line, example())
    expected = [by_the_formula(*row, example()) for row in zip(signals, group, line, strict=True)]
    # Single precision: 7 digits of about 50 summands of size 10.
    np.testing.assert_allclose(added, expected, rtol=1e-5, atol=1e-4)
    assert {-1, 0, N_GROUPS - 1} <= set(group.tolist())


def test_a_value_on_an_edge_or_far_outside_is_no_trap() -> None:
    correction = example()
    marks = np.unique(np.concatenate((correction.edges.ravel(), [-1e6, 1e6])))
    signals = np.repeat(marks[:, None], N_SIGNALS, axis=1)
    group, line = np.zeros(len(marks), dtype=np.int64), np.zeros((len(marks), 3))
    expected = [by_the_formula(row, 0, line[0], correction) for row in signals]
    added = correct(signals, group, line, correction)
    np.testing.assert_allclose(added, expected, rtol=1e-5, atol=1e-4)


def test_a_row_does_not_depend_on_its_batch() -> None:
    signals, group, line = rows(40)
    together = correct(signals, group, line, example())
    backwards = correct(signals[::-1], group[::-1], line[::-1], example())[::-1]
    alone = [correct(signals[[i]], group[[i]], line[[i]], example())[0] for i in range(40)]
    assert together.tolist() == backwards.tolist() == alone


@pytest.mark.parametrize("n_shared", range(N_SIGNALS + 1))
def test_sharing_a_learners_signals_changes_no_bit(n_shared: int) -> None:
    signals, group, line = rows(40)
    signals[:, N_SIGNALS - n_shared :] = signals[0, N_SIGNALS - n_shared :]
    tables = tabulate(example())
    room, added = make_room(tables), np.empty(40)
    correct_many(signals, group, line, tables, n_shared, room, added)
    one_by_one = [correct_row(signals[i], group[i], line[i], tables, room) for i in range(40)]
    assert added.tolist() == one_by_one


def test_an_unknown_group_is_a_group_with_nothing_of_its_own() -> None:
    signals, _, line = rows(20)
    unknown = correct(signals, np.full(20, -1), line, example())
    assert unknown.tolist() == correct(signals, np.full(20, 2), line, example()).tolist()
    assert unknown.tolist() != correct(signals, np.full(20, 1), line, example()).tolist()


def test_no_correction_adds_nothing_and_no_rows_give_no_rows() -> None:
    assert correct(*rows(3), None).tolist() == [0.0, 0.0, 0.0]
    assert correct(*rows(0), example()).tolist() == []


def test_what_was_written_as_json_is_read_back_to_the_last_bit() -> None:
    correction = example()
    values = correction_values(correction)
    read = read_correction({k: tuple(v) for k, v in json.loads(json.dumps(values)).items()})
    assert correct(*rows(200), read).tolist() == correct(*rows(200), correction).tolist()
    assert correction_values(read) == values
    assert read.n_bytes == correction.n_bytes


def test_groups_about_which_nothing_was_learned_are_not_written() -> None:
    values = correction_values(example())
    assert values["groups"] == (0.0, 1.0, 3.0, 4.0)
    assert len(values["group_line"]) == 4 * N_SIGNALS
    assert len(values["weights"]) == (N_SIGNALS * (N_BINS + 1) - 2) * N_UNITS


def test_values_are_rounded_to_five_digits() -> None:
    rounded = round_digits(np.array([[1.234567, -0.00012345678], [0.0, 123456.0]]))
    assert rounded.tolist() == [[1.2346, -0.00012346], [0.0, 123460.0]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bias": None}, r"lacks \['bias'\]"),
        ({"more": (1.0,)}, r"unknown \['more'\]"),
        ({"bias": (1.0,)}, "bias of a correction must be 6 numbers, got 1"),
        ({"sizes": (1.0, 2.0)}, "must be 4 numbers, got 2"),
        ({"groups": (0.0, 1.0, 3.0, 9.0)}, "groups of a correction must be whole numbers"),
        ({"line_signals": (0.5, 1.0)}, "line_signals of a correction must be whole numbers"),
        ({"mean": (float("nan"),) * N_SIGNALS}, "mean must hold finite numbers"),
        ({"sizes": (0.0, 5.0, 6.0, 5.0)}, "must be 0 numbers"),
        ({"sizes": (float("nan"), 5.0, 6.0, 5.0)}, "sizes of a correction must be whole numbers"),
    ],
)
def test_a_faulty_text_is_refused(change: dict[str, Any], message: str) -> None:
    values = correction_values(example()) | change
    with pytest.raises(ValueError, match=message):
        read_correction({name: row for name, row in values.items() if row is not None})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bias": np.zeros(5)}, "bias must have 6 units, got 5"),
        ({"offset": np.zeros(1)}, "offset must have 0 dimensions, got 1"),
        ({"sd": np.zeros(N_SIGNALS)}, "sd must be above 0"),
        ({"edges": np.zeros((N_SIGNALS, N_BINS + 1))}, "edges must ascend"),
        ({"line_signals": np.array([N_SIGNALS])}, "line_signals must be below 7"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(example(), **change)


@pytest.mark.parametrize(
    ("signals", "group", "line", "message"),
    [
        (np.zeros((2, 3)), np.zeros(2, dtype=int), np.zeros((2, 3)), "signals must have shape"),
        (np.zeros((2, 7)), np.zeros(2, dtype=int), np.zeros((2, 1)), "line must have shape"),
        (np.full((1, 7), np.nan), np.zeros(1, dtype=int), np.zeros((1, 3)), "finite"),
        (np.zeros((1, 7)), np.array([5]), np.zeros((1, 3)), "between -1 and 4"),
    ],
)
def test_rows_that_do_not_fit_are_refused(
    signals: FloatArray, group: Any, line: FloatArray, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        correct(signals, group, line, example())
