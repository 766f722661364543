"""Alpha and omega are those of the textbook, and refuse what they cannot know."""

import numpy as np
import pytest

from armillary.science.psychometrics import (
    ItemParameters,
    estimate_consistency,
    simulate_answers,
    sort_answers,
)

ITEMS = [ItemParameters(j, "2pl", 1.0, (d,)) for j, d in enumerate(np.linspace(-1, 1, 6))]


def test_alpha_is_that_of_the_formula() -> None:
    generator = np.random.default_rng(1)
    table = simulate_answers(generator.normal(size=400), ITEMS, generator=generator)
    matrix = table.score.reshape(400, 6).astype(float)
    parts, whole = matrix.var(axis=0, ddof=1).sum(), matrix.sum(axis=1).var(ddof=1)
    found = estimate_consistency(table)
    assert found.alpha == pytest.approx(6 / 5 * (1 - parts / whole))
    assert (found.n_learners, found.n_pairs) == (400, 400)
    # Items that hang equally on ability: the two agree.
    assert found.omega == pytest.approx(found.alpha, abs=0.02)
    assert 0.01 < found.se_alpha < 0.06


def test_omega_follows_one_factor_where_alpha_falls_short() -> None:
    generator = np.random.default_rng(2)
    ability = generator.normal(size=(40_000, 1))
    # Thirds of a continuous score: loadings 0.9 and 0.3 of a unit spread, as normal scores.
    loading = np.array([0.9, 0.9, 0.3, 0.3])
    raw = ability * loading + generator.normal(size=(40_000, 4)) * np.sqrt(1 - loading**2)
    score = np.clip(np.rint(raw * 5 + 24), 0, 49).astype(int)
    who, what = np.indices(score.shape)
    found = estimate_consistency(sort_answers(who.ravel(), what.ravel(), score.ravel()))
    shared = loading.sum() ** 2
    assert found.omega == pytest.approx(shared / (shared + np.sum(1 - loading**2)), abs=0.01)
    assert found.alpha < found.omega - 0.02


def test_the_jackknife_error_is_the_spread_over_samples() -> None:
    generator = np.random.default_rng(3)
    drawn = [
        estimate_consistency(
            simulate_answers(generator.normal(size=300), ITEMS, generator=generator)
        )
        for _ in range(60)
    ]
    spread = np.std([one.alpha for one in drawn])
    assert np.mean([one.se_alpha for one in drawn]) == pytest.approx(spread, rel=0.3)


def test_items_never_seen_together_are_named() -> None:
    learner = np.repeat(np.arange(200), 2)
    item = np.where(learner % 2 == 0, np.tile([1, 2], 200), np.tile([2, 3], 200))
    score = np.random.default_rng(0).integers(0, 2, 400)
    with pytest.raises(ValueError, match="items 1 and 3 were answered together never"):
        estimate_consistency(sort_answers(learner, item, score))


def test_too_little_is_refused() -> None:
    generator = np.random.default_rng(1)
    table = simulate_answers(generator.normal(size=50), ITEMS, generator=generator)
    with pytest.raises(ValueError, match="three learners a group"):
        estimate_consistency(table)
    with pytest.raises(ValueError, match="three items at least"):
        estimate_consistency(simulate_answers(np.zeros(99), ITEMS[:2], generator=generator))
    same = sort_answers(np.repeat(np.arange(90), 3), np.tile([1, 2, 3], 90), np.ones(270, int))
    with pytest.raises(ValueError, match="an item has one score only"):
        estimate_consistency(same)
