"""The mean of values that come in clusters, such as the answers of learners."""

import math
from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class ClusteredMean:
    """A weighted mean with an interval that allows for values of one cluster being alike."""

    mean: float
    se: float
    low: float
    high: float
    n_clusters: int


def estimate_clustered_mean(
    value: FloatArray, weight: FloatArray, cluster: IntArray, *, level: float
) -> ClusteredMean:
    """Return the weighted mean of values and its two-sided interval, drawn over clusters.

    Clusters are taken as a sample from many, values within one as they happen to be. The mean is a
    ratio of sums over clusters; its spread is that of the clusters' residuals, and the interval is
    Student's with one degree of freedom less than there are clusters.

    Parameters
    ----------
    value : shape (n,); finite
    weight : shape (n,); 0 or more, above 0 for at least one value
    cluster : shape (n,); which values belong together, two clusters at least
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If shapes differ or a value is outside its range.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd edition, equation 6.13 without the finite population
    correction.

    Examples
    --------
    >>> import numpy as np
    >>> found = estimate_clustered_mean(
    ...     np.array([1.0, 2.0, 6.0]), np.ones(3), np.array([0, 0, 1]), level=0.95
    ... )
    >>> found.mean, found.n_clusters
    (3.0, 2)
    """
    from scipy.special import stdtrit  # half a second that a server should not pay

    if not value.shape == weight.shape == cluster.shape or value.ndim != 1:
        shapes = f"{value.shape}, {weight.shape} and {cluster.shape}"
        raise ValueError(f"value, weight and cluster must be rows of one length, got {shapes}")
    if not (np.all(np.isfinite(value)) and np.all(np.isfinite(weight)) and np.all(weight >= 0.0)):
        raise ValueError("value must be finite, weight finite and 0 or more")
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    keys, index = np.unique(cluster, return_inverse=True)
    n, total = len(keys), float(weight.sum())
    if n < 2 or total == 0.0:
        raise ValueError(f"two clusters and some weight are needed, got {n} and {total}")
    mean = float(weight @ value) / total
    residual = np.bincount(index, weights=weight * (value - mean), minlength=n)
    se = math.sqrt(n / (n - 1) * float(residual @ residual)) / total
    reach = float(stdtrit(n - 1, 0.5 + level / 2.0)) * se
    return ClusteredMean(mean, se, mean - reach, mean + reach, n)
