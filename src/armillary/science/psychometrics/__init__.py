"""What an item or a test measures: items and learners on one scale, each with its error."""

from .answers import MAX_CATEGORIES, AnswerTable, Key, find_islands, sort_answers
from .calibration import (
    FEWEST,
    CalibratedItem,
    Calibration,
    LeftOut,
    Population,
    Settings,
    calibrate,
    calibrate_source,
)
from .expectation import (
    AnswerSource,
    Expectation,
    HeldAnswers,
    NodeTables,
    Part,
    SlopeTables,
    Summary,
)
from .faults import AnswersError, Fault
from .items import MODELS, ItemParameters, Model
from .priors import GUESSING_PRIORS, NO_PRIORS, Priors, default_priors
from .simulation import simulate_answers

__all__ = [
    "FEWEST",
    "GUESSING_PRIORS",
    "MAX_CATEGORIES",
    "MODELS",
    "NO_PRIORS",
    "AnswerSource",
    "AnswerTable",
    "AnswersError",
    "CalibratedItem",
    "Calibration",
    "Expectation",
    "Fault",
    "HeldAnswers",
    "ItemParameters",
    "Key",
    "LeftOut",
    "Model",
    "NodeTables",
    "Part",
    "Population",
    "Priors",
    "Settings",
    "SlopeTables",
    "Summary",
    "calibrate",
    "calibrate_source",
    "default_priors",
    "find_islands",
    "simulate_answers",
    "sort_answers",
]
