"""Where a table of figures comes from: the day, the command, the commit and the machine."""

import datetime
import os
import platform
import subprocess
from pathlib import Path

import numba
import numpy as np

ROOT = Path(__file__).parent.parent
SCIENCE = "src/armillary/science"


def provenance(command: str, *, measured: str = SCIENCE) -> str:
    """Return the lines that head every table of figures; `measured` is the folder it is about."""
    versions = (
        f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}"
    )
    return (
        f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}\n"
        f"command: {command}\n"
        f"commit:  {_commit(measured)}\n"
        f"machine: {_processor()}, {os.cpu_count()} cores, shared with other work\n"
        f"         {platform.system()} {platform.machine()}, {versions}\n"
    )


def _commit(measured: str) -> str:
    """The last commit that touched what is measured, and whether it was changed since."""
    commit = _git("log", "-1", "--format=%h", "--", measured)
    changed = _git("status", "--porcelain", "--", measured)
    return (commit or "not from a checkout") + (", with changes" if changed else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown processor"
