"""How long `./run demo` takes in a clean clone until it says that it is ready, step by step.

    python benchmarks/speed/start/measure.py

Each first start has a fresh clone, an empty home folder and no environment. The packages lie in
a folder of wheels, downloaded once before the clock starts: that stands for a warm package cache.
Then the same clone is started again. Needs git, and the network for the wheels.
"""

import datetime
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[3]
N_FIRST, N_SECOND = 3, 5
READY = "Armillary is ready"
# What a line of the output begins with, and the step that ends when it appears.
STEPS = {
    "Making the environment": "shell script looks around",
    "Simulating a school": "environment made, packages installed, Django loaded",
    READY: "school simulated, static files gathered, server up",
}
PAGE = "first page"
# Variables of the calling shell that would change the result.
LEFT_OUT = ("ARMILLARY_", "PYTHON", "VIRTUAL_ENV", "DJANGO_", "PIP_")
PATIENCE = 600.0


@dataclass(frozen=True)
class Start:
    """One start: seconds until each line appeared, and until the first page had come."""

    seconds: dict[str, float]


def make_environment(home: Path, wheels: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(LEFT_OUT)}
    return {**kept, "HOME": str(home), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}


def download_wheels(folder: Path) -> None:
    words = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes"]
    words += ["-r", str(ROOT / "requirements" / "base.txt"), "-d", str(folder)]
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_demo(clone: Path, data: Path, environment: dict[str, str]) -> Start:
    """Start the demo, wait for its first page, and end it with what it started."""
    port = free_port()
    words = ["./run", "demo", "--port", str(port), "--data", str(data)]
    began = time.monotonic()
    seen, lines = dict[str, float](), list[str]()
    with subprocess.Popen(
        words,
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            for beginning in STEPS:
                if line.startswith(beginning):
                    seen[beginning] = time.monotonic() - began
            if READY in seen or time.monotonic() - began > PATIENCE:
                break
        if READY in seen:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
                page.read()
            seen[PAGE] = time.monotonic() - began
        os.killpg(process.pid, signal.SIGKILL)
    if READY not in seen:
        sys.exit("The demo did not start:\n" + "".join(lines))
    return Start(seen)


def measure_clone(folder: Path, wheels: Path, n_second: int) -> tuple[Start, list[Start]]:
    """Return the first start in a fresh clone, and later starts of the same clone."""
    clone, home = folder / "clone", folder / "home"
    home.mkdir(parents=True)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    environment = make_environment(home, wheels)
    first = start_demo(clone, folder / "data", environment)
    return first, [start_demo(clone, folder / "data", environment) for _ in range(n_second)]


def describe_machine() -> str:
    info = Path("/proc/cpuinfo").read_text()
    model = next(line.split(":")[1].strip() for line in info.splitlines() if "model name" in line)
    load = os.getloadavg()[0]
    return (
        f"{model}, {os.cpu_count()} cores, shared with other work (load {load:.1f}); "
        f"{platform.system()} {platform.machine()}"
    )


def describe(first: list[Start], second: list[Start]) -> str:
    """Return the table."""
    commit = subprocess.run(
        ["git", "log", "-1", "--format=%h"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    lines = [
        f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}",
        "command: python benchmarks/speed/start/measure.py",
        f"commit:  {commit}",
        f"machine: {describe_machine()}",
        "",
        "./run demo, seconds: median (fastest, slowest)",
        f"first start, clean clone, until “Armillary is ready”  {spread(first, READY)}  target 60",
        f"    until the first page has come                     {spread(first, PAGE)}",
        f"later start, until “Armillary is ready”               {spread(second, READY)}  target  5",
        f"    until the first page has come                     {spread(second, PAGE)}",
        "",
        "steps of the first start, seconds (medians)",
    ]
    before = 0.0
    for beginning, step in STEPS.items():
        until = median(start.seconds[beginning] for start in first)
        lines.append(f"{step:<54}{until - before:6.1f}")
        before = until
    return "\n".join(lines) + "\n"


def spread(starts: list[Start], what: str) -> str:
    seconds = sorted(start.seconds[what] for start in starts)
    return f"{median(seconds):6.1f} ({seconds[0]:.1f}, {seconds[-1]:.1f})"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="armillary-start-") as name:
        folder = Path(name)
        download_wheels(folder / "wheels")
        first, second = list[Start](), list[Start]()
        for number in range(N_FIRST):
            once, again = measure_clone(folder / str(number), folder / "wheels", N_SECOND)
            first.append(once)
            second += again
    sys.stdout.write(describe(first, second))


if __name__ == "__main__":
    main()
