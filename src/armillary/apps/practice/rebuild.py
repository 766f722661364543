"""Recompute every conclusion from the answers, and say where the stored ones differ."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import OuterRef, Subquery

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.people.models import Learner
from armillary.apps.practice.conclusions import Conclusion, Found, find_conclusions
from armillary.apps.practice.engine import find_model, model_name, pack_standpoint
from armillary.apps.practice.history import moment_of, plan_bands
from armillary.apps.practice.models import Answer, LearnerState
from armillary.apps.practice.replay import replay_learner
from armillary.apps.practice.workers import find_in_processes

# States written in one transaction: a few milliseconds in which answers wait.
BATCH = 200
# The server needs the other cores; and with fewer answers starting takes longer than working.
PROCESSES, WORTH_PROCESSES = 2, 50_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found. `differing` lists opaque learner ids."""

    learners: int
    answers: int
    differing: tuple[int, ...]


def rebuild_states(
    *,
    write: bool,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Rebuilt:
    """Replay the answers of every learner in every course.

    The school may go on answering: a learner who answered meanwhile is replayed once more, in
    the transaction that writes.

    Parameters
    ----------
    write : put the recomputed states in place; otherwise only compare
    processes : how many compute, 1 or more; one is this one; None leaves it to the work there is
    progress : told how many answers are replayed, of how many
    """
    bands = plan_bands(processes or PROCESSES)
    total = sum(band.n_answers for band in bands)
    if processes is None:
        processes = min(PROCESSES, os.cpu_count() or 1) if total >= WORTH_PROCESSES else 1
    found = find_in_processes(bands, processes) if processes > 1 else find_conclusions(bands)
    learners, answers, differing = 0, 0, list[int]()
    for some in found:
        learners += some.n_learners
        answers += some.n_answers
        differing += settle(some, write=write)
        progress(answers, total)
    return Rebuilt(learners, answers, tuple(sorted(differing)))


def settle(found: Found, *, write: bool) -> list[int]:
    """Return whose stored states differ, looked at once more; put them right if told to."""
    differing: list[int] = []
    for begin in range(0, len(found.differing), BATCH):
        with transaction.atomic():
            differing += _settle_some(found.differing[begin : begin + BATCH], write=write)
    return differing


def _settle_some(conclusions: Sequence[Conclusion], *, write: bool) -> list[int]:
    """Settle what still holds as it was found; replay those who have answered since."""
    last = _lock_learners([conclusion.learner for conclusion in conclusions])
    courses = {key: SHELF.catalogue(key) for key in {c.course for c in conclusions}}
    catalogues = {key: found for key, found in courses.items() if found is not None}
    names = {key: model_name(find_model(found)) for key, found in catalogues.items()}
    differing, settled = [], list[Conclusion]()
    for conclusion in conclusions:
        state = conclusion.state
        holds = last.get(conclusion.learner) == conclusion.last
        if holds and (state is None or state.model == names.get(conclusion.course)):
            settled.append(conclusion)
            differing.append(conclusion.learner)
        else:
            with connection.cursor() as cursor:
                catalogue = catalogues[conclusion.course]
                _, same = rebuild_learner(cursor, conclusion.learner, catalogue, write=write)
            differing += [] if same else [conclusion.learner]
    if write:
        _write(settled, {key: found.id for key, found in catalogues.items()})
    return differing


def _lock_learners(learners: Sequence[int]) -> dict[int, int]:
    """Return each learner's last position; nobody can answer before the transaction ends.

    An answer locks the state, then the learner whom its row names; so do we. On SQLite only one
    transaction writes at a time.
    """
    states = LearnerState.objects.filter(learner__in=learners).order_by("pk")
    list(states.select_for_update().values_list("pk"))
    people = Learner.objects.filter(pk__in=learners).order_by("pk")
    list(people.select_for_update().values_list("pk"))
    latest = Answer.objects.filter(learner=OuterRef("pk")).order_by("-position")
    rows = people.annotate(last=Subquery(latest.values("position")[:1])).values_list("pk", "last")
    return {learner: last or 0 for learner, last in rows}


def _write(conclusions: Sequence[Conclusion], courses: Mapping[str, int]) -> None:
    """Put states in place; delete those of learners without answers."""
    LearnerState.objects.bulk_create(
        (
            LearnerState(
                learner_id=conclusion.learner,
                course_id=courses[conclusion.course],
                model=state.model,
                packed=state.packed,
                reviews=state.reviews,
                position=state.position,
                answered_at=None if state.at is None else moment_of(state.at),
            )
            for conclusion in conclusions
            if (state := conclusion.state) is not None
        ),
        update_conflicts=True,
        unique_fields=["learner", "course"],
        update_fields=["model", "packed", "reviews", "position", "answered_at"],
    )
    for conclusion in conclusions:
        if conclusion.state is None:
            course = courses[conclusion.course]
            LearnerState.objects.filter(learner=conclusion.learner, course=course).delete()


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
