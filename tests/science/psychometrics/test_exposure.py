"""Lots keep items from being shown too often, and are the same wherever a sitting goes on."""

import numpy as np
import pytest

from armillary.science.psychometrics import (
    AdaptiveBank,
    AdaptiveRules,
    AdaptiveSitting,
    ExposureControl,
    ItemParameters,
    Key,
    NextItem,
    choose_next,
    create_adaptive_bank,
    find_exposure_control,
    simulate_adaptive,
)

AREAS = ("data", "models", "use")
RULES = AdaptiveRules(10, 10, quotas={"data": (3, 4), "use": (2, 10)})
LIMIT = 0.25


def make_bank(n_items: int) -> AdaptiveBank:
    generator = np.random.default_rng(1)
    slope = np.clip(generator.lognormal(0.0, 0.3, n_items), 0.4, 2.5)
    items = [
        ItemParameters(f"q{j}", "2pl", float(a), (float(-a * b),))
        for j, (a, b) in enumerate(zip(slope, generator.normal(size=n_items), strict=True))
    ]
    return create_adaptive_bank(items, {f"q{j}": AREAS[j % 3] for j in range(n_items)})


@pytest.fixture(scope="module")
def bank() -> AdaptiveBank:
    return make_bank(150)


def find(bank: AdaptiveBank, seed: int) -> ExposureControl:
    generator = np.random.default_rng(seed)
    ability = generator.normal(size=800)
    return find_exposure_control(
        bank, RULES, ability, most_shown=LIMIT, n_rounds=12, generator=generator
    )


@pytest.fixture(scope="module")
def control(bank: AdaptiveBank) -> ExposureControl:
    return find(bank, 2)


@pytest.mark.slow
def test_with_lots_no_item_is_shown_to_more_than_the_limit(
    bank: AdaptiveBank, control: ExposureControl
) -> None:
    assert control.is_kept
    ability = np.random.default_rng(4).normal(size=6000)
    free = simulate_adaptive(bank, RULES, ability, generator=np.random.default_rng(5))
    held = simulate_adaptive(
        bank, RULES, ability, generator=np.random.default_rng(5), control=control
    )
    assert free.shown.max() > 2 * LIMIT  # the rule that binds
    # The largest of 150 simulated shares may lie three standard errors (0.0056) above.
    assert held.shown.max() <= LIMIT + 0.017
    assert np.all(held.n_answers == 10)
    for row in held.given[:100]:
        names = [bank.areas[j] for j in row]
        assert len(set(row.tolist())) == 10
        assert 3 <= names.count("data") <= 4
        assert names.count("use") >= 2


@pytest.mark.slow
def test_with_counts_besides_the_limit_is_never_passed(
    bank: AdaptiveBank, control: ExposureControl
) -> None:
    ability = np.random.default_rng(4).normal(size=6000)
    rules = AdaptiveRules(10, 10, quotas=RULES.quotas, most_shown=LIMIT)
    found = simulate_adaptive(
        bank, rules, ability, generator=np.random.default_rng(5), control=control
    )
    assert found.shown.max() <= LIMIT


@pytest.mark.slow
def test_the_same_seed_finds_the_same_lots(bank: AdaptiveBank, control: ExposureControl) -> None:
    assert find(bank, 2).p_kept.tolist() == control.p_kept.tolist()
    assert find(bank, 3).p_kept.tolist() != control.p_kept.tolist()


def test_items_set_aside_are_passed_over_while_others_are_left(bank: AdaptiveBank) -> None:
    def ask(set_aside: frozenset[Key]) -> NextItem:
        found = choose_next(
            bank, AdaptiveRules(1, 5), AdaptiveSitting(), shown={}, n_sittings=0,
            generator=np.random.default_rng(0), set_aside=set_aside,
        )  # fmt: skip
        assert isinstance(found, NextItem)
        return found

    first = ask(frozenset()).item
    assert ask(frozenset({first})).item != first
    assert ask(frozenset(item.item for item in bank.items)).item == first


def test_a_sitting_sets_aside_the_same_items_on_another_computer(control: ExposureControl) -> None:
    here = control.draw_set_aside(np.random.default_rng([7, 1]))
    assert here == control.draw_set_aside(np.random.default_rng([7, 1]))
    assert here != control.draw_set_aside(np.random.default_rng([7, 2]))
    # Expected: the sum of one minus each probability; the sd of such a sum is under 5.
    assert len(here) == pytest.approx(float(np.sum(1.0 - control.p_kept)), abs=20)


def test_a_bank_too_small_for_the_limit_is_refused() -> None:
    small = make_bank(39)
    with pytest.raises(ValueError, match="40 are needed"):
        find(small, 2)
    with pytest.raises(ValueError, match="n_rounds 1 or more"):
        find_exposure_control(
            small, RULES, np.zeros(2), most_shown=0.5, n_rounds=0,
            generator=np.random.default_rng(0),
        )  # fmt: skip
