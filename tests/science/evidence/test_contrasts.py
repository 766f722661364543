"""Several arms, two groupings, factorial studies, subgroups, known error, the A/A check."""

from dataclasses import replace

import numpy as np
import pytest

from armillary.science.evidence import (
    ComparedRows,
    Drawing,
    Fitting,
    Grouping,
    Hold,
    Method,
    Reason,
    Redraws,
    RefusalError,
    StudyPlan,
    StudyRows,
    complete_rows,
    estimate_contrasts,
    estimate_difference,
    estimate_factorial,
    estimate_false_alarms,
    estimate_noisy_contrasts,
    estimate_subgroups,
    fit_multilevel,
    order_groupings,
    predict_factorial_se,
    shuffle_arms,
    simulate_factorial_power,
    smallest_of_error,
)
from armillary.science.numerics import FloatArray, IntArray


def compared(
    outcome: FloatArray, arm: FloatArray, *groupings: IntArray, covariates: FloatArray | None = None
) -> ComparedRows:
    n = len(outcome)
    columns = arm.reshape(n, -1).astype(float)
    known = np.empty((n, 0)) if covariates is None else covariates
    return ComparedRows(outcome, columns, known, groupings, np.empty((n, 0)))


def classes(
    n: int = 8, size: int = 10, *, seed: int = 5, effect: float = 0.5
) -> tuple[FloatArray, IntArray, IntArray]:
    """Outcome, arm and class of a simulated study of whole classes."""
    chance = np.random.default_rng(seed)
    label = np.repeat(np.arange(n), size)
    arm = label % 2
    outcome = effect * arm + chance.normal(0, 0.4, n)[label] + chance.normal(size=len(label))
    return outcome, arm, label


def test_two_arms_of_classes_are_estimated_as_a_difference_is() -> None:
    outcome, arm, label = classes()
    one = estimate_contrasts(compared(outcome, arm, label), fitting=Fitting.REML, level=0.95)
    rows = StudyRows(outcome, arm, np.empty((80, 0)), label)
    other = estimate_difference(rows, method=Method.REML, interacted=False, level=0.95)
    assert one.effects[0] == other.effect
    assert one.hold is Hold.SINGLE
    assert one.whole


def test_whole_schools_of_equal_classes_give_the_t_test_of_school_means() -> None:
    chance = np.random.default_rng(8)
    label = np.repeat(np.arange(12), 5)
    school = label // 2
    arm = school % 2
    outcome = chance.normal(0, 0.5, 6)[school] + chance.normal(0, 0.3, 12)[label]
    outcome = outcome + chance.normal(size=60)
    found = estimate_contrasts(
        compared(outcome, arm, label, school), fitting=Fitting.REML, level=0.9
    )
    means = np.bincount(school, outcome) / 10
    old, new = means[0::2], means[1::2]
    pooled = (old.var(ddof=1) + new.var(ddof=1)) / 2
    assert found.effects[0].effect == pytest.approx(new.mean() - old.mean())
    assert found.effects[0].se == pytest.approx(np.sqrt(pooled * 2 / 3))
    assert found.effects[0].df == pytest.approx(4.0)
    assert found.n_clusters == (12, 6)


def test_with_many_clusters_the_error_is_the_models_own() -> None:
    outcome, arm, label = classes(100, 6)
    found = estimate_contrasts(compared(outcome, arm, label), fitting=Fitting.REML, level=0.95)
    fit = fit_multilevel(outcome, arm[:, None].astype(float), (Grouping(label),), method="reml")
    assert found.effects[0].se == pytest.approx(float(fit.se[1]))
    assert found.effects[0].se == found.model_se[1]


def test_groupings_are_put_in_order_and_told_apart() -> None:
    room, school = np.array([1, 1, 2, 2, 3, 3]), np.array([8, 8, 8, 8, 9, 9])
    hold, (inner, outer) = order_groupings(school, room)
    assert (hold, inner.tolist(), outer.tolist()) == (Hold.NESTED, room.tolist(), school.tolist())
    assert order_groupings(room, np.array([8, 9, 8, 9, 8, 9]))[0] is Hold.CROSSED
    with pytest.raises(RefusalError) as caught:
        order_groupings(room, room + 5)
    assert caught.value.reason is Reason.COLLINEAR


def test_a_large_spread_between_clusters_does_not_break_the_search() -> None:
    chance = np.random.default_rng(0)
    label = np.repeat(np.arange(20), 6)
    school = label // 2
    outcome = 300 * chance.normal(size=10)[school] + chance.normal(size=20)[label]
    outcome = outcome + chance.normal(size=120)
    found = estimate_contrasts(
        compared(outcome, label % 2, label, school), fitting=Fitting.REML, level=0.95
    )
    assert abs(found.effects[0].effect) < 4 * found.effects[0].se
    spread = (300 * np.random.default_rng(0).normal(size=10)).var(ddof=1)
    assert found.variances[1] == pytest.approx(spread, rel=0.01)


@pytest.mark.parametrize("shift", [0.0, 0.1, 10.0])
@pytest.mark.parametrize("fitting", [Fitting.REML, Fitting.ROBUST])
def test_classes_whose_means_are_alike_are_not_shown_as_sure(
    shift: float, fitting: Fitting
) -> None:
    # Ranks inside each class: class means cannot differ, and what is left of them is rounding.
    _outcome, arm, label = classes(12, 9)
    rank = np.tile(np.arange(1.0, 10.0) ** 1.3, 12)
    with pytest.raises(RefusalError) as caught:
        estimate_contrasts(compared(rank + shift * arm, arm, label), fitting=fitting, level=0.95)
    assert caught.value.reason is Reason.NO_RESIDUAL


def test_the_same_learners_under_each_question_are_not_shown_as_sure() -> None:
    # Every cluster holds the same two groups with the same outcomes, in unequal numbers.
    outcome = np.tile([1.3, 2.1, 5.7, 3.2, 4.9], 6)
    arm, label = np.tile([0, 0, 0, 1, 1], 6), np.repeat(np.arange(6), 5)
    with pytest.raises(RefusalError) as caught:
        estimate_contrasts(compared(outcome, arm, label), fitting=Fitting.ROBUST, level=0.95)
    assert caught.value.reason is Reason.NO_RESIDUAL


def test_crossed_groupings_have_no_robust_errors_and_no_slopes() -> None:
    outcome, _arm, label = classes(8, 10)
    rows = compared(outcome, np.arange(80) % 2, label, np.arange(80) % 7)
    with pytest.raises(RefusalError) as caught:
        estimate_contrasts(rows, fitting=Fitting.ROBUST, level=0.95)
    assert caught.value.reason is Reason.NOT_NESTED
    with pytest.raises(RefusalError) as caught:
        estimate_contrasts(replace(rows, slopes=outcome[:, None]), fitting=Fitting.REML, level=0.95)
    assert caught.value.reason is Reason.NOT_NESTED
    with pytest.raises(RefusalError) as caught:
        estimate_subgroups(rows, np.arange(80) // 2 % 2, fitting=Fitting.REML, level=0.95)
    assert caught.value.reason is Reason.NOT_NESTED


def test_complete_rows_miss_nothing() -> None:
    one, two = np.array([1.0, np.nan, 3.0]), np.array([[1.0, 2.0], [1.0, 2.0], [np.nan, 2.0]])
    assert complete_rows(one, two).tolist() == [True, False, False]


def test_shuffled_arms_keep_their_numbers_in_each_block() -> None:
    arm, block = np.array([0, 1, 1, 0, 1, 0, 0]), np.array([0, 0, 0, 1, 1, 1, 1])
    drawn = shuffle_arms(arm, block, n_draws=300, seed=4)
    assert set(drawn[:, :3].sum(axis=1)) == {2}
    assert set(drawn[:, 3:].sum(axis=1)) == {1}
    # Each of three places gets the one 0 of the first block a third of the time.
    share = (drawn[:, 0] == 0).mean()
    assert abs(share - 1 / 3) < 4 * np.sqrt(2 / 9 / 300)


def test_a_factorial_gives_the_contrasts_of_its_cell_means() -> None:
    chance = np.random.default_rng(2)
    first, second = np.tile([0, 1, 0, 1], 15), np.tile([0, 0, 1, 1], 15)
    outcome = chance.normal(size=60) + first + 0.5 * second
    rows = compared(outcome, np.empty((60, 0)))
    found = estimate_factorial(rows, first, second, fitting=Fitting.REML, level=0.95)
    cell = {(a, b): outcome[(first == a) & (second == b)].mean() for a in (0, 1) for b in (0, 1)}
    at = [cell[1, b] - cell[0, b] for b in (0, 1)]
    assert found.first.effect == pytest.approx(np.mean(at))
    assert found.interaction.effect == pytest.approx(at[1] - at[0])
    assert found.interaction.se == pytest.approx(2 * found.first.se)
    assert found.cells == (15, 15, 15, 15)


def test_a_factorial_without_a_combination_is_refused() -> None:
    first, second = np.tile([0, 1, 0, 0], 5), np.tile([0, 0, 1, 1], 5)
    rows = compared(np.arange(20.0), np.empty((20, 0)))
    with pytest.raises(RefusalError) as caught:
        estimate_factorial(rows, first, second, fitting=Fitting.REML, level=0.95)
    assert caught.value.reason is Reason.ARM_EMPTY


def test_factorial_power_agrees_with_simulation() -> None:
    plan = StudyPlan(Drawing.LEARNERS, (2, 2), 20.0, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0)
    se, both, df = predict_factorial_se(plan)
    assert both == 2 * se
    effect = smallest_of_error(se, df, power=0.8, level=0.95)
    found = simulate_factorial_power(plan, effect=effect, level=0.95, n_studies=400, seed=1)
    assert abs(found - 0.8) < 4 * np.sqrt(0.16 / 400)


def test_subgroups_differ_by_their_interaction() -> None:
    chance = np.random.default_rng(6)
    arm, group = np.tile([0, 1], 60), np.repeat([0, 1, 0], 40)
    outcome = chance.normal(size=120) + arm * np.where(group == 1, 1.5, 0.0)
    found = estimate_subgroups(compared(outcome, arm), group, fitting=Fitting.REML, level=0.95)
    means = [
        outcome[(group == g) & (arm == 1)].mean() - outcome[(group == g) & (arm == 0)].mean()
        for g in (0, 1)
    ]
    assert [one.effect for one in found.effects if one] == pytest.approx(means)
    assert found.interactions[0].effect == pytest.approx(means[1] - means[0])
    assert found.interactions[0].low > 0.0
    assert found.n == (80, 40)


@pytest.mark.slow
def test_interactions_do_not_cry_out_where_effects_differ_by_class_alone() -> None:
    # The effect differs from class to class (sd 0.5) and not by subgroup; whole classes.
    chance, alarms = np.random.default_rng(3), 0
    label, group = np.repeat(np.arange(12), 12), np.tile([0, 1], 72)
    for _study in range(300):
        own = chance.normal(0, 0.5, 12)[label]
        gap = chance.normal(0, 0.5, 12)[label] * group
        outcome = own + gap + chance.normal(size=144)
        rows = compared(outcome, label % 2, label)
        one = estimate_subgroups(rows, group, fitting=Fitting.REML, level=0.95).interactions[0]
        alarms += not one.low < 0.0 < one.high
    assert alarms / 300 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)


# Simulated: 8 classes of 6, with the standard error of each outcome.
SCORES = np.array([0.638, -0.012, -1.505, 0.754, -0.047, -0.387, 0.086, 0.244, 2.2, -0.557, 0.372, -0.787, 1.827, 1.147, 1.179, 0.552, 0.811, 0.596, 1.528, 1.957, -0.36, 1.811, 1.114, 1.149, -0.742, 1.458, -1.539, -0.4, 1.935, -1.2, 0.624, -0.273, 1.097, 2.444, 2.689, -0.896, -0.546, 0.695, 1.24, 0.322, -0.337, 0.588, -0.035, -0.475, -2.325, 0.127, 0.212, 0.023])  # fmt: skip
ERRORS = np.array([0.29, 0.549, 0.621, 0.22, 0.304, 0.85, 0.249, 0.291, 0.864, 0.635, 0.458, 0.558, 0.664, 0.393, 0.297, 0.752, 0.669, 0.559, 0.772, 0.584, 0.887, 0.343, 0.588, 0.539, 0.447, 0.614, 0.365, 0.762, 0.807, 0.29, 0.527, 0.394, 0.258, 0.827, 0.501, 0.303, 0.671, 0.342, 0.831, 0.352, 0.223, 0.341, 0.442, 0.528, 0.834, 0.688, 0.438, 0.212])  # fmt: skip


def test_outcomes_with_known_error_are_those_of_metafor() -> None:
    # metafor 3.8-1: rma.mv(y, s^2, mods = ~ arm, random = list(~ 1 | c, ~ 1 | i)) and, without
    # classes, rma(y, s^2, mods = ~ arm).
    label = np.repeat(np.arange(8), 6)
    nested = estimate_noisy_contrasts(compared(SCORES, label % 2, label), ERRORS, level=0.95)
    assert nested.effects[0].effect == pytest.approx(0.227476437, abs=1e-6)
    assert nested.between == pytest.approx(0.254834484, abs=1e-5)
    assert nested.within == pytest.approx(0.572232453, abs=1e-5)
    alone = estimate_noisy_contrasts(compared(SCORES, label % 2), ERRORS, level=0.95)
    assert alone.effects[0].effect == pytest.approx(0.218946107, abs=1e-6)
    assert alone.effects[0].se == pytest.approx(0.296300791, abs=1e-6)
    assert alone.within == pytest.approx(0.783576137, abs=1e-5)


def test_without_error_it_is_the_model_of_classes() -> None:
    outcome, arm, label = classes()
    rows = compared(outcome, arm, label)
    noisy = estimate_noisy_contrasts(rows, np.zeros(80), level=0.95)
    plain = estimate_contrasts(rows, fitting=Fitting.REML, level=0.95)
    assert noisy.effects[0].effect == pytest.approx(plain.effects[0].effect, abs=1e-6)
    assert noisy.effects[0].se == pytest.approx(plain.effects[0].se, rel=1e-4)
    assert noisy.reliability == 1.0


def test_an_outcome_that_is_all_error_is_refused() -> None:
    outcome, arm, _label = classes()
    with pytest.raises(RefusalError) as caught:
        estimate_noisy_contrasts(compared(outcome, arm), np.full(80, 5.0), level=0.95)
    assert caught.value.reason is Reason.NO_RESIDUAL


def test_the_a_a_check_is_near_its_promise_and_a_naive_analysis_is_not() -> None:
    outcome, arm, label = classes(12, 15, seed=9)
    arms = shuffle_arms(np.arange(12) % 2, np.zeros(12, int), n_draws=300, seed=2)
    redraws = Redraws(label, np.zeros(180, int), arms)
    honest, naive = (
        estimate_false_alarms(rows, redraws, effect=0.5, fitting=Fitting.REML, level=0.95)
        for rows in (compared(outcome, arm, label), compared(outcome, arm))
    )
    assert honest.n_checked == 300
    assert abs(honest.rate - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 300)
    assert naive.rate > 2 * honest.rate
    assert naive.error == pytest.approx(np.sqrt(naive.rate * (1 - naive.rate) / 300))
