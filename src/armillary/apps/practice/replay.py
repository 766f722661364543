"""What a learner's answers say: the stored standpoint, or the answers played again."""

from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.practice.engine import (
    Standpoint,
    apply_answer,
    days_of,
    new_standpoint,
    unpack_standpoint,
)
from armillary.apps.practice.rows import StateRow, read_moment
from armillary.science.learner import LearnerModel


def read_standpoint(
    cursor: CursorWrapper,
    model: LearnerModel[Any],
    row: StateRow,
    learner: int,
    catalogue: Catalogue,
) -> Standpoint:
    """Return the stored standpoint, or replay the answers when it cannot be used."""
    if row.id is None:
        return new_standpoint(model)
    stored = unpack_standpoint(model, made_by=row.model, packed=row.packed, reviews=row.reviews)
    return stored or replay_learner(cursor, model, learner, catalogue)[0]


def replay_learner(
    cursor: CursorWrapper, model: LearnerModel[Any], learner: int, catalogue: Catalogue
) -> tuple[Standpoint, int, datetime | None]:
    """Return what a learner's answers say, recomputed from the first to the last.

    Uses the stored scores and times; marks and chooses nothing again. With the standpoint come
    the position and the time of the last answer.
    """
    cursor.execute(
        "SELECT a.position, a.item_id, a.score, a.scored_by_page, a.moves_model, a.answered_at"
        " FROM practice_answer a JOIN curriculum_item i ON i.id = a.item_id"
        " JOIN curriculum_question q ON q.id = i.question_id"
        " WHERE a.learner_id = %s AND q.course_id = %s ORDER BY a.position",
        [learner, catalogue.id],
    )
    standpoint, position, at = new_standpoint(model), 0, None
    for position, item_id, score, by_page, moves, answered_at in cursor.fetchall():  # noqa: B007
        at = read_moment(answered_at)
        item = SHELF.item(item_id)
        if moves and score is not None and item is not None and at is not None:
            standpoint = apply_answer(
                model, standpoint, item, score=score, by_page=bool(by_page), days=days_of(at)
            )
    return standpoint, position, at
