"""How far the items of a test measure one thing: alpha and omega, from answers without a model."""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray

from .answers import AnswerTable
from .arrays import AnyArray

FEWEST_PAIRS = 30  # learners who answered both of two items
_STEPS = 2000


@dataclass(frozen=True, slots=True)
class Consistency:
    """Reliability of the sum of scores.

    Parameters
    ----------
    alpha : Cronbach's; a lower bound unless all items hang equally on what they share
    omega : McDonald's; from one shared factor
    se_alpha, se_omega : standard errors, by leaving out groups of learners
    n_learners : learners with an answer
    n_pairs : the fewest learners that answered both of two items
    """

    alpha: float
    omega: float
    se_alpha: float
    se_omega: float
    n_learners: int
    n_pairs: int


def estimate_consistency(table: AnswerTable, *, n_groups: int = 20) -> Consistency:
    """Return alpha and omega, from covariances of items over the learners who answered both.

    Parameters
    ----------
    table : three items or more; any two answered by 30 learners
    n_groups : into how many groups learners are cut for the errors

    Raises
    ------
    ValueError
        If there are fewer than three items, two items were seldom or never answered by the same
        learner, an item has one score only, or there are too few learners for the groups.

    References
    ----------
    Cronbach (1951), Psychometrika 16, 297-334; McDonald (1999), Test Theory, equation 6.20b, with
    loadings by least squares (minres: Harman & Jones 1966, Psychometrika 31, 351-368); errors by
    the delete-a-group jackknife (Kott 2001, Journal of Official Statistics 17, 521-526).
    """
    if table.n_items < 3:
        raise ValueError(f"three items at least are needed, got {table.n_items}")
    given = np.diff(table.start)
    if np.count_nonzero(given) < 3 * n_groups or n_groups < 2:
        rule = f"three learners a group, {n_groups} groups of two or more"
        raise ValueError(f"{rule}, got {np.count_nonzero(given)} learners")
    group = np.arange(table.n_learners) % n_groups
    sums = [_sums(table.some(group == g)) for g in range(n_groups)]
    whole = sum(sums[1:], sums[0])
    n = whole[0]
    _check_pairs(table, n)
    alpha, omega = _reliability(whole)
    parts = np.array([_reliability(whole - part) for part in sums])
    spread = (n_groups - 1) / n_groups * np.sum((parts - parts.mean(axis=0)) ** 2, axis=0)
    return Consistency(
        alpha=alpha,
        omega=omega,
        se_alpha=float(np.sqrt(spread[0])),
        se_omega=float(np.sqrt(spread[1])),
        n_learners=int(np.count_nonzero(given)),
        n_pairs=int(n.min()),
    )


def _sums(table: AnswerTable) -> FloatArray:
    """Of every two items: learners with both, sums of the first's scores and of products."""
    total = np.zeros((4, table.n_items, table.n_items))
    for first in range(0, table.n_learners, _STEPS):
        some = table.part(first, min(first + _STEPS, table.n_learners))
        seen: AnyArray = np.zeros((some.n_learners, table.n_items))
        score = np.zeros_like(seen)
        who = np.repeat(np.arange(some.n_learners), np.diff(some.start))
        seen[who, some.item], score[who, some.item] = 1.0, some.score
        total[0] += seen.T @ seen
        total[1] += score.T @ seen
        total[2] += score.T @ score
        total[3] += (score**2).T @ seen
    return total


def _check_pairs(table: AnswerTable, n: FloatArray) -> None:
    """Refuse items that were seldom or never answered together."""
    few = np.argwhere(n < FEWEST_PAIRS)
    if len(few):
        a, b = (table.items.tolist()[j] for j in few[0])
        told = "never" if n[tuple(few[0])] == 0 else f"by {int(n[tuple(few[0])])} learners"
        raise ValueError(
            f"items {a!r} and {b!r} were answered together {told}, need {FEWEST_PAIRS}"
        )


def _reliability(sums: FloatArray) -> tuple[float, float]:
    """Alpha and omega of pairwise covariances."""
    n, first, product, _ = sums
    covariance = (product - first * first.T / n) / (n - 1.0)
    k, total = len(covariance), float(covariance.sum())
    if np.any(np.diag(covariance) <= 0.0) or total <= 0.0:
        raise ValueError("an item has one score only, or items do not hang together at all")
    alpha = k / (k - 1.0) * (1.0 - float(np.trace(covariance)) / total)
    loading = _loadings(covariance)
    shared = float(loading.sum()) ** 2
    rest = float(np.sum(np.diag(covariance) - loading**2))
    return alpha, shared / (shared + rest)


def _loadings(covariance: FloatArray) -> FloatArray:
    """Loadings of one factor that come nearest to the covariances off the diagonal."""
    off = covariance - np.diag(np.diag(covariance))
    loading = np.sqrt(np.diag(covariance)) * 0.5
    for _ in range(500):
        before = loading
        for j in range(len(loading)):
            rest = loading @ loading - loading[j] ** 2
            loading = loading.copy()
            loading[j] = float(off[j] @ loading) / rest
        if np.abs(loading - before).max() < 1e-10:
            break
    return loading
