"""Review dates of whole logs, compiled from the same source as a live answer."""

import numpy as np

from armillary.science.learner import Answers
from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .memory import WEIGHTS, compiled_replay
from .reviews import seal_reviews

_MOST_SKILLS = 1 << 16
# A record as `reviews.py` packs it: the skill, then the five numbers of a `Memory`.
_RECORD = np.dtype([("skill", "<u2"), ("memory", "<f4", (5,))])


def replay_reviews(log: Answers, *, counts: BoolArray | None = None) -> list[bytes]:
    """Return each learner's packed review dates after the log, one for each of `learner_keys`.

    They are the same bytes as from `update_reviews`, one answer after another, and
    `pack_reviews`. Everyone begins with no dates.

    Parameters
    ----------
    log : with days
    counts : shape (n_rows,); whether a row is a review; without them every row is

    Raises
    ------
    ValueError
        If the log has no days, days that are not plausible, or more skills than can be packed.
    """
    if log.days is None:
        raise ValueError("a log without days gives no review dates")
    if not np.all((log.days >= 0.0) & (log.days < 1e6)):
        raise ValueError("days must be days since 1970, from 0 to 1,000,000")
    if log.n_skills > _MOST_SKILLS:
        raise ValueError(f"review dates are of at most {_MOST_SKILLS} skills, got {log.n_skills}")
    counted = np.ones(len(log), dtype=np.bool_) if counts is None else counts
    if counted.shape != (len(log),):
        raise ValueError(f"counts must be one for each of {len(log)} rows, got {counted.shape}")
    n_learners = len(log.learner_keys)
    starts = np.searchsorted(log.learner, np.arange(n_learners + 1))
    most = int(np.minimum(np.diff(log.skill_start[starts]), log.n_skills).sum())
    columns = (log.skill_start, log.skill_ids, log.score >= 0.5, np.floor(log.days), counted)
    skills, memories = np.empty(most, dtype=np.int64), np.empty((most, 5))
    ends = compiled_replay()(
        starts, columns, WEIGHTS, np.empty((log.n_skills, 5)), skills, memories
    )
    return _pack(ends, skills, memories)


def _pack(ends: IntArray, skills: IntArray, memories: FloatArray) -> list[bytes]:
    """Seal each learner's records; `ends` says where they end."""
    records = np.empty(int(ends[-1]) if len(ends) else 0, dtype=_RECORD)
    records["skill"], records["memory"] = skills[: len(records)], memories[: len(records)]
    body = records.tobytes()
    packed, begin = [], 0
    for end in (ends * _RECORD.itemsize).tolist():
        packed.append(seal_reviews(body[begin:end]))
        begin = end
    return packed
