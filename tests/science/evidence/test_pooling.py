import numpy as np
import pytest
from scipy import stats

from armillary.science.evidence import (
    Reason,
    RefusalError,
    estimate_pooled,
    pool_dependent_effects,
    pool_effects,
    predict_study,
)
from armillary.science.evidence.pooling import _evaluate
from armillary.science.numerics import FloatArray, IntArray

ONE = np.ones(1)


def studies(seed: int, n: int = 12) -> tuple[FloatArray, FloatArray, FloatArray, IntArray]:
    generator = np.random.default_rng(seed)
    cluster = np.arange(n) % 5
    variance = generator.uniform(0.01, 0.1, n)
    shift = generator.normal(0.0, 0.3, 5)[cluster]
    effect = 0.2 + shift + generator.normal(0.0, 0.2, n) + generator.normal(0.0, variance**0.5)
    return effect, variance, generator.normal(size=(n, 1)), cluster


def dense(effect: FloatArray, v: FloatArray, x: FloatArray, method: str) -> float:
    """The deviance from the whole covariance matrix, without its constant."""
    inverse = np.linalg.inv(v)
    known = x.T @ inverse @ x
    left = effect - x @ np.linalg.solve(known, x.T @ inverse @ effect)
    out = float(np.linalg.slogdet(v)[1]) + float(left @ inverse @ left)
    return out + (float(np.linalg.slogdet(known)[1]) if method == "reml" else 0.0)


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_likelihood_and_its_slope_are_those_of_the_whole_matrix(method: str) -> None:
    effect, variance, moderators, cluster = studies(1)
    x = np.column_stack([np.ones(12), moderators])

    def whole(between: float, within: float) -> float:
        alike = (cluster[:, None] == cluster) * between
        return dense(effect, np.diag(variance + within) + alike, x, method)

    deviance, slope, _products = _evaluate(effect, variance, x, cluster, (0.08, 0.03), method)
    assert deviance == pytest.approx(whole(0.08, 0.03))
    step = 1e-6
    assert slope[0] == pytest.approx(
        (whole(0.08 + step, 0.03) - whole(0.08 - step, 0.03)) / 2e-6, rel=1e-5
    )
    assert slope[1] == pytest.approx(
        (whole(0.08, 0.03 + step) - whole(0.08, 0.03 - step)) / 2e-6, rel=1e-5
    )


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_top_is_a_top(method: str) -> None:
    effect, variance, moderators, cluster = studies(2, 30)
    x = np.column_stack([np.ones(30), moderators])
    fit = pool_dependent_effects(effect, variance, moderators, cluster, method=method)
    top = _evaluate(effect, variance, x, cluster, (fit.tau2, fit.within), method)[0]
    for between in (0.9, 1.1):
        for within in (0.9, 1.1):
            parts = fit.tau2 * between, fit.within * within
            assert _evaluate(effect, variance, x, cluster, parts, method)[0] > top - 1e-9


def test_equal_errors_give_the_t_test() -> None:
    # With one variance for all, Knapp & Hartung's interval is the t interval of the effects.
    effect = np.array([0.1, 0.3, 0.35, 0.65, 0.2])
    fit = pool_effects(effect, np.full(5, 0.01), np.empty((5, 0)), method="reml")
    assert fit.tau2 == pytest.approx(effect.var(ddof=1) - 0.01)
    found = estimate_pooled(fit, ONE, level=0.95)
    expected = stats.ttest_1samp(effect, 0.0)
    assert (found.df, found.p) == (4.0, pytest.approx(expected.pvalue))
    spread = np.sqrt(fit.tau2 + effect.var(ddof=1) / 5)
    reach = stats.t.ppf(0.975, 3) * spread
    prediction = predict_study(fit, ONE, level=0.95)
    assert (prediction.low, prediction.high) == pytest.approx((0.32 - reach, 0.32 + reach))


def test_one_true_effect_is_the_weighted_mean() -> None:
    effect, variance, _moderators, _cluster = studies(3)
    fit = pool_effects(effect, variance, np.empty((12, 0)), method="fixed")
    assert fit.fixed[0] == pytest.approx(np.average(effect, weights=1 / variance))
    assert fit.se[0] == pytest.approx(np.sum(1 / variance) ** -0.5)
    assert estimate_pooled(fit, ONE, level=0.95).df == np.inf
    assert fit.q == pytest.approx(np.sum((effect - fit.fixed[0]) ** 2 / variance))
    assert fit.weights.sum() == pytest.approx(1.0)


def test_studies_that_agree_have_no_spread() -> None:
    effect = np.array([0.2, 0.21, 0.19, 0.2])
    fit = pool_effects(effect, np.full(4, 0.04), np.empty((4, 0)), method="reml")
    assert (fit.tau2, fit.i2) == (0.0, 0.0)


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_the_unit_of_effects_does_not_matter(unit: float) -> None:
    effect, variance, _moderators, cluster = studies(6)
    none = np.empty((12, 0))
    rows, scaled = (effect, variance, none), (unit * effect, unit**2 * variance, none)
    for here, there in (
        (pool_effects(*rows, method="reml"), pool_effects(*scaled, method="reml")),
        (
            pool_dependent_effects(*rows, cluster, method="reml"),
            pool_dependent_effects(*scaled, cluster, method="reml"),
        ),
    ):
        assert there.tau2 == pytest.approx(unit**2 * here.tau2, rel=1e-6)
        assert there.fixed == pytest.approx(unit * here.fixed, rel=1e-6)


def test_studies_that_differ_do_so_though_one_true_effect_is_assumed() -> None:
    # metafor 3.8 on four studies: rma(c(.1, .3, .35, .65), rep(.01, 4), method = "FE")$I2.
    fit = pool_effects(
        np.array([0.1, 0.3, 0.35, 0.65]), np.full(4, 0.01), np.empty((4, 0)), method="fixed"
    )
    assert fit.i2 == pytest.approx(0.80645161, abs=1e-8)


def test_pooling_effects_of_schools_is_pooling_their_means() -> None:
    # Two equal effects a school tell what one does with half the error, if all else is nothing.
    means = np.array([0.1, 0.5, 0.3, 0.9, 0.2, 0.4])
    fit = pool_effects(means, np.full(6, 0.02), np.empty((6, 0)), method="reml")
    effect, cluster = np.repeat(means, 2), np.repeat(np.arange(6), 2)
    both = pool_dependent_effects(
        effect, np.full(12, 0.04), np.empty((12, 0)), cluster, method="reml"
    )
    assert both.fixed == pytest.approx(fit.fixed)
    assert both.within == pytest.approx(0.0, abs=1e-8)
    found = estimate_pooled(both, ONE, level=0.95)
    assert found.p == pytest.approx(stats.ttest_1samp(means, 0.0).pvalue, rel=1e-4)
    assert both.weights == pytest.approx(np.full(12, 1 / 12))


def test_refusals() -> None:
    effect, variance, moderators, cluster = studies(4)
    none = np.empty((2, 0))
    fit = pool_effects(effect[:2], variance[:2], none, method="reml")
    with pytest.raises(RefusalError) as caught:
        estimate_pooled(fit, ONE, level=0.95)
    assert caught.value.reason is Reason.DF_TOO_SMALL
    with pytest.raises(RefusalError) as caught:
        pool_effects(effect[:1], variance[:1], none[:1], method="reml")
    assert caught.value.reason is Reason.TOO_FEW_STUDIES
    with pytest.raises(RefusalError) as caught:
        pool_dependent_effects(effect, variance, moderators, cluster // 2, method="reml")
    assert caught.value.reason is Reason.TOO_FEW_CLUSTERS
    with pytest.raises(ValueError, match="above 0"):
        pool_effects(effect, variance * 0, moderators, method="reml")
    with pytest.raises(ValueError, match="method"):
        pool_effects(effect, variance, moderators, method="DL")
