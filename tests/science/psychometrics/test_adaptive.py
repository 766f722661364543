"""Adaptive tests keep to quotas and limits, go on anywhere, and measure as well as they say."""

from collections import Counter

import numpy as np
import pytest

from armillary.science.psychometrics import (
    AdaptiveBank,
    AdaptiveRules,
    AdaptiveSitting,
    ItemParameters,
    NextItem,
    NoNextItem,
    assemble_form,
    choose_next,
    create_adaptive_bank,
    estimate_abilities,
    estimate_sitting,
    item_information,
    simulate_adaptive,
    sort_answers,
)

AREAS = ("data", "models", "use")


@pytest.fixture(scope="module")
def bank() -> AdaptiveBank:
    generator = np.random.default_rng(1)
    slope = np.clip(generator.lognormal(0.0, 0.3, 200), 0.4, 2.5)
    items = [
        ItemParameters(f"q{j}", "2pl", float(a), (float(-a * b),))
        for j, (a, b) in enumerate(zip(slope, generator.normal(size=200), strict=True))
    ]
    return create_adaptive_bank(items, {f"q{j}": AREAS[j % 3] for j in range(200)})


QUOTAS = {"data": (4, 6), "models": (6, 20), "use": (0, 5)}


def ask(
    bank: AdaptiveBank, rules: AdaptiveRules, sitting: AdaptiveSitting, **more: object
) -> NextItem | NoNextItem:
    settings = {"shown": {}, "n_sittings": 0, "generator": np.random.default_rng(0)}
    return choose_next(bank, rules, sitting, **{**settings, **more})


def test_the_first_item_tells_most_about_whom_the_prior_expects(bank: AdaptiveBank) -> None:
    found = ask(bank, AdaptiveRules(1, 5), AdaptiveSitting(prior=(1.5, 0.01)))
    told = item_information(bank.items, np.array([1.5]))[:, 0]
    assert found == NextItem(bank.items[int(np.argmax(told))].item, 1.0)


def test_quotas_are_met_and_no_item_is_shown_too_often(bank: AdaptiveBank) -> None:
    rules = AdaptiveRules(20, 20, quotas=QUOTAS, most_shown=0.3)
    ability = np.random.default_rng(2).normal(size=3000)
    found = simulate_adaptive(bank, rules, ability, generator=np.random.default_rng(3))
    assert found.shown.max() <= 0.3
    assert found.shown.sum() == pytest.approx(20.0)
    for row in found.given[:200]:
        counts = Counter(bank.areas[j] for j in row)
        assert len(set(row.tolist())) == 20
        assert all(a <= counts[name] <= b for name, (a, b) in QUOTAS.items())
    units = (found.estimate - ability) / found.error
    assert np.sqrt(np.mean(units**2)) == pytest.approx(1.0, abs=0.05)


def test_a_simulated_test_is_the_test_that_is_given(bank: AdaptiveBank) -> None:
    rules = AdaptiveRules(6, 15, error_enough=0.45, quotas={"data": (2, 3)})
    found = simulate_adaptive(bank, rules, np.zeros(1), generator=np.random.default_rng(5))
    draws = np.random.default_rng(5).random((1, 15, 2))
    sitting = AdaptiveSitting()
    for n, j in enumerate(found.given[0, : found.n_answers[0]]):
        chosen = ask(bank, rules, sitting)
        assert chosen == NextItem(bank.items[j].item, 1.0)
        right = 1.0 / (1.0 + np.exp(-bank.items[j].intercepts[0]))
        sitting = sitting.after(chosen.item, int(draws[0, n, 1] > 1.0 - right))
    told = estimate_sitting(bank, sitting)
    assert (told.ability, told.error) == pytest.approx((found.estimate[0], found.error[0]))
    assert "is enough" in ask(bank, rules, sitting).reason


def test_a_sitting_that_is_read_back_goes_on_as_before(bank: AdaptiveBank) -> None:
    sitting = AdaptiveSitting((0.3, 0.8)).after("q1", 1).after("q7", 0)
    back = AdaptiveSitting(prior=(0.3, 0.8), given=(("q1", 1), ("q7", 0)))
    assert estimate_sitting(bank, sitting) == estimate_sitting(bank, back)
    table = sort_answers([1, 1], ["q1", "q7"], [1, 0])
    slow = estimate_abilities(table, bank.items, method="eap", prior=(0.3, 0.8))
    assert estimate_sitting(bank, back).ability == pytest.approx(slow.estimate[0], abs=1e-6)


def test_the_next_item_is_drawn_among_the_best(bank: AdaptiveBank) -> None:
    rules = AdaptiveRules(1, 5, among=4)
    found = {
        ask(bank, rules, AdaptiveSitting(), generator=np.random.default_rng(seed)).item
        for seed in range(60)
    }
    told = [ask(bank, AdaptiveRules(1, 5), AdaptiveSitting()).item]
    assert len(found) == 4
    assert told[0] in found
    assert ask(bank, rules, AdaptiveSitting()).p_chosen == 0.25


def test_an_item_shown_too_often_is_passed_over_unless_no_other_is_allowed(
    bank: AdaptiveBank,
) -> None:
    rules = AdaptiveRules(1, 5, most_shown=0.2)
    first = ask(bank, rules, AdaptiveSitting()).item
    other = ask(bank, rules, AdaptiveSitting(), shown={first: 21}, n_sittings=100).item
    assert other != first
    all_shown = {item.item: 90 for item in bank.items} | {"q11": 80}
    assert ask(bank, rules, AdaptiveSitting(), shown=all_shown, n_sittings=100).item == "q11"


def test_a_test_ends_by_length_and_when_nothing_is_left(bank: AdaptiveBank) -> None:
    sitting = AdaptiveSitting().after("q1", 1).after("q2", 0)
    assert ask(bank, AdaptiveRules(1, 2), sitting) == NoNextItem("2 items were given")
    small = create_adaptive_bank(bank.items[:2])
    found = ask(small, AdaptiveRules(1, 5), AdaptiveSitting().after("q0", 1).after("q1", 1))
    assert found == NoNextItem("no item is left that the quotas allow")


def test_forms_are_made_for_whom_they_are_meant(bank: AdaptiveBank) -> None:
    rules = AdaptiveRules(20, 20, quotas=QUOTAS)
    more = {"shown": {}, "n_sittings": 0, "generator": np.random.default_rng(0)}
    easy = assemble_form(bank, rules, target=(-1.5, 0.5), **more)
    hard = assemble_form(bank, rules, target=(1.5, 0.5), **more)
    items = {item.item: item for item in bank.items}

    def mean(form: tuple[object, ...]) -> float:
        return float(np.mean([items[key].difficulties[0] for key in form]))

    assert mean(easy) < -0.7 < 0.7 < mean(hard)
    on_the_fly = AdaptiveRules(20, 20, among=5)
    forms = {assemble_form(bank, on_the_fly, target=(0.0, 1.0), **more) for _ in range(3)}
    assert len(forms) == 3
    with pytest.raises(ValueError, match="the quotas leave 3 items"):
        assemble_form(create_adaptive_bank(bank.items[:3]), on_the_fly, target=(0.0, 1.0), **more)


def test_misuse_is_refused(bank: AdaptiveBank) -> None:
    with pytest.raises(ValueError, match="n_least must be 1 or more"):
        AdaptiveRules(3, 2)
    with pytest.raises(ValueError, match="most_shown above 0"):
        AdaptiveRules(1, 2, most_shown=0.0)
    with pytest.raises(ValueError, match="among must be"):
        AdaptiveRules(1, 2, among=0)
    with pytest.raises(ValueError, match="quota of 'a'"):
        AdaptiveRules(1, 2, quotas={"a": (2, 1)})
    with pytest.raises(ValueError, match="quotas ask for 3 items"):
        AdaptiveRules(1, 2, quotas={"a": (3, 3)})
    with pytest.raises(ValueError, match="its quota asks for 1"):
        ask(bank, AdaptiveRules(1, 2, quotas={"nowhere": (1, 1)}), AdaptiveSitting())
    with pytest.raises(ValueError, match="given twice"):
        AdaptiveSitting().after("q1", 1).after("q1", 0)
    with pytest.raises(ValueError, match="sd above 0"):
        AdaptiveSitting(prior=(0.0, 0.0))
    with pytest.raises(ValueError, match="'x' is not in the bank"):
        estimate_sitting(bank, AdaptiveSitting().after("x", 1))
    with pytest.raises(ValueError, match="it knows 0 to 1"):
        estimate_sitting(bank, AdaptiveSitting().after("q1", 2))
    with pytest.raises(ValueError, match="has no area"):
        create_adaptive_bank(bank.items, {"q0": "data"})
    with pytest.raises(ValueError, match="different keys"):
        create_adaptive_bank(bank.items[:1] * 2)
    with pytest.raises(ValueError, match="one finite number"):
        simulate_adaptive(bank, AdaptiveRules(1, 2), np.zeros(0), generator=np.random.default_rng())
