"""The two loops of difficulty estimation, compiled: over answers, and along the item numbers."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from armillary.science.numerics import FloatArray

# Takes the columns and each estimate's difficulties, or a chain as `_smooth_kernel` says.
Kernel = Callable[..., tuple[FloatArray, FloatArray]]


@cache
def compiled_kernels() -> tuple[Kernel, Kernel]:
    """Return both compiled: once a machine, where there is a folder to keep them in."""
    from .compiling import compiled  # loads the compiler

    add_answers: Kernel = compiled(_add_answers_kernel)
    smooth: Kernel = compiled(_smooth_kernel)
    return add_answers, smooth


def _add_answers_kernel(columns: Any, difficulty: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Slope and curvature of the log-likelihood in each estimate's difficulty of each item.

    Estimate j leaves out the rows of part j; `columns` is a tuple of one array a column.
    """
    part, item, score, strength, scale, weight = columns
    n_estimates, n_items = difficulty.shape
    pull = np.zeros((n_items, n_estimates))
    firm = np.zeros((n_items, n_estimates))
    last = n_estimates - 1
    for row in range(len(item)):
        which = item[row]
        for j in range(n_estimates):
            if j == part[row] and j != last:
                continue
            logits = scale[row] * (strength[row] - difficulty[j, which])
            p_right = 1.0 / (1.0 + np.exp(-logits))
            pull[which, j] += weight[row] * scale[row] * (p_right - score[row])
            firm[which, j] += weight[row] * scale[row] * scale[row] * p_right * (1.0 - p_right)
    return np.ascontiguousarray(pull.T), np.ascontiguousarray(firm.T)


def _smooth_kernel(
    seen: FloatArray, precision: FloatArray, sd: float, keep: float
) -> tuple[FloatArray, FloatArray]:
    """Mean and variance of a stationary first-order chain, seen with noise at every place.

    `seen` counts with its `precision`, 0 where nothing was seen; sd must be above 0.
    """
    n = len(seen)
    mean, variance = np.empty(n), np.empty(n)
    ahead_mean, ahead_variance = np.empty(n), np.empty(n)
    m, v = 0.0, sd * sd
    for i in range(n):
        if i > 0:
            m, v = keep * m, keep * keep * v + (1.0 - keep * keep) * sd * sd
        ahead_mean[i], ahead_variance[i] = m, v
        gain = v * precision[i] / (1.0 + v * precision[i])
        m, v = m + gain * (seen[i] - m), v * (1.0 - gain)
        mean[i], variance[i] = m, v
    for i in range(n - 2, -1, -1):
        back = variance[i] * keep / ahead_variance[i + 1]
        mean[i] += back * (mean[i + 1] - ahead_mean[i + 1])
        variance[i] += back * back * (variance[i + 1] - ahead_variance[i + 1])
    return mean, variance
