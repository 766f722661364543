"""Shares of learners who succeed, compared."""

import math

import numpy as np

from armillary.science.numerics import estimate_share_interval

from .comparison import StudyRows, check_rows, count_arms
from .estimates import Estimate, check_level
from .refusals import Reason, RefusalError
from .robust import estimate_robust_contrast, fit_robust, fit_robust_logit


def estimate_risk_difference(rows: StudyRows, *, level: float) -> Estimate:
    """Return how much larger the share of successes is in arm 1, from -1 to 1.

    Without clusters and covariates the interval is Newcombe's, which keeps its coverage near 0 and
    1; p is the smallest doubt at which it touches 0. Otherwise least squares with CR2 errors.

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
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    Newcombe's table II, row (a): 56/70 less 48/80.

    >>> arm = np.repeat([1, 0], [70, 80])
    >>> outcome = np.concatenate([np.arange(70) < 56, np.arange(80) < 48]).astype(float)
    >>> rows = StudyRows(outcome, arm, np.empty((150, 0)), None)
    >>> found = estimate_risk_difference(rows, level=0.95)
    >>> round(found.effect, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    kept = _successes(rows, level)
    if kept.cluster is not None or kept.covariates.shape[1]:
        return _robust(kept, level, logit=False)
    n = [int(np.sum(kept.arm == key)) for key in (0, 1)]
    hits = [int(kept.outcome[kept.arm == key].sum()) for key in (0, 1)]
    low, high = _newcombe(hits, n, level)
    share = [hit / size for hit, size in zip(hits, n, strict=True)]
    se = math.sqrt(sum(one * (1.0 - one) / size for one, size in zip(share, n, strict=True)))
    return Estimate(share[1] - share[0], se, math.inf, low, high, _doubt(hits, n), level)


def estimate_log_odds_ratio(rows: StudyRows, *, level: float) -> Estimate:
    """Return the log odds ratio of success, arm 1 to arm 0, adjusted for covariates.

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
    As `fit_robust_logit`.
    """
    return _robust(_successes(rows, level), level, logit=True)


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


def _newcombe(hits: list[int], n: list[int], level: float) -> tuple[float, float]:
    """Newcombe's interval of share 1 less share 0, from Wilson's of each."""
    (low0, high0), (low1, high1) = (
        estimate_share_interval(hit, size, level=level) for hit, size in zip(hits, n, strict=True)
    )
    share0, share1 = hits[0] / n[0], hits[1] / n[1]
    middle = share1 - share0
    below = math.hypot(share1 - low1, high0 - share0)
    above = math.hypot(high1 - share1, share0 - low0)
    return middle - below, middle + above


def _doubt(hits: list[int], n: list[int]) -> float:
    """One less the level at which Newcombe's interval touches 0."""
    from scipy.optimize import brentq

    sign = 1.0 if hits[1] / n[1] >= hits[0] / n[0] else -1.0

    def nearest(level: float) -> float:
        low, high = _newcombe(hits, n, level)
        return low if sign > 0 else -high

    if nearest(1e-9) <= 0.0:
        return 1.0
    most = 1.0 - 1e-13
    return 1e-13 if nearest(most) > 0.0 else 1.0 - float(brentq(nearest, 1e-9, most))
