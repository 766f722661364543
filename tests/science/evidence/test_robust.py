import numpy as np
import pytest
from scipy import stats

from armillary.science.evidence import (
    Reason,
    RefusalError,
    estimate_robust_contrast,
    fit_robust,
    fit_robust_logit,
)
from armillary.science.numerics import FloatArray, IntArray
from tests.science.evidence.simulated import Rows, simulate_rows


def plain(
    x: FloatArray, left: FloatArray, cluster: IntArray, contrast: FloatArray
) -> tuple[FloatArray, float]:
    """CR2 and its degrees of freedom as Pustejovsky & Tipton write them, with n by n matrices."""
    n, bread = len(x), np.linalg.inv(x.T @ x)
    rest = np.eye(n) - x @ bread @ x.T
    meat, vectors = np.zeros_like(bread), []
    for key in np.unique(cluster):
        own = cluster == key
        value, turn = np.linalg.eigh(rest[np.ix_(own, own)])
        root = np.where(value > 1e-9, 1.0 / np.sqrt(np.maximum(value, 1e-9)), 0.0)
        adjusted = x[own].T @ (turn * root) @ turn.T
        score = adjusted @ left[own]
        meat += np.outer(score, score)
        vectors.append(rest[:, own] @ adjusted.T @ bread @ contrast)
    inner = np.array(vectors) @ np.array(vectors).T
    return bread @ meat @ bread, float(np.trace(inner) ** 2 / np.sum(inner**2))


def test_sums_over_clusters_give_the_textbook_matrices(rows: Rows) -> None:
    columns = np.column_stack([rows.arm, rows.before])
    fit = fit_robust(rows.outcome, columns, rows.cluster)
    x = np.column_stack([np.ones(len(columns)), columns])
    fixed, *_rest = np.linalg.lstsq(x, rows.outcome, rcond=None)
    assert fit.fixed == pytest.approx(fixed, rel=1e-10)
    for contrast in np.eye(3):
        covariance, df = plain(x, rows.outcome - x @ fixed, rows.cluster, contrast)
        assert fit.covariance == pytest.approx(covariance, rel=1e-8)
        found = estimate_robust_contrast(fit, contrast, level=0.95)
        assert found.df == pytest.approx(df, rel=1e-8)


def test_equal_clusters_give_the_t_test_of_their_means() -> None:
    rows = simulate_rows(11, sizes=[20] * 8, effect=0.5)
    means = np.array([rows.outcome[rows.cluster == k].mean() for k in range(8)])
    fit = fit_robust(rows.outcome, rows.arm[:, None], rows.cluster)
    found = estimate_robust_contrast(fit, np.array([0.0, 1.0]), level=0.95)
    assert found.df == pytest.approx(6.0)
    assert found.p == pytest.approx(stats.ttest_ind(means[1::2], means[::2]).pvalue)


def test_rows_as_clusters_give_welch() -> None:
    # HC2 for two groups is the sum of s^2 / n over them; for one group of each size Bell &
    # McCaffrey's df are Welch's with equal variances.
    generator = np.random.default_rng(3)
    arm = np.repeat([0.0, 1.0], [15, 25])
    outcome = generator.normal(arm, 1.0 + arm)
    fit = fit_robust(outcome, arm[:, None], np.arange(40))
    spread = outcome[:15].var(ddof=1) / 15 + outcome[15:].var(ddof=1) / 25
    assert fit.se[1] ** 2 == pytest.approx(spread)
    found = estimate_robust_contrast(fit, np.array([0.0, 1.0]), level=0.95)
    df = (1 / 15 + 1 / 25) ** 2 / (1 / 15**2 / 14 + 1 / 25**2 / 24)
    assert found.df == pytest.approx(df)


def test_a_column_of_one_cluster_alone_is_no_trouble(rows: Rows) -> None:
    columns = np.column_stack([rows.arm, (rows.cluster == 0) * 1.0])
    fit = fit_robust(rows.outcome, columns, rows.cluster)
    x = np.column_stack([np.ones(len(columns)), columns])
    covariance, df = plain(x, rows.outcome - x @ fit.fixed, rows.cluster, np.array([0.0, 1.0, 0.0]))
    assert fit.covariance[:2, :2] == pytest.approx(covariance[:2, :2], rel=1e-6)
    found = estimate_robust_contrast(fit, np.array([0.0, 1.0, 0.0]), level=0.95)
    assert found.df == pytest.approx(df, rel=1e-6)
    with pytest.raises(RefusalError) as caught:  # one cluster alone has no spread of its own
        estimate_robust_contrast(fit, np.array([0.0, 0.0, 1.0]), level=0.95)
    assert caught.value.reason is Reason.TOO_FEW_CLUSTERS


def test_units_and_far_origins_do_not_matter(rows: Rows) -> None:
    columns = np.column_stack([rows.arm, rows.before])
    first = fit_robust(rows.outcome, columns, rows.cluster)
    other = fit_robust(rows.outcome * 10 + 1e5, columns + 3e4, rows.cluster)
    assert other.se[1:] == pytest.approx(10 * first.se[1:], rel=1e-6)
    contrast = np.array([0.0, 0.0, 1.0])
    df = [estimate_robust_contrast(fit, contrast, level=0.9).df for fit in (first, other)]
    assert df[1] == pytest.approx(df[0], rel=1e-6)


def test_the_logit_of_two_groups_is_the_log_odds_ratio() -> None:
    arm = np.repeat([0.0, 1.0], 40)
    outcome = np.concatenate([np.arange(40) < 16, np.arange(40) < 26]).astype(float)
    fit = fit_robust_logit(outcome, arm[:, None], np.arange(80))
    assert fit.fixed[1] == pytest.approx(np.log((26 / 14) / (16 / 24)))
    # HC2 of a saturated model: residuals over 1 - h, h = 1/40, so 1/(n p q) grows by 40/39.
    spread = (1 / (40 * 0.4 * 0.6) + 1 / (40 * 0.65 * 0.35)) * 40 / 39
    assert fit.se[1] ** 2 == pytest.approx(spread)


def test_a_simulated_logit_is_found() -> None:
    generator = np.random.default_rng(12)
    x = generator.normal(5.0, 2.0, size=(6000, 1))
    chance = 1 / (1 + np.exp(-(0.5 * x[:, 0] - 3.0)))
    outcome = (generator.random(6000) < chance).astype(float)
    fit = fit_robust_logit(outcome, x, np.arange(6000) // 10)
    assert np.all(np.abs(fit.fixed - [-3.0, 0.5]) < 3.5 * fit.se)


def test_refusals() -> None:
    arm = np.repeat([0.0, 1.0], 10)
    split = arm.copy()
    with pytest.raises(RefusalError) as caught:
        fit_robust_logit(split, arm[:, None], np.arange(20))
    assert caught.value.reason is Reason.SEPARATION
    nearly = np.where(np.arange(20) < 5, 1.0, arm)  # all of arm 1 succeed, half of arm 0
    with pytest.raises(RefusalError) as caught:
        fit_robust_logit(nearly, arm[:, None], np.arange(20))
    assert caught.value.reason is Reason.SEPARATION
    with pytest.raises(RefusalError) as caught:
        fit_robust(np.arange(20.0), arm[:, None], np.arange(20) // 7)
    assert caught.value.reason is Reason.TOO_FEW_CLUSTERS
    with pytest.raises(ValueError, match="0 or 1"):
        fit_robust_logit(np.arange(20.0), arm[:, None], np.arange(20))
