"""How rows lie in their groupings, and a comparison across them."""

from enum import StrEnum

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .refusals import Reason, RefusalError
from .sums import find_clusters

FEWEST_CLUSTERS = 4  # where whole clusters were given one arm; 2 in each


class Hold(StrEnum):
    """How two groupings lie to each other, or that there is one or none."""

    NONE = "none"
    SINGLE = "single"
    NESTED = "nested"
    CROSSED = "crossed"


def order_groupings(first: IntArray, second: IntArray) -> tuple[Hold, tuple[IntArray, IntArray]]:
    """Return how two groupings lie to each other, and both in the order that models want.

    Parameters
    ----------
    first, second : shape (n,), whole numbers

    Raises
    ------
    RefusalError
        If both group the rows alike.

    Examples
    --------
    >>> room, school = np.array([1, 1, 2, 2, 3, 3]), np.array([8, 8, 8, 8, 9, 9])
    >>> order_groupings(school, room)[0].value
    'nested'
    >>> order_groupings(room, np.array([8, 9, 8, 9, 8, 9]))[0].value
    'crossed'
    """
    n = [len(find_clusters(one)) for one in (first, second)]
    inner, outer = (first, second) if n[0] >= n[1] else (second, first)
    both = len(np.unique(np.stack([inner, outer]), axis=1).T)
    if both == max(n):
        if n[0] == n[1]:
            raise RefusalError(
                Reason.COLLINEAR, "both groupings put the same rows together; name one of them"
            )
        return Hold.NESTED, (inner, outer)
    return Hold.CROSSED, (inner, outer)


def whole_clusters(compared: FloatArray, cluster: IntArray) -> bool:
    """Whether each cluster has one value in every compared column."""
    clusters = find_clusters(cluster)
    for column in compared.T:
        low = np.full(len(clusters), np.inf)
        np.minimum.at(low, clusters.index, column)
        high = np.full(len(clusters), -np.inf)
        np.maximum.at(high, clusters.index, column)
        if np.any(low < high):
            return False
    return True


def check_clusters(compared: FloatArray, cluster: IntArray) -> None:
    """Raise RefusalError for arms of whole clusters that are too few."""
    clusters = find_clusters(cluster)
    own = np.zeros((len(clusters), compared.shape[1]))
    own[clusters.index] = compared
    _values, count = np.unique(own, axis=0, return_counts=True)
    amounts = len(count) > 2 * (compared.shape[1] + 1)  # a column of amounts, not of arms
    if not amounts and (count.min() < 2 or count.sum() < FEWEST_CLUSTERS):
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            f"the arms have {' and '.join(str(n) for n in count)} clusters, two in each are needed "
            "at least: with one, the way of teaching and the class cannot be told apart. Swapping "
            "the ways half-way (crossover), or drawing lots for learners, would help",
        )


def share_between(column: FloatArray, cluster: IntArray) -> float:
    """Return the share of a column's square about its mean that lies between clusters, 0 to 1."""
    clusters = find_clusters(cluster)
    centred = column - column.mean()
    whole = float(centred @ centred)
    means = np.bincount(clusters.index, centred) / clusters.size
    return float(clusters.size @ means**2) / whole if whole > 0.0 else 0.0


def share_together(cluster: IntArray, other: IntArray) -> float:
    """Return the share of rows that come from where most of their cluster do, 0 to 1.

    Parameters
    ----------
    cluster, other : shape (n,), whole numbers

    Examples
    --------
    >>> share_together(np.array([1, 1, 1, 1, 2, 2]), np.array([5, 5, 5, 6, 6, 6]))
    0.8333333333333334
    """
    groups = find_clusters(cluster), find_clusters(other)
    both, count = np.unique(groups[0].index * len(groups[1]) + groups[1].index, return_counts=True)
    most = np.zeros(len(groups[0]))
    np.maximum.at(most, both // len(groups[1]), count)
    return float(most.sum()) / len(cluster)
