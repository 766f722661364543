"""How often intervals that should hold the truth 95 times in 100 do.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.accuracy.psychometrics.coverage

Every row is one model and one kind of school: tests are drawn, calibrated, and learners estimated
with the items found (their errors counted), until each cell rests on 5,000 intervals or more.
Growth: two tests without a common item, items taken as known, learners growing by 0.4 (sd 0.3);
`one` is each learner's interval, `class` that of the mean of 25 of them.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from armillary.science.psychometrics import (
    Calibration,
    ItemParameters,
    Model,
    Settings,
    calibrate,
    estimate_abilities,
    estimate_growth,
    simulate_answers,
)
from benchmarks.accuracy.psychometrics.banks import SEED, draw_bank
from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.accuracy.psychometrics.coverage"
MODELS: tuple[Model, ...] = ("rasch", "2pl", "3pl", "grm", "gpcm")
CELLS = ("slope", "intercept", "guessing", "eap", "wle")
LEVEL = 1.959964
CLASS, GROWTH, GROWTH_SD = 25, 0.4, 0.3


@dataclass(frozen=True)
class School:
    """Learners, items, share of cells seen, and how many tests are drawn."""

    n_learners: int
    n_items: int
    seen: float
    n_tests: int


SCHOOLS = (School(300, 30, 1.0, 170), School(1_000, 40, 0.5, 130))
CLASSROOM = School(100, 20, 1.0, 260)


@dataclass
class Tally:
    """Intervals that held the truth, and how many there were; tests that gave none."""

    held: dict[str, float] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    unusable: int = 0

    def add(self, name: str, off: np.ndarray, error: np.ndarray) -> None:
        self.held[name] = self.held.get(name, 0.0) + float(np.sum(np.abs(off) < LEVEL * error))
        self.total[name] = self.total.get(name, 0) + len(off)

    def count(self, name: str, held: np.ndarray) -> None:
        self.held[name] = self.held.get(name, 0.0) + float(np.sum(held))
        self.total[name] = self.total.get(name, 0) + len(held)

    def share(self, name: str) -> str:
        if name not in self.total:
            return f"{'':>10}"
        return f"{self.held[name] / self.total[name]:>10.4f}"


def add_items(tally: Tally, bank: list[ItemParameters], found: Calibration) -> None:
    truth = {item.item: item for item in bank}
    known = [(item, truth[item.parameters.item]) for item in found.items]
    if found.items[0].se_slope > 0.0:
        off = [item.parameters.slope - true.slope for item, true in known]
        tally.add("slope", np.array(off), np.array([item.se_slope for item, _ in known]))
    steps = [np.subtract(item.parameters.intercepts, true.intercepts) for item, true in known]
    errors = np.concatenate([item.se_intercepts for item, _ in known])
    tally.add("intercept", np.concatenate(steps), errors)
    if found.items[0].se_guessing > 0.0:
        off = [item.parameters.guessing - true.guessing for item, true in known]
        tally.add("guessing", np.array(off), np.array([item.se_guessing for item, _ in known]))


def run_school(model: Model, school: School, n_tests: int) -> Tally:
    tally = Tally()
    for k in range(n_tests):
        generator = np.random.default_rng([SEED, MODELS.index(model), school.n_learners, k])
        bank = draw_bank(school.n_items, model, generator)
        ability = generator.normal(size=school.n_learners)
        table = simulate_answers(ability, bank, generator=generator, seen=school.seen)
        found = calibrate(table, Settings(model))
        if not found.converged:
            tally.unusable += 1
            continue
        add_items(tally, bank, found)
        for method in ("eap", "wle"):
            # The spread of the learners is found with the items, and is their prior.
            people = found.populations[0]
            told = estimate_abilities(
                table,
                found.bank,
                method=method,
                prior=(people.mean, people.sd),
                item_errors=found.item_errors,
            )
            tally.add(method, told.estimate - ability[told.learners], told.error)
    return tally


def run_growth(model: Model, n_items: int, n_classes: int) -> Tally:
    tally = Tally()
    for k in range(n_classes):
        generator = np.random.default_rng([SEED, 7, MODELS.index(model), n_items, k])
        tests = [draw_bank(n_items, model, generator) for _ in range(2)]
        before = generator.normal(size=CLASS)
        change = generator.normal(GROWTH, GROWTH_SD, CLASS)
        told = [
            estimate_abilities(
                simulate_answers(ability, bank, generator=generator), bank, method="wle"
            )
            for ability, bank in zip((before, before + change), tests, strict=True)
        ]
        found = estimate_growth(told[0], told[1], level=0.95)
        true = change[found.learners]
        tally.count("one", (found.low < true) & (true < found.high))
        tally.count("class", np.array([found.mean_low < GROWTH < found.mean_high]))
    return tally


def schools(model: Model) -> Iterator[School]:
    if model in {"rasch", "2pl"}:
        yield CLASSROOM
    yield from SCHOOLS


def show_schools(share: float) -> None:
    head = "".join(f"{name:>10}" for name in CELLS)
    print(f"{'':<34}{head}{'tests':>8}{'unusable':>10}{'fewest':>9}")
    for model in MODELS:
        for school in schools(model):
            n_tests = max(2, round(school.n_tests * share))
            tally = run_school(model, school, n_tests)
            name = f"{model} {school.n_learners:,} x {school.n_items}, {school.seen:.0%} seen"
            cells = "".join(tally.share(cell) for cell in CELLS)
            fewest = min(tally.total.values())
            print(f"{name:<34}{cells}{n_tests:>8}{tally.unusable:>10}{fewest:>9,}", flush=True)


def show_growth(share: float) -> None:
    print(f"\n{'growth between two tests of':<34}{'one':>10}{'class':>10}{'classes':>10}")
    for model in MODELS:
        for n_items in (15, 30):
            tally = run_growth(model, n_items, max(2, round(5_000 * share)))
            name = f"{model}, {n_items} items"
            line = f"{name:<34}{tally.share('one')}{tally.share('class')}"
            print(f"{line}{tally.total['class']:>10,}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the tests that are drawn")
    options = parser.parse_args()
    print(provenance(COMMAND))
    print("Share of 95 % intervals that hold the truth (goal 0.94 to 0.96)")
    show_schools(options.share)
    show_growth(options.share)
    print(
        "\nfewest: intervals that the least founded cell of a row rests on; the standard error of "
        "a share\nis about 0.22 / root of their number, 0.003 for 5,000; somewhat more, as "
        "intervals of one test\nare not independent. unusable: tests whose search did not converge."
    )


if __name__ == "__main__":
    main()
