"""One line on the terminal while something runs: what is being done, and for how long."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

EVERY = 1.0  # seconds

Say = Callable[[str], None]


@contextmanager
def ticking(show: Say, text: str) -> Iterator[Say]:
    """Show a text with the seconds gone by until the work is done, then clear the line.

    Yields a function that changes the text.
    """
    started, done, said = monotonic(), threading.Event(), [text]

    def tick() -> None:
        while not done.wait(EVERY):
            show(f"{said[0]} {monotonic() - started:.0f} s")

    def say(other: str) -> None:
        said[0] = other

    clock = threading.Thread(target=tick, daemon=True)
    show(text)
    clock.start()
    try:
        yield say
    finally:
        done.set()
        clock.join()
        show("")
