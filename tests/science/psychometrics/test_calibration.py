"""Items and groups are found as an independent maximiser finds them, and as they were made."""

from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np
import pytest
from scipy.optimize import minimize

from armillary.science.psychometrics import (
    NO_PRIORS,
    AnswerTable,
    Calibration,
    Expectation,
    HeldAnswers,
    ItemParameters,
    NodeTables,
    Part,
    Priors,
    Settings,
    SlopeTables,
    Summary,
    calibrate,
    calibrate_source,
    simulate_answers,
    sort_answers,
)

BINARY = [
    ItemParameters(j, "2pl", slope, (intercept,))
    for j, (slope, intercept) in enumerate(
        [(0.6, 1.0), (1.0, -0.5), (1.4, 0.2), (2.0, 1.5), (0.8, -1.2), (1.2, 0.0), (1.6, -1.0)]
    )
]
STEPPED = [
    ItemParameters(0, "gpcm", 0.8, (1.0, -0.5)),
    ItemParameters(1, "gpcm", 1.2, (0.3, 0.6, -1.0)),
    ItemParameters(2, "gpcm", 1.6, (0.5,)),
    ItemParameters(3, "gpcm", 0.7, (0.2, -0.2)),
    ItemParameters(4, "gpcm", 1.1, (1.5, 0.1, -0.7)),
]
GRADED = [
    ItemParameters(0, "grm", 1.0, (2.0, 0.5, -1.0)),
    ItemParameters(1, "grm", 1.8, (1.0, -0.8)),
    ItemParameters(2, "grm", 1.3, (0.4,)),
    ItemParameters(3, "grm", 0.8, (1.6, 0.0, -0.4)),
    ItemParameters(4, "grm", 2.2, (1.0, -1.5)),
]


def answers(
    items: list[ItemParameters], n: int, seed: int, mean: float = 0.0, seen: float = 1.0
) -> AnswerTable:
    generator = np.random.default_rng(seed)
    return simulate_answers(generator.normal(mean, 1.0, n), items, generator=generator, seen=seen)


def slow_log_likelihood(table: AnswerTable, items: list[ItemParameters], sd: float = 1.0) -> float:
    """Dense, by logarithms, written from the textbook formulas."""
    x = np.linspace(-8.0, 8.0, 101)
    weight = np.exp(-0.5 * x**2)
    weight /= weight.sum()
    told = np.zeros((table.n_learners, len(x)))
    who = np.repeat(np.arange(table.n_learners), np.diff(table.start))
    for j, item in enumerate(items):
        z = item.slope * sd * x[:, None] + np.array(item.intercepts)
        if item.model == "grm":
            above = np.column_stack([np.ones(len(x)), 1 / (1 + np.exp(-z)), np.zeros(len(x))])
            chance = -np.diff(above, axis=1)
        elif item.model == "3pl":
            right = item.guessing + (1 - item.guessing) / (1 + np.exp(-z[:, 0]))
            chance = np.column_stack([1 - right, right])
        else:
            steps = np.column_stack([np.zeros(len(x)), np.cumsum(z, axis=1)])
            chance = np.exp(steps) / np.exp(steps).sum(axis=1, keepdims=True)
        at = table.item == j
        told[who[at]] += np.log(chance[:, table.score[at]]).T
    top = told.max(axis=1)
    return float(np.sum(top + np.log(np.exp(told - top[:, None]) @ weight)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "items"), [("2pl", BINARY), ("gpcm", STEPPED), ("grm", GRADED), ("3pl", BINARY)]
)
def test_the_log_likelihood_is_that_of_the_textbook(
    model: str, items: list[ItemParameters]
) -> None:
    found = calibrate(answers(items, 400, 3, seen=0.8), Settings(model))
    assert found.converged
    expected = slow_log_likelihood(answers(items, 400, 3, seen=0.8), list(found.bank))
    assert found.log_likelihood == pytest.approx(expected, abs=1e-4)


@pytest.fixture(scope="module")
def small() -> tuple[AnswerTable, np.ndarray, np.ndarray]:
    """Three items; numbers and errors by scipy's BFGS and differences of the log-likelihood."""
    table = answers(BINARY[:3], 400, 5)

    def cost(values: np.ndarray) -> float:
        items = [ItemParameters(j, "2pl", values[2 * j], (values[2 * j + 1],)) for j in range(3)]
        return -slow_log_likelihood(table, items)

    start = np.array([0.7, 1.0, 1.0, -0.5, 1.3, 0.2])
    top = minimize(cost, start, method="BFGS", options={"gtol": 1e-3}).x
    step, n = 1e-3, len(top)
    eye = np.eye(n) * step
    hessian = np.array(
        [
            [
                cost(top + eye[i] + eye[j]) - cost(top + eye[i] - eye[j])
                - cost(top - eye[i] + eye[j]) + cost(top - eye[i] - eye[j])
                for j in range(n)
            ]
            for i in range(n)
        ]
    ) / (4 * step**2)  # fmt: skip
    return table, top, np.sqrt(np.diag(np.linalg.inv(hessian)))


def test_numbers_and_errors_match_a_general_maximiser(
    small: tuple[AnswerTable, np.ndarray, np.ndarray],
) -> None:
    table, top, errors = small
    found = calibrate(table, Settings("2pl", tolerance=1e-5))
    numbers = np.array([(i.slope, *i.intercepts) for i in found.bank]).ravel()
    given = np.array([(i.se_slope, *i.se_intercepts) for i in found.items]).ravel()
    assert numbers == pytest.approx(top, abs=2e-3)
    assert given == pytest.approx(errors, rel=1e-2)


def test_steep_items_get_closer_nodes() -> None:
    steep = [ItemParameters(j, "2pl", 6.0, (d,)) for j, d in enumerate([-4.0, -1.0, 2.0, 5.0])]
    table = answers(steep, 600, 2)
    found = calibrate(table, Settings("2pl"))
    fine = calibrate(table, Settings("2pl", n_nodes=300))
    assert found.log_likelihood == pytest.approx(fine.log_likelihood, abs=0.01)
    coarse = calibrate(table, Settings("2pl", n_nodes=12))
    assert abs(coarse.log_likelihood - fine.log_likelihood) > 0.1


def test_rasch_is_one_slope_told_as_a_spread() -> None:
    table = answers([replace(item, slope=1.3) for item in BINARY], 1500, 8)
    found = calibrate(table, Settings("rasch"))
    (population,) = found.populations
    assert {item.slope for item in found.bank} == {1.0}
    assert abs(population.sd - 1.3) < 3.0 * population.se_sd
    assert 0.02 < population.se_sd < 0.1
    expected = slow_log_likelihood(table, list(found.bank), sd=population.sd)
    assert found.log_likelihood == pytest.approx(expected, abs=1e-6)


def within(found: Calibration, truth: list[ItemParameters]) -> float:
    """Root mean square of errors in units of their standard errors; about 1."""
    units = []
    for item, true in zip(found.items, truth, strict=True):
        units.append((item.parameters.slope - true.slope) / item.se_slope)
        off = np.subtract(item.parameters.intercepts, true.intercepts)
        units.extend((off / item.se_intercepts).tolist())
    return float(np.sqrt(np.mean(np.square(units))))


@pytest.mark.slow
@pytest.mark.parametrize(("model", "items"), [("2pl", BINARY), ("gpcm", STEPPED), ("grm", GRADED)])
@pytest.mark.parametrize("seen", [1.0, 0.6])
def test_true_items_are_recovered_within_their_errors(
    model: str, items: list[ItemParameters], seen: float
) -> None:
    found = calibrate(answers(items, 4000, 11, seen=seen), Settings(model))
    assert found.converged
    assert 0.5 < within(found, items) < 1.5


@pytest.mark.slow
def test_guessing_is_found_with_a_prior_and_the_prior_can_be_left_out() -> None:
    items = [
        ItemParameters(j, "3pl", slope, (intercept,), 0.25)
        for j, (slope, intercept) in enumerate(zip(np.tile([1.0, 1.6, 2.2], 5),
                                                   np.linspace(2.0, -2.5, 15), strict=True))
    ]  # fmt: skip
    table = answers(items, 6000, 4)
    found = calibrate(table, Settings("3pl"))
    assert found.converged
    off = [abs(one.parameters.guessing - 0.25) / one.se_guessing for one in found.items]
    assert np.sqrt(np.mean(np.square(off))) < 1.6
    free = calibrate(table, Settings("3pl", priors=None, max_passes=60))
    assert free.log_likelihood > found.log_likelihood


def test_priors_draw_items_towards_them_when_answers_are_few() -> None:
    table = answers(BINARY, 60, 1)
    tight = calibrate(table, Settings("2pl", priors=Priors(log_slope=(0.0, 0.05))))
    assert [item.slope for item in tight.bank] == pytest.approx([1.0] * 7, abs=0.1)


@pytest.mark.slow
def test_groups_have_their_own_mean_and_sd() -> None:
    generator = np.random.default_rng(6)
    group = generator.integers(0, 2, 6000)
    ability = np.where(group == 1, generator.normal(0.7, 1.4, 6000), generator.normal(size=6000))
    table = simulate_answers(ability, BINARY, generator=generator)
    names = np.array(["village", "town"])[group]
    found = calibrate(table, Settings("2pl"), group=names, reference="village")
    reference, other = found.populations
    assert (reference.group, reference.mean, reference.sd) == ("village", 0.0, 1.0)
    assert reference.se_mean == reference.se_sd == 0.0
    assert abs(other.mean - 0.7) < 3.0 * other.se_mean
    assert abs(other.sd - 1.4) < 3.0 * other.se_sd
    assert 0.5 < within(found, BINARY) < 1.6
    turned = calibrate(table, Settings("2pl"), group=names, reference="town")
    assert turned.log_likelihood == pytest.approx(found.log_likelihood, abs=1e-3)


def test_anchors_stay_and_carry_the_scale() -> None:
    table = answers(BINARY, 5000, 2, mean=0.5)
    fixed = {item.item: item for item in BINARY[:4]}
    found = calibrate(table, Settings("2pl", fixed=fixed))
    assert found.bank[:4] == tuple(BINARY[:4])
    assert found.items[0].se_slope == 0.0
    (population,) = found.populations
    assert abs(population.mean - 0.5) < 3.0 * population.se_mean
    new = zip(found.items[4:], BINARY[4:], strict=True)
    assert all(abs(a.parameters.slope - b.slope) < 4.0 * a.se_slope for a, b in new)
    rasch = {i: replace(item, model="rasch", slope=1.0) for i, item in fixed.items()}
    assert {i.slope for i in calibrate(table, Settings("rasch", fixed=rasch)).bank} == {1.0}


@dataclass(frozen=True)
class Parts:
    """Answers in several places."""

    parts: list[HeldAnswers]

    def summarise(self) -> Summary:
        return reduce(add, [part.summarise() for part in self.parts])

    def expect(self, tables: NodeTables) -> Expectation:
        return reduce(add, [part.expect(tables) for part in self.parts])

    def square(self, tables: NodeTables, slopes: SlopeTables, part: Part) -> np.ndarray:
        return sum(held.square(tables, slopes, part) for held in self.parts)


@pytest.mark.slow
@pytest.mark.parametrize("seen", [1.0, 0.3])
def test_parts_in_several_places_give_the_whole(seen: float) -> None:
    items = BINARY + [replace(item, item=item.item + 7) for item in BINARY]
    table = answers(items, 900, 9, seen=seen)
    group = np.zeros(900, np.int64)
    parts = Parts(
        [
            HeldAnswers(table.part(a, b), group[a:b], 1)
            for a, b in [(0, 100), (100, 101), (101, 900)]
        ]
    )
    whole = calibrate(table, Settings("2pl"))
    joined = calibrate_source(
        parts, Settings("2pl"), items=list(range(14)), n_categories=table.n_categories, groups=[""]
    )
    for a, b in zip(whole.items, joined.items, strict=True):
        assert a.parameters.slope == pytest.approx(b.parameters.slope, abs=1e-8)
        assert a.se_slope == pytest.approx(b.se_slope, abs=1e-8)


def test_items_about_which_nothing_can_be_said_are_left_out_and_named() -> None:
    table = answers(BINARY, 100, 1)
    score = table.score.copy()
    score[table.item == 1], score[table.item == 2] = 1, 0
    who = np.repeat(np.arange(100), 7)
    keep = (table.item != 3) | (who < 29)
    found = calibrate(sort_answers(who[keep], table.item[keep], score[keep]), Settings("2pl"))
    assert [(out.item, out.n_answers, out.reason) for out in found.left_out] == [
        (1, 100, "everyone has the highest score"),
        (2, 100, "everyone has the lowest score"),
        (3, 29, "too few to say: 29 answers, 30 are needed"),
    ]
    assert [item.parameters.item for item in found.items] == [0, 4, 5, 6]
    assert found.n_answers == 400


def test_a_score_that_nobody_has_is_named() -> None:
    table = answers(GRADED, 300, 1)
    score = np.where((table.item == 0) & (table.score == 2), 1, table.score)
    learner = np.repeat(table.learners, 5)
    found = calibrate(sort_answers(learner, table.item, score), Settings("grm"))
    assert [out.reason for out in found.left_out] == ["nobody scored 2"]


def test_learners_without_answers_change_nothing() -> None:
    table = answers(BINARY, 200, 1)
    who = np.repeat(np.arange(200), 7)
    more = sort_answers(who, table.item, table.score, learners=list(range(300)))
    one, two = calibrate(table, Settings("2pl")), calibrate(more, Settings("2pl"))
    # The mean record is shorter, so that errors may be summed in another order.
    assert one.bank == two.bank
    assert [i.se_slope for i in one.items] == pytest.approx([i.se_slope for i in two.items])
    assert one.n_learners == two.n_learners == 200


def test_a_search_that_ends_too_early_says_so() -> None:
    found = calibrate(answers(BINARY, 200, 1), Settings("2pl", max_passes=3))
    assert not found.converged
    assert "3 passes were not enough" in found.reason


def test_what_cannot_be_fitted_is_refused() -> None:
    table = answers(GRADED, 50, 1)
    with pytest.raises(ValueError, match="item 0 has 4 scores; 2pl has place for right and wrong"):
        calibrate(table, Settings("2pl"))
    with pytest.raises(ValueError, match="no item can be fitted: 0: too few to say: 2 answers"):
        calibrate(table.part(0, 2), Settings("grm"))
    with pytest.raises(ValueError, match="one key a learner, 50"):
        calibrate(table, Settings("grm"), group=["a"])
    with pytest.raises(ValueError, match="reference must be one of"):
        calibrate(table, Settings("grm"), group=["a"] * 50, reference="b")
    held = HeldAnswers(table, np.zeros(50, np.int64), 2)
    with pytest.raises(ValueError, match="no learner with an answer in group b"):
        calibrate_source(held, Settings("grm"), items=list(range(5)),
                         n_categories=table.n_categories, groups=["a", "b"])  # fmt: skip
    with pytest.raises(ValueError, match="held fixed with 2"):
        calibrate(table, Settings("grm", fixed={0: BINARY[0]}))
    with pytest.raises(ValueError, match="model must be one of"):
        Settings("4pl")
    with pytest.raises(ValueError, match="tolerance between 0 and 1"):
        Settings("2pl", tolerance=2.0)
    with pytest.raises(ValueError, match="shapes of guessing"):
        Priors(guessing=(0.0, 2.0))
    assert Priors() == NO_PRIORS


def test_items_that_no_learner_connects_are_noted_and_groups_without_a_tie_refused() -> None:
    one, two = answers(BINARY, 300, 1), answers(BINARY, 300, 2)
    learner = np.repeat(np.arange(600), 7)
    item = np.concatenate([one.item, two.item + 7])
    table = sort_answers(learner, item, np.concatenate([one.score, two.score]))
    (note,) = calibrate(table, Settings("2pl")).notes
    assert "no learner connects 2 sets of items (for example 0 and 7)" in note
    assert calibrate(one, Settings("2pl")).notes == ()
    with pytest.raises(ValueError, match="group b shares no item with group a"):
        calibrate(table, Settings("2pl"), group=np.repeat(["a", "b"], 300))
    third = np.tile(["a", "b"], 300)
    assert len(calibrate(table, Settings("2pl"), group=third).populations) == 2
