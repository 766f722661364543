"""Inference from the draw alone: what would chance have made of the very same learners?"""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .checks import check_columns
from .comparison import StudyRows, check_rows, count_arms
from .estimates import check_level
from .refusals import Reason, RefusalError

FEWEST_DRAWS = 200
MOST_CELLS = 10_000_000  # of arms multiplied at once
CLOSE = 1e-9  # a draw this little smaller than the one made counts as large as it


@dataclass(frozen=True, slots=True)
class Randomised:
    """What the draw says; it has no standard error, as nothing is assumed of the learners.

    Parameters
    ----------
    effect : difference of the arms, adjusted for covariates, in units of the outcome
    low, high : ends of the effects, alike for everybody, that the test does not reject
    p : share of draws with so large a difference, either way, the draw made among them; of the last
        step from draw to draw as much as it takes for an interval of level 1 - p to touch 0
    level : how often such an interval holds an effect that is the same for everybody
    n_draws : other draws that were compared with, each once where they are all there are
    """

    effect: float
    low: float
    high: float
    p: float
    level: float
    n_draws: int


@dataclass(frozen=True, slots=True)
class Redraws:
    """Arms as the design could have drawn them, and how a row's arm follows from its unit's.

    Parameters
    ----------
    unit : shape (n,), the place of each row's unit among the columns of `arms`
    flip : shape (n,), 0 or 1; 1 where a row has the other arm than its unit was drawn: the second
        half of a crossover, the other item set within learners; all 0 in a parallel study
    arms : shape (n_draws, n_units), 0 or 1, of `redraw_arms`
    """

    unit: IntArray
    flip: IntArray
    arms: IntArray


def estimate_by_randomisation(rows: StudyRows, redraws: Redraws, *, level: float) -> Randomised:
    """Return the difference between arms with the interval that the draw itself justifies.

    If an effect is the same for everybody, taking it away leaves outcomes that do not care who was
    drawn. The interval holds every effect for which the difference seen is ordinary among the draws
    that the design could have made; it is found exactly, not by search. Few classes have few draws,
    and an interval can only end at one of them: it would hold the truth more often than it says (8
    classes: 97.1 or 94.3 %, nothing between). So each end lies between two draws, as far along as
    the level does. The estimate is that of least squares on arm and covariates; where arms flip
    inside units, the halves may differ. If every draw came up at least twice, there are no others,
    and each counts once.

    Parameters
    ----------
    rows : of the study; `cluster` is not used
    redraws : of the same rows; 200 draws at least
    level : between 0 and 1

    Raises
    ------
    ValueError
        If shapes differ, a value is outside its range, or arms do not follow from units.
    RefusalError
        With an empty arm, a constant outcome, units that do not differ within an arm, or so few
        different draws that no interval of this level can be had (with 3 + 3 classes there are 20,
        too few for 95 %).

    References
    ----------
    Rosenbaum (2002), Statistical Science 17(3), 286-327; Small, Ten Have & Rosenbaum (2008),
    Journal of the American Statistical Association 103(481), 271-279, for whole clusters; Beran &
    Hall (1993), Journal of the Royal Statistical Society B 55(3), 643-652, for interpolation; the
    ends in closed form are ours, derived in docs/science/evidence.md.
    """
    check_level(level)
    check_rows(rows)
    _check_redraws(rows, redraws)
    flip = redraws.flip.astype(np.float64)
    x = np.column_stack([np.ones(len(flip)), rows.covariates])
    if flip.min() < flip.max():
        x = np.column_stack([x, flip])
    complete = np.isfinite(rows.outcome) & np.all(np.isfinite(rows.covariates), axis=1)
    kept, x = rows.take(complete), x[complete]
    count_arms(kept)
    if kept.outcome.min() == kept.outcome.max():
        raise RefusalError(Reason.OUTCOME_CONSTANT, "every outcome is the same; nothing differs")
    x[:, 1:] -= x[:, 1:].mean(axis=0)
    check_columns(x.T @ x, len(x))
    both = np.column_stack([kept.outcome, kept.arm])
    left = both - x @ np.linalg.lstsq(x, both, rcond=None)[0]
    arms, made_too = _distinct(rows, redraws)
    of_rows = Redraws(redraws.unit[complete], redraws.flip[complete], arms)
    made = _scale(kept.arm @ _counted(left), len(left))
    seen = float(made[0] / made[1])
    out = _invert(seen, _differences(left, of_rows) / made[1], level, made_too=made_too)
    if out.high - out.low <= CLOSE * float(left[:, 0].std()):
        raise RefusalError(
            Reason.NO_RESIDUAL,
            "what was drawn does not differ within an arm, so that no draw but the one made tells "
            "anything; another outcome would help",
        )
    return out


def _distinct(rows: StudyRows, redraws: Redraws) -> tuple[IntArray, bool]:
    """Every draw once, if each came up at least twice, else all; and whether the one made is in."""
    packed = np.packbits(redraws.arms.astype(bool), axis=1)
    _values, first, count = np.unique(packed, axis=0, return_index=True, return_counts=True)
    if count.min() < 2:
        return redraws.arms, False
    arms = redraws.arms[np.sort(first)]
    drawn = np.full(arms.shape[1], -1)
    drawn[redraws.unit] = rows.arm != redraws.flip
    return arms, bool(np.any(np.all((arms == drawn) | (drawn < 0), axis=1)))


def _differences(left: FloatArray, redraws: Redraws) -> FloatArray:
    """Differences between the arms of residual outcome and residual arm, shape (2, n_draws)."""
    sign, columns = 1.0 - 2.0 * redraws.flip, _counted(left)
    n_units = redraws.arms.shape[1]
    by_unit = [
        np.bincount(redraws.unit, weights=sign * column, minlength=n_units) for column in columns.T
    ]
    sides = np.stack(by_unit, axis=1)
    pieces = max(1, redraws.arms.size // MOST_CELLS)  # a product of whole numbers copies them
    sums = np.concatenate([part @ sides for part in np.array_split(redraws.arms, pieces)])
    return _scale(sums + redraws.flip @ columns, len(left))


def _counted(left: FloatArray) -> FloatArray:
    return np.column_stack([left, np.ones(len(left))])


def _scale(sums: FloatArray, n: int) -> FloatArray:
    """From sums over arm 1 (the last counts rows) to differences of means; residuals sum to 0."""
    n_one = sums[..., -1]
    if np.any((n_one < 0.5) | (n_one > n - 0.5)):
        raise RefusalError(Reason.ARM_EMPTY, "some draws leave an arm without an outcome")
    out: FloatArray = (sums[..., :-1] / (n_one * (1.0 - n_one / n))[..., None]).T
    return out


def _invert(seen: float, found: FloatArray, level: float, *, made_too: bool) -> Randomised:
    """The effects that are not rejected; `made_too`: the draw made is one of those found.

    Under effect t a draw shows a - t b, the draw made (seen - t) of its own 1. With s = t - seen
    and c = a - seen b, a draw is as extreme while |c - s b| >= |s|: a stretch of s around 0.
    """
    outcome, arm = found
    apart = outcome - seen * arm
    plus, minus = np.maximum(1.0 + arm, 0.0), np.maximum(1.0 - arm, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = apart / plus, apart / minus
    # The draw made, or its mirror image, is as extreme under any effect.
    one = np.where(plus < CLOSE, np.inf, one)
    other = np.where(minus < CLOSE, np.inf, other)
    same = (plus < CLOSE) | (minus < CLOSE)
    own = 0 if made_too else 1
    above = _Steps.of(np.where(same, np.inf, np.maximum(one, -other)), own)
    below = _Steps.of(np.where(same, np.inf, np.maximum(other, -one)), own)
    reach = below.end(1.0 - level), above.end(1.0 - level)
    if not np.all(np.isfinite(reach)):
        raise RefusalError(
            Reason.TOO_FEW_DRAWS,
            f"the design has too few different draws for an interval of {level:.0%}; more classes, "
            "or lots for learners, would help",
        )
    p = (below if seen >= 0.0 else above).doubt(abs(seen))
    n_draws = len(outcome) - (1 - own)
    return Randomised(seen, seen - reach[0], seen + reach[1], p, level, n_draws)


@dataclass(frozen=True, slots=True)
class _Steps:
    """How far from the effect seen how many draws are as extreme as the one made.

    Parameters
    ----------
    at : shape (k,), falling; the first is infinite
    share : shape (k,), rising; of draws as extreme up to there, the one made among them
    """

    at: FloatArray
    share: FloatArray

    @classmethod
    def of(cls, bounds: FloatArray, own: int) -> "_Steps":
        """Steps from the bound of each draw; `own` is 1 to count in the draw made."""
        falling = np.sort(np.append(bounds, [np.inf] * own))[::-1]
        finite = falling[np.isfinite(falling)]
        slack = CLOSE * float(np.max(np.abs(finite), initial=0.0))
        with np.errstate(invalid="ignore"):
            last = np.append(~(falling[:-1] - falling[1:] <= slack), True)
        last[: len(falling) - len(finite) - 1] = False  # infinite less infinite
        return cls(falling[last], (np.flatnonzero(last) + 1.0) / len(falling))

    def end(self, doubt: float) -> float:
        """How far an interval reaches that leaves out the truth with this chance."""
        place = int(np.searchsorted(self.share, doubt + CLOSE, side="right"))
        if place == 0 or place + 1 >= len(self.at):
            return np.inf if place == 0 else float(self.at[-1])
        before, after = float(self.share[place - 1]), float(self.share[place])
        part = max(0.0, doubt - before) / (after - before)
        return float(self.at[place] + part * (self.at[place + 1] - self.at[place]))

    def doubt(self, far: float) -> float:
        """The chance whose interval reaches exactly so far."""
        place = int(np.sum(self.at >= far * (1.0 - CLOSE))) - 1
        if place == 0 or place + 1 >= len(self.at):
            return float(self.share[place])
        before, after = float(self.share[place - 1]), float(self.share[place])
        part = (self.at[place] - far) / (self.at[place] - self.at[place + 1])
        return before + max(0.0, float(part)) * (after - before)


def _check_redraws(rows: StudyRows, redraws: Redraws) -> None:
    unit, flip, arms = redraws.unit, redraws.flip, redraws.arms
    if not unit.shape == flip.shape == rows.arm.shape or arms.ndim != 2:
        raise ValueError(f"rows and redraws differ: {rows.arm.shape}, {unit.shape}, {flip.shape}")
    if len(arms) < FEWEST_DRAWS:
        raise ValueError(f"{FEWEST_DRAWS} draws at least, got {len(arms)}")
    if any(np.min(given, initial=0) < 0 or np.max(given, initial=0) > 1 for given in (arms, flip)):
        raise ValueError("arms of draws and flip must be 0 or 1")
    if len(unit) and (unit.min() < 0 or unit.max() >= arms.shape[1]):
        raise ValueError(f"unit must be 0 to {arms.shape[1] - 1}, got {unit.min()}-{unit.max()}")
    drawn = rows.arm != flip
    ones = np.bincount(unit, weights=drawn, minlength=arms.shape[1])
    size = np.bincount(unit, minlength=arms.shape[1])
    if not np.all((ones == 0) | (ones == size)):
        raise ValueError("rows of one unit must have one arm, turned where flip is 1")
