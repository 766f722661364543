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
from .estimates import estimate_many
from .evaluation import PROCESS_METERS, Evaluation, Meters, evaluate_learner
from .explanation import LATER_DAYS, Explanation, GivenAnswer, Moment, Move, explain_skill
from .fitting import FitResult
from .item_difficulty import ItemDifficultyModel, ItemDifficultyParameters
from .level_skill import LevelSkillModel, LevelSkillParameters
from .log import Answers, Columns, join_rows
from .metrics import (
    Floor,
    estimate_auc,
    estimate_calibration_error,
    estimate_log_loss,
    simulate_calibration_floor,
)
from .parameters import format_parameters, save_parameters
from .registry import (
    DEFAULT_MODEL,
    MODELS,
    Kind,
    create_model,
    fit_learner,
    load_parameters,
    parse_parameters,
    starting_model,
)
from .state_space import StateSpaceModel, StateSpaceParameters
from .warming import warm_up

__all__ = [
    "BAR",
    "DEFAULT_MODEL",
    "LAB_WEIGHT",
    "LATER_DAYS",
    "MODELS",
    "PROCESS_METERS",
    "Answers",
    "Bar",
    "Columns",
    "Evaluation",
    "Explanation",
    "FitResult",
    "Floor",
    "GivenAnswer",
    "ItemDifficultyModel",
    "ItemDifficultyParameters",
    "ItemSpec",
    "Key",
    "Kind",
    "LearnerModel",
    "LevelSkillModel",
    "LevelSkillParameters",
    "Meters",
    "Moment",
    "Move",
    "SkillEstimate",
    "Standing",
    "StateError",
    "StateSpaceModel",
    "StateSpaceParameters",
    "create_model",
    "estimate_auc",
    "estimate_calibration_error",
    "estimate_log_loss",
    "estimate_many",
    "evaluate_learner",
    "explain_skill",
    "fit_learner",
    "format_parameters",
    "join_rows",
    "load_parameters",
    "parse_parameters",
    "save_parameters",
    "simulate_calibration_floor",
    "standing",
    "starting_model",
    "warm_up",
]
