"""What a learner's earlier answers say about the next one, as columns for the tree model.

Every column of a row rests on earlier rows of the same learner, on which item and skills the
row asks for, and on difficulties handed in; never on the row's own score or a later one.
"""

import numpy as np
from numba import njit

from armillary.science.learner import Answers
from armillary.science.numerics import FloatArray, IntArray

# Share of the past that one more answer leaves in a recency-weighted mean.
KEPT = (0.6, 0.9, 0.98)
KEPT_ON_SKILL = (0.5, 0.8, 0.95)

GENERAL = (
    "answers",
    "right",
    "wrong",
    "last",
    "last_three",
    "run",
    *(f"recent_right_{kept}" for kept in KEPT),
    *(f"recent_residual_{kept}" for kept in KEPT),
    "mean_residual",
    "recent_difficulty",
    "days_since",
)
ON_SKILL = (
    "skill_right",
    "skill_wrong",
    "skill_last",
    "skill_last_three",
    "skill_run",
    *(f"skill_recent_right_{kept}" for kept in KEPT_ON_SKILL),
    *(f"skill_recent_residual_{kept}" for kept in KEPT_ON_SKILL),
    "skill_mean_residual",
    "skill_mean_difficulty",
    "skill_answers_since",
    "skill_days_since",
)
ON_PLACE = (
    "skills_met",
    "block_answers",
    "block_right",
    "item_seen",
    "item_last",
    "item_since",
    "item_step",
)


def general_columns(log: Answers, p_right: FloatArray, difficulty: FloatArray) -> FloatArray:
    """Return the columns `GENERAL`: over all of the learner's answers."""
    everything = np.arange(len(log) + 1)
    one_for_all = np.zeros(len(log), dtype=np.int64)
    columns = _past_kernel(
        log.learner_start,
        everything,
        one_for_all,
        log.score,
        p_right,
        difficulty,
        _days(log),
        1,
        np.array(KEPT),
    )
    answers = columns[:, 0] + columns[:, 1]
    return np.column_stack((answers, columns[:, :-2], columns[:, -1]))


def skill_columns(log: Answers, p_right: FloatArray, difficulty: FloatArray) -> FloatArray:
    """Return the columns `ON_SKILL`: the mean over the skills of the row."""
    return _past_kernel(
        log.learner_start,
        log.skill_start,
        log.skill_ids,
        log.score,
        p_right,
        difficulty,
        _days(log),
        log.n_skills,
        np.array(KEPT_ON_SKILL),
    )


def place_columns(log: Answers, combination: IntArray) -> FloatArray:
    """Return the columns `ON_PLACE`: skills met, the block on one skill, this item before."""
    return _place_kernel(
        log.learner_start,
        log.skill_start,
        log.skill_ids,
        log.item,
        combination,
        log.score,
        log.n_skills,
        log.n_items,
    )


def _days(log: Answers) -> FloatArray:
    return np.full(len(log), np.nan) if log.days is None else log.days


# What is kept of the past of one skill: counts, the last scores, a run, when, and sums.
RIGHT, WRONG, LAST, BEFORE, THIRD, RUN, RESIDUAL, DIFFICULTY, POSITION, DAY = range(10)
N_FIXED = 10


@njit(cache=True)
def _describe_kernel(past: FloatArray, position: int, day: float, n_kept: int) -> FloatArray:
    """The columns of one skill's past."""
    columns = np.empty(9 + 2 * n_kept)
    n = past[RIGHT] + past[WRONG]
    columns[0], columns[1], columns[2] = past[RIGHT], past[WRONG], past[LAST]
    columns[3] = past[LAST] + past[BEFORE] + past[THIRD]
    columns[4] = past[RUN]
    for k in range(n_kept):
        right, residual, weight = past[N_FIXED + 3 * k : N_FIXED + 3 * k + 3]
        columns[5 + k] = (right + 0.7) / (weight + 1.0)
        columns[5 + n_kept + k] = residual
    columns[5 + 2 * n_kept] = past[RESIDUAL] / (n + 3.0)
    columns[6 + 2 * n_kept] = past[DIFFICULTY] / n if n > 0.0 else np.nan
    columns[7 + 2 * n_kept] = position - past[POSITION] if n > 0.0 else np.nan
    # Whole hours: the seconds since the last answer tell how long this one took, which nobody
    # knows before it.
    hours = np.floor((day - past[DAY]) * 24.0 + 1e-6)
    columns[8 + 2 * n_kept] = hours / 24.0 if n > 0.0 else np.nan
    return columns


@njit(cache=True)
def _remember_kernel(
    past: FloatArray,
    score: float,
    residual: float,
    difficulty: float,
    position: int,
    day: float,
    kept: FloatArray,
) -> None:
    """Add one answer to one skill's past."""
    sign = 2.0 * score - 1.0
    past[RIGHT] += score
    past[WRONG] += 1.0 - score
    past[THIRD], past[BEFORE], past[LAST] = past[BEFORE], past[LAST], sign
    past[RUN] = past[RUN] + sign if past[RUN] * sign > 0.0 else sign
    past[RESIDUAL] += residual
    past[DIFFICULTY] += difficulty
    past[POSITION], past[DAY] = position, day
    for k in range(len(kept)):
        place = N_FIXED + 3 * k
        past[place] = kept[k] * past[place] + score
        past[place + 1] = kept[k] * past[place + 1] + residual
        past[place + 2] = kept[k] * past[place + 2] + 1.0


@njit(cache=True)
def _past_kernel(
    learner_start: IntArray,
    skill_start: IntArray,
    skill_ids: IntArray,
    score: FloatArray,
    p_right: FloatArray,
    difficulty: FloatArray,
    days: FloatArray,
    n_skills: int,
    kept: FloatArray,
) -> FloatArray:
    n_kept = len(kept)
    columns = np.zeros((len(score), 9 + 2 * n_kept))
    past = np.zeros((n_skills, N_FIXED + 3 * n_kept))
    for learner in range(len(learner_start) - 1):
        past[:] = 0.0
        first = learner_start[learner]
        for row in range(first, learner_start[learner + 1]):
            ids = skill_ids[skill_start[row] : skill_start[row + 1]]
            for s in ids:
                described = _describe_kernel(past[s], row - first, days[row], n_kept)
                columns[row] += described / len(ids)
            residual = score[row] - p_right[row]
            for s in ids:
                _remember_kernel(
                    past[s], score[row], residual, difficulty[row], row - first, days[row], kept
                )
    return columns


@njit(cache=True)
def _place_kernel(
    learner_start: IntArray,
    skill_start: IntArray,
    skill_ids: IntArray,
    item: IntArray,
    combination: IntArray,
    score: FloatArray,
    n_skills: int,
    n_items: int,
) -> FloatArray:
    columns = np.empty((len(score), 7))
    skill_met = np.full(n_skills, -1)
    item_met = np.full(n_items, -1)  # the learner who last met it
    item_count, item_last, item_row = np.zeros(n_items), np.zeros(n_items), np.zeros(n_items)
    for learner in range(len(learner_start) - 1):
        n_met, block, block_right = 0, 0, 0.0
        first = learner_start[learner]
        for row in range(first, learner_start[learner + 1]):
            i = item[row]
            if row == first or combination[row] != combination[row - 1]:
                block, block_right = 0, 0.0
            seen = item_met[i] == learner
            columns[row, 0], columns[row, 1], columns[row, 2] = n_met, block, block_right
            columns[row, 3] = item_count[i] if seen else 0.0
            columns[row, 4] = item_last[i] if seen else 0.0
            columns[row, 5] = row - item_row[i] if seen else np.nan
            columns[row, 6] = i - item[row - 1] if row > first else np.nan
            block += 1
            block_right += score[row]
            item_count[i] = item_count[i] + 1.0 if seen else 1.0
            item_met[i], item_last[i], item_row[i] = learner, 2.0 * score[row] - 1.0, row
            for s in skill_ids[skill_start[row] : skill_start[row + 1]]:
                if skill_met[s] != learner:
                    skill_met[s] = learner
                    n_met += 1
    return columns
