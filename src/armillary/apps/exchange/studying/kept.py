"""The rows of a file that an analysis uses, and what science refuses in the file's own words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from armillary.apps.exchange.studying.asked import Asked
from armillary.apps.exchange.studying.joining import block_columns, place_blocks
from armillary.apps.exchange.studying.reading import StudyFile
from armillary.apps.exchange.studying.rows import Named
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import ComparedRows, Reason, RefusalError, complete_rows
from armillary.science.numerics import BoolArray, FloatArray, IntArray

T = TypeVar("T")

FEWEST_IN_ARM = 4  # learners


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
    grouped : the outer grouping is of strata or pairs, not of clusters
    """

    use: BoolArray
    rows: ComparedRows
    names: tuple[str, ...]
    order: tuple[int, ...]
    arm: IntArray
    grouped: bool = False


def keep_rows(file: StudyFile, asked: Asked, reference: int) -> Kept:
    """Return the rows that can be analysed; refuse arms that hold too few."""
    compared, names, order = _compared(file, reference)
    use = complete_rows(file.outcome, compared, file.covariates.columns, file.slopes.columns)
    for labels in file.clusters:
        use &= labels.index >= 0
    if file.error is not None:
        use &= np.isfinite(file.error)
    if file.block is not None:
        use &= file.block.index >= 0
    arm = np.zeros(len(use), dtype=np.int64)
    if file.arm is not None:
        places = np.empty(len(file.arm.names), dtype=np.int64)
        places[list(order)] = np.arange(len(order))
        arm = places[file.arm.index]
    _check_left(file, asked, use, arm, order)
    placed, covariates = place_blocks(file), file.covariates
    clusters = file.clusters
    if placed == "columns" and file.block is not None:
        blocks = block_columns(file.block, use)
        columns = np.column_stack([covariates.columns, blocks.columns])
        covariates = Named((*covariates.names, *blocks.names), columns)
    if placed == "groups" and file.block is not None:
        clusters = (*clusters, file.block)
    rows = ComparedRows(
        file.outcome[use], compared[use], covariates.columns[use],
        tuple(labels.index[use] for labels in clusters), file.slopes.columns[use],
    )  # fmt: skip
    names = (*names, *covariates.names)
    return Kept(use, rows, names, order, arm[use], placed == "groups")


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
                f"The arm “{name}” has {n} {'learner' if n == 1 else 'learners'} with an outcome;"
                f" {FEWEST_IN_ARM} are needed at least. More learners would help."
            )
        own = file.outcome[use & (arm == order.index(place))]
        if own.min() == own.max():
            raise Refusal(_say_constant(name, n, float(own[0]), binary=asked.binary))


def _say_constant(name: str, n: int, value: float, *, binary: bool) -> str:
    """Why an arm in which nobody differs cannot be compared, and what would help."""
    what = f"has the same outcome, {value:g}"
    if binary:
        what = "succeeded" if value == 1.0 else "failed"
    return (
        f"Everybody in the arm “{name}” ({n:,} learners) {what}, so nothing shows how sure that is"
        " and an interval would be guessed. An outcome with more steps (a score in place of yes or"
        " no), a test that is neither too easy nor too hard, or more learners would help."
    )


def explained(kept: Kept, work: Callable[[], T]) -> T:
    """Turn what science refuses into a refusal of the command, columns by their names."""
    try:
        return work()
    except RefusalError as error:
        raise Refusal(word_refusal(error, ("the constant", *kept.names))) from None


# What would help, where science cannot know the switches that led there.
HELP = {
    Reason.CLUSTERS_ARE_ROWS: " (leave out --cluster)",
    Reason.NOT_CONVERGED: "; fewer covariates or slopes, or --method cr2, would help",
    Reason.TOO_FEW_ROWS: "; more rows, or fewer covariates, would help",
    Reason.TOO_FEW_STUDIES: "; more studies, or fewer moderators, would help",
}


def word_refusal(error: RefusalError, names: tuple[str, ...]) -> str:
    """The sentence of a refusal, with names in place of numbers of columns, and what would help."""

    def named(found: re.Match[str]) -> str:
        place = int(found[1])
        if place < len(names):
            return f"“{names[place]}”"
        return "what a stratum, a pair or a larger grouping tells"

    sentence = re.sub(r"column (\d+)", named, error.sentence)
    sentence += HELP.get(error.reason, "")
    if "would help" not in sentence and "leave" not in sentence.lower():
        if error.reason is Reason.NO_RESIDUAL:
            sentence += (
                "; an outcome in which learners of one class differ, or leaving out the covariate"
                " that holds it, would help"
            )
        if error.reason is Reason.TOO_FEW_CLUSTERS:
            sentence += "; more classes would help"
    return sentence[:1].upper() + sentence[1:].rstrip(".") + "."
