"""The tests that a study needs are set for its classes, in the days of its plan."""

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from armillary.apps.assessment.actions.making import plan_series, record_series
from armillary.apps.assessment.models import SchoolTest
from armillary.apps.assessment.schedule import Window
from armillary.apps.people.models import Adult
from armillary.apps.people.queries import find_classes
from armillary.apps.studies.actions.running import RunError
from armillary.apps.studies.models import EventKind, Study, StudyLayout
from armillary.apps.studies.needs import Need, find_needs
from armillary.apps.studies.queries import find_class_lines, find_state

OPEN = timedelta(days=7)  # a class finds its lesson for the test within a week
SEED_BITS = 32


@dataclass(frozen=True, slots=True)
class SetTests:
    """What was set: how many tests, and what could not be set.

    Parameters
    ----------
    busy : class and test of each series that is still on its way and keeps a new one out
    """

    n_made: int
    busy: tuple[tuple[str, str], ...]


@transaction.atomic
def set_tests(study: Study, *, by: Adult, now: datetime) -> SetTests:
    """Let the classes of a study sit what it still needs: before teaching in the week before the
    first day, after teaching in the last week; where no ways are swapped once more weeks later.

    Classes that the adult does not see are left to their teachers.

    Raises
    ------
    RunError
        `over` when the study has ended.
    ScheduleError
        Where its days are too far away for tests.
    """
    if find_state(study, now) in {EventKind.STOPPED, EventKind.FINISHED}:
        raise RunError("over")
    own = {one.pk for one in find_classes(by)}
    delayed = study.layout != StudyLayout.CROSSOVER
    n_made, busy = 0, []
    for line in find_class_lines(study):
        if line.school_class.pk not in own:
            continue
        windows: dict[SchoolTest, list[Window]] = defaultdict(list)
        for need in find_needs(study, line.occasions, now=now):
            if need.ends_at > now:
                windows[need.test].append(_open_before(need, now))
        for test, planned in windows.items():
            made = record_series(
                test,
                line.school_class,
                plan_series(planned, with_delayed=delayed),
                seed=secrets.randbits(SEED_BITS),
                by=by,
                now=now,
            )
            n_made += made.is_new
            if not made.is_new:
                busy.append((line.school_class.name, test.title))
    return SetTests(n_made, tuple(busy))


def _open_before(need: Need, now: datetime) -> Window:
    return Window(need.kind, max(now, need.ends_at - OPEN), need.ends_at)
