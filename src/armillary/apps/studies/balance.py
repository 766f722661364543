"""Whether both ways still have learners alike, while a study runs; nothing of its outcome."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from armillary.apps.studies.baselines import find_baselines
from armillary.apps.studies.models import Assignment, Study
from armillary.apps.studies.queries import find_study_classes, find_withdrawn
from armillary.science.evidence import RefusalError, StudyRows, measure_baseline_difference


@dataclass(frozen=True, slots=True)
class Balance:
    """Both ways beside each other, those still here alone.

    Parameters
    ----------
    classes : name of each class at the draw, and how many of it are here, by arm
    n_known : by arm, who sat the test before the start
    ahead : how many standard deviations arm 1 was ahead in it; None where that cannot be told
    """

    classes: tuple[tuple[str, tuple[int, int]], ...]
    n_known: tuple[int, int]
    ahead: float | None


def measure_balance(study: Study, *, now: datetime) -> Balance:
    """Return how alike the two ways are now, after whoever left or withdrew."""
    off = find_withdrawn(study)
    given = Assignment.objects.filter(study=study, learner__left_at__isnull=True).order_by("pk")
    rows = [row for row in given.values_list("learner", "arm", "school_class") if row[0] not in off]
    classes = tuple(
        (one.name, _by_arm([arm for _learner, arm, own in rows if own == one.pk]))
        for one in find_study_classes(study)
    )
    found = find_baselines(study, [row[0] for row in rows], now=now)
    known = [(found[learner].estimate, arm) for learner, arm, _own in rows if learner in found]
    return Balance(classes, _by_arm([arm for _ability, arm in known]), _ahead(known))


def _by_arm(arms: list[int]) -> tuple[int, int]:
    return arms.count(0), arms.count(1)


def _ahead(known: list[tuple[float, int]]) -> float | None:
    ability = np.array([one for one, _arm in known], dtype=np.float64)
    arm = np.array([arm for _one, arm in known], dtype=np.int64)
    try:
        rows = StudyRows(ability, arm, np.empty((len(arm), 0)), None)
        return measure_baseline_difference(rows)
    except RefusalError:
        return None
