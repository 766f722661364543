"""A small random generator of our own: the same numbers on every machine, for ever."""

import hashlib

_MASK = (1 << 64) - 1
MAX_SEED = (1 << 31) - 1


class Chance:
    """A stream of whole numbers that depends on a name and a seed alone.

    References
    ----------
    Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, OOPSLA; the
    SplitMix64 constants are those of its reference code.
    """

    __slots__ = ("_state",)

    def __init__(self, name: str, seed: int) -> None:
        digest = hashlib.blake2b(f"{name}\n{seed}".encode(), digest_size=8).digest()
        self._state = int.from_bytes(digest, "big")

    def below(self, n: int) -> int:
        """Return a number from 0 to n - 1, each as likely as the others."""
        # Of 2**64 values the few that would favour small numbers are drawn again.
        limit = (1 << 64) - (1 << 64) % n
        value = self._next()
        while value >= limit:
            value = self._next()
        return value % n

    def shuffled(self, n: int) -> tuple[int, ...]:
        """Return the numbers 0 to n - 1 in a random order (Fisher and Yates)."""
        order = list(range(n))
        for last in range(n - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)

    def _next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)
