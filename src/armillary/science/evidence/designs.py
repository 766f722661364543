"""Who gets which way of teaching: the draw, and the record that there was one draw only.

A draw is a pure function of the design, the roster and a seed. The record holds their hashes and
the result's, so that anybody with the roster can repeat the draw, and a second draw shows.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from armillary.science.numerics import IntArray

VERSION = 1  # of the draw; a change of the algorithm is a new number


class Layout(StrEnum):
    """What is drawn for each unit.

    `PARALLEL`: one arm for good. `CROSSOVER`: an order of the two arms, one for each half of the
    study. `FACTORIAL`: one of the combinations of several two-way choices. `WITHIN`: which of two
    sets of items a learner meets under which arm; everybody meets both.
    """

    PARALLEL = "parallel"
    CROSSOVER = "crossover"
    FACTORIAL = "factorial"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is assigned: a learner, class or school.

    Parameters
    ----------
    key : its name in the roster, used once
    stratum : units of one stratum are shared out among the arms evenly; such as the grade
    score : with pairing, units with neighbouring scores are paired; such as the mean of last year
    """

    key: str
    stratum: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Design:
    """How units are given arms.

    Parameters
    ----------
    layout : what is drawn
    n_arms : 2 for a crossover and within learners, 2 to the power of the choices for a factorial
    paired : whether units are matched on their score, in blocks of `n_arms`, within strata
    """

    layout: Layout
    n_arms: int
    paired: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """The arms drawn, and what shows that they were drawn once.

    Parameters
    ----------
    arm : of each unit, in the order of the roster given, 0 to n_arms - 1. For a crossover it is
        the arm of the first half, the second has the other; within learners, the arm of item set 0;
        for a factorial, the bits are the choices
    block : units of one block were shared out together; what a randomisation test permutes within
    roster_hash, design_hash, result_hash : SHA-256, hexadecimal
    seed : as given
    version : of the algorithm
    """

    arm: tuple[int, ...]
    block: tuple[int, ...]
    roster_hash: str
    design_hash: str
    result_hash: str
    seed: int
    version: int


def assign_arms(units: Sequence[Unit], design: Design, *, seed: int) -> Draw:
    """Return the arm of each unit: drawn from the seed and the hash of the roster.

    The order of the roster does not matter, a changed roster gives a draw of its own. Inside each
    block arms are as even as can be; which arm gets the units over is drawn, too, and evened out
    from block to block.

    Parameters
    ----------
    units : the roster; as many as arms, at least
    design : how
    seed : 0 or more; agreed before the roster is known, or drawn in public

    Raises
    ------
    ValueError
        If keys repeat, a score is not finite, there are too few units, or the design does not hold
        together.

    References
    ----------
    Kernan et al. (1999), Journal of Clinical Epidemiology 52(1), 19-26, on strata; Imai, King &
    Nall (2009), Statistical Science 24(1), 29-53, on pairs.

    Examples
    --------
    >>> classes = [Unit("5a"), Unit("5b"), Unit("5c"), Unit("5d")]
    >>> draw = assign_arms(classes, Design(Layout.PARALLEL, 2, paired=False), seed=7)
    >>> sorted(draw.arm)
    [0, 0, 1, 1]
    >>> again = assign_arms(classes[::-1], Design(Layout.PARALLEL, 2, paired=False), seed=7)
    >>> again.arm == draw.arm[::-1], again.result_hash == draw.result_hash
    (True, True)
    """
    _check(units, design, seed)
    roster_hash = hash_roster(units)
    design_hash = _hash([VERSION, design.layout.value, design.n_arms, design.paired])
    key = hashlib.sha256(f"{seed}:{roster_hash}:{design_hash}".encode()).digest()
    blocks = _blocks(units, design)
    arms = _share_out(blocks, design.n_arms, _Dice(key))
    block_of = {place: number for number, block in enumerate(blocks) for place in block}
    arm = tuple(arms[place] for place in range(len(units)))
    block = tuple(block_of[place] for place in range(len(units)))
    result_hash = hash_arms([unit.key for unit in units], arm)
    return Draw(arm, block, roster_hash, design_hash, result_hash, seed, VERSION)


def check_draw(draw: Draw, units: Sequence[Unit], design: Design) -> list[str]:
    """Return what in a record does not agree with a roster and a design; nothing, if all does.

    Parameters
    ----------
    draw : as recorded
    units, design : as they are said to have been
    """
    faults = []
    if draw.version != VERSION:
        return [f"the draw was made by version {draw.version}, this is {VERSION}"]
    if draw.roster_hash != hash_roster(units):
        faults.append("the roster is not the one that was drawn from")
    again = assign_arms(units, design, seed=draw.seed)
    if again.design_hash != draw.design_hash:
        faults.append("the design is not the one that was drawn by")
    if again.result_hash != draw.result_hash or again.arm != draw.arm:
        faults.append("the arms are not those that the seed gives")
    return faults


def hash_roster(units: Sequence[Unit]) -> str:
    """Return the SHA-256 of a roster; the order of its units does not matter."""
    return _hash(sorted((unit.key, unit.stratum, float(unit.score).hex()) for unit in units))


def hash_arms(keys: Sequence[str], arm: Sequence[int]) -> str:
    """Return the SHA-256 of the arms that units were given; the order of the units does not matter.

    Parameters
    ----------
    keys : of the units
    arm : of each, as in a `Draw`

    Examples
    --------
    >>> hash_arms(["5a", "5b"], [0, 1]) == hash_arms(["5b", "5a"], [1, 0])
    True
    """
    return _hash(sorted(zip(keys, arm, strict=True)))


def redraw_arms(draw: Draw, design: Design, *, n_draws: int, seed: int) -> IntArray:
    """Return arms as the same design could have drawn them, for a randomisation test.

    Parameters
    ----------
    draw : the one that was made
    design : its design
    n_draws : how many, 1 or more
    seed : 0 or more; another one than the draw's

    Returns
    -------
    shape (n_draws, n_units)
    """
    if n_draws < 1:
        raise ValueError(f"n_draws must be 1 or more, got {n_draws}")
    places: dict[int, list[int]] = {}
    for place, block in enumerate(draw.block):
        places.setdefault(block, []).append(place)
    blocks = [places[block] for block in sorted(places)]
    dice = _Dice(hashlib.sha256(f"redraw:{seed}:{draw.result_hash}".encode()).digest())
    out = np.empty((n_draws, len(draw.arm)), dtype=np.int64)
    for row in out:
        for place, arm in _share_out(blocks, design.n_arms, dice).items():
            row[place] = arm
    return out


def shuffle_arms(arm: IntArray, block: IntArray, *, n_draws: int, seed: int) -> IntArray:
    """Return arms shuffled among the units of each block: draws that share out as many of each.

    For studies whose own draw is not on record; where it is, `redraw_arms` repeats its design.

    Parameters
    ----------
    arm : shape (n_units,), as drawn
    block : shape (n_units,), whole numbers; units of one block were shared out together
    n_draws : 1 or more
    seed : 0 or more

    Returns
    -------
    shape (n_draws, n_units)

    Examples
    --------
    >>> shuffle_arms(np.array([0, 1, 1]), np.array([0, 0, 1]), n_draws=3, seed=1)[:, 2].tolist()
    [1, 1, 1]
    """
    if n_draws < 1 or arm.shape != block.shape or arm.ndim != 1:
        raise ValueError(f"n_draws, arm and block: got {n_draws}, {arm.shape}, {block.shape}")
    generator = np.random.default_rng(seed)
    order = np.argsort(block, kind="stable")
    starts = np.flatnonzero(np.diff(block[order], prepend=block.min() - 1))
    narrow = arm.astype(np.min_scalar_type(int(arm.max())))  # draws of a million take gigabytes
    out = np.tile(narrow, (n_draws, 1))
    for places in np.split(order, starts[1:]):
        out[:, places] = generator.permuted(out[:, places], axis=1)
    return out.astype(np.int64)


class _Dice:
    """Whole numbers from a key: SHA-256 of the key and a counter, the same on every computer."""

    def __init__(self, key: bytes) -> None:
        self._key, self._count, self._pool = key, 0, b""

    def below(self, limit: int) -> int:
        """A number from 0 to limit - 1, each as likely."""
        ceiling = 2**32 - 2**32 % limit
        while True:
            if not self._pool:
                self._pool = hashlib.sha256(self._key + self._count.to_bytes(8, "big")).digest()
                self._count += 1
            number, self._pool = int.from_bytes(self._pool[:4], "big"), self._pool[4:]
            if number < ceiling:
                return number % limit

    def shuffled(self, values: list[int]) -> list[int]:
        out = list(values)
        for last in range(len(out) - 1, 0, -1):
            other = self.below(last + 1)
            out[last], out[other] = out[other], out[last]
        return out


def _blocks(units: Sequence[Unit], design: Design) -> list[list[int]]:
    """Places of units that are shared out together; the roster's order does not matter."""
    order = sorted(range(len(units)), key=lambda place: units[place].key)
    strata: dict[str, list[int]] = {}
    for place in order:
        strata.setdefault(units[place].stratum, []).append(place)
    out = []
    for name in sorted(strata):
        places = strata[name]
        if not design.paired:
            out.append(places)
            continue
        places = sorted(places, key=lambda place: (units[place].score, units[place].key))
        step = design.n_arms
        out += [places[start : start + step] for start in range(0, len(places), step)]
    return out


def _share_out(blocks: list[list[int]], n_arms: int, dice: _Dice) -> dict[int, int]:
    """The arm of each place: whole rounds of all arms, the rest to arms that have fewest so far."""
    count: Counter[int] = Counter(dict.fromkeys(range(n_arms), 0))
    arms: dict[int, int] = {}
    for block in blocks:
        whole, rest = divmod(len(block), n_arms)
        luck = dice.shuffled(list(range(n_arms)))
        extra = sorted(luck, key=lambda arm: count[arm])[:rest]  # stable: ties by luck
        drawn = dice.shuffled(list(range(n_arms)) * whole + extra)
        count.update(drawn)
        arms.update(zip(block, drawn, strict=True))
    return arms


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check(units: Sequence[Unit], design: Design, seed: int) -> None:
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    if design.n_arms < 2 or design.n_arms > len(units):
        raise ValueError(f"{len(units)} units cannot be shared out among {design.n_arms} arms")
    if design.layout in {Layout.CROSSOVER, Layout.WITHIN} and design.n_arms != 2:
        raise ValueError(f"a {design.layout.value} design has 2 arms, got {design.n_arms}")
    if design.layout is Layout.FACTORIAL and design.n_arms & (design.n_arms - 1):
        raise ValueError(f"a factorial has 4, 8, ... arms, got {design.n_arms}")
    repeated = [key for key, n in Counter(unit.key for unit in units).items() if n > 1]
    if repeated:
        raise ValueError(f"each key must be used once, got twice {repeated[:3]}")
    if not all(np.isfinite(unit.score) for unit in units):
        raise ValueError("each score must be finite")
