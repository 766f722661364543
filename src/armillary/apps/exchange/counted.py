"""The school's own answers to a course, as logs that a learner model is fitted to and judged by."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry
from armillary.apps.practice.engine import days_of
from armillary.apps.practice.models import Answer
from armillary.science.learner import LAB_WEIGHT, Answers, Columns, join_rows
from armillary.science.numerics import FloatArray, IntArray

CHUNK = 5_000
RIGHT = 0.5  # a score from here on counts as right where only right and wrong are told apart


@dataclass(frozen=True, slots=True)
class CountedAnswers:
    """Every answer to a course that moved an estimate, in the two forms a refit needs.

    Rows are the same in both: first tries without help that have a score, each learner's in order,
    with real days; answers that a lab scored itself have the weight they have in practice.

    Parameters
    ----------
    to_fit : one item for each question, numbered by key; a score of 0.5 or more is 1, else 0
    to_judge : one item for each version of a question, by row id; scores as they are
    questions : key of each question by its number in `to_fit`
    n_partial : scores strictly between 0 and 1
    n_from_labs : answers that a lab scored itself
    """

    to_fit: Answers
    to_judge: Answers
    questions: tuple[str, ...]
    n_partial: int
    n_from_labs: int

    @property
    def items(self) -> list[ItemEntry]:
        """Return the items of `to_judge`, in its order."""
        return [item for key in self.to_judge.item_keys.tolist() if (item := SHELF.item(key))]


def read_counted(catalogue: Catalogue, *, progress: Callable[[int], None]) -> CountedAnswers | None:
    """Return the answers of a course that moved an estimate, or None when there are none.

    Parameters
    ----------
    progress : told how many answers were read
    """
    kept = _read_columns(catalogue, progress)
    if not len(kept.learner):
        return None
    items = {key: SHELF.item(key) for key in np.unique(kept.item).tolist()}
    known = {key: item for key, item in items.items() if item is not None}
    questions = sorted({item.key for item in known.values()})
    number = {key: n for n, key in enumerate(questions)}
    of_item = {key: number[item.key] for key, item in known.items()}
    to_judge = join_rows(
        Columns(
            learner=kept.learner,
            item=kept.item,
            score=kept.score,
            skills=[known[key].skills for key in kept.item.tolist()],
            days=_never_back(kept.learner, kept.days),
            weight=np.where(kept.by_page, LAB_WEIGHT, 1.0) if kept.by_page.any() else None,
        ),
        n_skills=len(catalogue.skills),
    )
    question = np.array([of_item[key] for key in to_judge.item_keys.tolist()], dtype=np.int64)
    to_fit = replace(
        to_judge,
        item=question[to_judge.item],
        item_keys=np.arange(len(questions), dtype=np.int64),
        score=(to_judge.score >= RIGHT).astype(np.float64),
    )
    n_partial = int(((kept.score > 0.0) & (kept.score < 1.0)).sum())
    return CountedAnswers(
        to_fit, to_judge, tuple(questions), n_partial, int((kept.by_page > 0).sum())
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    learner: IntArray
    item: IntArray
    score: FloatArray
    by_page: IntArray
    days: FloatArray


def _read_columns(catalogue: Catalogue, progress: Callable[[int], None]) -> _Kept:
    """The columns of the answers, learner by learner and in order, read in one pass."""
    learner, item, by_page = array("q"), array("q"), array("q")
    score, days = array("d"), array("d")
    for number, row in enumerate(_rows(catalogue), start=1):
        learner.append(row[0])
        item.append(row[1])
        score.append(row[2])
        by_page.append(row[3])
        days.append(row[4])
        if number % CHUNK == 0:
            progress(number)
    return _Kept(
        np.array(learner, dtype=np.int64),
        np.array(item, dtype=np.int64),
        np.array(score, dtype=np.float64),
        np.array(by_page, dtype=np.int64),
        np.array(days, dtype=np.float64),
    )


def _rows(catalogue: Catalogue) -> Iterator[tuple[int, int, float, bool, float]]:
    answers = Answer.objects.filter(
        moves_model=True, score__isnull=False, item__question__course_id=catalogue.id
    ).order_by("learner_id", "position")
    columns = answers.values_list("learner_id", "item_id", "score", "scored_by_page", "answered_at")
    for learner, item, score, by_page, at in columns.iterator(CHUNK):
        yield learner, item, float(score or 0.0), by_page, days_of(at)


def _never_back(learner: IntArray, days: FloatArray) -> FloatArray:
    """Days that never fall within a learner: a clock that went back means no time passed."""
    starts = np.flatnonzero(np.diff(learner, prepend=learner[0] - 1))
    parts = np.split(days, starts[1:])
    return np.concatenate([np.maximum.accumulate(part) for part in parts])
