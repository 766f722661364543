"""Intervals of the analyses that the wizard fixes hold the truth as often as they say."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from armillary.apps.studies.analysis import StudyTable, estimate_found
from armillary.apps.studies.models import Study
from armillary.apps.studies.protocols import analysis_of, split_design

N, TRUE = 1000, 0.4
# 95 % of 1,000 studies: one standard error is 0.7 points.
LEAST, MOST = 0.95 - 3 * 0.007, 0.95 + 3 * 0.007


def made_up(name: str, n_classes: int, *, baseline: bool) -> Study:
    unit, layout = split_design(name)
    analysis = analysis_of(name, n_classes, baseline=baseline)
    study = SimpleNamespace(unit=unit, layout=layout, protocol={"analysis": analysis})
    return cast(Study, study)


def simulate(name: str, sizes: list[int], generator: np.random.Generator, icc: float) -> StudyTable:
    """One study whose true effect is known, in standard deviations of learners of one class."""
    school_class = np.repeat(np.arange(len(sizes)), sizes)
    n = len(school_class)
    likes = generator.normal(0.0, np.sqrt(icc / (1 - icc)), len(sizes))[school_class]
    able = generator.normal(size=n) + likes
    if name == "learner":
        unit = np.arange(n)
        arm = np.concatenate([generator.permutation(np.arange(size) % 2) for size in sizes])
    else:
        unit = school_class
        arm = generator.permutation(np.arange(len(sizes)) % 2)[school_class]
    first = able + generator.normal(0.0, 0.6, n) + TRUE * arm
    outcome = first
    if name == "swap":
        outcome = 0.5 * (first - (able + generator.normal(0.0, 0.6, n) + TRUE * (1 - arm)))
    outcome = np.where(generator.random(n) < 0.1, np.nan, outcome)
    before = able + generator.normal(0.0, 0.6, n)
    return StudyTable(
        arm=arm,
        unit=unit,
        school_class=school_class,
        outcome=outcome,
        level_outcome=np.where(np.isfinite(outcome), first, np.nan),
        baseline=np.where(generator.random(n) < 0.15, np.nan, before),
        error=np.full(n, 0.6),
        n_withdrawn=(0, 0),
        n_joiners=0,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sizes", "baseline"),
    [
        ("learner", [25, 22], True),
        ("learner", [20], False),
        ("swap", [25, 22], False),
        ("swap", [25, 22, 18, 27], False),
        ("class", [25, 22, 18, 27], False),
        ("class", [25, 22, 18, 27, 24, 20], True),
    ],
    ids=str,
)
def test_95_of_100_intervals_hold_the_truth(name: str, sizes: list[int], baseline: bool) -> None:
    generator = np.random.default_rng(20261122)
    study = made_up(name, len(sizes), baseline=baseline)
    held = 0
    for _number in range(N):
        found: Any = estimate_found(study, simulate(name, sizes, generator, 0.1)).difference
        held += found.effect.low <= TRUE <= found.effect.high
    assert LEAST <= held / N <= MOST
