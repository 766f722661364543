"""What `armillary calibrate` costs end to end, in one process, in several, and on a Dask cluster.

    python -m benchmarks.speed.measuring.measure [--answers 1000000] [--workers 2]

Simulated answers of learners who saw a tenth of 200 items (2PL) are written to a CSV file; the
program calibrates that file as a school would, each time in a process of its own, after one run
that fills caches. `wall` is that process from start to end, `fit` the calibration in it; `CPU`
counts its workers on this computer too (those of a cluster are not its own); `peak` is the memory
of the program and of its largest worker together. `apart` is the largest difference of any number
of any item from the run in one process, and `of ll` that of the log-likelihood as a share of it:
1e-8 is what is promised. With the extra `cluster` installed, a cluster of two processes is started
for the last line; without it the line says so.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.psychometrics.banks import SEED, draw_bank, draw_rows
from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.speed.measuring.measure"
N_ITEMS, SEEN = 200, 0.1
BLOCK = 200_000  # rows written at a time
NUMBERS = ("slope", "se_slope", "intercepts", "se_intercepts", "difficulty", "se_difficulty")


def write_answers(path: Path, n_answers: int) -> int:
    """Write a long file of about so many answers; return how many it has."""
    generator = np.random.default_rng(SEED)
    bank = draw_bank(N_ITEMS, "2pl", generator)
    rows = draw_rows(bank, round(n_answers / (N_ITEMS * SEEN)), SEEN, generator)
    with path.open("w", encoding="utf-8") as file:
        file.write("learner,item,score\n")
        for first in range(0, len(rows.score), BLOCK):
            cut = slice(first, first + BLOCK)
            columns = (x[cut].tolist() for x in (rows.learner, rows.item, rows.score))
            file.write("".join(f"{a},item-{b},{c}\n" for a, b, c in zip(*columns, strict=True)))
    return len(rows.score)


def run(path: Path, *switches: str) -> dict[str, Any]:
    """Calibrate the file in a process of its own; return its JSON with what the run cost."""
    words = [sys.executable, "-m", "armillary", "calibrate", str(path), "--model", "2pl", "--json"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([*words, *switches], capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return found | {"wall": wall, "cpu": cpu}


def numbers(found: dict[str, Any]) -> np.ndarray:
    """Everything said about the items."""
    told = [np.ravel(item[name]).tolist() for item in found["items"] for name in NUMBERS]
    return np.array([value for part in told for value in part])


def describe(name: str, found: dict[str, Any], one: dict[str, Any]) -> str:
    """Return the line of a run."""
    apart = float(np.abs(numbers(found) - numbers(one)).max())
    ratio = abs(found["log_likelihood"] / one["log_likelihood"] - 1.0)
    return (
        f"{name:<28}{found['wall']:8.1f}{found['cpu']:8.1f}{found['fit_seconds']:8.1f}"
        f"{found['peak_mb']:8.0f}{apart:10.1e}{ratio:10.1e}"
    )


@contextmanager
def cluster() -> Iterator[str | None]:
    """Yield the address of a cluster of two processes, or None where there is no Dask."""
    try:
        from distributed import LocalCluster
    except ImportError:
        yield None
        return
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found:
        yield found.scheduler_address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = f" --answers {options.answers}" if options.answers != 1_000_000 else ""
    print(provenance(COMMAND + words, measured="src/armillary"))
    with tempfile.TemporaryDirectory() as folder:
        small, path = Path(folder) / "small.csv", Path(folder) / "answers.csv"
        write_answers(small, 20_000)
        run(small)
        n = write_answers(path, options.answers)
        size = path.stat().st_size / 2**20
        print(f"{n:,} answers, {size:.0f} MB of CSV, {N_ITEMS} items, 2PL")
        print(
            f"{'':<28}{'wall s':>8}{'CPU s':>8}{'fit s':>8}{'peak MB':>8}{'apart':>10}{'of ll':>10}"
        )
        one = run(path)
        print(describe("one process", one, one), flush=True)
        pool = run(path, "--workers", str(options.workers))
        print(describe(f"--workers {options.workers}", pool, one), flush=True)
        with cluster() as address:
            if address is None:
                print("--scheduler: the extra `cluster` is not installed")
            else:
                print(
                    describe("--scheduler, two processes", run(path, "--scheduler", address), one)
                )


if __name__ == "__main__":
    main()
