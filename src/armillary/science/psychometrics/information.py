"""How much items and tests tell, and where on the scale."""

from collections.abc import Sequence

import numpy as np

from armillary.science.numerics import FloatArray

from .items import FORMULAS, ItemParameters, PackedItems, pack_items
from .problem import fill_tables

_NODES = np.linspace(-6.0, 6.0, 121)  # in sds of the abilities that a reliability is about


def item_information(items: Sequence[ItemParameters], ability: FloatArray) -> FloatArray:
    """Return how much each item tells about learners of some abilities, shape (n_items, n).

    Information adds up over items; a test's standard error is one over the root of the sum.

    Parameters
    ----------
    items : on one scale
    ability : shape (n,), logits

    Raises
    ------
    ValueError
        If there is no item, or an ability is not finite.

    References
    ----------
    Samejima (1969), Psychometrika Monograph 17, chapter 6: expected squares of slopes.

    Examples
    --------
    >>> import numpy as np
    >>> from armillary.science.psychometrics import ItemParameters
    >>> item_information([ItemParameters("q", "2pl", 2.0, (0.0,))], np.zeros(1)).tolist()
    [[1.0]]
    """
    if not np.all(np.isfinite(ability)):
        raise ValueError("ability must be finite")
    return packed_information(pack_items(items), ability)


def packed_information(packed: PackedItems, ability: FloatArray) -> FloatArray:
    """The same for packed items."""
    chance, slope = fill_tables(packed, ability)
    partial = np.repeat(packed.kind == FORMULAS["gpcm"], np.diff(packed.cell))
    # All steps of a partial credit item move with ability; in others one number moves them all.
    for_partial = slope[:, 1:].sum(axis=1)
    own = np.repeat(packed.parameters[packed.place[:-1]], np.diff(packed.cell))
    moved = own[:, None] * np.where(partial[:, None], for_partial, slope[:, 1])
    told: FloatArray = np.add.reduceat(chance * moved**2, packed.cell[:-1], axis=0)
    return told


def marginal_reliability(
    items: Sequence[ItemParameters], *, mean: float = 0.0, sd: float = 1.0
) -> float:
    """Return which share of the differences between learners a test tells, from 0 to 1.

    The average, over learners, of the share by which their answers narrow what is known.

    Parameters
    ----------
    items : the test; every learner answers all
    mean, sd : logits; how abilities lie, normally

    Raises
    ------
    ValueError
        If there is no item, or the sd is not above 0.

    References
    ----------
    Green, Bock, Humphreys, Linn & Reckase (1984), Journal of Educational Measurement 21,
    347-360, with the information of the posterior.
    """
    if not (sd > 0.0 and np.isfinite(mean) and np.isfinite(sd)):
        raise ValueError(f"sd must be above 0 and both finite, got {mean} and {sd}")
    weight = np.exp(-0.5 * _NODES**2)
    told = item_information(items, mean + sd * _NODES).sum(axis=0)
    return float(np.average(told / (told + 1.0 / sd**2), weights=weight))
