"""Which learner models there are, and how to get one from its parameters."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .contract import LearnerModel
from .fitting import FitResult, fit_item_difficulty, fit_level_skill
from .item_difficulty import ItemDifficultyModel, ItemDifficultyParameters
from .level_skill import LevelSkillModel, LevelSkillParameters
from .log import Answers
from .parameters import read_parameters
from .state_space import StateSpaceModel, StateSpaceParameters, fit_state_space


class Fitter(Protocol):
    """Finds a model's parameters from a log; the generator draws whom to choose settings by."""

    def __call__(self, log: Answers, *, generator: np.random.Generator) -> FitResult:
        """Return the parameters and how the fit went."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of learner model: the class of its parameters, of the model, and how to fit it.

    A further model joins by a line in `KINDS`; the contract suite then runs over it.
    """

    parameters: type[Any]
    model: type[Any]
    fit: Fitter


KINDS = (
    Kind(StateSpaceParameters, StateSpaceModel, fit_state_space),
    Kind(LevelSkillParameters, LevelSkillModel, fit_level_skill),
    Kind(ItemDifficultyParameters, ItemDifficultyModel, fit_item_difficulty),
)
MODELS: dict[tuple[str, int], Kind] = {
    (kind.parameters.MODEL, kind.parameters.VERSION): kind for kind in KINDS
}
# What a school starts with, and what `fit_learner` and `evaluate_learner` are asked for first.
DEFAULT_MODEL = StateSpaceParameters.MODEL


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
    model: LearnerModel[Any] = MODELS[key].model(parameters, n_skills)
    return model


def starting_model(n_skills: int) -> LearnerModel[Any]:
    """Return the model a school starts with, before it has answers of its own to fit to."""
    return create_model(StateSpaceParameters(), n_skills)


def fit_learner(log: Answers, *, model: str, generator: np.random.Generator) -> FitResult:
    """Return the newest version of a model, fitted to a log.

    Raises
    ------
    ValueError
        If no model has this name, or the log is too small for it.
    """
    versions = [version for name, version in MODELS if name == model]
    if not versions:
        names = ", ".join(sorted({name for name, _ in MODELS}))
        raise ValueError(f"no learner model is called {model!r}; there are {names}")
    return MODELS[model, max(versions)].fit(log, generator=generator)


def parse_parameters(text: str) -> Any:
    """Return the parameters written in a text; ValueError says what is wrong with it."""
    return read_parameters(text, {key: kind.parameters for key, kind in MODELS.items()})


def load_parameters(path: Path) -> Any:
    """Return the parameters written in a file; ValueError says what is wrong with it."""
    return parse_parameters(path.read_text(encoding="utf-8"))
