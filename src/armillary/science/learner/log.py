"""A log of answers as arrays: what models are fitted to and judged by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of many learners, one row a response, each learner's rows together and in order.

    Parameters
    ----------
    learner, item : shape (n,); indexes from 0 into `learner_keys` and `item_keys`
    score : shape (n,); 0 to 1
    skill_start : shape (n + 1,); the skills of row i are skill_ids[skill_start[i]:skill_start[i+1]]
    skill_ids : indexes from 0 into `skill_keys`; at least one a row, no repeats in a row
    days : shape (n,), days since 1970, or None when the log has no times
    weight : shape (n,), 0 to 1, how much each answer counts, or None when all count in full
    n_source_rows : rows of the file these came from, before rows of one response were joined
    """

    learner: IntArray
    item: IntArray
    score: FloatArray
    skill_start: IntArray
    skill_ids: IntArray
    days: FloatArray | None
    weight: FloatArray | None
    learner_keys: IntArray
    item_keys: IntArray
    skill_keys: IntArray
    n_source_rows: int

    def __len__(self) -> int:
        return len(self.learner)

    @property
    def n_skills(self) -> int:
        """How many different skills the log has."""
        return len(self.skill_keys)

    @property
    def n_items(self) -> int:
        """How many different items the log has."""
        return len(self.item_keys)

    @property
    def learner_start(self) -> IntArray:
        """Return where each learner's rows begin, and at the end the number of rows."""
        is_first = np.flatnonzero(np.diff(self.learner, prepend=-1))
        return np.append(is_first, len(self)).astype(np.int64)

    def skills_of(self, row: int) -> tuple[int, ...]:
        """Return the skills of one row."""
        return tuple(self.skill_ids[self.skill_start[row] : self.skill_start[row + 1]].tolist())

    def part(self, keep: BoolArray) -> "Answers":
        """Return the rows to keep, with the same keys, so that indexes mean the same."""
        if keep.shape != self.learner.shape:
            raise ValueError(f"keep must have one entry a row, {len(self)}, got {keep.shape}")
        counts = np.diff(self.skill_start)
        return Answers(
            learner=self.learner[keep],
            item=self.item[keep],
            score=self.score[keep],
            skill_start=_starts(counts[keep]),
            skill_ids=self.skill_ids[np.repeat(keep, counts)],
            days=None if self.days is None else self.days[keep],
            weight=None if self.weight is None else self.weight[keep],
            learner_keys=self.learner_keys,
            item_keys=self.item_keys,
            skill_keys=self.skill_keys,
            n_source_rows=int(keep.sum()),
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file of answers, rows in time order within each learner.

    Parameters
    ----------
    learner, item : shape (n,); any integers
    score : shape (n,); 0 to 1
    skills : one integer a row, or a sequence of them for each row
    response : shape (n,); ties rows of one learner that are one answer together
    days : shape (n,); days since 1970, not falling within a learner
    weight : shape (n,); 0 to 1, how much each answer counts
    """

    learner: IntArray
    item: IntArray
    score: FloatArray
    skills: Sequence[Sequence[int]] | IntArray
    response: IntArray | None = None
    days: FloatArray | None = None
    weight: FloatArray | None = None


def join_rows(columns: Columns, *, n_skills: int | None = None) -> Answers:
    """Return a log from the columns of a file.

    Rows of one learner with the same `response` are one answer to an item of several skills:
    they become one row with all their skills, so that nobody predicts the second from the
    first. Without `response` every row is an answer.

    Parameters
    ----------
    columns : see there
    n_skills : when given, skills are indexes from 0 to n_skills - 1 and keep their numbers;
        otherwise those that occur are numbered in ascending order

    Raises
    ------
    ValueError
        If there is no row, lengths differ, a value is outside its range, a row has no skill,
        or rows of one response differ in item or score, or do not follow each other.
    """
    counts, flat = _flat_skills(columns.skills)
    _check_columns(columns, counts)
    order = np.argsort(columns.learner, kind="stable")
    response = None if columns.response is None else columns.response[order]
    starts = _response_starts(columns.learner[order], response)
    _check_responses(columns, order, starts)
    skill_keys, flat = _numbered(flat, n_skills)
    start, ids = _joined_skills(counts, flat, order, starts)
    first = order[starts[:-1]]
    learner_keys, learners = np.unique(columns.learner[first], return_inverse=True)
    item_keys, items = np.unique(columns.item[first], return_inverse=True)
    log = Answers(
        learner=learners.astype(np.int64),
        item=items.astype(np.int64),
        score=columns.score[first].astype(np.float64),
        skill_start=start,
        skill_ids=ids,
        days=None if columns.days is None else columns.days[first].astype(np.float64),
        weight=None if columns.weight is None else columns.weight[first].astype(np.float64),
        learner_keys=learner_keys.astype(np.int64),
        item_keys=item_keys.astype(np.int64),
        skill_keys=skill_keys,
        n_source_rows=len(columns.learner),
    )
    _check_time(log)
    return log


def _numbered(flat: IntArray, n_skills: int | None) -> tuple[IntArray, IntArray]:
    """The skills' keys, and every skill as an index into them."""
    if n_skills is None:
        keys, indexes = np.unique(flat, return_inverse=True)
        return keys.astype(np.int64), indexes.astype(np.int64)
    if flat.min() < 0 or flat.max() >= n_skills:
        raise ValueError(f"skills must be from 0 to {n_skills - 1}, got {flat.min()}, {flat.max()}")
    return np.arange(n_skills, dtype=np.int64), flat


def _starts(counts: IntArray) -> IntArray:
    """Where each of several runs begins, and at the end their total length."""
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def _flat_skills(skills: Sequence[Sequence[int]] | IntArray) -> tuple[IntArray, IntArray]:
    """How many skills each row has, and all of them one after another."""
    if isinstance(skills, np.ndarray):
        return np.ones(len(skills), dtype=np.int64), skills.astype(np.int64)
    counts = np.fromiter((len(row) for row in skills), dtype=np.int64, count=len(skills))
    flat = [skill for row in skills for skill in row]
    return counts, np.asarray(flat, dtype=np.int64)


def _check_columns(columns: Columns, counts: IntArray) -> None:
    lengths = {"skills": len(counts)}
    for name in ("learner", "item", "score", "response", "days", "weight"):
        column = getattr(columns, name)
        if column is not None:
            lengths[name] = len(column)
    if len(set(lengths.values())) != 1:
        raise ValueError(f"columns must have one length, got {lengths}")
    if len(counts) == 0:
        raise ValueError("a log must have at least one row")
    for name in ("score", "weight"):
        column = getattr(columns, name)
        if column is not None and not np.all((column >= 0.0) & (column <= 1.0)):
            raise ValueError(f"every {name} must be from 0 to 1")
    if not np.all(counts > 0):
        raise ValueError(f"every row must have a skill, row {int(np.argmin(counts))} has none")
    if columns.days is not None and not np.all((columns.days >= 0.0) & (columns.days < 1e6)):
        raise ValueError("days must be days since 1970, from 0 to 1,000,000")


def _response_starts(learner: IntArray, response: IntArray | None) -> IntArray:
    """Where each response begins among rows sorted by learner, and at the end their number."""
    if response is None:
        return np.arange(len(learner) + 1, dtype=np.int64)
    is_new = (np.diff(learner, prepend=learner[0] - 1) != 0) | (
        np.diff(response, prepend=response[0] - 1) != 0
    )
    starts = np.flatnonzero(is_new)
    pairs = np.stack((learner[starts], response[starts]))
    if np.unique(pairs, axis=1).shape[1] != len(starts):
        raise ValueError("rows of one response must follow each other within their learner")
    return np.append(starts, len(learner)).astype(np.int64)


def _check_responses(columns: Columns, order: IntArray, starts: IntArray) -> None:
    """Refuse a response whose rows disagree about what was asked or how it went."""
    sizes = np.diff(starts)
    for name in ("item", "score"):
        column = getattr(columns, name)[order]
        if not np.array_equal(np.repeat(column[starts[:-1]], sizes), column):
            raise ValueError(f"rows of one response must have the same {name}")


def _joined_skills(
    counts: IntArray, flat: IntArray, order: IntArray, starts: IntArray
) -> tuple[IntArray, IntArray]:
    """The distinct skills of each response, ascending, one response after another."""
    source = _starts(counts)
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))  # response of each sorted row
    owner = np.repeat(rows, counts[order])
    reach = np.arange(len(owner)) - np.repeat(_starts(counts[order])[:-1], counts[order])
    ids = flat[np.repeat(source[order], counts[order]) + reach]
    pairs = np.unique(np.stack((owner, ids)), axis=1)
    return _starts(np.bincount(pairs[0], minlength=len(starts) - 1)), pairs[1].astype(np.int64)


def _check_time(log: Answers) -> None:
    if log.days is None or len(log) < 2:
        return
    same = np.diff(log.learner) == 0
    if np.any(np.diff(log.days)[same] < 0.0):
        raise ValueError("days must not fall within a learner: sort the log by time")
