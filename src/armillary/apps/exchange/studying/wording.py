"""A study's result as JSON and in words."""

import math
from itertools import zip_longest

import numpy as np

from armillary.apps.exchange.studying.analysing import Analysed
from armillary.apps.exchange.studying.effects import Effect
from armillary.apps.exchange.studying.soundness import Soundness, attrition_as_json

METHODS = {
    "reml": "multilevel model (REML)",
    "ml": "multilevel model (ML)",
    "cr2": "least squares with cluster-robust errors (CR2)",
    "ancova": "least squares with HC2 errors",
    "randomisation": "randomisation test",
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
        "reference": found.reference or None,
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
        "warnings": found.warn(),
    }
    return out


def effect_as_json(effect: Effect, sound: Soundness | None) -> dict[str, object]:
    """One effect; what it has not is null."""
    out: dict[str, object] = {
        "arm": effect.arm or None,
        "effect": effect.effect,
        "se": effect.se,
        "df": number(effect.df),
        "ci": [effect.low, effect.high],
        "p": effect.p,
        "p_holm": effect.p_holm,
        "g": effect.g,
        "g_se": effect.g_se,
        "g_ci": None if effect.g_low is None else [effect.g_low, effect.g_high],
        "attrition": None,
        "equivalence": None,
        "standard": None,
        "standard_because": [],
    }
    if sound is not None:
        attrition = attrition_as_json(sound.attrition)
        assert attrition is not None
        out["attrition"] = {**attrition, "clusters": attrition_as_json(sound.cluster_attrition)}
        out["equivalence"] = equivalence_as_json(sound)
        out["standard"] = sound.verdict.standard.value
        out["standard_because"] = [because.value for because in sound.verdict.because]
    return out


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


def variance_as_json(found: Analysed) -> dict[str, float | None]:
    """Variances of the model, in squared units of the outcome."""
    parts = (
        [found.model.variances[place] for place in found.places()]
        if (found.model.variances)
        else []
    )
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
