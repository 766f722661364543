"""Every model of the registry, as it starts and as fitted: what the contract suite runs over."""

from typing import Any

import numpy as np
import pytest

from armillary.science.learner import MODELS, LearnerModel, create_model
from tests.science.conftest import N_SKILLS, World

_FITTED: dict[tuple[str, int], LearnerModel[Any]] = {}


@pytest.fixture(
    params=[
        pytest.param(
            (key, how),
            id=f"{key[0]}-{key[1]}-{how}",
            marks=[pytest.mark.slow] if how == "fitted" else [],
        )
        for key in MODELS
        for how in ("starting", "fitted")
    ],
)
def model(request: pytest.FixtureRequest, world: World) -> LearnerModel[Any]:
    key, how = request.param
    if how == "starting":
        return create_model(MODELS[key].parameters(), N_SKILLS)
    if key not in _FITTED:
        fit = MODELS[key].fit(world.log.answers, generator=np.random.default_rng(3))
        _FITTED[key] = create_model(fit.parameters, N_SKILLS)
    return _FITTED[key]
