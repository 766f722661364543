"""Learners of the knowledge family: a skill is there or not; slips and guesses blur it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from armillary.science.learner import ItemSpec
from armillary.science.numerics import logit, sigmoid


@dataclass(frozen=True, slots=True)
class KnowledgeFamily:
    """How learners of this family start, learn, forget, slip and guess.

    Parameters
    ----------
    p_known : chance that a skill is known at the start, if all it builds on is known
    spread : sd between learners of that chance and of learning, in logits
    p_learn : chance to learn a skill from one item, when all it builds on is known
    p_learn_unready : the same when something is missing
    p_slip, p_guess : chance of a mistake while knowing, and of being right without
    difficulty_effect : how much of an item's difficulty, in logits, goes into slip and guess
    half_life_days : time after which a known skill is still known with chance one half, at first
    growth : factor on that time for each practice on a later day that found it known
    """

    p_known: float = 0.3
    spread: float = 0.7
    p_learn: float = 0.25
    p_learn_unready: float = 0.04
    p_slip: float = 0.1
    p_guess: float = 0.2
    difficulty_effect: float = 0.5
    half_life_days: float = 25.0
    growth: float = 2.0


@dataclass(slots=True)
class _Known:
    """A skill that was known when last seen."""

    last_days: float
    half_life_days: float


class KnowledgeLearner:
    """A learner who knows a skill or does not; practising changes it in place."""

    def __init__(
        self,
        family: KnowledgeFamily,
        known: frozenset[int],
        p_learn: float,
        prerequisites: Mapping[int, tuple[int, ...]],
        start_days: float,
    ) -> None:
        self.family = family
        self.p_learn = p_learn
        self._prerequisites = prerequisites
        self._known = {skill: _Known(start_days, family.half_life_days) for skill in known}

    def p_known(self, skill: int, days: float) -> float:
        """Return the chance that a skill is (still) known at a moment, before asking."""
        known = self._known.get(skill)
        if known is None:
            return 0.0
        gap = max(0.0, days - known.last_days)
        return float(0.5 ** (gap / known.half_life_days))

    def p_right(self, item: ItemSpec, days: float) -> float:
        """Return the true chance to answer an item right: all its skills known, or a guess."""
        p_all, p_slip, p_guess = self._parts(item, days)
        return p_all * (1.0 - p_slip) + (1.0 - p_all) * p_guess

    def practise(
        self, item: ItemSpec, *, right: bool, days: float, generator: np.random.Generator
    ) -> None:
        """Settle what the answer says about being still known, then perhaps learn the rest."""
        p_all, p_slip, p_guess = self._parts(item, days)
        given_known = 1.0 - p_slip if right else p_slip
        given_not = p_guess if right else 1.0 - p_guess
        weight = p_all * given_known
        is_all_known = generator.random() < weight / (weight + (1.0 - p_all) * given_not)
        still = self._draw_still_known(item, days, is_all_known, generator)
        for skill in item.skills:
            if skill in still:
                self._keep(skill, days)
            else:
                self._known.pop(skill, None)
                if generator.random() < self._p_learn(skill):
                    self._known[skill] = _Known(days, self.family.half_life_days)

    def _parts(self, item: ItemSpec, days: float) -> tuple[float, float, float]:
        """Chance that all skills are known, of a slip, and of a guess, on this item."""
        p_all = 1.0
        for skill in item.skills:
            p_all *= self.p_known(skill, days)
        shift = self.family.difficulty_effect * item.difficulty
        p_slip = sigmoid(logit(self.family.p_slip) + shift)
        p_guess = sigmoid(logit(self.family.p_guess) - shift)
        return p_all, p_slip, p_guess

    def _draw_still_known(
        self, item: ItemSpec, days: float, is_all_known: bool, generator: np.random.Generator
    ) -> set[int]:
        """Which of an item's skills are still known, given whether all of them are."""
        if is_all_known:
            return set(item.skills)
        while True:
            still = {s for s in item.skills if generator.random() < self.p_known(s, days)}
            if len(still) < len(item.skills):
                return still

    def _keep(self, skill: int, days: float) -> None:
        known = self._known[skill]
        is_later_day = days - known.last_days >= 0.5
        stays = known.half_life_days * (self.family.growth if is_later_day else 1.0)
        self._known[skill] = _Known(max(days, known.last_days), stays)

    def _p_learn(self, skill: int) -> float:
        needed = self._prerequisites.get(skill, ())
        is_ready = all(s in self._known for s in needed)
        return self.p_learn if is_ready else self.family.p_learn_unready


def simulate_knowledge_learners(
    *,
    n_learners: int,
    n_skills: int,
    prerequisites: Mapping[int, tuple[int, ...]],
    family: KnowledgeFamily,
    start_days: float,
    generator: np.random.Generator,
) -> list[KnowledgeLearner]:
    """Return learners whose knowledge is closed: what is known builds only on what is known.

    Prerequisites must come before the skills that build on them, as they do in a course.
    """
    for skill, needed in prerequisites.items():
        if any(s >= skill for s in needed):
            raise ValueError(f"prerequisites of skill {skill} must come before it, got {needed}")
    learners = []
    for _ in range(n_learners):
        shift = generator.normal(0.0, family.spread)
        p_known = sigmoid(logit(family.p_known) + shift)
        known: set[int] = set()
        for skill in range(n_skills):
            is_open = all(s in known for s in prerequisites.get(skill, ()))
            if is_open and generator.random() < p_known:
                known.add(skill)
        p_learn = sigmoid(logit(family.p_learn) + shift)
        learners.append(
            KnowledgeLearner(family, frozenset(known), p_learn, prerequisites, start_days)
        )
    return learners
