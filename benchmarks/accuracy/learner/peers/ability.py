"""How hard is each item, and how strong was each learner just before each answer.

A Kalman filter with one level per learner and one offset per skill, and item difficulties that
explain the answers given its strengths: inputs for the tree model, not a peer of its own.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from armillary.science.learner import Answers
from armillary.science.numerics import BoolArray, FloatArray, IntArray

ITEM_SD = 1.0  # of an item's difficulty around its skill's, logits
SKILL_SD = 0.7  # of a skill's difficulty around their mean
LEVEL_SD = 1.0  # between learners
OFFSET_SD = 0.8  # of a skill within a learner
LEVEL_DRIFT = 0.003  # variance that each answer adds to the level
OFFSET_DRIFT = 0.04  # variance that each answer to the skill adds to its offset
PROBIT = 0.393  # averages the logistic over a normal
N_PASSES = 3
N_STEPS = 3
REACH = 8.0  # neighbouring item numbers that tell about an item; their weight falls by e over it


@dataclass(frozen=True, slots=True)
class Difficulties:
    """Logits, shape (n_items,) and (n_skills,); with `n_answers` of each item they rest on."""

    item: FloatArray
    skill: FloatArray
    n_answers: FloatArray
    near: FloatArray  # what items with neighbouring numbers have beyond their skill's difficulty


@dataclass(frozen=True, slots=True)
class Strengths:
    """Just before each answer, shape (n_rows,): level, skills' mean offset, variances."""

    level: FloatArray
    level_variance: FloatArray
    offset: FloatArray
    offset_variance: FloatArray

    @property
    def total(self) -> FloatArray:
        return self.level + self.offset

    @property
    def scale(self) -> FloatArray:
        variance = self.level_variance + self.offset_variance
        return np.asarray(1.0 / np.sqrt(1.0 + PROBIT * variance))


def mean_over_skills(log: Answers, values: FloatArray) -> FloatArray:
    """Return for each row the mean of its skills' values."""
    total = np.add.reduceat(values[log.skill_ids], log.skill_start[:-1])
    return np.asarray(total / np.diff(log.skill_start))


def row_difficulty(log: Answers, found: Difficulties) -> FloatArray:
    """Return each row's difficulty: its item's, or its skills' where the item is new."""
    known = found.n_answers[log.item] > 0
    return np.where(known, found.item[log.item], mean_over_skills(log, found.skill))


def estimate_difficulties(log: Answers) -> Difficulties:
    """Return difficulties from these answers alone."""
    prior = -float(np.log(log.score.mean() / (1.0 - log.score.mean())))
    n_answers = np.bincount(log.item, minlength=log.n_items).astype(np.float64)
    item, skill = np.full(log.n_items, prior), np.full(log.n_skills, prior)
    found = Difficulties(item, skill, n_answers, np.zeros(log.n_items))
    rows_of_skill = np.repeat(np.arange(len(log)), np.diff(log.skill_start))
    share = (1.0 / np.diff(log.skill_start))[rows_of_skill]
    for _ in range(N_PASSES):
        strengths = find_strengths(log, row_difficulty(log, found))
        for _ in range(N_STEPS):
            item = _item_step(log, item, mean_over_skills(log, skill), strengths)
            total = np.bincount(log.skill_ids, share * item[log.item][rows_of_skill], log.n_skills)
            weight = np.bincount(log.skill_ids, share, log.n_skills) / 20.0
            skill = (total / 20.0 + prior / SKILL_SD**2) / (weight + SKILL_SD**-2)
        found = Difficulties(item, skill, n_answers, np.zeros(log.n_items))
    centre = np.bincount(log.item, mean_over_skills(log, skill), log.n_items)
    beyond = item - centre / np.maximum(n_answers, 1.0)
    return Difficulties(item, skill, n_answers, _near_kernel(beyond, n_answers, REACH))


def estimate_left_out(log: Answers, n_parts: int) -> list[tuple[BoolArray, Difficulties]]:
    """Return rows and difficulties from the other learners' answers, part by part.

    Learners are dealt into parts by their rank, so no answer of a learner has a say in the
    difficulties that the learner's own rows are given.
    """
    rank = np.unique(log.learner, return_inverse=True)[1]
    parts = [np.asarray(rank % n_parts == part) for part in range(n_parts)]
    return [(rows, estimate_difficulties(log.part(~rows))) for rows in parts]


def find_strengths(log: Answers, difficulty: FloatArray) -> Strengths:
    """Return what the filter knows of each learner just before each answer."""
    found = _filter_kernel(
        log.learner_start, log.skill_start, log.skill_ids, log.score, difficulty, log.n_skills
    )
    return Strengths(*found)


def _item_step(
    log: Answers, item: FloatArray, row_centre: FloatArray, strengths: Strengths
) -> FloatArray:
    """One Newton step of every item's difficulty, pulled to the difficulty of its skills."""
    scale = strengths.scale
    p_right = 1.0 / (1.0 + np.exp(-scale * (strengths.total - item[log.item])))
    pull = np.bincount(log.item, scale * (p_right - log.score), log.n_items)
    firm = np.bincount(log.item, scale**2 * p_right * (1.0 - p_right), log.n_items)
    n_answers = np.maximum(np.bincount(log.item, minlength=log.n_items), 1)
    centre = np.bincount(log.item, row_centre, log.n_items) / n_answers
    step = (pull - (item - centre) / ITEM_SD**2) / (firm + ITEM_SD**-2)
    return np.asarray(item + np.clip(step, -1.0, 1.0))


@njit(cache=True)
def _near_kernel(beyond: FloatArray, n_answers: FloatArray, reach: float) -> FloatArray:
    """Weighted mean over the items before and after, the item itself left out."""
    n_items = len(beyond)
    keep = np.exp(-1.0 / reach)
    total, weight = np.zeros(n_items), np.full(n_items, 1.0)
    for direction in range(2):
        a, b = 0.0, 0.0
        for step in range(n_items):
            i = step if direction == 0 else n_items - 1 - step
            total[i] += a
            weight[i] += b
            trust = n_answers[i] / (n_answers[i] + 5.0)
            a = keep * (a + trust * beyond[i])
            b = keep * (b + trust)
    mean: FloatArray = total / weight
    return mean


@njit(cache=True)
def _filter_kernel(
    learner_start: IntArray,
    skill_start: IntArray,
    skill_ids: IntArray,
    score: FloatArray,
    difficulty: FloatArray,
    n_skills: int,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    n_rows = len(score)
    levels, level_vars = np.empty(n_rows), np.empty(n_rows)
    offsets, offset_vars = np.empty(n_rows), np.empty(n_rows)
    mean, variance = np.zeros(n_skills), np.zeros(n_skills)
    for learner in range(len(learner_start) - 1):
        level, level_var = 0.0, LEVEL_SD**2
        mean[:] = 0.0
        variance[:] = OFFSET_SD**2
        for row in range(learner_start[learner], learner_start[learner + 1]):
            ids = skill_ids[skill_start[row] : skill_start[row + 1]]
            share = 1.0 / len(ids)
            offset, offset_var = 0.0, 0.0
            for s in ids:
                offset += share * mean[s]
                offset_var += share * share * variance[s]
            levels[row], level_vars[row] = level, level_var
            offsets[row], offset_vars[row] = offset, offset_var
            total_var = level_var + offset_var
            logit = (level + offset - difficulty[row]) / np.sqrt(1.0 + PROBIT * total_var)
            p_right = 1.0 / (1.0 + np.exp(-logit))
            firm = p_right * (1.0 - p_right)
            surprise = (score[row] - p_right) / (1.0 + firm * total_var)
            shrink = firm / (1.0 + firm * total_var)
            level += level_var * surprise
            level_var += LEVEL_DRIFT - shrink * level_var * level_var
            for s in ids:
                gain = share * variance[s]
                mean[s] += gain * surprise
                variance[s] += OFFSET_DRIFT - shrink * gain * gain
    return levels, level_vars, offsets, offset_vars
