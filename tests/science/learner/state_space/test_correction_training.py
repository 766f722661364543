from typing import Any

import numpy as np
import pytest

from armillary.science.learner.state_space.correction import correct
from armillary.science.learner.state_space.correction_network import (
    fit_encoder,
    make_weights,
    pass_backward,
    pass_forward,
)
from armillary.science.learner.state_space.correction_text import correction_values
from armillary.science.learner.state_space.correction_training import (
    Training,
    TrainingSettings,
    train_correction,
)
from armillary.science.numerics import FloatArray, IntArray

QUICK = TrainingSettings(hidden=16, n_epochs=4, batch=128, rate=5e-3, dropout=0.1)
N_GROUPS = 3


def problem(n: int, seed: int) -> tuple[Any, IntArray, FloatArray, FloatArray]:
    """Signals, groups, base logits and scores: signals 0 and 1 work together, 2 in group 1 only."""
    rng = np.random.default_rng(seed)
    signals = rng.normal(size=(n, 4)).astype(np.float32)
    group = rng.integers(-1, N_GROUPS, n)
    base = rng.normal(size=n)
    truth = 1.5 * np.sign(signals[:, 0] * signals[:, 1]) + (group == 1) * 1.5 * signals[:, 2]
    score = (rng.random(n) < 1.0 / (1.0 + np.exp(-(base + truth)))).astype(float)
    return signals, group, base, score


def train(
    settings: TrainingSettings = QUICK, held_out: Any = None, seed: int = 1, n: int = 20_000
) -> Training:
    signals, group, base, score = problem(n, seed=7)
    return train_correction(
        signals,
        group,
        N_GROUPS,
        base,
        score,
        settings=settings,
        special_edges={0: (-1.0, 0.0, 0.001, 1.0)},
        held_out=held_out,
        generator=np.random.default_rng(seed),
    )


def loss(training: Training, rows: tuple[Any, IntArray, FloatArray, FloatArray]) -> float:
    signals, group, base, score = rows
    lines = np.zeros((len(score), training.correction.n_lines))
    logits = base + correct(signals.astype(float), group, lines, training.correction)
    return float(np.mean(np.logaddexp(0.0, logits) - score * logits))


def test_slopes_are_those_of_finite_differences() -> None:
    rng = np.random.default_rng(5)
    signals, group, base, score = problem(60, seed=6)
    encoder = fit_encoder(signals, np.arange(60), 3, {}, rng)
    order = np.argsort(group, kind="stable")
    inputs = encoder.encode(signals[order]).astype(np.float64)
    group, base, score = group[order], base[order], score[order]
    weights = make_weights(encoder.n_inputs, 5, N_GROUPS, 4, np.float64)
    weights.all[:] = rng.normal(scale=0.5, size=len(weights.all))
    weights.groups[-1] = 0.0
    kept = (rng.random((60, 5)) < 0.7) / 0.7

    def total() -> float:
        logits = base + pass_forward(weights, inputs, group, kept).added
        return float(np.sum(np.logaddexp(0.0, logits) - score * logits))

    done = pass_forward(weights, inputs, group, kept)
    slopes = make_weights(encoder.n_inputs, 5, N_GROUPS, 4, np.float64)
    pass_backward(done, 1.0 / (1.0 + np.exp(-(base + done.added))) - score, slopes)
    step = 1e-6
    fixed = weights.groups.shape[1]  # group -1 has the last row, which does not move
    assert not slopes.groups[-1].any()
    for i in range(len(weights.all) - fixed):
        there = weights.all[i]
        weights.all[i] = there + step
        above = total()
        weights.all[i] = there - step
        below = total()
        weights.all[i] = there
        assert slopes.all[i] == pytest.approx((above - below) / (2.0 * step), abs=2e-6)


def test_signals_that_work_together_and_groups_of_their_own_are_found() -> None:
    fresh = problem(20_000, seed=8)
    _, _, base, score = fresh
    without = float(np.mean(np.logaddexp(0.0, base) - score * base))
    signals, group = fresh[0], fresh[1]
    truth = base + 1.5 * np.sign(signals[:, 0] * signals[:, 1]) + (group == 1) * 1.5 * signals[:, 2]
    best = float(np.mean(np.logaddexp(0.0, truth) - score * truth))
    found = loss(train(), fresh)
    assert best < found < without
    assert (without - found) / (without - best) > 0.85


def test_averaged_networks_are_one_correction_and_do_not_do_worse() -> None:
    fresh = problem(20_000, seed=8)
    two = train(TrainingSettings(hidden=8, n_epochs=4, batch=128, rate=5e-3, n_networks=2))
    one = train(TrainingSettings(hidden=8, n_epochs=4, batch=128, rate=5e-3))
    assert two.correction.n_units == 16
    assert loss(two, fresh) < loss(one, fresh) + 0.002


def test_the_best_epoch_is_kept() -> None:
    # 300 rows and a high rate: later epochs learn the noise.
    wild = TrainingSettings(hidden=32, n_epochs=30, batch=32, rate=0.02, dropout=0.0)
    held_out = np.arange(600) % 2 == 0
    training = train(wild, held_out, n=600)
    losses = training.held_out_loss
    assert len(losses) == 30
    assert training.best_epoch == 1 + int(np.argmin(losses)) < 30
    rows = tuple(part[held_out] for part in problem(600, seed=7))
    # Rounding to five digits moves the loss in its fifth or so.
    assert loss(training, rows) == pytest.approx(min(losses), abs=1e-4)


def test_rows_held_out_teach_nothing() -> None:
    held_out = np.arange(20_000) % 4 == 0
    signals, group, base, score = problem(20_000, seed=7)
    given = (signals, group, N_GROUPS, base)
    first, second = (
        train_correction(
            *given,
            scores,
            settings=TrainingSettings(hidden=4, n_epochs=1),
            special_edges={},
            held_out=held_out,
            generator=np.random.default_rng(1),
        )
        for scores in (score, np.where(held_out, 1.0 - score, score))
    )
    assert correction_values(first.correction) == correction_values(second.correction)
    assert first.held_out_loss != second.held_out_loss


def test_a_training_can_be_repeated_with_as_many_epochs_as_were_best() -> None:
    whole = train(QUICK)
    part = train(TrainingSettings(**(_fields(QUICK) | {"stop_after": 2})))
    assert (whole.best_epoch, part.best_epoch) == (4, 2)
    assert whole.held_out_loss == part.held_out_loss == ()
    assert correction_values(whole.correction) != correction_values(part.correction)


def test_the_same_generator_gives_the_same_correction() -> None:
    short = TrainingSettings(hidden=8, n_epochs=1)
    first, again, other = (correction_values(train(short, seed=s).correction) for s in (1, 1, 2))
    assert first == again != other


def test_every_number_of_a_correction_has_five_digits() -> None:
    values = correction_values(train(TrainingSettings(hidden=4, n_epochs=1)).correction)
    for row in values.values():
        assert all(abs(x - float(f"{x:.5g}")) <= 1e-7 * abs(x) for x in row)
    assert values["edges"][:4] == (-1.0, 0.0, 0.001, 1.0)


def test_a_signal_that_never_changes_does_no_harm() -> None:
    signals, group, base, score = problem(2_000, seed=7)
    signals[:, 3] = 2.5
    training = train_correction(
        signals,
        group,
        N_GROUPS,
        base,
        score,
        settings=TrainingSettings(hidden=4, n_epochs=1),
        special_edges={},
        held_out=None,
        generator=np.random.default_rng(1),
    )
    added = correct(signals.astype(float), group, np.zeros((2_000, 1)), training.correction)
    assert np.all(np.isfinite(added))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"signals": np.zeros((4, 2))}, "single precision"),
        ({"group": np.array([0, 1, 2, 3])}, "between -1 and 2"),
        ({"base": np.array([0.0, 1.0, np.inf, 0.0])}, "finite"),
        ({"score": np.array([0.0, 1.0, 2.0, 0.0])}, "0 to 1"),
        ({"score": np.zeros(3)}, "one length"),
        ({"held_out": np.ones(4, dtype=bool)}, "a row to train on"),
        ({"held_out": np.ones(3, dtype=bool)}, "held_out must have shape"),
    ],
)
def test_rows_that_cannot_be_trained_on_are_refused(change: dict[str, Any], message: str) -> None:
    rows: dict[str, Any] = {
        "signals": np.zeros((4, 2), dtype=np.float32),
        "group": np.zeros(4, dtype=np.int64),
        "base": np.zeros(4),
        "score": np.zeros(4),
        "held_out": None,
    }
    with pytest.raises(ValueError, match=message):
        train_correction(
            **(rows | change),
            n_groups=N_GROUPS,
            settings=QUICK,
            special_edges={},
            generator=np.random.default_rng(1),
        )


@pytest.mark.parametrize(
    "change",
    [
        {"hidden": 0},
        {"rate": 0.0},
        {"dropout": 1.0},
        {"group_shrink": 20.0},
        {"stop_after": 11},
        {"line_signals": (-1,)},
    ],
)
def test_settings_out_of_range_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        TrainingSettings(**change)


def _fields(settings: TrainingSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in TrainingSettings.__dataclass_fields__}
