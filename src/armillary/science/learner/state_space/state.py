"""One learner's record, and how it is stored."""

import numpy as np

from armillary.science.learner.contract import StateError
from armillary.science.learner.packing import Packer
from armillary.science.numerics import FloatArray, IntArray

from . import layout as at

_HEAD = np.dtype(
    [
        ("floats", "<f4", 9),
        ("n_answers", "<u4"),
        ("days", "<f4", 2),  # last day, right answers
        ("block_answers", "<u2"),
        ("block_right", "<u2"),
        ("block_skill", "<i4"),
        ("difficulty", "<f4"),
        ("lately", "<i2", at.N_LATELY),
        ("pace", "<f4", at.N_PACE),
        ("places", "<i4", at.N_PLACES),
        ("surprises", "<i2", at.N_PLACES),
        ("n_skills", "<u2"),
    ]
)
_SKILL = np.dtype(
    [
        ("skill", "<u2"),
        ("own", "<f4"),
        ("variance", "<f4"),
        ("dip", "<i2"),
        ("count", "<u2"),
        ("right", "<u2"),
        ("position", "<u4"),
        ("day", "<f4"),
        ("pace", "<i2"),
        ("surprise", "<i2"),
        ("tries", "i1", at.N_TRIES),
    ]
)


class LearnerRecord:
    """All that is remembered about one learner; never changed once made.

    Parameters
    ----------
    head : shape (N_HEAD,); the learner as a whole
    skills : shape (n_touched,); the touched skills, ascending
    table : shape (n_touched + 1, N_SKILL); the touched skills and an untouched one
    """

    __slots__ = ("head", "skills", "table")

    def __init__(self, head: FloatArray, skills: IntArray, table: FloatArray) -> None:
        self.head = head
        self.skills = skills
        self.table = table

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, LearnerRecord)
            and np.array_equal(self.head, other.head)
            and np.array_equal(self.skills, other.skills)
            and np.array_equal(self.table, other.table)
        )

    def __hash__(self) -> int:
        return hash((self.head.tobytes(), self.skills.tobytes(), self.table.tobytes()))


def pack_record(packer: Packer, record: LearnerRecord) -> bytes:
    """Return a record as bytes: 208 and 31 for each touched skill."""
    head, table = record.head, record.table[:-1]
    top = np.zeros(1, _HEAD)
    top["floats"] = head[:9]
    top["n_answers"] = head[at.N_ANSWERS]
    top["days"] = head[at.LAST_DAYS : at.LAST_DAYS + 2]
    top["block_answers"] = head[at.BLOCK_ANSWERS]
    top["block_right"] = head[at.BLOCK_RIGHT] / at.SIXTEENTH
    top["block_skill"] = head[at.BLOCK_SKILL]
    top["difficulty"] = head[at.LAST_DIFFICULTY]
    top["lately"] = head[at.LATELY : at.PACE] / at.FINE
    top["pace"] = head[at.PACE : at.PLACES]
    top["places"] = head[at.PLACES : at.PLACE_SURPRISES]
    top["surprises"] = head[at.PLACE_SURPRISES :] / at.FINE
    top["n_skills"] = len(record.skills)
    rows = np.zeros(len(record.skills), _SKILL)
    rows["skill"] = record.skills
    rows["own"], rows["variance"] = table[:, at.OWN], table[:, at.VARIANCE]
    rows["dip"] = table[:, at.DIP] / at.FINE
    rows["count"] = table[:, at.COUNT]
    rows["right"] = table[:, at.RIGHT] / at.SIXTEENTH
    rows["position"], rows["day"] = table[:, at.LAST_POSITION], table[:, at.LAST_DAY]
    rows["pace"] = table[:, at.SKILL_PACE] / at.FINE
    rows["surprise"] = table[:, at.SKILL_SURPRISE] / at.COARSE
    rows["tries"] = table[:, at.TRIES :] / at.SCORE_STEP
    return packer.seal_body(top.tobytes() + rows.tobytes())


def unpack_record(
    packer: Packer, packed: bytes, n_skills: int, untouched: FloatArray
) -> LearnerRecord:
    """Return the record that was packed; StateError when it cannot be used."""
    body = packer.open_body(packed)
    if len(body) < _HEAD.itemsize:
        raise StateError(f"stored state is torn: {len(packed)} bytes, rebuild it")
    top = np.frombuffer(body, _HEAD, 1)[0]
    n = int(top["n_skills"])
    if len(body) != _HEAD.itemsize + n * _SKILL.itemsize:
        raise StateError(f"stored state is torn: {len(packed)} bytes, rebuild it")
    rows = np.frombuffer(body, _SKILL, n, _HEAD.itemsize)
    record = LearnerRecord(_read_head(top), rows["skill"].astype(np.int64), np.empty((n + 1, 0)))
    record.table = _read_table(rows, untouched)
    if not (np.isfinite(record.head).all() and np.isfinite(record.table).all()):
        raise StateError("stored state holds a value that is not a number: rebuild it")
    if n and int(record.skills[-1]) >= n_skills:
        raise StateError(
            f"stored state knows skill {record.skills[-1]}, but the course has only {n_skills}"
        )
    return record


def _read_head(top: np.void) -> FloatArray:
    head = np.empty(at.N_HEAD)
    head[:9] = top["floats"]
    head[at.N_ANSWERS] = top["n_answers"]
    head[at.LAST_DAYS : at.LAST_DAYS + 2] = top["days"]
    head[at.BLOCK_ANSWERS] = top["block_answers"]
    head[at.BLOCK_RIGHT] = top["block_right"] * at.SIXTEENTH
    head[at.BLOCK_SKILL] = top["block_skill"]
    head[at.LAST_DIFFICULTY] = top["difficulty"]
    head[at.LATELY : at.PACE] = top["lately"] * at.FINE
    head[at.PACE : at.PLACES] = top["pace"]
    head[at.PLACES : at.PLACE_SURPRISES] = top["places"]
    head[at.PLACE_SURPRISES :] = top["surprises"] * at.FINE
    return head


def _read_table(rows: np.ndarray, untouched: FloatArray) -> FloatArray:
    table = np.empty((len(rows) + 1, at.N_SKILL))
    table[-1] = untouched
    known = table[:-1]
    known[:, at.OWN], known[:, at.VARIANCE] = rows["own"], rows["variance"]
    known[:, at.DIP] = rows["dip"] * at.FINE
    known[:, at.COUNT] = rows["count"]
    known[:, at.RIGHT] = rows["right"] * at.SIXTEENTH
    known[:, at.LAST_POSITION], known[:, at.LAST_DAY] = rows["position"], rows["day"]
    known[:, at.SKILL_PACE] = rows["pace"] * at.FINE
    known[:, at.SKILL_SURPRISE] = rows["surprise"] * at.COARSE
    known[:, at.TRIES :] = rows["tries"] * at.SCORE_STEP
    return table
