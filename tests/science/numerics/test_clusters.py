"""A mean over clusters: by hand, equal to the plain interval, and right as often as it says."""

import math

import numpy as np
import pytest

from armillary.science.numerics import estimate_clustered_mean


def test_the_mean_of_two_clusters_by_hand() -> None:
    # Sums of residuals around 3: (1 - 3) + (2 - 3) = -3 and 6 - 3 = 3; se = sqrt(2 * 18) / 3 = 2.
    # Student's t with one degree of freedom at 0.75 is tan(pi / 4) = 1.
    found = estimate_clustered_mean(
        np.array([1.0, 2.0, 6.0]), np.ones(3), np.array([4, 4, 9]), level=0.5
    )
    assert (found.mean, found.n_clusters) == (3.0, 2)
    assert found.se == pytest.approx(2.0)
    assert [found.low, found.high] == pytest.approx([1.0, 5.0])


def test_clusters_of_one_give_the_usual_interval_of_a_mean() -> None:
    values = np.random.default_rng(3).normal(size=12)
    found = estimate_clustered_mean(values, np.ones(12), np.arange(12), level=0.95)
    # Student's t with 11 degrees of freedom at 0.975: 2.200985 in any table.
    assert found.se == pytest.approx(values.std(ddof=1) / math.sqrt(12))
    assert found.high - found.mean == pytest.approx(2.200985 * found.se, rel=1e-6)


def test_a_weight_counts_as_so_many_equal_values() -> None:
    twice = estimate_clustered_mean(
        np.array([1.0, 1.0, 4.0, 2.0]), np.ones(4), np.array([0, 0, 1, 2]), level=0.9
    )
    weighed = estimate_clustered_mean(
        np.array([1.0, 4.0, 2.0]), np.array([2.0, 1.0, 1.0]), np.arange(3), level=0.9
    )
    assert weighed == twice


def test_the_interval_holds_the_truth_as_often_as_it_says_when_answers_hang_together() -> None:
    # 1,000 draws of 30 clusters of 5 to 15 values that share a part: the share of intervals that
    # hold 0 has a standard error of sqrt(.95 * .05 / 1000) = .007; three of them either way.
    generator = np.random.default_rng(11)
    hits = 0
    for _ in range(1000):
        cluster = np.repeat(np.arange(30), generator.integers(5, 16, size=30))
        value = generator.normal(size=30)[cluster] + generator.normal(size=len(cluster))
        found = estimate_clustered_mean(value, np.ones(len(value)), cluster, level=0.95)
        hits += found.low <= 0.0 <= found.high
    assert abs(hits / 1000 - 0.95) < 0.021


@pytest.mark.parametrize(
    ("value", "weight", "cluster", "level", "message"),
    [
        ([1.0], [1.0], [0], 0.9, "two clusters"),
        ([1.0, 2.0], [0.0, 0.0], [0, 1], 0.9, "some weight"),
        ([1.0, math.inf], [1.0, 1.0], [0, 1], 0.9, "finite"),
        ([1.0, 2.0], [1.0, -1.0], [0, 1], 0.9, "0 or more"),
        ([1.0, 2.0], [1.0], [0, 1], 0.9, "one length"),
        ([1.0, 2.0], [1.0, 1.0], [0, 1], 1.0, "level"),
    ],
)
def test_what_has_no_mean_is_refused(
    value: list[float], weight: list[float], cluster: list[int], level: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        estimate_clustered_mean(np.array(value), np.array(weight), np.array(cluster), level=level)
