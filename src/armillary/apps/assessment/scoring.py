"""From answers that count to abilities: one piece for results of classes and for studies.

Estimates are Warm's: they believe nothing beforehand, so groups of learners are not drawn together.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from armillary.apps.assessment.scale import Scale
from armillary.science.psychometrics import (
    AnswerTable,
    ItemErrors,
    estimate_abilities,
    sort_answers,
)


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """What one learner got for one item: `points` from 0 to the most that the item gives."""

    learner: int
    item: int
    points: int


@dataclass(frozen=True, slots=True)
class Ability:
    """What some answers say about one learner, in logits on the scale of the school."""

    estimate: float
    se: float
    n_answers: int


def count_points(score: float, most: int) -> int:
    """Return the points that a score is worth: right or not; of an open answer nothing, half, all.

    Parameters
    ----------
    score : 0 to 1
    most : points that the item gives at most

    Examples
    --------
    >>> count_points(1.0, 1), count_points(0.5, 1), count_points(0.5, 2)
    (1, 0, 1)
    """
    return int(np.floor(score * most + 1e-9))


def arrange_answers(
    answers: Iterable[ScoredAnswer], scale: Scale, *, fewest: int
) -> AnswerTable | None:
    """Return the answers of learners of whom enough are known; None without any.

    Parameters
    ----------
    answers : of one occasion: a learner's and an item's once
    fewest : answers below which a learner is left out
    """
    every = list(answers)
    counts = Counter(one.learner for one in every)
    kept = [one for one in every if counts[one.learner] >= fewest]
    if not kept:
        return None
    known = {item.item: item.n_categories for item in scale.items}
    return sort_answers(
        [one.learner for one in kept],
        [one.item for one in kept],
        [one.points for one in kept],
        n_categories={one.item: known[one.item] for one in kept},
    )


def score_learners(
    table: AnswerTable | None, scale: Scale, *, item_errors: ItemErrors | None
) -> dict[int, Ability]:
    """Return the ability of each learner of a table.

    Parameters
    ----------
    item_errors : makes errors larger by what is not known of the items; None where learners who
        had the same items are compared, so that it falls out
    """
    if table is None:
        return {}
    found = estimate_abilities(table, scale.items, method="wle", item_errors=item_errors)
    rows = zip(found.learners, found.estimate, found.error, found.n_answers, strict=True)
    return {int(key): Ability(float(value), float(se), int(n)) for key, value, se, n in rows}
