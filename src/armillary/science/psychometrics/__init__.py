"""What an item or a test measures: items and learners on one scale, each with its error."""

from .abilities import Abilities, Method, empirical_reliability, estimate_abilities
from .adaptive import (
    AdaptiveBank,
    AdaptiveRules,
    AdaptiveSitting,
    NextItem,
    NoNextItem,
    SittingEstimate,
    assemble_form,
    choose_next,
    create_adaptive_bank,
    estimate_sitting,
)
from .adaptive_simulation import AdaptiveSimulation, simulate_adaptive
from .answers import MAX_CATEGORIES, AnswerTable, Key, find_islands, sort_answers
from .calibration import calibrate, calibrate_source
from .consistency import FEWEST_PAIRS, Consistency, estimate_consistency
from .expectation import (
    AnswerSource,
    Expectation,
    HeldAnswers,
    NodeTables,
    Part,
    SlopeTables,
    Summary,
)
from .exposure import ExposureControl, find_exposure_control
from .fairness import (
    SIGNIFICANT,
    BiasReport,
    ItemBias,
    Size,
    find_bias,
    find_bias_by_regression,
)
from .fairness_mantel import find_bias_by_mantel
from .faults import AnswersError, Fault
from .growth import Growth, estimate_growth
from .information import item_information, marginal_reliability
from .item_fit import FEWEST_EXPECTED, ItemFit, estimate_item_fit
from .items import MODELS, ItemParameters, Model
from .linked_growth import (
    LinkedGrowth,
    MeanEstimate,
    estimate_item_moves,
    estimate_linked_growth,
    estimate_mean,
)
from .linking import FEWEST_ANCHORS, Link, LinkMethod, estimate_link, expected_scores
from .priors import GUESSING_PRIORS, NO_PRIORS, Priors, default_priors
from .results import FEWEST, CalibratedItem, Calibration, ItemErrors, LeftOut, Population, Settings
from .sharing import PartMap, SharedAnswers, split_answers
from .simulation import simulate_answers
from .standards import BookmarkPlace, CutScore, estimate_cut, order_booklet

__all__ = [
    "FEWEST",
    "FEWEST_ANCHORS",
    "FEWEST_EXPECTED",
    "FEWEST_PAIRS",
    "GUESSING_PRIORS",
    "MAX_CATEGORIES",
    "MODELS",
    "NO_PRIORS",
    "SIGNIFICANT",
    "Abilities",
    "AdaptiveBank",
    "AdaptiveRules",
    "AdaptiveSimulation",
    "AdaptiveSitting",
    "AnswerSource",
    "AnswerTable",
    "AnswersError",
    "BiasReport",
    "BookmarkPlace",
    "CalibratedItem",
    "Calibration",
    "Consistency",
    "CutScore",
    "Expectation",
    "ExposureControl",
    "Fault",
    "Growth",
    "HeldAnswers",
    "ItemBias",
    "ItemErrors",
    "ItemFit",
    "ItemParameters",
    "Key",
    "LeftOut",
    "Link",
    "LinkMethod",
    "LinkedGrowth",
    "MeanEstimate",
    "Method",
    "Model",
    "NextItem",
    "NoNextItem",
    "NodeTables",
    "Part",
    "PartMap",
    "Population",
    "Priors",
    "Settings",
    "SharedAnswers",
    "SittingEstimate",
    "Size",
    "SlopeTables",
    "Summary",
    "assemble_form",
    "calibrate",
    "calibrate_source",
    "choose_next",
    "create_adaptive_bank",
    "default_priors",
    "empirical_reliability",
    "estimate_abilities",
    "estimate_consistency",
    "estimate_cut",
    "estimate_growth",
    "estimate_item_fit",
    "estimate_item_moves",
    "estimate_link",
    "estimate_linked_growth",
    "estimate_mean",
    "estimate_sitting",
    "expected_scores",
    "find_bias",
    "find_bias_by_mantel",
    "find_bias_by_regression",
    "find_exposure_control",
    "find_islands",
    "item_information",
    "marginal_reliability",
    "order_booklet",
    "simulate_adaptive",
    "simulate_answers",
    "sort_answers",
    "split_answers",
]
