"""Learners of the logistic family: strengths in logits that grow with practice and fade."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.learner import ItemSpec
from armillary.science.numerics import FloatArray, sigmoid


@dataclass(frozen=True, slots=True)
class LogisticFamily:
    """How learners of this family differ, learn and forget.

    Parameters
    ----------
    ability_mean, ability_sd : strength shared by all skills, in logits
    skill_sd : spread of one skill around it
    gain : logits that the first practice of a skill adds, for a learner who is ready
    ceiling : logits that practice can add to a skill at most
    unready : part of the gain that is left when no prerequisite is there
    kept : part of what was practised that stays for ever
    days : time in which the rest falls to 37 %, at first
    growth : factor on that time for each practice on a later day
    """

    ability_mean: float = 0.0
    ability_sd: float = 1.0
    skill_sd: float = 0.6
    gain: float = 0.35
    ceiling: float = 2.5
    unready: float = 0.3
    kept: float = 0.4
    days: float = 12.0
    growth: float = 1.8


@dataclass(slots=True)
class _Practised:
    """What practice has added to one skill: logits, when, and how slowly it fades."""

    added: float
    last_days: float
    days: float


class LogisticLearner:
    """A learner whose chances are logistic in strength; practising changes it in place."""

    def __init__(
        self,
        family: LogisticFamily,
        base: Sequence[float],
        prerequisites: Mapping[int, tuple[int, ...]],
    ) -> None:
        self.family = family
        self.base = tuple(base)
        self._prerequisites = prerequisites
        self._practised: dict[int, _Practised] = {}

    def strength(self, skill: int, days: float) -> float:
        """Return the true strength in one skill at a moment, in logits."""
        return self.base[skill] + self._added(skill, days)

    def p_right(self, item: ItemSpec, days: float) -> float:
        """Return the true chance to answer an item right at a moment."""
        strength = sum(self.strength(skill, days) for skill in item.skills) / len(item.skills)
        return sigmoid(item.slope * (strength - item.difficulty))

    def practise(
        self, item: ItemSpec, *, right: bool, days: float, generator: np.random.Generator
    ) -> None:
        """Let an answer teach: every skill of the item gains, after a mistake three fifths."""
        del generator  # nothing here is left to chance
        family = self.family
        for skill in item.skills:
            added = self._added(skill, days)
            room = max(0.0, 1.0 - added / family.ceiling)
            gain = family.gain * room * self._readiness(skill, days) * (1.0 if right else 0.6)
            before = self._practised.get(skill)
            stays = family.days
            if before is not None:
                is_later_day = days - before.last_days >= 0.5
                stays = before.days * (family.growth if is_later_day else 1.0)
            self._practised[skill] = _Practised(added + gain, days, stays)

    def _added(self, skill: int, days: float) -> float:
        practised = self._practised.get(skill)
        if practised is None:
            return 0.0
        gap = max(0.0, days - practised.last_days)
        kept = self.family.kept
        return practised.added * (kept + (1.0 - kept) * math.exp(-gap / practised.days))

    def _readiness(self, skill: int, days: float) -> float:
        """From `unready` to 1: how far the weakest prerequisite carries."""
        needed = self._prerequisites.get(skill, ())
        if not needed:
            return 1.0
        weakest = min(self.strength(s, days) for s in needed)
        unready = self.family.unready
        return unready + (1.0 - unready) * sigmoid(2.0 * weakest)


def simulate_logistic_learners(
    *,
    n_learners: int,
    n_skills: int,
    prerequisites: Mapping[int, tuple[int, ...]],
    family: LogisticFamily,
    generator: np.random.Generator,
) -> list[LogisticLearner]:
    """Return learners drawn from the family, none of whom has practised anything."""
    ability = generator.normal(family.ability_mean, family.ability_sd, n_learners)
    own: FloatArray = generator.normal(0.0, family.skill_sd, (n_learners, n_skills))
    return [
        LogisticLearner(family, (ability[i] + own[i]).tolist(), prerequisites)
        for i in range(n_learners)
    ]
