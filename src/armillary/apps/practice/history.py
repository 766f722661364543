"""The answers of many learners as arrays, read without making an object of each."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection

from armillary.science.numerics import BoolArray, FloatArray, IntArray

# Answers that are held in memory at once, about 40 bytes each.
BAND_ANSWERS = 5_000_000
# Answers that are worked on at once, and learners among them.
PIECE_ANSWERS, PIECE_LEARNERS = 100_000, 2_000
# From this share of all answers on it is quicker to read the table from end to end, passing over
# those of other learners, than to go to each answer by the index.
SCAN_SHARE = 1 / 8
_AT_ONCE = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Times as the database has them, not as objects: text on SQLite, microseconds on PostgreSQL. The
# sums keep SQLite's adapter from making a truth value or a time of each.
_SQL = {
    "sqlite": (
        "SELECT learner_id, position, item_id, score, scored_by_page + 0, moves_model + 0,"
        " answered_at || '' FROM practice_answer WHERE learner_id BETWEEN %s AND %s"
    ),
    "postgresql": (
        "SELECT learner_id, position, item_id, score, scored_by_page, moves_model,"
        " (EXTRACT(EPOCH FROM answered_at) * 1000000)::bigint"
        " FROM practice_answer WHERE learner_id BETWEEN %s AND %s"
    ),
}
# A sign before the column keeps SQLite from using the index.
_SCAN_SQL = {**_SQL, "sqlite": _SQL["sqlite"].replace("WHERE learner_id", "WHERE +learner_id")}


@dataclass(frozen=True, slots=True)
class Band:
    """Learners whose answers are read together: ids from first to last, both included.

    Parameters
    ----------
    n_answers : about how many there are
    share : of all answers
    """

    first: int
    last: int
    n_answers: int
    share: float


@dataclass(frozen=True, slots=True)
class History:
    """The answers of some learners: each learner's together and in order, learners ascending.

    Parameters
    ----------
    learner, position, item : shape (n,); as the table has them
    score : shape (n,); 0 to 1, NaN for none
    by_page, moves : shape (n,); scored by a lab, moves the estimate
    at : shape (n,); microseconds since 1970
    """

    learner: IntArray
    position: IntArray
    item: IntArray
    score: FloatArray
    by_page: BoolArray
    moves: BoolArray
    at: IntArray

    def __len__(self) -> int:
        return len(self.learner)

    def part(self, rows: Any) -> "History":  # a slice, a mask or indexes
        """Return some of the rows."""
        return History(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Piece:
    """What there is of the learners with ids from first to last, both included."""

    first: int
    last: int
    history: History


def plan_bands(n_processes: int) -> list[Band]:
    """Return bands that hold everybody who has answers or a state, alike for each process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT learner_id, COUNT(*) FROM practice_answer GROUP BY learner_id")
        counts = _columns(_chunks(cursor), (np.int64, np.int64))
        cursor.execute("SELECT DISTINCT learner_id, 0 FROM practice_learnerstate")
        stored = _columns(_chunks(cursor), (np.int64, np.int64))
    learners, index = np.unique(np.concatenate((counts[0], stored[0])), return_inverse=True)
    if not len(learners):
        return []
    answers = np.zeros(len(learners), dtype=np.int64)
    np.add.at(answers, index, np.concatenate((counts[1], stored[1])))
    total = int(answers.sum())
    rounds = -(-total // (BAND_ANSWERS * n_processes)) or 1
    # A learner is in the band in which the middle of their answers falls.
    middle = (np.cumsum(answers) - answers / 2) / max(total, 1)
    number = np.minimum((middle * rounds * n_processes).astype(np.int64), rounds * n_processes - 1)
    bands = []
    for each in np.unique(number).tolist():
        members = number == each
        n_answers = int(answers[members].sum())
        ids = learners[members]
        bands.append(Band(int(ids[0]), int(ids[-1]), n_answers, n_answers / max(total, 1)))
    return bands


def read_pieces(band: Band, *, n_answers: int = PIECE_ANSWERS) -> Iterator[Piece]:
    """Yield the answers of a band as they are now, in pieces of whole learners, ascending.

    The pieces cover every id of the band, so a learner without answers is in one of them.

    Parameters
    ----------
    n_answers : a piece ends with the learner who brings it to this many
    """
    history = _read_band(band)
    order = np.lexsort((history.position, history.learner))
    learner = history.learner[order]
    begins = np.flatnonzero(np.diff(learner, prepend=-1)).tolist()
    cuts = [0]
    for number, begin in enumerate(begins):
        n_learners = number - bisect_left(begins, cuts[-1])
        if begin - cuts[-1] >= n_answers or n_learners >= PIECE_LEARNERS:
            cuts.append(begin)
    firsts = [band.first, *learner[cuts[1:]].tolist()]
    lasts = [*(first - 1 for first in firsts[1:]), band.last]
    ends = [*cuts[1:], len(learner)]
    for first, last, begin, end in zip(firsts, lasts, cuts, ends, strict=True):
        yield Piece(first, last, history.part(order[begin:end]))


def _read_band(band: Band) -> History:
    """Return the answers of a band in the order of the table."""
    sql = (_SCAN_SQL if band.share >= SCAN_SHARE else _SQL)[connection.vendor]
    types = (np.int64, np.int32, np.int64, np.float64, np.bool_, np.bool_, "moments")
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, [band.first, band.last])
        return History(*_columns(_chunks(cursor), types))


def read_microseconds(values: Sequence[Any]) -> IntArray:
    """Return times as the statements here give them as microseconds since 1970."""
    if connection.vendor == "sqlite":
        return np.array(values, dtype="datetime64[us]").astype(np.int64)
    return np.array(values, dtype=np.int64)


def moment_of(microseconds: int) -> datetime:
    """Return microseconds since 1970 as an aware moment."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _chunks(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:  # Any: a cursor of Django's
    while rows := cursor.fetchmany(_AT_ONCE):
        yield rows


def _columns(chunks: Iterable[list[tuple[Any, ...]]], types: Sequence[Any]) -> list[Any]:
    """Return the rows of all chunks as one array a column, never all of them as objects."""
    parts: list[list[Any]] = [[_array((), kind)] for kind in types]
    for chunk in chunks:
        for part, values, kind in zip(parts, zip(*chunk, strict=True), types, strict=True):
            part.append(_array(values, kind))
    columns = []
    for part in parts:
        columns.append(np.concatenate(part))
        part.clear()
    return columns


def _array(values: Sequence[Any], kind: Any) -> Any:
    return read_microseconds(values) if kind == "moments" else np.array(values, dtype=kind)
