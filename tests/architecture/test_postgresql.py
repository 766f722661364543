"""Every test of the apps passes on PostgreSQL too: a real server, started here on a free port."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed import require

ROOT = Path(__file__).parents[2]
# Settings of a server that lives for one test run and may lose everything in a crash.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=30"


def ordinary_user() -> list[str]:
    """Return the words that run a command as an ordinary user: PostgreSQL refuses the root user."""
    if os.geteuid() != 0:
        return []
    return ["runuser", "-u", "postgres", "--"]


def run(words: list[str]) -> None:
    """Run a command of PostgreSQL from a folder that its user may enter."""
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/tmp")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of a running, empty PostgreSQL server."""
    initdb = require("initdb", package="postgresql")
    folder = Path(tempfile.mkdtemp(prefix="armillary-postgresql-", dir="/tmp"))
    folder.chmod(0o777)
    as_user, data, pg_ctl = ordinary_user(), folder / "data", str(Path(initdb).parent / "pg_ctl")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {FAST}"
    run([*as_user, initdb, "-D", str(data), "-U", "armillary", "-A", "trust", "-E", "UTF8"])
    log = str(folder / "log")
    run([*as_user, pg_ctl, "-D", str(data), "-w", "-l", log, "-o", options, "start"])
    yield f"postgresql://armillary@127.0.0.1:{port}/postgres"
    run([*as_user, pg_ctl, "-D", str(data), "-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_the_tests_of_the_apps_pass_on_postgresql(postgresql: str) -> None:
    environment = {**os.environ, "ARMILLARY_DATABASE_URL": postgresql}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "tests/apps",
            "tests/architecture/test_access_table.py",
            "-q",
            "-n",  # nothing else runs meanwhile, and a school computer has two cores
            "2",
            "-m",
            "not slow and not browser",
            "-p",
            "no:cacheprovider",
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
