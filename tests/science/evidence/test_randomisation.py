from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from armillary.science.evidence import (
    Design,
    Layout,
    Reason,
    Redraws,
    RefusalError,
    StudyRows,
    Unit,
    assign_arms,
    estimate_by_randomisation,
    redraw_arms,
)
from armillary.science.numerics import FloatArray, IntArray

PARALLEL = Design(Layout.PARALLEL, 2, paired=False)


def all_draws(n: int, n_one: int, *, but: IntArray) -> IntArray:
    """Every way to give n_one of n units arm 1, but the one made."""
    arms = np.array([np.isin(np.arange(n), one) for one in combinations(range(n), n_one)], int)
    return arms[np.any(arms != but, axis=1)]


def rows_of(outcome: FloatArray, arm: IntArray, covariates: FloatArray | None = None) -> StudyRows:
    none = np.empty((len(arm), 0)) if covariates is None else covariates
    return StudyRows(outcome, arm, none, None)


def test_all_draws_give_the_permutation_test() -> None:
    generator = np.random.default_rng(1)
    arm = np.repeat([0, 1], 5)
    outcome = generator.normal(arm * 1.0)
    every = Redraws(np.arange(10), np.zeros(10, int), all_draws(10, 5, but=arm))
    found = estimate_by_randomisation(rows_of(outcome, arm), every, level=0.95)
    expected = stats.permutation_test(
        (outcome[5:], outcome[:5]), lambda a, b: a.mean() - b.mean(), n_resamples=np.inf
    )
    assert found.effect == pytest.approx(outcome[5:].mean() - outcome[:5].mean())
    # 252 draws; the last step, the draw seen and its mirror image, counts in part.
    assert expected.pvalue - 2 / 252 < found.p <= expected.pvalue
    touching = estimate_by_randomisation(rows_of(outcome, arm), every, level=1.0 - found.p)
    assert touching.low == pytest.approx(0.0, abs=1e-6)


def test_eight_classes_hold_the_truth_as_often_as_they_say() -> None:
    # 70 draws: intervals that end at draws hold it 97.1 or 94.3 % of the time.
    generator = np.random.default_rng(5)
    every = np.array(
        [np.isin(np.arange(8), one) for one in combinations(range(8), 4)], dtype=np.int64
    )
    redraws = Redraws(np.arange(8), np.zeros(8, int), np.tile(every, (3, 1)))
    held, smallest = [], []
    for _study in range(20):
        outcome = generator.exponential(size=8)
        found = [
            estimate_by_randomisation(rows_of(outcome, arm), redraws, level=0.95) for arm in every
        ]
        held += [one.low <= 0.0 <= one.high for one in found]
        smallest.append(min(one.p for one in found))
    assert np.mean(held) == pytest.approx(0.95, abs=0.008)
    assert smallest == pytest.approx([2 / 70] * 20)


def test_the_interval_is_what_the_test_does_not_reject() -> None:
    generator = np.random.default_rng(2)
    arm = np.array([0, 1, 1, 0, 1, 0, 0, 1, 0, 1])
    before = generator.normal(size=(10, 1))
    outcome = generator.normal(arm * 1.0) + before[:, 0]
    every = Redraws(np.arange(10), np.zeros(10, int), all_draws(10, 5, but=arm))
    found = estimate_by_randomisation(rows_of(outcome, arm, before), every, level=0.9)
    x = np.column_stack([np.ones(10), before, arm])
    assert found.effect == pytest.approx(np.linalg.lstsq(x, outcome, rcond=None)[0][2])
    width = found.high - found.low
    for end, inward in ((found.low, 1.0), (found.high, -1.0)):
        for step, rejected in ((1e-6, False), (-1e-6, True)):
            shifted = outcome - (end + inward * step * width) * arm
            p = estimate_by_randomisation(rows_of(shifted, arm, before), every, level=0.9).p
            assert (p <= 0.1) is rejected


def test_a_crossover_is_compared_within_units() -> None:
    # 40 learners, both ways each; learners differ by 5, the second half is harder by 1.
    generator = np.random.default_rng(3)
    draw = assign_arms(
        [Unit(f"{k:02}") for k in range(40)], Design(Layout.CROSSOVER, 2, paired=False), seed=1
    )
    unit = np.tile(np.arange(40), 2)
    flip = np.repeat([0, 1], 40)
    arm = np.array(draw.arm)[unit] ^ flip
    outcome = 5 * generator.normal(size=40)[unit] - flip + 0.5 * arm + generator.normal(size=80)
    arms = redraw_arms(draw, PARALLEL, n_draws=999, seed=2)
    found = estimate_by_randomisation(rows_of(outcome, arm), Redraws(unit, flip, arms), level=0.95)
    assert found.low < 0.5 < found.high
    assert found.high - found.low < 1.6  # 4 * sqrt(2 / 40) = 0.9; parallel it would be 4.5


def test_false_alarms_are_as_rare_as_promised() -> None:
    generator = np.random.default_rng(4)
    arm = np.array([0, 1] * 6)
    every = all_draws(12, 6, but=arm)
    unit = np.repeat(np.arange(12), 5)
    redraws = Redraws(unit, np.zeros(60, int), every)
    missed = 0
    for _replication in range(400):
        outcome = (generator.exponential(size=12)[unit] + generator.exponential(size=60)) ** 2
        found = estimate_by_randomisation(rows_of(outcome, arm[unit]), redraws, level=0.9)
        missed += not found.low <= 0.0 <= found.high
    assert missed / 400 == pytest.approx(0.1, abs=0.05)  # error 0.015


def test_refusals() -> None:
    arm = np.array([0, 1] * 3)
    unit = np.repeat(np.arange(6), 4)
    outcome = np.arange(24.0)
    draws = np.tile(all_draws(6, 3, but=arm), (20, 1))
    with pytest.raises(RefusalError) as caught:
        estimate_by_randomisation(
            rows_of(outcome, arm[unit]), Redraws(unit, np.zeros(24, int), draws), level=0.95
        )
    assert caught.value.reason is Reason.TOO_FEW_DRAWS
    with pytest.raises(ValueError, match="one arm"):
        estimate_by_randomisation(
            rows_of(outcome, np.arange(24) % 2), Redraws(unit, np.zeros(24, int), draws), level=0.9
        )
    arm = np.array([0, 1] * 6)
    unit = np.repeat(np.arange(12), 3)
    ranks = np.tile([1.0, 2.0, 3.0], 12) + 0.1 * arm[unit]
    draws = np.random.default_rng(1).permuted(np.tile(arm, (400, 1)), axis=1)
    with pytest.raises(RefusalError) as caught:
        estimate_by_randomisation(
            rows_of(ranks, arm[unit]), Redraws(unit, np.zeros(36, int), draws), level=0.95
        )
    assert caught.value.reason is Reason.NO_RESIDUAL
