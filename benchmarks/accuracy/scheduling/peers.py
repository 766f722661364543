"""The ways of choosing that the engine is compared with, compiled.

Each is a simple rule that a school could follow with paper cards. Three in a row comes with and
without later review, and the best of its variants is what the engine must beat.
"""

from typing import NamedTuple

import numba
import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .world import (
    CHECK_EVERY,
    GOAL,
    ITEMS,
    Body,
    Course,
    Result,
    Timing,
    answer_seconds,
    give_answer,
    moment_of,
    share_later,
)

FIXED, RANDOM, MASTERY = 0, 1, 2
NEVER = 1_000_000


class Peer(NamedTuple):
    """A rule of choosing.

    Parameters
    ----------
    kind : FIXED, RANDOM or MASTERY
    size : answers to a skill before the next (FIXED), right in a row to pass it (MASTERY)
    limit : answers to one skill on one day after which it waits for tomorrow (MASTERY)
    again : right in a row that a skill needs once the course has come round; 0: the course does
        not come round (MASTERY)
    first_wait, factor : days until a passed skill is asked again, and how that grows when the
        answer is right, up to `longest`; a wrong one means passing it anew. 0: no later review
        (MASTERY)
    """

    kind: int
    size: int = 0
    limit: int = NEVER
    again: int = 0
    first_wait: float = 0.0
    factor: float = 1.0
    longest: float = np.inf


PEERS: dict[str, Peer] = {
    "fixed order, 2 each": Peer(FIXED, 2),
    "fixed order, 3 each": Peer(FIXED, 3),
    "random": Peer(RANDOM),
    "3 in a row, course again": Peer(MASTERY, 3, again=3),
    "3 in a row, limit 10, again 1": Peer(MASTERY, 3, limit=10, again=1),
    "3 in a row, limit 4, again 1": Peer(MASTERY, 3, limit=4, again=1),
    "3 in a row, review 7 14 28 56": Peer(MASTERY, 3, 10, first_wait=7.0, factor=2.0, longest=56.0),
    "3 in a row, review 2 4 8 16": Peer(MASTERY, 3, 6, first_wait=2.0, factor=2.0, longest=16.0),
    "3 in a row, review 7 14": Peer(MASTERY, 3, 6, first_wait=7.0, factor=2.0, longest=14.0),
    "1 in a row, review 2 4 8 16": Peer(MASTERY, 1, 6, first_wait=2.0, factor=2.0, longest=16.0),
}


class Deck(NamedTuple):
    """What a rule remembers of one learner's skills: shape (n_skills,), changed in place."""

    turn: IntArray  # which item comes next
    streak: IntArray  # right in a row
    passed: BoolArray
    due: FloatArray  # day of the next review
    wait: FloatArray  # days between the last two
    today: IntArray  # answers today


class Place(NamedTuple):
    """Where a rule stands in the course, as arrays of one number so that they can change."""

    skill: IntArray  # the skill of a fixed order
    given: IntArray  # answers to it this time round
    needed: IntArray  # right in a row that passes a skill


@numba.njit(cache=True)
def new_deck(n_skills: int) -> Deck:
    zeros = np.zeros(n_skills, np.int64)
    return Deck(
        zeros,
        zeros.copy(),
        np.zeros(n_skills, np.bool_),
        np.full(n_skills, np.inf),
        np.zeros(n_skills),
        zeros.copy(),
    )


@numba.njit(cache=True)
def pick_skill(peer: Peer, deck: Deck, place: Place, day: int) -> int:
    """The skill a rule asks next; -1 when it has nothing left for today."""
    n_skills = len(deck.turn)
    if peer.kind == RANDOM:
        return int(np.random.randint(n_skills))
    if peer.kind == MASTERY:
        return pick_unpassed(peer, deck, place, day)
    if place.given[0] == peer.size:
        place.skill[0] = (place.skill[0] + 1) % n_skills
        place.given[0] = 0
    place.given[0] += 1
    return int(place.skill[0])


@numba.njit(cache=True)
def pick_unpassed(peer: Peer, deck: Deck, place: Place, day: int) -> int:
    """A review that is due, else the first skill not passed, else the course comes round."""
    n_skills = len(deck.turn)
    if peer.first_wait > 0.0:
        for s in range(n_skills):
            if deck.passed[s] and deck.due[s] <= day:
                return s
    if peer.again > 0 and np.all(deck.passed):
        deck.passed[:] = False
        deck.streak[:] = 0
        place.needed[0] = peer.again
    for s in range(n_skills):
        if not deck.passed[s] and deck.today[s] < peer.limit:
            return s
    return -1


@numba.njit(cache=True)
def note_answer(peer: Peer, deck: Deck, place: Place, skill: int, right: bool, day: int) -> None:
    """What a rule of mastery makes of an answer."""
    if deck.passed[skill] and right:
        deck.wait[skill] = min(deck.wait[skill] * peer.factor, peer.longest)
        deck.due[skill] = day + deck.wait[skill]
        return
    if deck.passed[skill]:
        deck.passed[skill] = False
        deck.streak[skill] = 0
        deck.today[skill] = 0
        return
    deck.streak[skill] = deck.streak[skill] + 1 if right else 0
    if deck.streak[skill] >= place.needed[0]:
        deck.passed[skill] = True
        deck.wait[skill] = peer.first_wait
        deck.due[skill] = day + peer.first_wait


@numba.njit(cache=True)
def run_peer(peer: Peer, body: Body, course: Course, timing: Timing, seed: int) -> Result:
    """Let one learner practise by a rule until the goal, or until time runs out."""
    np.random.seed(seed)
    deck = new_deck(len(course.start) - 1)
    place = Place(np.zeros(1, np.int64), np.zeros(1, np.int64), np.full(1, peer.size))
    total, answers, last = 0.0, 0, -1
    for day in range(timing.horizon_days):
        if day % 7 >= timing.days_a_week:
            continue
        deck.today[:] = 0
        seconds = 0.0
        while seconds < timing.day_seconds:
            skill = pick_skill(peer, deck, place, day)
            if skill < 0:
                break
            item = deck.turn[skill] % ITEMS
            seconds += answer_seconds(body, timing, skill, item, seconds == 0.0, skill != last)
            last = skill
            right = give_answer(
                body,
                course,
                skill,
                item,
                moment_of(day, seconds, timing),
                np.random.random(),
                np.random.random(),
            )
            if not right:
                seconds += timing.wrong_seconds
            answers += 1
            deck.turn[skill] += 1
            deck.today[skill] += 1
            if peer.kind == MASTERY:
                note_answer(peer, deck, place, skill, right, day)
            if answers % CHECK_EVERY == 0 and share_later(body, day, seconds, timing) >= GOAL:
                return Result(True, (total + seconds) / 60.0, day + 1.0, answers)
        total += seconds
    return Result(False, total / 60.0, float(timing.horizon_days), answers)
