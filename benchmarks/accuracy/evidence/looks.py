"""How often a study without an effect ever looks like one, when it is looked at every week.

    python -m benchmarks.accuracy.evidence.looks [--studies N]

Classes differ for good (icc as given, 25 learners), every week brings one more quiz of noise, and
the difference of all quizzes so far is judged each week of a year: by the ordinary interval, and by
the one that holds at every look. Tuned to the error of the last week.
"""

import argparse

import numpy as np

from armillary.science.evidence import student_estimate, widen_for_looks
from benchmarks.provenance import provenance

WEEKS = 52
SEED = 20261122


def false_alarms(n_classes: int, icc: float, n_studies: int) -> tuple[float, float]:
    generator = np.random.default_rng([SEED, n_classes, int(1000 * icc)])
    half, weeks = n_classes // 2, np.arange(1, WEEKS + 1)
    noise = np.sqrt((1.0 - icc) / 25)
    planned = float(np.sqrt((icc + noise**2 / WEEKS) * 2.0 / half))
    naive = widened = 0
    for _study in range(n_studies):
        lasting = generator.normal(0.0, np.sqrt(icc), (n_classes, 1))
        fresh = np.cumsum(generator.normal(0.0, noise, (n_classes, WEEKS)), axis=1) / weeks
        one, other = np.split(lasting + fresh, 2)
        effect = one.mean(axis=0) - other.mean(axis=0)
        error = np.sqrt((one.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / half)
        early = late = False
        for shown, se in zip(effect, error, strict=True):
            found = student_estimate(float(shown), float(se), df=n_classes - 2.0, level=0.95)
            early |= found.p < 0.05
            late |= widen_for_looks(found, planned_se=planned).p < 0.05
        naive, widened = naive + early, widened + late
    return naive / n_studies, widened / n_studies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000)
    n = parser.parse_args().studies
    command = f"python -m benchmarks.accuracy.evidence.looks --studies {n}"
    print(provenance(command, measured="src/armillary/science/evidence"))
    print(f"Monte Carlo error of 5 %: {100 * np.sqrt(0.05 * 0.95 / n):.2f} points\n")
    print("classes   icc  ordinary %  every look %")
    for n_classes in (6, 8, 12, 20, 40):
        for icc in (0.0, 0.02, 0.15):
            naive, widened = false_alarms(n_classes, icc, n)
            verdict = "" if widened <= 0.05 else "  ABOVE 5 %"
            print(
                f"{n_classes:7} {icc:5.2f} {100 * naive:11.1f} {100 * widened:13.1f}{verdict}",
                flush=True,
            )


if __name__ == "__main__":
    main()
