"""The A/A check: how often the same analysis cries out when nothing differs."""

import math
from dataclasses import dataclass, replace

import numpy as np

from armillary.science.numerics import FloatArray

from .contrasts import ComparedRows, Fitting, estimate_contrasts
from .randomisation import Redraws
from .refusals import RefusalError


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """What the check found.

    Parameters
    ----------
    rate : share of redraws whose interval left out 0; at a level of 0.95 it should be near 0.05
    error : standard error of that share, from the number of redraws; 0 where none cried out
    n_checked : redraws that were analysed
    n_refused : redraws that the analysis refused
    """

    rate: float
    error: float
    n_checked: int
    n_refused: int


def estimate_false_alarms(
    rows: ComparedRows, redraws: Redraws, *, effect: float, fitting: Fitting, level: float
) -> FalseAlarms:
    """Return how often the analysis finds a difference between arms drawn anew.

    The effect found is taken off those who had it, so that learners are as they would be had all
    been taught alike. Then arms are drawn anew as the design could have drawn them, and each draw
    is analysed as the study was. The intervals that leave out 0 are false alarms.

    Parameters
    ----------
    rows : of the study, with one compared column of 0 and 1
    redraws : of the same rows, of `redraw_arms` or `shuffle_arms`
    effect : that of the study, in units of the outcome
    fitting, level : as the study was analysed

    Raises
    ------
    ValueError
        If shapes differ.
    RefusalError
        If the analysis refuses every draw.
    """
    if rows.compared.shape[1] != 1 or redraws.unit.shape != rows.outcome.shape:
        raise ValueError("rows must have one compared column, and redraws must be of them")
    alike: FloatArray = rows.outcome - effect * rows.compared[:, 0]
    alarms = refused = 0
    said: RefusalError | None = None
    for arms in redraws.arms:
        arm = np.abs(arms[redraws.unit] - redraws.flip).astype(np.float64)
        try:
            drawn = replace(rows, outcome=alike, compared=arm[:, None])
            found = estimate_contrasts(drawn, fitting=fitting, level=level).effects[0]
        except RefusalError as error:
            refused, said = refused + 1, error
            continue
        alarms += not found.low <= 0.0 <= found.high
    n = len(redraws.arms) - refused
    if n == 0 and said is not None:
        raise said
    rate = alarms / n
    return FalseAlarms(rate, math.sqrt(rate * (1.0 - rate) / n), n, refused)
