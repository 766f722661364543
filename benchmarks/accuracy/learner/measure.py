"""How well each learner model predicts unseen learners of the public logs, beside its peers.

    python -m benchmarks.accuracy.learner.measure DATA [--log NAME ...] [--fold K|all]
        [--model NAME ...] [--jobs N] [--out FILE [--resume]]

DATA is the folder with the Parquet files of `LOGS`. Prints one table, and writes it to FILE.
Each log, part and model gets a process of its own, so that its peak memory is its own; what is
finished is kept beside FILE, so that a stopped run goes on with --resume while the code that
makes the figures is the same. LightGBM needs `pip install -r requirements/benchmark.txt`.
"""

import argparse
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from benchmarks.accuracy.learner.logs import LOGS, parts_of
from benchmarks.accuracy.learner.peers import NEEDS, PEERS, find_missing
from benchmarks.accuracy.learner.pieces import (
    OURS,
    Piece,
    Shelf,
    Task,
    code_digest,
    measure_piece,
)
from benchmarks.accuracy.learner.table import format_table
from benchmarks.provenance import provenance

MODELS = (*OURS, *PEERS)
# One thread for each process: the seconds are then those of one core.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def choose_tasks(logs: Sequence[str], fold: str, models: Sequence[str]) -> list[Task]:
    """Return every piece to measure, in the order of the table."""
    return [
        Task(log, part, model)
        for log in logs
        for model in MODELS
        if model in models
        for part in parts_of(log)
        if fold in ("all", str(part))
    ]


def run(
    folder: Path, tasks: Sequence[Task], shelf: Shelf, *, jobs: int, resume: bool
) -> tuple[dict[Task, Piece], list[str]]:
    """Measure what is not finished yet; return all that is, and a line for each fault."""
    code = code_digest()
    finished = shelf.start(code, resume=resume)
    faults = []
    with ProcessPoolExecutor(jobs, get_context("spawn"), max_tasks_per_child=1) as pool:
        waiting = {
            pool.submit(measure_piece, folder, task): task for task in tasks if task not in finished
        }
        for done in as_completed(waiting):
            task = waiting[done]
            fault = done.exception()
            if fault is not None:
                faults.append(f"{task.name} failed: {fault!r}")
                print(faults[-1], flush=True)
                continue
            piece, made = done.result()
            shelf.keep(task, piece, made)
            finished[task] = piece
            print(progress(task, piece), flush=True)
    if code_digest() != code:
        faults.append("The code changed while this was measured: measure again.")
    return {task: finished[task] for task in tasks if task in finished}, faults


def progress(task: Task, piece: Piece) -> str:
    return (
        f"{task.name}: AUC {piece.auc:.4f}, log-loss {piece.log_loss:.4f}, "
        f"{piece.fit_cpu_seconds:.0f} s to fit"
    )


def versions(models: Sequence[str]) -> list[str]:
    """Lines with the versions of the packages that peers needed."""
    packages = [NEEDS[model] for model in models if model in NEEDS]
    return [f"with {package} {version(package)}\n" for package in packages]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--log", nargs="+", choices=list(LOGS), default=list(LOGS))
    parser.add_argument("--fold", choices=[*"12345", "all"], default="all")
    parser.add_argument("--model", nargs="+", choices=MODELS, default=list(MODELS))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--resume", action="store_true", help="go on with --out's finished pieces")
    found = parser.parse_args()
    if found.resume and found.out is None:
        parser.error("--resume needs --out, which says where the finished pieces are")
    if found.jobs < 1:
        parser.error("--jobs must be 1 or more")
    return found


def command(arguments: argparse.Namespace) -> str:
    """The command without paths."""
    parts = ["python -m benchmarks.accuracy.learner.measure DATA"]
    if list(arguments.log) != list(LOGS):
        parts.append("--log " + " ".join(arguments.log))
    parts.append(f"--fold {arguments.fold}")
    if list(arguments.model) != list(MODELS):
        parts.append("--model " + " ".join(arguments.model))
    return " ".join([*parts, f"--jobs {arguments.jobs}"])


def main() -> None:
    arguments = parse_arguments()
    for name in ONE_THREAD:
        os.environ[name] = "1"
    missing = {name: need for name, need in find_missing().items() if name in arguments.model}
    left_out = [
        f"{peer} is left out: {package} is not installed"
        " (pip install -r requirements/benchmark.txt)"
        for peer, package in missing.items()
    ]
    for line in left_out:
        print(line, flush=True)
    models = [model for model in arguments.model if model not in missing]
    tasks = choose_tasks(arguments.log, arguments.fold, models)
    with tempfile.TemporaryDirectory() as spare:
        shelf = Shelf(arguments.out or Path(spare) / "table.txt")
        finished, faults = run(
            arguments.data, tasks, shelf, jobs=arguments.jobs, resume=arguments.resume
        )
        head = provenance(command(arguments), measured="src/armillary/science/learner")
        text = "\n".join(
            [head, *versions(models), *left_out, *faults, format_table(finished, shelf)]
        )
    print("\n" + text)
    if arguments.out is not None:
        arguments.out.write_text(text + "\n", encoding="utf-8")
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
