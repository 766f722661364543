"""Small simulated studies whose truth is known."""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray


@dataclass(frozen=True)
class Rows:
    outcome: FloatArray
    arm: FloatArray
    before: FloatArray
    cluster: IntArray


def simulate_rows(
    seed: int, *, sizes: list[int], effect: float, between: float = 0.3, before: float = 0.6
) -> Rows:
    """Clusters of the given sizes, every second in arm 1; residual variance 1."""
    generator = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    x = generator.normal(size=len(cluster))
    arm = (cluster % 2).astype(np.float64)
    shift = generator.normal(0.0, between, len(sizes))[cluster]
    outcome = effect * arm + before * x + shift + generator.normal(size=len(cluster))
    return Rows(outcome, arm, x, cluster)
