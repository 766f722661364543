"""What the answers of many learners say, in whole logs, and where the stored states differ.

The same states as `replay_learner` gives, one learner after another; a test compares the bytes.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Course, Item, Skill
from armillary.apps.practice.engine import find_model, item_spec, model_name
from armillary.apps.practice.history import Band, History, Piece, read_microseconds, read_pieces
from armillary.science.learner import LAB_WEIGHT, Answers, ItemSpec, LearnerModel
from armillary.science.numerics import BoolArray, IntArray
from armillary.science.scheduling import new_reviews, pack_reviews, replay_reviews

_MICROSECONDS = 1e6
_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class NewState:
    """What a state row holds or should hold; `at` in microseconds since 1970."""

    model: str
    packed: bytes
    reviews: bytes
    position: int
    at: int | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a learner's answers say about a course.

    Parameters
    ----------
    state : None when the learner has no answers there, so that no row should be
    last : position of the learner's last answer in any course, 0 when there is none
    """

    learner: int
    course: str
    state: NewState | None
    last: int


@dataclass(frozen=True, slots=True)
class Found:
    """What came out for some learners: how many, and those whose stored state differs."""

    n_learners: int
    n_answers: int
    differing: tuple[Conclusion, ...]


@dataclass(frozen=True, slots=True)
class CourseItems:
    """One course with all the items it ever had.

    Parameters
    ----------
    ids : shape (n_items,), of item rows, ascending
    specs : what the model needs of each
    skill_start, skill_ids : the skills of item k are skill_ids[skill_start[k]:skill_start[k + 1]]
    """

    catalogue: Catalogue
    model: LearnerModel[Any]
    ids: IntArray
    specs: tuple[ItemSpec, ...]
    skill_start: IntArray
    skill_ids: IntArray


def find_conclusions(bands: Iterable[Band]) -> Iterator[Found]:
    """Yield what the answers of the bands say, some learners at a time."""
    with _no_collection():
        for band in bands:
            courses: list[CourseItems] | None = None
            for piece in read_pieces(band):
                # After the answers were read: their items were there before them.
                courses = courses or read_courses()
                yield conclude(piece, courses)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from looking for cycles among millions of rows and numbers that have none.

    That look takes as long as the reading itself.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def read_courses() -> list[CourseItems]:
    """Return every published course with its items of any age."""
    found = []
    for key in Course.objects.order_by("key").values_list("key", flat=True):
        catalogue = SHELF.catalogue(key)
        if catalogue is not None:
            found.append(_read_items(catalogue))
    return found


def _read_items(catalogue: Catalogue) -> CourseItems:
    """Return a course with the items that are in the database now."""
    model = find_model(catalogue)
    numbers = dict(Skill.objects.filter(course=catalogue.id).values_list("key", "number"))
    rows = Item.objects.select_related("question__course").filter(question__course=catalogue.id)
    entries = [SHELF.keep(row, numbers) for row in rows.order_by("pk")]
    counts = [len(entry.skills) for entry in entries]
    return CourseItems(
        catalogue=catalogue,
        model=model,
        ids=np.array([entry.id for entry in entries], dtype=np.int64),
        specs=tuple(item_spec(model, entry) for entry in entries),
        skill_start=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        skill_ids=np.array([s for entry in entries for s in entry.skills], dtype=np.int64),
    )


def conclude(piece: Piece, courses: Iterable[CourseItems]) -> Found:
    """Return what the answers of a piece say about each course, compared with what is stored."""
    history = piece.history
    ends = _ends(history)
    last = dict(zip(history.learner[ends].tolist(), history.position[ends].tolist(), strict=True))
    n_learners, n_answers, differing = 0, 0, list[Conclusion]()
    for course in courses:
        index, ours = _find(course.ids, history.item)
        states = _replay(history.part(ours), index[ours], course)
        stored = _read_states(piece, course.catalogue.id)
        learners = states.keys() | stored.keys()
        differing += [
            Conclusion(who, course.catalogue.key, states.get(who), last.get(who, 0))
            for who in sorted(learners)
            if states.get(who) != stored.get(who)
        ]
        n_learners += len(learners)
        n_answers += int(ours.sum())
    return Found(n_learners, n_answers, tuple(differing))


def _find(ids: IntArray, wanted: IntArray) -> tuple[IntArray, BoolArray]:
    """Return where each wanted id stands among ascending ids, and whether it is there at all."""
    index = np.searchsorted(ids, wanted)
    there = index < len(ids)
    there[there] = ids[index[there]] == wanted[there]
    return index, there


def _ends(history: History) -> IntArray:
    """Return the row of each learner's last answer."""
    return np.flatnonzero(np.diff(history.learner, append=-1))


def _replay(history: History, item: IntArray, course: CourseItems) -> dict[int, NewState]:
    """Return the state of everybody who has an answer in the course; `item` indexes its items."""
    moves = history.moves & ~np.isnan(history.score)
    log, by_page = make_log(history, item, moves, course)
    name = model_name(course.model)
    packed = dict(_pack_states(log, by_page, course)) if len(log) else {}
    fresh = (course.model.pack(course.model.new_state()), pack_reviews(new_reviews()))
    ends = _ends(history)
    rows = (history.learner[ends], history.position[ends], history.at[ends])
    return {
        learner: NewState(name, *packed.get(learner, fresh), position, at)
        for learner, position, at in zip(*(row.tolist() for row in rows), strict=True)
    }


def _pack_states(
    log: Answers, by_page: BoolArray, course: CourseItems
) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    """Yield each learner's id with the packed state and review dates."""
    model = course.model
    states = model.replay(log, items=course.specs)
    reviews = replay_reviews(log, counts=~by_page)
    for learner, state, dates in zip(log.learner_keys.tolist(), states, reviews, strict=True):
        yield learner, (model.pack(state), dates)


def make_log(
    history: History, item: IntArray, moves: BoolArray, course: CourseItems
) -> tuple[Answers, BoolArray]:
    """Return the answers that move the estimate as a log, and which of them a lab scored."""
    part, item = history.part(moves), item[moves]
    learner_keys, learner = np.unique(part.learner, return_inverse=True)
    counts = np.diff(course.skill_start)[item]
    skill_start = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    within = np.arange(skill_start[-1]) - np.repeat(skill_start[:-1], counts)
    n_skills = len(course.catalogue.skills)
    log = Answers(
        learner=learner.astype(np.int64),
        item=item,
        score=part.score,
        skill_start=skill_start,
        skill_ids=course.skill_ids[np.repeat(course.skill_start[item], counts) + within],
        days=part.at / _MICROSECONDS / _SECONDS_A_DAY,
        weight=np.where(part.by_page, LAB_WEIGHT, 1.0),
        learner_keys=learner_keys,
        item_keys=np.arange(len(course.specs), dtype=np.int64),
        skill_keys=np.arange(n_skills, dtype=np.int64),
        n_source_rows=len(part),
    )
    return log, part.by_page


_STATES = {
    "sqlite": (
        "SELECT learner_id, model, packed, reviews, position, answered_at || ''"
        " FROM practice_learnerstate WHERE course_id = %s AND learner_id BETWEEN %s AND %s"
    ),
    "postgresql": (
        "SELECT learner_id, model, packed, reviews, position,"
        " (EXTRACT(EPOCH FROM answered_at) * 1000000)::bigint"
        " FROM practice_learnerstate WHERE course_id = %s AND learner_id BETWEEN %s AND %s"
    ),
}


def _read_states(piece: Piece, course: int) -> dict[int, NewState]:
    """Return the stored states of a course by learner."""
    with connection.cursor() as cursor:
        cursor.execute(_STATES[connection.vendor], [course, piece.first, piece.last])
        rows = cursor.fetchall()
    times = iter(read_microseconds([row[5] for row in rows if row[5] is not None]).tolist())
    return {
        learner: NewState(
            model, bytes(packed), bytes(reviews), position, None if at is None else next(times)
        )
        for learner, model, packed, reviews, position, at in rows
    }
