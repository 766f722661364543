"""Does an item favour a group? Learners as able as each other should manage it as often."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .answers import AnswerTable, Key
from .arrays import AnyArray
from .calibration import calibrate_source, order_groups
from .expectation import HeldAnswers
from .items import ItemParameters
from .linking import expected_scores
from .results import Calibration, LeftOut, Settings

Size = Literal["negligible", "moderate", "large"]

SIGNIFICANT = 0.05  # adjusted p above which an item is called negligible whatever its size
_GAPS = (0.05, 0.10)  # shares of the full score: Dorans & Kulick (1986)
_SHARES = (0.035, 0.070)  # changes of R squared: Jodoin & Gierl (2001)
_NODES = np.linspace(-4.0, 4.0, 41)


@dataclass(frozen=True, slots=True)
class ItemBias:
    """Whether equally able learners of different groups score differently on one item.

    Parameters
    ----------
    item : its key
    statistic, df, p_value : likelihood ratio of "differs" against "does not"
    p_adjusted : the share of false alarms among items called out at this p or below (Benjamini
        & Hochberg 1995)
    effect : how much it differs. For `find_bias`, the mean gap between expected scores, as a
        share of the full score, over learners of the group that differs most, above 0 if it is
        favoured; for `find_bias_by_regression`, the change of Nagelkerke's R squared, 0 or more;
        for `find_bias_by_mantel`, the mean difference among learners who stand alike, in sds of
        the item, above 0 if the group is favoured
    size : what that is called; negligible unless p_adjusted is below 0.05
    n_answers : shape (n_groups,), the reference group first
    """

    item: Key
    statistic: float
    df: int
    p_value: float
    p_adjusted: float
    effect: float
    size: Size
    n_answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BiasReport:
    """What was found about the items of a test.

    Parameters
    ----------
    groups : keys, the reference group first
    items : those about which something can be said
    left_out : those about which nothing can be said, and why
    """

    groups: tuple[Key, ...]
    items: tuple[ItemBias, ...]
    left_out: tuple[LeftOut, ...]


def find_bias(
    table: AnswerTable,
    settings: Settings,
    *,
    group: Sequence[Key] | AnyArray,
    reference: Key | None = None,
    items: Sequence[Key] | None = None,
) -> BiasReport:
    """Return, item by item, whether it has curves of its own in some groups.

    The test is calibrated with one curve for all groups, then once more for every item with a
    curve for each group; all other items hold the scale. Groups may differ in ability.

    Parameters
    ----------
    table, settings, group, reference : as for `calibrate`; two groups at least
    items : those that are looked at; without it all

    Raises
    ------
    ValueError
        As `calibrate`, and if there is one group only or a calibration does not converge.

    References
    ----------
    Thissen, Steinberg & Wainer (1993) in Holland & Wainer, Differential Item Functioning, chapter
    4; sizes after Dorans & Kulick (1986), Journal of Educational Measurement 23, 355-368.
    """
    keys, index = order_groups(table, group, reference)
    if len(keys) < 2:
        raise ValueError("two groups at least are needed")
    plain = _calibrated(table, index, keys, settings)
    names: list[Key] = table.items.tolist()
    fitted = {item.parameters.item for item in plain.items}
    chosen = [key for key in (names if items is None else items) if key in fitted]
    found, left_out = [], list(plain.left_out)
    for key in chosen:
        # With priors learned anew each time, they would differ beside the item.
        one = _split(table, names.index(key), index, keys, replace(settings, priors=plain.priors))
        if isinstance(one, LeftOut):
            left_out.append(one)
            continue
        found.append(_compared(key, plain, one, table, index))
    return BiasReport(tuple(keys), tuple(adjust(found, _GAPS)), tuple(left_out))


def _calibrated(
    table: AnswerTable, index: IntArray, keys: Sequence[Key], settings: Settings
) -> Calibration:
    """Items with one curve for all groups; refuses a search that did not end at the top."""
    found = calibrate_source(
        HeldAnswers(table, index, len(keys)),
        settings,
        items=table.items.tolist(),
        n_categories=table.n_categories,
        groups=keys,
    )
    if not found.converged:
        raise ValueError(f"the calibration did not converge: {found.reason}")
    return found


def _split(
    table: AnswerTable, j: int, index: IntArray, keys: Sequence[Key], settings: Settings
) -> "Calibration | LeftOut":
    """The calibration in which item j is another item in every group; its keys are numbers."""
    who = np.repeat(index, np.diff(table.start))
    moved = table.item.copy()
    own = (table.item == j) & (who > 0)
    moved[own] = table.n_items + who[own] - 1
    extra = len(keys) - 1
    apart = replace(
        table,
        items=np.arange(table.n_items + extra),
        item=moved,
        n_categories=np.concatenate((table.n_categories, np.repeat(table.n_categories[j], extra))),
    )
    numbers = {key: n for n, key in enumerate(table.items.tolist())}
    fixed: dict[Key, ItemParameters] = {
        numbers[key]: replace(item, item=numbers[key])
        for key, item in (settings.fixed or {}).items()
    }
    found = _calibrated(apart, index, keys, replace(settings, fixed=fixed or None))
    for out in found.left_out:
        if out.item == j or int(out.item) >= table.n_items:
            which = 0 if out.item == j else int(out.item) - table.n_items + 1
            return LeftOut(
                table.items.tolist()[j], out.n_answers, f"in group {keys[which]}: {out.reason}"
            )
    return found


def _compared(
    key: Key, plain: Calibration, apart: Calibration, table: AnswerTable, index: IntArray
) -> ItemBias:
    """One item before its numbers are set beside those of the others."""
    from scipy.special import chdtrc

    j, n = table.items.tolist().index(key), table.n_items
    curves = {item.parameters.item: item for item in apart.items}
    own = [curves[j], *(curves[n + g] for g in range(len(apart.populations) - 1))]
    statistic = max(0.0, 2.0 * (apart.log_likelihood - plain.log_likelihood))
    item = own[0].parameters
    each = item.n_categories - (1 if item.model == "rasch" else 0) + (item.model == "3pl")
    df = each * (len(own) - 1)
    effects = [
        _gap(own[0].parameters, curve.parameters, population.mean, population.sd)
        for curve, population in zip(own[1:], apart.populations[1:], strict=True)
    ]
    effect = max(effects, key=abs)
    p = float(chdtrc(df, statistic))
    counts = tuple(curve.n_answers for curve in own)
    return ItemBias(key, statistic, df, p, p, effect, "negligible", counts)


def _gap(reference: ItemParameters, other: ItemParameters, mean: float, sd: float) -> float:
    """Mean difference of expected scores over a group, as a share of the full score.

    Its amount counts every difference; its sign is that of their sum.
    """
    weight = np.exp(-0.5 * _NODES**2)
    told = expected_scores([reference, other], mean + sd * _NODES)
    gap = (told[1] - told[0]) / (reference.n_categories - 1)
    sign = 1.0 if float(gap @ weight) >= 0.0 else -1.0
    return sign * float(np.average(np.abs(gap), weights=weight))


def find_bias_by_regression(
    table: AnswerTable,
    ability: FloatArray,
    *,
    group: Sequence[Key] | AnyArray,
    reference: Key | None = None,
    fewest: int = 30,
) -> BiasReport:
    """Return, item by item, whether group tells anything beyond ability about right and wrong.

    Logistic regressions on ability, with and without group and group times ability.

    Parameters
    ----------
    table : right and wrong answers
    ability : shape (n_learners,), what learners are matched by: estimates, or sums of scores
    group, reference : as for `calibrate`; two groups at least
    fewest : answers that an item must have in every group

    Raises
    ------
    ValueError
        If there is one group only, an item has more than two scores, or an ability is not finite.

    References
    ----------
    Swaminathan & Rogers (1990), Journal of Educational Measurement 27, 361-370; sizes of Jodoin &
    Gierl (2001), Applied Measurement in Education 14, 329-349.
    """
    keys, index = order_groups(table, group, reference)
    if len(keys) < 2:
        raise ValueError("two groups at least are needed")
    if ability.shape != (table.n_learners,) or not np.all(np.isfinite(ability)):
        raise ValueError(f"ability must be one finite number a learner, got {ability.shape}")
    if np.any(table.n_categories > 2):
        raise ValueError(
            "an item has more than two scores; find_bias and find_bias_by_mantel take those"
        )
    found, left_out = [], []
    who = np.repeat(np.arange(table.n_learners), np.diff(table.start))
    order = np.argsort(table.item, kind="stable")
    ends = np.cumsum(np.bincount(table.item, minlength=table.n_items))
    for j, key in enumerate(table.items.tolist()):
        rows = order[(ends[j - 1] if j else 0) : ends[j]]
        counts = np.bincount(index[who[rows]], minlength=len(keys))
        if counts.min() < fewest:
            reason = f"too few to say: {counts.min()} answers in a group, {fewest} are needed"
            left_out.append(LeftOut(key, int(counts.sum()), reason))
            continue
        right = table.score[rows].astype(float)
        if right.min() == right.max():
            left_out.append(LeftOut(key, len(rows), "everyone has the same score"))
            continue
        found.append(_regressed(key, right, ability[who[rows]], index[who[rows]], len(keys)))
    return BiasReport(tuple(keys), tuple(adjust(found, _SHARES)), tuple(left_out))


def _regressed(
    key: Key, right: FloatArray, ability: FloatArray, group: IntArray, n_groups: int
) -> ItemBias:
    """One item's regressions."""
    from scipy.special import chdtrc

    spread = float(ability.std()) or 1.0
    z = (ability - ability.mean()) / spread
    dummies = (group[:, None] == np.arange(1, n_groups)).astype(float)
    small = np.column_stack((np.ones(len(z)), z))
    large = np.column_stack((small, dummies, dummies * z[:, None]))
    p = right.mean()
    empty = len(z) * float(p * np.log(p) + (1.0 - p) * np.log(1.0 - p))
    one, two = _log_likelihood(small, right), _log_likelihood(large, right)
    statistic, df = max(0.0, 2.0 * (two - one)), 2 * (n_groups - 1)
    top = 1.0 - np.exp(2.0 * empty / len(z))
    change = (np.exp(2.0 * (empty - one) / len(z)) - np.exp(2.0 * (empty - two) / len(z))) / top
    p_value = float(chdtrc(df, statistic))
    counts = tuple(np.bincount(group, minlength=n_groups).tolist())
    return ItemBias(
        key, statistic, df, p_value, p_value, max(0.0, float(change)), "negligible", counts
    )


def _log_likelihood(design: FloatArray, right: FloatArray) -> float:
    """The highest log-likelihood of a logistic regression, by Newton's method."""
    values, best = np.zeros(design.shape[1]), -np.inf
    for _ in range(60):
        z = np.clip(design @ values, -30.0, 30.0)
        told = float(np.sum(right * z - np.logaddexp(0.0, z)))
        if told - best < 1e-9:
            break
        best, p = told, 1.0 / (1.0 + np.exp(-z))
        information = design.T @ (design * (p * (1.0 - p))[:, None])
        information += 1e-9 * np.eye(len(values))
        values = values + np.linalg.solve(information, design.T @ (right - p))
    return max(best, told)


def adjust(found: Sequence[ItemBias], sizes: tuple[float, float]) -> list[ItemBias]:
    """Items with p-values that mind how many were looked at, and with the name of their size."""
    if not found:
        return []
    p = np.array([one.p_value for one in found])
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(np.minimum(1.0, p[order] * len(p) / ranks))
    is_called: BoolArray = adjusted < SIGNIFICANT
    return [
        replace(
            one, p_adjusted=float(q), size=_size(abs(one.effect), sizes) if called else one.size
        )
        for one, q, called in zip(found, adjusted, is_called.tolist(), strict=True)
    ]


def _size(effect: float, sizes: tuple[float, float]) -> Size:
    """The name of an effect."""
    if effect < sizes[0]:
        return "negligible"
    return "moderate" if effect < sizes[1] else "large"
