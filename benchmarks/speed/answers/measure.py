"""Answers through the real server, from learners who wait for "saved" before the next question.

    python -m benchmarks.speed.answers.measure [--connections 30] [--seconds 15] [--out FILE]

Every connection is a learner of a class that has practised for a while. The client runs on the
same two cores; the CPU of the server is read from the system and is what to compare.
"""

import argparse
import http.client
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from benchmarks.provenance import provenance

ROOT = Path(__file__).parents[3]
PREPARE = ROOT / "tests" / "apps" / "practice" / "prepare_school.py"
TICKS = os.sysconf("SC_CLK_TCK")
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@dataclass
class Learner:
    """One connection: what it sent and how long each answer took."""

    port: int
    token: str
    seconds: list[float] = field(default_factory=list)
    errors: int = 0

    def practise(self, stop: threading.Event) -> None:
        """Answer question after question until told to stop."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        page = self.get(connection)
        while not stop.is_set():
            found = TICKET.findall(page)
            if not found:
                self.begin(connection)
                page = self.get(connection)
                continue
            fields = {"ticket": unescape(found[-1]), "try": "1", **guess(page)}
            started = time.perf_counter()
            status, page = self.ask(connection, "/practice/answer/", fields)
            if status != 200 or "data-answered" not in page:
                self.errors += 1
                page = self.get(connection)
                continue
            self.seconds.append(time.perf_counter() - started)
            # The next question came with the answer; only an ending needs another page.
            page = page[page.index("data-following") :] if "data-following" in page else ""
        connection.close()

    def get(self, connection: http.client.HTTPConnection) -> str:
        """Return the question page."""
        return self.ask(connection, "/practice/", None)[1]

    def begin(self, connection: http.client.HTTPConnection) -> None:
        """Start another sitting, as a learner does who wants a few more."""
        _, page = self.ask(connection, "/practice/", None)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        token = found[1] if found else ""
        self.ask(connection, "/practice/start/", {"csrfmiddlewaretoken": token}, csrf=token)

    def ask(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        fields: dict[str, str] | None,
        csrf: str = "",
    ) -> tuple[int, str]:
        """Return status and text of one request."""
        headers = {"Cookie": f"seat={self.token}; csrftoken={self.cookie}", "HX-Request": "true"}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.cookie = value.split("=", 1)[1].split(";")[0]
        return response.status, response.read().decode()

    cookie: str = ""


def guess(page: str) -> dict[str, str]:
    """Return any readable answer to the last question on a page."""
    form = page[page.rindex("data-answer") :]
    choices = re.findall(r'name="choice" value="([^"]+)"', form)
    if choices:
        return {"choice": secrets.choice(choices)}
    fields = {}
    names = dict.fromkeys(re.findall(r'<select id="[^"]+" name="([^"]+)"', form))
    for number, name in enumerate(names):
        options = re.search(rf'name="{re.escape(name)}">(.*?)</select>', form, re.DOTALL)
        values = [v for v in re.findall(r'value="([^"]+)"', options[1] if options else "") if v]
        fields[name] = values[number] if name.startswith("place-") else values[0]
    return fields or {"text": "12"}


def cpu_seconds(group: int) -> float:
    """Return the CPU seconds that the processes of a group have used."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def start(data: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start the server and wait until it takes connections."""
    environment = {**os.environ, "ARMILLARY_DATA": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "armillary", "serve", "--host", "127.0.0.1", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.05)
    raise SystemExit("the server did not start")


def measure(connections: int, seconds: float) -> str:
    """Return the table of one run."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        tokens = [secrets.token_urlsafe(12) for _ in range(connections)]
        subprocess.run(
            [sys.executable, str(PREPARE), *tokens],
            env={**os.environ, "ARMILLARY_DATA": folder, "ARMILLARY_COURSE": "courses/ai"},
            cwd=ROOT,
            check=True,
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = start(data, port)
        try:
            return run(port, tokens, seconds, server.pid)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def run(port: int, tokens: list[str], seconds: float, group: int) -> str:
    """Let all learners answer; return the figures."""
    learners = [Learner(port, token) for token in tokens]
    stop = threading.Event()
    threads = [threading.Thread(target=learner.practise, args=(stop,)) for learner in learners]
    for thread in threads:
        thread.start()
    time.sleep(3)  # first questions, caches
    for learner in learners:
        learner.seconds.clear()
        learner.errors = 0
    cpu, clock = cpu_seconds(group), time.perf_counter()
    time.sleep(seconds)
    cpu, clock = cpu_seconds(group) - cpu, time.perf_counter() - clock
    stop.set()
    for thread in threads:
        thread.join()
    times = sorted(t for learner in learners for t in learner.seconds)
    errors = sum(learner.errors for learner in learners)
    return (
        f"connections               {len(learners)}\n"
        f"answers                   {len(times)} in {clock:.1f} s\n"
        f"answers a second          {len(times) / clock:.0f}\n"
        f"median                    {statistics.median(times) * 1000:.1f} ms\n"
        f"99 of 100 within          {times[int(0.99 * len(times))] * 1000:.1f} ms\n"
        f"not saved at once         {errors}\n"
        f"CPU of the server each    {cpu / len(times) * 1000:.2f} ms\n"
    )


def main() -> None:
    """Measure, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    command = (
        "python -m benchmarks.speed.answers.measure "
        f"--connections {options.connections} --seconds {options.seconds:g}"
    )
    table = (
        provenance(command, measured="src") + "\n" + measure(options.connections, options.seconds)
    )
    print(table)
    if options.out:
        options.out.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
