"""An effect is never shown alone: the estimate, its error, degrees of freedom and interval."""

import math
from dataclasses import dataclass

from .refusals import Reason, RefusalError

# Below this the t interval depends more on the guessed degrees of freedom than on the data
# (Pustejovsky & Tipton 2018, section 5, warn below 4; below 2 t has no variance at all).
SMALLEST_DF = 2.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """One effect with its two-sided interval, in units of the outcome.

    Parameters
    ----------
    effect : the estimate
    se : its standard error
    df : degrees of freedom of Student's t; infinite for a normal interval
    low, high : ends of the interval
    p : chance of at least so large an estimate, either way, were there no effect
    level : how often such an interval holds the truth
    """

    effect: float
    se: float
    df: float
    low: float
    high: float
    p: float
    level: float


def student_estimate(effect: float, se: float, *, df: float, level: float) -> Estimate:
    """Return an estimate with the interval and p of Student's t.

    Parameters
    ----------
    effect : in units of the outcome
    se : above 0
    df : above 0, may be infinite; 2 at least, or the interval is refused
    level : between 0 and 1

    Raises
    ------
    ValueError
        If se or level is outside its range.
    RefusalError
        If there are fewer than 2 degrees of freedom.

    Examples
    --------
    >>> found = student_estimate(1.0, 0.5, df=10.0, level=0.95)
    >>> round(found.low, 4), round(found.high, 4), round(found.p, 4)
    (-0.1141, 2.1141, 0.0734)
    """
    from scipy.special import stdtr, stdtrit  # half a second that a server should not pay

    check_level(level)
    if not (0.0 < se < math.inf):
        raise ValueError(f"se must be above 0 and finite, got {se}")
    if math.isnan(df) or df < SMALLEST_DF - 1e-6:
        raise RefusalError(
            Reason.DF_TOO_SMALL,
            f"the data give {df:.2f} degrees of freedom, an interval needs {SMALLEST_DF:.0f}; "
            "more clusters in the smaller arm would help",
        )
    reach = float(stdtrit(min(df, 1e10), 0.5 + level / 2.0)) * se
    p = 2.0 * float(stdtr(min(df, 1e10), -abs(effect) / se))
    return Estimate(effect, se, df, effect - reach, effect + reach, p, level)


def check_level(level: float) -> None:
    """Raise ValueError unless a level is between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must be between 0 and 1, got {level}")
