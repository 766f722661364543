"""The demo school as a test sees it: a served address, its people, and the file behind it."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

READY = "Armillary is ready: "


@dataclass(frozen=True, eq=False)
class DemoSchool:
    """A running demo: where it is, where its file lies, and the sign-in link of each role."""

    address: str
    data: Path
    links: dict[str, str]

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the file of the school holds; any: the rows of any table."""
        with closing(sqlite3.connect(f"file:{self.data}/school.sqlite3?mode=ro", uri=True)) as file:
            return file.execute(question, values).fetchall()

    @property
    def secret(self) -> str:
        """What the school signs its tickets with."""
        return (self.data / "secret.key").read_text(encoding="ascii").strip()

    def class_code(self, name: str) -> str:
        """Return the code that opens a class."""
        return str(self.ask("SELECT code FROM people_schoolclass WHERE name = ?", name)[0][0])

    def has(self, table: str, name: str) -> bool:
        """Return whether a table has a row of this name."""
        return bool(self.ask(f"SELECT 1 FROM {table} WHERE name = ?", name))

    def class_id(self, name: str) -> int:
        """Return the id of a class."""
        return int(self.ask("SELECT id FROM people_schoolclass WHERE name = ?", name)[0][0])

    def learner(self, name: str) -> int:
        """Return the id of a learner."""
        return int(self.ask("SELECT id FROM people_learner WHERE name = ?", name)[0][0])

    def pictures(self, name: str) -> list[str]:
        """Return the three pictures on a learner's card."""
        rows = self.ask(
            "SELECT pin FROM people_card JOIN people_learner l ON l.id = learner_id"
            " WHERE l.name = ? AND revoked_at IS NULL",
            name,
        )
        return str(rows[0][0]).split()

    def count_answers(self, learner: int) -> int:
        """Return how many answers of a learner are stored."""
        rows = self.ask("SELECT count(*) FROM practice_answer WHERE learner_id = ?", learner)
        return int(rows[0][0])


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_demo(data: Path) -> Iterator[DemoSchool]:
    """Run `armillary demo` in this folder until the block is left."""
    environment = {**os.environ, "ARMILLARY_DATA": str(data), "ARMILLARY_WRITER": "thread"}
    with subprocess.Popen(
        [sys.executable, "-m", "armillary", "demo", "--port", str(free_port())],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield read_announcement(process, data)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def read_announcement(process: "subprocess.Popen[str]", data: Path) -> DemoSchool:
    """Return the school that a starting demo announces."""
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("All people and answers here are simulated"):
            break
    text = "".join(said)
    assert READY in text, f"the demo did not start: {text}"
    address = text.split(READY)[1].split()[0].rstrip("/")
    links = dict(re.findall(r"^ +(\w+) +http://[^/]+(/demo/\S+)", text, flags=re.MULTILINE))
    return DemoSchool(address, data, links)


@cache
def read_people(school: DemoSchool) -> dict[str, Any]:
    """Return whom the links sign in as; any: names and ids."""
    found: dict[str, Any] = json.loads((school.data / "demo.json").read_text(encoding="utf-8"))
    return found
