"""Whether a study is sound, by the standards of the What Works Clearinghouse."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .comparison import StudyRows, check_rows
from .effect_size import estimate_hedges_g, pooled_sd
from .estimates import student_estimate
from .refusals import Reason, RefusalError

# Differential attrition that is still tolerable, in points, for an overall attrition of 0, 1, 2 ...
# per cent: What Works Clearinghouse (2020), Standards Handbook 4.1, table II.1; beyond its end
# nothing is tolerated. Two public transcriptions agree on the cautious column; where they differ on
# the optimistic one, the model behind the table decided: with nothing fitted it gives every number
# from 7 % on, most to the digit and the others one unit off. How: docs/science/evidence.md, 9.
_CAUTIOUS = (
    "5.7 5.8 5.9 5.9 6.0 6.1 6.2 6.3 6.3 6.3 6.3 6.2 6.2 6.1 6.0 5.9 5.9 5.8 5.7 5.5 5.4 "
    "5.3 5.2 5.1 4.9 4.8 4.7 4.5 4.4 4.3 4.1 4.0 3.8 3.6 3.5 3.3 3.2 3.1 2.9 2.8 2.6 2.5 "
    "2.3 2.1 2.0 1.8 1.6 1.5 1.3 1.2 1.0 0.9 0.7 0.6 0.4 0.3 0.2 0.0"
)
_OPTIMISTIC = (
    "10.0 10.1 10.2 10.3 10.4 10.5 10.7 10.8 10.9 10.9 10.9 10.9 10.9 10.8 10.8 10.7 10.6 "
    "10.5 10.3 10.2 10.0 9.9 9.7 9.5 9.4 9.2 9.0 8.8 8.6 8.4 8.2 8.0 7.8 7.6 7.4 7.2 7.0 "
    "6.7 6.5 6.3 6.0 5.8 5.6 5.3 5.1 4.9 4.6 4.4 4.2 3.9 3.7 3.5 3.2 3.0 2.8 2.6 2.3 2.1 "
    "1.9 1.6 1.4 1.1 0.9 0.7 0.5 0.3"
)
# Points that a number of the table could be off by, should both transcriptions share an error.
_MARGIN = 0.2
NEGLIGIBLE, LARGEST = 0.05, 0.25  # baseline differences in SD: Handbook 4.0, table II.3


class Stance(StrEnum):
    """How much harm dropout is thought to do.

    `CAUTIOUS` where the way of teaching may drive learners away; `OPTIMISTIC` where they leave for
    reasons of their own, such as moving house.
    """

    CAUTIOUS = "cautious"
    OPTIMISTIC = "optimistic"


class Equivalence(StrEnum):
    """How alike the arms were before the start, among those who are analysed."""

    ALIKE = "alike"
    ALIKE_IF_ADJUSTED = "alike_if_adjusted"
    UNLIKE = "unlike"


class Standard(StrEnum):
    """What the study can be relied on for."""

    WITHOUT_RESERVATIONS = "meets_without_reservations"
    WITH_RESERVATIONS = "meets_with_reservations"
    NOT_MET = "does_not_meet"


class Because(StrEnum):
    """Why a standard is met or not, in codes that pages turn into sentences."""

    DRAWN_BY_LOT = "drawn_by_lot"
    NOT_DRAWN_BY_LOT = "not_drawn_by_lot"
    LOW_ATTRITION = "low_attrition"
    HIGH_ATTRITION = "high_attrition"
    JOINERS_ANALYSED = "joiners_analysed"
    BASELINE_ALIKE = "baseline_alike"
    BASELINE_ADJUSTED = "baseline_adjusted"
    BASELINE_NEEDS_ADJUSTMENT = "baseline_needs_adjustment"
    BASELINE_UNLIKE = "baseline_unlike"
    BASELINE_UNKNOWN = "baseline_unknown"
    ONE_CLUSTER_AN_ARM = "one_cluster_an_arm"


@dataclass(frozen=True, slots=True)
class Attrition:
    """Who was given an arm and has no outcome.

    Parameters
    ----------
    overall : share of all, 0 to 1
    differential : difference between the shares of the arms, 0 to 1
    tolerable : the largest difference tolerated at this overall share, by stance; below 0 where
        none is
    low : whether attrition is low, by stance
    close : whether the difference lies within 0.2 points of the tolerable one: a small error then
        turns the answer (our copy of the table was not compared), by stance
    """

    overall: float
    differential: float
    tolerable: dict[Stance, float]
    low: dict[Stance, bool]
    close: dict[Stance, bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which standard a study meets, and why.

    Parameters
    ----------
    because : the reasons, in the order they were looked at
    is_close : the verdict would be another, were the tolerable dropout 0.2 points off
    """

    standard: Standard
    because: tuple[Because, ...]
    is_close: bool


def measure_attrition(assigned: tuple[int, int], analysed: tuple[int, int]) -> Attrition:
    """Return overall and differential attrition against the boundaries.

    Parameters
    ----------
    assigned : learners (or clusters) given arm 0 and arm 1
    analysed : of these, how many have an outcome

    Raises
    ------
    ValueError
        If a count is negative or more are analysed than assigned.
    RefusalError
        If nobody was given an arm.

    References
    ----------
    What Works Clearinghouse (2020), Standards Handbook 4.1, table II.1.

    Examples
    --------
    >>> found = measure_attrition((100, 100), (95, 85))
    >>> round(found.overall, 3), round(found.differential, 3)
    (0.1, 0.1)
    >>> found.low[Stance.CAUTIOUS], found.low[Stance.OPTIMISTIC]
    (False, True)
    """
    for given, kept in zip(assigned, analysed, strict=True):
        if not 0 <= kept <= given:
            raise ValueError(f"analysed must be 0 to assigned, got {analysed} of {assigned}")
    if min(assigned) == 0:
        raise RefusalError(Reason.ARM_EMPTY, "nobody was given one of the arms")
    lost = [1.0 - kept / given for given, kept in zip(assigned, analysed, strict=True)]
    overall = 1.0 - sum(analysed) / sum(assigned)
    differential = abs(lost[1] - lost[0])
    tolerable = {stance: _boundary(overall, stance) for stance in Stance}
    low = {stance: differential <= most / 100.0 + 1e-12 for stance, most in tolerable.items()}
    shares = {stance: most / 100.0 for stance, most in tolerable.items()}
    close = {
        stance: most >= 0.0 and abs(100.0 * differential - most) <= _MARGIN + 1e-9
        for stance, most in tolerable.items()
    }
    return Attrition(overall, differential, shares, low, close)


def measure_baseline_difference(rows: StudyRows) -> float:
    """Return how many standard deviations arm 1 was ahead at the start, among those analysed.

    Parameters
    ----------
    rows : the baseline test in place of the outcome, of the learners who are analysed; NaN where it
        is missing. Clusters and covariates are not used

    Returns
    -------
    Hedges' g, in standard deviations of learners; no interval, as it describes these learners

    Raises
    ------
    ValueError
        If shapes differ.
    RefusalError
        If an arm has nobody with a baseline, or everybody is alike.
    """
    check_rows(rows)
    kept = rows.take(np.isfinite(rows.outcome))
    arms = [kept.outcome[kept.arm == key] for key in (0, 1)]
    if min(len(arm) for arm in arms) == 0:
        raise RefusalError(Reason.ARM_EMPTY, "an arm has nobody with a baseline")
    sd, n = pooled_sd(kept.outcome, kept.arm), len(kept.outcome)
    ahead = float(arms[1].mean() - arms[0].mean())
    described = student_estimate(ahead, sd, df=float("inf"), level=0.95)
    return estimate_hedges_g(described, sd=sd, n=n, icc=0.0, cluster_size=1.0).effect


def judge_equivalence(differences: tuple[float, ...]) -> Equivalence:
    """Return how alike the arms were, from baseline differences in standard deviations.

    >>> judge_equivalence((0.02, -0.1)).value
    'alike_if_adjusted'
    """
    if not differences or not all(np.isfinite(differences)):
        raise ValueError(f"differences must be finite and one at least, got {differences}")
    largest = max(abs(difference) for difference in differences)
    if largest <= NEGLIGIBLE:
        return Equivalence.ALIKE
    return Equivalence.ALIKE_IF_ADJUSTED if largest <= LARGEST else Equivalence.UNLIKE


def judge_standard(
    attritions: tuple[Attrition, ...],
    *,
    stance: Stance,
    drawn_by_lot: bool,
    n_clusters: tuple[int, int] | None,
    joiners_analysed: bool,
    equivalence: Equivalence | None,
    adjusted: bool,
) -> Verdict:
    """Return which standard a study meets, with its reasons.

    Parameters
    ----------
    attritions : of learners; where whole clusters were assigned, of clusters, too
    stance : how dropout is seen, fixed before the start
    drawn_by_lot : whether the arms were drawn
    n_clusters : clusters analysed in each arm, where whole clusters were assigned
    joiners_analysed : whether learners count who came after the draw; a cautious stance takes them
        for a threat
    equivalence : of the baseline among those analysed; nothing if it is not known
    adjusted : whether the effect is adjusted for that baseline

    References
    ----------
    What Works Clearinghouse (2017), Standards Handbook 4.0, figures II.1 and II.4. Confounding by a
    single cluster in an arm: section II.C.
    """
    if n_clusters is not None and min(n_clusters) < 2:
        return Verdict(Standard.NOT_MET, (Because.ONE_CLUSTER_AN_ARM,), is_close=False)

    def judge(low: bool) -> tuple[Standard, tuple[Because, ...]]:
        because = [Because.DRAWN_BY_LOT if drawn_by_lot else Because.NOT_DRAWN_BY_LOT]
        if drawn_by_lot:
            because.append(Because.LOW_ATTRITION if low else Because.HIGH_ATTRITION)
        threatened = joiners_analysed and stance is Stance.CAUTIOUS
        if threatened:
            because.append(Because.JOINERS_ANALYSED)
        if drawn_by_lot and low and not threatened:
            return Standard.WITHOUT_RESERVATIONS, tuple(because)
        alike, reason = _judge_baseline(equivalence, adjusted=adjusted)
        standard = Standard.WITH_RESERVATIONS if alike else Standard.NOT_MET
        return standard, (*because, reason)

    low = all(attrition.low[stance] for attrition in attritions)
    standard, because = judge(low)
    # Only those turn the answer that are close, and only if none of the others settles it.
    settled = any(not one.low[stance] and not one.close[stance] for one in attritions)
    turns = not settled and any(attrition.close[stance] for attrition in attritions)
    return Verdict(standard, because, is_close=turns and judge(not low)[0] is not standard)


def _judge_baseline(equivalence: Equivalence | None, *, adjusted: bool) -> tuple[bool, Because]:
    if equivalence is None:
        return False, Because.BASELINE_UNKNOWN
    if equivalence is Equivalence.UNLIKE:
        return False, Because.BASELINE_UNLIKE
    if equivalence is Equivalence.ALIKE:
        return True, Because.BASELINE_ALIKE
    return adjusted, Because.BASELINE_ADJUSTED if adjusted else Because.BASELINE_NEEDS_ADJUSTMENT


def _boundary(overall: float, stance: Stance) -> float:
    """Tolerable difference in points, between whole per cents by a straight line."""
    text = _CAUTIOUS if stance is Stance.CAUTIOUS else _OPTIMISTIC
    values = [float(word) for word in text.split()]
    if 100.0 * overall > len(values) - 1 + 1e-9:
        return -1.0
    return float(np.interp(100.0 * overall, np.arange(len(values)), values))
