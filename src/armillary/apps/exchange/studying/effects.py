"""The effect of each arm against the reference, in units of the outcome and in deviations."""

import math
from dataclasses import dataclass, replace

import numpy as np

from armillary.apps.exchange.studying.asked import Asked, Way
from armillary.apps.exchange.studying.kept import Kept, explained
from armillary.apps.exchange.studying.reading import StudyFile
from armillary.apps.exchange.studying.redrawing import randomise
from armillary.science.evidence import (
    ComparedRows,
    Contrasted,
    Estimate,
    Fitting,
    NoisyFit,
    Randomised,
    estimate_contrasts,
    estimate_hedges_g,
    estimate_noisy_contrasts,
    pooled_sd,
)
from armillary.science.numerics import BoolArray, IntArray


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
    names = file.arm.names[kept.order[number]], file.arm.names[kept.order[0]]
    sd, icc, size = _spread(kept, file, plain, model.effects[number - 1].effect, pair, arm)
    if asked.way is Way.RANDOMISATION:
        drawn = randomise(kept, file, asked, pair, arm)
        return explained(kept, lambda: by_draw(names, drawn, (sd, len(arm), icc, size)))
    found = model.effects[number - 1]
    g = explained(
        kept, lambda: estimate_hedges_g(found, sd=sd, n=len(arm), icc=icc, cluster_size=size)
    )
    return Effect(
        *names, found.effect, found.se, found.df, found.low, found.high, found.p,
        g.effect, g.se, g.low, g.high, found.p,
    )  # fmt: skip


def by_draw(
    names: tuple[str, str], drawn: Randomised, spread: tuple[float, int, float, float]
) -> Effect:
    """What the draw alone says, with g of this standard deviation, n, likeness and cluster size."""
    sd, n, icc, size = spread
    # The error is not used: only the factor that turns the effect into g.
    shown = Estimate(
        drawn.effect, (drawn.high - drawn.low) / 4.0, math.inf, drawn.low, drawn.high, drawn.p,
        drawn.level,
    )  # fmt: skip
    g = estimate_hedges_g(shown, sd=sd, n=n, icc=icc, cluster_size=size)
    factor = 1.0 / sd if drawn.effect == 0.0 else g.effect / drawn.effect
    return Effect(
        *names, drawn.effect, None, None, drawn.low, drawn.high, drawn.p,
        g.effect, None, factor * drawn.low, factor * drawn.high, drawn.p,
    )  # fmt: skip


def _spread(
    kept: Kept, file: StudyFile, plain: Contrasted, effect: float, pair: BoolArray, arm: IntArray
) -> tuple[float, float, float]:
    """The standard deviation of learners, and how alike those of a cluster are."""
    if file.level is None:
        sd = explained(kept, lambda: pooled_sd(kept.rows.outcome[pair], arm))
        return sd, *likeness(plain, len(arm), kept, pair)
    # The first half of both orders: all learners about one mean, the effect taken off.
    equal = file.level[kept.use][pair] - effect * arm
    return explained(kept, lambda: pooled_sd(equal, np.zeros_like(arm))), 0.0, 1.0


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
    counted = min if not kept.grouped else max  # classes, not pairs of them
    outer = counted(kept.rows.groupings, key=lambda label: len(np.unique(label)))
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
