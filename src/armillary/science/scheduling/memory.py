"""The FSRS-6 step, written once as plain arithmetic.

These functions run as they are for a live answer and compiled for whole logs, from
this one source, so both give the same bits. They are the part of the `fsrs` package that this
project uses (good and again, whole days, no fuzz, no learning steps), with its operations in
its order; a test holds them equal to it to the last bit.
"""

from collections.abc import Callable
from functools import cache
from math import pow as power
from typing import Any, NamedTuple

import numpy as np
from fsrs import Rating, Scheduler

from armillary.science.numerics import FloatArray, IntArray, round_single

# A skill comes back when the chance to remember it has sunk to this.
RETENTION = 0.9
# Nothing waits longer than a school year's half.
MAX_DAYS = 180

_E = 2.718281828459045  # the package raises it to powers, which rounds otherwise than exp()
_LEAST_STABILITY = 0.001
_LEAST_DIFFICULTY, _MOST_DIFFICULTY = 1.0, 10.0
_NEVER = -1.0  # stands for the day of an answer that has not come yet


class Weights(NamedTuple):
    """The scheduler's numbers, those that depend on nothing else already worked out.

    Parameters
    ----------
    decay, factor : recall after some days is (1 + factor * days / stability) ** decay
    wait : days to wait, for each day of stability and of factor
    right, wrong : stability (days) and difficulty after a first answer
    easy, pull : every answer draws the difficulty this much towards the easy one
    harder : how much a wrong answer adds to the difficulty
    growth, growth_stability, growth_recall : gain of stability by a right answer on a later day
    loss, loss_difficulty, loss_stability, loss_recall : what a wrong one then leaves of it
    same_day, same_day_wrong, same_day_stability : factors of stability within a day
    """

    decay: float
    factor: float
    wait: float
    right: tuple[float, float]
    wrong: tuple[float, float]
    easy: float
    pull: float
    harder: float
    growth: float
    growth_stability: float
    growth_recall: float
    loss: float
    loss_difficulty: float
    loss_stability: float
    loss_recall: float
    same_day: float
    same_day_wrong: float
    same_day_stability: float


def review_first(right: bool, w: Weights) -> tuple[float, float, float]:
    """Return (stability, difficulty, days to wait) after the first answer to a skill."""
    stability, difficulty = w.right if right else w.wrong
    return round_single(stability), round_single(difficulty), days_to_wait(stability, w)


def review_again(
    stability: float, difficulty: float, days: float, right: bool, w: Weights
) -> tuple[float, float, float]:
    """Return (stability, difficulty, days to wait) after an answer whole days after the last."""
    if days < 1.0:
        after = stability * same_day_factor(stability, right, w)
    else:
        recall = power(1.0 + w.factor * days / stability, w.decay)
        if right:
            after = stability_after_right(stability, difficulty, recall, w)
        else:
            after = stability_after_wrong(stability, difficulty, recall, w)
    after = max(after, _LEAST_STABILITY)
    moved = difficulty if right else difficulty + (10.0 - difficulty) * w.harder / 9.0
    drawn = clamp_difficulty(w.pull * w.easy + (1.0 - w.pull) * moved)
    return round_single(after), round_single(drawn), days_to_wait(after, w)


def same_day_factor(stability: float, right: bool, w: Weights) -> float:
    """Return what an answer does to the stability on the day of the last one."""
    if right:
        return max(w.same_day * power(stability, w.same_day_stability), 1.0)
    return w.same_day_wrong * power(stability, w.same_day_stability)


def stability_after_right(stability: float, difficulty: float, recall: float, w: Weights) -> float:
    """Return the stability after a right answer, the more so the less it was to be expected."""
    surprise = power(_E, (1.0 - recall) * w.growth_recall) - 1.0
    gain = w.growth * (11.0 - difficulty) * power(stability, w.growth_stability) * surprise
    return stability * (1.0 + gain)


def stability_after_wrong(stability: float, difficulty: float, recall: float, w: Weights) -> float:
    """Return the stability after a wrong answer; never above what the same day would leave."""
    left = (
        w.loss
        * power(difficulty, w.loss_difficulty)
        * (power(stability + 1.0, w.loss_stability) - 1.0)
        * power(_E, (1.0 - recall) * w.loss_recall)
    )
    return min(left, stability / w.same_day)


def clamp_difficulty(difficulty: float) -> float:
    """Return a difficulty within 1 to 10."""
    return min(max(difficulty, _LEAST_DIFFICULTY), _MOST_DIFFICULTY)


def days_to_wait(stability: float, w: Weights) -> float:
    """Return after how many whole days a skill of this stability comes back."""
    return float(min(max(round(stability / w.factor * w.wait), 1), MAX_DAYS))


def published_weights() -> Weights:
    """Return the numbers that the installed `fsrs` package starts from."""
    w = Scheduler().parameters
    decay = -w[20]
    first_difficulty = {
        rating: w[4] - _E ** (w[5] * (rating - 1)) + 1
        for rating in (Rating.Again, Rating.Good, Rating.Easy)
    }
    return Weights(
        decay=decay,
        factor=0.9 ** (1 / decay) - 1,
        wait=RETENTION ** (1 / decay) - 1,
        right=(w[Rating.Good - 1], clamp_difficulty(first_difficulty[Rating.Good])),
        wrong=(w[Rating.Again - 1], clamp_difficulty(first_difficulty[Rating.Again])),
        easy=first_difficulty[Rating.Easy],
        pull=w[7],
        harder=w[6] * (Rating.Good - Rating.Again),
        growth=_E ** w[8],
        growth_stability=-w[9],
        growth_recall=w[10],
        loss=w[11],
        loss_difficulty=-w[12],
        loss_stability=w[13],
        loss_recall=w[14],
        same_day=_E ** (w[17] * w[18]),
        same_day_wrong=_E ** (w[17] * (Rating.Again - Rating.Good + w[18])),
        same_day_stability=-w[19],
    )


WEIGHTS = published_weights()


@cache
def compiled_replay() -> Callable[..., IntArray]:
    """Return `_replay_kernel` compiled: once a machine, where there is a folder to keep it in.

    Kernel and arithmetic share this file because what was kept is used while the file is as old.
    """
    import numba
    from numba.extending import overload, register_jitable

    @overload(round_single)
    def _compiled_round_single(value: float) -> Callable[[float], float]:
        def rounded(value: float) -> float:
            return np.float64(np.float32(value))

        return rounded

    for part in (
        clamp_difficulty,
        days_to_wait,
        same_day_factor,
        stability_after_right,
        stability_after_wrong,
        review_first,
        review_again,
    ):
        register_jitable(part)
    compiled: Callable[..., IntArray]
    try:
        compiled = numba.njit(_replay_kernel, cache=True)
    except RuntimeError:  # numba finds no folder that it may write to
        compiled = numba.njit(_replay_kernel)
    return compiled


def _replay_kernel(
    starts: IntArray,
    columns: Any,  # a tuple of arrays
    weights: Weights,
    table: FloatArray,
    skills: IntArray,
    memories: FloatArray,
) -> IntArray:
    """Fill skills and memories, learner after learner, ascending; return where each ends."""
    skill_start, skill_ids, right, day, counted = columns
    ends = np.empty(len(starts) - 1, dtype=np.int64)
    table[:, 2] = _NEVER
    n = 0
    for learner in range(len(starts) - 1):
        for row in range(starts[learner], starts[learner + 1]):
            if not counted[row]:
                continue
            for entry in range(skill_start[row], skill_start[row + 1]):
                known = table[skill_ids[entry]]
                today = max(day[row], known[2])
                if known[2] < 0.0:
                    known[0], known[1], wait = review_first(right[row], weights)
                else:
                    known[0], known[1], wait = review_again(
                        known[0], known[1], today - known[2], right[row], weights
                    )
                known[2], known[3] = today, today + wait
                known[4] = 1.0 if right[row] else 0.0
        for skill in range(len(table)):
            if table[skill, 2] >= 0.0:
                skills[n], memories[n] = skill, table[skill]
                table[skill, 2] = _NEVER
                n += 1
        ends[learner] = n
    return ends
