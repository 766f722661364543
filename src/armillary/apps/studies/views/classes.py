"""The classes of a study as its page shows them."""

from datetime import datetime
from typing import Any

from armillary.apps.people.models import Adult
from armillary.apps.people.queries import find_classes
from armillary.apps.studies.models import EventKind, Study
from armillary.apps.studies.queries import find_class_lines
from armillary.apps.studies.ways import Way
from armillary.apps.studies.wording import describe_missing, list_counting


def describe_classes(
    adult: Adult, study: Study, ways: tuple[Way, Way], state: EventKind, *, now: datetime
) -> list[dict[str, Any]]:
    """Return each class: its way, the tests that count, and those that still have to be set.

    A study that was stopped has nothing to swap and no test to set.
    """
    stopped = state == EventKind.STOPPED
    own = {one.pk for one in find_classes(adult)}
    return [
        {
            "line": line,
            "way": ways[line.arm] if line.arm is not None else None,
            "switches_at": None if stopped else study.switches_at,
            "occasions": list_counting(study, line.occasions),
            "missing": [] if stopped else describe_missing(study, line.occasions, now=now),
            "is_own": line.school_class.pk in own,
        }
        for line in find_class_lines(study)
    ]
