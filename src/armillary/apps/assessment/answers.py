"""The answers that count in a test: of each item of a sitting the latest, with its latest mark."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from armillary.apps.assessment.models import OccasionSitting
from armillary.apps.practice.marks import find_latest_marks
from armillary.apps.practice.models import Answer

AT_ONCE = 500  # sittings named in one statement


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """What counts of one item in one sitting.

    Parameters
    ----------
    sitting : id of the `OccasionSitting`
    score : 0 to 1, the machine's or else a person's latest mark; None while nobody has marked it
    marked : whether a person gave the score
    """

    id: uuid.UUID
    sitting: int
    learner: int
    item: int
    seed: int
    score: float | None
    marked: bool
    language: str
    answered_at: datetime


def find_final_answers(sittings: Iterable[OccasionSitting]) -> list[FinalAnswer]:
    """Return the answers that count of some sittings, by sitting, in the order of answering.

    Two queries for every 500 sittings.
    """
    found: list[FinalAnswer] = []
    every = list(sittings)
    for first in range(0, len(every), AT_ONCE):
        found.extend(_find_some(every[first : first + AT_ONCE]))
    return found


def find_latest_rows(sittings: Iterable[int]) -> dict[tuple[int, int], Answer]:
    """Return the rows that count of some practice sittings, by sitting and item.

    That is the answer given last; what was kept on a device and came late may have been given
    before another that is already here (see docs/reference/test-sittings.md).
    """
    rows = Answer.objects.filter(sitting__in=list(sittings), assisted=False)
    in_order = sorted(rows, key=lambda row: (row.device_at or row.received_at, row.position))
    return {(row.sitting_id or 0, row.item_id): row for row in in_order}


def _find_some(sittings: Sequence[OccasionSitting]) -> list[FinalAnswer]:
    number = {sitting.sitting_id: sitting.pk for sitting in sittings}
    last = find_latest_rows(number)
    unmarked = [row for row in last.values() if row.score is None]
    marks = find_latest_marks(unmarked) if unmarked else {}
    return [
        FinalAnswer(
            id=row.pk,
            sitting=number[row.sitting_id or 0],
            learner=row.learner_id,
            item=row.item_id,
            seed=row.seed,
            score=marks[row.pk].score if row.pk in marks else row.score,
            marked=row.pk in marks,
            language=row.language,
            answered_at=row.answered_at,
        )
        for row in sorted(
            last.values(), key=lambda row: (number[row.sitting_id or 0], row.position)
        )
    ]
