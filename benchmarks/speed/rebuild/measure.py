"""What `armillary rebuild` of a district takes, and where the time goes.

    python -m benchmarks.speed.rebuild.measure [--answers 10000000] [--folder DIR] [--out FILE]
    python -m benchmarks.speed.rebuild.measure --filled DIR [--out FILE]

A simulated district is filled on SQLite (`fill.py`, about 450 bytes an answer with its indexes,
in a folder that is removed afterwards), unless a folder is named that was filled before. The
real command then runs twice: once with no states stored and the file not in the memory of the
system, so that all is read from the disk and every state is written; once with `--check`, when
all is there and equal. Afterwards a process of its own goes over half of the answers step by
step.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.provenance import ROOT, provenance

COMMAND = "python -m benchmarks.speed.rebuild.measure"
MEASURED = "src/armillary"
BYTES_AN_ANSWER = 650  # of free disk, with the log of the write
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Process:
    """What the system says about one process: CPU seconds, and the most memory it had."""

    cpu: float = 0.0
    megabytes: float = 0.0


@dataclass
class Run:
    """One run of the command; `processes` by id, the one that was started first."""

    seconds: float = 0.0
    processes: dict[int, Process] = field(default_factory=dict)
    output: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--answers", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--filled", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.filled:
        lines = list(measure(options.filled))
    elif shutil.disk_usage(options.folder).free < options.answers * BYTES_AN_ANSWER:
        print(f"{options.folder} has too little space: name another --folder", file=sys.stderr)
        return 2
    else:
        with tempfile.TemporaryDirectory(prefix="armillary-rebuild-", dir=options.folder) as name:
            fill(Path(name), options.answers)
            lines = list(measure(Path(name)))
    text = provenance(COMMAND, measured=MEASURED) + "\n" + "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text)
    return 0


def fill(folder: Path, n_answers: int) -> None:
    """Fill a folder in a process of its own."""
    started = time.perf_counter()
    words = [sys.executable, "-m", "benchmarks.speed.rebuild.fill", str(n_answers)]
    subprocess.run(words, cwd=ROOT, env=environment_of(folder), check=True)
    print(f"filled in {time.perf_counter() - started:.0f} s", file=sys.stderr)


def environment_of(folder: Path) -> dict[str, str]:
    """Return the environment in which the program works on the SQLite file of a folder."""
    environment = {**os.environ, "ARMILLARY_DATA": str(folder)}
    environment.pop("ARMILLARY_DATABASE_URL", None)
    return environment


def measure(folder: Path) -> Iterator[str]:
    """Yield the lines of the table."""
    environment, file = environment_of(folder), folder / "school.sqlite3"
    n_answers, n_learners = empty_states(file)
    size = file.stat().st_size / 1e9
    yield (
        f"{n_answers:,} simulated answers of {n_learners:,} learners, SQLite file of {size:.1f} GB;"
        " two processes compute, a third writes"
    )
    drop_from_memory(file)
    yield ""
    yield (
        f"{'':<34}{'seconds':>8}{'answers/s':>11}{'CPU s':>7}  {'CPU s of each':<20}"
        f"{'MB, all':>8}  MB of each"
    )
    yield describe("from the disk, all states written", n_answers, rebuild(environment))
    yield describe("from memory, all states equal", n_answers, rebuild(environment, "--check"))
    yield ""
    stages = [sys.executable, "-m", "benchmarks.speed.rebuild.stages"]
    done = subprocess.run(stages, cwd=ROOT, env=environment, check=True, capture_output=True)
    yield from done.stdout.decode().splitlines()


def empty_states(file: Path) -> tuple[int, int]:
    """Take the states of an earlier run away; return how many answers and learners there are."""
    database = sqlite3.connect(file)
    with database:
        database.execute("DELETE FROM practice_learnerstate")
        counts = [
            int(database.execute(statement).fetchone()[0])
            for statement in (
                "SELECT COUNT(*) FROM practice_answer",
                "SELECT COUNT(*) FROM people_learner",
            )
        ]
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return counts[0], counts[1]


def drop_from_memory(file: Path) -> None:
    """Ask the system to forget what it keeps of a file, so that it is read from the disk."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def rebuild(environment: dict[str, str], *switches: str) -> Run:
    """Run the command and watch its processes."""
    words = [sys.executable, "-m", "armillary", "rebuild", "--processes", "2", *switches]
    run, started = Run(), time.perf_counter()
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(process.pid, run, stop))
    watcher.start()
    output, _ = process.communicate()
    run.seconds = time.perf_counter() - started
    stop.set()
    watcher.join()
    run.output = output.decode()
    if process.returncode:
        raise SystemExit(f"the rebuild went wrong: {run.output}")
    return run


def watch(parent: int, run: Run, stop: threading.Event) -> None:
    """Note, ten times a second, what the parent and its children have used."""
    while not stop.wait(0.1):
        for process in (parent, *children_of(parent)):
            try:
                stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                status = Path(f"/proc/{process}/status").read_text()
            except OSError:  # it has just ended
                continue
            seen = run.processes.setdefault(process, Process())
            seen.cpu = (int(stat[11]) + int(stat[12])) / TICKS
            if "VmHWM:" in status:
                seen.megabytes = int(status.split("VmHWM:")[1].split()[0]) / 1024


def children_of(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def describe(name: str, n_answers: int, run: Run) -> str:
    """Return the line of one run; the small process that tracks resources is left out."""
    used = [process for process in run.processes.values() if process.megabytes > 50]
    cpus = " + ".join(f"{process.cpu:.1f}" for process in used)
    sizes = " + ".join(f"{process.megabytes:.0f}" for process in used)
    return (
        f"{name:<34}{run.seconds:>8.1f}{n_answers / run.seconds:>11,.0f}"
        f"{sum(process.cpu for process in used):>7.1f}  {cpus:<20}"
        f"{sum(process.megabytes for process in used):>8.0f}  {sizes}"
    )


if __name__ == "__main__":
    sys.exit(main())
