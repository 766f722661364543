"""How a correction is trained on rows of signals: Adam, a few hundred rows at a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .correction import Correction, SingleArray
from .correction_network import (
    Adam,
    Encoder,
    Numbers,
    Weights,
    fit_encoder,
    make_weights,
    pass_backward,
    pass_forward,
)
from .correction_text import round_digits

HIDDEN_SHRINK = 1e-5
N_AT_ONCE = 4_096  # rows of one forward pass outside training


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How a correction is trained.

    Parameters
    ----------
    hidden : units of one network
    n_bins : bins a signal is cut into, at quantiles
    n_epochs : passes over the rows until the rate has fallen to 0
    stop_after : passes that are made, at most n_epochs; 0 for all
    batch : rows of one step
    rate : of the first step
    dropout : share of units left out at a step
    group_shrink, line_shrink : in every step the groups' units, and lines, shrink by a share of
        100 times this times the rate
    n_networks : networks trained apart and averaged into one with n_networks * hidden units
    line_signals : the signals that items' lines are made of; see `Correction`
    """

    hidden: int = 64
    n_bins: int = 8
    n_epochs: int = 10
    stop_after: int = 0
    batch: int = 512
    rate: float = 1e-3
    dropout: float = 0.2
    group_shrink: float = 1e-2
    line_shrink: float = 1e-2
    n_networks: int = 1
    line_signals: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name in ("hidden", "n_bins", "n_epochs", "batch", "n_networks"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)}")
        if not 0 <= self.stop_after <= self.n_epochs:
            raise ValueError(f"stop_after must lie in 0 to {self.n_epochs}, got {self.stop_after}")
        if not 0.0 < self.rate < 1.0:
            raise ValueError(f"rate must lie between 0 and 1, got {self.rate}")
        if not 0.0 <= self.dropout < 1.0:
            raise ValueError(f"dropout must be at least 0 and below 1, got {self.dropout}")
        if min(self.line_signals, default=0) < 0:
            raise ValueError(f"line_signals must be numbers from 0, got {self.line_signals}")
        for name in ("group_shrink", "line_shrink"):
            if not 0.0 <= 100.0 * self.rate * getattr(self, name) < 1.0:
                raise ValueError(f"100 * rate * {name} must be at least 0 and below 1")


@dataclass(frozen=True, slots=True)
class Training:
    """What training gave.

    Parameters
    ----------
    correction : the networks as they were after the best epoch
    best_epoch : counted from 1; the last when no rows were held out
    held_out_loss : log-loss on the rows held out after each epoch, in nats; else empty
    """

    correction: Correction
    best_epoch: int
    held_out_loss: tuple[float, ...]


def train_correction(
    signals: SingleArray,
    group: IntArray,
    n_groups: int,
    base: FloatArray,
    score: FloatArray,
    *,
    settings: TrainingSettings,
    special_edges: Mapping[int, Sequence[float]],
    held_out: BoolArray | None,
    generator: np.random.Generator,
) -> Training:
    """Return the correction that makes scores most likely when it is added to given logits.

    Parameters
    ----------
    signals : shape (n, n_signals), finite
    group : shape (n,), -1 to n_groups - 1
    base : shape (n,), logits
    score : shape (n,), 0 to 1
    special_edges : edges of bins, by signal, for those that are not to be cut at quantiles
    held_out : shape (n,); rows not trained on, after whose log-loss the best epoch is chosen

    Raises
    ------
    ValueError
        If shapes do not fit together or a number is not what it must be.
    """
    _check_rows(signals, group, n_groups, base, score, held_out)
    lost = np.zeros(len(score), dtype=bool) if held_out is None else held_out
    rows = _Rows(signals, group, base.astype(np.float32), score.astype(np.float32))
    train, test = np.flatnonzero(~lost), np.flatnonzero(lost)
    encoder = fit_encoder(signals, train, settings.n_bins, special_edges, generator)
    networks = [
        _Network(encoder, n_groups, settings, one) for one in generator.spawn(settings.n_networks)
    ]
    losses: list[float] = []
    best = [network.weights for network in networks]
    for epoch in range(settings.stop_after or settings.n_epochs):
        for network in networks:
            network.train_epoch(rows, train, epoch)
        if len(test):
            losses.append(_mean_loss(networks, rows, test))
            if losses[-1] == min(losses):
                best = [network.weights.copy() for network in networks]
    best_epoch = 1 + int(np.argmin(losses)) if losses else settings.stop_after or settings.n_epochs
    return Training(_join(best, encoder, settings), best_epoch, tuple(losses))


@dataclass(frozen=True, slots=True)
class _Rows:
    """All rows; base and score in single precision."""

    signals: SingleArray
    group: IntArray
    base: SingleArray
    score: SingleArray


class _Network:
    """One network while it is trained."""

    def __init__(
        self,
        encoder: Encoder,
        n_groups: int,
        settings: TrainingSettings,
        generator: np.random.Generator,
    ) -> None:
        n_units, n_signals = settings.hidden, encoder.n_signals
        shape = (encoder.n_inputs, n_units, n_groups, n_signals)
        self._encoder, self._settings, self._generator = encoder, settings, generator
        self.weights = make_weights(*shape, np.float32)
        self._slopes = make_weights(*shape, np.float32)
        self.weights.inputs[:] = generator.normal(size=(encoder.n_inputs, n_units))
        self.weights.inputs[:] /= np.sqrt(3.0 * n_signals)
        self.weights.out[:] = 0.05 * generator.normal(size=n_units)
        shrink = make_weights(*shape, np.float32)
        shrink.inputs[:] = shrink.out[:] = HIDDEN_SHRINK
        shrink.groups[:] = settings.group_shrink
        shrink.groups[:, 3 * n_units : -1] = settings.line_shrink
        self._adam = Adam(self.weights, 100.0 * shrink.all)

    def train_epoch(self, rows: _Rows, train: IntArray, epoch: int) -> None:
        """Go once over the rows to train on, in a new order."""
        order = self._generator.permutation(train)
        n_steps = -(-len(order) // self._settings.batch)
        for step in range(n_steps):
            done = (epoch + step / n_steps) / self._settings.n_epochs
            rate = self._settings.rate * (0.5 + 0.5 * np.cos(np.pi * done))
            batch = order[step * self._settings.batch : (step + 1) * self._settings.batch]
            self._step(rows, batch, float(rate))

    def _step(self, rows: _Rows, batch: IntArray, rate: float) -> None:
        """Take one step down on some rows."""
        batch = batch[np.argsort(rows.group[batch], kind="stable")]
        group, inputs = rows.group[batch], self._encoder.encode(rows.signals[batch])
        done = pass_forward(self.weights, inputs, group, self._dropout(len(batch)))
        p_right = 1.0 / (1.0 + np.exp(-(rows.base[batch] + done.added)))
        pull = (p_right - rows.score[batch]) / np.float32(len(batch))
        pass_backward(done, pull, self._slopes)
        self._adam.step(self._slopes.all, rate)

    def _dropout(self, n_rows: int) -> Numbers | None:
        """What units are multiplied by in one step, shape (n_rows, n_units)."""
        share = np.float32(self._settings.dropout)
        if share == 0.0:
            return None
        kept = self._generator.random((n_rows, self._settings.hidden), dtype=np.float32) >= share
        return np.multiply(kept, 1.0 / (1.0 - share), dtype=np.float32)

    def add(self, rows: _Rows, some: IntArray) -> SingleArray:
        """What the network adds to the logits of some rows."""
        inputs = self._encoder.encode(rows.signals[some])
        return pass_forward(self.weights, inputs, rows.group[some], None).added


def _mean_loss(networks: Sequence[_Network], rows: _Rows, test: IntArray) -> float:
    """Log-loss of the networks' mean on some rows, in nats."""
    total = 0.0
    for some in np.array_split(test, -(-len(test) // N_AT_ONCE)):
        added = np.mean([network.add(rows, some) for network in networks], axis=0)
        logits = (rows.base[some] + added).astype(np.float64)
        total += float(np.sum(np.logaddexp(0.0, logits) - rows.score[some] * logits))
    return total / len(test)


def _join(parts: Sequence[Weights], encoder: Encoder, settings: TrainingSettings) -> Correction:
    """The networks' mean as one correction, every number rounded."""
    n_units, n = settings.hidden, len(parts)
    groups = np.stack([part.groups[:-1] for part in parts])
    edges = encoder.padded_edges()
    has_weight = np.pad(np.diff(edges) > 0.0, ((0, 0), (0, 1)), constant_values=True)
    weights = np.zeros((*edges.shape, n * n_units))
    joined = np.concatenate([part.inputs for part in parts], axis=1)
    n_bins = len(encoder.column)
    weights[:, :-1][has_weight[:, :-1]] = joined[:n_bins]
    weights[:, -1] = joined[n_bins:]
    gate, shift, out, line = np.split(groups, [n_units, 2 * n_units, 3 * n_units], axis=2)
    return Correction(
        edges=edges,
        mean=encoder.mean.astype(np.float64),
        sd=encoder.sd.astype(np.float64),
        weights=round_digits(weights),
        bias=round_digits(np.concatenate([part.bias for part in parts])),
        out=round_digits(np.concatenate([part.out for part in parts]) / n),
        offset=round_digits(np.mean([part.offset[0] for part in parts])),
        line_signals=np.array(settings.line_signals, dtype=np.int64),
        group_gate=round_digits(np.concatenate(gate, axis=1)),
        group_shift=round_digits(np.concatenate(shift, axis=1)),
        group_out=round_digits(np.concatenate(out, axis=1) / n),
        group_line=round_digits(np.mean(line[:, :, :-1], axis=0)),
        group_offset=round_digits(np.mean(line[:, :, -1], axis=0)),
    )


def _check_rows(
    signals: SingleArray,
    group: IntArray,
    n_groups: int,
    base: FloatArray,
    score: FloatArray,
    held_out: BoolArray | None,
) -> None:
    """Refuse rows that cannot be trained on."""
    n = len(score)
    if signals.ndim != 2 or signals.shape[1] == 0 or signals.dtype != np.float32:
        raise ValueError(
            "signals must be single precision of shape (n, n_signals),"
            f" got {signals.dtype} {signals.shape}"
        )
    if not len(signals) == len(group) == len(base) == n:
        lengths = (len(signals), len(group), len(base), n)
        raise ValueError(f"signals, group, base and score must have one length, got {lengths}")
    if held_out is not None and held_out.shape != (n,):
        raise ValueError(f"held_out must have shape ({n},), got {held_out.shape}")
    if n == 0 or (held_out is not None and bool(held_out.all())):
        raise ValueError("there must be a row to train on")
    if not (np.all(np.isfinite(signals)) and np.all(np.isfinite(base))):
        raise ValueError("signals and base must hold finite numbers")
    if not np.all((score >= 0.0) & (score <= 1.0)):
        raise ValueError("score must lie in 0 to 1")
    if not np.all((group >= -1) & (group < n_groups)):
        raise ValueError(f"group must lie between -1 and {n_groups - 1}")
