"""A clock on the terminal while something runs that cannot say how far it is."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

EVERY = 1.0  # seconds


@contextmanager
def ticking(show: Callable[[str], None], text: str) -> Iterator[None]:
    """Show a text with the seconds gone by until the work is done, then clear the line."""
    started, done = monotonic(), threading.Event()

    def tick() -> None:
        while not done.wait(EVERY):
            show(f"{text} {monotonic() - started:.0f} s")

    clock = threading.Thread(target=tick, daemon=True)
    show(text)
    clock.start()
    try:
        yield
    finally:
        done.set()
        clock.join()
        show("")
