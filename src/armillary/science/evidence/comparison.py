"""Two ways of teaching compared, everybody counted in the arm they were given."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .effect_size import estimate_hedges_g, pooled_sd
from .estimates import Estimate
from .multilevel import (
    MANY_CLUSTERS,
    Grouping,
    MultilevelFit,
    estimate_cluster_contrast,
    estimate_contrast,
    fit_multilevel,
)
from .refusals import Reason, RefusalError
from .robust import estimate_robust_contrast, fit_robust
from .sums import find_clusters

FEWEST_IN_ARM = 4  # learners
FEWEST_CLUSTERS = 4  # of both arms, where clusters were assigned; 2 in each


class Method(StrEnum):
    """How a difference is estimated.

    `REML` models clusters; where fewer than 100 whole clusters were assigned, its error comes from
    how their means scatter. `CR2` assumes nothing about clusters. `ANCOVA` is for learners assigned
    one by one.
    """

    REML = "reml"
    CR2 = "cr2"
    ANCOVA = "ancova"


@dataclass(frozen=True, slots=True)
class StudyRows:
    """What a study knows of its learners, a row each.

    Parameters
    ----------
    outcome : shape (n,); NaN where it is missing
    arm : shape (n,); 1 for the way tried, 0 for the other
    covariates : shape (n, k), known before the start; NaN where missing; k may be 0
    cluster : shape (n,), whole numbers, such as the class; nothing without clusters
    """

    outcome: FloatArray
    arm: IntArray
    covariates: FloatArray
    cluster: IntArray | None

    def take(self, kept: BoolArray) -> "StudyRows":
        """The rows picked."""
        cluster = None if self.cluster is None else self.cluster[kept]
        return StudyRows(self.outcome[kept], self.arm[kept], self.covariates[kept], cluster)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a study found; arm 1 less arm 0.

    Parameters
    ----------
    effect : in units of the outcome
    g : in standard deviations of all learners
    icc : share of variance between clusters of one arm, before covariates; 0 without clusters
    between, within : variances between and inside clusters, in squared units of the outcome, of
        the model that gave `icc`
    sd : pooled inside arms
    n, n_clusters : rows and clusters in arm 0 and arm 1
    n_left_out : rows without outcome or covariate, not part of `n`
    method : of `effect`
    """

    effect: Estimate
    g: Estimate
    icc: float
    between: float
    within: float
    sd: float
    n: tuple[int, int]
    n_clusters: tuple[int, int]
    n_left_out: int
    method: Method


def estimate_difference(
    rows: StudyRows, *, method: Method, interacted: bool, level: float
) -> Difference:
    """Return how much more the learners of arm 1 learned, with intervals.

    Every learner counts in the arm they were assigned, whatever they did (intention to treat).
    Rows that miss the outcome or a covariate are left out and counted.

    Parameters
    ----------
    rows : of the study
    method : `REML` or `CR2` with clusters, `ANCOVA` without
    interacted : with covariates, let them matter differently in each arm (Lin 2013); sharper in
        large studies, and never blunter there
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If shapes differ, a value is outside its range, or the method does not suit the rows.
    RefusalError
        With an empty arm, nothing left, a constant outcome, fewer than 2 clusters in an arm or 4 in
        all where clusters were assigned, or what the models refuse.

    References
    ----------
    Lin (2013), Annals of Applied Statistics 7(1), 295-318; the models: `fit_multilevel`,
    `fit_robust`.

    Examples
    --------
    >>> rows = StudyRows(
    ...     np.array([1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0]),
    ...     np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.empty((8, 0)), None)
    >>> found = estimate_difference(rows, method=Method.ANCOVA, interacted=False, level=0.95)
    >>> found.effect.effect, round(found.effect.df, 4), round(found.g.effect, 4)
    (3.0, 6.0, 2.0207)
    """
    check_rows(rows)
    if (rows.cluster is None) != (method is Method.ANCOVA):
        raise ValueError(f"method {method.value} does not suit rows with cluster {rows.cluster}")
    complete = np.isfinite(rows.outcome) & np.all(np.isfinite(rows.covariates), axis=1)
    kept = rows.take(complete)
    n = count_arms(kept)
    n_clusters = _count_clusters(kept)
    columns = _columns(kept, interacted=interacted)
    contrast = np.eye(columns.shape[1] + 1)[1]
    if kept.cluster is None or method is Method.CR2:
        label = np.arange(len(kept.arm)) if kept.cluster is None else kept.cluster
        effect = estimate_robust_contrast(
            fit_robust(kept.outcome, columns, label), contrast, level=level
        )
    else:
        # Whole clusters are counted in one arm only, others in both.
        few_whole = sum(n_clusters) == len(find_clusters(kept.cluster)) < MANY_CLUSTERS
        estimate = estimate_cluster_contrast if few_whole else estimate_contrast
        effect = estimate(_fit(kept, columns), contrast, level=level)
    sd = pooled_sd(kept.outcome, kept.arm)
    plain = None if kept.cluster is None else _fit(kept, kept.arm[:, None].astype(np.float64))
    icc = 0.0 if plain is None else plain.icc
    size = 1.0 if kept.cluster is None else len(kept.arm) / len(find_clusters(kept.cluster))
    return Difference(
        effect=effect,
        g=estimate_hedges_g(effect, sd=sd, n=len(kept.arm), icc=icc, cluster_size=size),
        icc=icc,
        between=0.0 if plain is None else float(plain.variances[0][0, 0]),
        within=sd**2 if plain is None else plain.residual,
        sd=sd,
        n=n,
        n_clusters=n_clusters,
        n_left_out=int(np.sum(~complete)),
        method=method,
    )


def check_rows(rows: StudyRows) -> None:
    """Raise ValueError unless the rows of a study fit together."""
    n = len(rows.outcome)
    if rows.outcome.shape != (n,) or rows.arm.shape != (n,):
        raise ValueError(f"outcome and arm differ: {rows.outcome.shape} and {rows.arm.shape}")
    if rows.covariates.ndim != 2 or len(rows.covariates) != n:
        raise ValueError(f"covariates must have {n} rows, got shape {rows.covariates.shape}")
    if rows.cluster is not None and rows.cluster.shape != (n,):
        raise ValueError(f"cluster must have {n} rows, got shape {rows.cluster.shape}")
    if not np.all(np.isin(rows.arm, (0, 1))):
        raise ValueError(f"each arm must be 0 or 1, got {np.unique(rows.arm)[:5]}")
    if np.any(np.isinf(rows.outcome)) or np.any(np.isinf(rows.covariates)):
        raise ValueError("outcome and covariates must be finite or NaN")


def count_arms(rows: StudyRows) -> tuple[int, int]:
    """Return the rows of arm 0 and arm 1; refuse what cannot be compared."""
    n = int(np.sum(rows.arm == 0)), int(np.sum(rows.arm == 1))
    if sum(n) == 0:
        raise RefusalError(Reason.ALL_MISSING, "no learner has an outcome and every covariate")
    if min(n) == 0:
        raise RefusalError(
            Reason.ARM_EMPTY,
            f"nobody in arm {int(np.argmin(n))} has an outcome; nothing to compare",
        )
    if min(n) < FEWEST_IN_ARM:
        raise RefusalError(
            Reason.TOO_FEW_ROWS,
            f"an arm has {min(n)} learners, {FEWEST_IN_ARM} in each are needed at least",
        )
    return n


def _count_clusters(rows: StudyRows) -> tuple[int, int]:
    """Clusters that hold learners of each arm; refuse too few where clusters were assigned."""
    if rows.cluster is None:
        return 0, 0
    clusters = find_clusters(rows.cluster)
    share = np.bincount(clusters.index, weights=rows.arm) / clusters.size
    n = int(np.sum(share < 1.0)), int(np.sum(share > 0.0))
    whole = bool(np.all((share == 0.0) | (share == 1.0)))
    if whole and (min(n) < 2 or sum(n) < FEWEST_CLUSTERS):
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            f"the arms have {n[0]} and {n[1]} classes, two in each are needed at least: with one, "
            "the way of teaching and the class cannot be told apart. Swapping the ways half-way "
            "(crossover), or drawing lots for learners, would help",
        )
    return n if whole else (len(clusters), len(clusters))


def _columns(rows: StudyRows, *, interacted: bool) -> FloatArray:
    """The arm, the covariates about their means, and their products with the arm."""
    arm = rows.arm[:, None].astype(np.float64)
    centred = (
        rows.covariates - rows.covariates.mean(axis=0)
        if rows.covariates.size
        else (rows.covariates)
    )
    parts = [arm, centred, arm * centred] if interacted else [arm, centred]
    return np.column_stack(parts)


def _fit(rows: StudyRows, columns: FloatArray) -> MultilevelFit:
    assert rows.cluster is not None
    grouping = (Grouping(rows.cluster),)
    return fit_multilevel(rows.outcome, columns, grouping, method="reml")
