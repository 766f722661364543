"""What a learner knows: predict the next answer, learn from it, say how sure that is."""

from .contract import (
    BAR,
    LAB_WEIGHT,
    Bar,
    ItemSpec,
    Key,
    LearnerModel,
    SkillEstimate,
    Standing,
    StateError,
    standing,
)
from .item_difficulty import ItemDifficultyModel, ItemDifficultyParameters
from .level_skill import LevelSkillModel, LevelSkillParameters
from .parameters import format_parameters, save_parameters
from .registry import MODELS, create_model, load_parameters, parse_parameters, starting_model

__all__ = [
    "BAR",
    "LAB_WEIGHT",
    "MODELS",
    "Bar",
    "ItemDifficultyModel",
    "ItemDifficultyParameters",
    "ItemSpec",
    "Key",
    "LearnerModel",
    "LevelSkillModel",
    "LevelSkillParameters",
    "SkillEstimate",
    "Standing",
    "StateError",
    "create_model",
    "format_parameters",
    "load_parameters",
    "parse_parameters",
    "save_parameters",
    "standing",
    "starting_model",
]
