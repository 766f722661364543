"""Has a class grown between two tests that share items known with error?

The error of an item that both tests hold is the same in both, so most of it leaves the change;
that of an item in one of them stays. The derivation is in docs/science/item-models.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray

from .abilities import Abilities, estimate_abilities
from .answers import AnswerTable, Key
from .arrays import AnyArray
from .information import packed_information
from .items import ItemParameters, pack_items
from .problem import fill_tables
from .results import ItemErrors

_NODES = np.linspace(-6.0, 6.0, 121)


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """A mean over learners with its interval, in logits.

    Parameters
    ----------
    value, low, high : the mean and its interval
    n_learners : how many learners it is over
    """

    value: float
    low: float
    high: float
    n_learners: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True)
class LinkedGrowth:
    """Change from one test to another whose items lie on one scale, in logits.

    Parameters
    ----------
    learners : shape (n,); keys of those with an estimate both times
    change, error, low, high : shape (n,); after less before, its standard error, its interval
    is_clear : shape (n,); whether the interval lies on one side of 0
    mean : of all these learners; None where there are too few to tell how far they differ
    left_out : keys of learners with one estimate only
    """

    learners: AnyArray
    change: FloatArray
    error: FloatArray
    low: FloatArray
    high: FloatArray
    is_clear: BoolArray
    mean: MeanEstimate | None
    left_out: tuple[Key, ...]


def estimate_item_moves(
    table: AnswerTable, items: Sequence[ItemParameters], item_errors: ItemErrors
) -> FloatArray:
    """Return how Warm's estimate of each learner moves with each number of the items.

    Shape (n_learners, n), for the n rows of the covariance in `item_errors`. Answers to items that
    are not among `items` count for nothing.

    References
    ----------
    Ours, derived in docs/science/item-models.md under "Errors of abilities".
    """
    packed = pack_items(items)
    chance, slope = fill_tables(packed, _NODES)
    root = np.sqrt(packed_information(packed, _NODES).sum(axis=0))
    number = {item.item: j for j, item in enumerate(items)}
    moves = np.zeros((table.n_learners, len(item_errors.matrix)))
    keys = table.items.tolist()
    for who in range(table.n_learners):
        cut = slice(int(table.start[who]), int(table.start[who + 1]))
        asked = [keys[j] for j in table.item[cut].tolist()]
        given = [
            (number[key], int(score))
            for key, score in zip(asked, table.score[cut].tolist(), strict=True)
            if key in number
        ]
        if not given:
            continue
        cells = np.array([int(packed.cell[j]) + score for j, score in given])
        log_place = np.log(root) + np.log(chance[cells]).sum(axis=0)
        place = np.exp(log_place - log_place.max())
        place /= place.sum()
        lean = place * (_NODES - place @ _NODES)
        moved = slope[cells] @ lean
        for (j, _score), own in zip(given, moved, strict=True):
            for row, value in zip(item_errors.free_of[items[j].item], own, strict=False):
                if row >= 0:
                    moves[who, row] += value
    return moves


def estimate_mean(
    values: FloatArray,
    moves: FloatArray,
    item_errors: ItemErrors,
    *,
    level: float,
    strata: Sequence[Key] | None = None,
) -> MeanEstimate | None:
    """Return the mean of learners' estimates, or None where there are too few to tell its error.

    Its error is that of learners, who differ and are measured with error, and that of items, which
    all these learners share. The interval is Student's, with the degrees of freedom of
    Satterthwaite (1946), Biometrics Bulletin 2, 110-114.

    Parameters
    ----------
    values : shape (n,); estimates, or changes
    moves : shape (n, n_numbers); how each moves with the numbers of the items
    level : how often such an interval holds the truth, between 0 and 1
    strata : shape (n,); learners of one stratum had the same forms. The spread is taken within
        strata: a form that is harder than thought is told by the errors of items
    """
    from scipy.special import stdtrit

    if not 0.0 < level < 1.0:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    n = len(values)
    names, of = np.unique(np.array(strata if strata is not None else [0] * n), return_inverse=True)
    df = n - len(names)
    if df < 1:
        return None
    counts = np.bincount(of)
    rest = values - (np.bincount(of, weights=values) / counts)[of]
    own = float(rest @ rest) / df / n
    shared = moves.mean(axis=0)
    of_items = float(shared @ item_errors.matrix @ shared)
    total = own + of_items
    freedom = df * (total / own) ** 2 if own > 0.0 else math.inf
    reach = float(stdtrit(min(freedom, 1e6), 0.5 + level / 2.0)) * math.sqrt(total)
    mean = float(values.mean())
    return MeanEstimate(mean, mean - reach, mean + reach, n)


def estimate_linked_growth(
    before: AnswerTable,
    after: AnswerTable,
    items: Sequence[ItemParameters],
    *,
    item_errors: ItemErrors,
    level: float,
    strata: Sequence[Key] | None = None,
) -> LinkedGrowth:
    """Return how learners changed between two tests.

    Estimates are Warm's, which believe nothing beforehand: others are drawn towards a prior, and
    so is change. Errors of answering are independent between the tests; those of items are as
    `item_errors` says, and an item in both tests has one error, not two.

    Parameters
    ----------
    before, after : answers of the two tests, with the same keys of items
    items, item_errors : all items of both tests
    level : how often such an interval holds the truth, between 0 and 1
    strata : by learner of `before`, which forms they had, in order: see `estimate_mean`

    Raises
    ------
    ValueError
        If the level is outside 0 to 1, or as `estimate_abilities`.
    """
    from scipy.special import ndtri

    first = estimate_abilities(before, items, method="wle")
    second = estimate_abilities(after, items, method="wle")
    keys, i, j = np.intersect1d(first.learners, second.learners, return_indices=True)
    moves = (
        _moves_of(after, items, item_errors, second)[j]
        - _moves_of(before, items, item_errors, first)[i]
    )
    change = second.estimate[j] - first.estimate[i]
    of_items = np.einsum("ij,jk,ik->i", moves, item_errors.matrix, moves)
    error = np.sqrt(first.error[i] ** 2 + second.error[j] ** 2 + of_items)
    reach = float(ndtri(0.5 + level / 2.0)) * error
    groups = None
    if strata is not None:
        of = dict(zip(before.learners.tolist(), strata, strict=True))
        groups = [of[key] for key in keys.tolist()]
    return LinkedGrowth(
        learners=keys,
        change=change,
        error=error,
        low=change - reach,
        high=change + reach,
        is_clear=np.abs(change) > reach,
        mean=estimate_mean(change, moves, item_errors, level=level, strata=groups),
        left_out=tuple(np.setxor1d(first.learners, second.learners).tolist()),
    )


def _moves_of(
    table: AnswerTable, items: Sequence[ItemParameters], errors: ItemErrors, found: Abilities
) -> FloatArray:
    """The moves of those learners who have an estimate."""
    known = np.isin(table.learners, found.learners)
    moves: FloatArray = estimate_item_moves(table, items, errors)[known]
    return moves
