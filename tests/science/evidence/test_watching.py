import numpy as np
import pytest
from scipy import stats

from armillary.science.evidence import student_estimate, widen_for_looks


@pytest.mark.parametrize("df", [4.0, 30.0, np.inf])
@pytest.mark.parametrize("se", [0.5, 0.1, 0.03])
def test_it_is_wider_and_p_is_its_own(df: float, se: float) -> None:
    found = student_estimate(0.25, se, df=df, level=0.95)
    wide = widen_for_looks(found, planned_se=0.1)
    assert wide.low < found.low
    assert wide.high > found.high
    assert wide.p > found.p
    if wide.p < 0.9:
        at_p = widen_for_looks(student_estimate(0.25, se, df=df, level=0.95), planned_se=0.1)
        assert (at_p.p < 0.05) is (at_p.low > 0.0)


def test_the_boundary_is_robbins() -> None:
    # Mixture prior 1/r on the effect, r the prior information: the interval is where
    # the likelihood ratio of the mixture to the effect stays under 1 / doubt.
    found = student_estimate(0.0, 0.2, df=np.inf, level=0.9)
    wide = widen_for_looks(found, planned_se=0.1)
    wanted = -2.0 * np.log(0.1)
    prior = 100.0 / (wanted + np.log(wanted + 1.0))
    # Under the mixture the estimate is normal with variance se^2 + 1/prior about the effect.
    ratio = stats.norm.pdf(wide.high, 0.0, np.sqrt(0.04 + 1.0 / prior)) / stats.norm.pdf(
        wide.high, 0.0, 0.2
    )
    assert ratio == pytest.approx(10.0)


def test_it_is_tightest_near_the_plan() -> None:
    def width(planned: float) -> float:
        found = student_estimate(0.0, 0.1, df=np.inf, level=0.95)
        return widen_for_looks(found, planned_se=planned).high

    assert width(0.1) < min(width(0.05), width(0.2))
    assert width(0.1) == pytest.approx(min(width(p) for p in np.linspace(0.07, 0.14, 50)), rel=1e-3)


def weekly_false_alarms(n_classes: int, n_studies: int, seed: int) -> tuple[float, float]:
    """Share of studies without an effect that ever look like one in 52 weeks: naive, widened."""
    generator = np.random.default_rng(seed)
    half, weeks = n_classes // 2, np.arange(1, 53)
    naive = widened = 0
    for _study in range(n_studies):
        # A class effect that stays, and a fresh mean of 20 answers each week.
        lasting = generator.normal(0.0, 0.2, (n_classes, 1))
        means = lasting + (np.cumsum(generator.normal(0.0, 0.22, (n_classes, 52)), axis=1) / weeks)
        one, other = means[:half], means[half:]
        effect = one.mean(axis=0) - other.mean(axis=0)
        spread = (one.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / half
        early = late = False
        for week in range(52):
            found = student_estimate(
                float(effect[week]), float(spread[week] ** 0.5), df=n_classes - 2.0, level=0.95
            )
            early |= found.p < 0.05
            late |= widen_for_looks(found, planned_se=0.2 * (2 / half) ** 0.5).p < 0.05
        naive, widened = naive + early, widened + late
    return naive / n_studies, widened / n_studies


def test_looking_every_week_raises_no_more_false_alarms_than_promised() -> None:
    naive, widened = weekly_false_alarms(12, 150, seed=1)
    assert naive > 0.08
    assert widened <= 0.05 + 2 * (0.05 * 0.95 / 150) ** 0.5


def test_misuse() -> None:
    found = student_estimate(0.0, 0.1, df=5.0, level=0.95)
    with pytest.raises(ValueError, match="planned_se"):
        widen_for_looks(found, planned_se=0.0)
