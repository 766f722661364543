"""A study begins with one draw, runs, and ends; results are added when they can be had."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from armillary.apps.curriculum.lesson_variants import record_lesson_variants
from armillary.apps.curriculum.models import LessonVariantChoice, OrderChoice
from armillary.apps.curriculum.order_choices import record_orders
from armillary.apps.curriculum.timed_choices import ABOUT_ALL, is_free, revoke_choices
from armillary.apps.people.actions.audit import record_audit
from armillary.apps.people.models import Adult, Learner, School, SchoolClass
from armillary.apps.practice.models import PolicyChoice
from armillary.apps.practice.policy_choices import record_policies
from armillary.apps.studies.analysis import check_false_alarms
from armillary.apps.studies.draws import is_drawn
from armillary.apps.studies.findings import analyse_fully
from armillary.apps.studies.groupings import find_languages
from armillary.apps.studies.models import (
    Arm,
    ArmKind,
    Assignment,
    Consent,
    DrawnUnit,
    EventKind,
    Study,
    StudyDraw,
    StudyEvent,
    StudyLayout,
    StudyResult,
)
from armillary.apps.studies.protocols import design_of
from armillary.apps.studies.queries import (
    find_consents,
    find_kinds,
    find_result,
    find_roster,
    find_set_lessons,
    find_state,
    find_study_classes,
    source_of,
)
from armillary.apps.studies.tables import read_table
from armillary.apps.studies.told import find_change
from armillary.science.evidence import RefusalError, Unit, assign_arms

# Where ways that the program carries out are written for those who obey.
TABLES: dict[ArmKind, type[Model]] = {
    ArmKind.POLICY: PolicyChoice,
    ArmKind.ORDER: OrderChoice,
    ArmKind.LESSON: LessonVariantChoice,
}

FEWEST = 8  # learners; 4 in each arm
CHECK_DRAWS, CHECK_SEED = 400, 2


class RunError(ValueError):
    """The study cannot do this now; `code` says why, and pages turn it into a sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def start_study(study: Study, *, by: Adult, now: datetime) -> StudyDraw:
    """Draw lots, once and for all, and have the program carry the ways out from the start on.

    Raises
    ------
    RunError
        `begun` when it is not planned any more, `over` after its end, `few` with too few learners
        or classes, `taken` when another study decides the same for some of them meanwhile,
        `retired`, `gone` or `changed` when its lesson is not told any more as the protocol says;
        `retired`, too, when a lesson of a set is not taught any more.
    """
    # Two studies of the same learners that begin in one moment must see each other.
    School.objects.select_for_update(no_key=True).get(pk=study.school_id)
    Study.objects.select_for_update().get(pk=study.pk)
    if find_state(study, now) != EventKind.PLANNED:
        raise RunError("begun")
    if now >= study.ends_at:
        raise RunError("over")
    if change := find_change(study):
        raise RunError(change)
    roster = find_roster(study)
    units, classes_of = _units(study, roster)
    if len(roster) < FEWEST or len(units) < 2:
        raise RunError("few")
    if any(lesson.retired_at for lesson in find_set_lessons(study)):
        raise RunError("retired")
    now = max(now, study.made_at)  # a clock that was set back must not put the draw before the plan
    _check_free(study, roster, now)
    design = design_of(study.unit, study.layout)
    draw = assign_arms(units, design, seed=study.seed)
    record = StudyDraw.objects.create(
        study=study,
        roster_hash=draw.roster_hash,
        design_hash=draw.design_hash,
        result_hash=draw.result_hash,
        version=draw.version,
        drawn_by=by,
        drawn_at=now,
    )
    size = Counter(one.school_class_id for one in roster) if study.unit == "class" else None
    rows = DrawnUnit.objects.bulk_create(
        DrawnUnit(
            study=study,
            key=unit.key,
            stratum=unit.stratum,
            arm=arm,
            block=block,
            school_class=own,
            n_learners=size[own.pk] if size else 1,
        )
        for unit, arm, block, own in zip(units, draw.arm, draw.block, classes_of, strict=True)
    )
    _assign(study, roster, rows, now)
    _carry_out(study, now)
    StudyEvent.objects.create(study=study, kind=EventKind.RUNNING, adult=by, at=now)
    record_audit(by, action="study_begun", subject=f"study:{study.pk}", now=now)
    return record


def _units(study: Study, roster: Sequence[Learner]) -> tuple[list[Unit], list[SchoolClass]]:
    """The roster as it is drawn from: keys that mean nothing outside the study."""
    classes = {learner.school_class_id: learner.school_class for learner in roster}
    order = sorted(classes)
    if study.unit == "class":
        by_grade = study.protocol.get("drawn_inside") == "grade"
        units = [
            Unit(f"c{number + 1:02d}", stratum=f"g{classes[key].grade:02d}" if by_grade else "")
            for number, key in enumerate(order)
        ]
        return units, [classes[key] for key in order]
    stratum = {key: f"c{number + 1:02d}" for number, key in enumerate(order)}
    units = [
        Unit(f"u{number + 1:04d}", stratum=stratum[learner.school_class_id])
        for number, learner in enumerate(roster)
    ]
    return units, [learner.school_class for learner in roster]


def _check_free(study: Study, roster: Sequence[Learner], now: datetime) -> None:
    learners = [learner.pk for learner in roster]
    classes = [one.pk for one in find_study_classes(study)]
    starts, ends = max(study.starts_at, now), study.ends_at
    table = TABLES.get(ArmKind(study.kind))
    about = {"lesson": study.lesson} if study.lesson else ABOUT_ALL
    if table and not is_free(table, learners, classes, about=about, starts_at=starts, ends_at=ends):
        raise RunError("taken")


def _assign(
    study: Study, roster: Sequence[Learner], rows: Sequence[DrawnUnit], now: datetime
) -> None:
    by_class = {row.school_class_id: row for row in rows}
    own = rows if study.unit == "learner" else [by_class[one.school_class_id] for one in roster]
    languages = find_languages([learner.pk for learner in roster], before=now)
    Assignment.objects.bulk_create(
        Assignment(
            study=study,
            learner=learner,
            unit=unit,
            arm=unit.arm,
            school_class_id=learner.school_class_id,
            grade=learner.school_class.grade,
            language=languages[learner.pk],
            drawn_at=now,
        )
        for learner, unit in zip(roster, own, strict=True)
    )


def _carry_out(study: Study, now: datetime) -> None:
    """Tell practice or curriculum who gets what, and when; what a teacher does is told to them."""
    if study.kind == ArmKind.TEACHER:
        return
    settings = {arm.number: arm.setting for arm in Arm.objects.filter(study=study)}
    given: list[tuple[Learner | SchoolClass, int]] = [
        (row.learner, row.arm)
        for row in Assignment.objects.filter(study=study).select_related("learner")
    ]
    if study.unit == "class":
        units = DrawnUnit.objects.filter(study=study).select_related("school_class")
        given += [(row.school_class, row.arm) for row in units]
    if study.layout == StudyLayout.WITHIN:
        _carry_out_within(study, given, settings, now)
        return
    for starts, ends, swapped in _periods(study, now):
        what = [(whom, settings[arm ^ int(swapped)]) for whom, arm in given]
        _record(study, what, starts_at=starts, ends_at=ends)


def _record(
    study: Study,
    what: Sequence[tuple[Learner | SchoolClass, str]],
    *,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    source = source_of(study)
    if study.lesson is not None:
        record_lesson_variants(
            what, study.lesson, starts_at=starts_at, ends_at=ends_at, source=source
        )
    elif study.kind == ArmKind.POLICY:
        record_policies(what, starts_at=starts_at, ends_at=ends_at, source=source)
    else:
        record_orders(what, starts_at=starts_at, ends_at=ends_at, source=source)


def _carry_out_within(
    study: Study,
    given: Sequence[tuple[Learner | SchoolClass, int]],
    settings: Mapping[int, str],
    now: datetime,
) -> None:
    """Give everybody the way drawn in the lessons of set 1, and the other in those of set 2."""
    lessons = {lesson.key: lesson for lesson in find_set_lessons(study)}
    for turned, part in enumerate(study.protocol["sets"]):
        what = [(whom, settings[arm ^ turned]) for whom, arm in given]
        for key in part["lessons"]:
            record_orders(
                what,
                lesson=lessons[key],
                starts_at=max(study.starts_at, now),
                ends_at=study.ends_at,
                source=source_of(study),
            )


def _periods(study: Study, now: datetime) -> list[tuple[datetime, datetime, bool]]:
    starts = max(study.starts_at, now)
    if study.switches_at is None:
        return [(starts, study.ends_at, False)]
    halves = [(starts, study.switches_at, False), (study.switches_at, study.ends_at, True)]
    return [half for half in halves if half[0] < half[1]]


@transaction.atomic
def stop_study(study: Study, *, why: str, by: Adult, now: datetime) -> None:
    """End a study before its time; what was drawn and answered stays, nothing is carried out.

    Raises
    ------
    RunError
        `over` when it has ended already.
    """
    Study.objects.select_for_update().get(pk=study.pk)
    if find_state(study, now) in {EventKind.STOPPED, EventKind.FINISHED}:
        raise RunError("over")
    for table in TABLES.values():
        revoke_choices(table, source_of(study), now=now)
    StudyEvent.objects.create(study=study, kind=EventKind.STOPPED, adult=by, why=why, at=now)
    record_audit(by, action="study_stopped", subject=f"study:{study.pk}", now=now)


@transaction.atomic
def record_consent(
    study: Study, learner: Learner, *, given: bool, by: Adult, now: datetime
) -> None:
    """Note that a learner may be counted, or may not any more: later analyses leave them out."""
    Consent.objects.create(study=study, learner=learner, given=given, adult=by, at=now)
    action = "consent_given" if given else "consent_withdrawn"
    subject = f"study:{study.pk} learner:{learner.pk}"
    record_audit(by, action=action, subject=subject, now=now)


@transaction.atomic
def record_consents(
    study: Study, learners: Iterable[Learner], *, given: set[int], by: Adult, now: datetime
) -> None:
    """Note of each learner whether they may be counted, where that differs from what was said."""
    Study.objects.select_for_update().get(pk=study.pk)
    said = find_consents(study)
    for learner in learners:
        may = learner.pk in given
        if said.get(learner.pk, not study.needs_consent) != may:
            record_consent(study, learner, given=may, by=by, now=now)


def may_look(study: Study, now: datetime) -> bool:
    """Return whether the outcome may be seen: after the planned end, or if the protocol says so.

    A study that nobody drew lots for has none, though its days are over.
    """
    state = find_state(study, now)
    if state == EventKind.FINISHED:
        return True
    if state == EventKind.STOPPED:
        return (now >= study.ends_at or study.sequential) and is_drawn(study)
    return study.sequential and state == EventKind.RUNNING and now >= study.starts_at


@transaction.atomic
def record_results(study: Study, *, now: datetime) -> list[StudyResult]:
    """Return the results of a study, newly computed where they differ from the stored ones.

    Nothing comes back before the outcome may be seen. The delayed outcome joins when there is one.

    Raises
    ------
    RunError
        `hidden` while the outcome may not be seen.
    """
    if not may_look(study, now):
        raise RunError("hidden")
    if find_state(study, now) == EventKind.FINISHED:
        StudyEvent.objects.get_or_create(
            study=study, kind=EventKind.FINISHED, defaults={"at": study.ends_at}
        )
    found = []
    for kind in find_kinds(study, now):
        content = analyse_fully(study, kind, now=now)
        if kind == "delayed" and not any(content["analysed"]):
            continue
        found.append(_store(study, kind, content, now))
    return found


def _store(study: Study, kind: str, content: dict[str, Any], now: datetime) -> StudyResult:
    known = find_result(study, kind)
    if known is not None and known.content == content:
        return known
    return StudyResult.objects.create(study=study, kind=kind, content=content, made_at=now)


def record_check(study: Study, *, now: datetime) -> StudyResult:
    """Return how often the analysis sees a difference where there is none, freshly computed.

    Raises
    ------
    RunError
        `hidden` while the outcome may not be seen, `no_answer` where the study has none.
    """
    if not may_look(study, now):
        raise RunError("hidden")
    try:
        content = check_false_alarms(
            study, read_table(study, "after", now=now), n_draws=CHECK_DRAWS, seed=CHECK_SEED
        )
    except RefusalError as refusal:
        raise RunError("no_answer") from refusal
    return StudyResult.objects.create(study=study, kind="check", content=content, made_at=now)
