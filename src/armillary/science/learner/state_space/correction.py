"""A small learned correction on top of the filter's logit, and how it is worked out quickly.

Every signal is cut into bins and enters a layer of hidden units as a piecewise-linear function; the
skills that an item asks for (its group) gate and shift the units and add a line of their own. A
piecewise-linear function is known from its values at its knots, so these are tabulated once: a
signal then costs one look-up and one blend of two rows of the table, whatever the number of bins.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from armillary.science.numerics import FloatArray, IntArray

from .compiling import compiled

SingleArray = NDArray[np.float32]

LEAK = np.float32(0.01)  # slope of a hidden unit below zero
FAR = np.float32(5.0)  # a standardised signal is cut off here
_NONE = np.float32(0.0)
_ALL = np.float32(1.0)
_UNITS, _SHARED, _STANDARD, _PIECE, _PART = range(5)  # rows of the working space
SHAPES = {
    "edges": ("signals", "edges"),
    "mean": ("signals",),
    "sd": ("signals",),
    "weights": ("signals", "edges", "units"),
    "bias": ("units",),
    "out": ("units",),
    "offset": (),
    "line_signals": ("lines",),
    "group_gate": ("groups", "units"),
    "group_shift": ("groups", "units"),
    "group_out": ("groups", "units"),
    "group_line": ("groups", "signals"),
    "group_offset": ("groups",),
}

F = TypeVar("F", bound=Callable[..., Any])


def written_out(function: F) -> F:
    """Compile a function into each that calls it: handing all the tables on costs more than it."""
    return cast(F, numba.njit(inline="always")(function))


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """The numbers of a trained correction; a row of signals in, an addition to the logit out.

    A signal x with the edges e enters as n_bins numbers, clip((x - e[k]) / (e[k + 1] - e[k]), 0, 1)
    less 1/2, and one more, clip((x - mean) / sd, -5, 5). Every number has five significant digits.

    Parameters
    ----------
    edges : shape (n_signals, n_bins + 1), ascending; a signal with fewer bins repeats its last
    mean, sd : shape (n_signals,); sd above 0
    weights : shape (n_signals, n_bins + 1, n_units); of the bins and, last, of the standardised
        signal; 0 for a bin without width
    bias, out : shape (n_units,)
    offset : logits
    line_signals : shape (n_lines - 1,); the standardised signals that an item's line is made of;
        its first coefficient is a constant
    group_gate, group_shift, group_out : shape (n_groups, n_units); added to 1, 0 and `out`
    group_line : shape (n_groups, n_signals), of the standardised signals
    group_offset : shape (n_groups,), logits

    Raises
    ------
    ValueError
        If shapes do not fit together or a number is not what it must be.
    """

    edges: FloatArray
    mean: FloatArray
    sd: FloatArray
    weights: FloatArray
    bias: FloatArray
    out: FloatArray
    offset: FloatArray
    line_signals: IntArray
    group_gate: FloatArray
    group_shift: FloatArray
    group_out: FloatArray
    group_line: FloatArray
    group_offset: FloatArray

    def __post_init__(self) -> None:
        sizes: dict[str, int] = {}
        for name, shape in SHAPES.items():
            array = getattr(self, name)
            if array.ndim != len(shape):
                raise ValueError(f"{name} must have {len(shape)} dimensions, got {array.ndim}")
            for axis, size in zip(shape, array.shape, strict=True):
                if sizes.setdefault(axis, size) != size:
                    raise ValueError(f"{name} must have {sizes[axis]} {axis}, got {size}")
            if not np.all(np.isfinite(array)):
                raise ValueError(f"{name} must hold finite numbers")
        if self.edges.shape[1] < 2 or min(sizes["signals"], sizes["units"]) < 1:
            raise ValueError("a correction needs a signal, a bin and a hidden unit")
        if not (np.all(np.diff(self.edges) >= 0.0) and np.all(self.edges[:, 1] > self.edges[:, 0])):
            raise ValueError("edges must ascend, and the first bin of each signal have a width")
        if not np.all(self.sd > 0.0):
            raise ValueError("sd must be above 0")
        lines = self.line_signals
        if not np.all((lines >= 0) & (lines < sizes["signals"])):
            raise ValueError(f"line_signals must be below {sizes['signals']}, got {lines.tolist()}")

    @property
    def n_signals(self) -> int:
        """How many signals a row has."""
        return len(self.edges)

    @property
    def n_units(self) -> int:
        """How many hidden units there are."""
        return len(self.bias)

    @property
    def n_groups(self) -> int:
        """How many groups have numbers of their own; any other is group -1."""
        return len(self.group_offset)

    @property
    def n_lines(self) -> int:
        """How many coefficients the line of an item has."""
        return 1 + len(self.line_signals)

    @property
    def n_bytes(self) -> int:
        """How many bytes the numbers take in memory, without the tables made of them."""
        return sum(int(getattr(self, f.name).nbytes) for f in fields(self))


class Tables(NamedTuple):
    """A correction as tables in single precision, for compiled code.

    Parameters
    ----------
    knots : shape (n_pieces - 1, n_signals); where a signal's next piece starts, or infinity
    low, scale : shape (n_signals, n_pieces); start of a piece, 1 / its width
    nodes : shape (n_signals, n_pieces + 1, n_units); what hidden units get at the ends of pieces
    mean, scale_all : shape (n_signals,); to standardise
    bias : shape (n_units,)
    groups : shape (n_groups + 1, 3, n_units); gate, shift and way out; row 0 for group -1
    lines : shape (n_groups + 1, n_signals)
    offsets : shape (n_groups + 1,)
    line_signals : shape (n_lines - 1,)
    """

    knots: SingleArray
    low: SingleArray
    scale: SingleArray
    nodes: SingleArray
    mean: SingleArray
    scale_all: SingleArray
    bias: SingleArray
    groups: SingleArray
    lines: SingleArray
    offsets: SingleArray
    line_signals: IntArray


def tabulate(correction: Correction) -> Tables:
    """Return the tables that `correct_row` and `correct_many` look things up in."""
    single = np.float32
    knots, low, scale, nodes = _pieces(correction)
    zeros = np.zeros((1, correction.n_units))
    neutral = np.stack((zeros + 1.0, zeros, correction.out[None]), axis=1)
    own = (correction.group_gate, correction.group_shift, correction.group_out)
    groups = np.concatenate((neutral, neutral + np.stack(own, axis=1)))
    lines = np.concatenate((np.zeros((1, correction.n_signals)), correction.group_line))
    offsets = correction.offset + np.concatenate(([0.0], correction.group_offset))
    return Tables(
        knots=knots.astype(single),
        low=low.astype(single),
        scale=scale.astype(single),
        nodes=nodes.astype(single),
        mean=correction.mean.astype(single),
        scale_all=(1.0 / correction.sd).astype(single),
        bias=correction.bias.astype(single),
        groups=groups.astype(single),
        lines=lines.astype(single),
        offsets=offsets.astype(single),
        line_signals=correction.line_signals,
    )


def _pieces(correction: Correction) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Knots, starts, scales and nodes; a signal bends at its edges and where it is cut off."""
    mean, sd, edges = correction.mean[:, None], correction.sd[:, None], correction.edges
    bends = np.sort(np.concatenate((edges, mean - FAR * sd, mean + FAR * sd), axis=1), axis=1)
    width = np.diff(edges)[:, None, :]
    reach = bends[:, :, None] - edges[:, None, :-1]  # (n_signals, n_bends, n_bins)
    part = np.clip(reach / np.where(width > 0.0, width, 1.0), 0.0, 1.0) - 0.5
    standard = np.clip((bends - mean) / sd, -FAR, FAR)
    entered = np.concatenate((part, standard[:, :, None]), axis=2)
    nodes = np.einsum("sbk,sku->sbu", entered, correction.weights)
    apart = np.diff(bends)
    scale = np.divide(1.0, apart, out=np.zeros_like(apart), where=apart > 0.0)
    return np.ascontiguousarray(bends[:, 1:-1].T), bends[:, :-1], scale, nodes


def make_room(tables: Tables) -> SingleArray:
    """Return the working space that `correct_row` and `correct_many` write to."""
    n_signals, _, n_units = tables.nodes.shape
    return np.zeros((_PART + 1, -(-(n_signals + n_units) // 4) * 4), dtype=np.float32)


def correct(
    signals: FloatArray, group: IntArray, line: FloatArray, correction: Correction | None
) -> FloatArray:
    """Return what is added to the logit of each row; a row's result does not depend on the others.

    Parameters
    ----------
    signals : shape (n, n_signals)
    group : shape (n,); the number of the skills asked for together, -1 for one not known
    line : shape (n, n_lines); the coefficients of the item's own line, zeros when it has none
    correction : None adds nothing

    Returns
    -------
    shape (n,), logits

    Raises
    ------
    ValueError
        If shapes do not fit, a number is not finite, or a group is not there.
    """
    n = len(signals)
    if correction is None:
        return np.zeros(n)
    wanted = {"signals": (n, correction.n_signals), "group": (n,), "line": (n, correction.n_lines)}
    for name, array in (("signals", signals), ("group", group), ("line", line)):
        if array.shape != wanted[name]:
            raise ValueError(f"{name} must have shape {wanted[name]}, got {array.shape}")
    if not (np.all(np.isfinite(signals)) and np.all(np.isfinite(line))):
        raise ValueError("signals and line must hold finite numbers")
    if not np.all((group >= -1) & (group < correction.n_groups)):
        raise ValueError(f"group must lie between -1 and {correction.n_groups - 1}")
    tables = tabulate(correction)
    added = np.empty(n)
    signals, line = np.ascontiguousarray(signals), np.ascontiguousarray(line)  # one form to compile
    correct_many(signals, np.ascontiguousarray(group), line, tables, 0, make_room(tables), added)
    return added


@written_out
def _look_up(signals: FloatArray, first: int, last: int, tables: Tables, room: SingleArray) -> None:
    """Find where signals first to last - 1 stand: standardised, piece, part of the piece."""
    n = last - first
    standard = room[_STANDARD, first:last]
    piece, part = room[_PIECE, first:last], room[_PART, first:last]
    mean, scale = tables.mean[first:last], tables.scale_all[first:last]
    for j in range(n):
        x = np.float32(signals[first + j])
        part[j] = x
        piece[j] = _NONE
        standard[j] = min(max((x - mean[j]) * scale[j], -FAR), FAR)
    for i in range(tables.knots.shape[0]):
        knots = tables.knots[i, first:last]
        for j in range(n):
            piece[j] += np.float32(part[j] >= knots[j])
    for j in range(n):
        k = int(piece[j])
        low, steep = tables.low[first + j, k], tables.scale[first + j, k]
        part[j] = min(max((part[j] - low) * steep, _NONE), _ALL)


@written_out
def _add_signals(first: int, last: int, tables: Tables, room: SingleArray) -> None:
    """Add what signals last - 1 down to first give to the hidden units."""
    n_units = tables.bias.shape[0]
    units = room[_UNITS, :n_units]
    for j in range(last - 1, first - 1, -1):
        k = int(room[_PIECE, j])
        far = room[_PART, j]
        near = _ALL - far
        start, end = tables.nodes[j, k], tables.nodes[j, k + 1]
        for u in range(n_units):
            units[u] += near * start[u] + far * end[u]


@written_out
def _add_up(group: int, line: FloatArray, tables: Tables, room: SingleArray) -> float:
    """Return what the hidden units, the group's line and the item's line come to."""
    units, standard = room[_UNITS], room[_STANDARD]
    n_units, n_signals = tables.bias.shape[0], tables.mean.shape[0]
    gate, shift = tables.groups[group + 1, 0], tables.groups[group + 1, 1]
    out, own = tables.groups[group + 1, 2], tables.lines[group + 1]
    for u in range(n_units):
        pushed = units[u] * gate[u] + shift[u]
        units[u] = max(pushed, LEAK * pushed) * out[u]
    for j in range(n_signals):
        units[n_units + j] = own[j] * standard[j]
    a, b, c, d = _NONE, _NONE, _NONE, _NONE
    for i in range(0, units.shape[0], 4):
        a += units[i]
        b += units[i + 1]
        c += units[i + 2]
        d += units[i + 3]
    total = np.float64(tables.offsets[group + 1]) + np.float64((a + b) + (c + d)) + line[0]
    for i in range(tables.line_signals.shape[0]):
        total += line[i + 1] * np.float64(standard[tables.line_signals[i]])
    return float(total)


@compiled
def correct_row(
    signals: FloatArray, group: int, line: FloatArray, tables: Tables, room: SingleArray
) -> float:
    """Return what is added to one logit; signals of shape (n_signals,), line (n_lines,)."""
    _look_up(signals, 0, len(tables.mean), tables, room)
    room[_UNITS, : len(tables.bias)] = tables.bias
    _add_signals(0, len(tables.mean), tables, room)
    return _add_up(group, line, tables, room)


@compiled
def correct_many(
    signals: FloatArray,
    group: IntArray,
    line: FloatArray,
    tables: Tables,
    n_shared: int,
    room: SingleArray,
    added: FloatArray,
) -> None:
    """Fill `added`, shape (n,), as `correct_row` would; the last n_shared signals are all alike.

    Signals are added from the last to the first, so what the shared ones give comes first and is
    worked out once.
    """
    n_signals, n_units = len(tables.mean), len(tables.bias)
    n_own = n_signals - n_shared
    if len(signals) == 0:
        return
    _look_up(signals[0], n_own, n_signals, tables, room)
    room[_UNITS, :n_units] = tables.bias
    _add_signals(n_own, n_signals, tables, room)
    room[_SHARED] = room[_UNITS]
    for row in range(len(signals)):
        _look_up(signals[row], 0, n_own, tables, room)
        room[_UNITS, :n_units] = room[_SHARED, :n_units]
        _add_signals(0, n_own, tables, room)
        added[row] = _add_up(group[row], line[row], tables, room)
