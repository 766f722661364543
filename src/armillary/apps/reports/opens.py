"""Reads of open answers: which of them a teacher may mark now, and which wait."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When

from armillary.apps.curriculum.models import Item
from armillary.apps.people.models import SchoolClass
from armillary.apps.practice.marks import latest_score
from armillary.apps.practice.models import Answer
from armillary.apps.practice.rows import TEST_POLICY

# A page shows so many marked answers; and groups are made of so many answers to a question.
MOST_MARKED = 15
MOST_GROUPED = 300


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many answers to one item wait for a mark, how many of them were given in tests."""

    item: int
    n: int
    n_test: int


def find_open_answers(school_class: SchoolClass, now: datetime) -> QuerySet[Answer]:
    """Return the answers to open questions of a class that a person may mark now.

    Those are first answers in practice, and final ones of sittings of tests that are over: until
    then a learner may still change what is written.
    """
    practice = ~Q(policy__startswith=TEST_POLICY) & Q(try_number=1)
    over = Q(sitting__test__ended_at__isnull=False) | Q(sitting__test__occasion__closes_at__lte=now)
    later = Answer.objects.filter(
        sitting=OuterRef("sitting"),
        item=OuterRef("item"),
        assisted=False,
        position__gt=OuterRef("position"),
    )
    final = Q(policy__startswith=TEST_POLICY, assisted=False) & over & ~Exists(later)
    return Answer.objects.filter(
        practice | final,
        item__in=Item.objects.filter(kind="open").values("pk"),
        score__isnull=True,
        learner__school_class=school_class,
        learner__left_at__isnull=True,
    )


def find_waiting(school_class: SchoolClass, now: datetime) -> QuerySet[Answer]:
    """Return the open answers that no mark counts of."""
    answers = find_open_answers(school_class, now)
    return answers.alias(mark_score=latest_score()).filter(mark_score__isnull=True)


def count_waiting(school_class: SchoolClass, now: datetime) -> int:
    """Return how many open answers of a class wait for a mark. One query."""
    return find_waiting(school_class, now).count()


def list_waiting(school_class: SchoolClass, now: datetime) -> list[Waiting]:
    """Return the items whose answers wait: those of tests first, then the longest waiting.

    One query.
    """
    rows = (
        find_waiting(school_class, now)
        .values("item_id")
        .annotate(
            n=Count("pk"),
            n_test=Count("pk", filter=Q(policy__startswith=TEST_POLICY)),
            oldest=Min("answered_at"),
        )
        .values_list("item_id", "n", "n_test", "oldest")
    )
    ordered = sorted(rows, key=lambda row: (not row[2], row[3], row[0]))
    return [Waiting(item, n, n_test) for item, n, n_test, _ in ordered]


def find_answers_to(school_class: SchoolClass, item: int, now: datetime) -> QuerySet[Answer]:
    """Return the answers to one item, waiting ones first, each with `mark_score`. One query."""
    answers = find_open_answers(school_class, now).filter(item=item)
    waits = Case(When(mark_score__isnull=True, then=Value(0)), default=Value(1))
    return (
        answers.annotate(mark_score=latest_score())
        .select_related("learner")
        .order_by(waits, "-answered_at", "pk")[:MOST_GROUPED]
    )


def find_marked(school_class: SchoolClass, now: datetime) -> list[Answer]:
    """Return the open answers that a mark counts of, the latest answers first. One query."""
    answers = find_open_answers(school_class, now).alias(mark_score=latest_score())
    marked = answers.filter(mark_score__isnull=False).select_related("learner")
    return list(marked.order_by("-answered_at", "pk")[:MOST_MARKED])
