"""How near calibrations come to the truth, and whether their errors are as large as they say.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.accuracy.psychometrics.measure
    OPENBLAS_NUM_THREADS=1 python -m benchmarks.accuracy.psychometrics.measure --data FOLDER

The first simulates; the second compares with published values on data that are not in the
repository (columns `person`, then one an item). `--replications` says how many tests are drawn
for the coverage of intervals.
"""

import argparse
from pathlib import Path

import duckdb
import numpy as np

from armillary.science.psychometrics import (
    Calibration,
    ItemParameters,
    Model,
    Settings,
    calibrate,
    estimate_abilities,
    simulate_answers,
    sort_answers,
)
from benchmarks.accuracy.psychometrics.banks import SEED, draw_bank, draw_rows
from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.accuracy.psychometrics.measure"
BANKS: tuple[tuple[Model, int, int], ...] = (("2pl", 10_000, 50), ("3pl", 10_000, 50))
# Learners, items, share seen: a class, a school, a district.
SCHOOLS = ((100, 20, 1.0), (300, 30, 1.0), (1_000, 40, 0.5))
PUBLISHED = {
    ("lsat7", "2pl"): -2658.8051,
    ("lsat7", "rasch"): -2664.9009,
    ("sat12_scored", "2pl"): -9488.955,
    ("fraction_subtraction", "2pl"): -4640.14,
}
SLOPES = {
    ("lsat7", "2pl"): (0.988, 1.081, 1.706, 0.765, 0.736),
    ("science", "grm"): (1.041, 1.226, 2.296, 1.095),
}


def root(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def numbers(items: list[ItemParameters]) -> np.ndarray:
    return np.array([(item.slope, item.difficulties[0], item.guessing) for item in items])


def bounds(found: Calibration) -> tuple[float, float]:
    """Root mean squares of the standard errors of slopes and intercepts."""
    slope = np.array([item.se_slope for item in found.items])
    steps = np.concatenate([item.se_intercepts for item in found.items])
    return root(slope), root(steps)


def show_recovery(n_banks: int) -> None:
    print(f"Root mean square errors, {n_banks} banks each (seeds {SEED} and on)")
    print(
        f"{'':<22}{'slope':>8}{'bound':>8}{'intercept':>11}{'bound':>8}{'difficulty':>12}{'guessing':>10}"
    )
    for model, n_learners, n_items in BANKS:
        rows = []
        for k in range(n_banks):
            generator = np.random.default_rng(SEED + k)
            bank = draw_bank(n_items, model, generator)
            drawn = draw_rows(bank, n_learners, 1.0, generator)
            found = calibrate(sort_answers(drawn.learner, drawn.item, drawn.score), Settings(model))
            off = numbers(list(found.bank)) - numbers(bank)
            steps = [
                a.intercepts[0] - b.intercepts[0] for a, b in zip(found.bank, bank, strict=True)
            ]
            rows.append(
                (*[root(off[:, i]) for i in range(3)], root(np.array(steps)), *bounds(found))
            )
            if k == 0 or k == n_banks - 1:
                slope, hard, guess, step, se_slope, se_step = (
                    rows[0] if k == 0 else [root(np.array(r)) for r in zip(*rows, strict=True)]
                )
                name = f"{model} {n_learners:,} x {n_items}" + (" first" if k == 0 else " all")
                print(
                    f"{name:<22}{slope:>8.4f}{se_slope:>8.4f}{step:>11.4f}{se_step:>8.4f}"
                    f"{hard:>12.4f}{guess:>10.4f}"
                )
    print()


def show_coverage(replications: int) -> None:
    print(f"Share of 95 % intervals that hold the truth, {replications} tests of 2pl items each")
    print(f"{'':<28}{'slope':>8}{'intercept':>11}{'eap':>8}{'wle':>8}{'intervals':>12}")
    for n_learners, n_items, seen in SCHOOLS:
        hits = np.zeros(4)
        n = np.zeros(4)
        for k in range(replications):
            generator = np.random.default_rng([SEED, n_learners, k])
            bank = draw_bank(n_items, "2pl", generator)
            ability = generator.normal(size=n_learners)
            table = simulate_answers(ability, bank, generator=generator, seen=seen)
            found = calibrate(table, Settings("2pl"))
            if not found.converged:
                continue
            truth = {item.item: item for item in bank}
            for item in found.items:
                true = truth[item.parameters.item]
                hits[0] += abs(item.parameters.slope - true.slope) < 1.96 * item.se_slope
                gap = abs(item.parameters.intercepts[0] - true.intercepts[0])
                hits[1] += gap < 1.96 * item.se_intercepts[0]
            n[:2] += len(found.items)
            for i, method in ((2, "eap"), (3, "wle")):
                told = estimate_abilities(
                    table, found.bank, method=method, item_errors=found.item_errors
                )
                gaps = np.abs(told.estimate - ability[told.learners])
                hits[i] += np.sum(gaps < 1.96 * told.error)
                n[i] += len(gaps)
        share = hits / n
        name = f"{n_learners:,} x {n_items}, {seen:.0%} seen"
        print(
            f"{name:<28}{share[0]:>8.4f}{share[1]:>11.4f}{share[2]:>8.4f}{share[3]:>8.4f}{int(n[0]):>12,}"
        )
    print("The standard error of a share is about 0.22 / root(intervals).\n")


def read_matrix(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    columns = duckdb.read_parquet(str(path)).fetchnumpy()
    items = [name for name in columns if name != "person"]
    scores = np.column_stack([np.asarray(columns[name]) for name in items])
    scores = scores - scores.min()
    who, what = np.indices(scores.shape)
    return who.ravel(), np.array(items)[what.ravel()], scores.ravel()


def show_published(folder: Path) -> None:
    head = f"{'':<32}{'log-likelihood':>16}{'published':>14}{'passes':>8}  converged"
    print(f"{head}  slopes off by at most")
    for name, model in dict.fromkeys([*PUBLISHED, *SLOPES]):
        found = calibrate(sort_answers(*read_matrix(folder / f"{name}.parquet")), Settings(model))
        expected = PUBLISHED.get((name, model))
        slopes = np.sort([item.slope for item in found.bank])
        known = SLOPES.get((name, model))
        off = f"{np.abs(slopes - np.sort(known)).max():.4f}" if known else ""
        told = f"{expected:.4f}" if expected else ""
        print(
            f"{name + ' ' + model:<32}{found.log_likelihood:>16.4f}{told:>14}"
            f"{found.n_passes:>8}  {found.converged!s:<11}{off}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--banks", type=int, default=10)
    parser.add_argument("--replications", type=int, default=300)
    options = parser.parse_args()
    print(provenance(COMMAND + (" --data FOLDER" if options.data else "")))
    if options.data:
        show_published(options.data)
        return
    show_recovery(options.banks)
    show_coverage(options.replications)


if __name__ == "__main__":
    main()
