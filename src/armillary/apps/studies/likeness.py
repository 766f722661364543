"""How alike learners of one class are in this school, from the tests it has given."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from django.db.models import Count, Q

from armillary.apps.assessment.models import OccasionSitting, SchoolTest
from armillary.apps.studies.outcomes import estimate_outcomes, score_sittings
from armillary.science.evidence import Likeness, RefusalError, estimate_likeness

FEWEST_CLASSES, MOST_CLASSES, FEWEST_LEARNERS = 6, 60, 5


def find_likeness(school_id: int, test: SchoolTest | None) -> Likeness | None:
    """Return how alike learners of one class are, by results that the school has; None without.

    Looked at is the test that a study would use, or else the test that most classes sat: six at
    least, of which five learners have finished it. Of each learner the first sitting counts.
    Differences between grades are taken out.

    Parameters
    ----------
    test : the one of the study to be
    """
    for candidate in _find_tests(school_id, test):
        found = _estimate(candidate, school_id)
        if found is not None:
            return found
    return None


def _find_tests(school_id: int, test: SchoolTest | None) -> Sequence[SchoolTest]:
    """Tests that enough classes were given, the one wanted first, then those of most classes."""
    sat = Q(series__occasions__sittings__ended_at__isnull=False)
    rows = SchoolTest.objects.filter(school=school_id).annotate(
        n=Count("series__school_class", filter=sat, distinct=True)
    )
    found = list(rows.filter(n__gte=FEWEST_CLASSES).order_by("-n", "-pk")[:2])
    wanted = [one for one in found if test is not None and one.pk == test.pk]
    if test is not None and not wanted:
        wanted = list(rows.filter(pk=test.pk, n__gte=FEWEST_CLASSES))
    return wanted + [one for one in found if one not in wanted]


def _estimate(test: SchoolTest, school_id: int) -> Likeness | None:
    rows = OccasionSitting.objects.filter(occasion__series__test=test, ended_at__isnull=False)
    rows = rows.select_related("occasion__series__school_class").order_by("-started_at", "-pk")
    first = {row.learner_id: row for row in rows}  # the earliest comes last
    by_class: dict[int, list[OccasionSitting]] = defaultdict(list)
    for row in first.values():
        by_class[row.occasion.series.school_class_id].append(row)
    kept = [by_class[key] for key in sorted(by_class, reverse=True)[:MOST_CLASSES]]
    sittings = [row for own in kept for row in own]
    ability = estimate_outcomes(score_sittings(sittings, school_id), school_id)
    told = [row for row in sittings if row.learner_id in ability]
    where = np.array([row.occasion.series.school_class_id for row in told], dtype=np.int64)
    grade = np.array([row.occasion.series.school_class.grade for row in told])
    classes, counts = np.unique(where, return_counts=True)
    enough = np.isin(where, classes[counts >= FEWEST_LEARNERS])
    outcome = np.array([ability[row.learner_id].estimate for row in told])
    if len(np.unique(where[enough])) < FEWEST_CLASSES:
        return None
    grades = np.unique(grade[enough])[1:]
    columns = (grade[enough][:, None] == grades).astype(np.float64)
    try:
        return estimate_likeness(outcome[enough], where[enough], columns)
    except RefusalError:
        return None
