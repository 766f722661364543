"""Run the HTTP server of a school: one process, threads, and nothing left over from a crash."""

import errno
import fcntl
import hashlib
import json
import multiprocessing
import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from armillary.apps.people.commands import Refusal

# Small school computers: a batch of answers cannot be larger than the number of waiting threads.
THREADS = 8
BACKLOG = 1024
MARK = "ARMILLARY_SERVE_MARK"
FASTEST_SYNC = 0.00005  # seconds; a disk faster than this fakes its syncs
SLOWEST_SYNC = 0.020


def serve(data: Path, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    ready : told the address once the server takes connections
    """
    with hold_folder(data):
        end_leftovers(data)
        refuse_used_port(host, port)
        os.environ[MARK] = mark = uuid.uuid4().hex
        (data / "serve.json").write_text(json.dumps({"pid": os.getpid(), "mark": mark}))
        run_server(host, port, ready)


def check_port(data: Path, host: str, port: int) -> None:
    """Refuse early what `serve` would refuse, after ending what a killed server left behind."""
    if data.is_dir():
        with hold_folder(data):
            end_leftovers(data)
    refuse_used_port(host, port)


def run_server(host: str, port: int, ready: Callable[[str], None]) -> None:
    """Start granian with one worker process of several threads."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
    connections.close_all()
    # A forked worker would inherit our open files, our lock and our settings; a fresh one does not.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "armillary.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
    )
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    announce = _announcer(shown, port, ready)
    announce.start()
    server.serve()


def _announcer(host: str, port: int, ready: Callable[[str], None]) -> threading.Thread:
    """Return a thread that waits for the first connection and then says that we are ready."""

    def wait() -> None:
        for _ in range(600):
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, port)) == 0:
                    ready(f"http://{host}:{port}/")
                    return
            time.sleep(0.05)

    return threading.Thread(target=wait, daemon=True)


@contextmanager
def hold_folder(data: Path) -> Iterator[None]:
    """Hold the data folder while serving; refuse when another process holds it."""
    with open(data / "serve.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refusal(
                f"{data} is being served already. Stop that server first, or use its address."
            ) from error
        yield


def end_leftovers(data: Path) -> int:
    """End the workers that a killed server left behind; return how many there were.

    They are known by the mark in their environment, so no other process is ever touched.
    """
    try:
        mark = json.loads((data / "serve.json").read_text())["mark"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    needle = f"{MARK}={mark}".encode()
    ended = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if needle in (entry / "environ").read_bytes().split(b"\0"):
                os.kill(int(entry.name), signal.SIGKILL)
                ended += 1
        except OSError:
            continue
    if ended:
        time.sleep(0.2)
    return ended


def refuse_used_port(host: str, port: int) -> None:
    """Refuse when something else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise Refusal(f"Port {port} does not exist. Choose one from 1024 to 65535.") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Refusal(
                    f"Port {port} is in use by another program. Choose another: --port {port + 1}"
                ) from error
            if error.errno == errno.EACCES:
                raise Refusal(
                    f"Port {port} needs administrator rights. Choose one above 1023: --port 8000"
                ) from error
            raise Refusal(f"Nothing can listen on {host}:{port}: {error.strerror}.") from error


def gather_static(data: Path) -> None:
    """Gather and compress the static files into the data folder, once for each version."""
    from django.conf import settings
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    found = sorted(
        (name, os.path.getmtime(storage.path(name)))
        for finder in finders.get_finders()
        for name, storage in finder.list([])
    )
    stamp = hashlib.sha256(repr(found).encode()).hexdigest()
    folder, stamp_file = data / "static", data / "static.stamp"
    if folder.is_dir() and stamp_file.is_file() and stamp_file.read_text() == stamp:
        return
    folder.mkdir(exist_ok=True)
    settings.STATIC_ROOT = folder
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp_file.write_text(stamp)


def measure_sync(data: Path) -> float:
    """Return the seconds that one sync of this disk takes (median of nine)."""
    file = data / "sync.test"
    times = []
    with open(file, "wb") as handle:
        for _ in range(9):
            handle.write(b"x" * 4096)
            handle.flush()
            started = time.perf_counter()
            os.fsync(handle.fileno())
            times.append(time.perf_counter() - started)
    file.unlink()
    return sorted(times)[4]


def describe_sync(seconds: float) -> str:
    """Return a warning about the disk, empty when it is as it should be."""
    if seconds < FASTEST_SYNC:
        return "This disk says “written” before it is: after a power cut answers may be missing."
    if seconds > SLOWEST_SYNC:
        return f"This disk is slow ({seconds * 1000:.0f} ms a write): answers will take a moment."
    return ""
