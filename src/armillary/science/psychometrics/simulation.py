"""Answers that learners of known ability would give to items of known parameters."""

from collections.abc import Sequence

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray

from .answers import AnswerTable
from .items import ItemParameters, pack_items
from .problem import fill_tables

_BLOCK = 4096  # learners drawn together


def simulate_answers(
    ability: FloatArray,
    items: Sequence[ItemParameters],
    *,
    generator: np.random.Generator,
    seen: float | BoolArray = 1.0,
) -> AnswerTable:
    """Return answers drawn from the items' curves; learner i has key i.

    Parameters
    ----------
    ability : shape (n_learners,), logits
    items : with different keys, all numbers or all texts
    generator : draws who sees what, and the scores
    seen : chance that a learner sees an item, drawn anew for each pair; or, shape (n_learners,
        n_items), who sees what

    Raises
    ------
    ValueError
        If there is no item, two have one key, or `seen` is outside 0 to 1.
    """
    keys = np.array([item.item for item in items])
    if len(np.unique(keys)) != len(items):
        raise ValueError("items must have different keys")
    if isinstance(seen, float | int) and not 0.0 <= seen <= 1.0:
        raise ValueError(f"seen must be from 0 to 1, got {seen}")
    order = np.argsort(keys)
    packed = pack_items([items[j] for j in order])
    counts, columns, scores = [], [], []
    for first in range(0, len(ability), _BLOCK):
        some = ability[first : first + _BLOCK]
        shape = (len(some), len(items))
        if isinstance(seen, np.ndarray):
            sees = seen[first : first + _BLOCK][:, order]
        else:
            sees = generator.random(shape) < seen
        chance, _slope = fill_tables(packed, some)
        draw, score = generator.random(shape), np.zeros(shape, np.uint8)
        for j, start in enumerate(packed.cell[:-1]):
            below = np.cumsum(chance[start : packed.cell[j + 1] - 1], axis=0)
            score[:, j] = (draw[:, j] > below).sum(axis=0)
        counts.append(sees.sum(axis=1))
        columns.append(np.nonzero(sees)[1].astype(np.int32))
        scores.append(score[sees])
    return AnswerTable(
        learners=np.arange(len(ability)),
        items=keys[order],
        start=np.concatenate(([0], np.cumsum(np.concatenate(counts)))).astype(np.int64),
        item=np.concatenate(columns),
        score=np.concatenate(scores),
        n_categories=np.diff(packed.cell),
    )
