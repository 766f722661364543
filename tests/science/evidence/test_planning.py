from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from armillary.science.evidence import (
    Drawing,
    Reason,
    RefusalError,
    StudyPlan,
    predict_power,
    predict_se,
    simulate_power,
    smallest_difference,
)

PLAN = StudyPlan(Drawing.CLUSTERS, (6, 6), 25.0, 0.0, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_the_error_of_equal_classes_is_the_textbook_one() -> None:
    # (0.15 + 0.85 / 25) * (1/6 + 1/6) = 0.061333
    assert predict_se(PLAN) == pytest.approx((0.061333**0.5, 10.0), rel=1e-5)


def test_power_is_the_noncentral_t() -> None:
    se, df = predict_se(PLAN)
    critical = stats.t.ppf(0.975, df)
    expected = stats.nct.sf(critical, df, 0.7 / se) + stats.nct.cdf(-critical, df, 0.7 / se)
    assert predict_power(PLAN, effect=0.7, level=0.95) == pytest.approx(expected, abs=1e-6)
    assert predict_power(PLAN, effect=0.0, level=0.95) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.slow
def test_the_smallest_difference_has_its_power() -> None:
    for power in (0.5, 0.8, 0.95):
        effect = smallest_difference(PLAN, power=power, level=0.95)
        assert predict_power(PLAN, effect=effect, level=0.95) == pytest.approx(power, abs=1e-9)


@pytest.mark.slow
def test_what_helps_and_what_hurts() -> None:
    least = smallest_difference(PLAN, power=0.8, level=0.95)
    better = [
        {"n_clusters": (8, 8)},
        {"cluster_size": 30.0},
        {"icc": 0.1},
        {"explained_within": 0.5},
        {"explained_between": 0.5},
        {"drawing": Drawing.LEARNERS},
        {"drawing": Drawing.CROSSOVER, "stay_between": 0.9, "stay_within": 0.5},
    ]
    worse = [{"dropout": 0.3}, {"size_spread": 0.6}, {"n_clusters": (3, 9)}]
    for changes in better:
        assert smallest_difference(replace(PLAN, **changes), power=0.8, level=0.95) < least  # type: ignore[arg-type]  # any field
    for changes in worse:
        assert smallest_difference(replace(PLAN, **changes), power=0.8, level=0.95) > least  # type: ignore[arg-type]  # any field


def test_a_baseline_of_learners_alone_costs_no_degree_of_freedom() -> None:
    known = replace(PLAN, n_clusters=(3, 3), explained_within=0.4, explained_between=0.4)
    one, both = predict_se(replace(known, class_means=False)), predict_se(known)
    assert one[1] == both[1] + 1.0 == 4.0
    assert both[0] == pytest.approx(one[0] * 1.5**0.5)  # (6 - 3) / (6 - 4)


def test_two_classes_need_a_crossover() -> None:
    two = replace(PLAN, n_clusters=(1, 1))
    with pytest.raises(RefusalError) as caught:
        smallest_difference(two, power=0.8, level=0.95)
    assert caught.value.reason is Reason.TOO_FEW_CLUSTERS
    swapped = replace(two, drawing=Drawing.CROSSOVER, stay_between=1.0, stay_within=0.6)
    # Half the difference of a learner's halves: sqrt(2 * 0.85 * 0.4 / 4 / 25 * 2), df 48.
    assert predict_se(swapped) == pytest.approx(((2 * 0.85 * 0.4 / 4 / 25 * 2) ** 0.5, 48.0))


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"drawing": Drawing.LEARNERS, "n_clusters": (2, 2), "explained_within": 0.4},
        {"drawing": Drawing.CROSSOVER, "stay_between": 0.8, "stay_within": 0.5},
        {"size_spread": 0.4, "dropout": 0.2, "explained_within": 0.5, "explained_between": 0.5},
        {
            "n_clusters": (3, 3),
            "explained_within": 0.5,
            "explained_between": 0.5,
            "class_means": False,
        },
    ],
)
def test_simulated_studies_agree(changes: dict[str, object]) -> None:
    plan = replace(PLAN, **changes)  # type: ignore[arg-type]  # any field
    effect = smallest_difference(plan, power=0.7, level=0.95)
    found = simulate_power(plan, effect=effect, level=0.95, n_studies=100, seed=1)
    assert found == pytest.approx(0.7, abs=3.3 * np.sqrt(0.21 / 100))


@pytest.mark.parametrize(
    "changes", [{"icc": 1.0}, {"dropout": -0.1}, {"n_clusters": (0, 3)}, {"size_spread": 2.0}, {"stay_within": 1.0}],
)  # fmt: skip
def test_values_out_of_range(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        predict_se(replace(PLAN, **changes))  # type: ignore[arg-type]  # any field
