"""How good are probabilities? Ranking, log-loss, and whether they mean what they say."""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

N_BINS = 10


def estimate_auc(outcome: FloatArray, p_right: FloatArray) -> float:
    """Return the chance that a right answer was given the higher probability; ties count half.

    Parameters
    ----------
    outcome : shape (n,); 0 or 1, both present
    p_right : shape (n,)

    Raises
    ------
    ValueError
        If an outcome is not 0 or 1, or only one of the two occurs.
    """
    _check(outcome, p_right)
    n_right = float(outcome.sum())
    n_wrong = len(outcome) - n_right
    if n_right == 0.0 or n_wrong == 0.0:
        raise ValueError("outcome must hold right and wrong answers to rank them")
    _, place, size = np.unique(p_right, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(size) - (size - 1) / 2.0  # of equal probabilities, counted from 1
    ranks = float(mean_rank[place][outcome == 1.0].sum())
    return (ranks - n_right * (n_right + 1.0) / 2.0) / (n_right * n_wrong)


def estimate_log_loss(outcome: FloatArray, p_right: FloatArray) -> float:
    """Return the mean surprise in nats; every probability must lie strictly between 0 and 1."""
    _check(outcome, p_right)
    if not np.all((p_right > 0.0) & (p_right < 1.0)):
        raise ValueError("p_right must lie strictly between 0 and 1")
    return float(-np.mean(np.where(outcome == 1.0, np.log(p_right), np.log1p(-p_right))))


def estimate_calibration_error(outcome: FloatArray, p_right: FloatArray) -> float:
    """Return the expected calibration error over 10 bins of equal mass.

    Rows are sorted by probability and cut into 10 parts of equal size; the error is the mean
    over rows of the distance between a part's share of right answers and its mean probability.
    """
    _check(outcome, p_right)
    order = np.argsort(p_right, kind="stable")
    return _binned_error(outcome[order], p_right[order], _edges(len(outcome)))


@dataclass(frozen=True, slots=True)
class Floor:
    """The calibration error that perfectly calibrated predictions would show, and its sd."""

    mean: float
    sd: float


def simulate_calibration_floor(
    p_right: FloatArray, *, n_draws: int, generator: np.random.Generator
) -> Floor:
    """Return the calibration error of outcomes drawn from the predictions themselves."""
    if n_draws < 2:
        raise ValueError(f"n_draws must be at least 2, got {n_draws}")
    ordered = np.sort(p_right)
    edges = _edges(len(ordered))
    errors = [
        _binned_error((generator.random(len(ordered)) < ordered).astype(np.float64), ordered, edges)
        for _ in range(n_draws)
    ]
    return Floor(mean=float(np.mean(errors)), sd=float(np.std(errors, ddof=1)))


def _edges(n_rows: int) -> IntArray:
    """Where the bins of sorted rows begin; fewer than 10 rows make as many bins."""
    n_bins = min(N_BINS, n_rows)
    return (np.arange(n_bins) * n_rows) // n_bins


def _binned_error(outcome: FloatArray, p_right: FloatArray, edges: IntArray) -> float:
    return float(np.abs(np.add.reduceat(outcome - p_right, edges)).sum() / len(outcome))


def _check(outcome: FloatArray, p_right: FloatArray) -> None:
    if outcome.shape != p_right.shape or outcome.ndim != 1 or len(outcome) == 0:
        raise ValueError(
            f"outcome and p_right must be two rows of one length, got {outcome.shape}"
            f" and {p_right.shape}"
        )
    if not np.all((outcome == 0.0) | (outcome == 1.0)):
        raise ValueError("every outcome must be 0 or 1")
    if not np.all((p_right >= 0.0) & (p_right <= 1.0)):
        raise ValueError("p_right must be from 0 to 1")
