"""How much of a log one learner's memory would have to hold."""

import numpy as np

from armillary.science.learner import Answers
from armillary.science.numerics import IntArray


def most_skills(log: Answers) -> int:
    """Return how many skills the learner who touched most of them touched."""
    return _most(np.repeat(log.learner, np.diff(log.skill_start)), log.skill_ids)


def most_items(log: Answers) -> int:
    """Return how many items the learner who met most of them met."""
    return _most(log.learner, log.item)


def _most(learner: IntArray, met: IntArray) -> int:
    pairs = np.unique(np.stack((learner, met)), axis=1)
    return int(np.bincount(pairs[0]).max())
