"""How near 2PL calibrations come to the least error that any unbiased method can have.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.accuracy.psychometrics.bound

The bound of Cramer and Rao is taken at the true items, abilities unseen: the inverse of the
expected products of slopes of the marginal log-likelihood, averaged over learners that are drawn
for this alone, in plain numpy that shares nothing with the product.
"""

import argparse

import numpy as np

from armillary.science.psychometrics import ItemParameters, Settings, calibrate, sort_answers
from benchmarks.accuracy.psychometrics.banks import SEED, draw_bank, draw_rows
from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.accuracy.psychometrics.bound"
NODES = np.linspace(-6.0, 6.0, 61)
CHUNK = 5_000


def information(bank: list[ItemParameters], n_drawn: int, generator: np.random.Generator):
    """Expected information of one learner about slopes, then intercepts: (2 n, 2 n)."""
    slope = np.array([item.slope for item in bank])
    step = np.array([item.intercepts[0] for item in bank])
    logits = slope[:, None] * NODES + step[:, None]
    right = 1.0 / (1.0 + np.exp(-logits))
    prior = np.exp(-0.5 * NODES**2)
    told = np.zeros((2 * len(bank), 2 * len(bank)))
    for _ in range(n_drawn // CHUNK):
        ability = generator.normal(size=CHUNK)
        chance = 1.0 / (1.0 + np.exp(-(ability[:, None] * slope + step)))
        score = (generator.random(chance.shape) < chance).astype(float)
        place = score @ np.log(right) + (1.0 - score) @ np.log1p(-right)
        place = np.exp(place - place.max(axis=1, keepdims=True)) * prior
        place /= place.sum(axis=1, keepdims=True)
        of_step = score - place @ right.T
        of_slope = score * (place @ NODES)[:, None] - place @ (right * NODES).T
        slopes = np.hstack((of_slope, of_step))
        told += slopes.T @ slopes
    return told / (n_drawn // CHUNK * CHUNK)


def bounds(bank: list[ItemParameters], n_learners: int, told: np.ndarray) -> np.ndarray:
    """Least variances of slopes, intercepts and difficulties: (n, 3)."""
    n = len(bank)
    slope = np.array([item.slope for item in bank])
    step = np.array([item.intercepts[0] for item in bank])
    least = np.linalg.inv(n_learners * told)
    of_slope, of_step = np.diag(least)[:n], np.diag(least)[n:]
    both = least[np.arange(n), n + np.arange(n)]
    by_slope, by_step = step / slope**2, -1.0 / slope  # of the difficulty, minus step over slope
    hard = by_slope**2 * of_slope + by_step**2 * of_step + 2.0 * by_slope * by_step * both
    return np.column_stack((of_slope, of_step, hard))


def measure(n_learners: int, n_items: int, n_banks: int, n_drawn: int) -> None:
    errors, least = [], []
    for k in range(n_banks):
        generator = np.random.default_rng([SEED, 3, n_items, k])
        bank = draw_bank(n_items, "2pl", generator)
        rows = draw_rows(bank, n_learners, 1.0, generator)
        found = calibrate(sort_answers(rows.learner, rows.item, rows.score), Settings("2pl")).bank
        off = [
            (
                a.slope - b.slope,
                a.intercepts[0] - b.intercepts[0],
                a.difficulties[0] - b.difficulties[0],
            )
            for a, b in zip(found, bank, strict=True)
        ]
        errors.append(np.array(off))
        least.append(bounds(bank, n_learners, information(bank, n_drawn, generator)))
    squares, least_all = np.array(errors) ** 2, np.array(least)
    ratio = np.sqrt(squares.mean(axis=(0, 1)) / least_all.mean(axis=(0, 1)))
    # Whole banks are drawn anew for the error of the ratio, as items of one bank go together.
    again = np.random.default_rng(SEED)
    draws = [again.integers(0, n_banks, n_banks) for _ in range(2000)]
    spread = np.std(
        [np.sqrt(squares[d].mean(axis=(0, 1)) / least_all[d].mean(axis=(0, 1))) for d in draws],
        axis=0,
    )
    cells = "".join(f"{r:>10.3f} ({s:.3f})" for r, s in zip(ratio, spread, strict=True))
    print(f"{f'2pl {n_learners:,} x {n_items}':<22}{cells}{n_banks:>8}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--banks", type=int, default=40)
    parser.add_argument("--drawn", type=int, default=50_000)
    options = parser.parse_args()
    print(provenance(COMMAND))
    print("Root mean square error over the root mean square bound, standard error in brackets")
    print("(goal: at most 1.05)")
    print(f"{'':<22}{'slope':>18}{'intercept':>18}{'difficulty':>18}{'banks':>8}")
    for n_learners, n_items in ((1_000, 30), (10_000, 50)):
        measure(n_learners, n_items, options.banks, options.drawn)


if __name__ == "__main__":
    main()
