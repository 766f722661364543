"""Arms as the same draw could have given them, and what the draw alone says."""

import numpy as np

from armillary.apps.exchange.studying.asked import Asked
from armillary.apps.exchange.studying.joining import block_columns
from armillary.apps.exchange.studying.kept import Kept, explained
from armillary.apps.exchange.studying.reading import StudyFile
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import (
    Randomised,
    Redraws,
    StudyRows,
    estimate_by_randomisation,
    shuffle_arms,
)
from armillary.science.numerics import BoolArray, FloatArray, IntArray

MOST_CELLS = 20_000_000  # of the table of redraws
MOST_BLOCKS = 400  # that the test adjusts for; without, it holds as well and is less sharp


def randomise(
    kept: Kept, file: StudyFile, asked: Asked, pair: BoolArray, arm: IntArray
) -> Randomised:
    """What the draw alone says of two arms."""
    columns = _adjust(kept, file, pair)
    rows = StudyRows(kept.rows.outcome[pair], arm, columns, None)
    redraws = redraw(kept, file, pair, arm, n_draws=asked.n_draws, seed=asked.seed)
    return explained(kept, lambda: estimate_by_randomisation(rows, redraws, level=asked.level))


def randomise_choice(
    kept: Kept, file: StudyFile, asked: Asked, choice: IntArray, other: IntArray
) -> Randomised:
    """What the draw alone says of one of two choices, the other one taken as it was drawn."""
    everybody = np.ones(len(choice), dtype=bool)
    columns = np.column_stack([_adjust(kept, file, everybody), other - other.mean()])
    rows = StudyRows(kept.rows.outcome, choice, columns, None)
    unit = _units(kept, file, everybody, choice, other)
    block = 2 * _blocks(kept, file, everybody, unit) + other
    redraws = _shuffle(unit, choice, block, n_draws=asked.n_draws, seed=asked.seed)
    return explained(kept, lambda: estimate_by_randomisation(rows, redraws, level=asked.level))


def redraw(
    kept: Kept, file: StudyFile, pair: BoolArray, arm: IntArray, *, n_draws: int, seed: int
) -> Redraws:
    """Arms of two ways as the same draw could have given them.

    From an assignment of two ways, as its design draws. Else units, and strata or pairs, are those
    of the file, and inside each as many are given either way as were.
    """
    drawn = None if file.joined is None else file.joined.assignment
    if drawn is not None and file.unit is not None and drawn.asked.design.n_arms == 2:
        # The draw's arm 1 may be the reference here.
        turned = kept.order[0]
        arms = drawn.redraw(n_draws=_limit(n_draws, len(drawn.units)), seed=seed)
        unit = file.unit.index[kept.use][pair]
        return Redraws(unit, np.zeros(len(unit), dtype=np.int64), np.abs(arms - turned))
    unit = _units(kept, file, pair, arm, np.zeros_like(arm))
    block = _blocks(kept, file, pair, unit)
    return _shuffle(unit, arm, block, n_draws=n_draws, seed=seed)


def _adjust(kept: Kept, file: StudyFile, pair: BoolArray) -> FloatArray:
    """The covariates, with strata or pairs as columns where the model has them as groups."""
    columns = kept.rows.covariates[pair]
    if not kept.grouped or file.block is None:
        return columns
    use = np.zeros(len(kept.use), dtype=bool)
    use[np.flatnonzero(kept.use)[pair]] = True
    blocks = block_columns(file.block, use).columns[use]
    both = np.column_stack([np.ones(len(columns)), columns, blocks])
    if blocks.shape[1] > MOST_BLOCKS or np.linalg.matrix_rank(both) < both.shape[1]:
        return columns
    return both[:, 1:]


def _units(
    kept: Kept, file: StudyFile, pair: BoolArray, arm: IntArray, other: IntArray
) -> IntArray:
    """What was drawn, numbered from 0: by the assignment, else the largest clusters with one arm
    each, else rows."""
    given = arm + 2 * other
    labels = [] if file.unit is None else [file.unit.index[kept.use]]
    labels += sorted(kept.rows.groupings, key=lambda label: len(np.unique(label)))
    for label in labels:
        _names, unit = np.unique(label[pair], return_inverse=True)
        first = np.zeros(int(unit.max()) + 1, dtype=np.int64)
        first[unit] = given
        if np.array_equal(first[unit], given):
            return np.asarray(unit, dtype=np.int64)
    return np.arange(len(arm))


def _blocks(kept: Kept, file: StudyFile, pair: BoolArray, unit: IntArray) -> IntArray:
    """The stratum or pair of each row; one for all if there are none."""
    if file.block is None:
        return np.zeros(len(unit), dtype=np.int64)
    label = file.block.index[kept.use][pair]
    first = np.zeros(int(unit.max()) + 1, dtype=np.int64)
    first[unit] = label
    if not np.array_equal(first[unit], label):
        raise Refusal(
            "A unit that was drawn lies in several strata (--strata, --pairs). Name another."
        )
    return label


def _shuffle(unit: IntArray, arm: IntArray, block: IntArray, *, n_draws: int, seed: int) -> Redraws:
    n_units = int(unit.max()) + 1
    of_unit, of_block = np.zeros((2, n_units), dtype=np.int64)
    of_unit[unit], of_block[unit] = arm, block
    arms = shuffle_arms(of_unit, of_block, n_draws=_limit(n_draws, n_units), seed=seed)
    return Redraws(unit, np.zeros(len(unit), dtype=np.int64), arms)


def _limit(n_draws: int, n_units: int) -> int:
    return max(200, min(n_draws, MOST_CELLS // n_units))
