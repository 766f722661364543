"""What a study compares: the ability of each learner at one occasion of a test."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from armillary.apps.assessment.answers import FinalAnswer, find_final_answers
from armillary.apps.assessment.models import OccasionSitting, SchoolTest
from armillary.apps.assessment.scale import find_scale
from armillary.science.psychometrics import ItemParameters, estimate_abilities, sort_answers

FEWEST_ANSWERS = 3  # of an ability that is counted


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ability of one learner at an occasion, in logits on the scale of the school."""

    estimate: float
    se: float
    n_answers: int


def find_outcomes(
    test: SchoolTest, kind: str, learners: Iterable[int], *, since: datetime, now: datetime
) -> dict[int, Outcome]:
    """Return the outcome of each learner who sat a test at an occasion of a kind.

    Warm's estimates: no prior draws groups together. Only sittings that are over count; whoever
    moved and sat the test in another class counts, too. Of several the latest counts.

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
    answers = [one for one in find_final_answers(sittings.values()) if one.score is not None]
    return estimate_outcomes(answers, test.school_id)


def estimate_outcomes(answers: list[FinalAnswer], school_id: int) -> dict[int, Outcome]:
    """Return the ability that some final answers say, by learner."""
    if not answers:
        return {}
    scale = find_scale(school_id, sorted({one.item for one in answers}))
    items = {item.item: item for item in scale.items}
    table = sort_answers(
        [one.learner for one in answers],
        [one.item for one in answers],
        [_category(one, items[one.item]) for one in answers],
    )
    found = estimate_abilities(table, scale.items, method="wle")
    counted: dict[int, int] = {}
    for one in answers:
        counted[one.learner] = counted.get(one.learner, 0) + 1
    rows = zip(found.learners, found.estimate.tolist(), found.error.tolist(), strict=True)
    return {
        int(str(learner)): Outcome(estimate, se, counted[int(str(learner))])
        for learner, estimate, se in rows
        if counted[int(str(learner))] >= FEWEST_ANSWERS
    }


def _category(answer: FinalAnswer, item: ItemParameters) -> int:
    """Right or not; of an open answer nothing, half or all."""
    score = float(answer.score or 0.0)
    steps = len(item.intercepts)
    return int(score >= 1.0) if steps == 1 else min(steps, int(score * steps + 0.5))
