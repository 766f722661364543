"""Growth between tests that share items: errors of shared items leave, others stay."""

import numpy as np
import pytest

from armillary.science.psychometrics import (
    ItemErrors,
    ItemParameters,
    estimate_abilities,
    estimate_growth,
    estimate_item_moves,
    estimate_linked_growth,
    estimate_mean,
    simulate_answers,
)

ITEMS = [ItemParameters(j, "2pl", 1.1, (d,)) for j, d in enumerate(np.linspace(-1.5, 1.5, 15))]


def errors_of(variance: float, n: int = 15) -> ItemErrors:
    """Return errors in which the intercepts alone are unsure, each for itself."""
    return ItemErrors(variance * np.eye(n), {j: (-1, j) for j in range(n)})


def test_estimates_move_with_items_as_far_as_they_say() -> None:
    table = simulate_answers(np.linspace(-1, 1, 8), ITEMS, generator=np.random.default_rng(1))
    errors = errors_of(0.25)
    moves = estimate_item_moves(table, ITEMS, errors)
    known = estimate_abilities(table, ITEMS, method="wle")
    unsure = estimate_abilities(table, ITEMS, method="wle", item_errors=errors)
    added = np.einsum("ij,jk,ik->i", moves, errors.matrix, moves)
    assert np.sqrt(known.error**2 + added) == pytest.approx(unsure.error, rel=1e-2)
    # All items harder by as much move everybody down by about as much: -1.1 x 0.1 each.
    assert moves.sum(axis=1) * 1.1 == pytest.approx(-np.ones(8), rel=0.15)


def test_an_error_that_both_tests_share_leaves_the_change() -> None:
    table = simulate_answers(np.linspace(-1, 1, 8), ITEMS, generator=np.random.default_rng(2))
    found = estimate_linked_growth(table, table, ITEMS, item_errors=errors_of(4.0), level=0.95)
    plain = estimate_abilities(table, ITEMS, method="wle")
    assert found.error == pytest.approx(np.sqrt(2.0) * plain.error)
    assert found.change == pytest.approx(np.zeros(8))


def test_with_items_known_it_is_plain_growth() -> None:
    generator = np.random.default_rng(3)
    before = simulate_answers(np.zeros(12), ITEMS, generator=generator)
    after = simulate_answers(np.full(12, 0.7), ITEMS, generator=generator)
    found = estimate_linked_growth(before, after, ITEMS, item_errors=errors_of(0.0), level=0.95)
    plain = estimate_growth(
        estimate_abilities(before, ITEMS, method="wle"),
        estimate_abilities(after, ITEMS, method="wle"),
        level=0.95,
    )
    assert found.low == pytest.approx(plain.low)
    assert found.mean is not None
    assert (found.mean.low, found.mean.high) == pytest.approx((plain.mean_low, plain.mean_high))


def test_forms_harder_than_thought_make_a_class_unsure_unless_they_are_balanced() -> None:
    n, errors = 20, errors_of(0.5, 2)
    moves = np.zeros((n, 2))
    moves[:, 0], moves[:, 1] = -1.0, 1.0
    crossed = moves * np.where(np.arange(n) % 2, 1.0, -1.0)[:, None]
    change = np.random.default_rng(4).normal(0.5, 0.5, n)
    one_way = estimate_mean(change, moves, errors, level=0.95)
    balanced = estimate_mean(change, crossed, errors, level=0.95, strata=[i % 2 for i in range(n)])
    assert one_way is not None
    assert balanced is not None
    # With all in one order both forms' errors stay: variance 0.5 + 0.5, so at least 1.96.
    assert one_way.high - one_way.value > 1.96
    assert balanced.high - balanced.value < 0.35


def test_one_learner_alone_has_a_change_but_no_class() -> None:
    generator = np.random.default_rng(5)
    before = simulate_answers(np.zeros(1), ITEMS, generator=generator)
    after = simulate_answers(np.ones(1), ITEMS, generator=generator)
    found = estimate_linked_growth(before, after, ITEMS, item_errors=errors_of(0.0), level=0.95)
    assert len(found.change) == 1
    assert found.mean is None


def test_a_level_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        estimate_mean(np.zeros(3), np.zeros((3, 2)), errors_of(0.0, 2), level=95)


@pytest.mark.slow
def test_class_intervals_hold_the_truth_when_authors_were_off() -> None:
    """A third of the table of benchmarks/accuracy/psychometrics/school_results.py."""
    from benchmarks.accuracy.psychometrics.school_results import Setting, measure

    setting = Setting(learners=20, calibrated=0.5, growth=0.5, counterbalanced=True)
    tally = measure(setting, repeats=200, generator=np.random.default_rng(6))
    # 0.95 with a standard error of 0.015 over 200 classes.
    assert 0.90 < tally.of_classes <= 1.0
    assert 0.94 < tally.of_learners < 0.995
