"""The effect of each arm against the reference, in units of the outcome and in deviations."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from armillary.apps.exchange.studying.asked import Asked, Way
from armillary.apps.exchange.studying.reading import StudyFile
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import (
    ComparedRows,
    Contrasted,
    Estimate,
    Fitting,
    NoisyFit,
    Randomised,
    Reason,
    Redraws,
    RefusalError,
    StudyRows,
    complete_rows,
    estimate_by_randomisation,
    estimate_contrasts,
    estimate_hedges_g,
    estimate_noisy_contrasts,
    pooled_sd,
    shuffle_arms,
)
from armillary.science.numerics import BoolArray, FloatArray, IntArray

T = TypeVar("T")

FEWEST_IN_ARM = 4  # learners
MOST_CELLS = 20_000_000  # of the table of redraws


@dataclass(frozen=True, slots=True)
class Effect:
    """One arm less the reference.

    Parameters
    ----------
    arm, reference : names; both empty for a mean or an amount
    se, df : nothing where the draw alone speaks; df infinite for a normal interval
    g, g_se, g_low, g_high : in standard deviations of learners; nothing for a mean or an amount
    p_holm : p beside those of all arms (Holm 1979)
    odds : log odds ratio of a yes-or-no outcome
    """

    arm: str
    reference: str
    effect: float
    se: float | None
    df: float | None
    low: float
    high: float
    p: float
    g: float | None
    g_se: float | None
    g_low: float | None
    g_high: float | None
    p_holm: float
    odds: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of a file that an analysis uses: those with everything it needs.

    Parameters
    ----------
    use : shape (n_rows of the file,), which rows are used
    rows : of these
    names : of the compared columns and covariates
    order : places of the arms compared, the reference first; empty without arms
    arm : shape (n,), the place of each used row's arm in `order`
    """

    use: BoolArray
    rows: ComparedRows
    names: tuple[str, ...]
    order: tuple[int, ...]
    arm: IntArray


def keep_rows(file: StudyFile, asked: Asked, reference: int) -> Kept:
    """Return the rows that can be analysed; refuse arms that hold too few."""
    compared, names, order = _compared(file, reference)
    use = complete_rows(file.outcome, compared, file.covariates.columns, file.slopes.columns)
    for labels in file.clusters:
        use &= labels.index >= 0
    if file.error is not None:
        use &= np.isfinite(file.error)
    arm = np.zeros(len(use), dtype=np.int64)
    if file.arm is not None:
        places = np.empty(len(file.arm.names), dtype=np.int64)
        places[list(order)] = np.arange(len(order))
        arm = places[file.arm.index]
    _check_left(file, asked, use, arm, order)
    rows = ComparedRows(
        file.outcome[use], compared[use], file.covariates.columns[use],
        tuple(labels.index[use] for labels in file.clusters), file.slopes.columns[use],
    )  # fmt: skip
    return Kept(use, rows, (*names, *file.covariates.names), order, arm[use])


def _compared(
    file: StudyFile, reference: int
) -> tuple[FloatArray, tuple[str, ...], tuple[int, ...]]:
    """Columns whose effects are asked for, their names, and arms with the reference first."""
    if file.amount is not None:
        return file.amount[:, None], ("the amount",), ()
    if file.arm is None:
        return np.empty((len(file.outcome), 0)), (), ()
    others = [place for place in range(len(file.arm.names)) if place != reference]
    columns = np.equal.outer(file.arm.index, np.array(others)).astype(np.float64)
    return columns, tuple(file.arm.names[place] for place in others), (reference, *others)


def _check_left(
    file: StudyFile, asked: Asked, use: BoolArray, arm: IntArray, order: tuple[int, ...]
) -> None:
    """Refuse when nothing, or too little, is left to analyse."""
    if not np.any(np.isfinite(file.outcome)):
        raise Refusal(
            f"Every cell of {asked.outcome} is empty in the rows asked for: nobody has an outcome."
            " Look at --outcome and --where."
        )
    if not np.any(use):
        raise Refusal(
            f"No row has {asked.outcome}, its cluster and every covariate. Leave out the covariate"
            " that is missing most."
        )
    outcome = file.outcome[use]
    if outcome.min() == outcome.max():
        raise Refusal(
            f"Everybody has the same outcome, {outcome[0]:g}, so nothing can differ."
            " A test that is neither too easy nor too hard would help."
        )
    if not order or file.arm is None:
        return
    count = np.bincount(arm[use], minlength=len(order))
    for place, n in zip(order, count, strict=True):
        name = file.arm.names[place]
        if n == 0:
            raise Refusal(
                f"Nobody in the arm “{name}” has an outcome and every covariate, so nothing can be"
                " compared. Give the outcomes of that arm, or leave the arm out with --where."
            )
        if n < FEWEST_IN_ARM:
            raise Refusal(
                f"The arm “{name}” has {n} learners with an outcome; {FEWEST_IN_ARM} are needed at"
                " least. More learners would help."
            )


def estimate_effects(
    kept: Kept, file: StudyFile, asked: Asked
) -> tuple[list[Effect], Contrasted, Contrasted, NoisyFit | None]:
    """Return the effects, their model, the model without covariates, and that of known errors."""
    fitting = {Way.CR2: Fitting.ROBUST, Way.ML: Fitting.ML}.get(asked.way, Fitting.REML)
    modelled = explained(kept, lambda: _model(kept.rows, Fitting.REML, asked.level))
    model = modelled
    if fitting is not Fitting.REML:
        model = explained(kept, lambda: _model(kept.rows, fitting, asked.level))
    plain = modelled
    if kept.rows.covariates.shape[1] or kept.rows.slopes.shape[1]:
        none = np.empty((len(kept.rows.outcome), 0))
        bare = replace(kept.rows, covariates=none, slopes=none)
        plain = explained(kept, lambda: _model(bare, Fitting.REML, asked.level))
    if file.arm is None:
        found = model.effects[0] if model.effects else model.intercept
        return [_bare(found)], model, plain, None
    noisy = None
    if file.error is not None:
        error = file.error[kept.use]
        noisy = explained(
            kept, lambda: estimate_noisy_contrasts(kept.rows, error, level=asked.level)
        )
        model = replace(model, effects=noisy.effects)
    found_all = [
        _effect(kept, file, asked, model, plain, number) for number in range(1, len(kept.order))
    ]
    return [without_noise(one, noisy) for one in holm(found_all)], model, plain, noisy


def _model(rows: ComparedRows, fitting: Fitting, level: float) -> Contrasted:
    return estimate_contrasts(rows, fitting=fitting, level=level)


def _effect(
    kept: Kept,
    file: StudyFile,
    asked: Asked,
    model: Contrasted,
    plain: Contrasted,
    number: int,
) -> Effect:
    """Arm `number` of the order against the reference."""
    assert file.arm is not None
    pair = (kept.arm == 0) | (kept.arm == number)
    arm = (kept.arm[pair] == number).astype(np.int64)
    outcome = kept.rows.outcome[pair]
    sd = explained(kept, lambda: pooled_sd(outcome, arm))
    names = file.arm.names[kept.order[number]], file.arm.names[kept.order[0]]
    icc, size = likeness(plain, int(pair.sum()), kept, pair)
    if asked.way is Way.RANDOMISATION:
        drawn = _randomise(kept, file, asked, pair, arm)
        shown = Estimate(
            drawn.effect, (drawn.high - drawn.low) / 4.0, math.inf, drawn.low, drawn.high, drawn.p,
            asked.level,
        )  # fmt: skip
        g = explained(
            kept, lambda: estimate_hedges_g(shown, sd=sd, n=len(arm), icc=icc, cluster_size=size)
        )
        factor = 1.0 / sd if drawn.effect == 0.0 else g.effect / drawn.effect
        return Effect(
            *names, drawn.effect, None, None, drawn.low, drawn.high, drawn.p,
            g.effect, None, factor * drawn.low, factor * drawn.high, drawn.p,
        )  # fmt: skip
    found = model.effects[number - 1]
    g = explained(
        kept, lambda: estimate_hedges_g(found, sd=sd, n=len(arm), icc=icc, cluster_size=size)
    )
    return Effect(
        *names, found.effect, found.se, found.df, found.low, found.high, found.p,
        g.effect, g.se, g.low, g.high, found.p,
    )  # fmt: skip


def without_noise(effect: Effect, noisy: NoisyFit | None) -> Effect:
    """Return an effect in standard deviations of learners, error of measurement taken out."""
    if noisy is None or effect.g is None or effect.g_se is None or effect.df is None:
        return effect
    assert effect.g_low is not None
    assert effect.g_high is not None
    root = math.sqrt(noisy.reliability)
    return replace(
        effect, g=effect.g / root, g_se=effect.g_se / root, g_low=effect.g_low / root,
        g_high=effect.g_high / root,
    )  # fmt: skip


def likeness(plain: Contrasted, n: int, kept: Kept, pair: BoolArray) -> tuple[float, float]:
    """The share of variance between clusters before covariates, and their mean size in two arms."""
    if not plain.variances:
        return 0.0, 1.0
    between = sum(plain.variances)
    outer = min(kept.rows.groupings, key=lambda label: len(np.unique(label)))
    return between / (between + plain.residual), n / len(np.unique(outer[pair]))


def _bare(found: Estimate) -> Effect:
    return Effect(
        "", "", found.effect, found.se, found.df, found.low, found.high, found.p,
        None, None, None, None, found.p,
    )  # fmt: skip


def holm(effects: list[Effect]) -> list[Effect]:
    """Return each effect with its p beside those of all others (Holm 1979)."""
    order = sorted(range(len(effects)), key=lambda place: effects[place].p)
    out, worst = list(effects), 0.0
    for rank, place in enumerate(order):
        worst = max(worst, min(1.0, effects[place].p * (len(effects) - rank)))
        out[place] = replace(effects[place], p_holm=worst)
    return out


def _randomise(
    kept: Kept, file: StudyFile, asked: Asked, pair: BoolArray, arm: IntArray
) -> Randomised:
    """What the draw alone says of two arms."""
    rows = StudyRows(kept.rows.outcome[pair], arm, kept.rows.covariates[pair], None)
    redraws = redraw(kept, file, pair, arm, n_draws=asked.n_draws, seed=asked.seed)
    return explained(kept, lambda: estimate_by_randomisation(rows, redraws, level=asked.level))


def redraw(
    kept: Kept, file: StudyFile, pair: BoolArray, arm: IntArray, *, n_draws: int, seed: int
) -> Redraws:
    """Arms of two ways as the same draw could have given them: units and strata as in the file."""
    unit = unit_of(kept, pair, arm)
    n_units = int(unit.max()) + 1
    first = np.zeros(n_units, dtype=np.int64)
    first[unit[::-1]] = np.arange(len(unit))[::-1]
    block = np.zeros(n_units, dtype=np.int64)
    if file.strata is not None:
        label = file.strata.index[kept.use][pair]
        block = label[first]
        if not np.array_equal(block[unit], label):
            raise Refusal("A unit that was drawn lies in several strata (--strata). Name another.")
    n_draws = max(200, min(n_draws, MOST_CELLS // n_units))
    arms = shuffle_arms(arm[first], block, n_draws=n_draws, seed=seed)
    return Redraws(unit, np.zeros(len(unit), dtype=np.int64), arms)


def unit_of(kept: Kept, pair: BoolArray, arm: IntArray) -> IntArray:
    """What was drawn, as numbers from 0: the largest clusters with one arm each, else rows."""
    for label in sorted(kept.rows.groupings, key=lambda label: len(np.unique(label))):
        _names, unit = np.unique(label[pair], return_inverse=True)
        ones = np.bincount(unit, weights=arm)
        size = np.bincount(unit)
        if np.all((ones == 0) | (ones == size)):
            return np.asarray(unit, dtype=np.int64)
    return np.arange(len(arm))


def explained(kept: Kept, work: Callable[[], T]) -> T:
    """Turn what science refuses into a refusal of the command, columns by their names."""
    try:
        return work()
    except RefusalError as error:
        raise Refusal(word_refusal(error, ("the constant", *kept.names))) from None


def word_refusal(error: RefusalError, names: tuple[str, ...]) -> str:
    """The sentence of a refusal, with names in place of numbers of columns."""

    def named(found: re.Match[str]) -> str:
        place = int(found[1])
        return f"“{names[place]}”" if place < len(names) else found[0]

    sentence = re.sub(r"column (\d+)", named, error.sentence)
    if error.reason is Reason.CLUSTERS_ARE_ROWS:
        sentence += " (leave out --cluster)"
    if error.reason is Reason.NOT_CONVERGED:
        sentence += "; fewer covariates or slopes, or --method cr2, would help"
    return sentence[:1].upper() + sentence[1:].rstrip(".") + "."
