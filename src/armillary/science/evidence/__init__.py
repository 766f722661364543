"""Whether teaching worked: designs, effects, how sure they are, and what studies say together."""

from .binary import estimate_log_odds_ratio, estimate_risk_difference
from .comparison import Difference, Method, StudyRows, estimate_difference
from .crossed import CrossedFit, estimate_crossed_contrast, fit_crossed
from .designs import (
    Design,
    Draw,
    Layout,
    Unit,
    assign_arms,
    check_draw,
    hash_roster,
    redraw_arms,
)
from .effect_size import estimate_hedges_g, pooled_sd, undo_noise
from .estimates import Estimate, student_estimate
from .multilevel import (
    Grouping,
    MultilevelFit,
    estimate_cluster_contrast,
    estimate_contrast,
    fit_multilevel,
)
from .planning import (
    Drawing,
    StudyPlan,
    predict_power,
    predict_se,
    simulate_power,
    smallest_difference,
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
from .watching import widen_for_looks

__all__ = [
    "Attrition",
    "Because",
    "CrossedFit",
    "Design",
    "Difference",
    "Draw",
    "Drawing",
    "Equivalence",
    "Estimate",
    "Grouping",
    "Layout",
    "Method",
    "MultilevelFit",
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
    "Unit",
    "Verdict",
    "assign_arms",
    "check_draw",
    "estimate_by_randomisation",
    "estimate_cluster_contrast",
    "estimate_contrast",
    "estimate_crossed_contrast",
    "estimate_difference",
    "estimate_hedges_g",
    "estimate_log_odds_ratio",
    "estimate_pooled",
    "estimate_risk_difference",
    "estimate_robust_contrast",
    "fit_crossed",
    "fit_multilevel",
    "fit_robust",
    "fit_robust_logit",
    "hash_roster",
    "judge_equivalence",
    "judge_standard",
    "measure_attrition",
    "measure_baseline_difference",
    "pool_dependent_effects",
    "pool_effects",
    "pooled_sd",
    "predict_power",
    "predict_se",
    "predict_study",
    "redraw_arms",
    "simulate_power",
    "smallest_difference",
    "student_estimate",
    "undo_noise",
    "widen_for_looks",
]
