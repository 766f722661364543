"""The page on which a test is made: two forms on one course, one of which may have been sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from armillary.apps.assessment.actions.making import MadeSeries
from armillary.apps.assessment.actions.offering import offer_own_test, offer_ready_test
from armillary.apps.assessment.bank import BankEntry, BankError
from armillary.apps.assessment.drafting import (
    describe_draft,
    find_offers,
    group_offers,
    make_blueprint_form,
)
from armillary.apps.assessment.forms import BlueprintForm, ReadyForm
from armillary.apps.assessment.making_pages import (
    describe_delay,
    describe_forms,
    find_offer,
    make_plan,
    make_ready_form,
)
from armillary.apps.assessment.overview import find_lessons_had
from armillary.apps.assessment.schedule import ScheduleError
from armillary.apps.curriculum.models import Assessment, Course
from armillary.apps.people.models import Adult, SchoolClass

Context = dict[str, Any]
OWN = "own"


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the page: the forms, and what they draw on."""

    school_class: SchoolClass
    course: Course
    assessments: list[Assessment]
    entries: Sequence[BankEntry]
    ready: ReadyForm | None
    own: BlueprintForm
    now: datetime

    def make(self, *, by: Adult) -> MadeSeries | None:
        """Return what was made of the form that was sent; None, and the form says why, if it
        cannot be."""
        form = self.own if self.own.is_bound else self.ready
        if form is None or not form.is_valid():
            return None
        try:
            if isinstance(form, BlueprintForm):
                return offer_own_test(
                    form, self.entries, self.course, self.school_class, by=by, now=self.now
                )
            return offer_ready_test(form, self.assessments, self.school_class, by=by, now=self.now)
        except (BankError, ScheduleError) as error:
            form.add_error(None, str(error))
            return None

    def describe_draft(self) -> Context:
        """Return what the test of one's own would come to."""
        return describe_draft(self.own, self.entries, self.school_class)

    def describe(self) -> Context:
        """Return what the page says."""
        page: Context = {
            "school_class": self.school_class,
            "course": self.course,
            "own": self.own,
            "own_delay": describe_delay(self.own),
            "taught": group_offers(self.own.offers, taught=True),
            "others": group_offers(self.own.offers, taught=False),
            "draft": self.describe_draft(),
        }
        if self.ready is not None:
            page |= {
                "ready": self.ready,
                "delay": describe_delay(self.ready),
                "forms": describe_forms(self.assessments),
            }
        return page


def open_desk(school_class: SchoolClass, sent: Any, now: datetime) -> Desk | None:
    """Return the page of a class, or None before a course is published.

    Parameters
    ----------
    sent : the fields of the form that was sent; None when the page is opened
    """
    course, assessments = find_offer(school_class)
    if course is None:
        return None
    had = find_lessons_had(school_class, course.pk)
    offers, entries = find_offers(course, had)
    plan = make_plan(course, assessments, had, now)
    for_own = sent is not None and sent.get("way") == OWN
    return Desk(
        school_class=school_class,
        course=course,
        assessments=assessments,
        entries=entries,
        ready=make_ready_form(assessments, plan, None if for_own else sent)
        if assessments
        else None,
        own=make_blueprint_form(offers, plan, now, sent if for_own else None),
        now=now,
    )
