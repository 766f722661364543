"""Who was lost, how alike the arms were, and which standard the study meets."""

from dataclasses import dataclass

import numpy as np

from armillary.apps.exchange.studying.asked import Asked
from armillary.apps.exchange.studying.kept import Kept
from armillary.apps.exchange.studying.reading import StudyFile
from armillary.science.evidence import (
    Attrition,
    Because,
    Equivalence,
    RefusalError,
    Stance,
    Standard,
    StudyRows,
    Verdict,
    judge_equivalence,
    judge_standard,
    measure_attrition,
    measure_baseline_difference,
)
from armillary.science.numerics import BoolArray

STANDARDS = {
    Standard.WITHOUT_RESERVATIONS: "meets the standards of the What Works Clearinghouse without"
    " reservations",
    Standard.WITH_RESERVATIONS: "meets the standards of the What Works Clearinghouse with"
    " reservations",
    Standard.NOT_MET: "does not meet the standards of the What Works Clearinghouse",
}
REASONS = {
    Because.DRAWN_BY_LOT: "the arms were drawn by lot",
    Because.NOT_DRAWN_BY_LOT: "the arms were not drawn by lot",
    Because.LOW_ATTRITION: "few were lost, and alike in both arms",
    Because.HIGH_ATTRITION: "too many were lost, or too unlike in the arms",
    Because.JOINERS_ANALYSED: "learners count who came after the draw",
    Because.BASELINE_ALIKE: "the arms were alike at the start",
    Because.BASELINE_ADJUSTED: "the arms differed a little at the start, and the effect allows"
    " for it",
    Because.BASELINE_NEEDS_ADJUSTMENT: "the arms differed at the start, and the effect does not"
    " allow for it (name the baseline with --covariate)",
    Because.BASELINE_UNLIKE: "the arms differed too much at the start",
    Because.BASELINE_UNKNOWN: "nothing is known of the start (name a baseline with --baseline)",
    Because.ONE_CLUSTER_AN_ARM: "one arm is a single cluster",
}


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many standard deviations an arm was ahead of the reference at the start."""

    column: str
    difference: float
    adjusted: bool


@dataclass(frozen=True, slots=True)
class Soundness:
    """What can be said of one arm against the reference, beside the effect."""

    attrition: Attrition
    cluster_attrition: Attrition | None
    baselines: tuple[Baseline, ...]
    equivalence: Equivalence | None
    verdict: Verdict

    @property
    def adjusted(self) -> bool:
        """Whether the effect allows for every baseline that differs."""
        return all(one.adjusted or abs(one.difference) <= 0.05 for one in self.baselines)

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        why = ", ".join(REASONS[because] for because in self.verdict.because)
        return f"The study {STANDARDS[self.verdict.standard]}: {why}."


def judge_soundness(
    kept: Kept, file: StudyFile, asked: Asked, *, number: int, whole: bool
) -> Soundness:
    """Return how sound the comparison of arm `number` of the order with the reference is."""
    assert file.arm is not None
    given = [file.arm.index == kept.order[place] for place in (0, number)]
    used = [one & kept.use for one in given]
    attrition = _measure(given, used)
    by_cluster, n_clusters = None, None
    if whole:
        label = min((labels.index for labels in file.clusters), key=lambda one: len(np.unique(one)))
        label = label if file.unit is None else file.unit.index
        sets = [[set(label[one & (label >= 0)].tolist()) for one in part] for part in (given, used)]
        n_clusters = len(sets[1][0]), len(sets[1][1])
        by_cluster = measure_attrition((len(sets[0][0]), len(sets[0][1])), n_clusters)
    baselines = _measure_baselines(file, kept, used)
    equivalence = None
    if baselines:
        equivalence = judge_equivalence(tuple(one.difference for one in baselines))
    adjusted = all(one.adjusted or abs(one.difference) <= 0.05 for one in baselines)
    verdict = judge_standard(
        (attrition,) if by_cluster is None else (by_cluster, attrition),
        stance=asked.stance,
        drawn_by_lot=asked.drawn,
        n_clusters=n_clusters,
        joiners_analysed=False,
        equivalence=equivalence,
        adjusted=adjusted,
    )
    return Soundness(attrition, by_cluster, baselines, equivalence, verdict)


def _measure(given: list[BoolArray], used: list[BoolArray]) -> Attrition:
    counts = [(int(np.sum(part[0])), int(np.sum(part[1]))) for part in (given, used)]
    return measure_attrition(counts[0], counts[1])


def _measure_baselines(file: StudyFile, kept: Kept, used: list[BoolArray]) -> tuple[Baseline, ...]:
    """The differences of baselines that vary, among those analysed."""
    out = []
    both = used[0] | used[1]
    for name, column in zip(file.baselines.names, file.baselines.columns.T, strict=True):
        none = np.empty((int(both.sum()), 0))
        rows = StudyRows(column[both], used[1][both].astype(np.int64), none, None)
        try:
            difference = measure_baseline_difference(rows)
        except RefusalError:  # nobody has it, or everybody the same: nothing to tell apart
            continue
        out.append(Baseline(name, difference, name in file.covariates.names))
    return tuple(out)


def attrition_as_json(attrition: Attrition | None) -> dict[str, object] | None:
    """Attrition under the keys of docs/reference/study-commands.md."""
    if attrition is None:
        return None
    return {
        "overall": attrition.overall,
        "differential": attrition.differential,
        "tolerable": {stance.value: attrition.tolerable[stance] for stance in Stance},
        "low": {stance.value: attrition.low[stance] for stance in Stance},
    }
