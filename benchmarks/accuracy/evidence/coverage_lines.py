"""The command line and the head that all tables of coverage share."""

import argparse
from collections.abc import Callable, Iterable

import numpy as np

from benchmarks.provenance import provenance

# A condition by name, and what measures it, by replications and seed: lines of the table.
Line = tuple[str, Callable[[int, int], Iterable[str]]]

SEED = 20261122


def print_table(
    module: str,
    about: str | None,
    *,
    replications: int,
    header: str,
    lines: Iterable[Line],
    measured: str = "src/armillary/science/evidence",
    note: str = "",
) -> None:
    """Print a table of coverage, line by line as each is ready.

    Parameters
    ----------
    module : name of the benchmark in this folder
    about : its description, for --help
    replications : studies a line, unless --replications says otherwise
    measured : folder that the figures rest on
    note : what follows the Monte Carlo error
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--replications", type=int, default=replications)
    parser.add_argument("--seed", type=int, default=SEED, help="of all that is by chance")
    parser.add_argument("--only", nargs="+", default=[""], help="lines whose name holds one")
    asked = parser.parse_args()
    command = f"python -m benchmarks.accuracy.evidence.{module} --replications {asked.replications}"
    if asked.seed != SEED:
        command += f" --seed {asked.seed}"
    print(provenance(command, measured=measured))
    share = 100 * np.sqrt(0.05 * 0.95 / asked.replications)
    print(f"Monte Carlo error of a coverage of 95 %: {share:.2f} points{note}\n")
    print(header)
    for name, measure in lines:
        if any(part in name for part in asked.only):
            for line in measure(asked.replications, asked.seed):
                print(line, flush=True)
