"""Killing the server while answers pour in loses none that was acknowledged and doubles none."""

import http.client
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

KILLS = 20
LEARNERS = 6
PREPARE = Path(__file__).with_name("prepare_school.py")


@dataclass
class Acknowledged:
    """One answer that a learner saw accepted: the nonce of its ticket."""

    nonce: bytes


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start the real server in a process group of its own and wait until it answers."""
    environment = {**os.environ, "ARMILLARY_WRITER": "thread", "ARMILLARY_DATA": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "armillary", "serve", "--host", "127.0.0.1", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        assert process.poll() is None, "the server stopped by itself"
        time.sleep(0.02)
    raise AssertionError("the server did not start")


def request(url: str, token: str, fields: dict[str, str] | None = None) -> str:
    """Return the page at an address, as the learner with this seat gets it."""
    body = None if fields is None else urllib.parse.urlencode(fields).encode()
    headers = {"Cookie": f"seat={token}", "HX-Request": "true"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as response:
        text: str = response.read().decode()
        return text


def answer_on(base: str, token: str, stop: threading.Event, acknowledged: list[bytes]) -> None:
    """Answer question after question, each sent twice at times, until the server dies."""
    try:
        page = request(f"{base}/practice/", token)
        while not stop.is_set():
            found = re.search(r'name="ticket" value="([^"]+)"', page)
            if found is None:
                return
            ticket = unescape(found[1])
            fields = {"ticket": ticket, "try": "1", **guess(page)}
            reply = request(f"{base}/practice/answer/", token, fields)
            if "data-answered" in reply:
                acknowledged.append(nonce_of(ticket))
                if len(acknowledged) % 3 == 0:
                    request(f"{base}/practice/answer/", token, fields)
            page = request(f"{base}/practice/", token)
    except (OSError, http.client.HTTPException):  # killed before, or in the middle of, a reply
        return


def guess(page: str) -> dict[str, str]:
    """Return any readable answer to the question on a page."""
    form = page[page.index("data-answer") :]
    choices = re.findall(r'name="choice" value="([^"]+)"', form)
    if choices:
        return {"choice": choices[0]}
    fields = {}
    for number, name in enumerate(
        dict.fromkeys(re.findall(r'<select id="[^"]+" name="([^"]+)"', form))
    ):
        options = re.search(rf'name="{re.escape(name)}">(.*?)</select>', form, re.DOTALL)
        assert options is not None
        values = [value for value in re.findall(r'value="([^"]+)"', options[1]) if value]
        fields[name] = values[number] if name.startswith("place-") else values[0]
    return fields or {"text": "12"}


def nonce_of(ticket: str) -> bytes:
    """Return the nonce inside a ticket."""
    import base64

    from armillary.apps.practice.tickets import _LAYOUT, _SIGNATURE_BYTES  # the test looks inside

    raw = base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
    return bytes(_LAYOUT.unpack(raw[_SIGNATURE_BYTES : _SIGNATURE_BYTES + _LAYOUT.size])[1])


def answer_id(nonce: bytes) -> str:
    """Return the id under which the answer with this nonce is stored."""
    from armillary.apps.practice.tickets import Ticket

    ticket = Ticket(nonce, 0, 0, 0, 0, 0, 0, 0, 0.5, "00" * 32, "x")
    return ticket.answer_id(1).hex


@pytest.mark.slow
def test_twenty_kills_lose_no_acknowledged_answer_and_store_none_twice(tmp_path: Path) -> None:
    environment = {**os.environ, "ARMILLARY_DATA": str(tmp_path)}
    tokens = [secrets.token_urlsafe(12) for _ in range(LEARNERS)]
    subprocess.run(
        [sys.executable, str(PREPARE), *tokens], env=environment, check=True, timeout=120
    )
    acknowledged: list[bytes] = []
    for round_number in range(KILLS):
        port = free_port()
        server = start(tmp_path, port)
        stop = threading.Event()
        threads = [
            threading.Thread(
                target=answer_on,
                args=(f"http://127.0.0.1:{port}", token, stop, acknowledged),
            )
            for token in tokens
        ]
        before = len(acknowledged)
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while len(acknowledged) < before + 3 + round_number % 5 and time.monotonic() < deadline:
            time.sleep(0.005)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        stop.set()
        for thread in threads:
            thread.join(20)
        assert len(acknowledged) > before, "no answer was accepted before the kill"
    check(tmp_path, acknowledged)


def check(data: Path, acknowledged: list[bytes]) -> None:
    """Compare what learners saw accepted with what the file holds."""
    with sqlite3.connect(data / "school.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = [row[0] for row in database.execute("SELECT id FROM practice_answer")]
        positions = database.execute(
            "SELECT learner_id, count(*), count(DISTINCT position), max(position)"
            " FROM practice_answer GROUP BY learner_id"
        ).fetchall()
    assert len(stored) == len(set(stored))
    lost = [nonce for nonce in acknowledged if answer_id(nonce) not in set(stored)]
    assert lost == []
    for _learner, count, distinct, highest in positions:
        assert count == distinct == highest
    environment = {**os.environ, "ARMILLARY_DATA": str(data)}
    subprocess.run(
        [sys.executable, "-m", "armillary", "rebuild", "--check"],
        env=environment,
        check=True,
        timeout=120,
    )
    assert datetime.now(UTC)
