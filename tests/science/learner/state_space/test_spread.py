"""The spread that makes blocks of answers likely is the true one, whatever the filter claimed."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy.optimize import check_grad

from armillary.science.learner import (
    Answers,
    Columns,
    LevelSkillModel,
    LevelSkillParameters,
    join_rows,
)
from armillary.science.learner.state_space.spread import (
    KNOTS,
    Blocks,
    SpreadFit,
    at_knots,
    collect_anchors,
    fit_spread,
    spread_factor,
    spread_loss,
    spread_shift,
)
from armillary.science.numerics import FloatArray, IntArray
from armillary.science.simulation import (
    LogisticFamily,
    simulate_course,
    simulate_log,
    simulate_logistic_learners,
)

Z_90 = 1.6449
N_SKILLS = 6
N_LEARNERS = 500


@dataclass(frozen=True)
class Watched:
    """Answers of learners whose strength stays, beside what the filter said before each row."""

    log: Answers
    mean: FloatArray
    sd: FloatArray
    difficulty: FloatArray
    n: IntArray
    truth: FloatArray


@pytest.fixture(scope="module")
def watched() -> Watched:
    generator = np.random.default_rng(77)
    course = simulate_course(
        n_skills=N_SKILLS, items_per_skill=20, p_two_skills=0.0, generator=generator
    )
    learners = simulate_logistic_learners(
        n_learners=N_LEARNERS,
        n_skills=N_SKILLS,
        prerequisites=course.prerequisites,
        family=LogisticFamily(gain=0.0, ability_sd=1.0, skill_sd=0.8),
        generator=generator,
    )
    log = simulate_log(
        learners,
        course.items,
        n_answers=60,
        n_skills=N_SKILLS,
        start_days=20_000.0,
        generator=generator,
    ).answers
    # The filter knows how these learners were drawn, so its sd is honest as it comes.
    parameters = LevelSkillParameters(
        level_sd=1.0, level_drift=0.0, level_days=1e6,
        skill_sd=0.8, skill_drift=0.0, skill_days=1e6, gain_right=1.0,
    )  # fmt: skip
    model = LevelSkillModel(parameters, N_SKILLS)
    assert log.days is not None
    said, truth = [], []
    state, who = model.new_state(), -1
    for row in range(len(log)):
        if log.learner[row] != who:
            state, who = model.new_state(), int(log.learner[row])
        (skill,), days = log.skills_of(row), float(log.days[row])
        estimate = model.mastery(state, skill, days)
        said.append((estimate.mean, estimate.sd, estimate.n_answers))
        truth.append(learners[who].strength(skill, days))
        item = course.items[int(log.item_keys[log.item[row]])]
        state = model.update(state, item, float(log.score[row]), days)
    mean, sd, n = np.array(said).T
    difficulty = np.array([course.items[key].difficulty for key in log.item_keys.tolist()])
    return Watched(log, mean, sd, difficulty[log.item], n.astype(np.int64), np.array(truth))


def coverage(watched: Watched, mean: FloatArray, sd: FloatArray, fit: SpreadFit) -> list[float]:
    """How often the 90 % interval holds the truth, for 0, 1-3, 4-7 and more answers.

    Only learners of the second half are looked at: the first half fits.
    """
    shift = np.array([spread_shift(fit.shifts, n) for n in watched.n.tolist()])
    factor = np.array([spread_factor(fit.factors, n) for n in watched.n.tolist()])
    held = np.abs(mean + shift - watched.truth) <= Z_90 * factor * sd
    other_half = watched.log.learner >= N_LEARNERS // 2
    bins = ((0, 0), (1, 3), (4, 7), (8, 1000))
    suits = [other_half & (watched.n >= low) & (watched.n <= high) for low, high in bins]
    return [float(held[suit].mean()) for suit in suits]


def fit_first_half(
    watched: Watched, mean: FloatArray, sd: FloatArray, *, with_shift: bool = True
) -> SpreadFit:
    half = watched.log.learner < N_LEARNERS // 2
    return fit_spread(
        watched.log.part(half),
        mean=mean[half],
        sd=sd[half],
        difficulty=watched.difficulty[half],
        slope=1.0,
        generator=np.random.default_rng(1),
        with_shift=with_shift,
    )


RAW = SpreadFit((1.0,) * 5, (0.0,) * 5, 0)


@pytest.mark.slow
@pytest.mark.parametrize("claimed", [0.6, 1.0, 1.6])
def test_a_spread_that_was_scaled_becomes_honest_again(watched: Watched, claimed: float) -> None:
    sd = claimed * watched.sd
    fit = fit_first_half(watched, watched.mean, sd)
    # About 12,000 blocks: the factor's standard error is about 0.03.
    assert all(abs(factor * claimed - 1.0) < 0.12 for factor in fit.factors)
    assert all(abs(shift) < 0.1 for shift in fit.shifts)
    raw = coverage(watched, watched.mean, sd, RAW)
    # A normal interval of 0.6 sds' width holds the truth in 68 %, one of 1.6 in 99 %.
    assert raw == pytest.approx([{0.6: 0.676, 1.0: 0.90, 1.6: 0.991}[claimed]] * 4, abs=0.03)
    assert coverage(watched, watched.mean, sd, fit) == pytest.approx([0.90] * 4, abs=0.03)


@pytest.mark.slow
def test_a_mean_that_is_always_too_low_is_put_right(watched: Watched) -> None:
    low = watched.mean - 0.5
    fit = fit_first_half(watched, low, watched.sd)
    assert fit.shifts == pytest.approx((0.5,) * 5, abs=0.1)
    assert coverage(watched, low, watched.sd, fit) == pytest.approx([0.90] * 4, abs=0.03)


def test_without_a_shift_a_wrong_mean_makes_the_spread_wide(watched: Watched) -> None:
    fit = fit_first_half(watched, watched.mean - 0.8, watched.sd, with_shift=False)
    assert fit.shifts == (0.0,) * 5
    assert min(fit.factors) > 1.3


def drawn_blocks(
    n_learners: int, *, slope: float | FloatArray, seed: int
) -> tuple[Answers, FloatArray, FloatArray, FloatArray]:
    """Three answers each of learners drawn from N(0.3, 1.2); log, mean, sd and difficulty."""
    generator = np.random.default_rng(seed)
    theta = np.repeat(generator.normal(0.3, 1.2, n_learners), 3)
    difficulty = generator.normal(0.0, 0.8, len(theta))
    p_right = 1.0 / (1.0 + np.exp(difficulty - slope * theta))
    log = join_rows(
        Columns(
            learner=np.repeat(np.arange(n_learners), 3),
            item=np.arange(len(theta)),
            score=(generator.random(len(theta)) < p_right).astype(np.float64),
            skills=np.zeros(len(theta), dtype=np.int64),
        )
    )
    return log, np.full(len(log), 0.3), np.full(len(log), 1.2), difficulty


def test_the_slope_multiplies_the_strength_alone() -> None:
    log, mean, sd, difficulty = drawn_blocks(8000, slope=1.7, seed=5)
    fit = fit_spread(
        log, mean=mean, sd=0.7 * sd, difficulty=difficulty, slope=np.full(len(log), 1.7),
        generator=np.random.default_rng(2),
    )  # fmt: skip
    assert fit.factors[0] == pytest.approx(1.0 / 0.7, rel=0.06)
    assert fit.shifts[0] == pytest.approx(0.0, abs=0.06)


def test_a_factor_stays_from_one_half_to_two() -> None:
    log, mean, sd, difficulty = drawn_blocks(2000, slope=1.0, seed=6)
    for claimed, factor in ((0.2, 2.0), (6.0, 0.5)):
        fit = fit_spread(
            log, mean=mean, sd=claimed * sd, difficulty=difficulty, slope=1.0,
            generator=np.random.default_rng(2),
        )  # fmt: skip
        assert fit.factors[0] == factor


def test_too_few_blocks_leave_the_spread_as_it_is() -> None:
    log, mean, sd, difficulty = drawn_blocks(299, slope=1.0, seed=6)
    fit = fit_spread(
        log, mean=mean, sd=0.3 * sd, difficulty=difficulty, slope=1.0,
        generator=np.random.default_rng(2),
    )  # fmt: skip
    assert fit == SpreadFit((1.0,) * 5, (0.0,) * 5, 299)


def test_no_more_blocks_than_the_limit_are_drawn_the_same_for_the_same_seed() -> None:
    log, mean, sd, difficulty = drawn_blocks(1200, slope=1.0, seed=8)
    first, second, other = (
        fit_spread(
            log, mean=mean, sd=sd, difficulty=difficulty, slope=1.0,
            generator=np.random.default_rng(seed), limit=400,
        )
        for seed in (3, 3, 4)
    )  # fmt: skip
    assert first.n_anchors == other.n_anchors == 400
    assert first == second != other


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_that_of_finite_differences(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n = 40
    n_answers = generator.integers(0, 30, n).tolist()
    blocks = Blocks(
        basis=np.array([[at_knots(tuple(e), k) for e in np.eye(5).tolist()] for k in n_answers]),
        mean=generator.normal(0.0, 1.0, n),
        sd=generator.uniform(0.2, 1.5, n),
        sign=generator.choice([-1.0, 1.0], (3, n)),
        slope=generator.uniform(0.5, 2.0, (3, n)),
        difficulty=generator.normal(0.0, 1.0, (3, n)),
    )
    x = generator.normal(0.0, 0.3, 11)
    error = check_grad(
        lambda at: spread_loss(at, blocks, 7.0)[0], lambda at: spread_loss(at, blocks, 7.0)[1], x
    )
    assert error < 1e-6 * (1.0 + np.abs(spread_loss(x, blocks, 7.0)[1]).max())


def test_strengths_far_outside_any_scale_give_a_finite_loss() -> None:
    blocks = Blocks(
        basis=np.full((1, 5), 0.2), mean=np.array([900.0]), sd=np.array([3.0]),
        sign=-np.ones((3, 1)), slope=np.ones((3, 1)), difficulty=np.zeros((3, 1)),
    )  # fmt: skip
    value, gradient = spread_loss(np.zeros(11), blocks, 1000.0)
    assert np.isfinite(value)
    assert np.all(np.isfinite(gradient))


def test_anchors_are_plain_answers_with_two_more_to_the_skill() -> None:
    #       row: 0     1    2       3    4    5    6    7       8    9
    rows = [(0,), (0,), (0, 1), (0,), (0,), (1,), (0,), (0,), (0,), (0,)]
    log = join_rows(
        Columns(
            learner=np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
            item=np.arange(10),
            score=np.array([1.0, 0.0, 1.0, 0.5, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0]),
            skills=rows,
            weight=np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.25, 1.0, 1.0, 1.0]),
        )
    )
    anchors = collect_anchors(log)
    # Half a score (3), a quarter of a weight (6) and two skills (2) are not in a block; they count.
    assert anchors.rows.tolist() == [[0, 1, 4], [1, 4, 7]]
    assert anchors.n.tolist() == [0, 1]
    assisted = dataclasses.replace(log, weight=np.where(np.arange(10) == 0, 0.0, 1.0))
    anchors = collect_anchors(assisted)
    assert anchors.rows.tolist() == [[1, 4, 6], [4, 6, 7]]
    assert anchors.n.tolist() == [0, 3]


def test_anchors_agree_with_a_count_row_by_row(watched: Watched) -> None:
    log = watched.log
    anchors = collect_anchors(log)
    assert anchors.n.tolist() == watched.n[anchors.rows[:, 0]].tolist()
    skill = log.skill_ids[log.skill_start[anchors.rows]]
    assert np.all(skill == skill[:, :1])
    assert np.all(log.learner[anchors.rows] == log.learner[anchors.rows[:, :1]])
    # A skill with k answers of one learner has k - 2 blocks, or none.
    counts = np.bincount(log.learner * N_SKILLS + log.skill_ids)
    assert len(anchors) == int(np.maximum(counts - 2, 0).sum())


def test_between_knots_the_value_is_linear_in_log1p_and_flat_behind_the_last() -> None:
    values = (1.0, 0.8, 1.4, 1.1, 0.9)
    assert [at_knots(values, n) for n in KNOTS] == pytest.approx(values)
    assert at_knots(values, 10_000) == pytest.approx(0.9)
    log1p = np.log1p(np.arange(200.0))
    expected = np.interp(log1p, np.log1p(KNOTS), values)
    assert [at_knots(values, n) for n in range(200)] == pytest.approx(expected.tolist())


def test_the_compiled_lookup_gives_the_same_bits() -> None:
    import numba

    compiled: Any = numba.njit(at_knots)  # numba's stubs lose the function's own type
    values = (1.0, 0.8, 1.4, 1.1, 0.9)
    for n in range(40):
        assert compiled(values, n) == compiled(np.array(values), n) == at_knots(values, n)


@pytest.mark.parametrize(
    ("name", "bad", "said"),
    [
        ("sd", 0.0, "above 0"),
        ("sd", np.nan, "sd must be finite"),
        ("mean", np.inf, "mean must be finite"),
        ("difficulty", np.nan, "difficulty must be finite"),
        ("slope", -1.0, "above 0"),
    ],
)
def test_numbers_that_cannot_be_are_refused(name: str, bad: float, said: str) -> None:
    log, mean, sd, difficulty = drawn_blocks(400, slope=1.0, seed=9)
    columns: dict[str, Any] = {
        "mean": mean,
        "sd": sd,
        "difficulty": difficulty,
        "slope": np.ones(len(log)),
    }
    columns[name] = np.full(len(log), bad)
    with pytest.raises(ValueError, match=said):
        fit_spread(log, **columns, generator=np.random.default_rng(1))
    columns[name] = np.ones(len(log) - 1)
    with pytest.raises(ValueError, match=f"{name} must have one entry a row"):
        fit_spread(log, **columns, generator=np.random.default_rng(1))
