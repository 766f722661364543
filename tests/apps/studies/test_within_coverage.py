"""Both ways in different lessons: intervals hold the truth, and the plan's power is the power had.

A few hundred studies each, so the limits are wide: they catch a wrong formula. What is left of
chance is measured by benchmarks/accuracy/evidence/sets.py, with the same studies.
"""

import pytest

from benchmarks.accuracy.evidence.sets import measure, plan


@pytest.mark.slow
@pytest.mark.parametrize("n_items", [(6, 6), (8, 7), (15, 12)])
def test_intervals_hold_the_truth_and_power_is_that_of_the_plan(n_items: tuple[int, int]) -> None:
    smallest, sd = plan(n_items)
    held, shown, _mean = measure(n_items, smallest * sd, 0.8, 400, 20261122)
    # One standard error over 400 studies: 1.1 points of 95 %, 2.0 of 80 %.
    assert 0.95 - 3.3 * 0.011 <= held <= 0.95 + 3.3 * 0.011
    assert 0.80 - 3.3 * 0.020 <= shown <= 0.80 + 3.3 * 0.020
