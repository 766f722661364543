"""A correction as named rows of plain numbers, for the parameter file, and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .correction import SHAPES, Correction

DIGITS = 5  # significant ones; what is kept of a trained number
_OF_GROUPS = tuple(name for name, shape in SHAPES.items() if shape[:1] == ("groups",))


def round_digits(values: NDArray[np.floating[Any]]) -> FloatArray:
    """Return the values to five significant digits, so that text of them is short and exact."""
    rounded = [float(f"{value:.{DIGITS}g}") + 0.0 for value in values.ravel().tolist()]
    return np.array(rounded, dtype=np.float64).reshape(values.shape)


def correction_values(correction: Correction) -> dict[str, tuple[float, ...]]:
    """Return the correction as named rows of plain numbers; `read_correction` reads them back.

    Bins without width and groups about which nothing was learned are left out.
    """
    known = np.flatnonzero(np.any([_any_in_row(correction, n) for n in _OF_GROUPS], axis=0))
    values: dict[str, tuple[float, ...]] = {
        "sizes": tuple(float(n) for n in (*correction.weights.shape, correction.n_groups)),
        "groups": tuple(known.astype(float).tolist()),
    }
    for name in SHAPES:
        array = getattr(correction, name)
        if name in _OF_GROUPS:
            array = array[known]
        elif name == "weights":
            array = array[_has_weight(correction.edges)]
        values[name] = tuple(array.ravel().astype(float).tolist())
    return values


def read_correction(values: Mapping[str, tuple[float, ...]]) -> Correction:
    """Return the correction that was written as named rows of numbers, equal to the last bit.

    Raises
    ------
    ValueError
        If a row of numbers is missing, not wanted, of the wrong length, or not what it must be.
    """
    wanted = {"sizes", "groups", *SHAPES}
    missing, extra = sorted(wanted - set(values)), sorted(set(values) - wanted)
    if missing or extra:
        raise ValueError(f"correction lacks {missing} and has unknown {extra}")
    sizes = _whole("sizes", values["sizes"], below=1 << 20)
    if len(sizes) != 4:
        raise ValueError(f"sizes of a correction must be 4 numbers, got {len(sizes)}")
    n_signals, n_edges, n_units, n_groups = sizes.tolist()
    groups = _whole("groups", values["groups"], below=n_groups)
    named = {"signals": n_signals, "edges": n_edges, "units": n_units, "groups": len(groups)}
    named["lines"] = len(values["line_signals"])
    arrays: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        length = tuple(named[axis] for axis in shape)
        if name == "weights":
            length = (int(_has_weight(arrays["edges"]).sum()), n_units)
        arrays[name] = _shaped(name, values[name], length)
    arrays["line_signals"] = _whole("line_signals", values["line_signals"], below=n_signals)
    arrays["weights"] = _spread(
        arrays["weights"], _has_weight(arrays["edges"]), (n_signals, n_edges, n_units)
    )
    for name in _OF_GROUPS:
        array = arrays[name]
        arrays[name] = _spread(array, groups, (n_groups, *array.shape[1:]))
    return Correction(**arrays)


def _any_in_row(correction: Correction, name: str) -> BoolArray:
    """For each group: is there a number other than 0 in its row of a table?"""
    table = getattr(correction, name)
    known: BoolArray = np.any(table.reshape(len(table), -1) != 0.0, axis=1)
    return known


def _has_weight(edges: FloatArray) -> BoolArray:
    """Which of the numbers that signals enter as can have weights; shape (n_signals, n_edges)."""
    return np.pad(np.diff(edges) > 0.0, ((0, 0), (0, 1)), constant_values=True)


def _whole(name: str, row: tuple[float, ...], *, below: int) -> IntArray:
    """A row of whole numbers from 0."""
    given = np.array(row, dtype=np.float64)
    if not np.all((given == np.floor(given)) & (given >= 0.0) & (given < below)):
        raise ValueError(f"{name} of a correction must be whole numbers from 0 below {below}")
    return given.astype(np.int64)


def _shaped(name: str, row: tuple[float, ...], shape: tuple[int, ...]) -> FloatArray:
    """A row of numbers in the shape that it must have."""
    if len(row) != int(np.prod(shape)):
        raise ValueError(
            f"{name} of a correction must be {int(np.prod(shape))} numbers, got {len(row)}"
        )
    return np.array(row, dtype=np.float64).reshape(shape)


def _spread(rows: FloatArray, place: Any, shape: tuple[int, ...]) -> FloatArray:
    """Zeros of a shape, with rows at places."""
    table = np.zeros(shape)
    table[place] = rows
    return table
