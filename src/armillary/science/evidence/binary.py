"""Shares of learners who succeed, compared."""

import numpy as np

from .comparison import StudyRows, check_rows, count_arms
from .estimates import Estimate, check_level
from .profiled import estimate_profiled_odds
from .refusals import Reason, RefusalError
from .robust import estimate_robust_contrast, fit_robust, fit_robust_logit
from .two_shares import TwoShares, estimate_log_odds, estimate_share_difference


def estimate_risk_difference(rows: StudyRows, *, level: float) -> Estimate:
    """Return how much larger the share of successes is in arm 1, from -1 to 1.

    Without clusters and covariates the interval is that of the score test, which keeps its coverage
    near 0 and 1, and p is of the same test. Otherwise least squares with CR2 errors.

    Parameters
    ----------
    rows : of the study; the outcome is 1, 0 or missing
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If shapes differ or an outcome is something else.
    RefusalError
        With an empty arm, everybody alike, or too few clusters.

    References
    ----------
    As `estimate_share_difference`.

    Examples
    --------
    Newcombe (1998), Statistics in Medicine 17, 873-890, table II, row (a): 56/70 less 48/80.

    >>> arm = np.repeat([1, 0], [70, 80])
    >>> outcome = np.concatenate([np.arange(70) < 56, np.arange(80) < 48]).astype(float)
    >>> rows = StudyRows(outcome, arm, np.empty((150, 0)), None)
    >>> found = estimate_risk_difference(rows, level=0.95)
    >>> round(found.effect, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0528, 0.3382)
    """
    kept = _successes(rows, level)
    if kept.cluster is not None or kept.covariates.shape[1]:
        return _robust(kept, level, logit=False)
    return estimate_share_difference(_count(kept), level=level)


def estimate_log_odds_ratio(rows: StudyRows, *, level: float) -> Estimate:
    """Return the log odds ratio of success, arm 1 to arm 0, adjusted for covariates.

    Without clusters and covariates the interval is that of the score test, with covariates that of
    the likelihood ratio, with clusters of the logit's CR2.

    Parameters
    ----------
    rows : of the study; the outcome is 1, 0 or missing
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If shapes differ or an outcome is something else.
    RefusalError
        As `estimate_risk_difference`; and with separation.

    References
    ----------
    As `estimate_log_odds`, `estimate_profiled_odds` and `fit_robust_logit`.
    """
    kept = _successes(rows, level)
    if kept.cluster is not None:
        return _robust(kept, level, logit=True)
    if kept.covariates.shape[1]:
        columns = np.column_stack([kept.arm, kept.covariates])
        return estimate_profiled_odds(kept.outcome, columns, level=level)
    return estimate_log_odds(_count(kept), level=level)


def _successes(rows: StudyRows, level: float) -> StudyRows:
    check_level(level)
    check_rows(rows)
    complete = np.isfinite(rows.outcome) & np.all(np.isfinite(rows.covariates), axis=1)
    kept = rows.take(complete)
    if not np.all(np.isin(kept.outcome, (0.0, 1.0))):
        raise ValueError(f"each outcome must be 0 or 1, got {np.unique(kept.outcome)[:5]}")
    count_arms(kept)
    if kept.outcome.min() == kept.outcome.max():
        raise RefusalError(Reason.OUTCOME_CONSTANT, "everybody succeeded, or nobody did")
    return kept


def _robust(rows: StudyRows, level: float, *, logit: bool) -> Estimate:
    label = np.arange(len(rows.arm)) if rows.cluster is None else rows.cluster
    columns = np.column_stack([rows.arm, rows.covariates])
    fit = (fit_robust_logit if logit else fit_robust)(rows.outcome, columns, label)
    return estimate_robust_contrast(fit, np.eye(columns.shape[1] + 1)[1], level=level)


def _count(rows: StudyRows) -> TwoShares:
    n = [int(np.sum(rows.arm == key)) for key in (0, 1)]
    hits = [int(rows.outcome[rows.arm == key].sum()) for key in (0, 1)]
    return TwoShares((hits[0], hits[1]), (n[0], n[1]))
