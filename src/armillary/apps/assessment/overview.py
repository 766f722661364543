"""The tests of some classes in a list: what is open, to come and over, and who handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from armillary.apps.assessment.models import Occasion, OccasionSitting, SchoolTest
from armillary.apps.curriculum.models import Assessment, Lesson
from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.models import Learner, SchoolClass
from armillary.apps.practice.models import Answer

OPEN, COMING, OVER = "open", "coming", "over"
# A lesson counts as had once this share of the class has answered something of it.
SHARE_OF_CLASS = 1 / 3


@dataclass(frozen=True, slots=True)
class OccasionLine:
    """One occasion in a list.

    Parameters
    ----------
    state : open, coming or over
    n_ended : learners who handed in, or whose sitting ended otherwise
    n_begun : learners who began, those who ended among them
    n_expected : learners in the class now, and those outside it who began
    """

    occasion: Occasion
    school_class: SchoolClass
    title: str
    state: str
    n_ended: int
    n_begun: int
    n_expected: int

    @property
    def n_working(self) -> int:
        """Return how many have begun and not ended."""
        return self.n_begun - self.n_ended


def show_title(test: SchoolTest, language: str) -> str:
    """Return the title of a test; that of a ready one in the reader's language."""
    if test.assessment is None:
        return test.title
    return in_language(test.assessment.titles, language) or test.title


def find_state(occasion: Occasion, now: datetime) -> str:
    """Return whether an occasion is open, coming or over."""
    if now < occasion.opens_at:
        return COMING
    return OPEN if now < occasion.closes_at else OVER


@dataclass(frozen=True, slots=True)
class _Counts:
    begun: int
    ended: int
    outside: int

    def ended_by(self, state: str) -> int:
        """How many have ended: once an occasion is over, all who began."""
        return self.begun if state == OVER else self.ended


NOBODY = _Counts(0, 0, 0)


def find_occasion_lines(
    classes: Sequence[SchoolClass], language: str, now: datetime
) -> list[OccasionLine]:
    """Return the occasions of some classes, by time. Three queries."""
    by_pk = {each.pk: each for each in classes}
    occasions = list(
        Occasion.objects.filter(series__school_class__in=by_pk, cancelled_at__isnull=True)
        .select_related("series__test__assessment")
        .order_by("opens_at", "pk")
    )
    counts = _count_sittings(occasions)
    sizes = count_learners(list(by_pk))
    return [
        OccasionLine(
            occasion=row,
            school_class=by_pk[row.series.school_class_id],
            title=show_title(row.series.test, language),
            state=(state := find_state(row, now)),
            n_ended=(count := counts.get(row.pk, NOBODY)).ended_by(state),
            n_begun=count.begun,
            n_expected=sizes.get(row.series.school_class_id, 0) + count.outside,
        )
        for row in occasions
    ]


def _count_sittings(occasions: Sequence[Occasion]) -> dict[int, _Counts]:
    """Return, by occasion, how many began, ended, and are not in the class (any more)."""
    gone = ~Q(learner__school_class=F("occasion__series__school_class"))
    rows = (
        OccasionSitting.objects.filter(occasion__in=occasions)
        .values("occasion")
        .annotate(
            begun=Count("pk"),
            ended=Count("pk", filter=Q(ended_at__isnull=False)),
            outside=Count("pk", filter=gone | Q(learner__left_at__isnull=False)),
        )
    )
    return {row["occasion"]: _Counts(row["begun"], row["ended"], row["outside"]) for row in rows}


def count_learners(classes: Sequence[int]) -> dict[int, int]:
    """Return how many learners some classes have now. One query."""
    rows = (
        Learner.objects.filter(school_class__in=classes, left_at__isnull=True)
        .values("school_class")
        .annotate(n=Count("pk"))
    )
    return {row["school_class"]: row["n"] for row in rows}


def find_lessons_had(school_class: SchoolClass, course_id: int) -> set[str]:
    """Return the keys of the lessons a class has had: a third of it answered something of them,
    tests left out. Two queries."""
    n_learners = count_learners([school_class.pk]).get(school_class.pk, 0)
    rows = (
        Answer.objects.filter(
            learner__school_class=school_class,
            learner__left_at__isnull=True,
            item__question__course=course_id,
        )
        .exclude(policy__startswith="test")
        .exclude(item__question__lesson_key="")
        .values("item__question__lesson_key")
        .annotate(n=Count("learner", distinct=True))
    )
    return {
        row["item__question__lesson_key"]
        for row in rows
        if n_learners and row["n"] >= max(1.0, n_learners * SHARE_OF_CLASS)
    }


def find_assessments(
    course_id: int, grade: int, units: Sequence[dict[str, object]]
) -> list[Assessment]:
    """Return the ready tests of a course, that of the grade first. One query."""
    grades = {str(unit["id"]): unit["grade"] for unit in units}
    rows = Assessment.objects.filter(course=course_id, retired_at__isnull=True)
    return sorted(rows, key=lambda row: (grades.get(row.unit) != grade, row.key))


def count_lessons_left(unit: str, course_id: int, had: set[str]) -> tuple[int, int]:
    """Return how many lessons of a unit a class has not had, and how many there are. One query."""
    lessons = Lesson.objects.filter(course=course_id, unit=unit, retired_at__isnull=True)
    keys = set(lessons.values_list("key", flat=True))
    return len(keys - had), len(keys)
