"""Whether teaching worked: designs, effects, how sure they are, and what studies say together."""

from .binary import estimate_log_odds_ratio, estimate_risk_difference
from .checks import complete_rows
from .comparison import Difference, Method, StudyRows, estimate_difference
from .contrasts import (
    ComparedRows,
    Contrasted,
    Contrasting,
    Fitting,
    estimate_contrasts,
)
from .crossed import CrossedFit, fit_crossed
from .designs import (
    Design,
    Draw,
    Layout,
    Unit,
    assign_arms,
    check_draw,
    hash_arms,
    hash_roster,
    redraw_arms,
    shuffle_arms,
)
from .effect_size import estimate_hedges_g, g_follows, g_limits, pooled_sd, undo_noise
from .estimates import Estimate, student_estimate
from .factorial import (
    Factorial,
    estimate_factorial,
    predict_factorial_se,
    simulate_factorial_power,
)
from .false_alarms import FalseAlarms, estimate_false_alarms
from .groupings import Hold, order_groupings
from .likeness import Likeness, estimate_likeness
from .multilevel import (
    Grouping,
    MixedFit,
    MultilevelFit,
    estimate_cluster_contrast,
    estimate_contrast,
    fit_multilevel,
)
from .noisy import NoisyFit, estimate_noisy_contrasts
from .planning import (
    Drawing,
    StudyPlan,
    power_of_error,
    predict_power,
    predict_se,
    simulate_power,
    smallest_difference,
    smallest_of_error,
)
from .pooling import (
    PooledFit,
    Prediction,
    estimate_pooled,
    pool_dependent_effects,
    pool_effects,
    predict_study,
)
from .quality import (
    Attrition,
    Because,
    Equivalence,
    Stance,
    Standard,
    Verdict,
    judge_equivalence,
    judge_standard,
    measure_attrition,
    measure_baseline_difference,
)
from .randomisation import Randomised, Redraws, estimate_by_randomisation
from .refusals import Reason, RefusalError
from .robust import RobustFit, estimate_robust_contrast, fit_robust, fit_robust_logit
from .subgroups import Subgroups, estimate_subgroups
from .two_shares import TwoShares, estimate_log_odds, estimate_share_difference
from .watching import widen_for_looks

__all__ = [
    "Attrition",
    "Because",
    "ComparedRows",
    "Contrasted",
    "Contrasting",
    "CrossedFit",
    "Design",
    "Difference",
    "Draw",
    "Drawing",
    "Equivalence",
    "Estimate",
    "Factorial",
    "FalseAlarms",
    "Fitting",
    "Grouping",
    "Hold",
    "Layout",
    "Likeness",
    "Method",
    "MixedFit",
    "MultilevelFit",
    "NoisyFit",
    "PooledFit",
    "Prediction",
    "Randomised",
    "Reason",
    "Redraws",
    "RefusalError",
    "RobustFit",
    "Stance",
    "Standard",
    "StudyPlan",
    "StudyRows",
    "Subgroups",
    "TwoShares",
    "Unit",
    "Verdict",
    "assign_arms",
    "check_draw",
    "complete_rows",
    "estimate_by_randomisation",
    "estimate_cluster_contrast",
    "estimate_contrast",
    "estimate_contrasts",
    "estimate_difference",
    "estimate_factorial",
    "estimate_false_alarms",
    "estimate_hedges_g",
    "estimate_likeness",
    "estimate_log_odds",
    "estimate_log_odds_ratio",
    "estimate_noisy_contrasts",
    "estimate_pooled",
    "estimate_risk_difference",
    "estimate_robust_contrast",
    "estimate_share_difference",
    "estimate_subgroups",
    "fit_crossed",
    "fit_multilevel",
    "fit_robust",
    "fit_robust_logit",
    "g_follows",
    "g_limits",
    "hash_arms",
    "hash_roster",
    "judge_equivalence",
    "judge_standard",
    "measure_attrition",
    "measure_baseline_difference",
    "order_groupings",
    "pool_dependent_effects",
    "pool_effects",
    "pooled_sd",
    "power_of_error",
    "predict_factorial_se",
    "predict_power",
    "predict_se",
    "predict_study",
    "redraw_arms",
    "shuffle_arms",
    "simulate_factorial_power",
    "simulate_power",
    "smallest_difference",
    "smallest_of_error",
    "student_estimate",
    "undo_noise",
    "widen_for_looks",
]
