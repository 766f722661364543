"""Seconds of processor time for a two-level REML fit: arm, one covariate, classes of 25.

    python -m benchmarks.speed.evidence.measure

One process, one thread; the middle of seven fits, rows in a shuffled order and in that of their
classes. lme4 took 0.78 and 8.0 s, linearmodels (GLS, no REML) 0.18 and 1.8 s on such data.
"""

import time

import numpy as np

from armillary.science.evidence import Grouping, estimate_cluster_contrast, fit_multilevel
from benchmarks.provenance import provenance

SEED = 20261122


def seconds(n: int, *, shuffled: bool) -> float:
    generator = np.random.default_rng(SEED)
    label = np.repeat(np.arange(n // 25), 25)
    if shuffled:
        label = generator.permutation(label)
    arm, before = (label % 2).astype(float), generator.normal(size=n)
    outcome = 0.2 * arm + 0.5 * before + 0.4 * generator.normal(size=n // 25)[label]
    outcome += generator.normal(size=n)
    columns, groupings = np.column_stack([arm, before]), (Grouping(label),)
    taken = []
    for _fit in range(8):
        start = time.process_time()
        fit = fit_multilevel(outcome, columns, groupings, method="reml")
        estimate_cluster_contrast(fit, np.array([0.0, 1.0, 0.0]), level=0.95)
        taken.append(time.process_time() - start)
    return float(np.median(taken[1:]))  # the first loads scipy


def main() -> None:
    command = "OMP_NUM_THREADS=1 python -m benchmarks.speed.evidence.measure"
    print(provenance(command, measured="src/armillary/science/evidence"))
    print("     rows  in order  shuffled  (CPU s)")
    for n in (1_000, 100_000, 1_000_000):
        print(f"{n:9,} {seconds(n, shuffled=False):9.4f} {seconds(n, shuffled=True):9.4f}")


if __name__ == "__main__":
    main()
