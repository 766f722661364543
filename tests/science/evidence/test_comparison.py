import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import stats

from armillary.science.evidence import (
    Method,
    Reason,
    RefusalError,
    StudyRows,
    TwoShares,
    estimate_difference,
    estimate_hedges_g,
    estimate_log_odds,
    estimate_log_odds_ratio,
    estimate_risk_difference,
    estimate_share_difference,
    g_follows,
    pooled_sd,
    student_estimate,
    undo_noise,
)
from armillary.science.numerics import IntArray, logit
from tests.science.evidence.simulated import Rows, simulate_rows


def study(rows: Rows, *, covariate: bool = True, clusters: bool = True) -> StudyRows:
    before = rows.before[:, None] if covariate else np.empty((len(rows.arm), 0))
    cluster = rows.cluster if clusters else None
    return StudyRows(rows.outcome, rows.arm.astype(np.int64), before, cluster)


def compare(rows: StudyRows, method: Method, *, interacted: bool = False) -> object:
    return estimate_difference(rows, method=method, interacted=interacted, level=0.95)


def test_learners_one_by_one_give_the_t_test_and_hedges_g() -> None:
    generator = np.random.default_rng(5)
    arm = np.repeat([0, 1], 30)
    outcome = generator.normal(arm * 0.7)
    rows = StudyRows(outcome, arm, np.empty((60, 0)), None)
    found = estimate_difference(rows, method=Method.ANCOVA, interacted=False, level=0.95)
    expected = stats.ttest_ind(outcome[30:], outcome[:30])
    assert found.effect.p == pytest.approx(expected.pvalue)  # equal sizes: HC2 is the pooled error
    d = (outcome[30:].mean() - outcome[:30].mean()) / pooled_sd(outcome, arm)
    assert found.g.effect == pytest.approx(d * (1 - 3 / (4 * 60 - 9)))
    assert (found.n, found.n_clusters, found.icc) == ((30, 30), (0, 0), 0.0)


@pytest.mark.parametrize("method", [Method.REML, Method.CR2])
def test_a_covariate_sharpens_and_the_truth_lies_inside(method: Method) -> None:
    rows = simulate_rows(31, sizes=[25] * 20, effect=0.4)
    bare = estimate_difference(
        study(rows, covariate=False), method=method, interacted=False, level=0.95
    )
    found = estimate_difference(study(rows), method=method, interacted=False, level=0.95)
    assert found.effect.se < bare.effect.se
    assert found.effect.low < 0.4 < found.effect.high
    assert found.icc == bare.icc  # before covariates in both
    assert 14 < found.effect.df < 20


def test_missing_rows_are_left_out_and_counted(rows: Rows) -> None:
    whole = study(rows)
    outcome, before = whole.outcome.copy(), whole.covariates.copy()
    outcome[3] = before[10] = np.nan
    gone = np.isin(np.arange(len(outcome)), (3, 10))
    found = estimate_difference(
        StudyRows(outcome, whole.arm, before, whole.cluster),
        method=Method.REML, interacted=False, level=0.95,
    )  # fmt: skip
    expected = estimate_difference(
        whole.take(~gone), method=Method.REML, interacted=False, level=0.95
    )
    assert found.n_left_out == 2
    assert found.effect == expected.effect


def test_swapping_the_arms_turns_the_sign(rows: Rows) -> None:
    one = study(rows)
    other = StudyRows(one.outcome, 1 - one.arm, one.covariates, one.cluster)
    for method in (Method.REML, Method.CR2):
        a = estimate_difference(one, method=method, interacted=True, level=0.9)
        b = estimate_difference(other, method=method, interacted=True, level=0.9)
        assert b.effect.effect == pytest.approx(-a.effect.effect, rel=1e-6)
        assert b.effect.low == pytest.approx(-a.effect.high, rel=1e-5)


def test_interacted_covariates_make_the_error_smaller_where_slopes_differ() -> None:
    generator = np.random.default_rng(6)
    arm = (np.arange(2000) % 4 == 0).astype(np.int64)
    before = generator.normal(size=2000)
    outcome = 0.2 * arm + before * (1.5 * arm) + generator.normal(size=2000)
    rows = StudyRows(outcome, arm, before[:, None], None)
    plain = estimate_difference(rows, method=Method.ANCOVA, interacted=False, level=0.95)
    lin = estimate_difference(rows, method=Method.ANCOVA, interacted=True, level=0.95)
    assert lin.effect.se < plain.effect.se
    assert lin.effect.low < 0.2 < lin.effect.high


def test_hedges_g_with_clusters_is_hedges_2007() -> None:
    # N = 200 in 10 clusters of 20, icc 0.2: alike = 2 * 19 * 0.2 = 7.6,
    # factor sqrt(1 - 7.6 / 198) = 0.980621; spread = 198 * 0.64 + 20 * 160 * 0.04
    # + 2 * 160 * 0.16 = 305.92; h = 190.4^2 / 305.92 = 118.502; 1 - 3 / (4 h - 1) = 0.993658.
    found = student_estimate(3.0, 1.5, df=8.0, level=0.95)
    g = estimate_hedges_g(found, sd=10.0, n=200, icc=0.2, cluster_size=20.0)
    assert g.effect == pytest.approx(0.3 * 0.980621 * 0.993658, rel=1e-5)
    assert g.se == pytest.approx(
        np.sqrt((0.15 * 0.980621 * 0.993658) ** 2 + g.effect**2 / 237.004), rel=1e-5
    )
    assert undo_noise(g, reliability=0.81).effect == pytest.approx(g.effect / 0.9)


def test_the_ends_of_g_are_where_both_errors_together_reach() -> None:
    # Three classes each way: t with 4 df (2.776445) for the difference, normal for the sd.
    # icc 0: h = 118, factor 1 - 3 / 471 = 0.993631; both errors at the end itself, hence a square.
    found = student_estimate(3.0, 1.0, df=4.0, level=0.95)
    g = estimate_hedges_g(found, sd=10.0, n=120, icc=0.0, cluster_size=20.0)
    for end in (g.low, g.high):
        reach = (2.776445 * 0.0993631) ** 2 + (1.959964 * end) ** 2 / 236
        assert (end - g.effect) ** 2 == pytest.approx(reach, rel=1e-5)
    assert g.low < g.effect < g.high
    assert (g.p, g.df) == (found.p, 4.0)
    edge = replace(found, effect=2.776445)  # its interval begins at 0
    g = estimate_hedges_g(edge, sd=10.0, n=120, icc=0.0, cluster_size=20.0)
    assert g.low == pytest.approx(0.0, abs=1e-6)


def test_an_sd_that_is_hardly_known_is_refused() -> None:
    found = student_estimate(3.0, 1.0, df=2.0, level=0.95)
    with pytest.raises(RefusalError, match="hardly known"):
        estimate_hedges_g(found, sd=10.0, n=96, icc=0.97, cluster_size=24.0)


def test_an_interval_of_g_follows_from_its_other_numbers() -> None:
    found = student_estimate(8.0, 3.0, df=4.0, level=0.95)
    g = estimate_hedges_g(found, sd=10.0, n=40, icc=0.1, cluster_size=7.0)
    assert g_follows(g, slack=1e-6)
    assert g_follows(student_estimate(0.8, 0.3, df=4.0, level=0.95), slack=1e-6)
    assert not g_follows(replace(g, high=g.high + 0.1), slack=0.02)
    assert not g_follows(replace(g, low=g.low + 0.2, high=g.high - 0.2), slack=0.02)
    assert not g_follows(replace(g, high=9.0), slack=0.02)


def test_shares_near_zero_are_those_of_miettinen_and_nurminen() -> None:
    # Newcombe (1998), table II, row (e): 5/56 less 0/29, method 6: -0.0326 to 0.1933.
    rows = yes_or_no((0, 29), (5, 56))
    found = estimate_risk_difference(rows, level=0.95)
    assert (found.low, found.high) == pytest.approx((-0.0326, 0.1933), abs=5e-5)
    assert 0.05 < found.p < 1.0
    touching = estimate_risk_difference(rows, level=1.0 - found.p)
    assert touching.low == pytest.approx(0.0, abs=1e-9)


def yes_or_no(arm0: tuple[int, int], arm1: tuple[int, int]) -> StudyRows:
    arm: IntArray = np.repeat([0, 1], [arm0[1], arm1[1]])
    outcome = np.concatenate([np.arange(n) < hits for hits, n in (arm0, arm1)]).astype(float)
    return StudyRows(outcome, arm, np.empty((len(arm), 0)), None)


def test_log_odds_of_two_arms() -> None:
    found = estimate_log_odds_ratio(yes_or_no((16, 40), (26, 40)), level=0.95)
    assert found.effect == pytest.approx(np.log((26 / 14) / (16 / 24)))
    # statsmodels 0.14, confint_proportions_2indep(26, 40, 16, 40, "score", "odds-ratio").
    assert np.exp([found.low, found.high]) == pytest.approx([1.12725311, 6.88372222])
    assert found.p == pytest.approx(
        estimate_risk_difference(yes_or_no((16, 40), (26, 40)), level=0.95).p
    )
    with pytest.raises(RefusalError) as caught:
        estimate_log_odds_ratio(yes_or_no((16, 40), (40, 40)), level=0.95)
    assert caught.value.reason is Reason.SEPARATION


@pytest.mark.parametrize(("n", "shares"), [((20, 20), (0.5, 0.65)), ((15, 45), (0.65, 0.8))])
def test_intervals_of_shares_hold_the_truth_as_often_as_they_say(
    n: tuple[int, int], shares: tuple[float, float]
) -> None:
    # Exact: over every table, by its chance. Those with an arm all alike have no odds ratio.
    apart = shares[1] - shares[0], logit(shares[1]) - logit(shares[0])
    held, told = np.zeros(2), np.zeros(2)
    for hits in product(range(n[0] + 1), range(n[1] + 1)):
        chance = math.prod(stats.binom.pmf(hits, n, shares))
        if chance < 1e-4 or not 0 < sum(hits) < sum(n):
            continue
        seen = TwoShares(hits, n)
        found = [estimate_share_difference(seen, level=0.95)]
        found += [] if seen.separated else [estimate_log_odds(seen, level=0.95)]
        for place, one in enumerate(found):
            told[place] += chance
            held[place] += chance * (one.low <= apart[place] <= one.high)
    assert held / told == pytest.approx([0.95, 0.95], abs=0.015)


def test_odds_beside_a_covariate_have_the_interval_of_the_likelihood() -> None:
    # R 4.2: glm(y ~ a + x, binomial), x the row modulo 7, confint(level = 0.9): normal, by splines.
    rows = yes_or_no((16, 40), (26, 40))
    place = np.concatenate([np.arange(41, 81), np.arange(1, 41)])
    told = StudyRows(rows.outcome, rows.arm, (place % 7)[:, None].astype(float), None)
    # The likelihood ratio of R's 90 %, as least squares with 80 rows and 3 effects would have it.
    t = math.sqrt(77 * math.expm1(stats.norm.ppf(0.95) ** 2 / 80))
    level = 2.0 * float(stats.t.cdf(t, 77)) - 1.0
    found = estimate_log_odds_ratio(told, level=level)
    assert found.effect == pytest.approx(1.0235350079)
    assert (found.low, found.high) == pytest.approx((0.272242, 1.799310), abs=2e-4)
    assert found.df == 77.0
    touching = estimate_log_odds_ratio(told, level=1.0 - found.p)
    assert touching.low == pytest.approx(0.0, abs=1e-9)


def test_shares_of_clusters() -> None:
    rows = simulate_rows(8, sizes=[20] * 12, effect=1.0)
    hits = StudyRows(
        (rows.outcome > 0).astype(float),
        rows.arm.astype(np.int64), np.empty((240, 0)), rows.cluster,
    )  # fmt: skip
    found = estimate_risk_difference(hits, level=0.95)
    shares = np.array([hits.outcome[rows.cluster == k].mean() for k in range(12)])
    assert found.p == pytest.approx(stats.ttest_ind(shares[1::2], shares[::2]).pvalue)


def refused(rows: StudyRows, method: Method) -> Reason:
    with pytest.raises(RefusalError) as caught:
        compare(rows, method)
    return caught.value.reason


def test_what_cannot_be_compared_is_refused_by_name(rows: Rows) -> None:
    whole = study(rows)
    nothing = np.full_like(whole.outcome, np.nan)
    half = np.where(whole.arm == 1, np.nan, whole.outcome)
    changed = {
        Reason.ALL_MISSING: nothing,
        Reason.ARM_EMPTY: half,
        Reason.OUTCOME_CONSTANT: np.ones_like(whole.outcome),
    }
    for reason, outcome in changed.items():
        bad = StudyRows(outcome, whole.arm, whole.covariates, whole.cluster)
        for method in (Method.REML, Method.CR2):
            assert refused(bad, method) is reason
    few = whole.take(np.isin(rows.cluster, (0, 1, 2)))
    assert refused(few, Method.REML) is Reason.TOO_FEW_CLUSTERS
    assert refused(whole.take(np.arange(len(rows.arm)) % 60 == 0), Method.CR2) in {
        Reason.TOO_FEW_ROWS,
        Reason.ARM_EMPTY,
    }
    with pytest.raises(ValueError, match="suit"):
        compare(whole, Method.ANCOVA)
