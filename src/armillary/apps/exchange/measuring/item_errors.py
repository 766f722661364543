"""Errors of an item's numbers as they are reported, and of its difficulties."""

import numpy as np

from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import ItemErrors, ItemParameters


def reported_covariance(item: ItemParameters, errors: ItemErrors) -> FloatArray:
    """Return the covariance of slope and intercepts, in this order; 0 for what is held.

    Intercepts of a graded item are the first less the sum of the gaps before, and the errors are
    those of the gaps' logarithms.
    """
    n = len(item.intercepts)
    rows = np.array(errors.free_of[item.item][: n + 1])
    free = np.flatnonzero(rows >= 0)
    part = np.zeros((n + 1, n + 1))
    part[np.ix_(free, free)] = errors.matrix[np.ix_(rows[free], rows[free])]
    if item.model == "grm":
        turn, gaps = np.eye(n + 1), -np.diff(item.intercepts)
        for k in range(1, n):
            turn[k + 1, 1], turn[k + 1, 2 : k + 2] = 1.0, -gaps[:k]
        part = turn @ part @ turn.T
    return part


def difficulty_errors(item: ItemParameters, errors: ItemErrors) -> tuple[float, list[float]]:
    """Return standard errors of the mean difficulty of an item and of each step.

    A difficulty is minus intercept over slope; its error follows to first order (delta method).
    The slope must not be 0.
    """
    slopes = np.column_stack(
        (np.array(item.intercepts) / item.slope**2, -np.eye(len(item.intercepts)) / item.slope)
    )
    part = reported_covariance(item, errors)
    each = np.einsum("ki,ij,kj->k", slopes, part, slopes)
    mean = slopes.mean(axis=0)
    return float(np.sqrt(max(0.0, mean @ part @ mean))), np.sqrt(np.maximum(each, 0.0)).tolist()
