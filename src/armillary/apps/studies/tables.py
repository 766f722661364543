"""The rows of a study: everybody who was given an arm, with what a test said of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from armillary.apps.assessment.scoring import Ability
from armillary.apps.people.models import Learner
from armillary.apps.studies.baselines import find_baselines
from armillary.apps.studies.draws import count_erased
from armillary.apps.studies.models import Assignment, DrawnUnit, Study, StudyLayout
from armillary.apps.studies.outcomes import (
    answers_to,
    estimate_outcomes,
    find_answers,
    find_outcomes,
)
from armillary.apps.studies.queries import find_study_classes, find_withdrawn
from armillary.science.numerics import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class StudyTable:
    """Everybody who was given an arm, a row each, in the order of their units.

    Parameters
    ----------
    arm : shape (n,); of a crossover that of the first half
    unit : shape (n,), place of the unit in the roster; `school_class` shape (n,), a number
    outcome : shape (n,); NaN where there is none. Of a crossover half the difference between the
        halves, within learners that between the sets, so that arms differ by the effect
    level_outcome : shape (n,); the outcome whose spread effects are told in: of a crossover the
        first half's, within learners that of the whole test
    baseline : shape (n,); NaN where there is none
    error : shape (n,); standard error of `level_outcome`, NaN where there is none
    n_withdrawn, n_joiners, n_erased : by arm; in all; by arm, of those drawn, who have no row
    grade : shape (n,), its number, of whole classes drawn inside grades; None where there was none
    """

    arm: IntArray
    unit: IntArray
    school_class: IntArray
    outcome: FloatArray
    level_outcome: FloatArray
    baseline: FloatArray
    error: FloatArray
    n_withdrawn: tuple[int, int]
    n_joiners: int
    n_erased: tuple[int, int] = (0, 0)
    grade: IntArray | None = None

    @property
    def counted(self) -> BoolArray:
        """Who has an outcome."""
        return np.isfinite(self.outcome)

    @property
    def n_drawn(self) -> tuple[int, int]:
        """How many were given each arm, erased ones too."""
        first, second = (int(np.sum(self.arm == one)) + self.n_erased[one] for one in (0, 1))
        return first, second


def read_table(study: Study, kind: str, *, now: datetime) -> StudyTable:
    """Return the rows of a study with the outcome of one occasion.

    Parameters
    ----------
    kind : after or delayed
    """
    given = Assignment.objects.filter(study=study).order_by("unit__key", "pk")
    rows = list(given.values_list("learner", "arm", "unit__key", "school_class", "unit__stratum"))
    learners = [row[0] for row in rows]
    withdrawn = find_withdrawn(study)
    counted = [learner for learner in learners if learner not in withdrawn]
    keys = DrawnUnit.objects.filter(study=study).order_by("key").values_list("key", flat=True)
    place = {key: number for number, key in enumerate(keys)}
    level, outcome = _find_outcomes(study, kind, counted, now=now)
    baseline: dict[int, Ability] = {}
    if study.protocol["analysis"]["baseline"]:
        baseline = find_baselines(study, counted, now=now)
    arm = np.array([row[1] for row in rows], dtype=np.int64)
    off = np.array([learner in withdrawn for learner in learners], dtype=bool)
    return StudyTable(
        arm=arm,
        unit=np.array([place[row[2]] for row in rows], dtype=np.int64),
        school_class=np.array([row[3] for row in rows], dtype=np.int64),
        outcome=np.array([outcome.get(one, np.nan) for one in learners], dtype=np.float64),
        level_outcome=_column(learners, level, lambda one: one.estimate),
        baseline=_column(learners, baseline, lambda one: one.estimate),
        error=_column(learners, level, lambda one: one.se),
        n_withdrawn=(int(np.sum(off & (arm == 0))), int(np.sum(off & (arm == 1)))),
        n_joiners=_count_joiners(study, learners),
        n_erased=count_erased(study),
        grade=_find_grades([row[4] for row in rows]),
    )


def _find_grades(strata: Sequence[str]) -> IntArray:
    """The number of each row's grade; strata that are no numbers are counted in their order."""
    names = sorted(set(strata))
    if all(name.isdecimal() for name in names):
        return np.array([int(name) for name in strata], dtype=np.int64)
    return np.array([names.index(name) for name in strata], dtype=np.int64)


def _find_outcomes(
    study: Study, kind: str, learners: Sequence[int], *, now: datetime
) -> tuple[dict[int, Ability], dict[int, float]]:
    """Ability on the test (of a crossover the first), and the outcome that is analysed."""
    answers = find_answers(study.test, kind, learners, since=study.starts_at, now=now)
    level = estimate_outcomes(answers, study.school_id)
    if study.layout == StudyLayout.CROSSOVER:
        assert study.second_test is not None
        since = study.switches_at or study.starts_at
        return level, _halve(
            level, find_outcomes(study.second_test, kind, learners, since=since, now=now)
        )
    if study.layout == StudyLayout.WITHIN:
        first, second = (
            estimate_outcomes(answers_to(answers, part["questions"]), study.school_id)
            for part in study.protocol["sets"]
        )
        return level, _halve(first, second)
    return level, {learner: one.estimate for learner, one in level.items()}


def _halve(first: Mapping[int, Ability], second: Mapping[int, Ability]) -> dict[int, float]:
    """Half the difference of two abilities, of learners who have both."""
    return {
        learner: 0.5 * (one.estimate - second[learner].estimate)
        for learner, one in first.items()
        if learner in second
    }


def _column(
    learners: Sequence[int], found: Mapping[int, Ability], read: Callable[[Ability], float]
) -> FloatArray:
    return np.array(
        [read(found[one]) if one in found else np.nan for one in learners], dtype=np.float64
    )


def _count_joiners(study: Study, learners: Sequence[int]) -> int:
    classes = find_study_classes(study)
    here = Learner.objects.filter(school_class__in=classes, left_at__isnull=True)
    return here.exclude(pk__in=learners).count()
