"""The baseline: every learner is the same, only items differ."""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np

from armillary.science.numerics import FloatArray, round_single, sigmoid

from .checks import (
    check_answer,
    check_days,
    check_difficulties,
    check_grade_offset,
    check_n_skills,
    check_skill,
)
from .contract import Z_90, ItemSpec, Key, SkillEstimate
from .log import Answers
from .packing import Packer
from .parameters import fingerprint
from .rows import ask_items, ask_known, check_log, find_item, start_levels

_CODE = 2
_HEAD = struct.Struct("<fIH")
_RECORD = struct.Struct("<HI")


@dataclass(frozen=True, slots=True)
class ItemDifficultyParameters:
    """The fitted numbers of the baseline, in logits.

    Parameters
    ----------
    level_sd : spread between learners, above 0; only for the uncertainty that is shown
    item_sd : spread of items around the typical difficulty of their skill, above 0
    prior_difficulty : typical difficulty of a skill about which nothing is known
    skill_difficulty : typical difficulty of each skill known so far, by index
    item_difficulty : difficulty of each known item, by its key written as text
    """

    MODEL: ClassVar[str] = "item-difficulty"
    VERSION: ClassVar[int] = 1

    level_sd: float = 1.0
    item_sd: float = 1.0
    prior_difficulty: float = -0.8
    skill_difficulty: tuple[float, ...] = ()
    item_difficulty: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("level_sd", "item_sd"):
            if not (getattr(self, name) > 0.0 and math.isfinite(getattr(self, name))):
                raise ValueError(f"{name} must be a number above 0, got {getattr(self, name)}")
        check_difficulties(
            self.prior_difficulty, *self.skill_difficulty, *self.item_difficulty.values()
        )


class ItemDifficultyState(NamedTuple):
    """The learner's fixed level and how often each skill was answered."""

    level: float
    n_answers: int
    skills: Mapping[int, int]


class ItemDifficultyModel:
    """Predicts from the item alone; answers are counted and change nothing else."""

    name: str = ItemDifficultyParameters.MODEL
    version: int = ItemDifficultyParameters.VERSION

    def __init__(self, parameters: ItemDifficultyParameters, n_skills: int) -> None:
        check_n_skills(n_skills)
        self.parameters = parameters
        self.n_skills = n_skills
        known = parameters.skill_difficulty[:n_skills]
        self._skill_difficulty = known + (parameters.prior_difficulty,) * (n_skills - len(known))
        self._packer = Packer(
            self.name, _CODE, self.version, fingerprint(parameters), _HEAD, _RECORD
        )

    def item_spec(self, item: Key, skills: tuple[int, ...], hint: float | None = None) -> ItemSpec:
        """Return an item with its fitted difficulty, else the hint, else its skills' prior."""
        return find_item(
            item, skills, hint, self.parameters.item_difficulty, self._skill_difficulty
        )

    def new_state(self, grade_offset: float = 0.0) -> ItemDifficultyState:
        """Return the state of a learner nobody has seen yet: the population, moved by logits."""
        check_grade_offset(grade_offset)
        return ItemDifficultyState(round_single(grade_offset), 0, {})

    def predict(self, state: ItemDifficultyState, item: ItemSpec, days: float) -> float:
        """Return the chance of a right answer: the same whatever the learner answered before."""
        check_days(days)
        for skill in item.skills:
            check_skill(skill, self.n_skills)
        return sigmoid(item.slope * (state.level - item.difficulty))

    def predict_many(
        self, state: ItemDifficultyState, items: Sequence[ItemSpec], days: float
    ) -> list[float]:
        """Return the chance for each item; each equals `predict`."""
        return [self.predict(state, item, days) for item in items]

    def update(
        self,
        state: ItemDifficultyState,
        item: ItemSpec,
        score: float,
        days: float,
        *,
        weight: float = 1.0,
    ) -> ItemDifficultyState:
        """Return the state with the answer counted."""
        check_days(days)
        check_answer(score, weight)
        if weight == 0.0:
            return state
        counts = dict(state.skills)
        for skill in item.skills:
            check_skill(skill, self.n_skills)
            counts[skill] = counts.get(skill, 0) + 1
        return ItemDifficultyState(state.level, state.n_answers + 1, counts)

    def predict_log(
        self,
        log: Answers,
        *,
        items: Sequence[ItemSpec] | None = None,
        grade_offsets: FloatArray | None = None,
    ) -> FloatArray:
        """Return the chance of each row; see the contract."""
        check_log(log, self.n_skills)
        if items is None:
            asked = ask_known(log, self.parameters.item_difficulty, self._skill_difficulty)
        else:
            asked = ask_items(log, items)
        level = start_levels(log, grade_offsets)[log.learner]
        logits = asked.slope * (level - asked.difficulty)
        return np.array([sigmoid(value) for value in logits.tolist()])

    def replay(
        self,
        log: Answers,
        *,
        items: Sequence[ItemSpec] | None = None,
        grade_offsets: FloatArray | None = None,
    ) -> list[ItemDifficultyState]:
        """Return each learner's state after the log; see the contract."""
        del items  # they move nothing here
        check_log(log, self.n_skills)
        counts: list[dict[int, int]] = [{} for _ in log.learner_keys]
        answers = [0 for _ in log.learner_keys]
        weight = np.ones(len(log)) if log.weight is None else log.weight
        for row in np.flatnonzero(weight > 0.0).tolist():
            learner = int(log.learner[row])
            answers[learner] += 1
            for skill in log.skills_of(row):
                counts[learner][skill] = counts[learner].get(skill, 0) + 1
        levels = start_levels(log, grade_offsets).tolist()
        return [
            ItemDifficultyState(*of_learner)
            for of_learner in zip(levels, answers, counts, strict=True)
        ]

    def mastery(self, state: ItemDifficultyState, skill: int, days: float) -> SkillEstimate:
        """Return the population's estimate for the skill, with the spread between learners."""
        check_skill(skill, self.n_skills)
        check_days(days)
        above, sd = state.level - self._skill_difficulty[skill], self.parameters.level_sd
        return SkillEstimate(
            mean=state.level,
            sd=sd,
            p_typical=sigmoid(above),
            low=sigmoid(above - Z_90 * sd),
            high=sigmoid(above + Z_90 * sd),
            p_careful=sigmoid(above - sd),
            n_answers=state.skills.get(skill, 0),
        )

    def touched(self, state: ItemDifficultyState) -> tuple[int, ...]:
        """Return the skills with at least one answer, in ascending order."""
        return tuple(sorted(state.skills))

    def n_answers(self, state: ItemDifficultyState) -> int:
        """Return how many answers were counted."""
        return state.n_answers

    def pack(self, state: ItemDifficultyState) -> bytes:
        """Return the state as bytes: 22, and 6 for each touched skill."""
        return self._packer.seal((state.level, state.n_answers), sorted(state.skills.items()))

    def unpack(self, packed: bytes) -> ItemDifficultyState:
        """Return the state that was packed; StateError when it cannot be used."""
        (level, n_answers), records = self._packer.open(packed, self.n_skills)
        return ItemDifficultyState(level, int(n_answers), {int(s): int(n) for s, n in records})
