"""When a skill that is held should come back: the FSRS scheduler, one memory for each skill.

What a learner knows is for the learner model to say; this only sets dates. Every first unaided
answer counts as a review of each skill of its item: right as "good", wrong as "again".
"""

import math
import struct
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from .memory import WEIGHTS, review_again, review_first

_HEAD = struct.Struct("<2sBIH")
_RECORD = struct.Struct("<H5f")
_MAGIC = b"AR"
_VERSION = 2


class ReviewsError(ValueError):
    """Stored review dates cannot be used: torn, of another version, or not a number."""


class Memory(NamedTuple):
    """How well one skill sits.

    Parameters
    ----------
    stability : days until the chance to remember sinks to 90 %
    difficulty : 1 to 10
    last_days, due_days : day of the last answer, and on which it should be seen again
    right : 1 when the last answer was right, else 0
    """

    stability: float
    difficulty: float
    last_days: float
    due_days: float
    right: float


Reviews = Mapping[int, Memory]


def new_reviews() -> Reviews:
    """Return the review dates of a learner who has answered nothing."""
    return MappingProxyType({})


def review_after(memory: Memory | None, *, right: bool, days: float) -> Memory:
    """Return the memory of a skill after an answer to it; None stands for the first answer.

    Only the calendar day counts, so the same hour tomorrow is a day later, give or take a
    minute; a day before the last one counts as the last one.

    Raises
    ------
    ValueError
        If days is not a plausible number of days since 1970.

    References
    ----------
    Ye, Su & Cao (2022), KDD '22, 4381-4390; the `fsrs` package, FSRS-6, with its numbers.
    """
    if not 0.0 <= days < 1e6:
        raise ValueError(f"days must be days since 1970, from 0 to 1,000,000, got {days}")
    today = float(math.floor(days))
    if memory is None:
        stability, difficulty, wait = review_first(right, WEIGHTS)
    else:
        today = max(today, memory.last_days)
        gap = today - memory.last_days
        stability, difficulty, wait = review_again(
            memory.stability, memory.difficulty, gap, right, WEIGHTS
        )
    return Memory(stability, difficulty, today, today + wait, float(right))


def update_reviews(
    reviews: Reviews, skills: tuple[int, ...], *, right: bool, days: float
) -> Reviews:
    """Return the review dates after an answer to an item of these skills."""
    after = dict(reviews)
    for skill in skills:
        after[skill] = review_after(after.get(skill), right=right, days=days)
    return MappingProxyType(after)


def due_skills(reviews: Reviews, days: float) -> frozenset[int]:
    """Return the skills whose day has come."""
    return frozenset(skill for skill, memory in reviews.items() if memory.due_days <= days)


def right_skills(reviews: Reviews) -> frozenset[int]:
    """Return the skills whose last answer was right."""
    return frozenset(skill for skill, memory in reviews.items() if memory.right)


def review_day(reviews: Reviews, skill: int) -> float | None:
    """Return the day, since 1970, on which a skill should be seen again; None if never seen."""
    memory = reviews.get(skill)
    return None if memory is None else memory.due_days


def pack_reviews(reviews: Reviews) -> bytes:
    """Return the review dates as bytes: 9, and 22 for each skill."""
    return seal_reviews(
        b"".join([_RECORD.pack(skill, *memory) for skill, memory in sorted(reviews.items())])
    )


def seal_reviews(records: bytes) -> bytes:
    """Return packed records of skills in ascending order with their head before them."""
    n_skills = len(records) // _RECORD.size
    return _HEAD.pack(_MAGIC, _VERSION, zlib.crc32(records), n_skills) + records


def unpack_reviews(packed: bytes) -> Reviews:
    """Return the review dates that were packed.

    Raises
    ------
    ReviewsError
        If the bytes are torn, of another version, or hold something that is not a number.
    """
    if len(packed) < _HEAD.size:
        raise ReviewsError(f"stored review dates are torn: {len(packed)} bytes, rebuild them")
    magic, version, checksum, n_skills = _HEAD.unpack_from(packed)
    body = packed[_HEAD.size :]
    if (magic, version) != (_MAGIC, _VERSION):
        raise ReviewsError("stored review dates are of another version: rebuild them")
    if len(body) != n_skills * _RECORD.size or zlib.crc32(body) != checksum:
        raise ReviewsError("stored review dates are torn or damaged: rebuild them")
    reviews = {record[0]: Memory(*record[1:]) for record in _RECORD.iter_unpack(body)}
    if not all(math.isfinite(sum(memory)) for memory in reviews.values()):
        raise ReviewsError("stored review dates hold a value that is not a number: rebuild them")
    return MappingProxyType(reviews)
