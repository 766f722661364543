"""Reads of studies: states, rosters, exposure, dropout."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from armillary.apps.assessment.models import Occasion, OccasionKind, SchoolTest
from armillary.apps.curriculum.models import Lesson, LessonOpening
from armillary.apps.people.access import visible_classes
from armillary.apps.people.models import Adult, Learner, School, SchoolClass
from armillary.apps.people.queries import class_order, find_classes
from armillary.apps.practice.models import Answer
from armillary.apps.studies.access import visible_studies
from armillary.apps.studies.baselines import find_baseline_days
from armillary.apps.studies.draws import count_erased, is_drawn
from armillary.apps.studies.models import (
    Arm,
    ArmKind,
    Assignment,
    Consent,
    DrawnUnit,
    EventKind,
    EvidencePackage,
    Study,
    StudyDraft,
    StudyResult,
)
from armillary.apps.studies.told import find_openings


@dataclass(frozen=True, slots=True)
class ArmLine:
    """What is seen of one arm while a study runs; nothing of the outcome.

    Parameters
    ----------
    assigned : learners drawn for it; `here` of them are still in the school and not withdrawn
    left : the school; who was erased is among them
    n_classes : classes drawn for it, where classes were drawn
    reached : learners for whom the program carried the way out at least once
    as_drawn, otherwise : answers (or lessons opened) in the way drawn, and in another
    in_both_sets : learners who opened a lesson of each set; of a study within learners
    """

    arm: Arm
    assigned: int
    here: int
    moved: int
    left: int
    withdrawn: int
    n_classes: int
    reached: int
    as_drawn: int
    otherwise: int
    in_both_sets: int = 0

    @property
    def dropout(self) -> float:
        """Share of those drawn who left or withdrew, 0 to 1."""
        return 1.0 - self.here / self.assigned if self.assigned else 0.0


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class that takes part: what it was given, and how its list has changed since the draw."""

    school_class: SchoolClass
    arm: int | None
    joiners: int
    occasions: tuple[Occasion, ...]


def find_state(study: Study, now: datetime) -> str:
    """Return the state of a study: planned, running, finished or stopped."""
    kinds = {event.kind for event in study.events.all()}
    if EventKind.STOPPED in kinds:
        return EventKind.STOPPED
    if EventKind.RUNNING not in kinds:
        return EventKind.PLANNED
    return EventKind.FINISHED if now >= study.ends_at else EventKind.RUNNING


def is_stopped(study: Study) -> bool:
    """Return whether a study was stopped before its planned end."""
    return any(event.kind == EventKind.STOPPED for event in study.events.all())


def was_cut_short(study: Study) -> bool:
    """Return whether a study was stopped though its outcome could be seen while it ran.

    Who stops may have looked first; then only an interval that holds at every look is honest.
    """
    return study.sequential and is_stopped(study)


def find_studies(adult: Adult) -> list[Study]:
    """Return the studies an adult may see, the latest first."""
    rows = visible_studies(adult).prefetch_related("events", "arms")
    return list(rows.order_by("-made_at", "-pk"))


def find_drafts(adult: Adult) -> list[StudyDraft]:
    """Return the drafts of an adult that wait to be confirmed."""
    rows = StudyDraft.objects.filter(made_by=adult, confirmed_at__isnull=True)
    return list(rows.order_by("-changed_at"))


def find_arms(study: Study) -> tuple[Arm, Arm]:
    """Return the two arms: the one compared with, and the one tried."""
    compared, tried = study.arms.order_by("number")
    return compared, tried


def find_tests(adult: Adult) -> list[SchoolTest]:
    """Return the tests of the school that a study may compare by."""
    rows = SchoolTest.objects.filter(school_id=adult.school_id, withdrawn_at__isnull=True)
    return list(rows.order_by("-made_at", "-pk"))


def find_class_sizes(classes: Sequence[SchoolClass]) -> list[int]:
    """Return how many learners each class has now."""
    rows = SchoolClass.objects.filter(pk__in=[one.pk for one in classes])
    sizes = dict(
        rows.annotate(n=Count("learners", filter=Q(learners__left_at__isnull=True))).values_list(
            "pk", "n"
        )
    )
    return [sizes[one.pk] for one in classes]


def find_chosen_classes(adult: Adult, keys: Iterable[int]) -> list[SchoolClass]:
    """Return living classes that an adult may see, those of some ids."""
    wanted = set(keys)
    return [one for one in find_classes(adult) if one.pk in wanted]


def find_study_classes(study: Study) -> list[SchoolClass]:
    """Return the classes of a study, by grade and name."""
    return sorted(SchoolClass.objects.filter(studies__study=study), key=class_order)


def find_consents(study: Study) -> dict[int, bool]:
    """Return what was said last of each learner; learners nobody said anything of are missing."""
    rows = Consent.objects.filter(study=study).order_by("pk")  # clocks are set back now and then
    return dict(rows.values_list("learner", "given"))


def find_withdrawn(study: Study) -> set[int]:
    """Return the learners who may not be counted any more."""
    return {learner for learner, given in find_consents(study).items() if not given}


def find_roster(study: Study) -> list[Learner]:
    """Return the learners who would take part if lots were drawn now."""
    rows = Learner.objects.filter(
        school_class__studies__study=study,
        school_class__archived_at__isnull=True,
        left_at__isnull=True,
    )
    said = find_consents(study)
    return [
        learner
        for learner in rows.select_related("school_class").order_by("pk")
        if said.get(learner.pk, not study.needs_consent)
    ]


def find_arm_lines(study: Study) -> list[ArmLine]:
    """Return what is seen of both arms while a study runs."""
    rows = list(Assignment.objects.filter(study=study).select_related("learner"))
    withdrawn = find_withdrawn(study)
    exposure = find_exposure(study)
    opened = find_sets_opened(study)
    erased = count_erased(study)
    classes: Counter[int] = Counter()
    if study.unit == "class":
        classes.update(DrawnUnit.objects.filter(study=study).values_list("arm", flat=True))
    lines = []
    for arm in find_arms(study):
        own = [row for row in rows if row.arm == arm.number]
        left = [row for row in own if row.learner.left_at is not None]
        gone = [row for row in own if row.learner_id in withdrawn]
        off = {row.learner_id for row in (*left, *gone)}
        moved = [
            row
            for row in own
            if row.learner.school_class_id != row.school_class_id and row.learner_id not in off
        ]
        got = [exposure.get(row.learner_id, (0, 0)) for row in own]
        lines.append(
            ArmLine(
                arm=arm,
                assigned=len(own) + erased[arm.number],
                here=len(own) - len(off),
                moved=len(moved),
                left=len(left) + erased[arm.number],
                withdrawn=len(gone),
                n_classes=classes[arm.number],
                reached=sum(as_drawn > 0 for as_drawn, _other in got),
                as_drawn=sum(as_drawn for as_drawn, _other in got),
                otherwise=sum(other for _as_drawn, other in got),
                in_both_sets=sum(len(opened[row.learner_id]) == 2 for row in own),
            )
        )
    return lines


def find_set_lessons(study: Study) -> list[Lesson]:
    """Return the lessons of both sets of a study within learners, in teaching order."""
    keys = [key for part in study.protocol.get("sets") or () for key in part["lessons"]]
    return find_lessons(study.test.course_id, keys) if keys else []


def find_lessons(course: int, keys: Iterable[str]) -> list[Lesson]:
    """Return lessons of a course by their keys, in teaching order."""
    return list(Lesson.objects.filter(course=course, key__in=keys).order_by("place", "key"))


def find_sets_opened(study: Study) -> dict[int, set[int]]:
    """Return of which sets each learner opened a lesson while it ran, by number."""
    opened: dict[int, set[int]] = defaultdict(set)
    parts = study.protocol.get("sets") or ()
    place = {key: number for number, part in enumerate(parts) for key in part["lessons"]}
    rows = LessonOpening.objects.filter(source=source_of(study), lesson__key__in=place)
    for learner, lesson in rows.values_list("learner", "lesson__key"):
        opened[learner].add(place[lesson])
    return opened


def find_exposure(study: Study) -> dict[int, tuple[int, int]]:
    """Return what each learner really got: how often the way drawn, and how often another.

    Practice: first tries, by the policy that chose them. Lessons: openings, by what came first, or
    by the page that was shown; another text than the protocol names is another way.
    What a teacher does is not seen by the program: nothing comes back.
    """
    given = dict(Assignment.objects.filter(study=study).values_list("learner", "arm"))
    settings = {arm.number: arm.setting for arm in study.arms.all()}
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    if study.kind == ArmKind.TEACHER:
        return {}
    for learner, setting, turned in _got(study, given):
        wanted = settings[given[learner] ^ int(turned)]
        found[learner][0 if setting == wanted else 1] += 1
    return {learner: (one, other) for learner, (one, other) in found.items()}


def _got(study: Study, given: Iterable[int]) -> list[tuple[int, str, bool]]:
    """Learner, setting, and whether the other way was due than in the first half or in set 1; of
    each thing that happened while the study ran."""
    learners = list(given)

    def is_second(at: datetime) -> bool:
        return study.switches_at is not None and at >= study.switches_at

    if study.kind == ArmKind.ORDER:
        second = set(study.protocol["sets"][1]["lessons"]) if study.protocol.get("sets") else set()
        openings = LessonOpening.objects.filter(
            learner__in=learners, source=source_of(study)
        ).values_list("learner", "order", "opened_at", "lesson__key")
        return [
            (learner, order, is_second(at) or lesson in second)
            for learner, order, at, lesson in openings
        ]
    if study.kind == ArmKind.LESSON:
        pages = find_openings(study, learners, source=source_of(study))
        return [(learner, page, False) for learner, page in pages]
    answers = Answer.objects.filter(
        learner__in=learners,
        try_number=1,
        answered_at__gte=study.starts_at,
        answered_at__lt=study.ends_at,
        scored_by_page=False,
    ).exclude(policy__startswith="test")
    return [
        (learner, policy, is_second(at))
        for learner, policy, at in answers.values_list("learner", "policy", "answered_at")
    ]


def source_of(study: Study) -> str:
    """Return the name by which rows of practice and curriculum know who asked for them."""
    return f"study:{study.pk}"


def find_class_lines(study: Study) -> list[ClassLine]:
    """Return the classes of a study with arm, joiners, and the occasions of its tests that count:
    before teaching in time, others from the start on."""
    classes = find_study_classes(study)
    arms: dict[int, int] = {}
    if study.unit == "class":
        arms = dict(DrawnUnit.objects.filter(study=study).values_list("school_class", "arm"))
    drawn = is_drawn(study)
    assigned = Assignment.objects.filter(study=study).values("learner")
    joiners = Counter(
        Learner.objects.filter(school_class__in=classes, left_at__isnull=True)
        .exclude(pk__in=assigned)
        .values_list("school_class", flat=True)
        if drawn
        else ()
    )
    tests = [test for test in (study.test_id, study.second_test_id) if test]
    since, until = find_baseline_days(study)
    after = Q(closes_at__gt=study.starts_at) & ~Q(kind=OccasionKind.BEFORE)
    counts = after | Q(kind=OccasionKind.BEFORE, opens_at__gte=since, opens_at__lt=until)
    occasions = Occasion.objects.filter(
        counts, series__school_class__in=classes, series__test__in=tests, cancelled_at__isnull=True
    ).select_related("series__test")
    by_class: dict[int, list[Occasion]] = defaultdict(list)
    for occasion in occasions.order_by("opens_at"):
        by_class[occasion.series.school_class_id].append(occasion)
    return [
        ClassLine(one, arms.get(one.pk), joiners[one.pk], tuple(by_class[one.pk]))
        for one in classes
    ]


def find_result(study: Study, kind: str) -> StudyResult | None:
    """Return the latest stored result of a kind, or None."""
    return StudyResult.objects.filter(study=study, kind=kind).order_by("-pk").first()


def find_kinds(study: Study, now: datetime) -> tuple[str, ...]:
    """Return which outcomes may be told: the delayed one when no class has yet to sit its test.

    Told class by class, it would be looked at again and again while it grows.
    """
    waiting = _find_waiting(study, OccasionKind.DELAYED, now).exists()
    after, delayed = OccasionKind.AFTER.value, OccasionKind.DELAYED.value
    return (after,) if waiting else (after, delayed)


def is_being_sat(study: Study, now: datetime) -> bool:
    """Return whether a class has yet to sit the test after teaching that was set for the days of a
    study, though these may be over."""
    return _find_waiting(study, OccasionKind.AFTER, now).filter(opens_at__lt=study.ends_at).exists()


def _find_waiting(study: Study, kind: OccasionKind, now: datetime) -> QuerySet[Occasion]:
    return Occasion.objects.filter(
        series__school_class__studies__study=study,
        series__test__in=[test for test in (study.test_id, study.second_test_id) if test],
        kind=kind,
        closes_at__gt=now,
        cancelled_at__isnull=True,
    )


def has_classes(adult: Adult) -> bool:
    """Return whether an adult sees any living class."""
    return visible_classes(adult).filter(archived_at__isnull=True).exists()


def find_participants(study: Study, visible: QuerySet[Learner]) -> list[Learner]:
    """Return the learners who take part, or would, of those an adult may see."""
    part = Q(school_class__studies__study=study, left_at__isnull=True) | Q(assignments__study=study)
    return list(visible.filter(part).select_related("school_class").distinct())


def find_packages(school: School) -> list[EvidencePackage]:
    """Return the packages of a school, its own and those of partners: of each study one.

    Of two packages of a study the one with the later outcome counts, else the one made later, in
    whatever order they came.
    """
    rows = list(EvidencePackage.objects.filter(school=school).select_related("study"))
    rows.sort(key=lambda row: (len(row.content["results"]), _made_at(row), row.at, row.pk))
    latest = {_study_of(row): row for row in rows}
    return sorted(latest.values(), key=lambda row: (row.at, row.pk))


def _made_at(row: EvidencePackage) -> datetime:
    """When a package was made; when it was taken, where it does not say."""
    said = row.content.get("made_at")
    return datetime.fromisoformat(said) if said else row.at


def _study_of(row: EvidencePackage) -> tuple[object, ...]:
    """What tells studies apart: one draw of one school is one study, whoever brings its file."""
    drawn = row.content.get("draw") or {}
    return row.public_key, row.content["protocol_hash"], drawn.get("seal")
