import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from armillary.science.evidence import (
    Because,
    Equivalence,
    Reason,
    RefusalError,
    Stance,
    Standard,
    StudyRows,
    Verdict,
    judge_equivalence,
    judge_standard,
    measure_attrition,
    measure_baseline_difference,
)

LOW = measure_attrition((100, 100), (95, 95))
BETWEEN = measure_attrition((100, 100), (95, 85))
HIGH = measure_attrition((100, 100), (90, 50))


@pytest.mark.parametrize(
    ("overall", "cautious", "optimistic"),
    # What Works Clearinghouse (2020), table II.1.
    [(0, 5.7, 10.0), (10, 6.3, 10.9), (20, 5.4, 10.0), (30, 4.1, 8.2), (40, 2.6, 6.0), (50, 1.0, 3.7), (57, 0.0, 2.1)],
)  # fmt: skip
def test_the_boundaries(overall: int, cautious: float, optimistic: float) -> None:
    found = measure_attrition((1000, 1000), (1000 - 10 * overall,) * 2)
    assert found.tolerable[Stance.CAUTIOUS] == pytest.approx(cautious / 100)
    assert found.tolerable[Stance.OPTIMISTIC] == pytest.approx(optimistic / 100)
    assert found.differential == 0.0
    assert found.low[Stance.OPTIMISTIC]


def test_beyond_the_table_nothing_is_low() -> None:
    found = measure_attrition((100, 100), (40, 40))
    assert found.low == {Stance.CAUTIOUS: False, Stance.OPTIMISTIC: True}
    found = measure_attrition((100, 100), (30, 30))
    assert not any(found.low.values())


@pytest.mark.parametrize(
    ("stance", "squares", "last"),
    # Roots of these, .45 and .39, .27 and .22, were published with the table; none is fitted.
    [(Stance.CAUTIOUS, (0.20, 0.15), 57), (Stance.OPTIMISTIC, (0.075, 0.05), 65)],
)
def test_the_boundaries_are_those_of_the_model_behind_them(
    stance: Stance, squares: tuple[float, float], last: int
) -> None:
    # Deke & Chiang (2017): with these shares lost the difference is off by just under 0.055 SD. The
    # table has one digit, cut off; a number that were one unit more or less would mostly show.
    def bias(lost: tuple[float, float]) -> float:
        stay = [norm.pdf(norm.ppf(one)) / (1.0 - one) for one in lost]
        return math.sqrt(squares[0]) * stay[0] - math.sqrt(squares[1]) * stay[1]

    for overall in range(7, last + 1):
        n = 100_000
        tolerable = measure_attrition((n, n), (n - n * overall // 100,) * 2).tolerable[stance]
        low, high = (
            bias((overall / 100 + apart / 2, overall / 100 - apart / 2))
            for apart in (tolerable - 0.0003, tolerable + 0.0014)
        )
        assert low < 0.055 < high


@given(st.integers(1, 300), st.integers(1, 300), st.floats(0, 1), st.floats(0, 1))
def test_a_cautious_stance_is_never_laxer_and_arms_may_be_swapped(
    n0: int, n1: int, kept0: float, kept1: float
) -> None:
    kept = int(n0 * kept0), int(n1 * kept1)
    found = measure_attrition((n0, n1), kept)
    assert found.low[Stance.OPTIMISTIC] or not found.low[Stance.CAUTIOUS]
    assert measure_attrition((n1, n0), kept[::-1]).low == found.low
    assert 0.0 <= found.overall <= 1.0


def test_baseline_differences() -> None:
    arm = np.repeat([0, 1], 50)
    base = np.tile(np.linspace(-1.0, 1.0, 50), 2) + 0.1 * arm
    base[3] = np.nan
    rows = StudyRows(base, arm, np.empty((100, 0)), None)
    spread = np.linspace(-1.0, 1.0, 50).std(ddof=1)
    assert measure_baseline_difference(rows) == pytest.approx(0.1 / spread, rel=0.2)
    turned = StudyRows(base, 1 - arm, np.empty((100, 0)), None)
    assert measure_baseline_difference(turned) == pytest.approx(-measure_baseline_difference(rows))
    with pytest.raises(RefusalError) as caught:
        measure_baseline_difference(StudyRows(base, 0 * arm, np.empty((100, 0)), None))
    assert caught.value.reason is Reason.ARM_EMPTY


def test_boundaries_of_equivalence() -> None:
    assert judge_equivalence((0.05, -0.05)) is Equivalence.ALIKE
    assert judge_equivalence((0.0501,)) is Equivalence.ALIKE_IF_ADJUSTED
    assert judge_equivalence((-0.25,)) is Equivalence.ALIKE_IF_ADJUSTED
    assert judge_equivalence((0.0, 0.2501)) is Equivalence.UNLIKE
    with pytest.raises(ValueError, match="finite"):
        judge_equivalence((float("nan"),))


def judged(attrition: object = LOW, **changes: object) -> Verdict:
    given = {
        "stance": Stance.CAUTIOUS, "drawn_by_lot": True, "n_clusters": (3, 3),
        "joiners_analysed": False, "equivalence": None, "adjusted": False,
    }  # fmt: skip
    return judge_standard((attrition,), **(given | changes))  # type: ignore[arg-type]  # any setting


def test_verdicts() -> None:
    best, middle, none = Standard.WITHOUT_RESERVATIONS, Standard.WITH_RESERVATIONS, Standard.NOT_MET
    reasons = (Because.DRAWN_BY_LOT, Because.LOW_ATTRITION)
    assert judged() == Verdict(best, reasons, is_close=False)
    assert judged(BETWEEN).standard is none
    assert judged(BETWEEN, stance=Stance.OPTIMISTIC).standard is best
    assert judged(HIGH).because[-1] is Because.BASELINE_UNKNOWN
    assert judged(HIGH, equivalence=Equivalence.ALIKE).standard is middle
    assert judged(HIGH, equivalence=Equivalence.ALIKE_IF_ADJUSTED).standard is none
    assert judged(HIGH, equivalence=Equivalence.ALIKE_IF_ADJUSTED, adjusted=True).standard is middle
    assert judged(HIGH, equivalence=Equivalence.UNLIKE, adjusted=True).standard is none
    assert judged(drawn_by_lot=False, equivalence=Equivalence.ALIKE).standard is middle
    alone = (Because.ONE_CLUSTER_AN_ARM,)
    assert judged(n_clusters=(1, 3)) == Verdict(none, alone, is_close=False)
    joined = judged(joiners_analysed=True, equivalence=Equivalence.ALIKE)
    assert joined.standard is middle
    assert Because.JOINERS_ANALYSED in joined.because
    assert judged(joiners_analysed=True, stance=Stance.OPTIMISTIC).standard is best


def test_a_verdict_is_close_only_where_a_little_more_dropout_would_turn_it() -> None:
    # 10.0 % lost, 6.3 points tolerated: 6.2 apart is close, 6.0 is not, 6.4 is on the other side.
    near, far, over = (
        measure_attrition((1000, 1000), (900 + half, 900 - half)) for half in (31, 30, 32)
    )
    assert judged(near).is_close
    assert judged(near).standard is Standard.WITHOUT_RESERVATIONS
    assert judged(over).is_close
    assert judged(over).standard is Standard.NOT_MET
    assert not judged(far).is_close
    assert not judged(HIGH).is_close
    # Nothing turns where the verdict does not ask for dropout.
    assert not judged(near, drawn_by_lot=False).is_close
    joined = judged(near, joiners_analysed=True, equivalence=Equivalence.ALIKE)
    assert not joined.is_close
    # Classes that are lost for good settle it, whatever the learners.
    both = judge_standard(
        (near, HIGH), stance=Stance.CAUTIOUS, drawn_by_lot=True, n_clusters=(3, 3),
        joiners_analysed=False, equivalence=None, adjusted=False,
    )  # fmt: skip
    assert not both.is_close
