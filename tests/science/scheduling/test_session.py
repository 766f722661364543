"""When it is enough for today."""

import dataclasses

import pytest

from armillary.science.learner import SkillEstimate
from armillary.science.scheduling import SESSION_RULE, SessionEnd, SessionRule, session_end

HELD = SkillEstimate(1.5, 0.4, 0.9, 0.8, 0.95, 0.85, 9)
NEAR = dataclasses.replace(HELD, p_careful=0.55, n_answers=3)
STEADY = [(0.7, 1.0), (0.7, 1.0), (0.7, 0.0)] * 4


def end(**changes: object) -> SessionEnd | None:
    values = {"n_answers": 10, "minutes": 8.0, "goals": [NEAR], "n_due": 0, "recent": STEADY}
    return session_end(**(values | changes))  # type: ignore[arg-type]  # a test may mix them


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"goals": [HELD, HELD]}, SessionEnd.ALL_HELD),
        ({"goals": [HELD, NEAR]}, None),
        ({"goals": [HELD], "n_due": 1}, None),
        ({"goals": [HELD], "n_answers": 4}, None),
        ({"goals": []}, None),
        ({"n_answers": 25}, SessionEnd.ENOUGH_ANSWERS),
        ({"minutes": 25.0}, SessionEnd.ENOUGH_MINUTES),
        ({"minutes": 25.0, "n_answers": 1}, SessionEnd.ENOUGH_MINUTES),
        ({"recent": [(0.75, 0.0)] * 8}, SessionEnd.FORM_FELL),
        ({"recent": [(0.75, 0.0)] * 7}, None),
        ({"recent": [(0.75, 0.0)] * 8 + [(0.75, 1.0)] * 8}, None),
        ({"recent": [(0.2, 0.0)] * 8}, None),
    ],
)
def test_practice_ends_for_a_reason_or_goes_on(
    changes: dict[str, object], expected: SessionEnd | None
) -> None:
    assert end(**changes) is expected


def test_a_school_may_set_its_own_limits() -> None:
    short = SessionRule(min_answers=2, max_answers=6, max_minutes=10.0)
    assert end(rule=short, n_answers=6) is SessionEnd.ENOUGH_ANSWERS
    assert SESSION_RULE.max_answers == 25


@pytest.mark.parametrize(
    "changes",
    [
        {"min_answers": 0},
        {"min_answers": 30},
        {"max_minutes": 0.0},
        {"form_answers": 1},
        {"form_fall": 0.0},
    ],
)
def test_impossible_limits_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        SessionRule(**changes)  # type: ignore[arg-type]  # the values are the point
