"""From the numbers of a calibration to what is reported, with standard errors."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .answers import Key
from .expectation import Summary
from .items import Model, reported_slopes, unpack_item
from .problem import FIXED, Place, Problem
from .results import CalibratedItem, ItemErrors, Population, Settings
from .standard_errors import Covariance


def report_items(
    problem: Problem,
    place: Place,
    covariance: Covariance,
    settings: Settings,
    keys: Sequence[Key],
    n_answers: IntArray,
) -> tuple[CalibratedItem, ...]:
    """Items with errors, as they are reported."""
    found = []
    for j, key in enumerate(keys):
        cut = slice(int(problem.items.place[j]), int(problem.items.place[j + 1]))
        n = int(n_answers[problem.table_item[j]])
        held = (settings.fixed or {}).get(key)
        if held is not None:
            zeros = (0.0,) * len(held.intercepts)
            found.append(CalibratedItem(held, 0.0, zeros, 0.0, n))
            continue
        item = unpack_item(key, settings.model, place.numbers[cut])
        se = _errors(problem, covariance, cut, settings.model, place.numbers[cut])
        steps = item.n_categories - 1
        if settings.model == "rasch":
            item, se[0] = replace(item, slope=1.0), 0.0
        guessing = float(se[2]) if settings.model == "3pl" else 0.0
        found.append(
            CalibratedItem(item, float(se[0]), tuple(se[1 : 1 + steps].tolist()), guessing, n)
        )
    return tuple(found)


def report_item_errors(
    problem: Problem, covariance: Covariance, settings: Settings, keys: Sequence[Key]
) -> ItemErrors:
    """The covariance of items' numbers; a shared slope is told as a spread, so it is held here."""
    free_of = {}
    for j, key in enumerate(keys):
        rows = problem.free_of[problem.items.place[j] : problem.items.place[j + 1]].tolist()
        if settings.model == "rasch":
            rows[0] = FIXED
        free_of[key] = tuple(rows)
    return ItemErrors(covariance.matrix, free_of)


def _errors(
    problem: Problem, covariance: Covariance, cut: slice, model: Model, numbers: FloatArray
) -> FloatArray:
    """Standard errors of one item's numbers, as they are reported."""
    to = problem.free_of[cut]
    free = np.flatnonzero(to >= 0)
    moved = reported_slopes(model, numbers)[:, free]
    part = covariance.matrix[np.ix_(to[free], to[free])]
    return np.asarray(np.sqrt(np.einsum("ij,jk,ik->i", moved, part, moved)))


def report_populations(
    place: Place,
    covariance: Covariance,
    settings: Settings,
    groups: Sequence[Key],
    summary: Summary,
) -> tuple[Population, ...]:
    """Groups with errors; a shared slope becomes a spread of abilities."""
    problem = place.problem
    shared = settings.model == "rasch" and not settings.fixed
    scale = float(place.numbers[0]) if shared else 1.0
    found = []
    for g, key in enumerate(groups):
        at = problem.n_item_numbers + 2 * g
        mean, sd = float(place.numbers[at]), math.exp(place.numbers[at + 1])
        # How mean and sd move with the shared slope, with the group's mean and its log sd.
        moved = np.array([[mean, scale, 0.0], [sd, 0.0, scale * sd]])
        to = np.array([0 if shared else FIXED, *problem.free_of[at : at + 2]])
        free = np.flatnonzero(to >= 0)
        part = covariance.matrix[np.ix_(to[free], to[free])]
        se = np.sqrt(np.einsum("ij,jk,ik->i", moved[:, free], part, moved[:, free]))
        n = int(summary.n_learners[g])
        found.append(Population(key, scale * mean, scale * sd, float(se[0]), float(se[1]), n))
    return tuple(found)
