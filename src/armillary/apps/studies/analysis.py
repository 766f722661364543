"""What a study found: everybody in the arm that was drawn, by the analysis fixed beforehand."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from armillary.apps.studies.draws import find_draw
from armillary.apps.studies.models import Study, StudyLayout
from armillary.apps.studies.protocols import design_of
from armillary.apps.studies.queries import is_being_sat, was_cut_short
from armillary.apps.studies.tables import StudyTable
from armillary.science.evidence import (
    Attrition,
    Difference,
    Estimate,
    Method,
    Redraws,
    RefusalError,
    Stance,
    StudyRows,
    estimate_by_randomisation,
    estimate_difference,
    estimate_hedges_g,
    judge_equivalence,
    judge_standard,
    measure_attrition,
    measure_baseline_difference,
    pooled_sd,
    redraw_arms,
    widen_for_looks,
)
from armillary.science.numerics import BoolArray, FloatArray, IntArray

N_DRAWS, DRAW_SEED = 1999, 1
LEAST_BASELINE = 0.5  # share of learners with a baseline, so that it is used at all


def rows_of(study: Study, table: StudyTable) -> tuple[StudyRows, Method]:
    """Return the rows as the analysis of the protocol takes them, and its method."""
    analysis = study.protocol["analysis"]
    parts: list[FloatArray] = []
    if analysis["classes_as_columns"]:
        counted = table.school_class[table.counted]
        names = np.unique(counted)
        parts += [(table.school_class == name).astype(np.float64) for name in names[1:]]
    if analysis.get("grades_as_columns") and table.grade is not None:
        counted = np.unique(table.grade[table.counted])
        if not analysis.get("grades_as_number"):
            parts += [(table.grade == one).astype(np.float64) for one in counted[1:]]
        elif len(counted) > 1:
            parts += [table.grade.astype(np.float64)]
    if analysis["baseline"]:
        parts += _baseline_columns(table)
    columns = np.column_stack(parts) if parts else np.empty((len(table.arm), 0))
    method = Method(analysis["method"])
    cluster = None if method is Method.ANCOVA else table.unit
    return StudyRows(table.outcome, table.arm, columns, cluster), method


def _baseline_columns(table: StudyTable) -> list[FloatArray]:
    """The baseline, its gaps filled with the mean and marked as gaps; nothing if it is mostly gaps.

    Who lacks a baseline stays in: by lot, gaps are as likely in both arms.
    """
    known = np.isfinite(table.baseline)
    counted = table.counted
    if not counted.any() or np.mean(known[counted]) < LEAST_BASELINE:
        return []
    filled = np.where(known, table.baseline, table.baseline[known & counted].mean())
    gaps = (~known).astype(np.float64)
    mixed = gaps[counted].min() < gaps[counted].max()
    if filled[counted].min() == filled[counted].max():
        return []
    return [filled, gaps] if mixed else [filled]


@dataclass(frozen=True, slots=True)
class Found:
    """The difference between the arms, in the test's logits and in standard deviations."""

    difference: Difference
    g: Estimate


def estimate_found(study: Study, table: StudyTable) -> Found:
    """Return the difference that the analysis of the protocol gives.

    Raises
    ------
    RefusalError
        Where the data cannot tell, or the method was not tested.
    """
    rows, method = rows_of(study, table)
    level = float(study.protocol["analysis"]["level"])
    found = estimate_difference(rows, method=method, interacted=False, level=level)
    if study.layout == StudyLayout.PARALLEL:
        return Found(found, found.g)
    counted = table.counted
    outcome, arm = table.level_outcome[counted], table.arm[counted]
    n = len(arm)
    if study.layout == StudyLayout.CROSSOVER:
        # Arms are of other classes here: inside arms alone, what lies between classes would be
        # missed.
        outcome, arm = outcome - found.effect.effect * arm, np.zeros(n, dtype=np.int64)
    sd = pooled_sd(outcome, arm)
    g = estimate_hedges_g(found.effect, sd=sd, n=n, icc=0.0, cluster_size=1.0)
    return Found(replace(found, sd=sd), g)


def is_final(study: Study, now: datetime) -> bool:
    """Return whether a result is of the planned end, everybody has sat the test, and so nothing
    that was seen chose its moment."""
    if now < study.ends_at or was_cut_short(study):
        return False
    return not is_being_sat(study, now)


def analyse_table(study: Study, table: StudyTable, *, final: bool) -> dict[str, Any]:
    """Return what rows say, as it is stored.

    Parameters
    ----------
    final : the planned end has come; else the interval is made wide enough for many looks
    """
    analysed = _by_arm(table.arm, table.counted)
    content: dict[str, Any] = {
        "assigned": list(table.n_drawn),
        "analysed": list(analysed),
        "withdrawn": list(table.n_withdrawn),
        "joiners": table.n_joiners,
        "classes": len(np.unique(table.school_class)),
        "final": final,
        "look": "final" if final else "sequential",
        "method": study.protocol["analysis"]["method"],
    }
    try:
        found = estimate_found(study, table)
        attritions = _attritions(study, table)
    except RefusalError as refusal:
        return content | {"refused": refusal.reason.value, "sentence": refusal.sentence}
    g, effect = found.g, found.difference.effect
    if not final:
        g = widen_for_looks(g, planned_se=float(study.protocol["planned"]["se"]))
        scale = found.difference.sd
        effect = replace(effect, low=g.low * scale, high=g.high * scale, p=g.p)
    return (
        content
        | {
            "effect": as_content(effect),
            "g": as_content(g),
            "sd": found.difference.sd,
            "icc": found.difference.icc,
            "n_clusters": list(found.difference.n_clusters),
            "means": _means(table),
            "attrition": _attrition_content(attritions[0]),
            "randomisation": randomise(study, table, level=effect.level),
            "reliability": _reliability(table),
        }
        | judge(study, table, attritions)
    )


def as_content(estimate: Estimate) -> dict[str, float | None]:
    """Return an estimate as JSON can hold it: endless degrees of freedom are null."""
    content: dict[str, float | None] = asdict(estimate)
    if not np.isfinite(estimate.df):
        content["df"] = None
    return content


def _by_arm(arm: IntArray, kept: BoolArray) -> tuple[int, int]:
    return int(np.sum(kept & (arm == 0))), int(np.sum(kept & (arm == 1)))


def _means(table: StudyTable) -> list[float]:
    """Mean outcome of each arm, in logits; of a crossover half the difference of the halves.

    Within learners half the difference of the sets.
    """
    counted = table.counted
    return [float(table.outcome[counted & (table.arm == arm)].mean()) for arm in (0, 1)]


def _attritions(study: Study, table: StudyTable) -> tuple[Attrition, ...]:
    learners = measure_attrition(table.n_drawn, _by_arm(table.arm, table.counted))
    if study.unit == "learner":
        return (learners,)
    arms = {int(unit): int(arm) for unit, arm in zip(table.unit, table.arm, strict=True)}
    left = {int(unit) for unit in table.unit[table.counted]}
    given, kept = [0, 0], [0, 0]
    for unit, arm in arms.items():
        given[arm] += 1
        kept[arm] += unit in left
    clusters = measure_attrition((given[0], given[1]), (kept[0], kept[1]))
    return learners, clusters


def _attrition_content(attrition: Attrition) -> dict[str, Any]:
    return {
        "overall": attrition.overall,
        "differential": attrition.differential,
        "tolerable": {stance.value: most for stance, most in attrition.tolerable.items()},
        "low": {stance.value: low for stance, low in attrition.low.items()},
    }


def judge(study: Study, table: StudyTable, attritions: tuple[Attrition, ...]) -> dict[str, Any]:
    """Return the standard met, why, and the baseline it looks at.

    `rests_on_boundary` says that the verdict would be another if the tolerated dropout were a
    little different: the boundary in use has not been compared with the handbook.
    """
    equivalence, ahead = None, None
    counted = table.counted & np.isfinite(table.baseline)
    if study.protocol["analysis"]["baseline"] and counted.any():
        start = StudyRows(table.baseline, table.arm, np.empty((len(table.arm), 0)), None)
        try:
            ahead = measure_baseline_difference(start.take(table.counted))
            equivalence = judge_equivalence((ahead,))
        except RefusalError:
            ahead = None
    stance = Stance(study.protocol["analysis"]["stance"])
    clusters = None
    if study.unit == "class" and study.layout == StudyLayout.PARALLEL:
        units = [np.unique(table.unit[table.counted & (table.arm == arm)]) for arm in (0, 1)]
        clusters = len(units[0]), len(units[1])
    verdict = judge_standard(
        attritions,
        stance=stance,
        drawn_by_lot=True,
        n_clusters=clusters,
        joiners_analysed=False,
        equivalence=equivalence,
        adjusted=bool(study.protocol["analysis"]["baseline"]),
    )
    return {
        "baseline_difference": ahead,
        "equivalence": equivalence.value if equivalence else None,
        "standard": verdict.standard.value,
        "because": [code.value for code in verdict.because],
        "rests_on_boundary": verdict.is_close,
    }


def _reliability(table: StudyTable) -> float | None:
    """Share of the outcome's variance that is not error of measurement; None where not known."""
    counted = np.isfinite(table.level_outcome)
    if counted.sum() < 10:
        return None
    spread = float(np.var(table.level_outcome[counted], ddof=1))
    noise = float(np.mean(table.error[counted] ** 2))
    return 1.0 - noise / spread if spread > noise > 0.0 else None


def randomise(study: Study, table: StudyTable, *, level: float) -> dict[str, Any]:
    """Return what the draw alone says of the difference, or why it cannot."""
    rows, _method = rows_of(study, table)
    draw, _units, _drawn = find_draw(study)
    design = design_of(study.unit, study.layout)
    arms = redraw_arms(draw, design, n_draws=N_DRAWS, seed=DRAW_SEED)
    redraws = Redraws(table.unit, np.zeros(len(table.unit), dtype=np.int64), arms)
    try:
        found = estimate_by_randomisation(rows, redraws, level=level)
    except RefusalError as refusal:
        return {"refused": refusal.reason.value}
    return {"p": found.p, "low": found.low, "high": found.high, "n_draws": found.n_draws}


def check_false_alarms(
    study: Study, table: StudyTable, *, n_draws: int, seed: int
) -> dict[str, Any]:
    """Return how often the same analysis sees a difference where there is none.

    The difference found is first taken out; then arms are drawn again as the design could have
    drawn them, and each draw is analysed in full. The rate should be 1 - level.

    Parameters
    ----------
    n_draws : how many draws, 1 or more
    seed : 0 or more

    Raises
    ------
    RefusalError
        Where the study itself has no answer.
    """
    found = estimate_found(study, table).difference.effect
    level = found.level
    equal = replace(table, outcome=table.outcome - found.effect * table.arm)
    draw, _units, _rows = find_draw(study)
    arms = redraw_arms(draw, design_of(study.unit, study.layout), n_draws=n_draws, seed=seed)
    alarms, told = 0, 0
    for drawn in arms:
        rows, method = rows_of(study, replace(equal, arm=drawn[table.unit]))
        try:
            one = estimate_difference(rows, method=method, interacted=False, level=level).effect
        except RefusalError:
            continue
        told += 1
        alarms += not one.low <= 0.0 <= one.high
    rate = alarms / told if told else None
    error = None if rate is None else float(np.sqrt(max(rate * (1 - rate), 1 / told) / told))
    different = len({tuple(row) for row in arms.tolist()})
    return {
        "n_draws": told,
        "n_different": different,
        "alarms": alarms,
        "rate": rate,
        "error": error,
        "expected": 1.0 - level,
    }
