"""What a study compares: the ability of each learner at one occasion of a test."""

from collections.abc import Collection, Iterable
from datetime import datetime

from armillary.apps.assessment.judging import judge, score_judged
from armillary.apps.assessment.models import OccasionSitting, SchoolTest
from armillary.apps.assessment.scale import find_scale
from armillary.apps.assessment.scoring import (
    Ability,
    ScoredAnswer,
    arrange_answers,
    score_learners,
)
from armillary.apps.curriculum.models import Item

FEWEST_ANSWERS = 3  # of an ability that is counted


def find_outcomes(
    test: SchoolTest, kind: str, learners: Iterable[int], *, since: datetime, now: datetime
) -> dict[int, Ability]:
    """Return the outcome of each learner who sat a test at an occasion of a kind.

    Parameters
    ----------
    kind, since : as in `find_answers`
    """
    answers = find_answers(test, kind, learners, since=since, now=now)
    return estimate_outcomes(answers, test.school_id)


def find_answers(
    test: SchoolTest, kind: str, learners: Iterable[int], *, since: datetime, now: datetime
) -> list[ScoredAnswer]:
    """Return what counts of the questions that some learners were asked at an occasion of a test.

    Only sittings that are over count; whoever moved and sat the test in another class counts, too.
    Of several the latest counts.

    Parameters
    ----------
    kind : `OccasionKind`: before, after, delayed or single
    since : sittings begun earlier belong to another time
    """
    found = find_sittings(test, kind, learners, since=since, now=now)
    sittings = {row.learner_id: row for row in found}
    return score_sittings(sittings.values(), test.school_id)


def find_sittings(
    test: SchoolTest, kind: str, learners: Iterable[int], *, since: datetime, now: datetime
) -> list[OccasionSitting]:
    """Return the sittings of a test that are over, the latest last.

    Parameters
    ----------
    kind, since : as in `find_answers`
    """
    rows = OccasionSitting.objects.filter(
        occasion__series__test=test,
        occasion__kind=kind,
        occasion__cancelled_at__isnull=True,
        learner__in=list(learners),
        started_at__gte=since,
    ).order_by("started_at", "pk")
    rows = rows.select_related("occasion")
    return [row for row in rows if row.ended_at is not None or row.occasion.closes_at <= now]


def score_sittings(sittings: Collection[OccasionSitting], school_id: int) -> list[ScoredAnswer]:
    """Return what counts of some sittings, by the rules of the results of a class.

    A question passed over counts as not right, or a way of teaching that leaves learners without
    courage would look better than it is.
    """
    items = sorted({int(entry["item"]) for sitting in sittings for entry in sitting.asked})
    if not items:
        return []
    return score_judged(sittings, judge(sittings, find_scale(school_id, items)))


def estimate_outcomes(answers: Collection[ScoredAnswer], school_id: int) -> dict[int, Ability]:
    """Return the ability that what counts of some sittings says, by learner.

    Warm's estimates: no prior draws groups together. What is not known of the items is the same
    for everybody, so it is no part of the errors.
    """
    if not answers:
        return {}
    scale = find_scale(school_id, sorted({one.item for one in answers}))
    table = arrange_answers(answers, scale, fewest=FEWEST_ANSWERS)
    return score_learners(table, scale, item_errors=None)


def answers_to(answers: Collection[ScoredAnswer], questions: Collection[str]) -> list[ScoredAnswer]:
    """Return the answers to some questions, named by their keys."""
    items = Item.objects.filter(pk__in={one.item for one in answers}, question__key__in=questions)
    wanted = set(items.values_list("pk", flat=True))
    return [one for one in answers if one.item in wanted]
