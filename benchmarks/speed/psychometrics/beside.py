"""Ours beside girth and catsim: seconds of one core and errors, on the same numbers in one run.

    OPENBLAS_NUM_THREADS=1 NUMBA_NUM_THREADS=1 \
        python -m benchmarks.speed.psychometrics.beside --peers PYTHON

PYTHON is the interpreter of the environment that peers/README.md tells how to make. Every job is
a process of its own, ours after one small job that loads compiled code.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from armillary.science.psychometrics import (
    AdaptiveRules,
    ItemParameters,
    Settings,
    calibrate,
    create_adaptive_bank,
    find_exposure_control,
    simulate_adaptive,
    sort_answers,
)
from benchmarks.accuracy.psychometrics.banks import SEED, draw_bank, draw_rows
from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.speed.psychometrics.beside --peers PYTHON"
PEER = Path(__file__).parent / "peers" / "peer.py"
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
# From the table of goals; taken once elsewhere, on other draws of such banks.
QUOTED = {"2pl": ("mirt, quoted", 2.1, 0.029, 0.038), "3pl": ("mirt, quoted", 31.0, None, 0.32)}
AREAS = "abcde"


def root(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def draw(job: str, path: Path) -> dict[str, np.ndarray]:
    """The truth of a job, written to a file."""
    generator = np.random.default_rng(SEED)
    if job == "adaptive":
        bank = draw_bank(500, "2pl", generator)
        truth = {
            "bank": np.array([(i.slope, i.difficulties[0], 0.0, 1.0) for i in bank]),
            "ability": generator.normal(size=1000),
        }
    else:
        bank = draw_bank(50, job, generator)
        rows = draw_rows(bank, 10_000, 1.0, generator)
        scores = np.zeros((10_000, 50), np.int8)
        scores[rows.learner, rows.item] = rows.score
        truth = {
            "scores": scores,
            "slope": np.array([i.slope for i in bank]),
            "difficulty": np.array([i.difficulties[0] for i in bank]),
            "guessing": np.array([i.guessing for i in bank]),
        }
    np.savez(path, **truth)
    return truth


def ours(job: str, given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    if job == "adaptive":
        return our_tests(given)
    n, m = given["scores"].shape
    who, what = (part.ravel() for part in np.indices((n, m)))
    score = given["scores"].ravel()
    few = who < 500
    calibrate(sort_answers(who[few], what[few], score[few]), Settings(job, fewest=2))
    started = time.process_time()
    found = calibrate(sort_answers(who, what, score), Settings(job))
    seconds = time.process_time() - started
    return {
        "seconds": seconds,
        "slope": np.array([item.slope for item in found.bank]),
        "difficulty": np.array([item.difficulties[0] for item in found.bank]),
        "guessing": np.array([item.guessing for item in found.bank]),
        "converged": np.array(found.converged),
    }


def our_tests(given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Plain maximum information as catsim does it; then with quotas and limits of showing."""
    items = [
        ItemParameters(j, "2pl", float(a), (float(-a * b),))
        for j, (a, b, _c, _d) in enumerate(given["bank"])
    ]
    bank = create_adaptive_bank(items, {j: AREAS[j % 5] for j in range(len(items))})
    plain = AdaptiveRules(20, 20)
    kept = AdaptiveRules(20, 20, quotas=dict.fromkeys(AREAS, (4, 4)), most_shown=0.3)
    told: dict[str, np.ndarray] = {}
    quotas = replace(kept, most_shown=1.0)
    generator = np.random.default_rng(SEED + 1)
    lots = find_exposure_control(
        bank, quotas, generator.normal(size=3000), most_shown=0.3, n_rounds=14, generator=generator
    )
    for name, rules, control in (
        ("", plain, None),
        ("kept_", kept, None),
        ("lots_", quotas, lots),
        ("both_", kept, lots),
    ):
        started = time.process_time()
        found = simulate_adaptive(
            bank,
            rules,
            given["ability"],
            generator=np.random.default_rng(SEED),
            control=control,
        )
        told[name + "seconds"] = np.array(time.process_time() - started)
        told[name + "estimate"], told[name + "given"] = found.estimate, found.given
    return told


def run(arguments: list[str], source: Path, folder: Path) -> dict[str, np.ndarray]:
    """What a process answers."""
    target = folder / "found.npz"
    subprocess.run(
        [*arguments, str(source), str(target)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **ONE_CORE},
    )
    return dict(np.load(target))


def show_calibration(job: str, name: str, truth: dict, found: dict) -> None:
    slope, hard = found["slope"] - truth["slope"], found["difficulty"] - truth["difficulty"]
    guess = f"{root(found['guessing'] - truth['guessing']):>10.3f}" if job == "3pl" else ""
    ended = str(found["converged"]) if "converged" in found else "not told"
    print(
        f"{job + ' 10,000 x 50':<18}{name:<16}{float(found['seconds']):>7.2f}{root(slope):>8.3f}"
        f"{root(hard):>12.3f}{np.median(np.abs(hard)):>10.3f}  {ended:<10}{guess}",
        flush=True,
    )


def show_tests(name: str, truth: dict, found: dict, part: str) -> None:
    counts = np.bincount(found[part + "given"].ravel(), minlength=500)
    error = root(found[part + "estimate"] - truth["ability"])
    areas = np.sort(found[part + "given"] % 5, axis=1)
    met = float(np.mean(np.all(areas == np.repeat(np.arange(5), 4), axis=1)))
    print(
        f"{name:<34}{float(found[part + 'seconds']):>7.2f}{error:>8.3f}"
        f"{counts.max() / len(truth['ability']):>12.0%}{met:>12.0%}",
        flush=True,
    )


def show(peers: str) -> None:
    print(provenance(COMMAND))
    with tempfile.TemporaryDirectory() as name:
        folder, head = Path(name), f"{'':<34}{'CPU s':>7}"
        print(f"{head}{'slope':>8}{'difficulty':>12}{'median':>10}  {'converged':<10}  guessing")
        for job in ("2pl", "3pl"):
            truth = draw(job, folder / "truth.npz")
            source = folder / "truth.npz"
            mine = [sys.executable, "-m", "benchmarks.speed.psychometrics.beside", "--job", job]
            show_calibration(job, "armillary", truth, run(mine, source, folder))
            show_calibration(job, "girth", truth, run([peers, str(PEER), job], source, folder))
            who, seconds, slope, hard = QUOTED[job]
            slope_text = "" if slope is None else f"{slope:.3f}"
            ended = "no" if job == "3pl" else "yes"
            print(
                f"{job + ' 10,000 x 50':<18}{who:<16}{seconds:>7.1f}{slope_text:>8}"
                f"{hard:>12.3f}{'':>10}  {ended}"
            )
        truth = draw("adaptive", folder / "truth.npz")
        source = folder / "truth.npz"
        mine = [sys.executable, "-m", "benchmarks.speed.psychometrics.beside", "--job", "adaptive"]
        found = run(mine, source, folder)
        print(f"\n1,000 tests of 20 of 500\n{head}{'RMSE':>8}{'most shown':>12}{'quotas met':>12}")
        show_tests("armillary, neither", truth, found, "")
        show_tests("armillary, quotas, 30 % by counts", truth, found, "kept_")
        show_tests("armillary, quotas, 30 % by lots", truth, found, "lots_")
        show_tests("armillary, quotas, both", truth, found, "both_")
        theirs = run([peers, str(PEER), "adaptive"], source, folder)
        show_tests("catsim, neither", truth, theirs, "")
    print("\nslope, difficulty, guessing: root mean square errors; median: of |difficulty error|.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers")
    parser.add_argument("--job")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    if options.job:
        source, target = options.files
        np.savez(target, **ours(options.job, dict(np.load(source))))
        return
    if not options.peers:
        parser.error("--peers names the interpreter of peers/README.md")
    show(options.peers)


if __name__ == "__main__":
    main()
