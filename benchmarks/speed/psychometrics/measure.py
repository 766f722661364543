"""What calibrating costs: seconds of one core, and memory.

    OPENBLAS_NUM_THREADS=1 NUMBA_NUM_THREADS=1 python -m benchmarks.speed.psychometrics.measure

Each line is a process of its own, after one small calibration that loads compiled code. Seconds
are those of the processor, rows in memory to items with their errors. `before` is the memory that
the process and the rows take, `peak` the most it ever took. `--large` adds a million learners. The
last line is 1,000 adaptive tests of 20 items from 500, in five areas with a quota of four each, no
item shown to more than 30 %.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

import numpy as np

from armillary.science.psychometrics import (
    AdaptiveRules,
    Settings,
    calibrate,
    create_adaptive_bank,
    simulate_adaptive,
    sort_answers,
)
from benchmarks.accuracy.psychometrics.banks import SEED, Rows, draw_bank, draw_rows
from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.speed.psychometrics.measure"


@dataclass(frozen=True)
class Case:
    model: str
    n_learners: int
    n_items: int
    seen: float
    goal: str


CASES = (
    Case("rasch", 10_000, 50, 1.0, ""),
    Case("2pl", 10_000, 50, 1.0, "0.4 s (mirt 2.1, girth 7.0)"),
    Case("3pl", 10_000, 50, 1.0, "4 s (mirt 31, girth 43)"),
    Case("2pl", 100_000, 200, 0.1, "2 s, 300 MB (mirt 25.3, 1.9 GB)"),
)
LARGE = Case("2pl", 1_000_000, 200, 0.1, "20 s, 600 MB")


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def run(case: Case) -> dict[str, float | str]:
    generator = np.random.default_rng(SEED)
    bank = draw_bank(case.n_items, case.model, generator)
    rows = draw_rows(bank, case.n_learners, case.seen, generator)
    few = rows.learner < 200
    small = Rows(rows.learner[few], rows.item[few], rows.score[few])
    calibrate(sort_answers(small.learner, small.item, small.score), Settings(case.model, fewest=2))
    before, started, clock = peak_mb(), time.process_time(), time.monotonic()
    table = sort_answers(rows.learner, rows.item, rows.score)
    sorted_at = time.process_time()
    found = calibrate(table, Settings(case.model))
    seconds, wall = time.process_time() - started, time.monotonic() - clock
    return {
        "seconds": seconds,
        "sorting": sorted_at - started,
        "wall": wall,
        "before": before,
        "peak": peak_mb(),
        "passes": found.n_passes,
        "converged": str(found.converged),
    }


def line(case: Case) -> str:
    arguments = [sys.executable, "-m", "benchmarks.speed.psychometrics.measure", "--case"]
    done = subprocess.run(
        [*arguments, json.dumps(case.__dict__)], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    name = f"{case.model} {case.n_learners:,} x {case.n_items}, {case.seen:.0%} seen"
    return (
        f"{name:<34}{told['seconds']:>7.2f}{told['sorting']:>9.2f}{told['wall']:>8.2f}"
        f"{told['before']:>8.0f}{told['peak']:>7.0f}{told['passes']:>8}  {told['converged']:<10}"
        f"{case.goal}"
    )


def show_adaptive() -> None:
    generator = np.random.default_rng(SEED)
    items = draw_bank(500, "2pl", generator)
    bank = create_adaptive_bank(items, {item.item: "abcde"[item.item % 5] for item in items})
    rules = AdaptiveRules(20, 20, quotas=dict.fromkeys("abcde", (4, 4)), most_shown=0.3)
    simulate_adaptive(bank, rules, np.zeros(2), generator=generator)
    started = time.process_time()
    simulate_adaptive(bank, rules, generator.normal(size=1000), generator=generator)
    seconds = time.process_time() - started
    many = simulate_adaptive(bank, rules, generator.normal(size=10_000), generator=generator)
    print(
        f"\nadaptive 1,000 x 20 of 500: {seconds:.2f} CPU s (goal 0.3, catsim 13.9); over 10,000 "
        f"learners RMSE {many.rmse:.3f} (goal .310), most shown {many.shown.max():.0%}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--case")
    options = parser.parse_args()
    if options.case:
        print(json.dumps(run(Case(**json.loads(options.case)))))
        return
    print(provenance(COMMAND + (" --large" if options.large else "")))
    print(
        f"{'':<34}{'CPU s':>7}{'sorting':>9}{'wall s':>8}{'before':>8}{'peak':>7}{'passes':>8}"
        f"  {'converged':<10}goal"
    )
    for case in (*CASES, LARGE) if options.large else CASES:
        print(line(case), flush=True)
    show_adaptive()


if __name__ == "__main__":
    main()
