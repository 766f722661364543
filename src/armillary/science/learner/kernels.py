"""The level-and-skill model over whole logs, compiled from the same source as a live answer.

Compiling takes a few seconds, once a process, and happens on first use: a school that only
serves answers never loads the compiler.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from armillary.science.numerics import FloatArray, IntArray, round_single, round_single_up

from . import recursion
from .log import Answers
from .recursion import Rates
from .rows import Asked

_NEVER = -1.0  # stands for the day of an answer that has not come yet


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of the filter over a log: what it said before each row, and where it ended.

    Parameters
    ----------
    p_right, strength, spread : shape (n_rows,); the prediction, and mean and variance of the
        strength in logits that the item asked for
    levels : shape (n_learners, 3); level, its variance, day of the last answer
    pairs : shape (n_pairs, 2); learner and touched skill, in ascending order
    skills : shape (n_pairs, 4); offset, tie, variance, day of the last answer
    n_answers, pair_answers : how many answers moved each learner and each pair
    """

    p_right: FloatArray
    strength: FloatArray
    spread: FloatArray
    levels: FloatArray
    pairs: IntArray
    skills: FloatArray
    n_answers: IntArray
    pair_answers: IntArray


def run_filter(log: Answers, asked: Asked, rates: Rates, start: FloatArray) -> Pass:
    """Return one pass over a log, equal to the last bit to updating one row after another.

    Without days no time passes; without weights every answer counts in full.

    Parameters
    ----------
    asked : difficulty and slope of each row
    start : shape (n_learners,), the level each learner starts from, in single precision
    """
    pairs, slot = _slots(log)
    n_rows, n_learners = len(log), len(log.learner_keys)
    weight = np.ones(n_rows) if log.weight is None else log.weight
    counted = weight > 0.0
    fresh = np.tile([0.0, round_single(rates.level_variance), _NEVER], (n_learners, 1))
    fresh[:, 0] = start
    result = Pass(
        p_right=np.empty(n_rows),
        strength=np.empty(n_rows),
        spread=np.empty(n_rows),
        levels=fresh,
        pairs=pairs,
        skills=np.tile([0.0, 1.0, rates.skill_variance, _NEVER], (len(pairs), 1)),
        n_answers=_counts(log.learner[counted], n_learners),
        pair_answers=_counts(slot[np.repeat(counted, np.diff(log.skill_start))], len(pairs)),
    )
    days = np.zeros(n_rows) if log.days is None else log.days
    columns = (log.learner, log.skill_start, slot, *asked, log.score, weight, days)
    outputs = (result.p_right, result.strength, result.spread, result.levels, result.skills)
    widest = int(np.diff(log.skill_start).max())
    _compiled()(columns, rates, outputs, np.zeros((3, widest)))
    return result


def _counts(indexes: IntArray, length: int) -> IntArray:
    """How often each index occurs."""
    return np.bincount(indexes, minlength=length).astype(np.int64)


def _slots(log: Answers) -> tuple[IntArray, IntArray]:
    """The (learner, skill) pairs of a log, and for each entry of skill_ids its pair's row."""
    owner = np.repeat(log.learner, np.diff(log.skill_start))
    codes, slot = np.unique(owner * log.n_skills + log.skill_ids, return_inverse=True)
    pairs = np.stack((codes // log.n_skills, codes % log.n_skills), axis=1)
    return pairs.astype(np.int64), slot.astype(np.int64)


@cache
def _compiled() -> Callable[[Any, Rates, Any, FloatArray], None]:
    """The kernel, compiled; arrays of any layout come in as they are."""
    import numba
    from numba.extending import overload, register_jitable

    @overload(round_single)
    def _compiled_round_single(value: float) -> Callable[[float], float]:
        def rounded(value: float) -> float:
            return np.float64(np.float32(value))

        return rounded

    register_jitable(recursion.widen)
    register_jitable(recursion.fade)
    register_jitable(recursion.chance)
    register_jitable(recursion.expect)
    register_jitable(recursion.learn)
    register_jitable(round_single_up)
    compiled: Callable[[Any, Rates, Any, FloatArray], None] = numba.njit(_filter_kernel)
    return compiled


def _filter_kernel(columns: Any, rates: Rates, outputs: Any, room: FloatArray) -> None:
    """Run the filter over all rows; no checks. `room` holds the skills of one row."""
    learner, skill_start, slot, difficulty, slope, score, weight, days = columns
    p_right, strength, spread, levels, skills = outputs
    means, ties, variances = room
    for row in range(len(learner)):
        who, first = learner[row], skill_start[row]
        n = skill_start[row + 1] - first
        level, level_variance, last_days = levels[who]
        now = max(days[row], last_days)
        if last_days >= 0.0:
            level_variance = recursion.widen(
                level_variance, rates.level_variance, now - last_days, rates.level_days
            )
        for k in range(n):
            offset, tie, variance, seen = skills[slot[first + k]]
            gap = now - seen if seen >= 0.0 else 0.0
            means[k], ties[k], variances[k] = recursion.fade(
                offset, tie, variance, level, gap, rates
            )
        strength[row], tie, own = recursion.expect(means, ties, variances, n)
        spread[row] = tie * tie * level_variance + own
        p_right[row] = recursion.chance(strength[row], spread[row], difficulty[row], slope[row])
        if weight[row] == 0.0:
            continue
        answer = recursion.Answer(difficulty[row], slope[row], score[row], weight[row])
        level, level_variance = recursion.learn(
            level, level_variance, means, ties, variances, n, answer, rates
        )
        stored = round_single_up(now)
        levels[who] = level, level_variance, stored
        for k in range(n):
            skills[slot[first + k]] = means[k], ties[k], variances[k], stored
