"""Intervals for a study that is looked at while it runs."""

import math
from dataclasses import replace

from .estimates import Estimate


def widen_for_looks(found: Estimate, *, planned_se: float) -> Estimate:
    """Return the interval that holds at every look, however often one looks.

    An ordinary interval holds at one moment that was fixed before. Looked at every week, one of
    many will sooner or later miss by chance. This one is wide enough for all of them together: the
    chance that it ever misses is 1 - level. It is narrowest, for what it promises, when the error
    has come down to the planned one. p is the smallest doubt at which the interval excludes 0, and
    holds at every look, too.

    The estimates of successive looks must add to each other, as those of all outcomes so far do;
    with few degrees of freedom t is turned into the normal value of equal p.

    Parameters
    ----------
    found : the ordinary estimate from the rows so far
    planned_se : error expected at the planned end, above 0, in the same units; fixed before the
        first look, as `predict_se` gives it

    Raises
    ------
    ValueError
        If planned_se is outside its range.

    References
    ----------
    Robbins (1970), Annals of Mathematical Statistics 41(5), 1397-1409, for the normal mixture;
    Howard, Ramdas, McAuliffe & Sekhon (2021), Annals of Statistics 49(2), 1055-1080, proposition 5;
    the tuning is that of Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Annals of Statistics
    52(6), 2613-2640, section B.2. Coverage over a year of looks: benchmarks/accuracy/evidence.

    Examples
    --------
    >>> from armillary.science.evidence import student_estimate
    >>> ordinary = student_estimate(0.3, 0.1, df=float("inf"), level=0.95)
    >>> always = widen_for_looks(ordinary, planned_se=0.1)
    >>> round(always.low, 3), round(always.high, 3), ordinary.low > 0.0
    (-0.004, 0.604, True)
    """
    if not 0.0 < planned_se < math.inf:
        raise ValueError(f"planned_se must be above 0 and finite, got {planned_se}")
    doubt = 1.0 - found.level
    wanted = -2.0 * math.log(doubt)
    # Information of the mixture, so that the boundary is lowest at the planned information.
    prior = planned_se**-2 / (wanted + math.log(wanted + 1.0))
    ratio = found.se**-2 / prior
    reach = math.sqrt((1.0 + 1.0 / ratio) * (math.log1p(ratio) + wanted))
    seen = _as_normal(abs(found.effect) / found.se, found.df)
    log_p = 0.5 * (math.log1p(ratio) - seen**2 * ratio / (1.0 + ratio))
    wide = _as_student(reach, found.df) * found.se
    return replace(
        found,
        low=found.effect - wide,
        high=found.effect + wide,
        p=min(1.0, math.exp(min(0.0, log_p))),
    )


def _as_normal(t: float, df: float) -> float:
    """The normal value that is exceeded as often as a value of Student's t."""
    from scipy.special import ndtri, stdtr

    if df > 1e9:
        return t
    return -float(ndtri(max(float(stdtr(df, -t)), 1e-300)))


def _as_student(z: float, df: float) -> float:
    from scipy.special import ndtr, stdtrit

    return z if df > 1e9 else -float(stdtrit(df, float(ndtr(-z))))
