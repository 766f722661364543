"""Conclusions from several processes at once: each reads and reckons, only we write."""

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from armillary.apps.practice.history import Band

if TYPE_CHECKING:  # models are not there yet when a worker reads this file
    from armillary.apps.practice.conclusions import Found


class WorkerEndedError(RuntimeError):
    """A worker process was ended from outside before it had found everything."""


def find_in_processes(bands: Sequence[Band], n_processes: int) -> Iterator["Found"]:
    """Yield what the answers of the bands say, in any order, from worker processes.

    A worker that is ahead waits until we have taken what it found. Its error is raised here.
    """
    with _started(bands, n_processes) as pipes:
        waiting = list(pipes)
        while waiting:
            for pipe in wait(waiting):
                assert isinstance(pipe, Connection)
                found = receive(pipe)
                if found is None:
                    waiting.remove(pipe)
                else:
                    yield found


def receive(pipe: Connection) -> "Found | None":
    """Return what a worker found, None when it has come to its end; raise what it raised."""
    try:
        message: Found | BaseException | None = pipe.recv()
    except EOFError:
        raise WorkerEndedError("a worker process was ended before it was done") from None
    if isinstance(message, BaseException):
        raise message
    return message


@contextmanager
def _started(bands: Sequence[Band], n_processes: int) -> Iterator[list[Connection]]:
    """Start the workers; end them whatever happens."""
    # A forked process would share our connection to the database.
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    try:
        for number in range(n_processes):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(
                target=_work, args=(theirs, bands[number::n_processes]), daemon=True
            )
            process.start()
            theirs.close()
            pipes.append(ours)
            processes.append(process)
        yield pipes
    finally:
        for process in processes:
            process.terminate()
            process.join()
        for pipe in pipes:
            pipe.close()


def _work(pipe: Connection, bands: Sequence[Band]) -> None:
    """Send everything that the bands say, then None; or the error that came."""
    import django

    django.setup()
    from armillary.apps.practice.conclusions import find_conclusions

    try:
        for found in find_conclusions(bands):
            pipe.send(found)
        pipe.send(None)
    except Exception as error:
        pipe.send(error)
