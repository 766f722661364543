"""Tests that a study needs, in sentences for the teacher of a class."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.assessment.models import Occasion, OccasionKind
from armillary.apps.studies.groupings import Grouping
from armillary.apps.studies.models import Study


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


def describe_missing(study: Study, occasions: Sequence[Occasion], *, now: datetime) -> list[str]:
    """Return which tests of a study a class still has to be set, and for when."""
    known = {(one.series.test_id, one.kind) for one in list_counting(study, occasions)}
    told = []
    before = _uses_before(study) and (study.test_id, OccasionKind.BEFORE) not in known
    if before and now < study.starts_at:
        told.append(
            _("Still to be set: “%(test)s”, before teaching, over by %(day)s.")
            % {"test": study.test.title, "day": _day(_last_before(study.starts_at))}
        )
    ends = [(study.test, _last_before(study.switches_at or study.ends_at))]
    if study.second_test is not None:
        ends.append((study.second_test, _last_before(study.ends_at)))
    after = [
        _("Still to be set: “%(test)s”, after teaching, in the days up to %(day)s.")
        % {"test": test.title, "day": _day(day)}
        for test, day in ends
        if (test.pk, OccasionKind.AFTER) not in known
    ]
    if after:
        told += after
        told.append(
            ngettext(
                "Without this test after teaching there will be no outcome.",
                "Without these tests after teaching there will be no outcome.",
                len(after),
            )
        )
    return told


def _uses_before(study: Study) -> bool:
    analysis, groups = study.protocol["analysis"], study.protocol.get("subgroups", ())
    return bool(analysis["baseline"]) or Grouping.BASELINE in groups


def _last_before(midnight: datetime) -> datetime:
    """A moment of the day that a midnight ends."""
    return midnight - timedelta(hours=1)


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATE_FORMAT")
