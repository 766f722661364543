"""Does the formula for power agree with simulated studies, each analysed in full?

python -m benchmarks.accuracy.evidence.power [--studies N]
"""

import argparse
from dataclasses import replace

import numpy as np

from armillary.science.evidence import (
    Drawing,
    StudyPlan,
    predict_power,
    simulate_power,
    smallest_difference,
)
from benchmarks.provenance import provenance

LEVEL = 0.95
PLAIN = StudyPlan(Drawing.CLUSTERS, (20, 20), 25.0, 0.0, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0)
SWAP = replace(PLAIN, drawing=Drawing.CROSSOVER, stay_within=0.6)
PLANS = {
    "20+20 classes": PLAIN,
    "3+3 classes": replace(PLAIN, n_clusters=(3, 3), icc=0.1),
    "4+8 unequal classes, baseline of learners": replace(
        PLAIN, n_clusters=(4, 8), size_spread=0.4, explained_within=0.5
    ),
    "6+6 unequal classes, baseline, dropout 20 %": replace(
        PLAIN,
        n_clusters=(6, 6),
        size_spread=0.5,
        dropout=0.2,
        explained_within=0.5,
        explained_between=0.5,
    ),
    "3+3 classes, baseline of learners alone": replace(
        PLAIN,
        n_clusters=(3, 3),
        explained_within=0.4,
        explained_between=0.4,
        dropout=0.1,
        class_means=False,
    ),
    "6+6 unequal classes, baseline of learners alone": replace(
        PLAIN,
        n_clusters=(6, 6),
        size_spread=0.5,
        explained_within=0.4,
        explained_between=0.4,
        class_means=False,
    ),
    "15+15 unequal classes, baseline, dropout 20 %": replace(
        PLAIN,
        n_clusters=(15, 15),
        size_spread=0.5,
        dropout=0.2,
        explained_within=0.5,
        explained_between=0.5,
    ),
    "learners of 4 classes, baseline, dropout 10 %": replace(
        PLAIN, drawing=Drawing.LEARNERS, n_clusters=(2, 2), explained_within=0.4, dropout=0.1
    ),
    "crossover of 4+4 classes, dropout 10 %": replace(
        SWAP, n_clusters=(4, 4), stay_between=0.8, dropout=0.1, size_spread=0.3
    ),
    "crossover of 1+1 classes that stay as they are": replace(
        SWAP, n_clusters=(1, 1), stay_between=1.0
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=5000)
    n = parser.parse_args().studies
    command = f"python -m benchmarks.accuracy.evidence.power --studies {n}"
    print(provenance(command, measured="src/armillary/science/evidence"))
    print(f"Monte Carlo error of a power of 80 %: {100 * np.sqrt(0.16 / n):.2f} points\n")
    print(f"{'study':50} effect  formula  simulated  apart")
    for name, plan in PLANS.items():
        smallest = smallest_difference(plan, power=0.8, level=LEVEL)
        for effect in (smallest, 0.6 * smallest):
            formula = predict_power(plan, effect=effect, level=LEVEL)
            found = simulate_power(plan, effect=effect, level=LEVEL, n_studies=n, seed=20261122)
            apart = 100 * (found - formula)
            verdict = "" if abs(apart) <= 2.0 else "  MORE THAN 2 POINTS"
            print(
                f"{name:50} {effect:6.3f} {100 * formula:8.1f} {100 * found:10.1f} "
                f"{apart:6.1f}{verdict}",
                flush=True,
            )


if __name__ == "__main__":
    main()
