"""Sums over clusters: all that the models of this folder ever read of the rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from armillary.science.numerics import FloatArray, IntArray

from .refusals import Reason, RefusalError


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which rows belong together.

    Parameters
    ----------
    keys : shape (n_clusters,), the distinct values, sorted
    index : shape (n,), the place of each row's value in `keys`
    size : shape (n_clusters,), rows of each cluster
    """

    keys: NDArray[np.int64]
    index: IntArray
    size: IntArray

    def __len__(self) -> int:
        return len(self.keys)


def find_clusters(label: IntArray) -> Clusters:
    """Return the distinct labels and each row's place among them.

    >>> found = find_clusters(np.array([7, 3, 7]))
    >>> found.keys.tolist(), found.index.tolist(), found.size.tolist()
    ([3, 7], [1, 0, 1], [1, 2])
    """
    label = np.asarray(label)
    if label.ndim != 1 or not np.issubdtype(label.dtype, np.integer):
        raise ValueError(f"cluster must be a row of whole numbers, got {label.dtype} {label.shape}")
    if len(label) == 0:
        raise RefusalError(Reason.ALL_MISSING, "there is no row to read")
    low = int(label.min())
    span = int(label.max()) - low + 1
    if span > 4 * len(label) + 1000:  # a table of all values would not fit; sort instead
        keys, index = np.unique(label, return_inverse=True)
        return Clusters(keys.astype(np.int64), index, np.bincount(index))
    shifted = (label - low).astype(np.int64)
    count = np.bincount(shifted, minlength=span)
    present = count > 0
    place = np.cumsum(present) - 1
    return Clusters(np.flatnonzero(present) + low, place[shifted], count[present])


def cluster_products(columns: list[FloatArray | None], clusters: Clusters) -> FloatArray:
    """Return the products of columns summed over each cluster.

    Parameters
    ----------
    columns : m of shape (n,) each; None stands for a column of ones
    clusters : of the n rows

    Returns
    -------
    shape (n_clusters, m, m), symmetric
    """
    m, n = len(columns), len(clusters)
    out = np.empty((m, m, n))
    for i, left in enumerate(columns):
        for j in range(i, m):
            out[i, j] = out[j, i] = _sum_product(left, columns[j], clusters)
    return np.ascontiguousarray(out.transpose(2, 0, 1))


def _sum_product(
    left: FloatArray | None, right: FloatArray | None, clusters: Clusters
) -> FloatArray:
    """One product of two columns, summed over each cluster."""
    if left is None and right is None:
        return clusters.size.astype(np.float64)
    if left is not None and right is not None:
        left = left * right
    weight = right if left is None else left
    out = np.bincount(clusters.index, weights=weight, minlength=len(clusters))
    return np.asarray(out, dtype=np.float64)
