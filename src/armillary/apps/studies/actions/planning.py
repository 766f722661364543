"""A study is thought up page by page, and fixed at the end."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from armillary.apps.assessment.models import SchoolTest
from armillary.apps.people.actions.audit import record_audit
from armillary.apps.people.models import Adult, SchoolClass
from armillary.apps.studies import protocols
from armillary.apps.studies.facts import find_facts
from armillary.apps.studies.groupings import Grouping, pick_planned
from armillary.apps.studies.item_sets import ItemSets
from armillary.apps.studies.models import (
    Arm,
    ArmKind,
    EventKind,
    Study,
    StudyClass,
    StudyDraft,
    StudyEvent,
)
from armillary.apps.studies.queries import find_chosen_classes, find_class_sizes, find_tests
from armillary.apps.studies.told import Told, describe_told, find_told


class PlanError(ValueError):
    """A draft that cannot be confirmed yet: `page` is where to mend it."""

    def __init__(self, page: int) -> None:
        super().__init__(f"page {page} of the draft is not complete")
        self.page = page


@dataclass(frozen=True, slots=True)
class Plan:
    """A complete draft, read: rows instead of ids, moments instead of dates."""

    said: Mapping[str, Any]
    classes: list[SchoolClass]
    sizes: list[int]
    test: SchoolTest
    second_test: SchoolTest | None
    starts_at: datetime
    switches_at: datetime | None
    ends_at: datetime
    option: protocols.DesignOption
    told: Told | None
    groupings: tuple[Grouping, ...]


def make_draft(adult: Adult, *, now: datetime) -> StudyDraft:
    """Return a new, empty draft."""
    return StudyDraft.objects.create(school=adult.school, made_by=adult, changed_at=now)


def save_draft(draft: StudyDraft, said: Mapping[str, Any], *, now: datetime) -> None:
    """Keep what a page of the wizard said."""
    draft.said = {**draft.said, **said}
    draft.changed_at = now
    StudyDraft.objects.filter(pk=draft.pk).update(said=draft.said, changed_at=now)


def discard_draft(draft: StudyDraft) -> None:
    """Throw a draft away; nothing was fixed yet."""
    draft.delete()


def read_plan(draft: StudyDraft, adult: Adult) -> Plan:
    """Return a draft read as a plan.

    Raises
    ------
    PlanError
        With the page on which something is missing.
    """
    said = draft.said
    if not all(said.get(name) for name in ("question", "kind", "name_0", "name_1")):
        raise PlanError(1)
    told = find_told(said.get("told") or "") if said["kind"] == ArmKind.LESSON else None
    if told is None and said["kind"] == ArmKind.LESSON:
        raise PlanError(1)
    classes = find_chosen_classes(adult, said.get("classes") or ())
    if not classes:
        raise PlanError(2)
    tests = {test.pk: test for test in find_tests(adult)}
    test = tests.get(said.get("test") or 0)
    if test is None or not said.get("starts_on") or not said.get("ends_on"):
        raise PlanError(3)
    sizes = find_class_sizes(classes)
    options = protocols.list_designs(
        said["kind"],
        sizes,
        baseline=bool(said.get("baseline", False)),
        facts=find_facts(said["kind"], classes, test),
    )
    option = next((one for one in options if one.name == said.get("design")), None)
    if option is None or not option.is_possible:
        raise PlanError(4)
    second = tests.get(said.get("second_test") or 0)
    if option.name == "swap" and (second is None or second == test):
        raise PlanError(3)
    starts, ends = moment_of(said["starts_on"]), moment_of(said["ends_on"]) + timedelta(days=1)
    if ends <= starts + timedelta(days=1):
        raise PlanError(3)
    swap = option.name == "swap"
    return Plan(
        said=said,
        classes=classes,
        sizes=sizes,
        test=test,
        second_test=second if swap else None,
        starts_at=starts,
        switches_at=_middle(starts, ends) if swap else None,
        ends_at=ends,
        option=option,
        told=told,
        groupings=pick_planned(said, classes, option.name, now=timezone.now()),
    )


def moment_of(day: str) -> datetime:
    """Return when a day begins in the school's time."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time()))


def _middle(starts: datetime, ends: datetime) -> datetime:
    """The beginning of the day half-way."""
    days = (ends - starts).days // 2
    return moment_of((timezone.localtime(starts).date() + timedelta(days=max(days, 1))).isoformat())


def make_protocol(plan: Plan) -> dict[str, Any]:
    """Return the protocol of a plan: nothing in it names a class or a person."""
    said = plan.said
    unit, layout = protocols.split_design(plan.option.name)
    told = plan.told
    settings = (told.main.key, told.tried.key) if told else protocols.SETTINGS[said["kind"]]
    baseline = bool(said.get("baseline", False))
    option, facts = plan.option, plan.option.facts
    sets = facts.sets if option.name == "within" else None
    planned = protocols.describe_planned(option)
    return {
        "version": protocols.VERSION,
        "question": said["question"],
        "kind": said["kind"],
        "lesson": told and describe_told(told),
        "arms": [
            {
                "name": said[f"name_{number}"],
                "what": said.get(f"what_{number}", ""),
                "setting": settings[number],
                "numbers": protocols.describe_setting(settings[number]),
            }
            for number in (0, 1)
        ],
        "unit": unit,
        "layout": layout,
        "n_classes": len(plan.classes),
        "grades": sorted(set(facts.grades)),
        "drawn_inside": protocols.drawn_inside(option),
        "sets": protocols.describe_sets(sets) if isinstance(sets, ItemSets) else None,
        "test": protocols.describe_test(plan.test),
        "second_test": plan.second_test and protocols.describe_test(plan.second_test),
        "starts_at": plan.starts_at.isoformat(),
        "switches_at": plan.switches_at and plan.switches_at.isoformat(),
        "ends_at": plan.ends_at.isoformat(),
        "sequential": bool(said.get("sequential", False)),
        "needs_consent": bool(said.get("needs_consent", False)),
        "subgroups": [one.value for one in plan.groupings],
        "analysis": protocols.analysis_of(
            option.name, len(plan.classes), baseline=baseline, grades=facts.grades
        ),
        "planned": planned,
        "planned_seal": protocols.seal(planned),
    }


@transaction.atomic
def confirm_draft(draft: StudyDraft, *, by: Adult, now: datetime) -> Study:
    """Return the study that a draft becomes: from here on nothing of it changes.

    The seed is drawn now, before the roster of the start is known.

    Raises
    ------
    PlanError
        When a page is not complete; `page` is 0 where the draft was confirmed or discarded already,
        such as by a second click.
    """
    waiting = StudyDraft.objects.select_for_update().filter(confirmed_at__isnull=True)
    if not waiting.filter(pk=draft.pk).exists():
        raise PlanError(0)
    plan = read_plan(draft, by)
    protocol = make_protocol(plan)
    study = Study.objects.create(
        school_id=by.school_id,
        question=protocol["question"],
        unit=protocol["unit"],
        layout=protocol["layout"],
        kind=protocol["kind"],
        lesson=plan.told.lesson if plan.told else None,
        test=plan.test,
        second_test=plan.second_test,
        starts_at=plan.starts_at,
        switches_at=plan.switches_at,
        ends_at=plan.ends_at,
        sequential=protocol["sequential"],
        needs_consent=protocol["needs_consent"],
        protocol=protocol,
        protocol_hash=protocols.hash_protocol(protocol),
        seed=secrets.randbits(62),
        made_by=by,
        made_at=now,
    )
    Arm.objects.bulk_create(
        Arm(study=study, number=number, name=arm["name"], what=arm["what"], setting=arm["setting"])
        for number, arm in enumerate(protocol["arms"])
    )
    StudyClass.objects.bulk_create(
        StudyClass(study=study, school_class=one) for one in plan.classes
    )
    StudyEvent.objects.create(study=study, kind=EventKind.PLANNED, adult=by, at=now)
    StudyDraft.objects.filter(pk=draft.pk).update(confirmed_at=now)
    record_audit(by, action="study_planned", subject=f"study:{study.pk}", now=now)
    return study
