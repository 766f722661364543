"""What each item asks beyond its difficulty: a line of a few signals of its own, kept small.

Two items of one skill may differ in more than how hard they are: one hangs more on the level of the
learner, another on what was answered just before. Items have few answers each, so every coefficient
is drawn to 0 (ridge regression): an item without answers gets exactly 0.
"""

from collections.abc import Sequence

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

N_STEPS = 3  # of Newton; coefficients are small, so that the third hardly moves them
FACTORS = (0.0, 0.5, 1.0, 1.5)
N_AT_ONCE = 65_536  # rows, when a design is multiplied


def fit_item_lines(
    design: FloatArray,
    item: IntArray,
    n_items: int,
    base: FloatArray,
    score: FloatArray,
    spreads: FloatArray,
) -> FloatArray:
    """Return the coefficients of each item's line, the most likely ones under a normal prior.

    The logit of a row is `base` plus its item's coefficients times its design. Coefficients have
    mean 0 and the spreads given, apart from each other.

    Parameters
    ----------
    design : shape (n, n_lines); usually a constant and standardised signals
    item : shape (n,), 0 to n_items - 1
    base : shape (n,), logits without the line
    score : shape (n,), 0 to 1
    spreads : shape (n_lines,), logits a unit of the design; 0 leaves a coefficient out

    Returns
    -------
    shape (n_items, n_lines)

    Raises
    ------
    ValueError
        If shapes do not fit together or a number is not what it must be.
    """
    _check(design, item, n_items, base, score, spreads)
    used = np.flatnonzero(spreads > 0.0)
    lines = np.zeros((n_items, len(spreads)))
    if len(used) == 0 or n_items == 0:
        return lines
    columns = [np.ascontiguousarray(design[:, j]) for j in used]
    tie = np.diag(spreads[used] ** -2.0)
    fitted = np.zeros((n_items, len(used)))
    for _ in range(N_STEPS):
        logits = base.copy()
        for k, column in enumerate(columns):
            logits += fitted[item, k] * column
        p_right = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
        slope = _sums(item, n_items, score - p_right, columns) - fitted @ tie
        bend = _products(item, n_items, p_right * (1.0 - p_right), columns) + tie
        fitted += np.linalg.solve(bend, slope[..., None])[..., 0]
    lines[:, used] = fitted
    return lines


def choose_spreads(
    design: FloatArray,
    item: IntArray,
    n_items: int,
    base: FloatArray,
    score: FloatArray,
    spreads: FloatArray,
    *,
    held_out: BoolArray,
    factors: Sequence[float] = FACTORS,
) -> FloatArray:
    """Return the spreads times the factor whose lines, fitted without some rows, suit these best.

    Of factors that suit equally well the first is taken. See `fit_item_lines`.

    Parameters
    ----------
    held_out : shape (n,); rows to choose by, all others are fitted to
    factors : none negative; 0 stands for no lines at all
    """
    _check(design, item, n_items, base, score, spreads)
    if held_out.shape != score.shape or not 0 < held_out.sum() < len(score):
        raise ValueError("held_out must mark some rows, not all, of those given")
    if not factors or min(factors) < 0.0:
        raise ValueError(f"factors must be numbers from 0, got {factors}")
    fit, test = np.flatnonzero(~held_out), np.flatnonzero(held_out)
    given = (design[fit], item[fit], n_items, base[fit], score[fit])
    losses = []
    for factor in factors:
        lines = fit_item_lines(*given, factor * spreads)
        logits = base[test] + line_logits(design[test], lines, item[test])
        losses.append(float(np.mean(np.logaddexp(0.0, logits) - score[test] * logits)))
    return factors[int(np.argmin(losses))] * spreads


def line_logits(design: FloatArray, lines: FloatArray, item: IntArray) -> FloatArray:
    """Return what the items' lines add to each row, shape (n,)."""
    added = np.empty(len(item))
    for first in range(0, len(item), N_AT_ONCE):
        rows = slice(first, first + N_AT_ONCE)
        added[rows] = np.einsum("nl,nl->n", design[rows], lines[item[rows]])
    return added


def _sums(
    item: IntArray, n_items: int, values: FloatArray, columns: Sequence[FloatArray]
) -> FloatArray:
    """Sums over each item's rows of values times each column, shape (n_items, n_columns)."""
    sums = [np.bincount(item, values * column, minlength=n_items) for column in columns]
    return np.stack(sums, axis=1)


def _products(
    item: IntArray, n_items: int, weight: FloatArray, columns: Sequence[FloatArray]
) -> FloatArray:
    """Weighted sums of products of two columns, shape (n_items, n_columns, n_columns)."""
    n = len(columns)
    products = np.empty((n_items, n, n))
    for a in range(n):
        weighted = weight * columns[a]
        for b in range(a, n):
            products[:, a, b] = np.bincount(item, weighted * columns[b], minlength=n_items)
            products[:, b, a] = products[:, a, b]
    return products


def _check(
    design: FloatArray,
    item: IntArray,
    n_items: int,
    base: FloatArray,
    score: FloatArray,
    spreads: FloatArray,
) -> None:
    """Refuse what lines cannot be fitted to."""
    n = len(score)
    if design.shape != (n, len(spreads)):
        raise ValueError(f"design must have shape {(n, len(spreads))}, got {design.shape}")
    if not item.shape == base.shape == (n,):
        raise ValueError(f"item and base must have shape ({n},), got {item.shape}, {base.shape}")
    if not (np.all(np.isfinite(design)) and np.all(np.isfinite(base))):
        raise ValueError("design and base must hold finite numbers")
    if not np.all((score >= 0.0) & (score <= 1.0)):
        raise ValueError("score must lie in 0 to 1")
    if not np.all((item >= 0) & (item < n_items)):
        raise ValueError(f"item must lie between 0 and {n_items - 1}")
    if not np.all((spreads >= 0.0) & np.isfinite(spreads)):
        raise ValueError(f"spreads must be numbers from 0, got {spreads.tolist()}")
