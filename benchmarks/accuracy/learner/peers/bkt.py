"""Bayesian knowledge tracing: each skill known or not, learned by chance, with slip and guess.

Four chances for each skill by expectation maximisation over training learners. An answer to an
item of several skills counts for each of them, and is predicted by the mean of their chances.

References
----------
Corbett & Anderson (1995), Knowledge tracing, User Modeling and User-Adapted Interaction 4,
253-278. Slip and guess stay below one half, so that knowing means being right more often.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from armillary.science.learner import Answers
from armillary.science.numerics import FloatArray, IntArray
from benchmarks.accuracy.learner.peers.sizes import most_skills

KNOWN, LEARN, GUESS, SLIP = range(4)
START = (0.4, 0.15, 0.25, 0.15)
N_STEPS = 50
# As many made-up cases at the starting values steady a skill with few answers.
PRIOR_CASES = 5.0
HIGHEST = np.array([0.999, 0.999, 0.499, 0.499])


@dataclass(frozen=True, slots=True)
class Bkt:
    """Shape (n_skills, 4): known at first, learned at an answer, guess, slip."""

    chances: FloatArray
    note: str

    def predict(self, log: Answers) -> FloatArray:
        return _predict_kernel(
            log.learner_start, log.skill_start, log.skill_ids, log.score, self.chances
        )

    def state_bytes(self, log: Answers) -> int:
        """For each skill its number and a chance."""
        return 6 * most_skills(log)


def fit(log: Answers, generator: np.random.Generator) -> Bkt:
    """Return the chances fitted to a log; nothing in it is drawn."""
    owner = np.repeat(np.arange(len(log)), np.diff(log.skill_start))
    learner = log.learner[owner]
    order = np.lexsort((np.arange(len(owner)), learner, log.skill_ids))
    skill, learner = log.skill_ids[order], learner[order]
    is_first = (np.diff(skill, prepend=-1) != 0) | (np.diff(learner, prepend=-1) != 0)
    start = np.append(np.flatnonzero(is_first), len(order))
    score = log.score[owner][order]
    chances = np.tile(START, (log.n_skills, 1))
    for _ in range(N_STEPS):
        chances = _improve(chances, start, skill, score)
    return Bkt(chances, f"{N_STEPS} steps")


def _improve(
    chances: FloatArray, start: IntArray, skill: IntArray, score: FloatArray
) -> FloatArray:
    """One step of expectation maximisation for all skills."""
    happened, could = _expect_kernel(start, skill, score, chances)
    cases = PRIOR_CASES * np.array(START)
    improved = (happened + cases) / (could + PRIOR_CASES)
    return np.asarray(np.clip(improved, 0.001, HIGHEST))


@njit(cache=True)
def _expect_kernel(
    start: IntArray, skill: IntArray, score: FloatArray, chances: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """How often each of the four things happened and could have, by forward and backward passes."""
    happened, could = np.zeros(chances.shape), np.zeros(chances.shape)
    longest = np.diff(start).max()
    forward = np.empty((longest, 2))  # unknown, known: given the answers up to this one
    for run in range(len(start) - 1):
        first, n = start[run], start[run + 1] - start[run]
        s = skill[first]
        learn, guess, slip = chances[s, LEARN], chances[s, GUESS], chances[s, SLIP]
        known = chances[s, KNOWN]
        for t in range(n):
            right = score[first + t]
            a = (1.0 - known) * (guess if right == 1.0 else 1.0 - guess)
            b = known * (1.0 - slip if right == 1.0 else slip)
            forward[t, 0], forward[t, 1] = a / (a + b), b / (a + b)
            known = forward[t, 1] + forward[t, 0] * learn
        after = np.ones(2)  # chance of the later answers, unknown and known, up to a factor
        for t in range(n - 1, -1, -1):
            right = score[first + t]
            a, b = forward[t, 0] * after[0], forward[t, 1] * after[1]
            knows = b / (a + b)
            happened[s, GUESS] += (1.0 - knows) * right
            could[s, GUESS] += 1.0 - knows
            happened[s, SLIP] += knows * (1.0 - right)
            could[s, SLIP] += knows
            if t == 0:
                happened[s, KNOWN] += knows
                could[s, KNOWN] += 1.0
                break
            like_unknown = guess if right == 1.0 else 1.0 - guess
            like_known = 1.0 - slip if right == 1.0 else slip
            stay = forward[t - 1, 0] * (1.0 - learn) * like_unknown * after[0]
            gain = forward[t - 1, 0] * learn * like_known * after[1]
            held = forward[t - 1, 1] * like_known * after[1]
            happened[s, LEARN] += gain / (stay + gain + held)
            could[s, LEARN] += (stay + gain) / (stay + gain + held)
            before = (1.0 - learn) * like_unknown * after[0] + learn * like_known * after[1]
            scale = before + like_known * after[1]
            after[1] = like_known * after[1] / scale
            after[0] = before / scale
    return happened, could


@njit(cache=True)
def _predict_kernel(
    learner_start: IntArray,
    skill_start: IntArray,
    skill_ids: IntArray,
    score: FloatArray,
    chances: FloatArray,
) -> FloatArray:
    p_right = np.zeros(len(score))
    known = np.empty(len(chances))
    for learner in range(len(learner_start) - 1):
        known[:] = chances[:, KNOWN]
        for row in range(learner_start[learner], learner_start[learner + 1]):
            ids = skill_ids[skill_start[row] : skill_start[row + 1]]
            for s in ids:
                k, guess, slip = known[s], chances[s, GUESS], chances[s, SLIP]
                p_here = k * (1.0 - slip) + (1.0 - k) * guess
                p_right[row] += p_here / len(ids)
                right = k * (1.0 - slip) / p_here
                wrong = k * slip / (1.0 - p_here)
                k = right if score[row] == 1.0 else wrong
                known[s] = k + (1.0 - k) * chances[s, LEARN]
    return p_right
