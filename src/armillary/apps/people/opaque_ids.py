"""Ids of people: random, so that they tell nothing; from a seed where the people are invented."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# They fit a JavaScript number, so that they survive JSON.
OPAQUE_BITS = 52
_chance: ContextVar[random.Random] = ContextVar("_chance", default=secrets.SystemRandom())  # noqa: B039  # it has no state


def make_opaque_id() -> int:
    """Return a random id that says nothing about the person or when they joined."""
    return _chance.get().getrandbits(OPAQUE_BITS) + 1


@contextmanager
def seeded_ids(seed: str) -> Iterator[None]:
    """Within the block the same seed gives the same ids: for invented people alone.

    Whatever is drawn by id (forms of a test, arms of a study) is then the same each time, too.
    """
    mark = _chance.set(random.Random(seed))
    try:
        yield
    finally:
        _chance.reset(mark)
