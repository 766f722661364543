"""What else is asked of a study: shares, two choices at once, subgroups, and the A/A check."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from armillary.apps.exchange.studying.asked import Asked, Way
from armillary.apps.exchange.studying.effects import Effect, by_draw, holm, likeness
from armillary.apps.exchange.studying.kept import Kept, explained, word_refusal
from armillary.apps.exchange.studying.reading import StudyFile
from armillary.apps.exchange.studying.redrawing import randomise_choice, redraw
from armillary.apps.exchange.studying.rows import Labels
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import (
    ComparedRows,
    Contrasted,
    Estimate,
    Factorial,
    FalseAlarms,
    Fitting,
    Reason,
    RefusalError,
    StudyRows,
    Subgroups,
    estimate_factorial,
    estimate_false_alarms,
    estimate_hedges_g,
    estimate_log_odds_ratio,
    estimate_risk_difference,
    estimate_subgroups,
    pooled_sd,
)
from armillary.science.numerics import BoolArray, FloatArray, IntArray

SEPARATED = (
    "All on one side of a covariate, or of a value of it, succeeded or all failed, so odds have no"
    " end there. Leaving that covariate out, more learners, or an outcome with more steps would"
    " help; without --binary the difference of shares alone may be had."
)
COX = 1.65  # log odds to standard deviations: Sanchez-Meca et al. 2003, Psychological Methods 8


@dataclass(frozen=True, slots=True)
class ForWhom:
    """One column of subgroups and one arm against the reference.

    Parameters
    ----------
    planned : named by the protocol; else exploratory
    found : nothing where it was refused, for the reason
    """

    column: str
    planned: bool
    arm: str
    values: tuple[str, ...]
    found: Subgroups | None
    reason: str


def fitting_of(asked: Asked) -> Fitting:
    """How the model of a method is fitted."""
    return {Way.CR2: Fitting.ROBUST, Way.ML: Fitting.ML}.get(asked.way, Fitting.REML)


def pair_of(kept: Kept, number: int) -> tuple[BoolArray, IntArray]:
    """Which rows are of the reference or arm `number`, and their arm as 0 and 1."""
    pair = (kept.arm == 0) | (kept.arm == number)
    return pair, (kept.arm[pair] == number).astype(np.int64)


def rows_of_pair(kept: Kept, pair: BoolArray, arm: IntArray) -> ComparedRows:
    """The rows of two arms, the arm the one compared column."""
    rows = kept.rows
    return ComparedRows(
        rows.outcome[pair], arm[:, None].astype(np.float64), _varying(rows.covariates[pair]),
        tuple(label[pair] for label in rows.groupings), rows.slopes[pair],
    )  # fmt: skip


def _varying(columns: FloatArray) -> FloatArray:
    """Without strata that none of the rows lies in."""
    return columns[:, np.any(columns != columns[:1], axis=0)]


def estimate_shares(kept: Kept, file: StudyFile, asked: Asked) -> list[Effect]:
    """The effects of a yes-or-no outcome: differences of shares, and odds."""
    assert file.arm is not None
    if not np.all(np.isin(kept.rows.outcome, (0.0, 1.0))):
        raise Refusal(f"--binary: each {asked.outcome} must be 0 or 1; it holds other numbers.")
    out = []
    for number in range(1, len(kept.order)):
        pair, arm = pair_of(kept, number)
        label = None
        if kept.rows.groupings:
            label = min(kept.rows.groupings, key=lambda one: len(np.unique(one)))[pair]
        rows = StudyRows(kept.rows.outcome[pair], arm, kept.rows.covariates[pair], label)
        try:
            share = estimate_risk_difference(rows, level=asked.level)
            odds = estimate_log_odds_ratio(rows, level=asked.level)
        except RefusalError as error:
            covariates = kept.names[len(kept.order) - 1 :]
            said = word_refusal(error, ("the constant", "the arm", *covariates))
            if error.reason is Reason.SEPARATION:
                said = SEPARATED
            raise Refusal(said) from None
        names = file.arm.names[kept.order[number]], file.arm.names[kept.order[0]]
        out.append(
            Effect(
                *names, share.effect, share.se, share.df, share.low, share.high, share.p,
                odds.effect / COX, odds.se / COX, odds.low / COX, odds.high / COX, share.p, odds,
            )
        )  # fmt: skip
    return holm(out)


def estimate_choices(
    kept: Kept, file: StudyFile, asked: Asked
) -> tuple[Kept, list[Effect], Contrasted, Contrasted, Estimate | None]:
    """Both main effects and the interaction of a factorial study."""
    assert file.arm is not None
    assert file.arm2 is not None
    for labels, switch in ((file.arm, "--arm"), (file.arm2, "--arm2")):
        if len(labels.names) != 2:
            raise Refusal(f"A factorial has two ways in each choice; {switch} has more.")
    first = kept.arm
    second = file.arm2.index[kept.use]
    rows = kept.rows
    bare_rows = np.empty((len(first), 0))

    def fit(one: ComparedRows, fitting: Fitting) -> Factorial:
        return explained(
            kept, lambda: estimate_factorial(one, first, second, fitting=fitting, level=asked.level)
        )

    found = fit(rows, fitting_of(asked))
    bare = replace(rows, covariates=bare_rows, slopes=bare_rows)
    plain = fit(bare, Fitting.REML).model
    sd = explained(kept, lambda: pooled_sd(rows.outcome, first + 2 * second))
    icc, size = likeness(plain, len(first), kept, np.ones(len(first), dtype=bool))
    effects = []
    for labels, one, reference, chosen in (
        (file.arm, found.first, kept.order[0], (first, second)),
        (file.arm2, found.second, 0, (second, first)),
    ):
        names = labels.names[1 - reference], labels.names[reference]
        if asked.way is Way.RANDOMISATION:
            drawn = randomise_choice(kept, file, asked, *chosen)
            effects.append(by_draw(names, drawn, (sd, len(first), icc, size)))
            continue
        g = estimate_hedges_g(one, sd=sd, n=len(first), icc=icc, cluster_size=size)
        effects.append(
            Effect(
                *names, one.effect, one.se, one.df,
                one.low, one.high, one.p, g.effect, g.se, g.low, g.high, one.p,
            )
        )  # fmt: skip
    labelled = (effects[0].arm, effects[1].arm, f"{effects[0].arm} x {effects[1].arm}")
    named = replace(kept, names=(*labelled, *kept.names[1:]))
    interaction = None if asked.way is Way.RANDOMISATION else found.interaction
    return named, holm(effects), found.model, plain, interaction


def find_for_whom(kept: Kept, file: StudyFile, asked: Asked) -> Iterator[ForWhom]:
    """Effects by subgroup, planned ones first."""
    if file.arm is None:
        return
    for column in (*asked.planned, *asked.explored):
        labels = file.subgroups[column].take(kept.use)
        for number in range(1, len(kept.order)):
            arm = file.arm.names[kept.order[number]]
            yield _for_whom(kept, asked, column, labels, arm, number)


def _for_whom(
    kept: Kept, asked: Asked, column: str, labels: Labels, arm: str, number: int
) -> ForWhom:
    pair, given = pair_of(kept, number)
    known = labels.index[pair] >= 0
    rows = rows_of_pair(kept, pair, given)
    rows = ComparedRows(
        rows.outcome[known], rows.compared[known], rows.covariates[known],
        tuple(label[known] for label in rows.groupings), rows.slopes[known],
    )  # fmt: skip
    places, subgroup = np.unique(labels.index[pair][known], return_inverse=True)
    values = tuple(labels.names[place] for place in places)
    planned = column in asked.planned
    try:
        found = estimate_subgroups(
            rows, np.asarray(subgroup), fitting=fitting_of(asked), level=asked.level
        )
    except RefusalError as error:
        return ForWhom(column, planned, arm, values, None, word_refusal(error, ()))
    return ForWhom(column, planned, arm, values, found, "")


def check_false_alarms(kept: Kept, file: StudyFile, asked: Asked, effect: float) -> FalseAlarms:
    """How often the analysis cries out on arms that do not differ, the first contrast's."""
    pair, arm = pair_of(kept, 1)
    redraws = redraw(kept, file, pair, arm, n_draws=asked.n_checks, seed=asked.seed)
    rows = rows_of_pair(kept, pair, arm)
    return explained(
        kept,
        lambda: estimate_false_alarms(
            rows, redraws, effect=effect, fitting=fitting_of(asked), level=asked.level
        ),
    )


def estimate_as_json(found: Estimate) -> dict[str, object]:
    """An estimate with all that says how sure it is."""
    return {
        "effect": found.effect,
        "se": found.se,
        "df": found.df if math.isfinite(found.df) else None,
        "ci": [found.low, found.high],
        "p": found.p,
    }


def for_whom_as_json(one: ForWhom) -> dict[str, object]:
    """Effects by subgroup."""
    found = one.found
    return {
        "column": one.column,
        "planned": one.planned,
        "arm": one.arm,
        "reason": one.reason or None,
        "effects": []
        if found is None
        else [
            {"value": value, "n": n, **(estimate_as_json(effect) if effect else {"effect": None})}
            for value, n, effect in zip(one.values, found.n, found.effects, strict=True)
        ],
        "interactions": []
        if found is None
        else [
            {"value": value, "against": one.values[0], **estimate_as_json(effect)}
            for value, effect in zip(one.values[1:], found.interactions, strict=True)
        ],
    }


def for_whom_as_lines(one: ForWhom) -> Iterator[str]:
    """Effects by subgroup as people read them."""
    kind = "planned" if one.planned else "exploratory: one of many will cry out by chance"
    yield f"  {one.arm} by {one.column} ({kind})"
    if one.found is None:
        yield f"    {one.reason}"
        return
    for value, n, effect in zip(one.values, one.found.n, one.found.effects, strict=True):
        shown = "too few for an interval"
        if effect is not None:
            shown = f"{effect.effect:.4f} [{effect.low:.4f}, {effect.high:.4f}]"
        yield f"    {value:22} {shown}, {n:,} rows"
    for value, effect in zip(one.values[1:], one.found.interactions, strict=True):
        clear = "differ" if not effect.low <= 0.0 <= effect.high else "cannot be told apart"
        yield (
            f"    {value} less {one.values[0]}: {effect.effect:.4f} [{effect.low:.4f},"
            f" {effect.high:.4f}], so the two {clear}"
        )
