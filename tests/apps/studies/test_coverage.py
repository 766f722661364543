"""Intervals of the analyses that the wizard fixes hold the truth as often as they say.

A few hundred studies each, so the limits are wide: they catch a wrong formula. What is left of
chance is measured by benchmarks/accuracy/evidence/wizard.py, with the same studies.
"""

import numpy as np
import pytest

from benchmarks.accuracy.evidence.studies import Condition, analyse, simulate

N, TRUE = 300, 0.4
# 95 % of 300 studies: one standard error is 1.26 points; ten shares are looked at.
LEAST, MOST = 0.95 - 3.0 * 0.0126, 0.95 + 3.0 * 0.0126


@pytest.mark.slow
@pytest.mark.parametrize(
    "condition",
    [
        Condition("learner", (25, 22), baseline=True),
        Condition("swap", (25, 22)),
        Condition("swap", (25, 22, 18, 27)),
        Condition("class", (25, 22, 18, 27)),
        Condition("class", (25, 22, 18, 27, 24, 20), baseline=True),
    ],
    ids=str,
)
def test_95_of_100_intervals_hold_the_truth(condition: Condition) -> None:
    generator = np.random.default_rng(20261122)
    held, g_held = 0, 0
    for _number in range(N):
        table, difference, sd = simulate(condition, TRUE, generator)
        found = analyse(condition, table)
        effect = found.difference.effect
        held += effect.low <= difference <= effect.high
        g_held += found.g.low <= difference / sd <= found.g.high
    assert LEAST <= held / N <= MOST
    assert LEAST <= g_held / N <= MOST
