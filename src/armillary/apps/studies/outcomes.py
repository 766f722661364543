"""What a study compares: the ability of each learner at one occasion of a test."""

from collections.abc import Collection, Iterable
from datetime import datetime

from armillary.apps.assessment.answers import FinalAnswer, find_final_answers
from armillary.apps.assessment.models import OccasionSitting, SchoolTest
from armillary.apps.assessment.scale import find_scale
from armillary.apps.assessment.scoring import (
    Ability,
    ScoredAnswer,
    arrange_answers,
    count_points,
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
) -> list[FinalAnswer]:
    """Return the marked answers that some learners gave at an occasion of a test.

    Only sittings that are over count; whoever moved and sat the test in another class counts, too.
    Of several the latest counts.

    Parameters
    ----------
    kind : `OccasionKind`: before, after, delayed or single
    since : sittings begun earlier belong to another time
    """
    rows = OccasionSitting.objects.filter(
        occasion__series__test=test,
        occasion__kind=kind,
        occasion__cancelled_at__isnull=True,
        learner__in=list(learners),
        started_at__gte=since,
    ).order_by("started_at", "pk")
    rows = rows.select_related("occasion")
    over = [row for row in rows if row.ended_at is not None or row.occasion.closes_at <= now]
    sittings = {row.learner_id: row for row in over}
    return [one for one in find_final_answers(sittings.values()) if one.score is not None]


def estimate_outcomes(answers: Collection[FinalAnswer], school_id: int) -> dict[int, Ability]:
    """Return the ability that some marked answers say, by learner.

    Warm's estimates: no prior draws groups together. What is not known of the items is the same
    for everybody, so it is no part of the errors.
    """
    if not answers:
        return {}
    scale = find_scale(school_id, sorted({one.item for one in answers}))
    most = {item.item: item.n_categories - 1 for item in scale.items}
    scored = [
        ScoredAnswer(one.learner, one.item, count_points(float(one.score or 0.0), most[one.item]))
        for one in answers
    ]
    table = arrange_answers(scored, scale, fewest=FEWEST_ANSWERS)
    return score_learners(table, scale, item_errors=None)


def answers_to(answers: Collection[FinalAnswer], questions: Collection[str]) -> list[FinalAnswer]:
    """Return the answers to some questions, named by their keys."""
    items = Item.objects.filter(pk__in={one.item for one in answers}, question__key__in=questions)
    wanted = set(items.values_list("pk", flat=True))
    return [one for one in answers if one.item in wanted]
