"""Difficulties against worlds whose truth is known, and against dense linear algebra."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from armillary.science.learner import Answers, Columns, join_rows
from armillary.science.learner.item_skills import find_item_skills
from armillary.science.learner.state_space.difficulties import (
    Difficulties,
    Spreads,
    choose_spreads,
    improve,
    rows,
    start_difficulties,
)
from armillary.science.learner.state_space.difficulty_kernels import compiled_kernels
from armillary.science.numerics import FloatArray, IntArray


@dataclass(frozen=True)
class Made:
    """A log made from known difficulties, and what met them."""

    log: Answers
    truth: FloatArray
    strength: FloatArray
    variance: FloatArray


def chain(n: int, keep: float, generator: np.random.Generator) -> FloatArray:
    """A stationary chain of standard deviation 1 with correlation `keep` from one to the next."""
    noise = generator.normal(size=n)
    values = [noise[0]]
    for step in noise[1:]:
        values.append(keep * values[-1] + np.sqrt(1 - keep**2) * step)
    return np.array(values)


def make(
    seed: int,
    spreads: Spreads,
    *,
    n_items: int = 400,
    n_skills: int = 10,
    n_learners: int = 300,
    n_rows: int = 6000,
    item: IntArray | None = None,
) -> Made:
    """Every item belongs to one skill, its neighbours to others."""
    generator = np.random.default_rng(seed)
    skill = generator.normal(-0.4, spreads.skill_sd, n_skills)
    near = spreads.near_sd * chain(n_items, spreads.near_keep, generator)
    truth = skill[np.arange(n_items) % n_skills] + near
    truth = truth + generator.normal(0.0, spreads.item_sd, n_items)
    asked = generator.integers(0, n_items, n_rows) if item is None else item
    asked[:n_items] = np.arange(n_items)  # so that every item keeps its number
    learner = generator.integers(0, n_learners, len(asked))
    learner[:n_learners] = np.arange(n_learners)
    order = np.argsort(learner, kind="stable")
    learner, asked = learner[order], asked[order]
    # What is known of the strength, and what it is: the scale of the probit stands in for the rest.
    strength = generator.normal(0.0, 1.0, n_learners)[learner]
    variance = np.full(len(asked), 0.5)
    logits = (strength - truth[asked]) / np.sqrt(1.0 + np.pi / 8.0 * variance)
    score = (generator.random(len(asked)) < 1.0 / (1.0 + np.exp(-logits))).astype(np.float64)
    log = join_rows(
        Columns(learner=learner, item=asked, score=score, skills=asked % n_skills),
        n_skills=n_skills,
    )
    return Made(log, truth, strength, variance)


def fit(
    made: Made,
    spreads: Spreads,
    *,
    n_steps: int = 8,
    n_parts: int = 5,
    hints: FloatArray | None = None,
) -> Difficulties:
    start = start_difficulties(
        made.log, n_parts=n_parts, generator=np.random.default_rng(5), hints=hints
    )
    return improve(
        start,
        made.log,
        strength=made.strength,
        variance=made.variance,
        weight=None,
        spreads=spreads,
        n_steps=n_steps,
    )


def rmse(found: Difficulties, made: Made) -> float:
    return float(np.sqrt(np.mean((found.item[-1] - made.truth) ** 2)))


PLAIN = Spreads(item_sd=0.9, near_sd=0.0, near_keep=0.9, skill_sd=0.7)
KIN = Spreads(item_sd=0.4, near_sd=1.0, near_keep=0.95, skill_sd=0.7)


@pytest.mark.parametrize("spreads", [PLAIN, KIN], ids=["plain", "kin"])
def test_difficulties_are_recovered_as_well_as_they_say(spreads: Spreads) -> None:
    made = make(1, spreads, n_items=1000, n_rows=15_000)
    found = fit(made, spreads)
    for j in range(found.n_parts + 1):
        off = (found.item[j] - made.truth) / found.error[j]
        assert np.sqrt(np.mean(off**2)) == pytest.approx(1.0, abs=0.1)
        assert np.mean(np.abs(off) < 1.645) == pytest.approx(0.9, abs=0.03)
    assert rmse(found, made) < 0.75 * float(made.truth.std())
    # One learner in five less: each part's estimate is a little less sure than everybody's.
    assert np.all(found.error[:-1].mean(axis=1) > found.error[-1].mean())


def test_items_without_answers_know_their_skill_and_neighbours_and_how_little_that_is() -> None:
    generator = np.random.default_rng(3)
    asked = generator.integers(0, 1000, 15_000)
    made = make(2, KIN, n_items=1000, item=asked)
    keep = made.log.item % 4 != 0
    part = Made(made.log.part(keep), made.truth, made.strength[keep], made.variance[keep])
    found = fit(part, KIN)
    seen = rows(found, made.log)
    unseen = ~keep
    off = seen.difficulty[unseen] - made.truth[made.log.item[unseen]]
    assert np.sqrt(np.mean(off**2)) < 0.7 * float(made.truth.std())
    inside = np.abs(off) < 1.645 * np.sqrt(seen.error_variance[unseen])
    assert np.mean(inside) > 0.87
    assert np.all(seen.log_answers[unseen] == 0.0)
    assert found.error[-1][::4].min() > KIN.item_sd > 0.0


def test_everybodys_estimate_is_the_mode_and_its_error_the_curvature_there() -> None:
    made = make(4, KIN, n_items=60, n_skills=6, n_rows=900)
    found = fit(made, KIN, n_steps=600)
    scale = 1.0 / np.sqrt(1.0 + np.pi / 8.0 * made.variance)
    item, difficulty = made.log.item, found.item[-1]
    p_right = 1.0 / (1.0 + np.exp(-scale * (made.strength - difficulty[item])))
    slope = np.bincount(item, scale * (p_right - made.log.score))
    firm = np.bincount(item, scale**2 * p_right * (1.0 - p_right))
    places = np.arange(60)
    spread = KIN.item_sd**2 * np.eye(60)
    spread += KIN.near_sd**2 * KIN.near_keep ** np.abs(places[:, None] - places)
    spread += KIN.skill_sd**2 * (places[:, None] % 6 == places % 6)
    # At the mode of the posterior, prior spread times slope is the distance from the prior's mean.
    assert difficulty == pytest.approx(found.prior + spread @ slope, abs=1e-3)
    assert found.skill[-1].mean() == pytest.approx(found.prior, abs=1e-3)
    error = np.sqrt(np.diag(np.linalg.inv(np.linalg.inv(spread) + np.diag(firm))))
    # A little too wide: the error of the skill is added as if the neighbours did not know it.
    assert np.all(found.error[-1] > 0.99 * error)
    assert np.all(found.error[-1] < 1.15 * error)


def test_the_chain_is_smoothed_as_dense_algebra_smooths_it() -> None:
    generator = np.random.default_rng(8)
    seen, precision = generator.normal(size=30), generator.choice([0.0, 0.5, 3.0], 30)
    places = np.arange(30)
    prior = 0.8**2 * 0.9 ** np.abs(places[:, None] - places)
    posterior = np.linalg.inv(np.linalg.inv(prior) + np.diag(precision))
    mean, variance = compiled_kernels()[1](seen, precision, 0.8, 0.9)
    assert mean == pytest.approx(posterior @ (precision * seen), abs=1e-9)
    assert variance == pytest.approx(np.diag(posterior), abs=1e-9)


def test_neighbours_help_where_they_are_alike_and_do_no_harm_where_not() -> None:
    alike, strangers = make(6, KIN, n_rows=3000), make(7, PLAIN, n_rows=3000)
    alone = Spreads(item_sd=1.08, near_sd=0.0, near_keep=0.95, skill_sd=0.7)
    assert rmse(fit(alike, KIN), alike) < 0.85 * rmse(fit(alike, alone), alike)
    for made, has_kin in ((alike, True), (strangers, False)):
        found = fit(made, Spreads())
        chosen = choose_spreads(
            made.log, found, strength=made.strength, variance=made.variance, weight=None
        )
        assert (chosen.near_sd > 0.0) == has_kin
        best = KIN if has_kin else PLAIN
        assert rmse(fit(made, chosen), made) < 1.05 * rmse(fit(made, best), made)


def test_the_spread_of_items_is_chosen_near_the_truth() -> None:
    for item_sd in (0.3, 1.6):
        made = make(9, replace(PLAIN, item_sd=item_sd))
        found = fit(made, replace(PLAIN, item_sd=0.95))
        chosen = choose_spreads(
            made.log, found, strength=made.strength, variance=made.variance, weight=None
        )
        assert 0.6 * item_sd < chosen.item_sd < 1.7 * item_sd


def test_a_learners_answers_have_no_say_in_the_difficulties_his_rows_see() -> None:
    made = make(10, KIN, n_rows=2000, n_items=150)
    hints = made.truth + np.random.default_rng(1).normal(0.0, 0.3, 150)
    before = rows(fit(made, KIN, hints=hints), made.log)
    for learner in (0, 7, 31):
        his = made.log.learner == learner
        score = np.where(his, 1.0 - made.log.score, made.log.score)
        turned = replace(made, log=replace(made.log, score=score))
        found = fit(turned, KIN, hints=hints)
        after = rows(found, made.log)
        same_part = found.part[made.log.learner] == found.part[learner]
        for name in ("difficulty", "error_variance", "near"):
            one, other = getattr(before, name), getattr(after, name)
            assert np.array_equal(one[same_part], other[same_part])
            assert not np.array_equal(one[~same_part], other[~same_part])


def test_learners_from_outside_the_log_see_everybodys_estimate() -> None:
    made = make(11, KIN, n_rows=2000, n_items=150)
    keep = made.log.learner % 5 != 0
    part = Made(made.log.part(keep), made.truth, made.strength[keep], made.variance[keep])
    found = fit(part, KIN)
    outside = rows(found, made.log).difficulty[~keep]
    item = made.log.item[~keep]
    known = found.n_answers[item] > 0
    assert np.array_equal(outside[known], found.item[-1][item[known]])
    assert sorted(set(found.part.tolist())) == [0, 1, 2, 3, 4, 5]
    sizes = np.bincount(found.part[np.unique(part.log.learner)])
    assert sizes.max() - sizes.min() <= 1


def test_hints_help_items_with_few_answers_and_empty_hints_are_not_trusted() -> None:
    made = make(12, PLAIN, n_rows=800)
    generator = np.random.default_rng(2)
    good = 3.0 + 2.0 * made.truth + generator.normal(0.0, 0.5, 400)  # on a scale of their own
    good[::5] = np.nan
    without = fit(made, PLAIN)
    hinted = fit(made, PLAIN, hints=good)
    assert np.all(hinted.trust > 0.2)
    assert rmse(hinted, made) < 0.8 * rmse(without, made)
    empty = fit(made, PLAIN, hints=generator.normal(0.0, 1.0, 400))
    assert np.all(np.abs(empty.trust) < 0.2)
    assert rmse(empty, made) < 1.05 * rmse(without, made)
    assert np.all(without.trust == 0.0)


def test_weights_count_answers() -> None:
    made = make(13, PLAIN, n_items=50, n_rows=600)
    generator = np.random.default_rng(4)
    weight = generator.choice([0.0, 1.0], 600)
    start = start_difficulties(made.log, n_parts=3, generator=generator)
    settings = {"variance": made.variance, "spreads": PLAIN, "strength": made.strength}
    some = improve(start, made.log, weight=weight, **settings)  # type: ignore[arg-type]
    turned = replace(made.log, score=np.where(weight == 0.0, 1.0 - made.log.score, made.log.score))
    again = improve(start, turned, weight=weight, **settings)  # type: ignore[arg-type]
    assert np.array_equal(some.item, again.item)
    counted = replace(made.log, weight=weight)
    n = start_difficulties(counted, n_parts=3, generator=generator).n_answers
    assert np.array_equal(n, np.bincount(made.log.item[weight > 0.0], minlength=50))


def test_extreme_items_lonely_skills_and_empty_parts_end_in_finite_numbers() -> None:
    # Item 0 is always right, 1 always wrong, both often; skill 2 has one item; two learners of five.
    item = np.array([0, 1, 2] * 200)
    score = np.where(item == 0, 1.0, np.where(item == 1, 0.0, 0.5))
    log = join_rows(
        Columns(
            learner=np.repeat([0, 1], 300),
            item=item,
            score=score,
            skills=[[2] if i == 2 else [0, 1] for i in item],
        ),
        n_skills=5,
    )
    made = Made(log, np.zeros(3), np.zeros(600), np.full(600, 0.2))
    for strength in (0.0, 6.0, -6.0):
        found = fit(replace(made, strength=np.full(600, strength)), Spreads(), n_steps=20)
        for name in ("item", "error", "near", "skill"):
            assert np.all(np.isfinite(getattr(found, name)))
        easy, hard, middle = found.item[-1] - strength
        assert -12.0 < easy < -1.5
        assert 1.5 < hard < 12.0
        assert abs(middle) < 0.5
        again = improve(
            found,
            log,
            strength=np.full(600, strength),
            variance=made.variance,
            weight=None,
            spreads=Spreads(),
        )
        assert again.item == pytest.approx(found.item, abs=0.05)
    alone = log.part(log.learner == 0)
    single = Made(alone, np.zeros(3), np.zeros(300), np.full(300, 0.2))
    found = fit(single, Spreads())
    part = int(found.part[0])
    # Nobody else is there to tell the learner anything.
    assert found.item[part] == pytest.approx(np.zeros(3), abs=1e-9)
    assert np.all(found.error[part] > 1.0)


def test_an_item_of_two_skills_lies_between_them() -> None:
    made = make(14, PLAIN, n_items=50)
    skills_of = find_item_skills(made.log)
    assert np.array_equal(skills_of.item, np.arange(50))
    log = join_rows(
        Columns(
            learner=np.zeros(3, dtype=np.int64),
            item=np.array([4, 6, 6]),
            score=np.ones(3),
            skills=[[1], [0, 2], [0, 2]],
        ),
        n_skills=3,
    )
    both = find_item_skills(log)
    assert both.spread(np.array([1.0, 5.0, 2.0]), 2).tolist() == [5.0, 1.5]
    assert both.collect(np.array([1.0, 4.0]), 3).tolist() == [2.0, 1.0, 2.0]


def test_impossible_input_is_refused() -> None:
    made = make(15, PLAIN, n_items=20, n_rows=60, n_learners=10)
    generator = np.random.default_rng(1)
    with pytest.raises(ValueError, match="n_parts must be 2 or more"):
        start_difficulties(made.log, n_parts=1, generator=generator)
    with pytest.raises(ValueError, match="hints must be 20"):
        start_difficulties(made.log, n_parts=2, generator=generator, hints=np.zeros(3))
    for bad in ({"item_sd": 0.0}, {"near_sd": -1.0}, {"near_keep": 1.0}, {"skill_sd": np.nan}):
        with pytest.raises(ValueError, match=f"{next(iter(bad))} must be"):
            Spreads(**bad)
    for strength, variance, name in (
        (np.zeros(3), made.variance, "strength"),
        (np.full(60, np.nan), made.variance, "strength"),
        (made.strength, -made.variance, "variance"),
    ):
        with pytest.raises(ValueError, match=f"{name} must be"):
            fit(replace(made, strength=strength, variance=variance), PLAIN)
