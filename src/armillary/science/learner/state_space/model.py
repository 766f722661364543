"""The state-space model: a Kalman filter over level, form, moment and every skill.

docs/science/learner-model.md derives it; `kernels` holds the arithmetic.
"""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from armillary.science.learner.checks import (
    check_answer,
    check_days,
    check_grade_offset,
    check_n_skills,
    check_skill,
)
from armillary.science.learner.contract import ItemSpec, Key, SkillEstimate
from armillary.science.learner.log import Answers
from armillary.science.learner.packing import Packer
from armillary.science.learner.parameters import fingerprint
from armillary.science.learner.rows import check_log, find_item, start_levels
from armillary.science.numerics import FloatArray, IntArray, round_single

from . import layout as at
from .items import ItemBook, ItemRows
from .parameters import StateSpaceParameters
from .state import LearnerRecord, pack_record, unpack_record

_CODE = 3
_NO_SIGNALS = np.zeros((0, at.N_SIGNALS))
# How many numbers an estimate of a skill is.
N_NUMBERS = len(fields(SkillEstimate))
# Rows of a log that are corrected at a time, so that their signals fit into memory.
ROWS_AT_ONCE = 50_000


class Compiled(NamedTuple):
    """The compiled parts, loaded when the first model is made."""

    kernels: ModuleType
    passes: ModuleType
    correction: ModuleType
    text: ModuleType


@cache
def load_compiled() -> Compiled:
    """Load the compiler and what it compiles: seconds that importing this file does not cost."""
    from . import correction, correction_text, kernels, passes

    return Compiled(kernels, passes, correction, correction_text)


class StateSpaceModel:
    """A learner is a level, a form, a moment and an own part of every touched skill.

    See the contract for the calls. Any number of threads may use one model.
    """

    def __init__(self, parameters: StateSpaceParameters, n_skills: int) -> None:
        check_n_skills(n_skills)
        self.name = parameters.MODEL
        self.version = parameters.VERSION
        self.parameters = parameters
        self.n_skills = n_skills
        self._rates = parameters.rates
        self._line = (parameters.calibration_shift, parameters.calibration_slope)
        known = parameters.skill_difficulty[:n_skills]
        rest = (parameters.prior_difficulty,) * (n_skills - len(known))
        self._skill_difficulty = known + rest
        self._typical = np.array(self._skill_difficulty)
        self._factors = np.array(parameters.spread_factors)
        self._packer = Packer(self.name, _CODE, self.version, fingerprint(parameters))
        self._code = load_compiled()
        self._book = ItemBook(parameters, n_skills)
        self._untouched = np.empty(at.N_SKILL)
        self._code.kernels.start_skill(self._untouched, self._rates)
        self._tables = None
        if parameters.correction:
            correction = self._code.text.read_correction(parameters.correction)
            self._tables = self._code.correction.tabulate(correction)

    def item_spec(self, item: Key, skills: tuple[int, ...], hint: float | None = None) -> ItemSpec:
        """Return an item with its fitted difficulty, else the hint, else its skills' prior."""
        return find_item(
            item, skills, hint, self.parameters.item_difficulty, self._skill_difficulty
        )

    def new_state(self, grade_offset: float = 0.0) -> LearnerRecord:
        """Return the record of a learner nobody has seen yet: the population, moved by logits."""
        check_grade_offset(grade_offset)
        head = np.empty(at.N_HEAD)
        self._code.kernels.start_learner(head, round_single(grade_offset), self._rates)
        return LearnerRecord(head, np.zeros(0, np.int64), self._untouched.reshape(1, -1))

    def predict(self, state: LearnerRecord, item: ItemSpec, days: float) -> float:
        """Return the chance that the learner answers an item right at a moment."""
        return self.predict_many(state, (item,), days)[0]

    def predict_many(
        self, state: LearnerRecord, items: Sequence[ItemSpec], days: float
    ) -> list[float]:
        """Return the chance for each item; each equals `predict`."""
        check_days(days)
        if not items:
            return []
        which, rows = self._book.find(items)
        logits = np.empty(len(which))
        signals = _NO_SIGNALS if self._tables is None else np.empty((len(which), at.N_SIGNALS))
        self._code.passes.predict_items(
            state.head, state.skills, state.table, np.empty(self.n_skills, np.int64), which,
            rows.numbers, rows.asked, rows.n_asked, float(days), self._rates, logits, signals,
        )  # fmt: skip
        if self._tables is not None:
            self._correct(logits, signals, rows.group[which], rows.line[which], at.N_SHARED)
        chances: list[float] = self._code.passes.chances_of(logits, *self._line).tolist()
        return chances

    def update(
        self,
        state: LearnerRecord,
        item: ItemSpec,
        score: float,
        days: float,
        *,
        weight: float = 1.0,
    ) -> LearnerRecord:
        """Return the record after an answer; see the contract."""
        check_days(days)
        check_answer(score, weight)
        which, rows = self._book.find((item,))
        if weight == 0.0:
            return state
        row = which[0]
        changed = self._code.passes.update_one(
            state.head, state.skills, state.table, rows.asked[row, : rows.n_asked[row]],
            rows.numbers[row], float(score), float(weight), float(days), self._rates,
        )  # fmt: skip
        return LearnerRecord(*changed)

    def predict_log(
        self,
        log: Answers,
        *,
        items: Sequence[ItemSpec] | None = None,
        grade_offsets: FloatArray | None = None,
    ) -> FloatArray:
        """Return the chance of each row from what came before it; see the contract."""
        rows = self._rows(log, items)
        passed = LogPass(self, log, rows, grade_offsets)
        logits = np.empty(len(log))
        step = len(log) if self._tables is None else ROWS_AT_ONCE
        for first in range(0, len(log), step):
            last = min(first + step, len(log))
            n = 0 if self._tables is None else last - first
            signals = np.empty((n, at.N_SIGNALS))
            passed.run(first, last, logits[first:last], signals)
            if self._tables is not None:
                which = log.item[first:last]
                self._correct(logits[first:last], signals, rows.group[which], rows.line[which], 0)
        chances: FloatArray = self._code.passes.chances_of(logits, *self._line)
        return chances

    def replay(
        self,
        log: Answers,
        *,
        items: Sequence[ItemSpec] | None = None,
        grade_offsets: FloatArray | None = None,
    ) -> list[LearnerRecord]:
        """Return each learner's record after the log; see the contract."""
        passed = LogPass(self, log, self._rows(log, items), grade_offsets)
        passed.run(0, len(log), np.empty(len(log)), _NO_SIGNALS)
        return passed.records()

    def mastery(self, state: LearnerRecord, skill: int, days: float) -> SkillEstimate:
        """Return what is known about one skill, touched or not."""
        check_skill(skill, self.n_skills)
        check_days(days)
        numbers = self._code.passes.read_row(
            state.head, state.skills, state.table, int(skill), self._typical, float(days),
            self._rates, self._factors,
        )  # fmt: skip
        return _estimate(*numbers)

    def mastery_many(
        self, state: LearnerRecord, skills: Sequence[int], days: float
    ) -> list[SkillEstimate]:
        """Return what is known about each of some skills; each equals `mastery`."""
        check_days(days)
        for skill in skills:
            check_skill(skill, self.n_skills)
        found = np.empty((len(skills), N_NUMBERS))
        self._code.passes.read_rows(
            state.head, state.skills, state.table, np.array(skills, dtype=np.int64),
            self._typical, float(days), self._rates, self._factors, found,
        )  # fmt: skip
        return [_estimate(*numbers) for numbers in found.tolist()]

    def touched(self, state: LearnerRecord) -> tuple[int, ...]:
        """Return the skills with at least one answer, in ascending order."""
        return tuple(state.skills.tolist())

    def n_answers(self, state: LearnerRecord) -> int:
        """Return how many answers have moved the record."""
        return int(state.head[at.N_ANSWERS])

    def pack(self, state: LearnerRecord) -> bytes:
        """Return the record as bytes: about 200, and 31 for each touched skill."""
        return pack_record(self._packer, state)

    def unpack(self, packed: bytes) -> LearnerRecord:
        """Return the record that was packed; StateError when it cannot be used."""
        return unpack_record(self._packer, packed, self.n_skills, self._untouched)

    def _rows(self, log: Answers, items: Sequence[ItemSpec] | None) -> ItemRows:
        """The items of a log as rows; without specs the model's own of their keys."""
        check_log(log, self.n_skills)
        if items is None:
            items = [
                self.item_spec(key, log.skills_of(row))
                for key, row in zip(log.item_keys.tolist(), first_rows(log), strict=True)
            ]
        elif len(items) != log.n_items:
            raise ValueError(f"items must be one for each of {log.n_items}, got {len(items)}")
        return self._book.make(items)

    def _correct(
        self,
        logits: FloatArray,
        signals: FloatArray,
        group: IntArray,
        line: FloatArray,
        n_shared: int,
    ) -> None:
        """Add the small correction to logits, in place."""
        added = np.empty(len(logits))
        room = self._code.correction.make_room(self._tables)
        self._code.correction.correct_many(
            signals, group, line, self._tables, n_shared, room, added
        )
        logits += added


def _estimate(
    mean: float, sd: float, middle: float, low: float, high: float, careful: float, n: float
) -> SkillEstimate:
    """The numbers of `passes.estimate_row` as what is known about a skill."""
    return SkillEstimate(mean, sd, middle, low, high, careful, int(n))


class LogPass:
    """One pass of the filter over a log, rows in order, as far as it was run."""

    def __init__(
        self,
        model: StateSpaceModel,
        log: Answers,
        rows: ItemRows,
        grade_offsets: FloatArray | None,
    ) -> None:
        self._rates = model.parameters.rates
        self._passes, self._kernels = model._code.passes, model._code.kernels
        self._log = log
        self.numbers = rows.numbers
        self.which = log.item
        owner = np.repeat(log.learner, np.diff(log.skill_start))
        codes, slot = np.unique(owner * log.n_skills + log.skill_ids, return_inverse=True)
        self.pairs = np.stack((codes // log.n_skills, codes % log.n_skills), axis=1)
        self.slot = slot.astype(np.int64)
        n_rows, n_learners = len(log), len(log.learner_keys)
        self.weight = np.ones(n_rows) if log.weight is None else log.weight
        self.days = np.zeros(n_rows) if log.days is None else log.days
        self.heads = np.empty((n_learners, at.N_HEAD))
        self.table = np.empty((len(codes), at.N_SKILL))
        self.touched = np.empty(n_learners, np.int64)
        self._untouched = model._untouched.copy()
        self._levels = start_levels(log, grade_offsets)
        self.restart()

    def restart(self) -> None:
        """Put everybody back to the start."""
        self._passes.start_all(self.heads, self._levels, self._rates)
        self.table[:] = self._untouched
        self.touched[:] = 0

    def set_rates(self, rates: FloatArray) -> None:
        """Take other rates and put everybody back to the start."""
        self._rates = rates
        self._kernels.start_skill(self._untouched, rates)
        self.restart()

    def run(
        self,
        first: int,
        last: int,
        logits: FloatArray,
        signals: NDArray[np.floating[Any]],
        seen: FloatArray | None = None,
    ) -> None:
        """Go over rows first to last - 1; see `passes.run_log`."""
        log = self._log
        self._passes.run_log(
            log.learner[first:last], log.skill_start[first : last + 1], log.skill_ids, self.slot,
            self.numbers, self.which[first:last], log.score[first:last], self.weight[first:last],
            self.days[first:last], self._rates, self.heads, self.table, self.touched, logits,
            np.zeros((0, 2)) if seen is None else seen, signals,
        )  # fmt: skip

    def records(self) -> list[LearnerRecord]:
        """Return where everybody stands now."""
        reached = self.table[:, at.COUNT] > 0.0
        pairs, table = self.pairs[reached], self.table[reached]
        n_learners = len(self.heads)
        bounds = np.searchsorted(pairs[:, 0], np.arange(n_learners + 1)).tolist()
        skills = np.ascontiguousarray(pairs[:, 1]).astype(np.int64)
        blank = self._untouched.reshape(1, -1)
        return [
            LearnerRecord(
                self.heads[k].copy(),
                skills[bounds[k] : bounds[k + 1]].copy(),
                np.concatenate((table[bounds[k] : bounds[k + 1]], blank)),
            )
            for k in range(n_learners)
        ]


def first_rows(log: Answers) -> list[int]:
    """Return for each item of a log the first row it occurs in; 0 for one that does not."""
    first = np.zeros(log.n_items, np.int64)
    items, rows = np.unique(log.item, return_index=True)
    first[items] = rows
    return first.tolist()
