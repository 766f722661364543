"""Where answers are worked on: in this process, in several, or on a Dask cluster."""

import multiprocessing
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from armillary.apps.exchange.measuring.stored_answers import store_answers
from armillary.apps.people.commands import Refusal
from armillary.science.psychometrics import (
    AnswerSource,
    HeldAnswers,
    SharedAnswers,
    split_answers,
)

MOST_WORKERS = 64
CONNECT_SECONDS = 10

Share = Callable[[HeldAnswers], AnswerSource]


@contextmanager
def sharing(workers: int, scheduler: str | None) -> Iterator[Share | None]:
    """Yield what puts answers where they are worked on; None leaves them in this process.

    Parameters
    ----------
    workers : how many processes of this computer, 1 to 64
    scheduler : the address of a Dask scheduler instead, or None

    Raises
    ------
    Refusal
        If there cannot be so many workers, the cluster cannot be reached, or one ended early.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise Refusal(f"--workers must be from 1 to {MOST_WORKERS}, got {workers}.")
    if scheduler is not None:
        if workers > 1:
            raise Refusal("--workers are of this computer; leave it out with --scheduler.")
        with on_cluster(scheduler) as share:
            yield share
    elif workers > 1:
        with in_processes(workers) as share:
            yield share
    else:
        yield None


@contextmanager
def in_processes(workers: int) -> Iterator[Share]:
    """Yield what puts answers into files that a pool of processes maps into memory."""
    with tempfile.TemporaryDirectory(prefix="armillary-") as folder:
        # A forked process would share our threads and connections.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:

            def share(held: HeldAnswers) -> AnswerSource:
                return SharedAnswers(store_answers(Path(folder), held, workers), pool.map)

            try:
                yield share
            except BrokenProcessPool:
                raise Refusal(
                    "A worker process was ended, perhaps for want of memory. Use fewer --workers."
                ) from None


@contextmanager
def on_cluster(scheduler: str) -> Iterator[Share]:
    """Yield what sends answers to the workers of a Dask cluster, without names."""
    try:
        from distributed import Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError:
        raise Refusal(
            "--scheduler needs the package distributed here and on the cluster:"
            " pip install 'armillary[cluster]'"
        ) from None
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise Refusal(f"There is no Dask scheduler at {scheduler}: {error!s:.120}.") from None
    with client:
        n_threads = sum(client.nthreads().values())
        if not n_threads:
            raise Refusal(f"The Dask cluster at {scheduler} has no workers.")

        def over(function: Callable[[AnswerSource], Any], parts: Sequence[Any]) -> Iterable[Any]:
            # Each step has other tables, so that no result is ever there already.
            found: Iterable[Any] = client.gather(client.map(function, parts, pure=False))
            return found

        def share(held: HeldAnswers) -> AnswerSource:
            parts = split_answers(held, n_threads)
            return SharedAnswers(client.scatter(parts, hash=False), over)

        try:
            yield share
        except (KilledWorker, CommClosedError) as error:
            raise Refusal(f"The Dask cluster lost a worker: {error!s:.120}.") from None
