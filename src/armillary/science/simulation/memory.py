"""Learners of the memory family: a skill is found once, all at once, and then remembered or not.

Finding it depends on what it builds on being remembered at that moment. Once found, every
practice leaves a trace that fades by a power law, faster the more that was still present:
practice in a row fades quickly, spaced practice slowly (Pavlik & Anderson 2005). Nothing here is
a logistic curve of a strength that moves a little with each answer, which is what the learner
model of the product assumes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from armillary.science.learner import ItemSpec
from armillary.science.numerics import BoolArray, FloatArray, IntArray, logit, sigmoid

# More traces than this of one skill are not kept: the fastest fading makes room.
MOST_TRACES = 32
MINUTES_A_DAY = 1440.0


@dataclass(frozen=True, slots=True)
class MemoryFamily:
    """How learners of this family start, find skills, forget, slip and guess.

    Parameters
    ----------
    p_known : chance that a skill was found before, if all it builds on was
    known_traces : how many practices, spread over the year before, a skill found before has had
    p_find : chance to find a skill from one item, when all it builds on is remembered
    p_find_unready : the same when something is missing
    spread : sd between learners of `p_known` and `p_find`, in logits
    p_slip, p_guess : chance of a mistake while remembering, and of being right without
    difficulty_effect : how much of an item's difficulty, in logits, goes into slip and guess
    decay, decay_growth : a trace fades with the power decay + decay_growth * exp(activation)
    threshold, noise : remembered with chance one half at this activation; how soft that is
    threshold_sd : spread of the threshold between learners, and again between skills
    away : how much a minute away from practice counts, against a minute of it

    References
    ----------
    Pavlik & Anderson (2005), Cognitive Science 29(4), 559-586, equations 1 to 5; `decay`,
    `decay_growth`, `away` and their order of magnitude for `noise` are theirs. Time is in
    minutes where they have seconds: a skill that was understood fades slower than a word pair.
    """

    p_known: float = 0.5
    known_traces: int = 5
    p_find: float = 0.4
    p_find_unready: float = 0.03
    spread: float = 0.7
    p_slip: float = 0.08
    p_guess: float = 0.2
    difficulty_effect: float = 0.5
    decay: float = 0.177
    decay_growth: float = 0.217
    threshold: float = -0.9
    noise: float = 0.3
    threshold_sd: float = 0.2
    away: float = 0.025


class Mind(NamedTuple):
    """One learner's memory as arrays, changed in place; rows are skills.

    Parameters
    ----------
    found : shape (n_skills,)
    n_traces : shape (n_skills,)
    when, decay : shape (n_skills, MOST_TRACES); the moment of each trace, and its power
    threshold : shape (n_skills,)
    """

    found: BoolArray
    n_traces: IntArray
    when: FloatArray
    decay: FloatArray
    threshold: FloatArray


class Habits(NamedTuple):
    """The numbers of one learner that do not change."""

    p_find: float
    p_find_unready: float
    p_slip: float  # as logits, so that an item's difficulty can be added
    p_guess: float
    decay: float
    decay_growth: float
    noise: float


def activation_of(mind: Mind, skill: int, moment: float) -> float:
    """Return how present a found skill is: the logarithm of the sum of what its traces left."""
    total = 0.0
    for k in range(mind.n_traces[skill]):
        gap = max(moment - mind.when[skill, k], 1.0)
        total += gap ** -mind.decay[skill, k]
    return math.log(total) if total > 0.0 else -np.inf


def recall_chance(mind: Mind, habits: Habits, skill: int, moment: float) -> float:
    """Return the chance that a skill is remembered at a moment; 0 before it is found."""
    if not mind.found[skill]:
        return 0.0
    present = activation_of(mind, skill, moment)
    return 1.0 / (1.0 + math.exp(-(present - mind.threshold[skill]) / habits.noise))


def mean_recall(mind: Mind, habits: Habits, moment: float) -> float:
    """Return the share of all skills that will be remembered at a moment, in expectation."""
    total = 0.0
    for skill in range(len(mind.found)):
        total += recall_chance(mind, habits, skill, moment)
    return total / len(mind.found)


def right_chance(mind: Mind, habits: Habits, skill: int, difficulty: float, moment: float) -> float:
    """Return the chance of a right answer: remembered and no slip, or a lucky guess."""
    slip = 1.0 / (1.0 + math.exp(-(habits.p_slip + difficulty)))
    guess = 1.0 / (1.0 + math.exp(-(habits.p_guess - difficulty)))
    recall = recall_chance(mind, habits, skill, moment)
    return recall * (1.0 - slip) + (1.0 - recall) * guess


def practise_skill(
    mind: Mind, habits: Habits, skill: int, needed: IntArray, moment: float, u: float
) -> None:
    """Let an item, with its feedback, leave a trace, or perhaps make the skill found.

    `u` is a uniform number that decides the latter; `needed` are the skills it builds on.
    """
    if not mind.found[skill]:
        ready = 1.0
        for k in range(len(needed)):
            ready *= recall_chance(mind, habits, needed[k], moment)
        p_find = habits.p_find_unready + ready * (habits.p_find - habits.p_find_unready)
        if u >= p_find:
            return
        mind.found[skill] = True
        add_trace(mind, skill, moment, habits.decay)
        return
    present = math.exp(activation_of(mind, skill, moment))
    add_trace(mind, skill, moment, habits.decay + habits.decay_growth * present)


def add_trace(mind: Mind, skill: int, moment: float, decay: float) -> None:
    """Keep a trace; when there is no more room, in place of the fastest fading one."""
    n = mind.n_traces[skill]
    place = n
    if n == MOST_TRACES:
        place = int(np.argmax(mind.decay[skill]))
    else:
        mind.n_traces[skill] = n + 1
    mind.when[skill, place] = moment
    mind.decay[skill, place] = decay


class MemoryLearner:
    """A learner of the memory family; practising changes it in place.

    Its clock runs fast during practice and slowly between: `moment_of` turns days into it. A
    pause of more than an hour counts as time away.
    """

    def __init__(
        self,
        family: MemoryFamily,
        mind: Mind,
        habits: Habits,
        prerequisites: Sequence[IntArray],
        start_days: float,
    ) -> None:
        self.family = family
        self.mind = mind
        self.habits = habits
        self._needed = prerequisites
        self._days = start_days
        self._moment = 0.0

    def moment_of(self, days: float) -> float:
        """Return the learner's own clock, in minutes of practice, at a moment."""
        gap = max(0.0, days - self._days) * MINUTES_A_DAY
        return self._moment + (gap if gap <= 60.0 else 60.0 + self.family.away * (gap - 60.0))

    def p_recall(self, skill: int, days: float) -> float:
        """Return the chance that a skill is remembered at a moment."""
        return float(recall_chance(self.mind, self.habits, skill, self.moment_of(days)))

    def p_right(self, item: ItemSpec, days: float) -> float:
        """Return the true chance to answer an item right: all its skills, or a guess."""
        moment = self.moment_of(days)
        recall = math.prod(recall_chance(self.mind, self.habits, s, moment) for s in item.skills)
        shift = self.family.difficulty_effect * item.difficulty
        p_slip = sigmoid(self.habits.p_slip + shift)
        p_guess = sigmoid(self.habits.p_guess - shift)
        return recall * (1.0 - p_slip) + (1.0 - recall) * p_guess

    def practise(
        self, item: ItemSpec, *, right: bool, days: float, generator: np.random.Generator
    ) -> None:
        """Let an answer and its feedback teach, whether it was right or wrong."""
        del right  # the feedback shows how it goes in either case
        self._moment, self._days = self.moment_of(days), max(days, self._days)
        for skill in item.skills:
            practise_skill(
                self.mind,
                self.habits,
                skill,
                self._needed[skill],
                self._moment,
                float(generator.random()),
            )


def simulate_memory_learners(
    *,
    n_learners: int,
    n_skills: int,
    prerequisites: Mapping[int, tuple[int, ...]],
    family: MemoryFamily,
    start_days: float,
    generator: np.random.Generator,
) -> list[MemoryLearner]:
    """Return learners who have found some skills before: closed under what these build on.

    Prerequisites must come before the skills that build on them, as they do in a course.
    """
    for skill, before in prerequisites.items():
        if any(s >= skill for s in before):
            raise ValueError(f"prerequisites of skill {skill} must come before it, got {before}")
    needed = [np.array(prerequisites.get(s, ()), dtype=np.int64) for s in range(n_skills)]
    learners = []
    for _ in range(n_learners):
        shift = float(generator.normal(0.0, family.spread))
        own = float(generator.normal(0.0, family.threshold_sd))
        mind = _new_mind(n_skills, family, own, generator)
        _remember_before(mind, needed, family, shift, generator)
        habits = Habits(
            p_find=sigmoid(logit(family.p_find) + shift),
            p_find_unready=family.p_find_unready,
            p_slip=logit(family.p_slip),
            p_guess=logit(family.p_guess),
            decay=family.decay,
            decay_growth=family.decay_growth,
            noise=family.noise,
        )
        learners.append(MemoryLearner(family, mind, habits, needed, start_days))
    return learners


def _new_mind(
    n_skills: int, family: MemoryFamily, own: float, generator: np.random.Generator
) -> Mind:
    """A mind that has found nothing."""
    spread = generator.normal(0.0, family.threshold_sd, n_skills)
    return Mind(
        found=np.zeros(n_skills, dtype=np.bool_),
        n_traces=np.zeros(n_skills, dtype=np.int64),
        when=np.zeros((n_skills, MOST_TRACES)),
        decay=np.zeros((n_skills, MOST_TRACES)),
        threshold=family.threshold + own + spread,
    )


def _remember_before(
    mind: Mind,
    needed: Sequence[IntArray],
    family: MemoryFamily,
    shift: float,
    generator: np.random.Generator,
) -> None:
    """Put in what was found in the year before practice begins, with spaced traces of it."""
    p_known = sigmoid(logit(family.p_known) + shift)
    year = 365.0 * MINUTES_A_DAY * family.away
    for skill, before in enumerate(needed):
        if not all(mind.found[before]) or generator.random() >= p_known:
            continue
        mind.found[skill] = True
        for moment in np.sort(generator.uniform(-year, 0.0, family.known_traces)):
            present = math.exp(activation_of(mind, skill, float(moment)))
            add_trace(mind, skill, float(moment), family.decay + family.decay_growth * present)
