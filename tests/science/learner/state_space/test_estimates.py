"""What the model says of a skill follows from the filter's mean and spread."""

import pytest

from armillary.science.learner import (
    ItemSpec,
    StateSpaceModel,
    StateSpaceParameters,
    estimate_many,
)
from armillary.science.learner.contract import Z_90
from armillary.science.learner.state_space.spread import spread_factor
from armillary.science.numerics import sigmoid

FACTORS = (1.4, 0.8, 0.9, 1.2, 0.7)
DAY = 20_000.0
# Answers to skills 0, 1 and 2; skill 3 is not touched.
N_ANSWERS = (2, 11, 40, 0)


def lived(model: StateSpaceModel) -> list[tuple[float, float, float, float, float, float, int]]:
    state = model.new_state()
    for skill, count in enumerate(N_ANSWERS):
        for n in range(count):
            item = ItemSpec(n, (skill,), 0.1 * skill)
            state = model.update(state, item, float(n % 3 > 0), DAY + n / 10)
    found = estimate_many(model, state, range(4), DAY + 9.0)
    return [(e.mean, e.sd, e.p_typical, e.low, e.high, e.p_careful, e.n_answers) for e in found]


def test_the_spread_is_the_filters_times_what_the_fit_found() -> None:
    plain = lived(StateSpaceModel(StateSpaceParameters(), 4))
    scaled = lived(StateSpaceModel(StateSpaceParameters(spread_factors=FACTORS), 4))
    for n, before, after in zip(N_ANSWERS, plain, scaled, strict=True):
        assert after[6] == before[6] == n
        assert after[0] == before[0]
        assert after[1] == before[1] * spread_factor(FACTORS, n)


def test_chances_are_those_of_a_typical_item_of_the_skill() -> None:
    parameters = StateSpaceParameters(
        spread_factors=FACTORS, skill_difficulty=(-0.4, 1.1), prior_difficulty=-1.5
    )
    model = StateSpaceModel(parameters, 4)
    for typical, (mean, sd, middle, low, high, careful, _) in zip(
        (-0.4, 1.1, -1.5, -1.5), lived(model), strict=True
    ):
        assert middle == pytest.approx(sigmoid(mean - typical), rel=1e-12)
        assert low == pytest.approx(sigmoid(mean - Z_90 * sd - typical), rel=1e-12)
        assert high == pytest.approx(sigmoid(mean + Z_90 * sd - typical), rel=1e-12)
        assert careful == pytest.approx(sigmoid(mean - sd - typical), rel=1e-12)
