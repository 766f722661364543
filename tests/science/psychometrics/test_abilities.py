"""Abilities match integrals and general root finders, and lie as far off as they say."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from armillary.science.psychometrics import (
    ItemParameters,
    Settings,
    calibrate,
    empirical_reliability,
    estimate_abilities,
    item_information,
    marginal_reliability,
    simulate_answers,
    sort_answers,
)

MIXED = [
    ItemParameters("a", "2pl", 1.0, (1.0,)),
    ItemParameters("b", "2pl", 1.5, (0.0,)),
    ItemParameters("c", "3pl", 1.2, (-1.0,), 0.2),
    ItemParameters("d", "grm", 1.4, (1.5, 0.0, -1.0)),
    ItemParameters("e", "gpcm", 0.9, (0.5, -0.5)),
]


def chance(item: ItemParameters, theta: float) -> np.ndarray:
    z = item.slope * theta + np.array(item.intercepts)
    if item.model == "grm":
        return -np.diff(np.concatenate(([1.0], 1 / (1 + np.exp(-z)), [0.0])))
    if item.model == "3pl":
        right = item.guessing + (1 - item.guessing) / (1 + np.exp(-z[0]))
        return np.array([1 - right, right])
    steps = np.exp(np.concatenate(([0.0], np.cumsum(z))))
    return steps / steps.sum()


def likelihood(theta: float, scores: list[int]) -> float:
    return float(np.prod([chance(i, theta)[s] for i, s in zip(MIXED, scores, strict=True)]))


def information(theta: float, items: list[ItemParameters]) -> float:
    """Expected squares of differences, by the definition."""
    total = 0.0
    for item in items:
        up, down = chance(item, theta + 1e-5), chance(item, theta - 1e-5)
        total += float(np.sum(((up - down) / 2e-5) ** 2 / chance(item, theta)))
    return total


@pytest.mark.parametrize("scores", [[1, 0, 1, 2, 1], [0, 0, 0, 0, 0], [1, 1, 1, 3, 2]])
def test_mean_and_sd_are_those_of_the_integral(scores: list[int]) -> None:
    table = sort_answers(["x"] * 5, list("abcde"), scores)
    found = estimate_abilities(table, MIXED, method="eap", prior=(0.5, 1.2))

    def moment(power: int, centre: float) -> float:
        return quad(
            lambda t: (t - centre) ** power
            * likelihood(t, scores) * np.exp(-0.5 * ((t - 0.5) / 1.2) ** 2), -9, 9,
        )[0]  # fmt: skip

    mean = moment(1, 0.0) / moment(0, 0.0)
    assert found.estimate[0] == pytest.approx(mean, abs=1e-6)
    sd = np.sqrt(moment(2, mean) / moment(0, 0.0))
    assert found.error[0] == pytest.approx(sd, abs=1e-6)
    assert found.n_answers.tolist() == [5]


@pytest.mark.parametrize("scores", [[1, 0, 1, 2, 1], [0, 0, 0, 0, 0], [1, 1, 1, 3, 2]])
def test_the_top_of_the_posterior_is_where_a_general_search_finds_it(scores: list[int]) -> None:
    table = sort_answers(["x"] * 5, list("abcde"), scores)
    found = estimate_abilities(table, MIXED, method="map")
    top = minimize_scalar(
        lambda t: -np.log(likelihood(t, scores)) + 0.5 * t * t, bounds=(-6, 6), method="bounded",
        options={"xatol": 1e-9},
    ).x  # fmt: skip
    assert found.estimate[0] == pytest.approx(top, abs=1e-5)
    assert found.error[0] == pytest.approx((information(top, MIXED) + 1.0) ** -0.5, rel=1e-5)


def warm_term(at: float, h: float = 1e-4) -> float:
    """Warm's J over twice the information, from its definition."""
    warm = 0.0
    for item in MIXED:
        low, middle, high = chance(item, at - h), chance(item, at), chance(item, at + h)
        warm += np.sum((high - low) / (2 * h) * (high - 2 * middle + low) / h**2 / middle)
    return float(warm / (2 * information(at, MIXED)))


@pytest.mark.parametrize("scores", [[1, 0, 1, 2, 1], [0, 0, 0, 0, 0], [1, 1, 1, 3, 2]])
def test_warms_estimate_solves_warms_equation(scores: list[int]) -> None:
    table = sort_answers(["x"] * 5, list("abcde"), scores)
    found = estimate_abilities(table, MIXED, method="wle")
    at, h = float(found.estimate[0]), 1e-4
    slope = np.log(likelihood(at + h, scores) / likelihood(at - h, scores)) / (2 * h)
    assert slope + warm_term(at) == pytest.approx(0.0, abs=1e-5)
    # An M-estimator's variance: that of its slope over the square of its expected curvature.
    told, step = information(at, MIXED), 1e-3
    curvature = told - (warm_term(at + step) - warm_term(at - step)) / (2 * step)
    assert found.error[0] == pytest.approx(told**0.5 / curvature, rel=1e-4)


def test_for_two_parameters_warms_estimate_is_the_top_under_jeffreys_prior() -> None:
    items = MIXED[:2]
    table = sort_answers([1, 1], ["a", "b"], [1, 1])
    found = estimate_abilities(table, items, method="wle")
    top = minimize_scalar(
        lambda t: -np.log(chance(items[0], t)[1] * chance(items[1], t)[1])
        - 0.5 * np.log(information(t, items)),
        bounds=(-8, 8), method="bounded", options={"xatol": 1e-9},
    ).x  # fmt: skip
    assert found.estimate[0] == pytest.approx(top, abs=1e-4)


def test_information_is_that_of_the_definition() -> None:
    at = np.array([-2.0, 0.0, 1.5])
    told = item_information(MIXED, at)
    for j, item in enumerate(MIXED):
        assert told[j] == pytest.approx([information(t, [item]) for t in at], rel=1e-6)


@pytest.mark.parametrize(("method", "sigmas"), [("eap", 1.0), ("map", 1.0), ("wle", 1.0)])
def test_errors_are_as_large_as_they_say(method: str, sigmas: float) -> None:
    generator = np.random.default_rng(3)
    ability = generator.normal(size=3000)
    items = [
        ItemParameters(j, "2pl", s, (-s * b,))
        for j, (s, b) in enumerate(zip(np.tile([0.8, 1.4], 15), np.linspace(-2, 2, 30), strict=True))
    ]  # fmt: skip
    table = simulate_answers(ability, items, generator=generator, seen=0.7)
    found = estimate_abilities(table, items, method=method)
    units = (found.estimate - ability[found.learners]) / found.error
    # Over 3,000 learners the root mean square is good to about 0.02.
    assert np.sqrt(np.mean(units**2)) == pytest.approx(sigmas, abs=0.08)
    assert abs(np.mean(units)) < 0.08


def test_reliability_is_the_squared_tie_between_estimate_and_truth() -> None:
    generator = np.random.default_rng(5)
    ability = generator.normal(size=4000)
    items = [ItemParameters(j, "2pl", 1.2, (d,)) for j, d in enumerate(np.linspace(-2, 2, 20))]
    table = simulate_answers(ability, items, generator=generator)
    found = estimate_abilities(table, items, method="eap")
    tie = np.corrcoef(found.estimate, ability)[0, 1] ** 2
    assert marginal_reliability(items) == pytest.approx(tie, abs=0.02)
    assert empirical_reliability(found) == pytest.approx(tie, abs=0.02)
    assert marginal_reliability(items, sd=2.0) > marginal_reliability(items) > 0.5


def test_without_answers_the_prior_stands_and_a_method_without_one_says_nothing() -> None:
    table = sort_answers([1], ["a"], [1], learners=[1, 2])
    prior = np.array([[0.0, 1.0], [0.7, 0.5]])
    eap = estimate_abilities(table, MIXED, method="eap", prior=prior)
    assert (eap.estimate[1], eap.error[1], eap.n_answers[1]) == pytest.approx((0.7, 0.5, 0))
    top = estimate_abilities(table, MIXED, method="map", prior=prior)
    assert (top.estimate[1], top.error[1]) == (0.7, 0.5)
    wle = estimate_abilities(table, MIXED, method="wle")
    assert (wle.learners.tolist(), wle.left_out) == ([1], (2,))


def test_answers_to_unknown_items_are_counted() -> None:
    table = sort_answers([1, 1], ["a", "z"], [1, 1])
    found = estimate_abilities(table, MIXED, method="eap")
    assert (found.n_answers.tolist(), found.n_unused) == ([1], 1)


def test_a_long_test_does_not_fall_between_nodes() -> None:
    items = [ItemParameters(j, "2pl", 2.5, (0.0,)) for j in range(400)]
    generator = np.random.default_rng(0)
    found = estimate_abilities(
        simulate_answers(np.zeros(50), items, generator=generator), items, method="eap"
    )
    top = estimate_abilities(
        simulate_answers(np.zeros(50), items, generator=np.random.default_rng(0)), items,
        method="map",
    )  # fmt: skip
    assert found.error == pytest.approx(top.error, rel=0.01)


def test_misuse_is_refused() -> None:
    table = sort_answers([1], ["a"], [1])
    with pytest.raises(ValueError, match="method must be"):
        estimate_abilities(table, MIXED, method="mle")
    with pytest.raises(ValueError, match="different keys"):
        estimate_abilities(table, MIXED[:1] * 2, method="eap")
    with pytest.raises(ValueError, match="no answer is to one of the items"):
        estimate_abilities(table, MIXED[1:], method="eap")
    with pytest.raises(ValueError, match="it knows 0 to 1"):
        estimate_abilities(sort_answers([1], ["a"], [2]), MIXED, method="eap")
    with pytest.raises(ValueError, match="one pair or one a learner"):
        estimate_abilities(table, MIXED, method="eap", prior=np.zeros((3, 2)))
    with pytest.raises(ValueError, match="sd above 0"):
        estimate_abilities(table, MIXED, method="eap", prior=(0.0, 0.0))
    with pytest.raises(ValueError, match="sd must be above 0"):
        marginal_reliability(MIXED, sd=0.0)
    with pytest.raises(ValueError, match="ability must be finite"):
        item_information(MIXED, np.array([np.nan]))


def test_errors_allow_for_items_that_are_known_with_error() -> None:
    generator = np.random.default_rng(2)
    items = [ItemParameters(j, "2pl", 1.3, (d,)) for j, d in enumerate(np.linspace(-2, 2, 15))]
    table = simulate_answers(generator.normal(size=150), items, generator=generator)
    found = calibrate(table, Settings("2pl"))
    plain = estimate_abilities(table, found.bank, method="eap")
    wide = estimate_abilities(table, found.bank, method="eap", item_errors=found.item_errors)
    assert np.all(wide.error > plain.error)
    # How far estimates move when items are drawn anew from their errors.
    draws = generator.multivariate_normal(np.zeros(30), found.item_errors.matrix, 300)
    moved = []
    for draw in draws:
        shaken = [
            ItemParameters(
                item.item, "2pl", item.slope + draw[rows[0]],
                (item.intercepts[0] + draw[rows[1]],),
            )
            for item in found.bank
            for rows in [found.item_errors.free_of[item.item]]
        ]  # fmt: skip
        moved.append(estimate_abilities(table, shaken, method="eap").estimate)
    added = np.sqrt(wide.error**2 - plain.error**2)
    assert np.median(added / np.std(moved, axis=0)) == pytest.approx(1.0, abs=0.1)
    for method in ("map", "wle"):
        told = estimate_abilities(table, found.bank, method=method, item_errors=found.item_errors)
        assert np.all(told.error > estimate_abilities(table, found.bank, method=method).error)
    with pytest.raises(ValueError, match="not those of item 'a'"):
        estimate_abilities(
            sort_answers([1], ["a"], [1]), MIXED, method="eap", item_errors=found.item_errors
        )


@pytest.mark.slow
def test_errors_of_warms_estimates_are_as_large_as_they_are_off_in_short_tests() -> None:
    generator = np.random.default_rng(11)
    ability, items = generator.normal(size=8000), [
        ItemParameters(j, "2pl", 1.0, (-b,)) for j, b in enumerate(np.linspace(-1.5, 1.5, 10))
    ]  # fmt: skip
    table = simulate_answers(ability, items, generator=generator)
    found = estimate_abilities(table, items, method="wle")
    off = float(np.mean((found.estimate - ability[found.learners]) ** 2))
    # A variance from 8,000 is known to 1.6 %. The root of the information says 17 % too much.
    assert off == pytest.approx(float(np.mean(found.error**2)), rel=0.06)
    told = np.array([information(t, items) for t in found.estimate])
    assert off < 0.9 * float(np.mean(1.0 / told))
