"""Simulated learners answering items, one by one or as a whole log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from armillary.science.learner import Answers, Columns, ItemSpec, join_rows
from armillary.science.numerics import FloatArray


class SimulatedLearner(Protocol):
    """A learner whose true chances are known; answers teach it and days make it forget."""

    def p_right(self, item: ItemSpec, days: float) -> float:
        """Return the true chance to answer an item right at a moment."""

    def practise(
        self, item: ItemSpec, *, right: bool, days: float, generator: np.random.Generator
    ) -> None:
        """Let an answer teach."""


@dataclass(frozen=True, slots=True)
class SimulatedLog:
    """A log with the true chance of each of its rows."""

    answers: Answers
    p_true: FloatArray


def simulate_answer(
    learner: SimulatedLearner, item: ItemSpec, *, days: float, generator: np.random.Generator
) -> bool:
    """Return whether a learner answers an item right, and let the answer teach."""
    right = bool(generator.random() < learner.p_right(item, days))
    learner.practise(item, right=right, days=days, generator=generator)
    return right


def simulate_log(
    learners: Sequence[SimulatedLearner],
    items: Sequence[ItemSpec],
    *,
    n_answers: int,
    n_skills: int,
    start_days: float,
    generator: np.random.Generator,
) -> SimulatedLog:
    """Return answers to items drawn at random, in sittings of ten a minute apart, two days between.

    Items must have integer keys; the learners are changed.
    """
    if n_answers < 1 or not items or not learners:
        raise ValueError("a log needs a learner, an item and an answer or more")
    who, asked, score, when, chance = [], [], [], [], []
    for number, learner in enumerate(learners):
        for position in range(n_answers):
            days = start_days + 2.0 * (position // 10) + (position % 10) / 1440.0
            item = items[int(generator.integers(len(items)))]
            chance.append(learner.p_right(item, days))
            right = generator.random() < chance[-1]
            learner.practise(item, right=bool(right), days=days, generator=generator)
            who.append(number)
            asked.append(item)
            score.append(float(right))
            when.append(days)
    columns = Columns(
        learner=np.array(who),
        item=np.array([int(item.item) for item in asked]),
        score=np.array(score),
        skills=[item.skills for item in asked],
        days=np.array(when),
    )
    return SimulatedLog(join_rows(columns, n_skills=n_skills), np.array(chance))
