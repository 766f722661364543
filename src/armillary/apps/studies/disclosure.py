"""What may leave a school: no small counts, none that can be worked out from others, or noise."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 10  # a count below this, and above 0, is not told


@dataclass(frozen=True, slots=True)
class SafeTable:
    """A table of counts with its sums, as it may be told; None is suppressed.

    Parameters
    ----------
    cells : rows of counts
    row_sums, column_sums : of the cells; None where telling one would tell a suppressed cell
    total : of all
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_sums: tuple[int | None, ...]
    column_sums: tuple[int | None, ...]
    total: int | None


def suppress(cells: Sequence[Sequence[int]], *, keep: int | None) -> SafeTable:
    """Return a table with its sums in which no count from 1 to 9 is told or can be worked out.

    First every small cell and sum is left out. Then, where a line (a row or column with its sum)
    or the line of sums lacks one number alone, the smallest other one is left out, too, until no
    line lacks exactly one. A number left out could otherwise be had by subtracting.

    Parameters
    ----------
    cells : shape (n_rows, n_columns), 0 or more; one at least
    keep : a column whose numbers are left out only where no other will do; None for no such column

    Raises
    ------
    ValueError
        If rows differ in length, there are none, or a count is below 0.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, chapter 4. Leaving out the smallest
    other number is ours: it keeps the large ones, not always the most numbers.

    Examples
    --------
    >>> suppress([[30, 4], [28, 12]], keep=None).cells
    ((None, None), (None, None))
    >>> suppress([[30, 4], [28, 12]], keep=0)
    SafeTable(cells=((30, None), (28, None)), row_sums=(None, None), column_sums=(58, 16), total=74)
    """
    if not cells or not cells[0] or len({len(row) for row in cells}) != 1:
        raise ValueError("cells must be rows of one length, one at least")
    if any(count < 0 for row in cells for count in row):
        raise ValueError("each count must be 0 or more")
    grid = [[*row, sum(row)] for row in cells]
    grid.append([sum(column) for column in zip(*grid, strict=True)])
    told = [[not 0 < count < FEWEST for count in row] for row in grid]
    lines = [[(i, j) for j in range(len(grid[0]))] for i in range(len(grid))]
    lines += [[(i, j) for i in range(len(grid))] for j in range(len(grid[0]))]
    while True:
        line = next((line for line in lines if sum(not told[i][j] for i, j in line) == 1), None)
        if line is None:
            break
        i, j = min(
            (place for place in line if told[place[0]][place[1]]),
            key=lambda place: (place[1] == keep, grid[place[0]][place[1]], place),
        )
        told[i][j] = False
    safe = [
        [count if kept else None for count, kept in zip(row, keep, strict=True)]
        for row, keep in zip(grid, told, strict=True)
    ]
    return SafeTable(
        cells=tuple(tuple(row[:-1]) for row in safe[:-1]),
        row_sums=tuple(row[-1] for row in safe[:-1]),
        column_sums=tuple(safe[-1][:-1]),
        total=safe[-1][-1],
    )


@dataclass(frozen=True, slots=True)
class NoisyArm:
    """Count, mean and standard deviation of an arm with noise, and the errors that noise adds.

    `noise_se` is that of the mean, `sd_se` that of the standard deviation.
    """

    n: float
    mean: float
    sd: float
    noise_se: float
    sd_se: float


BOUND = 3.0  # logits; outcomes beyond are counted as this
# How the budget is shared out among count, sum and sum of squares.
SHARES = (0.2, 0.4, 0.4)
# Learners of an arm times the budget, below which intervals hold too often or too rarely: there the
# error of noise is told by numbers that are mostly noise (benchmarks/accuracy/evidence/noise.py).
LEAST_TOLD = 150.0


def add_noise(
    outcome: Sequence[float], *, epsilon: float, draw: Callable[[], float]
) -> NoisyArm | None:
    """Return count, mean and spread of an arm, such that one learner changes little.

    Count, sum and sum of squares of outcomes cut to 3 logits either way each get Laplace noise for
    their share of the budget. With or without any one learner every result is at most exp(epsilon)
    times as likely. Both arms hold different learners, so the budget of the two is epsilon, too.

    Parameters
    ----------
    outcome : of the learners of one arm, logits
    epsilon : privacy budget, above 0
    draw : numbers between 0 and 1, never 0 or 1; from the system's own chance

    Returns
    -------
    None when the noise leaves nothing to rely on: learners times budget, with noise, below 150, or
    no spread

    Raises
    ------
    ValueError
        If epsilon is not above 0.

    References
    ----------
    Dwork, McSherry, Nissim & Smith (2006), Theory of Cryptography, 265-284, proposition 1.
    """
    if not 0.0 < epsilon < math.inf:
        raise ValueError(f"epsilon must be above 0 and finite, got {epsilon}")
    cut = np.clip(np.asarray(outcome, dtype=np.float64), -BOUND, BOUND)
    scales = [
        reach / (share * epsilon)
        for reach, share in zip((1.0, BOUND, BOUND**2), SHARES, strict=True)
    ]
    n = len(cut) + _laplace(scales[0], draw())
    total = float(cut.sum()) + _laplace(scales[1], draw())
    squares = float((cut**2).sum()) + _laplace(scales[2], draw())
    if n * epsilon < LEAST_TOLD:
        return None
    mean = min(BOUND, max(-BOUND, total / n))
    variance = squares / n - mean**2
    if variance <= 0.0:
        return None
    # Noise of the sum (variance 2 b^2) and of the count, carried to the mean.
    added = math.sqrt(2.0) / n * math.hypot(scales[1], mean * scales[0])
    # Likewise of all three to the variance, whose root is the standard deviation.
    parts = scales[2], 2.0 * mean * scales[1], (variance - mean**2) * scales[0]
    sd = math.sqrt(variance)
    return NoisyArm(n, mean, sd, added, math.sqrt(2.0) / n * math.hypot(*parts) / (2.0 * sd))


def _laplace(scale: float, u: float) -> float:
    """A Laplace number from one between 0 and 1."""
    return -scale * math.copysign(1.0, u - 0.5) * math.log1p(-2.0 * abs(u - 0.5))
