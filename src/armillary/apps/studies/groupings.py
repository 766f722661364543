"""Groups of learners that an effect can be told for: those that the school's data really have.

Which group somebody is in is known before the start, by nothing that teaching could change.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from armillary.apps.people.languages import CONTENT_LANGUAGES
from armillary.apps.people.models import Learner, SchoolClass
from armillary.apps.practice.models import Answer
from armillary.apps.studies.baselines import find_baselines
from armillary.apps.studies.models import ArmKind, Assignment, Study, StudyUnit
from armillary.apps.studies.queries import find_withdrawn
from armillary.science.numerics import IntArray

FEWEST_IN_GROUP = 8  # learners drawn; four with each way
MOST_GROUPS = 6  # of one grouping; more would be noise
MOST_PLANNED = 2


class Grouping(StrEnum):
    """By what learners are put into groups."""

    BASELINE = "baseline"
    GRADE = "grade"
    CLASS = "class"
    LANGUAGE = "language"


LOWER, UPPER = "lower", "upper"


@dataclass(frozen=True, slots=True)
class Groups:
    """Who is in which group.

    Parameters
    ----------
    values : of the groups, in their order; two at least, or none where there is nothing to compare
    place : shape (n,), place in `values` of each learner who was given an arm, in the order of
        `read_table`; -1 for those in no group
    """

    values: tuple[str, ...]
    place: IntArray


def find_offered(
    kind: str, classes: Sequence[SchoolClass], *, now: datetime
) -> dict[Grouping, dict[str, int]]:
    """Return the groupings that learners of these classes allow, with the sizes of their groups.

    Parameters
    ----------
    kind : what makes the ways differ; where a teacher does, a class meets one way at a time, and
        classes are no groups
    """
    learners = dict(
        Learner.objects.filter(school_class__in=classes, left_at__isnull=True).values_list(
            "pk", "school_class"
        )
    )
    grades = {one.pk: str(one.grade) for one in classes}
    n = len(learners)
    found = {
        Grouping.BASELINE: {LOWER: n - n // 2, UPPER: n // 2},
        Grouping.GRADE: _sizes(grades[own] for own in learners.values()),
        Grouping.CLASS: _sizes(str(own) for own in learners.values()),
        Grouping.LANGUAGE: _sizes(find_languages(learners, before=now).values()),
    }
    if kind == ArmKind.TEACHER:
        del found[Grouping.CLASS]
    return {
        grouping: sizes
        for grouping, sizes in found.items()
        if 2 <= len(sizes) <= MOST_GROUPS and min(sizes.values()) >= FEWEST_IN_GROUP
    }


def count_classes(classes: Sequence[SchoolClass], grades: Iterable[str]) -> list[int]:
    """Return how many classes each grade has."""
    count = Counter(str(one.grade) for one in classes)
    return [count[grade] for grade in grades]


def _sizes(values: Iterable[str]) -> dict[str, int]:
    """Groups that are large enough, in order."""
    count = Counter(values)
    return {value: count[value] for value in _order(count) if count[value] >= FEWEST_IN_GROUP}


def _order(values: Iterable[str]) -> list[str]:
    """Numbers by size, then texts."""
    return sorted(values, key=lambda value: (len(value) if value.isdigit() else 99, value))


def find_languages(learners: Iterable[int], *, before: datetime) -> dict[int, str]:
    """Return the language each learner last answered in before a moment; else the one they chose,
    or that of the school. As content files write it."""
    last = Answer.objects.filter(learner=OuterRef("pk"), answered_at__lt=before)
    rows = Learner.objects.filter(pk__in=list(learners)).annotate(
        spoken=Subquery(last.order_by("-position").values("language")[:1])
    )
    return {
        key: spoken or CONTENT_LANGUAGES.get(own or school, "en")
        for key, spoken, own, school in rows.values_list(
            "pk", "spoken", "language", "school__language"
        )
    }


def pick_planned(
    said: Mapping[str, Any], classes: Sequence[SchoolClass], design: str, *, now: datetime
) -> tuple[Grouping, ...]:
    """Return the groupings of a draft that its classes and its design allow."""
    offered = find_offered(said["kind"], classes, now=now)
    chosen = [Grouping(name) for name in said.get("subgroups") or () if name in list(Grouping)]
    return tuple(
        one
        for one in chosen
        if one in offered
        and (one is not Grouping.CLASS or design in {"learner", "within"})
        and (one is not Grouping.BASELINE or said.get("baseline"))
    )


def find_groupings(study: Study) -> list[Grouping]:
    """Return every grouping that the design of a study allows, planned or not.

    Classes are groups only where lots were drawn for learners inside them; halves need a test from
    before.
    """
    by_learner = study.unit == StudyUnit.LEARNER
    return [one for one in Grouping if one is not Grouping.CLASS or by_learner]


def find_planned(study: Study) -> list[Grouping]:
    """Return the groupings that the protocol names."""
    return [Grouping(name) for name in study.protocol.get("subgroups", [])]


def read_groups(study: Study, grouping: Grouping, *, now: datetime) -> Groups:
    """Return who was in which group before the start: class, grade and language as at the draw.

    Groups of fewer than eight learners drawn are left out, their learners are in no group.
    """
    given = Assignment.objects.filter(study=study).order_by("unit__key", "pk")
    learners = list(given.values_list("learner", flat=True))
    if grouping is Grouping.BASELINE:
        return _halves(study, learners, now)
    of: Mapping[int, str]
    if grouping is Grouping.LANGUAGE:
        kept = dict(given.exclude(language="").values_list("learner", "language"))
        of = find_languages(set(learners) - set(kept), before=study.starts_at) | kept
    elif grouping is Grouping.CLASS:
        of = {row[0]: str(row[1]) for row in given.values_list("learner", "school_class")}
    else:
        grades = given.annotate(own=Coalesce("grade", "school_class__grade"))
        of = {row[0]: str(row[1]) for row in grades.values_list("learner", "own")}
    values = tuple(_sizes(of[learner] for learner in learners))
    known = {value: place for place, value in enumerate(values)}
    place = [known.get(of[learner], -1) for learner in learners]
    return Groups(values, np.array(place, dtype=np.int64))


def _halves(study: Study, learners: Sequence[int], now: datetime) -> Groups:
    """Lower and upper half of the test before the start, of all who have one and may be counted."""
    off = find_withdrawn(study)
    wanted = [learner for learner in learners if learner not in off]
    found = find_baselines(study, wanted, now=now)
    cut = split_evenly([found[one].estimate for one in learners if one in found])
    if cut is None:
        return Groups((), np.full(len(learners), -1, dtype=np.int64))
    place = [int(found[one].estimate > cut) if one in found else -1 for one in learners]
    return Groups((LOWER, UPPER), np.array(place, dtype=np.int64))


def split_evenly(values: Sequence[float]) -> float | None:
    """Return the cut between two values that makes halves most alike in size; None if all are one.

    Examples
    --------
    >>> split_evenly([1.0, 2.0, 2.0, 2.0, 3.0, 4.0])
    2.5
    >>> split_evenly([1.0, 1.0]) is None
    True
    """
    count = Counter(values)
    below, best, cut = 0, len(values), None
    for low, high in pairwise(sorted(count)):
        below += count[low]
        if abs(2 * below - len(values)) < best:
            best, cut = abs(2 * below - len(values)), (low + high) / 2.0
    return cut
