"""How sure fitted numbers are: the information in the answers, abilities unseen.

Louis' identity: the observed information is the information as if abilities were seen, less what
is lost because they are not, the posterior covariance of each learner's slopes. It is chosen over
cross-products of slopes because those are too wide in schools with few learners (Paek & Cai 2014,
Educational and Psychological Measurement 74, 58-76), and over Oakes' identity because one more
pass over the answers is enough, however many items there are.
"""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .problem import Place, Problem

_NUDGE = 1e-5


@dataclass(frozen=True, slots=True)
class Covariance:
    """The covariance of the free numbers; `reason` says what is wrong with it, if anything."""

    matrix: FloatArray
    reason: str


def estimate_covariance(place: Place) -> Covariance:
    """Return the covariance of free numbers at the top of a climb; one pass over the answers.

    References
    ----------
    Louis (1982), Journal of the Royal Statistical Society B 44, 226-233, section 3.
    """
    problem = place.problem
    tables, slopes = problem.tables(place.numbers), problem.slope_tables(place.numbers)
    lost = problem.source.square(tables, slopes, "lost")
    inverse = _inverse(_joined(problem, _complete(place) - lost))
    if inverse is not None:
        return Covariance(inverse, "")
    reason = "the answers do not pin down every number: errors are from cross-products of slopes"
    crossed = _joined(problem, problem.source.square(tables, slopes, "crossed"))
    ridge = 1e-9 * float(np.diag(crossed).max()) * np.eye(len(crossed))
    return Covariance(np.asarray(np.linalg.pinv(crossed + ridge), dtype=np.float64), reason)


def _inverse(information: FloatArray) -> FloatArray | None:
    """The inverse of a positive definite matrix; None for another."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    scaled = information / np.outer(scale, scale)
    if np.linalg.eigvalsh(scaled)[0] < 1e-8:
        return None
    inverse: FloatArray = np.linalg.inv(scaled) / np.outer(scale, scale)
    return inverse


def _joined(problem: Problem, matrix: FloatArray) -> FloatArray:
    """Add up an information matrix by free number."""
    free = np.flatnonzero(problem.free_of >= 0)
    to = problem.free_of[free]
    if len(to) == problem.n_free:
        return matrix[np.ix_(free, free)]
    joined = np.zeros((problem.n_free, problem.n_free))
    np.add.at(joined, (to[:, None], to[None, :]), matrix[np.ix_(free, free)])
    return joined


def _complete(place: Place) -> FloatArray:
    """Information as if abilities were seen: differences of slopes, expected answers held."""
    problem, found = place.problem, place.expectation
    if found is None:
        raise ValueError("standard errors need a place that can be")
    n = len(place.numbers)
    matrix = np.zeros((n, n))
    begins = np.concatenate((problem.items.place[:-1], _group_places(problem)))
    ends = np.concatenate((problem.items.place[1:], _group_places(problem) + 2))
    owner = np.repeat(np.arange(len(begins)), ends - begins)
    for p in range(int((ends - begins).max())):
        # Items do not meddle with each other, so one nudge moves number p of all of them.
        at = (begins + p)[begins + p < ends]
        nudge = np.zeros(n)
        nudge[at] = _NUDGE
        up, _ = problem.gather(place.numbers + nudge, found)
        down, _ = problem.gather(place.numbers - nudge, found)
        change = (down - up) / (2.0 * _NUDGE)
        column = np.full(len(begins), -1)
        column[begins + p < ends] = at
        rows = np.flatnonzero(column[owner] >= 0)
        matrix[rows, column[owner[rows]]] = change[rows]
    item, own = place._positions()
    for_priors = np.zeros(n)
    expected = problem.gather(place.numbers, found)[1]
    for_priors[: len(item)] = (place.blocks - expected)[item, own, own]
    return 0.5 * (matrix + matrix.T) + np.diag(for_priors)


def _group_places(problem: Problem) -> IntArray:
    """Where the numbers of each group begin."""
    return problem.n_item_numbers + 2 * np.arange(len(problem.groups))
