import numpy as np
import pytest
from scipy import stats

from armillary.science.evidence import (
    Grouping,
    Reason,
    RefusalError,
    estimate_cluster_contrast,
    estimate_contrast,
    fit_multilevel,
)
from armillary.science.evidence.multilevel.model import _collect, _nest
from armillary.science.evidence.multilevel.reduction import evaluate, triangle
from armillary.science.numerics import FloatArray
from tests.science.evidence.simulated import Rows, simulate_rows


def three_levels(seed: int) -> tuple[FloatArray, FloatArray, tuple[Grouping, ...]]:
    """120 rows in 24 clusters in 6, labelled out of order, with a slope at both levels."""
    generator = np.random.default_rng(seed)
    inner = generator.permutation(np.repeat(np.arange(24), 5))
    outer = (inner * 5 + 3) % 24 // 4
    x = generator.normal(size=120)
    outcome = (
        generator.normal(size=24)[inner]
        + generator.normal(size=6)[outer]
        + x * (0.5 + 0.4 * generator.normal(size=24)[inner])
        + generator.normal(size=120)
    )
    columns = np.column_stack([x, generator.normal(size=120)])
    slopes = x[:, None] / np.sqrt(np.mean(x**2))  # of size 1, as the sums hold them
    return outcome, columns, (Grouping(inner, slopes), Grouping(outer, slopes))


def dense_deviance(
    outcome: FloatArray,
    columns: FloatArray,
    groupings: tuple[Grouping, ...],
    covariances: list[FloatArray],
    *,
    reml: bool,
) -> float:
    """-2 log likelihood from the whole covariance matrix, as textbooks write it."""
    n = len(outcome)
    x = np.column_stack([np.ones(n), columns])
    v = np.eye(n)
    for grouping, covariance in zip(groupings, covariances, strict=True):
        slopes = np.empty((n, 0)) if grouping.slopes is None else grouping.slopes
        z = np.column_stack([np.ones(n), slopes])
        v += (z @ covariance @ z.T) * (grouping.label[:, None] == grouping.label)
    inverse = np.linalg.inv(v)
    known = x.T @ inverse @ x
    fixed = np.linalg.solve(known, x.T @ inverse @ outcome)
    left = outcome - x @ fixed
    free = n - x.shape[1] if reml else n
    variance = float(left @ inverse @ left) / free
    deviance = float(np.linalg.slogdet(v)[1]) + free * (1 + np.log(2 * np.pi * variance))
    return deviance + (float(np.linalg.slogdet(known)[1]) if reml else 0.0)


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_likelihood_is_that_of_the_whole_covariance_matrix(method: str) -> None:
    outcome, columns, groupings = three_levels(3)
    covariances = [np.array([[0.9, 0.2], [0.2, 0.3]]), np.array([[0.5, -0.1], [-0.1, 0.2]])]
    sums, _scales = _collect(outcome, columns, _nest(groupings), groupings, method)
    reml = method == "reml"
    expected = dense_deviance(outcome, columns, groupings, covariances, reml=reml)
    assert evaluate(sums, covariances).deviance == pytest.approx(expected, abs=1e-9)


def test_the_slope_is_the_slope_of_the_likelihood() -> None:
    outcome, columns, groupings = three_levels(4)
    start = [np.array([[0.9, 0.2], [0.2, 0.3]]), np.array([[0.5, -0.1], [-0.1, 0.2]])]
    sums, _scales = _collect(outcome, columns, _nest(groupings), groupings, "reml")
    slope = evaluate(sums, start).slope
    places = [(level, i, j) for level in (0, 1) for i, j in triangle(2)]
    for number, (level, i, j) in enumerate(places):
        ends = []
        for step in (1e-5, -1e-5):
            moved = [one.copy() for one in start]
            moved[level][i, j] = moved[level][j, i] = start[level][i, j] + step
            ends.append(evaluate(sums, moved).deviance)
        assert slope[number] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-5, abs=1e-6)


def test_one_level_has_a_short_way_that_gives_the_same(rows: Rows) -> None:
    columns = np.column_stack([rows.arm, rows.before])
    single = (Grouping(rows.cluster),)
    sums, _scales = _collect(rows.outcome, columns, _nest(single), single, "reml")
    expected = dense_deviance(rows.outcome, columns, single, [np.array([[0.2]])], reml=True)
    assert evaluate(sums, [np.array([[0.2]])]).deviance == pytest.approx(expected, abs=1e-9)


def test_balanced_clusters_give_analysis_of_variance_and_the_t_test_of_cluster_means() -> None:
    rows = simulate_rows(11, sizes=[20] * 8, effect=0.5, between=0.8, before=0.0)
    fit = fit_multilevel(rows.outcome, rows.arm[:, None], (Grouping(rows.cluster),), method="reml")
    means = np.array([rows.outcome[rows.cluster == k].mean() for k in range(8)])
    within = sum(float(np.sum((rows.outcome[rows.cluster == k] - means[k]) ** 2)) for k in range(8))
    residual = within / (160 - 8)
    arms = means[1::2], means[::2]
    spread = sum(float(np.sum((arm - arm.mean()) ** 2)) for arm in arms) / 6
    assert fit.residual == pytest.approx(residual, rel=1e-9)
    assert fit.variances[0][0, 0] == pytest.approx(spread - residual / 20, rel=1e-8)
    found = estimate_contrast(fit, np.array([0.0, 1.0]), level=0.95)
    expected = stats.ttest_ind(*arms)
    assert found.df == pytest.approx(6.0, rel=1e-5)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-5)
    interval = expected.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-5)


@pytest.mark.parametrize(("seed", "at_border"), [(26, True), (11, False)])
def test_the_scatter_of_equal_clusters_gives_the_t_test_of_their_means(
    seed: int, at_border: bool
) -> None:
    between = 0.0 if at_border else 0.8
    rows = simulate_rows(seed, sizes=[20] * 6, effect=0.0, between=between, before=0.0)
    fit = fit_multilevel(rows.outcome, rows.arm[:, None], (Grouping(rows.cluster),), method="reml")
    assert fit.border is at_border
    means = np.array([rows.outcome[rows.cluster == k].mean() for k in range(6)])
    found = estimate_cluster_contrast(fit, np.array([0.0, 1.0]), level=0.95)
    assert found.df == pytest.approx(4.0, rel=1e-9)
    assert found.p == pytest.approx(stats.ttest_ind(means[1::2], means[::2]).pvalue, rel=1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_top_is_a_top(method: str) -> None:
    outcome, columns, groupings = three_levels(5)
    fit = fit_multilevel(outcome, columns, groupings, method=method)
    assert fit.converged
    best = [variance / fit.residual for variance in fit.variances]
    reml = method == "reml"
    top = dense_deviance(outcome, columns, groupings, best, reml=reml)
    assert -2 * fit.log_likelihood == pytest.approx(top, abs=1e-7)
    generator = np.random.default_rng(1)
    for _try in range(10):
        roots = [np.linalg.cholesky(one + 1e-9 * np.eye(2)) for one in best]
        moved = [root + 0.02 * np.tril(generator.normal(size=(2, 2))) for root in roots]
        beside = [root @ root.T for root in moved]
        assert dense_deviance(outcome, columns, groupings, beside, reml=reml) > top - 1e-7


def test_neither_order_nor_names_nor_units_nor_a_far_origin_matter(rows: Rows) -> None:
    columns = np.column_stack([rows.arm, rows.before])
    first = fit_multilevel(rows.outcome, columns, (Grouping(rows.cluster),), method="reml")
    order = np.random.default_rng(2).permutation(len(rows.outcome))
    other = fit_multilevel(
        10.0 * rows.outcome[order] + 5e4,
        columns[order] + np.array([0.0, 2e5]),
        (Grouping(rows.cluster[order] * 977_777_777),),
        method="reml",
    )
    assert other.fixed[1:] == pytest.approx(10.0 * first.fixed[1:], rel=1e-7)
    assert other.se[1:] == pytest.approx(10.0 * first.se[1:], rel=1e-7)
    assert other.icc == pytest.approx(first.icc, rel=1e-6)
    contrast = np.array([0.0, 1.0, 0.0])
    df = [estimate_contrast(fit, contrast, level=0.9).df for fit in (first, other)]
    assert df[1] == pytest.approx(df[0], rel=1e-4)


def test_slopes_in_other_units_give_the_same_model() -> None:
    outcome, columns, groupings = three_levels(6)
    first = fit_multilevel(outcome, columns, groupings[:1], method="reml")
    slopes = groupings[0].slopes
    assert slopes is not None
    other = fit_multilevel(
        outcome, columns, (Grouping(groupings[0].label, 100.0 * slopes),), method="reml"
    )
    assert other.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-8)
    assert 1e4 * other.variances[0][1, 1] == pytest.approx(first.variances[0][1, 1], rel=1e-5)


def test_a_simulated_truth_is_found() -> None:
    rows = simulate_rows(8, sizes=[25] * 400, effect=0.3, between=0.5, before=0.6)
    columns = np.column_stack([rows.arm, rows.before])
    fit = fit_multilevel(rows.outcome, columns, (Grouping(rows.cluster),), method="reml")
    assert np.all(np.abs(fit.fixed - [0.0, 0.3, 0.6]) < 3.5 * fit.se)
    assert fit.icc == pytest.approx(0.2, abs=0.03)  # 0.25 / 1.25; its error is about 0.013


def refusal(**changes: object) -> Reason:
    rows = simulate_rows(9, sizes=[5] * 4, effect=0.0)
    given = {"outcome": rows.outcome, "columns": rows.arm[:, None], "method": "reml"}
    given |= {"groupings": (Grouping(rows.cluster),), **changes}
    with pytest.raises(RefusalError) as caught:
        fit_multilevel(**given)  # type: ignore[arg-type]  # any argument may be wrong
    assert len(caught.value.sentence) > 20
    return caught.value.reason


def test_what_cannot_be_answered_is_refused_by_name() -> None:
    cluster = np.repeat(np.arange(4), 5)
    assert refusal(outcome=np.full(20, 3.0)) is Reason.OUTCOME_CONSTANT
    assert refusal(columns=np.ones((20, 1))) is Reason.COLLINEAR
    assert refusal(columns=np.eye(20)[:, :19] + 1) is Reason.TOO_FEW_ROWS
    assert refusal(groupings=(Grouping(cluster // 2),)) is Reason.TOO_FEW_CLUSTERS
    assert refusal(groupings=(Grouping(np.arange(20)),)) is Reason.CLUSTERS_ARE_ROWS
    assert refusal(outcome=cluster % 3 * 1.0) is Reason.NO_RESIDUAL
    line = np.arange(20.0)
    assert refusal(outcome=line, columns=2.0 * line[:, None]) is Reason.NO_RESIDUAL
    crossed = Grouping(np.arange(20) % 3)
    assert refusal(groupings=(Grouping(cluster), crossed)) is Reason.NOT_NESTED
    empty = np.empty(0)
    nothing = (Grouping(np.empty(0, dtype=np.int64)),)
    assert refusal(outcome=empty, columns=empty[:, None], groupings=nothing) is Reason.ALL_MISSING


def test_misuse_names_the_argument(rows: Rows) -> None:
    levels = (Grouping(rows.cluster),)
    with pytest.raises(ValueError, match="method"):
        fit_multilevel(rows.outcome, rows.arm[:, None], levels, method="REML")
    with pytest.raises(ValueError, match="finite"):
        fit_multilevel(rows.outcome * np.nan, rows.arm[:, None], levels, method="reml")
    slopes = (Grouping(rows.cluster, rows.before[:, None]),)
    fit = fit_multilevel(rows.outcome, rows.arm[:, None], slopes, method="ml")
    with pytest.raises(ValueError, match="outermost"):
        estimate_cluster_contrast(fit, np.array([0.0, 1.0]), level=0.95)
