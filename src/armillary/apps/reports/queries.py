"""Reads for the reports: whole classes and schools in a fixed number of queries."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry
from armillary.apps.curriculum.models import Misconception
from armillary.apps.people.models import Learner, School, SchoolClass
from armillary.apps.practice.engine import Standpoint, find_model, unpack_standpoint
from armillary.apps.practice.models import Answer, LearnerState, Sitting
from armillary.apps.practice.replay import replay_learner
from armillary.apps.practice.rows import TEST_POLICY

# What "lately" means on these pages.
RECENT = timedelta(days=21)
WEEK = timedelta(days=7)
# Of each learner at most this many latest answers are read: a page costs the same in June.
MOST_RECENT = 120


@dataclass(frozen=True, slots=True)
class StateEntry:
    """What the answers say about one learner, still packed, and when the last one came."""

    learner: int
    school_class: int
    made_by: str
    packed: bytes
    reviews: bytes
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tries:
    """First tries of one learner at one item that came out alike.

    `n` counts all of them, `n_unaided` those without a hint, `n_right` the unaided right ones.
    """

    learner: int
    item: ItemEntry
    misconceptions: tuple[str, ...]
    n: int
    n_unaided: int
    n_right: int


@dataclass(frozen=True, slots=True)
class Activity:
    """What a class did in the sittings of the last seven days."""

    n_learners: int
    n_answers: int
    seconds: float


def find_class_states(school_class: SchoolClass, catalogue: Catalogue) -> dict[int, StateEntry]:
    """Return the state of each present learner of a class who has one. One query."""
    rows = LearnerState.objects.filter(learner__school_class=school_class)
    return {entry.learner: entry for entry in read_states(rows, catalogue)}


def find_school_states(school: School, catalogue: Catalogue) -> list[StateEntry]:
    """Return the state of each present learner of the school's living classes. One query."""
    rows = LearnerState.objects.filter(
        learner__school=school, learner__school_class__archived_at__isnull=True
    )
    return read_states(rows, catalogue)


def read_states(rows: QuerySet[LearnerState], catalogue: Catalogue) -> list[StateEntry]:
    """Return the states in a course of learners who have not left."""
    found = rows.filter(course_id=catalogue.id, learner__left_at__isnull=True).values_list(
        "learner_id", "learner__school_class_id", "model", "packed", "reviews", "answered_at"
    )
    return [
        StateEntry(learner, school_class, made_by, bytes(packed), bytes(reviews), answered_at)
        for learner, school_class, made_by, packed, reviews, answered_at in found
    ]


def read_standpoint(catalogue: Catalogue, entry: StateEntry) -> Standpoint:
    """Return the standpoint of a stored state, replayed from the answers if it cannot be used."""
    model = find_model(catalogue)
    stored = unpack_standpoint(
        model, made_by=entry.made_by, packed=entry.packed, reviews=entry.reviews
    )
    if stored is not None:
        return stored
    with connection.cursor() as cursor:
        return replay_learner(cursor, model, entry.learner, catalogue)[0]


def find_recent_tries(
    school_class: SchoolClass, catalogue: Catalogue, *, since: datetime
) -> list[Tries]:
    """Return the marked first tries of a class since a moment, counted in SQL. One query."""
    unaided = Q(moves_model=True)
    rows = (
        Answer.objects.filter(
            learner__school_class=school_class,
            learner__left_at__isnull=True,
            learner__states__course_id=catalogue.id,
            position__gt=F("learner__states__position") - MOST_RECENT,
            answered_at__gte=since,
            try_number=1,
            scored_by_page=False,
            score__isnull=False,
        )
        .exclude(policy__startswith=TEST_POLICY)
        .values_list("learner_id", "item_id", Cast("misconceptions", TextField()))
        .annotate(
            n=Count("pk"),
            n_unaided=Count("pk", filter=unaided),
            n_right=Count("pk", filter=unaided & Q(score__gte=0.5)),
        )
    )
    return [
        Tries(learner, item, read_keys(keys), n, n_unaided, n_right)
        for learner, item_id, keys, n, n_unaided, n_right in rows
        if (item := SHELF.item(item_id)) is not None
    ]


def read_keys(text: str) -> tuple[str, ...]:
    """Return the keys of misconceptions as an answer row holds them."""
    return () if text == "[]" else tuple(json.loads(text))


def find_misconceptions(course_id: int, keys: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """Return the texts of misconceptions by language. One query, none when there are no keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Misconception.objects.filter(course_id=course_id, key__in=wanted)
    return dict(rows.values_list("key", "text"))


def find_last_answers(learner: Learner) -> list[Answer]:
    """Return the learner's latest answers of practice, newest first. One query."""
    answers = Answer.objects.filter(learner=learner).exclude(policy__startswith=TEST_POLICY)
    return list(answers.order_by("-position")[:MOST_RECENT])


def find_activity(school: School, *, since: datetime) -> dict[int, Activity]:
    """Return what each class did in the sittings begun since a moment. One query."""
    rows = (
        Sitting.objects.filter(
            learner__school=school, learner__left_at__isnull=True, started_at__gte=since
        )
        .values_list("learner__school_class_id")
        .annotate(
            n_learners=Count("learner_id", distinct=True, filter=Q(answers__isnull=False)),
            n_answers=Count("answers"),
            seconds=Sum("answers__seconds_spent"),
        )
    )
    return {
        key: Activity(learners, answers, seconds or 0.0) for key, learners, answers, seconds in rows
    }
