"""How able each learner is, given items that are known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .answers import AnswerTable, Key
from .arrays import AnyArray
from .information import packed_information
from .items import ItemParameters, PackedItems, pack_items
from .problem import fill_tables
from .results import ItemErrors

Method = Literal["eap", "map", "wle"]

_REACH = 6.0  # sds of the prior to both sides
_TOGETHER = 4096  # learners looked at in one go, when each has a prior of their own


@dataclass(frozen=True, slots=True)
class Abilities:
    """What answers say about learners, in logits on the scale of the items.

    Parameters
    ----------
    learners : shape (n,); keys
    estimate, error : shape (n,); ability and its standard error (EAP: posterior mean and sd)
    n_answers : shape (n,); how many answers each rests on
    left_out : keys of learners about whom nothing can be said, because they gave no answer and
        the method has no prior
    n_unused : answers to items that are not known
    """

    learners: AnyArray
    estimate: FloatArray
    error: FloatArray
    n_answers: IntArray
    left_out: tuple[Key, ...]
    n_unused: int


def estimate_abilities(
    table: AnswerTable,
    items: Sequence[ItemParameters],
    *,
    method: Method,
    prior: tuple[float, float] | FloatArray = (0.0, 1.0),
    item_errors: ItemErrors | None = None,
) -> Abilities:
    """Return the ability of every learner, with its error.

    "eap" is the mean of the posterior: best on average, drawn towards the prior. "map" is its
    highest point. "wle" uses no prior and is nearly unbiased: for comparing groups and times.

    Parameters
    ----------
    table : the answers; answers to items that are not among `items` are counted, not used
    items : on one scale
    method : see above
    prior : mean and sd in logits, one pair for all or shape (n_learners, 2); not used by "wle"
    item_errors : those of the calibration that `items` come from; with them errors of abilities
        allow for items being known with error. Without, items are taken as known

    Raises
    ------
    ValueError
        If two items have one key, a score is not one that its item knows, none of the items
        occurs, the method is unknown, a prior is not finite with an sd above 0, or `item_errors`
        lacks an item.

    References
    ----------
    Bock & Mislevy (1982), Applied Psychological Measurement 6, 431-444; Warm (1989),
    Psychometrika 54, 427-450, and for several scores Penfield & Bergeron (2005),
    Applied Psychological Measurement 29, 218-233; errors of Warm's estimates: Magis (2016),
    Psychometrika 81, 184-200, as an M-estimator's. Errors of items: Hoshino & Shigemasu (2008),
    Applied Psychological Measurement 32, 181-189, in the form derived in docs/science.

    Examples
    --------
    >>> from armillary.science.psychometrics import ItemParameters, sort_answers
    >>> item = ItemParameters("q", "rasch", 1.0, (0.0,))
    >>> table = sort_answers([1, 2], ["q", "q"], [0, 1])
    >>> found = estimate_abilities(table, [item], method="map")
    >>> found.estimate.round(3).tolist()
    [-0.401, 0.401]
    """
    if method not in {"eap", "map", "wle"}:
        raise ValueError(f"method must be eap, map or wle, got {method!r}")
    pairs = _pairs(prior, table.n_learners)
    packed, index = pack_items(items), _index(table, items)
    rows = None if item_errors is None else _rows(items, packed, item_errors)
    told = np.zeros((table.n_learners, 3))
    for first in range(0, table.n_learners, _TOGETHER):
        last = min(first + _TOGETHER, table.n_learners)
        some, own = table.part(first, last), pairs[first:last]
        told[first:last] = _told(some, packed, index, method, own, rows)
    known = told[:, 2].astype(np.int64)
    keep = (known > 0) | (method != "wle")
    return Abilities(
        learners=table.learners[keep],
        estimate=told[keep, 0],
        error=told[keep, 1],
        n_answers=known[keep],
        left_out=tuple(table.learners[~keep].tolist()),
        n_unused=len(table) - int(known.sum()),
    )


def empirical_reliability(abilities: Abilities) -> float:
    """Return which share of the differences between these learners is known, from 0 to 1.

    Parameters
    ----------
    abilities : posterior means with their sds ("eap"), two learners or more

    Raises
    ------
    ValueError
        If there are fewer than two learners.

    References
    ----------
    The spread of posterior means over it and the mean squared error: Bechger, Maris, Verstralen
    & Beguin (2003), Applied Psychological Measurement 27, 319-334, for reliability in IRT.
    """
    if len(abilities.estimate) < 2:
        raise ValueError(f"two learners at least are needed, got {len(abilities.estimate)}")
    spread = float(np.var(abilities.estimate, ddof=1))
    return spread / (spread + float(np.mean(abilities.error**2)))


def _pairs(prior: tuple[float, float] | FloatArray, n: int) -> FloatArray:
    """One prior for each learner."""
    pairs = np.asarray(prior, dtype=np.float64)
    if pairs.shape not in {(2,), (n, 2)}:
        raise ValueError(f"prior must be one pair or one a learner, ({n}, 2), got {pairs.shape}")
    if not (np.all(np.isfinite(pairs)) and np.all(pairs[..., 1] > 0.0)):
        raise ValueError("prior must be finite, with an sd above 0")
    return np.broadcast_to(pairs, (n, 2))


def _index(table: AnswerTable, items: Sequence[ItemParameters]) -> IntArray:
    """Which of the items each item of the table is; -1 for none."""
    keys = {item.item: j for j, item in enumerate(items)}
    if len(keys) != len(items):
        raise ValueError("items must have different keys")
    index = np.array([keys.get(key, -1) for key in table.items.tolist()], dtype=np.int64)
    if not np.any(index >= 0):
        raise ValueError("no answer is to one of the items")
    most = np.zeros(table.n_items, np.int64)
    np.maximum.at(most, table.item, table.score)
    for j, key, top in zip(index.tolist(), table.items.tolist(), most.tolist(), strict=True):
        if j >= 0 and top >= items[j].n_categories:
            known = items[j].n_categories - 1
            raise ValueError(f"a score of item {key!r} is {top}; it knows 0 to {known}")
    return index


@dataclass(frozen=True, slots=True)
class _Rows:
    """A covariance, and which row of it each number of the packed items is."""

    matrix: FloatArray
    free_of: IntArray


def _rows(items: Sequence[ItemParameters], packed: PackedItems, item_errors: ItemErrors) -> _Rows:
    """Put errors of items in the order of the packed numbers."""
    rows: list[int] = []
    for item, width in zip(items, np.diff(packed.place).tolist(), strict=True):
        own = item_errors.free_of.get(item.item, ())
        if len(own) != width:
            raise ValueError(f"item_errors are not those of item {item.item!r}")
        rows.extend(own)
    return _Rows(item_errors.matrix, np.array(rows, dtype=np.int64))


def _told(
    table: AnswerTable,
    packed: PackedItems,
    index: IntArray,
    method: Method,
    pairs: FloatArray,
    rows: _Rows | None,
) -> FloatArray:
    """Estimate, error and number of answers, one row a learner."""
    from .ability_kernels import add_item_errors, average, find_tops

    priors, group = np.unique(pairs, axis=0, return_inverse=True)
    nodes = _nodes(table, packed, priors)
    chance, slope = fill_tables(packed, nodes)
    first = np.where(index >= 0, packed.cell[index], -1)
    told = np.zeros((table.n_learners, 3))
    given = (table.start, table.item, table.score, group.reshape(-1))
    weight = np.exp(-0.5 * ((nodes - priors[:, :1]) / priors[:, 1:]) ** 2)
    weight /= weight.sum(axis=1, keepdims=True)
    terms = np.column_stack((priors[:, 0], 1.0 / priors[:, 1] ** 2))
    if method == "wle":
        # Warm's weight is the root of the information; it only chooses where the search begins.
        root = np.sqrt(packed_information(packed, nodes).sum(axis=0))
        weight, terms = np.tile(root, (len(priors), 1)), np.zeros((len(priors), 2))
    if method == "eap":
        average(*given, first, nodes, chance, weight, told)
    else:
        told[:, :2] = pairs
        arrays = (packed.kind, packed.place, packed.parameters)
        find_tops(*given, index, arrays, first, nodes, chance, weight, terms, told)
    if rows is not None:
        added, place = np.zeros(table.n_learners), packed.place[:-1][index]
        width = np.diff(packed.place)[index]
        add_item_errors(
            *given, first, nodes, chance, weight, slope, place, width, rows.free_of, rows.matrix,
            added,
        )  # fmt: skip
        told[:, 1] = np.sqrt(told[:, 1] ** 2 + added)
    return told


def _nodes(table: AnswerTable, packed: PackedItems, priors: FloatArray) -> FloatArray:
    """Nodes over all priors, two of them within one sd of the narrowest posterior."""
    low = float((priors[:, 0] - _REACH * priors[:, 1]).min())
    high = float((priors[:, 0] + _REACH * priors[:, 1]).max())
    informed = packed_information(packed, np.linspace(low, high, 61))
    longest = int(np.diff(table.start).max()) if len(table.start) > 1 else 0
    most = np.sort(informed.max(axis=1))[::-1][:longest].sum()
    narrow = 1.0 / math.sqrt(float(most) + 1.0 / float(priors[:, 1].min()) ** 2)
    return np.linspace(low, high, max(33, math.ceil((high - low) / narrow) + 1))
