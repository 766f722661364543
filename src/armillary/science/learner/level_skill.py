"""A level shared by all skills, and each skill tied to it: the plain online ability model.

The learner's *level* is normal; each skill's strength, given the level, is normal too:
`offset + tie * level`, give or take a variance of its own. An untouched skill has offset 0 and
tie 1, so it follows the level; each answer to it loosens the tie. For items of one skill this
is the exact Kalman filter over all skills in constant time (docs/science/learner-model.md).
"""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from armillary.science.numerics import FloatArray, round_single, round_single_up, sigmoid

from .checks import (
    check_answer,
    check_days,
    check_difficulties,
    check_grade_offset,
    check_n_skills,
    check_skill,
)
from .contract import Z_90, ItemSpec, Key, SkillEstimate
from .kernels import Pass, run_filter
from .log import Answers
from .packing import Packer
from .parameters import fingerprint
from .recursion import Answer, Rates, chance, expect, fade, learn, widen
from .rows import ask_items, ask_known, check_log, find_item, start_levels

_CODE = 1
_HEAD = struct.Struct("<3fIH")
_RECORD = struct.Struct("<H4fI")


@dataclass(frozen=True, slots=True)
class LevelSkillParameters:
    """The fitted numbers of the level-and-skill model. Logits and days throughout.

    Parameters
    ----------
    level_sd : spread of the level between learners, above 0
    level_drift : variance the level gains with every answer, 0 or more
    level_days : days without answers in which a sharp level estimate loses 63 % of its edge
    skill_sd : spread of one skill around the learner's level, above 0
    skill_drift : variance the skill gains with every answer to it, 0 or more
    skill_days : days in which strength above the level falls to 37 % of itself
    gain_right, gain_wrong : how much a right and a wrong answer count, above 0; 1 is plain
    item_sd : spread of items around the typical difficulty of their skill, above 0
    prior_difficulty : typical difficulty of a skill about which nothing is known
    skill_difficulty : typical difficulty of each skill known so far, by index
    item_difficulty : difficulty of each known item, by its key written as text
    """

    MODEL: ClassVar[str] = "level-skill"
    VERSION: ClassVar[int] = 1

    level_sd: float = 1.1
    level_drift: float = 0.003
    level_days: float = 200.0
    skill_sd: float = 0.9
    skill_drift: float = 0.1
    skill_days: float = 60.0
    gain_right: float = 1.1
    gain_wrong: float = 1.0
    item_sd: float = 1.0
    prior_difficulty: float = -0.8
    skill_difficulty: tuple[float, ...] = ()
    item_difficulty: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        above_zero = (
            "level_sd",
            "level_days",
            "skill_sd",
            "skill_days",
            "gain_right",
            "gain_wrong",
            "item_sd",
        )
        for name in above_zero:
            value = getattr(self, name)
            if not (value > 0.0 and math.isfinite(value)):
                raise ValueError(f"{name} must be a number above 0, got {value}")
        for name in ("level_drift", "skill_drift"):
            value = getattr(self, name)
            if not (value >= 0.0 and math.isfinite(value)):
                raise ValueError(f"{name} must be 0 or more, got {value}")
        check_difficulties(
            self.prior_difficulty, *self.skill_difficulty, *self.item_difficulty.values()
        )

    @property
    def rates(self) -> Rates:
        """The numbers the recursion uses, as variances."""
        return Rates(
            self.level_sd**2, self.level_drift, self.level_days,
            self.skill_sd**2, self.skill_drift, self.skill_days,
            self.gain_right, self.gain_wrong,
        )  # fmt: skip


class SkillState(NamedTuple):
    """One touched skill: strength is offset + tie * level, with its own variance."""

    offset: float
    tie: float
    variance: float
    last_days: float
    n_answers: int


class LevelSkillState(NamedTuple):
    """All that is remembered about one learner; every float is in single precision."""

    level: float
    level_variance: float
    last_days: float
    n_answers: int
    skills: Mapping[int, SkillState]


class LevelSkillModel:
    """Predicts and updates one learner at a time; see the contract for each call.

    The state is a named tuple that is never changed; `update` returns a new one.
    """

    name: str = LevelSkillParameters.MODEL
    version: int = LevelSkillParameters.VERSION

    def __init__(self, parameters: LevelSkillParameters, n_skills: int) -> None:
        check_n_skills(n_skills)
        self.parameters = parameters
        self.n_skills = n_skills
        self._rates = parameters.rates
        known = parameters.skill_difficulty[:n_skills]
        rest = (parameters.prior_difficulty,) * (n_skills - len(known))
        self._skill_difficulty = known + rest
        self._packer = Packer(
            self.name, _CODE, self.version, fingerprint(parameters), _HEAD, _RECORD
        )

    def item_spec(self, item: Key, skills: tuple[int, ...], hint: float | None = None) -> ItemSpec:
        """Return an item with its fitted difficulty, else the hint, else its skills' prior."""
        return find_item(
            item, skills, hint, self.parameters.item_difficulty, self._skill_difficulty
        )

    def new_state(self, grade_offset: float = 0.0) -> LevelSkillState:
        """Return the state of a learner nobody has seen yet: the population, moved by logits."""
        check_grade_offset(grade_offset)
        level, variance = round_single(grade_offset), round_single(self._rates.level_variance)
        return LevelSkillState(level, variance, 0.0, 0, {})

    def predict(self, state: LevelSkillState, item: ItemSpec, days: float) -> float:
        """Return the chance that the learner answers an item right at a moment."""
        check_days(days)
        return self._predict(state, item, days, self._level_variance(state, days))

    def predict_many(
        self, state: LevelSkillState, items: Sequence[ItemSpec], days: float
    ) -> list[float]:
        """Return the chance for each item; each equals `predict`."""
        check_days(days)
        level_variance = self._level_variance(state, days)
        return [self._predict(state, item, days, level_variance) for item in items]

    def update(
        self,
        state: LevelSkillState,
        item: ItemSpec,
        score: float,
        days: float,
        *,
        weight: float = 1.0,
    ) -> LevelSkillState:
        """Return the state after an answer; see the contract."""
        check_days(days)
        check_answer(score, weight)
        if weight == 0.0:
            return state
        return self._update(state, item, score, days, weight)

    def predict_log(
        self,
        log: Answers,
        *,
        items: Sequence[ItemSpec] | None = None,
        grade_offsets: FloatArray | None = None,
    ) -> FloatArray:
        """Return the chance of each row from what came before it; see the contract."""
        return self._pass(log, items, grade_offsets).p_right

    def replay(
        self,
        log: Answers,
        *,
        items: Sequence[ItemSpec] | None = None,
        grade_offsets: FloatArray | None = None,
    ) -> list[LevelSkillState]:
        """Return each learner's state after the log; see the contract."""
        passed = self._pass(log, items, grade_offsets)
        skills: list[dict[int, SkillState]] = [{} for _ in log.learner_keys]
        rows = zip(
            passed.pairs.tolist(),
            passed.skills.tolist(),
            passed.pair_answers.tolist(),
            strict=True,
        )
        for (learner, skill), known, n in rows:
            if n > 0:
                skills[learner][skill] = SkillState(known[0], known[1], known[2], known[3], n)
        return [
            LevelSkillState(level, variance, max(last_days, 0.0), n, touched)
            for (level, variance, last_days), n, touched in zip(
                passed.levels.tolist(), passed.n_answers.tolist(), skills, strict=True
            )
        ]

    def mastery(self, state: LevelSkillState, skill: int, days: float) -> SkillEstimate:
        """Return what is known about one skill, touched or not."""
        check_skill(skill, self.n_skills)
        check_days(days)
        level_variance = self._level_variance(state, days)
        (mean,), (tie,), (variance,) = self._faded(state, (skill,), days)
        sd = math.sqrt(tie * tie * level_variance + variance)
        typical = self._skill_difficulty[skill]
        return SkillEstimate(
            mean=mean,
            sd=sd,
            p_typical=sigmoid(mean - typical),
            low=sigmoid(mean - Z_90 * sd - typical),
            high=sigmoid(mean + Z_90 * sd - typical),
            p_careful=sigmoid(mean - sd - typical),
            n_answers=state.skills[skill].n_answers if skill in state.skills else 0,
        )

    def touched(self, state: LevelSkillState) -> tuple[int, ...]:
        """Return the skills with at least one answer, in ascending order."""
        return tuple(sorted(state.skills))

    def n_answers(self, state: LevelSkillState) -> int:
        """Return how many answers have moved the state."""
        return state.n_answers

    def pack(self, state: LevelSkillState) -> bytes:
        """Return the state as bytes: 30, and 22 for each touched skill."""
        head = (state.level, state.level_variance, state.last_days, state.n_answers)
        records: list[tuple[float, ...]] = [(s, *k) for s, k in sorted(state.skills.items())]
        return self._packer.seal(head, records)

    def unpack(self, packed: bytes) -> LevelSkillState:
        """Return the state that was packed; StateError when it cannot be used."""
        (level, variance, last_days, n), records = self._packer.open(packed, self.n_skills)
        skills = {int(r[0]): SkillState(r[1], r[2], r[3], r[4], int(r[5])) for r in records}
        return LevelSkillState(level, variance, last_days, int(n), skills)

    def _pass(
        self, log: Answers, items: Sequence[ItemSpec] | None, grade_offsets: FloatArray | None
    ) -> Pass:
        """The filter over a whole log."""
        check_log(log, self.n_skills)
        if items is None:
            asked = ask_known(log, self.parameters.item_difficulty, self._skill_difficulty)
        else:
            asked = ask_items(log, items)
        return run_filter(log, asked, self._rates, start_levels(log, grade_offsets))

    def _predict(
        self, state: LevelSkillState, item: ItemSpec, days: float, level_variance: float
    ) -> float:
        """The chance at a moment for which the level's variance is already known."""
        means, ties, variances = self._faded(state, item.skills, days)
        strength, tie, own = expect(means, ties, variances, len(means))
        return chance(strength, tie * tie * level_variance + own, item.difficulty, item.slope)

    def _update(
        self, state: LevelSkillState, item: ItemSpec, score: float, days: float, weight: float
    ) -> LevelSkillState:
        """One step of the filter: time passes, then the answer moves level and skills."""
        means, ties, variances = self._faded(state, item.skills, days)
        level, level_variance = learn(
            state.level,
            self._level_variance(state, days),
            means,
            ties,
            variances,
            len(means),
            Answer(item.difficulty, item.slope, score, weight),
            self._rates,
        )
        now = round_single_up(max(days, state.last_days))
        skills = dict(state.skills)
        for k, skill in enumerate(item.skills):
            n = skills[skill].n_answers + 1 if skill in skills else 1
            skills[skill] = SkillState(means[k], ties[k], variances[k], now, n)
        return LevelSkillState(level, level_variance, now, state.n_answers + 1, skills)

    def _faded(
        self, state: LevelSkillState, skills: tuple[int, ...], days: float
    ) -> tuple[list[float], list[float], list[float]]:
        """Means, ties and variances of some skills at a moment."""
        means, ties, variances = [], [], []
        now = max(days, state.last_days)
        for skill in skills:
            known = state.skills.get(skill)
            if known is None:
                check_skill(skill, self.n_skills)
                mean, tie, variance = state.level, 1.0, self._rates.skill_variance
            else:
                gap = now - known.last_days
                mean, tie, variance = fade(
                    known.offset, known.tie, known.variance, state.level, gap, self._rates
                )
            means.append(mean)
            ties.append(tie)
            variances.append(variance)
        return means, ties, variances

    def _level_variance(self, state: LevelSkillState, days: float) -> float:
        """The level's variance at a moment."""
        gap = days - state.last_days if state.n_answers else 0.0
        return widen(state.level_variance, self._rates.level_variance, gap, self._rates.level_days)
