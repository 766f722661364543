"""What every regression of this folder asks of its rows."""

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .refusals import Reason, RefusalError

COLLINEAR = 1e-10  # share of a column's square that the columns before leave unexplained


def check_regression(outcome: FloatArray, columns: FloatArray, cluster: IntArray) -> None:
    """Raise unless the rows of a regression fit together and tell something."""
    if outcome.ndim != 1 or columns.ndim != 2 or len(columns) != len(outcome):
        raise ValueError(f"outcome and columns differ: {outcome.shape} and {columns.shape}")
    if cluster.shape != outcome.shape:
        raise ValueError(f"cluster and outcome differ: {cluster.shape} and {outcome.shape}")
    if len(outcome) == 0:
        raise RefusalError(Reason.ALL_MISSING, "there is no row to read")
    if not (np.all(np.isfinite(outcome)) and np.all(np.isfinite(columns))):
        raise ValueError("outcome and columns must be finite; leave out rows that miss a value")
    if outcome.min() == outcome.max():
        raise RefusalError(Reason.OUTCOME_CONSTANT, "every outcome is the same; nothing differs")


def check_columns(total: FloatArray, n: int) -> None:
    """Raise unless n rows with these products of columns tell every effect apart."""
    p = len(total)
    if n <= p:
        raise RefusalError(Reason.TOO_FEW_ROWS, f"{n} rows cannot tell {p} effects apart")
    for k in range(p):
        if unexplained(total, k) <= COLLINEAR:
            raise RefusalError(
                Reason.COLLINEAR,
                f"column {k} is constant or a sum of those before it; leave it out",
            )


def unexplained(whole: FloatArray, k: int) -> float:
    """The share of column k's square that the columns before it leave unexplained."""
    size = float(whole[k, k])
    if k == 0 or size == 0.0:
        return 1.0 if size > 0.0 else 0.0
    known = whole[:k, k]
    return 1.0 - float(known @ np.linalg.solve(whole[:k, :k], known)) / size


def complete_rows(*parts: FloatArray) -> BoolArray:
    """Return which rows are finite in every part, of shape (n,) or (n, k) each."""
    kept = np.ones(len(parts[0]), dtype=bool)
    for part in parts:
        kept &= np.isfinite(part) if part.ndim == 1 else np.all(np.isfinite(part), axis=1)
    return kept
