"""Tests that a study needs of each class, by its plan and by what is set already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from armillary.apps.assessment.models import Occasion, OccasionKind, SchoolTest
from armillary.apps.studies.groupings import Grouping
from armillary.apps.studies.models import Study


@dataclass(frozen=True, slots=True)
class Need:
    """An occasion that a class still has to be set.

    Parameters
    ----------
    kind : before or after teaching
    ends_at : the midnight by which the test is over
    """

    test: SchoolTest
    kind: str
    ends_at: datetime


def list_counting(study: Study, occasions: Sequence[Occasion]) -> list[Occasion]:
    """Return the occasions whose results the study will count, of those near its days.

    A test that a class sits by itself is compared with nothing, and one some weeks later is some
    weeks after the end.
    """
    return [
        one
        for one in occasions
        if one.kind == OccasionKind.AFTER
        or (one.kind == OccasionKind.BEFORE and one.series.test_id == study.test_id)
        or (one.kind == OccasionKind.DELAYED and one.closes_at >= study.ends_at)
    ]


def find_needs(study: Study, occasions: Sequence[Occasion], *, now: datetime) -> list[Need]:
    """Return what a class still has to be set, in the order of the days."""
    known = {(one.series.test_id, one.kind) for one in list_counting(study, occasions)}
    needs = [Need(study.test, OccasionKind.AFTER, study.switches_at or study.ends_at)]
    if study.second_test is not None:
        needs.append(Need(study.second_test, OccasionKind.AFTER, study.ends_at))
    if _uses_before(study) and now < study.starts_at:
        needs.insert(0, Need(study.test, OccasionKind.BEFORE, study.starts_at))
    return [one for one in needs if (one.test.pk, one.kind) not in known]


def _uses_before(study: Study) -> bool:
    analysis, groups = study.protocol["analysis"], study.protocol.get("subgroups", ())
    return bool(analysis["baseline"]) or Grouping.BASELINE in groups
