"""One small world, simulated once: a course, two families of learners, their logs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from armillary.science.learner import Answers, Columns, LearnerModel, join_rows
from armillary.science.simulation import (
    LogisticFamily,
    LogisticLearner,
    SimulatedCourse,
    SimulatedLog,
    simulate_course,
    simulate_log,
    simulate_logistic_learners,
)

N_SKILLS = 12
START_DAYS = 20_000.0


@dataclass(frozen=True)
class World:
    course: SimulatedCourse
    learners: list[LogisticLearner]
    log: SimulatedLog


@pytest.fixture(scope="session")
def world() -> World:
    generator = np.random.default_rng(20261101)
    course = simulate_course(
        n_skills=N_SKILLS, items_per_skill=10, p_two_skills=0.2, generator=generator
    )
    # Learners who neither learn nor forget, so that their log has one truth to recover.
    family = LogisticFamily(gain=0.0)
    learners = simulate_logistic_learners(
        n_learners=300,
        n_skills=N_SKILLS,
        prerequisites=course.prerequisites,
        family=family,
        generator=generator,
    )
    log = simulate_log(
        learners,
        course.items,
        n_answers=50,
        n_skills=N_SKILLS,
        start_days=START_DAYS,
        generator=generator,
    )
    return World(course, learners, log)


def random_log(seed: int, *, n_learners: int = 6, n_rows: int = 150) -> Answers:
    """A log with several skills a row, days, weights, and learners' rows mixed together."""
    generator = np.random.default_rng(seed)
    rows = range(n_rows)
    return join_rows(
        Columns(
            learner=generator.integers(0, n_learners, n_rows),
            item=np.arange(n_rows) % 40,
            score=generator.choice([0.0, 1.0, 0.5], n_rows, p=[0.4, 0.5, 0.1]),
            skills=[sorted({i % 40 % N_SKILLS, (i % 40 * 5) % N_SKILLS}) for i in rows],
            days=START_DAYS + np.sort(generator.exponential(9.0, n_rows)),
            weight=generator.choice([1.0, 0.25, 0.0], n_rows, p=[0.8, 0.1, 0.1]),
        ),
        n_skills=N_SKILLS,
    )


def one_by_one(
    model: LearnerModel[Any], log: Answers, items: list[Any], offsets: list[float]
) -> tuple[list[float], list[bytes]]:
    """Predictions and packed states of a log, every state packed and read back between answers."""
    states = [model.pack(model.new_state(offset)) for offset in offsets]
    weights = np.ones(len(log)) if log.weight is None else log.weight
    days = np.zeros(len(log)) if log.days is None else log.days
    predictions = []
    for row in range(len(log)):
        who, item = int(log.learner[row]), items[int(log.item[row])]
        state = model.unpack(states[who])
        predictions.append(model.predict(state, item, float(days[row])))
        after = model.update(
            state, item, float(log.score[row]), float(days[row]), weight=float(weights[row])
        )
        states[who] = model.pack(after)
    return predictions, states
