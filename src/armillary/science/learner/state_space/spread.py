"""How far the filter's stated spread of a skill must be scaled to be honest.

A filter can predict the next answer well and still be wrong about how sure it is: one step ahead,
a wide spread with small steps predicts as well as a narrow one with large steps. Several answers
of one learner to one skill, all predicted from the state just before the first of them, tell the
two apart without knowing the truth. The slip in one answer says nothing about the slip in the
next, so what they have in common is the error about the learner: for predictions p and the true
chance q, E[(y_1 - p_1)(y_2 - p_2)] = E[(q - p)^2]. Here this is done as a likelihood: the skill is
normal around the filter's mean, its spread is the filter's times a factor, and the factor (and a
shift of the mean: learning the filter does not know) is what makes the blocks of answers likely.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from armillary.science.learner.log import Answers
from armillary.science.numerics import BoolArray, FloatArray, IntArray

# Answers to the skill so far at which the factor and the shift are free; linear in log1p between.
KNOTS = (0, 1, 3, 7, 20)
_LOG_KNOTS = (math.log(1.0), math.log(2.0), math.log(4.0), math.log(8.0), math.log(21.0))

# A block is three answers: with two, a wide spread of the mean cannot be told from learning.
BLOCK = 3
# With fewer blocks nothing is said: the factor's own error would be larger than what it mends.
MIN_ANCHORS = 300
# A factor beyond these means that the block does not look at the same thing as the filter.
MIN_FACTOR, MAX_FACTOR = 0.5, 2.0
# Shifts are normal around 0 with variance 1 / SHIFT_PENALTY, in logits.
SHIFT_PENALTY = 4.0
# Beyond this many logits the arithmetic would overflow and no chance changes any more.
_MAX_LOGITS = 200.0

_NODES, _HERMITE = np.polynomial.hermite_e.hermegauss(15)
_WEIGHTS = _HERMITE / _HERMITE.sum()


@dataclass(frozen=True, slots=True)
class Anchors:
    """Rows from which a block of three answers to one skill is predicted.

    Parameters
    ----------
    rows : shape (n_anchors, 3); the anchor itself and the learner's next two answers to the
        skill, as rows of the log, ascending in the first column
    n : shape (n_anchors,); answers of the learner to the skill before the anchor
    """

    rows: IntArray
    n: IntArray

    def __len__(self) -> int:
        return len(self.n)


@dataclass(frozen=True, slots=True)
class SpreadFit:
    """What the blocks of a log say about the filter's spread.

    Parameters
    ----------
    factors : at each of KNOTS, what the stated sd is to be multiplied by, from 0.5 to 2
    shifts : at each of KNOTS, logits to be added to the stated mean
    n_anchors : how many blocks this was fitted to; below MIN_ANCHORS nothing was fitted, the
        factors are 1 and the shifts 0
    """

    factors: tuple[float, ...]
    shifts: tuple[float, ...]
    n_anchors: int


class Blocks(NamedTuple):
    """Blocks of answers beside what the filter said before the first of each.

    Parameters
    ----------
    basis : shape (n_blocks, 5); how much each knot has to say, rows sum to 1
    mean, sd : shape (n_blocks,), logits
    sign, slope, difficulty : shape (3, n_blocks); 1 right and -1 wrong, per logit, logits
    """

    basis: FloatArray
    mean: FloatArray
    sd: FloatArray
    sign: FloatArray
    slope: FloatArray
    difficulty: FloatArray


def at_knots(values: Sequence[float] | FloatArray, n: float) -> float:
    """Return what belongs to n answers, given values at KNOTS: linear in log1p(n), then flat.

    Plain enough for numba, which takes the values as a tuple or as an array.

    >>> at_knots((1.0, 2.0, 2.0, 2.0, 4.0), 0), at_knots((1.0, 2.0, 2.0, 2.0, 4.0), 500)
    (1.0, 4.0)
    """
    x = math.log1p(n)
    k = 1
    while k < len(_LOG_KNOTS) - 1 and x > _LOG_KNOTS[k]:
        k += 1
    share = min(1.0, (x - _LOG_KNOTS[k - 1]) / (_LOG_KNOTS[k] - _LOG_KNOTS[k - 1]))
    return values[k - 1] + share * (values[k] - values[k - 1])


def spread_factor(factors: Sequence[float], n: float) -> float:
    """Return what the stated sd is multiplied by after n answers to the skill."""
    return at_knots(factors, n)


def spread_shift(shifts: Sequence[float], n: float) -> float:
    """Return the logits that are added to the stated mean after n answers to the skill."""
    return at_knots(shifts, n)


def collect_anchors(log: Answers) -> Anchors:
    """Return every row with two later answers of the same learner to the same skill.

    All three are plain: to items of this one skill, scored 0 or 1, counted in full. Assisted and
    partly counted answers do not say how strong a learner is; items of several skills in between
    are passed over. For n every answer that exercised the skill with some weight counts, as it
    does for the contract's n_answers.
    """
    codes = np.repeat(log.learner, np.diff(log.skill_start)) * log.n_skills + log.skill_ids
    plain = np.flatnonzero(_plain_rows(log))
    entry = log.skill_start[plain]  # of the row's only skill
    order = np.argsort(codes[entry], kind="stable")
    sorted_codes, sorted_rows = codes[entry][order], plain[order]
    last = BLOCK - 1
    starts = np.flatnonzero(sorted_codes[last:] == sorted_codes[:-last])
    rows = np.stack([sorted_rows[starts + k] for k in range(BLOCK)], axis=1)
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    return Anchors(rows, _answers_before(log, codes)[log.skill_start[rows[:, 0]]])


def fit_spread(
    log: Answers,
    *,
    mean: FloatArray,
    sd: FloatArray,
    difficulty: FloatArray,
    slope: float | FloatArray,
    generator: np.random.Generator,
    limit: int = 40_000,
    penalty: float = 1000.0,
    with_shift: bool = True,
) -> SpreadFit:
    """Return the factors and shifts that make blocks of three answers most likely.

    A learner with strength theta is right with chance sigmoid(slope * theta - difficulty). The
    difficulties must come from other learners: those fitted to the same answers have taken up
    part of the error about the learner, and the factor comes out too small.

    Parameters
    ----------
    log : answers of learners who fitted neither difficulties nor rates
    mean, sd : shape (n_rows,), logits; the filter's for the row's skill just before the row,
        days included; only looked at where the row is an anchor; there finite, sd above 0
    difficulty : shape (n_rows,), logits
    slope : shape (n_rows,) or one for all rows, per logit
    generator : draws which blocks to use when there are more than `limit`
    limit : most blocks used, 1 or more; the time taken grows with it
    penalty : how strongly the logarithms of the factors are drawn to their mean, 0 or more;
        1000 means that they differ by about 0.03 where the log says nothing
    with_shift : False leaves the mean where it is

    Raises
    ------
    ValueError
        If a shape is wrong or a value is outside its range.

    References
    ----------
    Ours, derived in docs/science/learner-model.md.
    """
    if limit < 1 or not 0.0 <= penalty < math.inf:
        raise ValueError(f"limit must be 1 or more, penalty 0 or more, got {limit} and {penalty}")
    anchors = collect_anchors(log)
    if len(anchors) < MIN_ANCHORS:
        return SpreadFit((1.0,) * len(KNOTS), (0.0,) * len(KNOTS), len(anchors))
    drawn = np.arange(len(anchors))
    if len(anchors) > limit:
        drawn = np.sort(generator.choice(len(anchors), limit, replace=False))
    slopes = slope if isinstance(slope, np.ndarray) else np.full(len(log), slope)
    anchors = Anchors(anchors.rows[drawn], anchors.n[drawn])
    blocks = _take_blocks(log, anchors, (mean, sd, difficulty, slopes))
    factors, shifts = _most_likely(blocks, penalty, with_shift=with_shift)
    return SpreadFit(factors, shifts, len(anchors))


def spread_loss(x: FloatArray, blocks: Blocks, penalty: float) -> tuple[float, FloatArray]:
    """Return minus the penalised log-likelihood per block, and its gradient.

    Parameters
    ----------
    x : shape (11,); the mean logarithm of the factors, what each knot adds to it, the shifts
    """
    n_knots = len(KNOTS)
    apart, shifts = x[1 : n_knots + 1], x[n_knots + 1 :]
    factors = np.exp(x[0] + apart)
    sd = (blocks.basis @ factors) * blocks.sd
    log_like, by_mean, by_sd = _block_likelihood(blocks, blocks.mean + blocks.basis @ shifts, sd)
    by_log_factors = factors * (blocks.basis.T @ (by_sd * blocks.sd))
    value = 0.5 * penalty * apart @ apart + 0.5 * SHIFT_PENALTY * shifts @ shifts - log_like.sum()
    gradient = np.concatenate(
        (
            [-by_log_factors.sum()],
            penalty * apart - by_log_factors,
            SHIFT_PENALTY * shifts - blocks.basis.T @ by_mean,
        )
    )
    return float(value) / len(sd), gradient / len(sd)


def _block_likelihood(
    blocks: Blocks, mean: FloatArray, sd: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log-likelihood of each block for a normal strength, and its slopes by mean and by sd.

    Gauss-Hermite: the likelihood is averaged over 15 strengths. All shapes (n_blocks,).
    """
    total, by_mean, by_sd = np.zeros_like(mean), np.zeros_like(mean), np.zeros_like(mean)
    push = blocks.sign * blocks.slope
    for node, weight in zip(_NODES.tolist(), _WEIGHTS.tolist(), strict=True):
        logits = blocks.slope * (mean + node * sd) - blocks.difficulty
        logits = blocks.sign * np.clip(logits, -_MAX_LOGITS, _MAX_LOGITS)
        given = 1.0 / (1.0 + np.exp(-logits))  # chance of the answer that was given
        like = weight * given.prod(axis=0)
        rise = like * (push * (1.0 - given)).sum(axis=0)
        total += like
        by_mean += rise
        by_sd += node * rise
    return np.log(total), by_mean / total, by_sd / total


def _most_likely(
    blocks: Blocks, penalty: float, *, with_shift: bool
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Factors, kept within their limits, and shifts at the least loss."""
    from scipy.optimize import minimize  # half a second that a server should not pay

    n_knots = len(KNOTS)
    limits = [(math.log(MIN_FACTOR), math.log(MAX_FACTOR))]
    limits += [(-2.0, 2.0)] * n_knots + [(-4.0, 4.0) if with_shift else (0.0, 0.0)] * n_knots
    found = minimize(
        spread_loss,
        np.zeros(1 + 2 * n_knots),
        args=(blocks, penalty),
        jac=True,
        method="L-BFGS-B",
        bounds=limits,
        options={"ftol": 1e-9, "gtol": 1e-6},
    ).x
    factors = np.clip(np.exp(found[0] + found[1 : n_knots + 1]), MIN_FACTOR, MAX_FACTOR)
    return tuple(factors.tolist()), tuple(found[n_knots + 1 :].tolist())


def _take_blocks(log: Answers, anchors: Anchors, columns: tuple[FloatArray, ...]) -> Blocks:
    """The blocks of some anchors; refuses columns (mean, sd, difficulty, slope) that do not fit."""
    for name, column in zip(("mean", "sd", "difficulty", "slope"), columns, strict=True):
        if column.shape != (len(log),):
            raise ValueError(f"{name} must have one entry a row, {len(log)}, got {column.shape}")
    mean, sd, difficulty, slope = columns
    first, rows = anchors.rows[:, 0], anchors.rows.T
    blocks = Blocks(
        basis=_basis(anchors.n),
        mean=mean[first],
        sd=sd[first],
        sign=2.0 * log.score[rows] - 1.0,
        slope=slope[rows],
        difficulty=difficulty[rows],
    )
    for name in ("mean", "sd", "difficulty", "slope"):
        if not np.all(np.isfinite(getattr(blocks, name))):
            raise ValueError(f"{name} must be finite wherever a block needs it")
    if not (np.all(blocks.sd > 0.0) and np.all(blocks.slope > 0.0)):
        raise ValueError("sd and slope must be above 0 wherever a block needs them")
    return blocks


def _basis(n: IntArray) -> FloatArray:
    """What each knot has to say at n answers: `at_knots` as a matrix, (len(n), 5)."""
    x = np.log1p(n.astype(np.float64))
    columns = [np.interp(x, _LOG_KNOTS, knot) for knot in np.eye(len(KNOTS))]
    return np.stack(columns, axis=1).astype(np.float64)


def _plain_rows(log: Answers) -> BoolArray:
    """Which rows are of one skill, scored 0 or 1, and counted in full; shape (n_rows,)."""
    plain: BoolArray = (np.diff(log.skill_start) == 1) & ((log.score == 0.0) | (log.score == 1.0))
    if log.weight is not None:
        plain &= log.weight == 1.0
    return plain


def _answers_before(log: Answers, codes: IntArray) -> IntArray:
    """For each entry of skill_ids, the learner's earlier counted answers to that skill.

    `codes` tells the pairs of learner and skill apart.
    """
    counted = np.ones(len(log), dtype=np.int64)
    if log.weight is not None:
        counted = (log.weight > 0.0).astype(np.int64)
    order = np.argsort(codes, kind="stable")
    sorted_codes = codes[order]
    mine = np.repeat(counted, np.diff(log.skill_start))[order]
    before = np.cumsum(mine) - mine
    is_first = np.diff(sorted_codes, prepend=-1) != 0
    run = np.cumsum(is_first) - 1
    result = np.empty_like(before)
    result[order] = before - before[is_first][run]
    return result
