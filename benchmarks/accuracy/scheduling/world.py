"""The world in which ways of choosing are compared: a course, its learners, minutes, days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
import yaml
from numba.extending import register_jitable

from armillary.science.numerics import FloatArray, IntArray
from armillary.science.simulation import (
    Habits,
    MemoryFamily,
    Mind,
    activation_of,
    add_trace,
    mean_recall,
    practise_skill,
    recall_chance,
    right_chance,
    simulate_memory_learners,
)
from benchmarks.provenance import ROOT

COURSE = ROOT / "courses" / "ai" / "skills.yaml"
GOAL = 0.8  # share of the skills
LATER = 30.0  # days after stopping
CHECK_EVERY = 10  # answers between two looks at the truth
ITEMS = 8  # of each skill

# The learners' own arithmetic, for the compiled loops below.
for part in (
    activation_of, recall_chance, mean_recall, right_chance, add_trace, practise_skill
):  # fmt: skip
    register_jitable(part)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is assumed about learners, time and items.

    Parameters
    ----------
    family : how learners find skills, forget, slip and guess
    minutes_a_day, days_a_week : school days come first in the week
    item_seconds : mean time of a right answer; items differ by a fifth, learners by a fifth
    wrong_seconds : more, to read what was wrong
    switch_seconds : more, when the skill is another than the one before
    sitting_seconds : more, each time practice begins
    horizon_days : calendar days after which a learner counts as not having got there
    """

    family: MemoryFamily = field(default_factory=MemoryFamily)
    minutes_a_day: float = 20.0
    days_a_week: int = 5
    item_seconds: float = 30.0
    wrong_seconds: float = 15.0
    switch_seconds: float = 3.0
    sitting_seconds: float = 60.0
    horizon_days: int = 364


class Course(NamedTuple):
    """The skills in teaching order, and what each builds on: needed[start[s]:start[s + 1]]."""

    start: IntArray
    needed: IntArray

    @property
    def n_skills(self) -> int:
        return len(self.start) - 1


class Body(NamedTuple):
    """One learner with the items this learner meets; rows are skills, columns items.

    Minds are changed by practice: each way of choosing gets its own copy.
    """

    mind: Mind
    habits: Habits
    difficulty: FloatArray  # as it goes into slip and guess
    hint: FloatArray  # as the author would have put it
    seconds: FloatArray


class Timing(NamedTuple):
    """A setting's times as the compiled loops take them, in seconds."""

    day_seconds: float
    days_a_week: int
    wrong_seconds: float
    switch_seconds: float
    sitting_seconds: float
    horizon_days: int
    away: float


class Result(NamedTuple):
    """How long one learner took; `minutes` is what was spent when time ran out if not `reached`."""

    reached: bool
    minutes: float
    days: float
    answers: int


def read_prerequisites(path: Path) -> Mapping[int, tuple[int, ...]]:
    """Return what each skill of a course builds on, skills numbered in teaching order."""
    skills = yaml.safe_load(path.read_text(encoding="utf-8"))["skills"]
    skills.sort(key=lambda skill: (skill["grade"], skill["lesson"], skill["id"]))
    before = {skill["id"]: skill["prerequisites"] for skill in skills}
    placed: list[str] = []
    waiting = [skill["id"] for skill in skills]
    while waiting:  # two skills of one lesson may build on each other against the alphabet
        following = next(key for key in waiting if all(p in placed for p in before[key]))
        placed.append(following)
        waiting.remove(following)
    number = {key: n for n, key in enumerate(placed)}
    return {number[key]: tuple(sorted(number[p] for p in before[key])) for key in placed}


def make_course(prerequisites: Mapping[int, tuple[int, ...]]) -> Course:
    counts = [len(prerequisites[s]) for s in range(len(prerequisites))]
    flat = [needed for s in range(len(prerequisites)) for needed in prerequisites[s]]
    return Course(
        np.concatenate(([0], np.cumsum(counts))).astype(np.int64), np.array(flat, dtype=np.int64)
    )


def make_bodies(
    prerequisites: Mapping[int, tuple[int, ...]], setting: Setting, *, n: int, seed: int
) -> list[Body]:
    """Return n learners of one seed."""
    generator = np.random.default_rng(seed)
    n_skills = len(prerequisites)
    family = setting.family
    learners = simulate_memory_learners(
        n_learners=n,
        n_skills=n_skills,
        prerequisites=prerequisites,
        family=family,
        start_days=0.0,
        generator=generator,
    )
    shape = (n_skills, ITEMS)
    difficulty = generator.normal(0.0, 0.7, shape)
    hint = difficulty + generator.normal(0.0, 0.5, shape)  # authors are roughly right
    seconds = setting.item_seconds * generator.lognormal(-0.02, 0.2, shape)
    return [
        Body(
            learner.mind,
            learner.habits,
            family.difficulty_effect * difficulty,
            hint,
            seconds * float(generator.lognormal(-0.02, 0.2)),
        )
        for learner in learners
    ]


def make_timing(setting: Setting) -> Timing:
    return Timing(
        day_seconds=60.0 * setting.minutes_a_day,
        days_a_week=setting.days_a_week,
        wrong_seconds=setting.wrong_seconds,
        switch_seconds=setting.switch_seconds,
        sitting_seconds=setting.sitting_seconds,
        horizon_days=setting.horizon_days,
        away=setting.family.away,
    )


def copy_mind(mind: Mind) -> Mind:
    return Mind(
        mind.found.copy(),
        mind.n_traces.copy(),
        mind.when.copy(),
        mind.decay.copy(),
        mind.threshold.copy(),
    )


@numba.njit(cache=True)
def moment_of(day: int, seconds: float, timing: Timing) -> float:
    """The learner's own clock in minutes: practice runs in full, the rest of a day slowly."""
    return day * (60.0 + timing.away * 1380.0) + seconds / 60.0


@numba.njit(cache=True)
def answer_seconds(
    body: Body, timing: Timing, skill: int, item: int, begins: bool, switches: bool
) -> float:
    """How long the answer to an item takes, before it is known to be wrong."""
    seconds = float(body.seconds[skill, item])
    if begins:
        seconds += timing.sitting_seconds
    if switches:
        seconds += timing.switch_seconds
    return float(seconds)


@numba.njit(cache=True)
def give_answer(
    body: Body, course: Course, skill: int, item: int, moment: float, u_right: float, u_find: float
) -> bool:
    """Let the learner answer an item and learn from it; return whether the answer was right."""
    chance = right_chance(body.mind, body.habits, skill, body.difficulty[skill, item], moment)
    needed = course.needed[course.start[skill] : course.start[skill + 1]]
    practise_skill(body.mind, body.habits, skill, needed, moment, u_find)
    return u_right < chance


@numba.njit(cache=True)
def share_later(body: Body, day: int, seconds: float, timing: Timing) -> float:
    """The share of skills that will be remembered 30 days after this moment."""
    away = 60.0 + timing.away * (LATER * 1440.0 - 60.0)
    return mean_recall(body.mind, body.habits, moment_of(day, seconds, timing) + away)
