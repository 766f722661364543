"""Does an item favour a group? Scores compared among learners who stand alike, without a model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .answers import AnswerTable, Key
from .arrays import AnyArray
from .calibration import order_groups
from .fairness import BiasReport, ItemBias, adjust
from .results import LeftOut

_SDS = (0.17, 0.25)  # standardised mean differences in sds of the item: Zwick & others (1997)
_MOST_STRATA = 60  # more different values than these are not sums of scores


def find_bias_by_mantel(
    table: AnswerTable,
    matching: FloatArray,
    *,
    group: Sequence[Key] | AnyArray,
    reference: Key | None = None,
    fewest: int = 30,
) -> BiasReport:
    """Return, item by item, whether learners who stand alike score differently by group.

    Mantel's test of a difference of mean scores within strata, for two scores or more. With more
    than two groups each is set beside the reference group; the one that differs most surely is
    told, its p-value times the number of such comparisons. The effect is the standardised mean
    difference: what the group scores more than learners of the reference group who stand alike,
    in standard deviations of the item. A difference that changes its sign along the scale goes
    unseen; `find_bias` sees it.

    Parameters
    ----------
    table : answers with any number of scores
    matching : shape (n_learners,), what learners are matched by: sums of scores where all have
        the same items, the looked at item included; else abilities, which are cut into 20 strata
    group, reference : as for `calibrate`; two groups at least
    fewest : answers that an item must have in every group

    Raises
    ------
    ValueError
        If there is one group only or a value to match by is not finite.

    References
    ----------
    Mantel (1963), Journal of the American Statistical Association 58, 690-700, equation 3;
    Zwick, Donoghue & Grima (1993), Journal of Educational Measurement 30, 233-251; the effect of
    Dorans & Schmitt (1991), ETS Research Report 91-47, classes of Zwick, Thayer & Mazzeo (1997),
    Applied Measurement in Education 10, 321-344.
    """
    keys, index = order_groups(table, group, reference)
    if len(keys) < 2:
        raise ValueError("two groups at least are needed")
    if matching.shape != (table.n_learners,) or not np.all(np.isfinite(matching)):
        raise ValueError(f"matching must be one finite number a learner, got {matching.shape}")
    stratum = _strata(matching)
    who = np.repeat(np.arange(table.n_learners), np.diff(table.start))
    order = np.argsort(table.item, kind="stable")
    ends = np.concatenate(([0], np.cumsum(np.bincount(table.item, minlength=table.n_items))))
    found, left_out = [], []
    for j, key in enumerate(table.items.tolist()):
        rows = order[ends[j] : ends[j + 1]]
        one = _look(
            key, table.score[rows].astype(float), stratum[who[rows]], index[who[rows]],
            len(keys), fewest,
        )  # fmt: skip
        if isinstance(one, LeftOut):
            left_out.append(one)
        else:
            found.append(one)
    return BiasReport(tuple(keys), tuple(adjust(found, _SDS)), tuple(left_out))


def _strata(matching: FloatArray) -> IntArray:
    """Which learners stand alike: those with one value, or in one twentieth of all."""
    values, stratum = np.unique(matching, return_inverse=True)
    if len(values) > _MOST_STRATA:
        cuts = np.quantile(matching, np.arange(1, 20) / 20.0)
        stratum = np.searchsorted(cuts, matching)
    return np.asarray(stratum.reshape(-1), dtype=np.int64)


def _look(
    key: Key, score: FloatArray, stratum: IntArray, group: IntArray, n_groups: int, fewest: int
) -> ItemBias | LeftOut:
    """One item in all groups, or why nothing can be said."""
    from scipy.special import chdtrc

    counts = np.bincount(group, minlength=n_groups)
    if counts.min() < fewest:
        reason = f"too few to say: {counts.min()} answers in a group, {fewest} are needed"
        return LeftOut(key, len(score), reason)
    if score.min() == score.max():
        return LeftOut(key, len(score), "everyone has the same score")
    pairs = []
    for g in range(1, n_groups):
        two = (group == 0) | (group == g)
        pairs.append(_compare(score[two], stratum[two], group[two] == g))
    best = max(pairs, key=lambda pair: pair.statistic)
    if best.n_matched == 0:
        return LeftOut(key, len(score), "no learners of two groups stand alike")
    p = min(1.0, float(chdtrc(1, best.statistic)) * len(pairs))
    n_answers = tuple(counts.tolist())
    return ItemBias(key, best.statistic, 1, p, p, best.effect, "negligible", n_answers)


@dataclass(frozen=True, slots=True)
class _Pair:
    """One group beside the reference group."""

    statistic: float
    effect: float
    n_matched: int


def _compare(score: FloatArray, stratum: IntArray, is_other: AnyArray) -> _Pair:
    """Mantel's chi-squared, and the standardised mean difference in sds of the item."""
    n = np.bincount(stratum).astype(float)
    n_other = np.bincount(stratum, weights=is_other)
    total = np.bincount(stratum, weights=score)
    square = np.bincount(stratum, weights=score**2)
    of_other = np.bincount(stratum, weights=score * is_other)
    use = (n_other > 0) & (n_other < n)
    if not use.any():
        return _Pair(0.0, 0.0, 0)
    n, n_other, total, square, of_other = (
        part[use] for part in (n, n_other, total, square, of_other)
    )
    n_reference = n - n_other
    spread = n_reference * n_other * (n * square - total**2) / (n**2 * (n - 1.0))
    more = float(np.sum(of_other - n_other * total / n))
    gap = of_other / n_other - (total - of_other) / n_reference
    statistic = more**2 / float(spread.sum()) if spread.sum() > 0.0 else 0.0
    effect = float(np.average(gap, weights=n_other)) / float(score.std())
    return _Pair(statistic, effect, int(n_other.sum()))
