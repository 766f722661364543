"""How alike learners of one class are: the estimate, its error, and what it is drawn to."""

import numpy as np
import pytest

from armillary.science.evidence import RefusalError, estimate_likeness
from armillary.science.evidence.likeness import USUAL, USUAL_SD
from armillary.science.numerics import FloatArray, IntArray


def school(
    icc: float, n_classes: int, size: int, generator: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    cluster = np.repeat(np.arange(n_classes), size)
    own = generator.normal(0.0, icc**0.5, n_classes)[cluster]
    return own + generator.normal(0.0, (1.0 - icc) ** 0.5, len(cluster)), cluster


def test_the_error_said_is_that_of_many_schools() -> None:
    generator = np.random.default_rng(20261122)
    found = []
    for _number in range(300):
        outcome, cluster = school(USUAL, 12, 25, generator)
        told = estimate_likeness(outcome, cluster, np.empty((len(outcome), 0)))
        found.append((told.found, told.se))
    estimates = np.array([one for one, _se in found])
    # One standard error of a standard deviation over 300 schools is 4 %.
    assert np.std(estimates) == pytest.approx(found[0][1], rel=0.16)
    assert np.mean(estimates) == pytest.approx(USUAL, abs=0.015)


def test_few_classes_stay_near_what_is_usual_and_many_speak_for_themselves() -> None:
    generator = np.random.default_rng(3)
    weights = []
    for n_classes in (6, 20, 100):
        outcome, cluster = school(0.4, n_classes, 25, generator)
        told = estimate_likeness(outcome, cluster, np.empty((len(outcome), 0)))
        assert told.icc == pytest.approx(told.weight * told.found + (1.0 - told.weight) * USUAL)
        assert told.weight == pytest.approx(USUAL_SD**2 / (USUAL_SD**2 + told.se**2))
        weights.append(told.weight)
    assert weights[0] < 0.5 < weights[1] < weights[2]
    assert weights[2] > 0.9


def test_drawn_to_the_usual_it_is_nearer_the_truth_where_schools_are_as_said() -> None:
    generator = np.random.default_rng(5)
    alone, drawn = [], []
    for _number in range(200):
        icc = float(np.clip(generator.normal(USUAL, USUAL_SD), 0.0, 0.5))
        outcome, cluster = school(icc, 6, 25, generator)
        told = estimate_likeness(outcome, cluster, np.empty((len(outcome), 0)))
        alone.append((told.found - icc) ** 2)
        drawn.append((told.icc - icc) ** 2)
    assert np.mean(drawn) < 0.7 * np.mean(alone)


def test_what_grades_explain_is_not_likeness() -> None:
    generator = np.random.default_rng(7)
    outcome, cluster = school(0.1, 40, 25, generator)
    higher = (cluster % 2).astype(float)
    told = estimate_likeness(outcome + 3.0 * higher, cluster, higher[:, None])
    assert told.found < 0.2
    mixed = estimate_likeness(outcome + 3.0 * higher, cluster, np.empty((len(outcome), 0)))
    assert mixed.found > 0.6


def test_five_classes_are_refused() -> None:
    outcome, cluster = school(0.1, 5, 25, np.random.default_rng(8))
    with pytest.raises(RefusalError, match="6 are the least"):
        estimate_likeness(outcome, cluster, np.empty((len(outcome), 0)))
