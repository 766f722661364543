"""Several estimates at once, as quickly as a model can give them."""

from collections.abc import Sequence
from typing import Any

from .contract import LearnerModel, SkillEstimate


def estimate_many(
    model: LearnerModel[Any], state: Any, skills: Sequence[int], days: float
) -> list[SkillEstimate]:
    """Return what is known about each of some skills; each equals the model's `mastery`.

    A model that has `mastery_many` (the same call with skills in the place of one skill) is
    asked once; every other for one skill after another.
    """
    together = getattr(model, "mastery_many", None)
    if together is None:
        return [model.mastery(state, skill, days) for skill in skills]
    estimates: list[SkillEstimate] = together(state, skills, days)
    return estimates
