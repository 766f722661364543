"""Recompute every conclusion from the answers, and say where the stored ones differ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Course
from armillary.apps.practice.engine import find_model, model_name, pack_standpoint
from armillary.apps.practice.models import Answer, LearnerState
from armillary.apps.practice.replay import replay_learner

BATCH = 200


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found. `differing` lists opaque learner ids."""

    learners: int
    answers: int
    differing: tuple[int, ...]


def rebuild_states(
    *, write: bool, progress: Callable[[int, int], None] = lambda done, total: None
) -> Rebuilt:
    """Replay the answers of every learner in every course.

    Parameters
    ----------
    write : put the recomputed states in place; otherwise only compare
    progress : told how many learners are done, of how many
    """
    learners, answers, differing = 0, 0, list[int]()
    for key in Course.objects.values_list("key", flat=True):
        catalogue = SHELF.catalogue(key)
        if catalogue is None:
            continue
        ids = _learners(catalogue)
        for batch in _batches(ids):
            with transaction.atomic(), connection.cursor() as cursor:
                for learner in batch:
                    count, same = rebuild_learner(cursor, learner, catalogue, write=write)
                    answers += count
                    if not same:
                        differing.append(learner)
            learners += len(batch)
            progress(learners, len(ids))
    return Rebuilt(learners, answers, tuple(differing))


def _learners(catalogue: Catalogue) -> list[int]:
    """Return who has answers or a state in a course."""
    answered = Answer.objects.filter(item__question__course_id=catalogue.id)
    stored = LearnerState.objects.filter(course_id=catalogue.id)
    ids = set(answered.values_list("learner_id", flat=True).distinct())
    return sorted(ids | set(stored.values_list("learner_id", flat=True)))


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def rebuild_learner(
    cursor: CursorWrapper, learner: int, catalogue: Catalogue, *, write: bool
) -> tuple[int, bool]:
    """Replay one learner; return how many answers, and whether the stored state equals them.

    Parameters
    ----------
    write : put the recomputed state in place when it differs
    """
    model = find_model(catalogue)
    standpoint, position, at = replay_learner(cursor, model, learner, catalogue)
    count = Answer.objects.filter(
        learner_id=learner, item__question__course_id=catalogue.id
    ).count()
    row = LearnerState.objects.filter(learner_id=learner, course_id=catalogue.id).first()
    if count == 0:
        if row is not None and write:
            row.delete()
        return 0, row is None
    packed, reviews = pack_standpoint(model, standpoint)
    same = row is not None and (
        (bytes(row.packed), bytes(row.reviews), row.model, row.position, row.answered_at)
        == (packed, reviews, model_name(model), position, at)
    )
    if write and not same:
        LearnerState.objects.update_or_create(
            learner_id=learner,
            course_id=catalogue.id,
            defaults={
                "model": model_name(model),
                "packed": packed,
                "reviews": reviews,
                "position": position,
                "answered_at": at,
            },
        )
    return count, same
