"""Which learner models there are, and how to get one from its parameters."""

from pathlib import Path
from typing import Any

from .contract import LearnerModel
from .item_difficulty import ItemDifficultyModel, ItemDifficultyParameters
from .level_skill import LevelSkillModel, LevelSkillParameters
from .parameters import read_parameters

# By (name, version): the class of the parameters and the class of the model.
MODELS: dict[tuple[str, int], tuple[type[Any], type[Any]]] = {
    (kind.MODEL, kind.VERSION): (kind, model)
    for kind, model in (
        (LevelSkillParameters, LevelSkillModel),
        (ItemDifficultyParameters, ItemDifficultyModel),
    )
}


def create_model(parameters: Any, n_skills: int) -> LearnerModel[Any]:
    """Return the model that belongs to some parameters, for a course of n skills.

    Raises
    ------
    ValueError
        If no model in the registry has these parameters' name and version.
    """
    key = (parameters.MODEL, parameters.VERSION)
    if key not in MODELS:
        raise ValueError(f"no learner model {key[0]} version {key[1]}; there are {sorted(MODELS)}")
    model: LearnerModel[Any] = MODELS[key][1](parameters, n_skills)
    return model


def starting_model(n_skills: int) -> LearnerModel[Any]:
    """Return the model a school starts with, before it has answers of its own to fit to."""
    return create_model(LevelSkillParameters(), n_skills)


def parse_parameters(text: str) -> Any:
    """Return the parameters written in a text; ValueError says what is wrong with it."""
    return read_parameters(text, {key: kind for key, (kind, _) in MODELS.items()})


def load_parameters(path: Path) -> Any:
    """Return the parameters written in a file; ValueError says what is wrong with it."""
    return parse_parameters(path.read_text(encoding="utf-8"))
