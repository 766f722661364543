"""The classes of a study as its page shows them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armillary.apps.assessment.schedule import ScheduleError
from armillary.apps.people.access import AdultRequest, adult_required
from armillary.apps.people.models import Adult
from armillary.apps.people.queries import find_classes
from armillary.apps.studies.access import access_study_to_manage
from armillary.apps.studies.actions import RunError
from armillary.apps.studies.actions.testing import set_tests
from armillary.apps.studies.models import EventKind, Study
from armillary.apps.studies.needs import find_needs, list_counting
from armillary.apps.studies.queries import find_class_lines
from armillary.apps.studies.ways import Way
from armillary.apps.studies.wording import describe_needs


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
            "missing": []
            if stopped
            else describe_needs(find_needs(study, line.occasions, now=now)),
            "is_own": line.school_class.pk in own,
        }
        for line in find_class_lines(study)
    ]


@require_POST
@adult_required
def set_class_tests(request: AdultRequest, study_id: int) -> HttpResponse:
    """Set the tests that the classes of a study still need."""
    study = access_study_to_manage(request.user, study_id)
    try:
        done = set_tests(study, by=request.user, now=timezone.now())
    except (RunError, ScheduleError) as error:
        over = _("The days of this study are over.")
        messages.error(request, over if isinstance(error, RunError) else str(error))
        return redirect("studies:show_study", study_id)
    if done.n_made:
        said = ngettext("%(n)s test is set.", "%(n)s tests are set.", done.n_made)
        messages.success(request, said % {"n": done.n_made})
    for name, title in done.busy:
        messages.error(
            request,
            _(
                "“%(test)s” is still on its way in class %(class)s from before, and a class has "
                "one at a time. Call off what is left of it under Tests, then set it again."
            )
            % {"test": title, "class": name},
        )
    return redirect("studies:show_study", study_id)
