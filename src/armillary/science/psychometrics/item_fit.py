"""Does an item follow its curve? Learners with one sum of scores should score on it as it says."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .answers import AnswerTable, Key
from .items import ItemParameters, pack_items
from .problem import fill_tables

FEWEST_EXPECTED = 1.0  # learners in a cell; cells with fewer are joined with their neighbours
_NODES = np.linspace(-6.0, 6.0, 61)


@dataclass(frozen=True, slots=True)
class ItemFit:
    """How far one item is from its curve.

    Parameters
    ----------
    item : its key
    statistic, df, p_value : S-X2; a small p-value says that the item does not follow its curve
    rms_gap : root mean square of observed less expected scores over groups of learners, as a
        share of the full score: how far, where p tells how surely
    n_learners : learners who answered all items
    """

    item: Key
    statistic: float
    df: int
    p_value: float
    rms_gap: float
    n_learners: int


def estimate_item_fit(
    table: AnswerTable,
    items: Sequence[ItemParameters],
    *,
    mean: float = 0.0,
    sd: float = 1.0,
    n_estimated: int | None = None,
) -> tuple[ItemFit, ...]:
    """Return S-X2 of every item, over the learners who answered all of them.

    Parameters
    ----------
    table : the answers
    items : calibrated; three at least
    mean, sd : how abilities lie, logits
    n_estimated : numbers of an item that were fitted to these answers; without it all of them

    Raises
    ------
    ValueError
        If there are fewer than three items, one does not occur, a score is outside its item's, or
        fewer than 100 learners answered all.

    References
    ----------
    Orlando & Thissen (2000), Applied Psychological Measurement 24, 50-64; for several scores
    Kang & Chen (2008), Journal of Educational Measurement 45, 391-406; recursion of Lord &
    Wingersky (1984), Applied Psychological Measurement 8, 453-461.
    """
    score = _complete(table, items)
    packed = pack_items(items)
    chance, _slope = fill_tables(packed, mean + sd * _NODES)
    weight = np.exp(-0.5 * _NODES**2)
    weight /= weight.sum()
    curves = [chance[a:b] for a, b in zip(packed.cell[:-1], packed.cell[1:], strict=True)]
    total = score.sum(axis=1)
    found = []
    for j, item in enumerate(items):
        others = [curve for i, curve in enumerate(curves) if i != j]
        expected = _joint(curves[j], _sums(others), weight)
        observed = np.zeros(expected.shape)
        np.add.at(observed, (score[:, j], total), 1.0)
        width = int(np.diff(packed.place)[j]) if item.model != "rasch" else len(item.intercepts)
        n = width if n_estimated is None else n_estimated
        found.append(_fit(item.item, observed, expected, n))
    return tuple(found)


def _complete(table: AnswerTable, items: Sequence[ItemParameters]) -> IntArray:
    """Scores of the learners who answered all items, as a matrix."""
    if len(items) < 3:
        raise ValueError(f"three items at least are needed, got {len(items)}")
    places = {key: j for j, key in enumerate(table.items.tolist())}
    missing = [item.item for item in items if item.item not in places]
    if missing:
        raise ValueError(f"no answer is to item {missing[0]!r}")
    column = np.full(table.n_items, -1)
    column[[places[item.item] for item in items]] = np.arange(len(items))
    who, to = np.repeat(np.arange(table.n_learners), np.diff(table.start)), column[table.item]
    n_known = np.bincount(who[to >= 0], minlength=table.n_learners)
    whole = n_known == len(items)
    if whole.sum() < 100:
        raise ValueError(f"100 learners must have answered all items, got {int(whole.sum())}")
    keep = (to >= 0) & whole[who]
    matrix = np.zeros((int(whole.sum()), len(items)), np.int64)
    matrix[np.cumsum(whole)[who[keep]] - 1, to[keep]] = table.score[keep]
    for j, item in enumerate(items):
        if matrix[:, j].max() >= item.n_categories:
            known = item.n_categories - 1
            raise ValueError(f"a score of item {item.item!r} is above {known}")
    return matrix


def _sums(curves: Sequence[FloatArray]) -> FloatArray:
    """How likely each sum of scores is at each node."""
    sums = np.ones((1, len(_NODES)))
    for curve in curves:
        following = np.zeros((len(sums) + len(curve) - 1, len(_NODES)))
        for k, chance in enumerate(curve):
            following[k : k + len(sums)] += sums * chance
        sums = following
    return sums


def _joint(curve: FloatArray, others: FloatArray, weight: FloatArray) -> FloatArray:
    """How likely each score of an item is together with each sum of the whole test."""
    joint = np.zeros((len(curve), len(others) + len(curve) - 1))
    for k, chance in enumerate(curve):
        joint[k, k : k + len(others)] = (others * chance) @ weight
    return joint


def _fit(key: Key, observed: FloatArray, joint: FloatArray, n_estimated: int) -> ItemFit:
    """S-X2 of one item."""
    from scipy.special import chdtrc

    n = observed.sum(axis=0)
    expected = n * joint / np.maximum(joint.sum(axis=0), 1e-300)
    # Nothing is to be learnt from learners with nothing or everything right.
    inner = slice(1, -1)
    seen, said = _merged(observed[:, inner], expected[:, inner])
    statistic = float(np.sum((seen - said) ** 2 / said)) if seen.size else 0.0
    df = max(0, seen.shape[1] * (len(seen) - 1) - n_estimated)
    score = np.arange(len(seen)) / (len(seen) - 1)
    size = np.maximum(seen.sum(axis=0), 1.0)
    gap = (score @ (seen - said)) / size
    rms = float(np.sqrt(np.average(gap**2, weights=size))) if seen.size else 0.0
    p = float(chdtrc(df, statistic)) if df else 1.0
    return ItemFit(key, statistic, df, p, rms, int(observed.sum()))


def _merged(observed: FloatArray, expected: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Join neighbouring sums until every score is expected of one learner at least."""
    seen: list[FloatArray] = []
    said: list[FloatArray] = []
    o, e = np.zeros(len(observed)), np.zeros(len(observed))
    for t in range(observed.shape[1]):
        o, e = o + observed[:, t], e + expected[:, t]
        if e.min() >= FEWEST_EXPECTED:
            seen.append(o)
            said.append(e)
            o, e = np.zeros(len(observed)), np.zeros(len(observed))
    if seen:
        seen[-1], said[-1] = seen[-1] + o, said[-1] + e
    empty = np.zeros((len(observed), 0))
    return (np.column_stack(seen), np.column_stack(said)) if seen else (empty, empty)
