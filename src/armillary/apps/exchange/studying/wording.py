"""A study's result as JSON and in words."""

import math
from collections.abc import Iterator
from itertools import zip_longest

import numpy as np

from armillary.apps.exchange.studying.analysing import Analysed
from armillary.apps.exchange.studying.effects import Effect
from armillary.apps.exchange.studying.further import (
    estimate_as_json,
    for_whom_as_json,
    for_whom_as_lines,
)
from armillary.apps.exchange.studying.soundness import Soundness, attrition_as_json

METHODS = {
    "reml": "multilevel model (REML)",
    "ml": "multilevel model (ML)",
    "cr2": "least squares with cluster-robust errors (CR2)",
    "ancova": "least squares with HC2 errors",
    "randomisation": "randomisation test",
    "shares": "difference of shares (score test; with clusters or covariates CR2)",
}


def analysis_as_json(found: Analysed) -> dict[str, object]:
    """Return a result under the keys that docs/reference/study-commands.md promises."""
    first = found.effects[0]
    sound = found.soundness[0] if found.soundness else None
    n_missing = int(np.sum(~np.isfinite(found.file.outcome)))
    n_clusters = [found.model.n_clusters[place] for place in found.places()]
    out: dict[str, object] = {
        **effect_as_json(first, sound),
        "sentence": say_effect(found, first),
        "outcome": found.asked.outcome,
        "method": found.method,
        "level": found.asked.level,
        "contrasts": [
            effect_as_json(effect, one)
            for effect, one in zip_longest(found.effects, found.soundness)
        ],
        "icc": found.icc,
        "variance": variance_as_json(found),
        "n": found.model.n,
        "n_by_arm": found.n_by_arm(),
        "n_clusters": n_clusters[0] if n_clusters else None,
        "n_clusters2": n_clusters[1] if len(n_clusters) > 1 else None,
        "clusters": found.model.hold.value,
        "whole_clusters": found.model.whole,
        "n_rows": found.file.n_rows,
        "n_without_arm": found.file.n_without_arm,
        "n_without_outcome": n_missing,
        "n_left_out": len(found.file.outcome) - found.model.n,
        "model": model_as_json(found),
        "interaction": None if found.interaction is None else estimate_as_json(found.interaction),
        "reliability": None if found.noisy is None else found.noisy.reliability,
        "subgroups": [for_whom_as_json(one) for one in found.subgroups],
        "false_alarms": false_alarms_as_json(found),
        "assignment": assignment_as_json(found),
        "warnings": found.warn(),
    }
    return out


def effect_as_json(effect: Effect, sound: Soundness | None) -> dict[str, object]:
    """One effect; what it has not is null."""
    out: dict[str, object] = {
        "arm": effect.arm or None,
        "reference": effect.reference or None,
        "effect": effect.effect,
        "se": effect.se,
        "df": number(effect.df),
        "ci": [effect.low, effect.high],
        "p": effect.p,
        "p_holm": effect.p_holm,
        "g": effect.g,
        "g_se": effect.g_se,
        "g_ci": None if effect.g_low is None else [effect.g_low, effect.g_high],
        "odds": None,
        "attrition": None,
        "equivalence": None,
        "standard": None,
        "standard_because": [],
    }
    if effect.odds is not None:
        out["odds"] = {
            "ratio": math.exp(effect.odds.effect),
            "ratio_ci": [math.exp(effect.odds.low), math.exp(effect.odds.high)],
            "log": effect.odds.effect,
            "log_se": effect.odds.se,
            "p": effect.odds.p,
        }
    if sound is not None:
        attrition = attrition_as_json(sound.attrition)
        assert attrition is not None
        out["attrition"] = {**attrition, "clusters": attrition_as_json(sound.cluster_attrition)}
        out["equivalence"] = equivalence_as_json(sound)
        out["standard"] = sound.verdict.standard.value
        out["standard_because"] = [because.value for because in sound.verdict.because]
    return out


def false_alarms_as_json(found: Analysed) -> dict[str, object] | None:
    """What the A/A check found."""
    if found.alarms is None:
        return None
    return {
        "rate": found.alarms.rate,
        "se": found.alarms.error,
        "n": found.alarms.n_checked,
        "n_refused": found.alarms.n_refused,
    }


def equivalence_as_json(sound: Soundness) -> dict[str, object] | None:
    """How alike the arms were at the start; nothing if no baseline is known."""
    if sound.equivalence is None:
        return None
    return {
        "judgement": sound.equivalence.value,
        "largest": max((one.difference for one in sound.baselines), key=abs),
        "adjusted": sound.adjusted,
        "baselines": [
            {"column": one.column, "difference": one.difference, "adjusted": one.adjusted}
            for one in sound.baselines
        ],
    }


def assignment_as_json(found: Analysed) -> dict[str, object] | None:
    """How the results met the assignment."""
    joined = found.file.joined
    if joined is None:
        return None
    drawn = joined.assignment
    return {
        "file": drawn.path.name,
        "unit": drawn.asked.unit,
        "design": drawn.layout.value,
        "result_hash": drawn.draw.result_hash,
        "n_units": len(drawn.units),
        "n_blocks": drawn.n_blocks,
        "n_units_without_row": joined.n_lost_units,
        "n_learners_without_row": joined.n_lost_learners,
        "sizes_guessed": joined.sizes_guessed,
        "n_rows_not_drawn": joined.n_unknown,
        "n_rows_moved": joined.n_moved,
        "halves": None if joined.halves is None else list(joined.halves),
    }


def variance_as_json(found: Analysed) -> dict[str, float | None]:
    """Variances of the model, in squared units of the outcome."""
    parts = (
        [found.model.variances[place] for place in found.places()]
        if (found.model.variances)
        else []
    )
    if found.noisy is not None:
        between = found.noisy.between if found.file.clusters else None
        return {"cluster": between, "cluster2": None, "residual": found.noisy.within}
    return {
        "cluster": parts[0] if parts else None,
        "cluster2": parts[1] if len(parts) > 1 else None,
        "residual": found.model.residual,
    }


def model_as_json(found: Analysed) -> dict[str, object]:
    """Every effect of the model; `model_se` is the error as the model has it."""
    model = found.model
    rows = [model.intercept, *model.effects, *model.covariates]
    names = ["(intercept)", *found.kept.names]
    return {
        "log_likelihood": model.log_likelihood,
        "effects": [
            {
                "name": name,
                "effect": one.effect,
                "se": one.se,
                "model_se": float(se),
                "df": number(one.df),
                "ci": [one.low, one.high],
                "p": one.p,
            }
            for name, one, se in zip(names, rows, model.model_se, strict=True)
        ],
    }


def number(value: float | None) -> float | None:
    """A number as JSON can hold it: null where there is none or no end."""
    return None if value is None or not math.isfinite(value) else value


def analysis_as_lines(found: Analysed) -> list[str]:
    """Return a result as people read it: the answer first, then what it rests on."""
    lines = [say_effect(found, effect) for effect in found.effects]
    lines.append("")
    for effect in found.effects:
        lines.append(f"  {name_effect(found, effect):24} {describe_effect(effect)}")
    lines += _describe_further(found)
    by_arm = ", ".join(f"{name} {n:,}" for name, n in found.n_by_arm().items())
    counted = f"{found.model.n:,} rows" + (f" ({by_arm})" if by_arm else "")
    for place, column in zip(found.places(), found.asked.clusters, strict=True):
        counted += f", {found.model.n_clusters[place]:,} of {column}"
    lines.append(f"  {'rows':24} {counted}")
    if found.icc is not None:
        lines.append(f"  {'between clusters':24} {found.icc:.1%} of the variance (ICC)")
    spread = [f"residual {found.model.residual:.4g}"]
    for place, column in zip(found.places(), found.asked.clusters, strict=True):
        if found.model.variances:
            spread.insert(0, f"{column} {found.model.variances[place]:.4g}")
    lines.append(f"  {'variance':24} {', '.join(spread)}")
    for effect, sound in zip(found.effects, found.soundness, strict=False):
        lines += _describe_soundness(effect, sound, several=len(found.effects) > 1)
    lines.append(f"  {'method':24} {METHODS[found.method]}, everybody counted in the arm given")
    lines += [f"Note: {text}" for text in found.warn()]
    return lines


def _describe_further(found: Analysed) -> Iterator[str]:
    if found.interaction is not None:
        one = found.interaction
        yield (
            f"  {'interaction':24} {one.effect:.4f} [{one.low:.4f}, {one.high:.4f}], p"
            f" {say_p(one.p)}"
        )
    for effect in found.effects:
        if effect.odds is not None:
            low, high = math.exp(effect.odds.low), math.exp(effect.odds.high)
            ratio = math.exp(effect.odds.effect)
            yield f"  {'odds ratio':24} {ratio:.3f} [{low:.3f}, {high:.3f}]"
    if found.noisy is not None:
        yield f"  {'reliability':24} {found.noisy.reliability:.2f} of the outcome inside arms"
    for one_group in found.subgroups:
        yield from for_whom_as_lines(one_group)
    if found.alarms is not None:
        yield (
            f"  {'A/A check':24} {found.alarms.rate:.1%} false alarms (give or take"
            f" {2 * found.alarms.error:.1%}) in {found.alarms.n_checked:,} draws without a"
            f" difference; {1 - found.asked.level:.0%} are to be expected"
        )


def _describe_soundness(effect: Effect, sound: Soundness, *, several: bool) -> list[str]:
    mark = f" ({effect.arm})" if several else ""
    lost = sound.attrition
    out = [
        f"  {'lost' + mark:24} {lost.overall:.1%} of all, {lost.differential:.1%} apart between"
        " the arms"
    ]
    for one in sound.baselines:
        out.append(f"  {'at the start' + mark:24} {one.column}: {one.difference:+.3f} SD")
    out.append(f"  {'standard' + mark:24} {sound.sentence}")
    return out


def name_effect(found: Analysed, effect: Effect) -> str:
    """What an effect is called in a table."""
    if effect.arm:
        return f"{effect.arm} - {effect.reference}"
    return "one unit more" if found.asked.amount else f"mean of {found.asked.outcome}"


def describe_effect(effect: Effect) -> str:
    """An effect with all that says how sure it is."""
    text = f"{effect.effect:.4f} [{effect.low:.4f}, {effect.high:.4f}]"
    if effect.se is not None:
        df = "normal" if effect.df is None or math.isinf(effect.df) else f"df {effect.df:.1f}"
        text += f", error {effect.se:.4f}, {df}"
    return f"{text}, p {say_p(effect.p)}"


def say_p(p: float) -> str:
    """p as people write it."""
    return "< .001" if p < 0.001 else f"{p:.3f}"


def _say_shares(found: Analysed, effect: Effect) -> str:
    first = say_arm(found.asked.arm, effect.arm)
    second = say_arm(found.asked.arm, effect.reference)
    size, low, high = effect.effect, effect.low, effect.high
    if size < 0:
        first, second, size, low, high = second, first, -size, -high, -low
    between = f"{100 * size:.1f} points of 100, likely between {100 * low:.1f} and {100 * high:.1f}"
    if effect.low <= 0.0 <= effect.high:
        return (
            f"Whether more succeed with {first} or {second}, this study cannot tell: {first} was"
            f" ahead by {between}."
        )
    return f"More succeed with {first} than with {second}: {between}."


def say_arm(column: str | None, name: str) -> str:
    """An arm as a sentence names it: one that is a number goes with its column.

    >>> say_arm("video", "1"), say_arm("way", "lab first")
    ('video 1', 'lab first')
    """
    return name if any(sign.isalpha() for sign in name) else f"{column} {name}"


def say_effect(found: Analysed, effect: Effect) -> str:
    """The answer in one sentence, never without its interval."""
    asked = found.asked
    if not effect.arm:
        what = (
            f"One unit more of {asked.arm} goes with"
            if asked.amount
            else (f"The mean of {asked.outcome} is")
        )
        more = f" more of {asked.outcome}" if asked.amount else ""
        return (
            f"{what} {effect.effect:.3g}{more}, likely between {effect.low:.3g} and"
            f" {effect.high:.3g}."
        )
    if found.method == "shares":
        return _say_shares(found, effect)
    assert effect.g is not None
    assert effect.g_low is not None
    assert effect.g_high is not None
    size, low, high = effect.g, effect.g_low, effect.g_high
    first, second = say_arm(asked.arm, effect.arm), say_arm(asked.arm, effect.reference)
    if effect.effect < 0:
        first, second, size, low, high = second, first, -size, -high, -low
    between = f"likely between {low:.2f} and {high:.2f}"
    if effect.low <= 0.0 <= effect.high:
        return (
            f"Whether {first} or {second} learned more, this study cannot tell: {first} was ahead"
            f" by {size:.2f} SD, {between}."
        )
    return f"{first} learned more than {second}: {size:.2f} SD, {between}."
