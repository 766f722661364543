"""Answers in parts give what answers in one piece give."""

from collections.abc import Callable

import numpy as np
import pytest

from armillary.science.psychometrics import (
    AnswerSource,
    AnswerTable,
    Calibration,
    HeldAnswers,
    ItemParameters,
    Settings,
    SharedAnswers,
    calibrate,
    simulate_answers,
    sort_answers,
    split_answers,
)

BINARY = [ItemParameters(f"q{j}", "2pl", 0.7 + 0.1 * j, (1.5 - 0.3 * j,)) for j in range(10)]
GRADED = [ItemParameters(f"g{j}", "grm", 1.0 + 0.2 * j, (1.5, 0.0, -1.0)) for j in range(5)]


def answers(items: list[ItemParameters], *, seen: float) -> AnswerTable:
    generator = np.random.default_rng(7)
    return simulate_answers(generator.normal(size=900), items, generator=generator, seen=seen)


def share(n_parts: int) -> Callable[[HeldAnswers], AnswerSource]:
    """What puts answers into parts that are worked on one after the other."""

    def split(held: HeldAnswers) -> AnswerSource:
        return SharedAnswers(split_answers(held, n_parts), map)

    return split


def numbers(found: Calibration) -> list[float]:
    """Everything that is estimated, with errors."""
    told = [found.log_likelihood]
    for one in found.items:
        told += [one.parameters.slope, one.se_slope]
        told += [*one.parameters.intercepts, *one.se_intercepts]
    for group in found.populations:
        told += [group.mean, group.sd, group.se_mean, group.se_sd, group.n_learners]
    return told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("items", "model", "seen"),
    [(BINARY, "2pl", 1.0), (BINARY, "2pl", 0.15), (BINARY, "rasch", 0.5), (GRADED, "grm", 0.8)],
)
@pytest.mark.parametrize("n_parts", [2, 7])
def test_parts_give_what_the_whole_gives(
    items: list[ItemParameters], model: str, seen: float, n_parts: int
) -> None:
    table = answers(items, seen=seen)
    group = np.where(np.arange(900) % 3 == 0, "be", "en")
    whole = calibrate(table, Settings(model), group=group, reference="en")
    parts = calibrate(table, Settings(model), group=group, reference="en", share=share(n_parts))
    np.testing.assert_allclose(numbers(parts), numbers(whole), rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(
        parts.item_errors.matrix, whole.item_errors.matrix, rtol=1e-8, atol=1e-8
    )
    assert parts.notes == whole.notes


def test_parts_hold_every_answer_once_and_no_name() -> None:
    table = answers(BINARY, seen=0.3)
    parts = split_answers(HeldAnswers(table, np.arange(900) % 2, 2), 4)
    sizes = [len(part.table) for part in parts]
    assert sum(sizes) == len(table)
    assert max(sizes) - min(sizes) <= 20  # at most a learner's answers on either side
    np.testing.assert_array_equal(np.concatenate([part.table.score for part in parts]), table.score)
    np.testing.assert_array_equal(
        np.concatenate([part.group for part in parts]), np.arange(900) % 2
    )
    for part in parts:
        assert part.table.items.tolist() == list(range(10))
        assert part.table.learners.tolist() == list(range(part.table.n_learners))


def test_there_are_no_more_parts_than_learners_and_none_without_one() -> None:
    table = sort_answers(
        [1, 1, 1, 2, 3], ["a", "b", "c", "a", "b"], [1, 0, 1, 1, 0], learners=[1, 2, 3, 4]
    )
    parts = split_answers(HeldAnswers(table, np.zeros(4, np.int64), 1), 50)
    assert all(part.table.n_learners for part in parts)
    assert sum(part.table.n_learners for part in parts) == 4
    total = SharedAnswers(parts, map).summarise()
    assert (int(total.counts.sum()), total.n_learners.tolist(), total.longest) == (5, [3], 3)


def test_no_part_is_refused() -> None:
    table = sort_answers([1, 2], ["a", "a"], [1, 0])
    with pytest.raises(ValueError, match="n_parts must be 1 or more, got 0"):
        split_answers(HeldAnswers(table, np.zeros(2, np.int64), 1), 0)
