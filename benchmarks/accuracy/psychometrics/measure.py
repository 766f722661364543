"""How near calibrations come to the truth, and to published values.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.accuracy.psychometrics.measure
    OPENBLAS_NUM_THREADS=1 python -m benchmarks.accuracy.psychometrics.measure --data FOLDER

The first simulates; the second compares with published values on data that are not in the
repository (columns `person`, then one an item).
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from armillary.science.psychometrics import (
    Calibration,
    ItemParameters,
    Model,
    Settings,
    calibrate,
    sort_answers,
)
from benchmarks.accuracy.psychometrics.banks import SEED, draw_bank, draw_rows
from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.accuracy.psychometrics.measure"
BANKS: tuple[tuple[Model, int, int], ...] = (("2pl", 10_000, 50), ("3pl", 10_000, 50))
FRESH = 30_240_601  # seeds from here on were never looked at while priors were chosen
PUBLISHED = {
    ("lsat7", "2pl"): -2658.8051,
    ("lsat7", "rasch"): -2664.9009,
    ("sat12_scored", "2pl"): -9488.955,
    ("fraction_subtraction", "2pl"): -4640.14,
}
# Slope, then intercepts, in the order of the items; single items where only those are published.
NUMBERS = {
    ("lsat7", "2pl"): {
        0: (0.988, 1.856), 1: (1.081, 0.808), 2: (1.706, 1.804), 3: (0.765, 0.486),
        4: (0.736, 1.855),
    },
    ("sat12_scored", "2pl"): {0: (0.801, -1.045), 10: (1.734, 5.252), 31: (0.130, -1.652)},
    ("science", "grm"): {
        0: (1.041, 4.864, 2.640, -1.466), 1: (1.226, 2.924, 0.901, -2.266),
        2: (2.296, 5.238, 2.216, -1.965), 3: (1.095, 3.348, 0.992, -1.688),
    },
}  # fmt: skip


def root(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def numbers(items: list[ItemParameters]) -> np.ndarray:
    return np.array([(item.slope, item.difficulties[0], item.guessing) for item in items])


@dataclass(frozen=True)
class Recovery:
    """Errors of one bank: slope, difficulty, guessing in columns; first intercepts."""

    off: np.ndarray
    steps: np.ndarray
    converged: bool


def recover(model: Model, n_learners: int, n_items: int, seed: int) -> Recovery:
    """One bank, its answers and what was found."""
    generator = np.random.default_rng(seed)
    bank = draw_bank(n_items, model, generator)
    drawn = draw_rows(bank, n_learners, 1.0, generator)
    found = calibrate(sort_answers(drawn.learner, drawn.item, drawn.score), Settings(model))
    off = numbers(list(found.bank)) - numbers(bank)
    steps = [a.intercepts[0] - b.intercepts[0] for a, b in zip(found.bank, bank, strict=True)]
    return Recovery(off, np.array(steps), found.converged)


def show_recovery(n_banks: int) -> None:
    print(
        "Root mean square errors of items; half: the median of |difficulty error|; worst 10 %: how"
    )
    print(
        "much of the squared error of difficulties comes from a tenth of the items (easy and flat)"
    )
    print(
        f"{'':<32}{'slope':>8}{'intercept':>11}{'difficulty':>12}{'half':>8}{'worst 10 %':>12}"
        f"{'guessing':>10}{'banks':>7}{'converged':>11}"
    )
    for model, n_learners, n_items in BANKS:
        for name, seeds in (
            ("goal bank", [SEED]),
            ("fresh banks", [FRESH + k for k in range(n_banks)]),
        ):
            found = [recover(model, n_learners, n_items, seed) for seed in seeds]
            off = np.concatenate([one.off for one in found])
            squares = np.sort(off[:, 1] ** 2)
            worst = squares[-len(squares) // 10 :].sum() / squares.sum()
            steps = np.concatenate([one.steps for one in found])
            print(
                f"{f'{model} {n_learners:,} x {n_items}':<18}{name:<14.14}{root(off[:, 0]):>8.4f}"
                f"{root(steps):>11.4f}{root(off[:, 1]):>12.4f}{np.median(np.abs(off[:, 1])):>8.4f}"
                f"{worst:>12.0%}{root(off[:, 2]):>10.4f}{len(found):>7}"
                f"{sum(one.converged for one in found):>11}",
                flush=True,
            )
            each = np.array([root(one.off[:, 1]) for one in found])
            if len(each) > 1:
                low, middle, high = np.quantile(each, (0.1, 0.5, 0.9))
                print(
                    f"{'':<18}difficulty, bank by bank: a tenth below {low:.3f}, half below "
                    f"{middle:.3f}, a tenth above {high:.3f}"
                )
    print()


def read_matrix(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    columns = duckdb.read_parquet(str(path)).fetchnumpy()
    items = [name for name in columns if name != "person"]
    scores = np.column_stack([np.asarray(columns[name]) for name in items])
    scores = scores - scores.min()
    who, what = np.indices(scores.shape)
    return who.ravel(), np.array(items)[what.ravel()], scores.ravel()


def show_published(folder: Path) -> None:
    head = f"{'':<26}{'log-likelihood':>16}{'published':>14}{'off by':>9}{'passes':>8}  converged"
    print(f"{head}  numbers off by at most")
    for name, model in dict.fromkeys([*PUBLISHED, *NUMBERS]):
        who, what, scores = read_matrix(folder / f"{name}.parquet")
        found = calibrate(sort_answers(who, what, scores), Settings(model))
        expected = PUBLISHED.get((name, model))
        told = f"{expected:.4f}" if expected else ""
        gap = f"{abs(found.log_likelihood - expected):.4f}" if expected else ""
        print(
            f"{name + ' ' + model:<26}{found.log_likelihood:>16.4f}{told:>14}{gap:>9}"
            f"{found.n_passes:>8}  {found.converged!s:<11}{worst_number(name, model, what, found)}"
        )


def worst_number(name: str, model: Model, what: np.ndarray, found: Calibration) -> str:
    """How far the number that is farthest from its published value is, and of how many."""
    known = NUMBERS.get((name, model))
    if not known:
        return ""
    order = list(dict.fromkeys(what.tolist()))
    bank = {item.item: item for item in found.bank}
    off = []
    for j, values in known.items():
        item = bank[order[j]]
        off += np.abs(np.subtract((item.slope, *item.intercepts), values)).tolist()
    return f"{max(off):.4f} of {len(off)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--banks", type=int, default=40)
    options = parser.parse_args()
    print(provenance(COMMAND + (" --data FOLDER" if options.data else "")))
    if options.data:
        show_published(options.data)
        return
    show_recovery(options.banks)


if __name__ == "__main__":
    main()
