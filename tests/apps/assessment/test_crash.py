"""Killing the server while the answers of a test pour in loses none that was called saved."""

import http.client
import json
import os
import re
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from html import unescape
from pathlib import Path

import pytest

from tests.apps.practice.test_crash import (
    answer_id,
    free_port,
    guess,
    nonce_of,
    request,
    start,
)

KILLS = 8
LEARNERS = 6
PREPARE = Path(__file__).with_name("prepare_sittings.py")


def save_on(
    root: str, answers: str, token: str, stop: threading.Event, acknowledged: list[bytes]
) -> None:
    """Answer question after question, some of them twice, until the server dies."""
    try:
        place = 1
        while not stop.is_set():
            page = request(f"{root}questions/{place}/", token)
            found = re.search(r'name="ticket" value="([^"]+)"', page)
            assert found is not None
            ticket = unescape(found[1])
            form = page[page.index("data-test-answer") :].replace(
                "data-test-answer", "data-answer", 1
            )
            fields = {"ticket": ticket, "save": "1", **guess(form)}
            if json.loads(request(answers, token, fields))["status"] == "saved":
                acknowledged.append(nonce_of(ticket))
                if len(acknowledged) % 3 == 0:
                    request(answers, token, fields)
            place = place % len(re.findall(r'class="place ', page)) + 1
    except (OSError, http.client.HTTPException):  # killed before, or in the middle of, a reply
        return


@pytest.mark.slow
def test_kills_lose_no_saved_answer_of_a_test_and_store_none_twice(tmp_path: Path) -> None:
    environment = {**os.environ, "ARMILLARY_DATA": str(tmp_path)}
    tokens = [secrets.token_urlsafe(12) for _ in range(LEARNERS)]
    made = subprocess.run(
        [sys.executable, str(PREPARE), *tokens],
        env=environment,
        check=True,
        timeout=120,
        capture_output=True,
        text=True,
    )
    root = f"/my-tests/{made.stdout.split()[-1]}/"
    acknowledged: list[bytes] = []
    for round_number in range(KILLS):
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        server = start(tmp_path, port)
        stop = threading.Event()
        threads = [
            threading.Thread(
                target=save_on,
                args=(base + root, f"{base}/my-tests/answer/", token, stop, acknowledged),
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
        assert len(acknowledged) > before, "no answer was saved before the kill"
    with sqlite3.connect(tmp_path / "school.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = database.execute("SELECT id, learner_id, position FROM practice_answer").fetchall()
    stored = {row[0] for row in rows}
    assert len(stored) == len(rows)
    assert [nonce for nonce in acknowledged if answer_id(nonce) not in stored] == []
    for learner in {row[1] for row in rows}:
        positions = sorted(row[2] for row in rows if row[1] == learner)
        assert positions == list(range(1, len(positions) + 1))
