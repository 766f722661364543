"""Writes: a test of the school, and the series of occasions at which a class sits it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from armillary.apps.assessment.bank import SEED, BankEntry, count_skills, find_forms
from armillary.apps.assessment.models import (
    BankItem,
    Delivery,
    Form,
    FormDraw,
    Occasion,
    OccasionKind,
    SchoolTest,
    Series,
)
from armillary.apps.assessment.schedule import Window, check_windows, delay_after
from armillary.apps.curriculum.models import Assessment, Course
from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.actions import record_audit
from armillary.apps.people.models import Adult, Learner, School, SchoolClass


@dataclass(frozen=True, slots=True)
class MadeSeries:
    """A series, and whether it is new: somebody else may have made it a moment ago."""

    series: Series
    is_new: bool
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class OwnDesign:
    """A test that a teacher put together from skills.

    Parameters
    ----------
    delivery : one of `Delivery`
    minutes : None when no clock runs
    blueprint : questions of each skill, by its key
    rules : of an adaptive test: `fewest`, `most`, and the `error` in logits at which it may stop
    forms : of a fixed test, by key; anchors are keys of questions that all of them hold
    bank : of a linear or adaptive test
    """

    course: Course
    title: str
    delivery: str
    minutes: int | None
    blueprint: Mapping[str, int]
    rules: Mapping[str, float] = field(default_factory=dict)
    forms: Mapping[str, Sequence[BankEntry]] = field(default_factory=dict)
    anchors: frozenset[str] = frozenset()
    bank: Sequence[BankEntry] = ()


@transaction.atomic
def record_ready_test(
    assessment: Assessment, *, minutes: int | None, by: Adult, now: datetime
) -> SchoolTest:
    """Return the ready test of a course as a test of the adult's school.

    The school has one for all its classes, as long as its questions and minutes are the same: so
    their results lie together.

    Raises
    ------
    BankError
        If a question of it is not published any more.
    """
    forms = find_forms(assessment)
    # Whoever comes second waits here and finds the test of the first.
    School.objects.select_for_update().get(pk=by.school_id)
    known = SchoolTest.objects.filter(
        school=by.school_id, assessment=assessment, minutes=minutes, withdrawn_at__isnull=True
    )
    for test in known.order_by("-pk"):
        if _find_asked(test) == {key: [e.item for e in es] for key, es in forms.items()}:
            return test
    test = SchoolTest.objects.create(
        school_id=by.school_id,
        course_id=assessment.course_id,
        assessment=assessment,
        title=in_language(assessment.titles, by.school.language),
        delivery=Delivery.FIXED,
        minutes=minutes,
        blueprint=count_skills(next(iter(forms.values()))),
        made_by=by,
        made_at=now,
    )
    add_forms(test, forms, anchors=set(assessment.anchors))
    record_audit(by, action="test_made", subject=f"test:{test.pk}", now=now)
    return test


@transaction.atomic
def record_own_test(
    design: OwnDesign, school_class: SchoolClass, *, by: Adult, now: datetime
) -> SchoolTest:
    """Return a test that a teacher put together, with its forms or its bank.

    While the class has one of the same design that is not over, that one is returned: a button
    pressed twice makes one test.
    """
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    twin = _find_twin(design, school_class, now)
    if twin is not None:
        return twin
    test = SchoolTest.objects.create(
        school_id=by.school_id,
        course=design.course,
        title=design.title,
        delivery=design.delivery,
        minutes=design.minutes,
        blueprint=dict(design.blueprint),
        rules=dict(design.rules),
        made_by=by,
        made_at=now,
    )
    add_forms(test, design.forms, anchors=set(design.anchors))
    BankItem.objects.bulk_create(
        BankItem(test=test, place=place, item_id=entry.item, seed=SEED, skill=entry.skill)
        for place, entry in enumerate(design.bank)
    )
    record_audit(by, action="test_made", subject=f"test:{test.pk}", now=now)
    return test


def _find_twin(design: OwnDesign, school_class: SchoolClass, now: datetime) -> SchoolTest | None:
    """Return a test of the same design that the class still sits, or None."""
    known = SchoolTest.objects.filter(
        series__school_class=school_class,
        series__occasions__closes_at__gt=now,
        series__occasions__cancelled_at__isnull=True,
        assessment__isnull=True,
        title=design.title,
        delivery=design.delivery,
        minutes=design.minutes,
    ).prefetch_related("forms")
    return next(
        (
            test
            for test in known
            if test.blueprint == design.blueprint and len(test.forms.all()) == len(design.forms)
        ),
        None,
    )


def _find_asked(test: SchoolTest) -> dict[str, list[int]]:
    """Return the ids of the items of each form of a test, in order."""
    asked: dict[str, list[int]] = {}
    rows = BankItem.objects.filter(test=test, form__isnull=False).select_related("form")
    for row in rows.order_by("form__key", "place"):
        assert row.form is not None
        asked.setdefault(row.form.key, []).append(row.item_id)
    return asked


def add_forms(
    test: SchoolTest, forms: Mapping[str, Sequence[BankEntry]], *, anchors: set[str]
) -> None:
    """Give a new test its forms; `anchors` are keys of questions that every form holds."""
    for key, entries in forms.items():
        form = Form.objects.create(test=test, key=key)
        BankItem.objects.bulk_create(
            BankItem(
                test=test,
                form=form,
                place=place,
                item_id=entry.item,
                seed=SEED,
                skill=entry.skill,
                anchor=entry.key in anchors,
            )
            for place, entry in enumerate(entries)
        )


@transaction.atomic
def record_series(
    test: SchoolTest,
    school_class: SchoolClass,
    windows: Sequence[Window],
    *,
    seed: int,
    by: Adult,
    now: datetime,
) -> MadeSeries:
    """Let a class sit a test at some occasions; whoever is in the class is drawn a form.

    An occasion after teaching brings no delayed one by itself: `plan_series` adds it.
    While a series of this test in this class is not over, that one is returned and nothing is
    made: two teachers who press at once get one series.

    Parameters
    ----------
    seed : of the lot

    Raises
    ------
    ScheduleError
        If the windows do not make a series.
    """
    # Whoever comes second waits here. SQLite lets one transaction write at a time.
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    running = find_running_series(test, school_class, now)
    if running is not None:
        return MadeSeries(running, is_new=False, opens_at=now)
    check_windows(windows, now=now)
    series = Series.objects.create(
        school_id=school_class.school_id,
        test=test,
        school_class=school_class,
        seed=seed,
        made_by=by,
        made_at=now,
    )
    Occasion.objects.bulk_create(
        Occasion(
            series=series,
            kind=window.kind,
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            set_by_hand=window.set_by_hand,
        )
        for window in windows
    )
    draw_forms(series, now=now)
    record_audit(by, action="series_made", subject=f"series:{series.pk}", now=now)
    return MadeSeries(series, is_new=True, opens_at=min(each.opens_at for each in windows))


def plan_series(windows: Sequence[Window], *, with_delayed: bool) -> list[Window]:
    """Return the windows in order, with the delayed occasion that follows by itself."""
    kinds = {window.kind for window in windows}
    planned = list(windows)
    if with_delayed and OccasionKind.DELAYED not in kinds:
        planned += [delay_after(each) for each in windows if each.kind == OccasionKind.AFTER]
    return sorted(planned, key=lambda window: window.opens_at)


def find_running_series(
    test: SchoolTest, school_class: SchoolClass, now: datetime
) -> Series | None:
    """Return a series of a test in a class that has an occasion still open or to come, or None. Of
    a ready test any series counts, whatever its minutes: the questions are the same."""
    if test.assessment is not None:
        return find_running_ready(test.assessment, school_class, now)
    return _find_running(Q(series__test=test), school_class, now)


def find_running_ready(
    assessment: Assessment, school_class: SchoolClass, now: datetime
) -> Series | None:
    """Return a series of a ready test in a class that has an occasion open or to come, or None.

    Inside a transaction: until it ends, nobody else makes a series for this class.
    """
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    return _find_running(Q(series__test__assessment=assessment), school_class, now)


def _find_running(which: Q, school_class: SchoolClass, now: datetime) -> Series | None:
    occasions = Occasion.objects.filter(
        which,
        series__school_class=school_class,
        cancelled_at__isnull=True,
        closes_at__gt=now,
    )
    first = occasions.select_related("series").order_by("series_id").first()
    return None if first is None else first.series


def draw_forms(series: Series, *, now: datetime) -> None:
    """Draw the form that each learner of the class begins with, half of the class each.

    Fixed tests of several forms only. Whoever joins later is drawn one when starting.
    """
    forms = list(Form.objects.filter(test=series.test_id).order_by("key"))
    if series.test.delivery != Delivery.FIXED or len(forms) < 2:
        return
    learners = Learner.objects.filter(school_class=series.school_class_id, left_at__isnull=True)
    drawn = draw_lot(sorted(learners.values_list("pk", flat=True)), len(forms), seed=series.seed)
    FormDraw.objects.bulk_create(
        FormDraw(series=series, learner_id=learner, first_form=forms[number], drawn_at=now)
        for learner, number in drawn.items()
    )


def draw_lot(learners: Sequence[int], n_forms: int, *, seed: int) -> dict[int, int]:
    """Return the number of the form each learner begins with: drawn, and evenly shared out.

    >>> sorted(draw_lot([5, 6, 7, 8], 2, seed=1).values())
    [0, 0, 1, 1]
    """
    lot = random.Random(seed)
    shuffled, first = list(learners), lot.randrange(n_forms)
    lot.shuffle(shuffled)
    return {learner: (first + place) % n_forms for place, learner in enumerate(shuffled)}
