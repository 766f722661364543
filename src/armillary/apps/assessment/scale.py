"""The one scale of a school: what is known about items, with errors, and where a learner begins.

An item that the school has calibrated is known from its answers. Any other has what its author
said, with an error that says how far an author may be off. Both lie on the authors' scale, in
logits: calibrations are brought onto it before they are stored.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from armillary.apps.assessment.models import CalibratedItem, ItemCalibration
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import Item
from armillary.apps.practice.knowledge import view_skills
from armillary.apps.practice.queries import find_standpoint
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import ItemErrors, ItemParameters, Key, Model

# How far an author's word lies from the truth, in logits. An assumption: items of the public
# logs lie 0.95 around the mean of their skill (`item_sd` of the shipped learner model), and we
# take "easy, middle, hard" to tell about half of that variance. A calibration measures it in the
# school (`authors_sd` in its report).
AUTHOR_DIFFICULTY_SD = 0.7
AUTHOR_SLOPE_SD = 0.3
# A logistic curve whose place is unsure is on average a flatter one: MacKay (1992), Neural
# Computation 4, 720-736, equation 23. Without this, growth on such items would come out too small.
PROBIT = math.pi / 8.0
# The steps of an open answer, from nothing to half and on to all, around its difficulty.
OPEN_STEPS = (-0.5, 0.5)
OPEN = "open"
# A test never begins surer than this about what practice saw, in logits.
SHARPEST_START = 0.5
# Where a learner begins of whom practice knows nothing: mean and sd, wide enough for any class.
UNKNOWN_START = (0.0, 1.5)


@dataclass(frozen=True, slots=True)
class Scale:
    """Items on the one scale of a school.

    Parameters
    ----------
    items : keyed by the id of the item; those asked for, in the order asked for
    errors : how far they may be off, and which of these errors hang together
    calibrated : ids of items known from the school's answers; the others have the author's word
    """

    items: tuple[ItemParameters, ...]
    errors: ItemErrors
    calibrated: frozenset[int]

    def find_some(self, keys: Collection[int]) -> list[ItemParameters]:
        """Return the items of these ids, those that are known."""
        wanted = set(keys)
        return [item for item in self.items if item.item in wanted]

    def error_of(self, key: int) -> float:
        """Return the standard error of the difficulty of an item, in logits."""
        item = next(item for item in self.items if item.item == key)
        rows = self.errors.free_of[key]
        middle = float(np.mean(item.difficulties))
        moved = np.array([-middle, *(-1.0 / len(item.intercepts),) * len(item.intercepts)])
        moved = moved / item.slope
        free = [place for place, row in enumerate(rows) if row >= 0]
        part = self.errors.matrix[np.ix_([rows[p] for p in free], [rows[p] for p in free])]
        return float(np.sqrt(moved[free] @ part @ moved[free]))


@dataclass(frozen=True, slots=True)
class _Known:
    """One item with the covariance of its slope and intercepts; a slope of 1 may be held."""

    parameters: ItemParameters
    covariance: FloatArray
    holds_slope: bool


def find_scale(school_id: int, item_ids: Iterable[int]) -> Scale:
    """Return what is known about items, all on one scale. Three queries.

    Raises
    ------
    LookupError
        If there is no item of an id.
    """
    wanted = list(dict.fromkeys(item_ids))
    rows = {row.pk: row for row in Item.objects.select_related("question").filter(pk__in=wanted)}
    missing = [key for key in wanted if key not in rows]
    if missing:
        raise LookupError(f"there is no item {missing[0]}")
    courses = {row.question.course_id for row in rows.values()}
    latest = find_latest_calibrations(school_id, courses)
    found = {
        row.item_id: row
        for row in CalibratedItem.objects.filter(calibration__in=latest.values(), item__in=wanted)
    }
    models = {calibration.pk: calibration.model for calibration in latest.values()}
    known = [
        _measured(found[key], models[found[key].calibration_id])
        if key in found
        else author_item(rows[key])
        for key in wanted
    ]
    links = [link for calibration in latest.values() for link in calibration.report["links"]]
    return Scale(
        items=tuple(one.parameters for one in known),
        errors=_join(known, [(frozenset(one["items"]), float(one["se_shift"])) for one in links]),
        calibrated=frozenset(found),
    )


def find_latest_calibrations(school_id: int, courses: Iterable[int]) -> dict[int, ItemCalibration]:
    """Return the calibration that counts of each course that has one. One query."""
    rows = ItemCalibration.objects.filter(
        school=school_id, course__in=list(courses), converged=True
    ).order_by("made_at", "pk")
    return {row.course_id: row for row in rows}


def author_parameters(key: Key, *, kind: str, difficulty: float, slope: float) -> ItemParameters:
    """Return an item by its author's word: an open one in three scores, others in two.

    The slope is that of the curve averaged over where the item may be.
    """
    slope /= math.sqrt(1.0 + PROBIT * (slope * AUTHOR_DIFFICULTY_SD) ** 2)
    if kind == OPEN:
        steps = tuple(-slope * (difficulty + step) for step in OPEN_STEPS)
        return ItemParameters(key, "gpcm", slope, steps)
    return ItemParameters(key, "2pl", slope, (-slope * difficulty,))


def author_item(row: Item) -> _Known:
    """Return an item that nobody has calibrated, with the error of its author's word."""
    item = author_parameters(row.pk, kind=row.kind, difficulty=row.difficulty, slope=row.slope)
    moved = np.array([[1.0, 0.0], *([-b, -item.slope] for b in item.difficulties)])
    spread = np.diag([AUTHOR_SLOPE_SD**2, AUTHOR_DIFFICULTY_SD**2])
    return _Known(item, moved @ spread @ moved.T, holds_slope=False)


def calibrated_parameters(row: CalibratedItem, model: str) -> ItemParameters:
    """Return a calibrated item as the science takes it."""
    several = len(row.intercepts) > 1
    name: Model = "rasch" if model == "rasch" else "gpcm" if several else "2pl"
    return ItemParameters(row.item_id, name, row.slope, tuple(row.intercepts))


def _measured(row: CalibratedItem, model: str) -> _Known:
    return _Known(
        calibrated_parameters(row, model),
        np.array(row.covariance, dtype=float),
        holds_slope=model == "rasch",
    )


def _join(known: Sequence[_Known], links: Sequence[tuple[Collection[Key], float]]) -> ItemErrors:
    """Put the errors of items together.

    Items that were brought onto the authors' scale together share the error of that link: moved
    along the scale together, their intercepts move by slope times shift.
    """
    free_of: dict[Key, tuple[int, ...]] = {}
    blocks: list[FloatArray] = []
    moves: list[FloatArray] = []
    n = 0
    for one in known:
        width = len(one.covariance)
        held = 1 if one.holds_slope else 0
        free_of[one.parameters.item] = (-1,) * held + tuple(range(n, n + width - held))
        n += width - held
        blocks.append(one.covariance[held:, held:])
        moves.append(np.array([0.0, *(-one.parameters.slope,) * (width - 1)])[held:])
    matrix = np.zeros((n, n))
    at = 0
    for block in blocks:
        matrix[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    for together, se_shift in links:
        parts = [
            move if one.parameters.item in together else np.zeros(len(move))
            for one, move in zip(known, moves, strict=True)
        ]
        if parts:
            moved = se_shift * np.concatenate(parts)
            matrix += np.outer(moved, moved)
    return ItemErrors(matrix, free_of)


def find_start(
    learner_id: int, catalogue: Catalogue, skills: Collection[str], *, now: datetime
) -> tuple[float, float]:
    """Return what practice knows about a learner before a test: mean and sd, in logits.

    The mean over the skills of the test. Errors of a learner's skills hang together, so they are
    not made smaller by there being several; and a start is never surer than `SHARPEST_START`,
    since practice asked with help at hand and other questions.

    Parameters
    ----------
    skills : keys; those that the course does not have are passed over
    """
    numbers = [catalogue.by_key[key].number for key in skills if key in catalogue.by_key]
    if not numbers:
        return UNKNOWN_START
    views = view_skills(catalogue, find_standpoint(learner_id, catalogue), numbers, now)
    mean = float(np.mean([view.estimate.mean for view in views]))
    sd = float(np.sqrt(np.mean([view.estimate.sd**2 for view in views])))
    return mean, max(SHARPEST_START, sd)
