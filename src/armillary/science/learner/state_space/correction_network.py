"""The network behind a correction: what enters it, its slopes, and steps down them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from armillary.science.numerics import FloatArray, IntArray

from .correction import FAR, LEAK, SingleArray
from .correction_text import round_digits

# Single precision while training; the test that checks slopes uses double.
Numbers = NDArray[Any]

MOMENTUM, MOMENTUM_OF_SQUARES = 0.9, 0.999  # Kingma & Ba (2015), arXiv:1412.6980
SMALL = 1e-7
SMALLEST_SD = 1e-6
N_FOR_EDGES = 50_000  # rows that quantiles are taken of


@dataclass(frozen=True, slots=True)
class Encoder:
    """Turns signals into the numbers that enter a network; see `Correction`.

    Parameters
    ----------
    edges : one ascending row a signal
    mean, sd : shape (n_signals,)
    column, low, scale : shape (n_inputs - n_signals,); signal, start and 1 / width of each bin
    """

    edges: tuple[FloatArray, ...]
    mean: Numbers
    sd: Numbers
    column: IntArray
    low: Numbers
    scale: Numbers

    @property
    def n_signals(self) -> int:
        """How many signals a row has."""
        return len(self.edges)

    @property
    def n_inputs(self) -> int:
        """How many numbers a row becomes: a number for each bin, then one for each signal."""
        return len(self.column) + len(self.edges)

    def padded_edges(self) -> FloatArray:
        """The edges as one table; a short row repeats its last."""
        wide = max(len(row) for row in self.edges)
        return np.stack([np.pad(row, (0, wide - len(row)), mode="edge") for row in self.edges])

    def encode(self, signals: Numbers) -> Numbers:
        """Return the inputs of some rows, shape (n, n_inputs)."""
        n_bins = len(self.column)
        inputs: Numbers = np.empty((len(signals), self.n_inputs), dtype=self.low.dtype)
        part, standard = inputs[:, :n_bins], inputs[:, n_bins:]
        np.subtract(signals[:, self.column], self.low, out=part)
        part *= self.scale
        np.clip(part, 0.0, 1.0, out=part)
        part -= 0.5
        np.subtract(signals, self.mean, out=standard)
        standard /= self.sd
        np.clip(standard, -FAR, FAR, out=standard)
        return inputs


def fit_encoder(
    signals: SingleArray,
    train: IntArray,
    n_bins: int,
    special_edges: Mapping[int, Sequence[float]],
    generator: np.random.Generator,
) -> Encoder:
    """Return bins at quantiles of the rows to train on; edges of some signals may be given."""
    some = train
    if len(train) > N_FOR_EDGES:
        some = generator.choice(train, N_FOR_EDGES, replace=False)
    shares = np.linspace(0.0, 1.0, n_bins + 1)
    edges, mean, sd = [], [], []
    for j in range(signals.shape[1]):
        column = signals[train, j].astype(np.float64)
        mean.append(column.mean())
        sd.append(column.std() + SMALLEST_SD)
        marks = special_edges.get(j, ())
        if len(marks) == 0:
            marks = np.quantile(signals[some, j], shares).tolist()
        row = np.unique(round_digits(np.array(marks, dtype=np.float64)))
        edges.append(row if len(row) > 1 else np.array([row[0] - 1.0, row[0] + 1.0]))
    return Encoder(
        edges=tuple(edges),
        mean=round_digits(np.array(mean)).astype(np.float32),
        sd=round_digits(np.array(sd)).astype(np.float32),
        column=np.repeat(np.arange(len(edges)), [len(row) - 1 for row in edges]),
        low=np.concatenate([row[:-1] for row in edges]).astype(np.float32),
        scale=np.concatenate([1.0 / np.diff(row) for row in edges]).astype(np.float32),
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of one network, or as many slopes; every field is a view of `all`.

    `groups` has a row for each group and a last one, for rows of group -1, that stays 0; its
    columns are gate, shift and way out of each unit, then a line of the signals and a constant.
    """

    all: Numbers
    inputs: Numbers
    bias: Numbers
    out: Numbers
    offset: Numbers
    groups: Numbers

    def copy(self) -> "Weights":
        """The same numbers, to be kept while these change."""
        n_inputs, n_units = self.inputs.shape
        n_groups, wide = self.groups.shape
        copied = make_weights(
            n_inputs, n_units, n_groups - 1, wide - 3 * n_units - 1, self.all.dtype
        )
        copied.all[:] = self.all
        return copied


def make_weights(n_inputs: int, n_units: int, n_groups: int, n_signals: int, dtype: Any) -> Weights:
    """Return weights that are all 0; dtype is that of single or double precision."""
    wide = 3 * n_units + n_signals + 1
    shapes = ((n_inputs, n_units), (n_units,), (n_units,), (1,), (n_groups + 1, wide))
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    everything = np.zeros(int(ends[-1]), dtype=dtype)
    parts = np.split(everything, ends[:-1])
    views = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
    return Weights(everything, *views)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a network made of some rows on the way to its additions to their logits."""

    group: IntArray
    inputs: Numbers
    units: Numbers
    gate: Numbers
    kept: Numbers | None  # what dropout multiplies units by
    slope: Numbers
    hidden: Numbers
    out: Numbers
    added: Numbers


def pass_forward(weights: Weights, inputs: Numbers, group: IntArray, kept: Numbers | None) -> Pass:
    """Return what a network adds to the logits of some rows, and the steps on the way."""
    n_units = len(weights.bias)
    own = weights.groups[group]  # group -1 takes the last row
    gate, shift, out, line = np.split(own[:, :-1], [n_units, 2 * n_units, 3 * n_units], axis=1)
    gate = gate + 1.0
    out = out + weights.out
    units = inputs @ weights.inputs
    units += weights.bias
    pushed = units * gate
    pushed += shift
    slope = np.where(pushed > 0.0, inputs.dtype.type(1.0), inputs.dtype.type(LEAK))
    hidden = pushed * slope
    if kept is not None:
        hidden *= kept
    added = np.einsum("nu,nu->n", hidden, out)
    added += np.einsum("ns,ns->n", line, inputs[:, -line.shape[1] :])
    added += own[:, -1] + weights.offset
    return Pass(group, inputs, units, gate, kept, slope, hidden, out, added)


def pass_backward(done: Pass, pull: Numbers, slopes: Weights) -> None:
    """Fill `slopes` with those of the loss, whose slope by each row's logit is `pull`.

    Rows must be in ascending order of group.
    """
    n_signals = slopes.groups.shape[1] - 3 * len(slopes.bias) - 1
    through = done.out * pull[:, None]
    if done.kept is not None:
        through *= done.kept
    through *= done.slope  # by the shift
    by_out = done.hidden * pull[:, None]
    line = done.inputs[:, -n_signals:] * pull[:, None]
    rows = np.concatenate((through * done.units, through, by_out, line, pull[:, None]), axis=1)
    start = np.flatnonzero(np.diff(done.group, prepend=-2))
    slopes.groups[:] = 0.0
    slopes.groups[done.group[start]] = np.add.reduceat(rows, start, axis=0)
    slopes.groups[-1] = 0.0
    through *= done.gate
    np.matmul(done.inputs.T, through, out=slopes.inputs)
    np.sum(through, axis=0, out=slopes.bias)
    np.sum(by_out, axis=0, out=slopes.out)
    slopes.offset[0] = pull.sum()


class Adam:
    """Adam with weights that shrink by themselves (Loshchilov & Hutter 2019, arXiv:1711.05101)."""

    def __init__(self, weights: Weights, shrink: Numbers) -> None:
        self._weights = weights.all
        self._shrink = shrink
        self._mean = np.zeros_like(weights.all)
        self._square = np.zeros_like(weights.all)
        self._room = np.empty_like(weights.all)
        self._n_steps = 0

    def step(self, slopes: Numbers, rate: float) -> None:
        """Move the weights one step down; `slopes` is used up."""
        self._n_steps += 1
        room = self._room
        np.subtract(slopes, self._mean, out=room)
        room *= 1.0 - MOMENTUM
        self._mean += room
        np.multiply(slopes, slopes, out=slopes)
        slopes -= self._square
        slopes *= 1.0 - MOMENTUM_OF_SQUARES
        self._square += slopes
        np.multiply(self._square, 1.0 / (1.0 - MOMENTUM_OF_SQUARES**self._n_steps), out=room)
        np.sqrt(room, out=room)
        room += SMALL
        np.divide(self._mean, room, out=room)
        room *= rate / (1.0 - MOMENTUM**self._n_steps)
        self._weights -= room
        np.multiply(self._shrink, -rate, out=room)
        room += 1.0
        self._weights *= room
