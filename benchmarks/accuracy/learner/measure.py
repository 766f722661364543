"""How well each learner model predicts unseen learners of the public logs.

    python -m benchmarks.accuracy.learner.measure DATA [--fold K] [--log NAME ...]

DATA is the folder with the Parquet files of `LOGS`. Prints a table to keep beside this script.
Each model and log gets a process of its own, so that peak memory is its own.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from armillary.science.learner import PROCESS_METERS, Evaluation, evaluate_learner
from benchmarks.accuracy.learner.logs import LOGS, read_log
from benchmarks.provenance import provenance

MODELS = ("item-difficulty", "level-skill")
SEED = 20261101


def evaluate(folder: Path, log: str, fold: int, model: str) -> Evaluation:
    split = read_log(folder, log, fold)
    return evaluate_learner(
        split.answers,
        split.test,
        model=model,
        generator=np.random.default_rng(SEED),
        meters=PROCESS_METERS,
    )


HEAD = (
    f"{'log':<18} {'model':<18} {'rows':>7} {'answers':>7} {'learners':>8} {'items':>6} "
    f"{'skills':>6} {'tested':>7} {'AUC':>6} {'loss':>6} {'ECE':>6} {'floor':>6} "
    f"{'fit s':>6} {'us':>6} {'us live':>7} {'MB':>5} {'bytes':>6}"
)


def line(log: str, found: Evaluation) -> str:
    return (
        f"{log:<18} {found.model:<18} {found.n_rows:>7} {found.n_responses:>7} "
        f"{found.n_learners:>8} {found.n_items:>6} {found.n_skills:>6} "
        f"{found.n_test_responses:>7} {found.auc:>6.4f} {found.log_loss:>6.4f} "
        f"{found.ece:>6.4f} {found.ece_floor.mean:>6.4f} {found.fit_cpu_seconds:>6.1f} "
        f"{found.us_per_update:>6.2f} {found.us_per_live_update:>7.1f} "
        f"{found.peak_memory_mb:>5.0f} {found.state_bytes:>6}"
    )


def settings(log: str, found: Evaluation) -> str:
    values = {
        name: value
        for name in found.fit.parameters.__dataclass_fields__
        if isinstance(value := getattr(found.fit.parameters, name), float)
    }
    text = " ".join(f"{name}={value:g}" for name, value in values.items())
    return f"{log} {found.model}: {text} ({found.fit.reason}, {found.fit.n_trials} trials)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--fold", type=int, default=1, choices=range(1, 6))
    parser.add_argument("--log", nargs="*", choices=list(LOGS), default=list(LOGS))
    arguments = parser.parse_args()
    print(provenance(f"python -m benchmarks.accuracy.learner.measure DATA --fold {arguments.fold}"))
    print(HEAD)
    notes = []
    context = get_context("spawn")
    with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as pool:
        for log in arguments.log:
            for model in MODELS:
                found = pool.submit(evaluate, arguments.data, log, arguments.fold, model).result()
                print(line(log, found), flush=True)
                notes.append(settings(log, found))
    print("\nSettings chosen inside the training part:\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
