"""One writer for all answers of a process.

What came while the last commit was syncing is the next batch.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection, connections, transaction

from armillary.apps.practice.store import Stored, Submission, store_answer

logger = logging.getLogger(__name__)

QUEUE_LIMIT = 512
LARGEST_BATCH = 64
PATIENCE = 10.0  # seconds a request waits before it says "not saved, try again"

T = TypeVar("T")


class NotSavedError(Exception):
    """The answer is not safe on disk; the page must send it again."""


@dataclass
class Job(Generic[T]):
    """A piece of writing that a request waits for."""

    work: Callable[[], T]
    done: threading.Event = field(default_factory=threading.Event)
    outcome: T | None = None
    error: BaseException | None = None


class Writer:
    """A thread that runs jobs in batches, one transaction and so one sync for each batch."""

    def __init__(self) -> None:
        self._jobs: queue.Queue[Job[object]] = queue.Queue(QUEUE_LIMIT)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[], T]) -> T:
        """Run the work in the writer and return its outcome after the commit has returned.

        Raises NotSavedError when the queue is full, the wait too long or the commit failed.
        """
        self._start()
        job: Job[T] = Job(work)
        try:
            self._jobs.put_nowait(job)  # type: ignore[arg-type]  # a queue of jobs of any outcome
        except queue.Full as error:
            raise NotSavedError("the queue is full") from error
        if not job.done.wait(PATIENCE):
            raise NotSavedError("the writer takes too long")
        if job.error is not None:
            raise NotSavedError("the answer could not be written") from job.error
        return job.outcome  # type: ignore[return-value]  # set before done

    def _start(self) -> None:
        """Start the thread on first use, so that it lives in the process that serves."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._loop, name="answers", daemon=True)
                self._thread.start()

    def _loop(self) -> None:
        while True:
            batch = [self._jobs.get()]
            while len(batch) < LARGEST_BATCH:
                try:
                    batch.append(self._jobs.get_nowait())
                except queue.Empty:
                    break
            run_batch(batch)


def run_batch(batch: list[Job[object]]) -> None:
    """Run the jobs in one transaction; release the waiting requests only after its commit."""
    try:
        with transaction.atomic():
            for job in batch:
                _run_one(job)
    except Exception as error:
        logger.exception("A batch of %d answers was not saved", len(batch))
        for job in batch:
            job.error = error
        connections["default"].close()
    finally:
        for job in batch:
            job.done.set()


def _run_one(job: Job[object]) -> None:
    """Run one job in its own savepoint, so that a bad one takes nobody with it."""
    try:
        with transaction.atomic():
            job.outcome = job.work()
    except Exception as error:
        logger.exception("An answer was not saved")
        job.error = error


WRITER = Writer()


def write(work: Callable[[], T]) -> T:
    """Run writing work where it belongs: in the writer thread on SQLite, else right here."""
    if settings.ARMILLARY_WRITER == "thread" and connection.vendor == "sqlite":
        return WRITER.run(work)
    with transaction.atomic():
        return work()


def save_answer(submission: Submission, *, now: datetime) -> Stored:
    """Return what became of a submission, once it is safe on disk."""
    return write(lambda: store_answer(submission, now=now))
