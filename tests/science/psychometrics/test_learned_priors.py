"""What items of a bank are usually like is learned from the bank, where it holds enough items."""

import numpy as np
import pytest

from armillary.science.psychometrics import (
    GUESSING_PRIORS,
    AnswerTable,
    ItemParameters,
    Settings,
    calibrate,
    simulate_answers,
)


def draw(n_items: int, n_learners: int) -> tuple[list[ItemParameters], AnswerTable]:
    """Items much alike, and answers to them: log slopes around .2 (.2), intercepts .5 (.5)."""
    generator = np.random.default_rng(7)
    slope = np.exp(generator.normal(0.2, 0.2, n_items))
    step = generator.normal(0.5, 0.5, n_items)
    guessing = generator.beta(5, 17, n_items)
    items = [
        ItemParameters(j, "3pl", a, (d,), c)
        for j, (a, d, c) in enumerate(
            zip(slope.tolist(), step.tolist(), guessing.tolist(), strict=True)
        )
    ]
    return items, simulate_answers(generator.normal(size=n_learners), items, generator=generator)


@pytest.mark.slow
def test_learned_priors_lie_where_the_items_lie() -> None:
    items, table = draw(40, 3000)
    found = calibrate(table, Settings("3pl"))
    assert found.converged
    assert found.priors.log_slope is not None
    assert found.priors.intercept is not None
    slopes = np.log([item.slope for item in items])
    steps = np.array([item.intercepts[0] for item in items])
    # Four standard errors of a mean of 40, errors of single items (about .15 and .2) included.
    assert found.priors.log_slope[0] == pytest.approx(slopes.mean(), abs=0.16)
    assert found.priors.intercept[0] == pytest.approx(steps.mean(), abs=0.2)
    # Beside 40 items the usual sds, 0.5 and 3, count as 5: root((40 x own^2 + 5 x usual^2) / 45).
    assert found.priors.log_slope[1] == pytest.approx(
        np.sqrt((40 * slopes.var() + 5 * 0.25) / 45), abs=0.08
    )
    assert found.priors.intercept[1] == pytest.approx(
        np.sqrt((40 * steps.var() + 5 * 9.0) / 45), abs=0.1
    )
    assert found.priors.guessing == GUESSING_PRIORS.guessing


@pytest.mark.slow
def test_of_few_items_nothing_is_learned() -> None:
    _items, table = draw(19, 500)
    found = calibrate(table, Settings("3pl"))
    assert found.priors == GUESSING_PRIORS
    named = calibrate(table, Settings("3pl", priors=GUESSING_PRIORS))
    assert [item.parameters for item in found.items] == [item.parameters for item in named.items]
