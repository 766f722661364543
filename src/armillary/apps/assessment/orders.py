"""What the buttons of a running test do, by the word that each sends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from armillary.apps.assessment.actions.running import (
    allow_until,
    end_for_learner,
    give_all_more_time,
    give_more_time,
    reopen_for_learner,
    show_results,
)
from armillary.apps.assessment.actions.scheduling import (
    cancel_occasion,
    close_occasion,
    move_occasion,
    open_occasion,
)
from armillary.apps.assessment.models import Occasion
from armillary.apps.people.models import Adult, Learner


@dataclass(frozen=True, slots=True)
class Order:
    """What a button for a whole occasion does; `act` returns what to say then."""

    act: Callable[[Occasion, Form | None, Adult, datetime], str]
    reads_dates: bool = False
    leaves: bool = False

    def leads_to(self, occasion: Occasion) -> str:
        """Return the address of the page that follows."""
        if self.leaves:
            return reverse("assessment:list_tests", args=[occasion.series.school_class_id])
        return reverse("assessment:show_occasion", args=[occasion.pk])


@dataclass(frozen=True, slots=True)
class LearnerOrder:
    """What a button for one learner does; `act` returns what to say then."""

    act: Callable[[Occasion, Learner, Form | None, Adult, datetime], str]
    reads_until: bool = False


def _open(occasion: Occasion, _form: Form | None, by: Adult, now: datetime) -> str:
    open_occasion(occasion, by=by, now=now)
    return _("The test is open. Learners find it on their first page.")


def _close(occasion: Occasion, _form: Form | None, by: Adult, now: datetime) -> str:
    close_occasion(occasion, by=by, now=now)
    return _("The test is closed. What was answered is kept.")


def _move(occasion: Occasion, form: Form | None, by: Adult, now: datetime) -> str:
    assert form is not None
    move_occasion(occasion, **form.cleaned_data, by=by, now=now)
    return _("The dates are changed.")


def _cancel(occasion: Occasion, _form: Form | None, by: Adult, now: datetime) -> str:
    cancel_occasion(occasion, by=by, now=now)
    return _("The test is called off.")


def _more_time(occasion: Occasion, _form: Form | None, by: Adult, now: datetime) -> str:
    extra = give_all_more_time(occasion, by=by, now=now)
    return _("Everybody has five minutes more: %(n)s in all.") % {"n": extra}


def _show(occasion: Occasion, _form: Form | None, by: Adult, now: datetime) -> str:
    show_results(occasion, shown=True, by=by, now=now)
    return _("Each learner can see their own result now.")


def _hide(occasion: Occasion, _form: Form | None, by: Adult, now: datetime) -> str:
    show_results(occasion, shown=False, by=by, now=now)
    return _("Learners do not see their result any more.")


def _learner_time(
    occasion: Occasion, learner: Learner, _form: Form | None, by: Adult, now: datetime
) -> str:
    extra = give_more_time(occasion, learner, by=by, now=now)
    return _("Five minutes more: %(n)s in all.") % {"n": extra}


def _end(occasion: Occasion, learner: Learner, _form: Form | None, by: Adult, now: datetime) -> str:
    end_for_learner(occasion, learner, by=by, now=now)
    return _("The sitting is ended. What was answered is kept.")


def _reopen(
    occasion: Occasion, learner: Learner, _form: Form | None, by: Adult, now: datetime
) -> str:
    reopen_for_learner(occasion, learner, by=by, now=now)
    return _("The learner can go on where they stopped.")


def _allow(
    occasion: Occasion, learner: Learner, form: Form | None, by: Adult, now: datetime
) -> str:
    assert form is not None
    allow_until(occasion, learner, form.cleaned_data["until"], by=by, now=now)
    return _("The learner can sit the test until then.")


ORDERS = {
    "open": Order(_open),
    "close": Order(_close),
    "move": Order(_move, reads_dates=True),
    "cancel": Order(_cancel, leaves=True),
    "more_time": Order(_more_time),
    "show": Order(_show),
    "hide": Order(_hide),
}
LEARNER_ORDERS = {
    "more_time": LearnerOrder(_learner_time),
    "end": LearnerOrder(_end),
    "reopen": LearnerOrder(_reopen),
    "allow": LearnerOrder(_allow, reads_until=True),
}
