"""Tests that a study needs, in sentences for the teacher of a class."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.assessment.models import OccasionKind
from armillary.apps.studies.needs import Need


def describe_needs(needs: Sequence[Need]) -> list[str]:
    """Return which tests a class still has to be set, for when, and what follows without them."""
    before = _("Still to be set: “%(test)s”, before teaching, over by %(day)s.")
    after = _("Still to be set: “%(test)s”, after teaching, in the days up to %(day)s.")
    told = [
        (before if one.kind == OccasionKind.BEFORE else after)
        % {"test": one.test.title, "day": _last_day(one.ends_at)}
        for one in needs
    ]
    n_after = sum(one.kind == OccasionKind.AFTER for one in needs)
    if n_after:
        told.append(
            ngettext(
                "Without this test after teaching there will be no outcome.",
                "Without these tests after teaching there will be no outcome.",
                n_after,
            )
        )
    return told


def _last_day(midnight: datetime) -> str:
    """The day that a midnight ends."""
    return date_format(localtime(midnight - timedelta(hours=1)), "SHORT_DATE_FORMAT")
