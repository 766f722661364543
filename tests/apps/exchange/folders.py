"""Schools in folders of their own, worked on by the program itself."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.apps.exchange.conftest import Outcome, csv_text


def program(*words: object, database: str | None = None) -> Outcome:
    """Run the program in a process of its own, on SQLite unless another database is named."""
    environment = dict(os.environ)
    environment.pop("ARMILLARY_DATABASE_URL", None)
    if database is not None:
        environment["ARMILLARY_DATABASE_URL"] = database
    done = subprocess.run(
        [sys.executable, "-m", "armillary", *map(str, words)],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def make_school(folder: Path, *learners: str) -> Path:
    """Return the folder of a new school with a class of these learners, each with one answer."""
    person = ("--head", "Vera Kit", "--username", "vera", "--password", "seven brass rings")
    made = program("init", "--school", "Lyceum 7", *person, "--data", folder)
    assert made.code == 0, made.err
    with sqlite3.connect(folder / "school.sqlite3") as database:
        (item,) = database.execute("SELECT min(key) FROM curriculum_question").fetchone()
    rows = [(name, item, 1, "2025-09-01") for name in learners]
    log = folder.parent / "log.csv"
    log.write_text(csv_text(rows, ("learner", "item", "score", "time")), encoding="utf-8")
    switches = ("--make-class", "5a", "--grade", 5, "--data", folder)
    brought = program("import", "answers", log, *switches)
    assert brought.code == 0, brought.err
    return folder


def find_learner(folder: Path, name: str) -> int:
    """Return the id of a learner of a school in a folder."""
    with sqlite3.connect(folder / "school.sqlite3") as database:
        found = database.execute("SELECT id FROM people_learner WHERE name = ?", [name])
        return int(found.fetchone()[0])
