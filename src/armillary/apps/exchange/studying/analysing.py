"""A study in a file: what it shows, how surely, and how sound it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from armillary.apps.exchange.progress import ticking
from armillary.apps.exchange.studying.asked import Asked, Way
from armillary.apps.exchange.studying.effects import Effect, estimate_effects
from armillary.apps.exchange.studying.further import (
    ForWhom,
    check_false_alarms,
    estimate_choices,
    estimate_shares,
    find_for_whom,
)
from armillary.apps.exchange.studying.joining import BLOCK, read_assigned_study
from armillary.apps.exchange.studying.kept import Kept, keep_rows
from armillary.apps.exchange.studying.reading import (
    StudyFile,
    choose_reference,
    read_study,
)
from armillary.apps.exchange.studying.soundness import Soundness, judge_soundness
from armillary.apps.exchange.tables import show_value
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import Contrasted, Estimate, FalseAlarms, Hold, NoisyFit, Stance
from armillary.science.numerics import BoolArray

FEW_CLUSTERS = 10  # below, a warning: intervals hold, but they are wide
FEW_IN_ARM = 4  # clusters of the smaller arm; below, a warning: CR2 is too careful, or refuses
FEW_SUCCESSES = 5  # or failures, of an arm; below, a warning: intervals of odds are too careful
CODES = {sign * code for code in (9.0, 99.0, 999.0, 9999.0) for sign in (1, -1)}  # of a missing one
MOST_LOOKED_AT = 20_000  # names of clusters


@dataclass(frozen=True)
class Analysed:
    """What a file says about the study asked for.

    Parameters
    ----------
    effects : of each arm against the reference; one alone for a mean or an amount
    model : the effects come from it; `plain` is the same without covariates
    soundness : of each effect; none without arms
    method : as it was done: reml, ml, cr2, ancova, shares or randomisation
    guessed : whether the reference was chosen by the program
    interaction : of a factorial study
    noisy : of outcomes with known error
    subgroups, alarms : if asked for
    """

    file: StudyFile
    asked: Asked
    kept: Kept
    effects: list[Effect]
    model: Contrasted
    plain: Contrasted
    soundness: list[Soundness]
    method: str
    guessed: bool
    interaction: Estimate | None
    noisy: NoisyFit | None
    subgroups: tuple[ForWhom, ...]
    alarms: FalseAlarms | None

    @property
    def reference(self) -> str:
        """The name of the arm that others are compared with; empty without arms."""
        return "" if self.file.arm is None else self.file.arm.names[self.kept.order[0]]

    @property
    def icc(self) -> float | None:
        """Share of variance between clusters, before covariates; nothing without clusters."""
        if not self.plain.variances:
            return None
        between = sum(self.plain.variances)
        return between / (between + self.plain.residual)

    def places(self) -> list[int]:
        """The column given as --cluster, then --cluster2, by place among the model's groupings.

        The model puts the inner, or the larger, first.
        """
        if len(self.kept.rows.groupings) < 2:
            return list(range(len(self.kept.rows.groupings)))
        sizes = [len(np.unique(label)) for label in self.kept.rows.groupings]
        return [0, 1] if sizes[0] >= sizes[1] else [1, 0]

    def n_by_arm(self) -> dict[str, int]:
        """Learners analysed in each arm."""
        if self.file.arm is None:
            return {}
        count = np.bincount(self.kept.arm, minlength=len(self.kept.order))
        names = self.file.arm.names
        return {names[place]: int(n) for place, n in zip(self.kept.order, count, strict=True)}

    def warn(self) -> list[str]:
        """What a reader should bear in mind."""
        return _warnings(self)


def analyse_study(path: Path, asked: Asked, *, show: Callable[[str], None]) -> Analysed:
    """Return what a file says about a study.

    Raises
    ------
    Refusal
        If the file cannot be read or no honest interval can be had, with the reason and what would
        help in one sentence.
    """
    asked.check()
    with ticking(show, f"Reading {path.name} ..."):
        if asked.assignment is not None:
            file, asked = read_assigned_study(path, asked)
        else:
            file = read_study(path, asked)
    with ticking(show, f"Analysing {len(file.outcome):,} rows ..."):
        return analyse_file(file, asked)


def analyse_file(file: StudyFile, asked: Asked) -> Analysed:
    """Return what the rows of a file say about a study."""
    reference, guessed = (0, False)
    if file.arm is not None:
        reference, guessed = choose_reference(file.arm, asked.reference)
    kept = keep_rows(file, asked, reference)
    if kept.grouped:
        asked = replace(asked, clusters=(*asked.clusters, BLOCK))
    _check_groupings(asked, kept)
    interaction, noisy = None, None
    if asked.arm2 is not None:
        kept, effects, model, plain, interaction = estimate_choices(kept, file, asked)
    else:
        effects, model, plain, noisy = estimate_effects(kept, file, asked)
        if asked.binary:
            _check_shares(model)
            effects = estimate_shares(kept, file, asked)
    subgroups = tuple(find_for_whom(kept, file, asked))
    alarms = None
    if asked.n_checks:
        alarms = check_false_alarms(kept, file, asked, effects[0].effect)
    return Analysed(
        file, asked, kept, effects, model, plain, _judge(kept, file, asked, whole=model.whole),
        _method(file, asked), guessed, interaction, noisy, subgroups, alarms,
    )  # fmt: skip


def _check_shares(model: Contrasted) -> None:
    if model.hold is Hold.CROSSED:
        raise Refusal(
            "The two groupings cross, and errors of shares and odds hold for nested ones only. Name"
            " one of them, or leave out --binary: the model then tells the difference of shares."
        )


def _judge(kept: Kept, file: StudyFile, asked: Asked, *, whole: bool) -> list[Soundness]:
    """How sound each comparison is; of a factorial study each choice."""
    if file.arm is None:
        return []
    whole = (whole and bool(file.clusters)) or _whole(kept, file)
    out = [
        judge_soundness(kept, file, asked, number=number, whole=whole)
        for number in range(1, len(kept.order))
    ]
    if file.arm2 is not None:
        turned = replace(file, arm=file.arm2)
        other = replace(kept, order=(0, 1))
        out.append(judge_soundness(other, turned, asked, number=1, whole=whole))
    return out


def _whole(kept: Kept, file: StudyFile) -> bool:
    """Whether whole clusters were drawn, though pairs of them are the outer grouping."""
    if file.joined is not None:
        return file.joined.assignment.asked.unit != "learner"
    if not kept.grouped or not file.clusters:
        return False
    label = min((labels.index[kept.use] for labels in file.clusters), key=lambda one: one.max())
    return all(len(np.unique(kept.arm[label == one])) == 1 for one in np.unique(label))


def _method(file: StudyFile, asked: Asked) -> str:
    if asked.binary:
        return "shares"
    if not asked.clusters and asked.way is not Way.RANDOMISATION:
        return "ancova"
    return asked.way.value


def _check_groupings(asked: Asked, kept: Kept) -> None:
    """Refuse groupings that no model can use."""
    n_named = len(kept.rows.groupings) - kept.grouped
    others = dict(zip(asked.clusters, asked.clusters[::-1], strict=True))
    for name, label in zip(asked.clusters[:n_named], kept.rows.groupings, strict=False):
        n = len(np.unique(label))
        if n == len(label):
            raise Refusal(
                f"Each row has a value of its own in {name} (--cluster), so it groups nobody."
                " Name the class or school, or leave it out."
            )
        if n < 3:
            again = ""
            if n_named > 1:
                again = f" If its values start anew in each {others[name]}, make them differ there."
            raise Refusal(
                f"{name} (--cluster) has {n} different values: with so few, the way of teaching and"
                " the class cannot be told apart. More classes, swapping the ways half-way"
                f" (crossover), or drawing lots for learners would help.{again}"
            )


def _warnings(found: Analysed) -> list[str]:
    return [
        *_warn_of_assignment(found),
        *_warn_of_rows(found),
        *_warn_of_arms(found),
        *_warn_of_shares(found),
        *_warn_of_model(found),
        *_warn_of_losses(found),
    ]


def _warn_of_assignment(found: Analysed) -> Iterator[str]:
    joined = found.file.joined
    if joined is None:
        return
    unit = joined.assignment.asked.unit
    if joined.n_unknown:
        yield f"{joined.n_unknown:,} rows are of nobody who was drawn and were left out."
    if joined.n_moved:
        yield f"{joined.n_moved:,} rows are of learners in another {unit}: counted where drawn."
    if joined.n_lost_learners:
        told = f"{joined.n_lost_learners:,} learners"
        if joined.n_lost_units and unit != "learner":
            told = f"{joined.n_lost_units:,} of {unit} ({told}"
            told += ", if they were as large as the others)" if joined.sizes_guessed else ")"
        yield f"{told} were drawn and have no row: they count as lost."
    if unit != "learner" and not joined.assignment.learners:
        yield (
            f"Learners of a {unit} who have no row are not seen: the roster that was drawn from,"
            " with the learners, is not beside the assignment."
        )
    if joined.halves is not None:
        first, second = joined.halves
        yield (
            f"“{first}” was taken as the first and “{second}” as the second; between clusters,"
            " variance and model are of half the difference between the two."
        )


def _warn_of_rows(found: Analysed) -> Iterator[str]:
    file = found.file
    missing = ~np.isfinite(file.outcome)
    if file.n_without_arm:
        yield f"{file.n_without_arm:,} rows have no arm and were left out."
    if np.any(missing):
        whose = "rows" if file.joined is None else "of those drawn"
        lost = "" if file.arm is None else ": counted as lost"
        yield f"{_say_rows(found, missing, whose)} no outcome{lost}."
    other = ~missing & ~found.kept.use
    if np.any(other):
        yield (
            f"{_say_rows(found, other, 'rows')} an outcome but no covariate, or no cluster: left"
            " out."
        )
    yield from _warn_of_codes(found)
    for name, labels in zip(found.asked.clusters, file.clusters, strict=False):
        alike = labels.find_alike() if len(labels.names) <= MOST_LOOKED_AT else None
        if alike is not None:
            one, two = (show_value(value) for value in alike)
            yield f"{name} holds {one} and {two}: they were taken as different."


def _say_rows(found: Analysed, picked: BoolArray, whose: str) -> str:
    """How many rows, in all and by arm, with their verb."""
    n, arm = int(picked.sum()), found.file.arm
    shown = f"{n:,} {whose}" if n != 1 or whose != "rows" else "1 row"
    if arm is not None:
        count = np.bincount(arm.index[picked], minlength=len(arm.names))
        by_arm = (f"{arm.names[place]} {count[place]:,}" for place in found.kept.order)
        shown += f" ({', '.join(by_arm)})"
    return f"{shown} {'has' if n == 1 else 'have'}"


def _warn_of_codes(found: Analysed) -> Iterator[str]:
    """Numbers such as -99 that other programs write where there is none."""
    file, asked = found.file, found.asked
    columns = [(asked.outcome, file.outcome)]
    columns += list(zip(file.covariates.names, file.covariates.columns.T, strict=True))
    for name, column in columns:
        known = column[np.isfinite(column)]
        for end in (known.min(), known.max()) if len(known) else ():
            rest = known[known != end]
            if end not in CODES or not len(rest):
                continue
            if np.min(np.abs(rest - end)) > np.ptp(rest) > 0.0:
                yield (
                    f"{name} is {end:g} in {len(known) - len(rest):,} rows, far from all others: if"
                    " that stands for a missing one, leave those cells empty."
                )


def _warn_of_arms(found: Analysed) -> Iterator[str]:
    if found.guessed:
        yield (
            f"“{found.reference}” was taken as the usual way that others are compared with;"
            " --reference ARM names another."
        )
    if found.file.arm is not None and found.asked.drawn and found.file.joined is None:
        yield "The arms are taken to have been drawn by lot; if they were not, say --not-drawn."
    if any(not one.planned for one in found.subgroups):
        yield "Subgroups marked exploratory are for asking the next question, not for answers."
    if len(found.effects) > 1 and found.interaction is None:
        yield (
            f"{len(found.effects)} arms are compared with “{found.reference}”: p_holm allows for"
            " looking at all of them, the intervals stand for one each."
        )


def _warn_of_shares(found: Analysed) -> Iterator[str]:
    if not found.asked.binary:
        return
    for arm, (name, n) in enumerate(found.n_by_arm().items()):  # in the order of the arms
        hits = int(found.kept.rows.outcome[found.kept.arm == arm].sum())
        few = min(hits, n - hits)
        if few < FEW_SUCCESSES:
            yield (
                f"With “{name}” only {few} of {n} {'succeeded' if hits == few else 'failed'}: from"
                f" fewer than {FEW_SUCCESSES}, intervals of odds hold the truth more often than"
                " they say, 96 to 99 times in 100."
            )


def _warn_of_model(found: Analysed) -> Iterator[str]:
    n_clusters = min(found.model.n_clusters, default=FEW_CLUSTERS)
    if n_clusters < FEW_CLUSTERS:
        yield f"There are only {n_clusters} clusters: the interval allows for it and is wide."
    if found.model.hold is Hold.CROSSED:
        inner, outer = (found.asked.clusters[found.places().index(place)] for place in (0, 1))
        yield (
            f"Some values of {inner} lie in several of {outer}: the two were taken as crossed. If"
            f" they only start anew in each {outer}, give each a name of its own."
        )
    if found.model.careful:
        yield (
            "Some of those who were given a way lie in clusters of another, and clusters are few:"
            " such an interval holds the truth more often than it says (98 times in 100 where a"
            " third moved)."
        )
    if found.asked.way is Way.CR2 and found.model.whole:
        label = min(found.kept.rows.groupings, key=lambda one: len(np.unique(one)))
        arms = range(len(found.kept.order))
        counts = sorted(len(np.unique(label[found.kept.arm == arm])) for arm in arms)
        if counts and counts[0] < min(FEW_IN_ARM, counts[-1]):
            yield (
                f"One arm has only {counts[0]} clusters, another {counts[-1]}: intervals by CR2"
                " then hold the truth more often than they say (96 to 97 times in 100); those of"
                " reml hold it as often."
            )
    if found.asked.way is Way.ML:
        yield "ML makes variances a little too small; it is for setting beside published fits."


def _warn_of_losses(found: Analysed) -> Iterator[str]:
    for effect, sound in zip(found.effects, found.soundness, strict=False):
        lost = sound.attrition
        if lost.overall > 0 and not lost.low[Stance.CAUTIOUS]:
            yield (
                f"{lost.overall:.0%} were lost (“{effect.arm}” against “{effect.reference}”:"
                f" {lost.differential:.1%} apart), more than the cautious boundary allows."
            )
        if sound.verdict.is_close:
            yield (
                f"The dropout of “{effect.arm}” lies within 0.2 points of what the standard"
                " tolerates; look into the handbook before you pass the verdict on."
            )
