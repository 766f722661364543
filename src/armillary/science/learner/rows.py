"""What each row of a log asks for, when a model goes over the whole of it."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from armillary.science.numerics import FloatArray, round_single

from .checks import check_grade_offset, check_item
from .contract import ItemSpec, Key
from .log import Answers


class Asked(NamedTuple):
    """What each row of a log asked for: shape (n_rows,), logits and per logit."""

    difficulty: FloatArray
    slope: FloatArray


def find_item(
    item: Key,
    skills: tuple[int, ...],
    hint: float | None,
    known: Mapping[str, float],
    skill_difficulty: Sequence[float],
) -> ItemSpec:
    """Return an item with its known difficulty, else the hint, else the mean of its skills'."""
    check_item(item, skills, len(skill_difficulty), hint)
    difficulty = known.get(str(item), hint)
    if difficulty is None:
        difficulty = math.fsum(skill_difficulty[s] for s in skills) / len(skills)
    return ItemSpec(item, skills, difficulty)


def ask_items(log: Answers, items: Sequence[ItemSpec]) -> Asked:
    """Return what each row asked for, given one item for each of the log's items."""
    if len(items) != log.n_items:
        raise ValueError(f"items must be one for each of {log.n_items}, got {len(items)}")
    difficulty = np.array([item.difficulty for item in items], dtype=np.float64)
    slope = np.array([item.slope for item in items], dtype=np.float64)
    return Asked(difficulty[log.item], slope[log.item])


def ask_known(log: Answers, known: Mapping[str, float], skill_difficulty: Sequence[float]) -> Asked:
    """Return what each row asked for: known items as they are, others by the row's skills."""
    table = [known.get(str(key), np.nan) for key in log.item_keys.tolist()]
    difficulty = np.array(table, dtype=np.float64)[log.item]
    for row in np.flatnonzero(np.isnan(difficulty)).tolist():
        skills = log.skills_of(row)
        difficulty[row] = sum(skill_difficulty[skill] for skill in skills) / len(skills)
    return Asked(difficulty, np.ones(len(log)))


def start_levels(log: Answers, grade_offsets: FloatArray | None) -> FloatArray:
    """Return the level each learner of a log starts from, in single precision."""
    n_learners = len(log.learner_keys)
    if grade_offsets is None:
        return np.zeros(n_learners)
    if grade_offsets.shape != (n_learners,):
        raise ValueError(
            f"grade_offsets must be one for each of {n_learners} learners,"
            f" got {grade_offsets.shape}"
        )
    for offset in grade_offsets:
        check_grade_offset(float(offset))
    return np.array([round_single(float(offset)) for offset in grade_offsets])


def check_log(log: Answers, n_skills: int) -> None:
    """Refuse a log with skills that the model does not have."""
    if log.n_skills > n_skills:
        raise ValueError(f"the log has {log.n_skills} skills, the model only {n_skills}")
