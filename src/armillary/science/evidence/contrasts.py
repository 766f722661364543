"""Several arms, amounts or a mean: any columns of interest, with up to two groupings of rows."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .crossed import CrossedFit, fit_crossed
from .estimates import Estimate
from .groupings import (
    Hold,
    check_clusters,
    order_groupings,
    share_between,
    share_together,
    whole_clusters,
)
from .multilevel import (
    MANY_CLUSTERS,
    Grouping,
    MultilevelFit,
    estimate_cluster_contrast,
    estimate_contrast,
    fit_multilevel,
)
from .refusals import Reason, RefusalError
from .robust import RobustFit, estimate_robust_contrast, fit_robust
from .sums import find_clusters

FEW_INNER = 40  # clusters drawn inside larger ones; from here on Satterthwaite's t holds
# Of a compared column's square, between clusters of a crossed grouping; and how many of these are
# few where the column is not the same in all of a cluster: with 12 Satterthwaite's t holds.
MOSTLY, FEW_CROSSED = 0.5, 12
# Share of rows that lie in that cluster of the other grouping from which most of their own come;
# beyond it the two groupings are nearly one, and their variances can hardly be told apart.
NEARLY_ONE = 0.75


class Fitting(StrEnum):
    """How effects are found: a model by REML or ML, or least squares with robust errors."""

    REML = "reml"
    ML = "ml"
    ROBUST = "robust"


@dataclass(frozen=True, slots=True)
class ComparedRows:
    """Rows with the columns whose effects are asked for; all finite.

    Parameters
    ----------
    outcome : shape (n,)
    compared : shape (n, k), such as an indicator of each arm but one; k may be 0: then the mean
    covariates : shape (n, q), known before the start; q may be 0
    groupings : none, one or two of shape (n,), whole numbers; of two nested ones the inner first,
        of two crossed ones that with more clusters
    slopes : shape (n, s), columns whose effect differs between clusters of the first grouping; s
        may be 0
    """

    outcome: FloatArray
    compared: FloatArray
    covariates: FloatArray
    groupings: tuple[IntArray, ...]
    slopes: FloatArray


@dataclass(frozen=True, slots=True)
class Contrasted:
    """What was found of each column.

    Parameters
    ----------
    intercept : the outcome where every column is 0
    effects : of each compared column
    covariates : effect of each covariate
    model_se : standard errors as the model has them, of intercept, compared, covariates; where
        whole clusters were given one arm, those of `effects` come from the scatter of clusters
    variances : between the clusters of each grouping, slopes at 0
    residual : variance inside clusters
    log_likelihood : restricted for REML; nothing for robust errors
    n, n_clusters : rows; clusters of each grouping
    hold : how groupings lie to each other
    whole : whether every cluster of the outer grouping has one value in each compared column
    fit : the model, for other contrasts
    """

    intercept: Estimate
    effects: tuple[Estimate, ...]
    covariates: tuple[Estimate, ...]
    model_se: FloatArray
    variances: tuple[float, ...]
    residual: float
    log_likelihood: float | None
    n: int
    n_clusters: tuple[int, ...]
    hold: Hold
    whole: bool
    fit: "Contrasting"

    @property
    def careful(self) -> bool:
        """Whether intervals hold the truth more often than they say: 98 % for 95, where many move.

        Few crossed clusters carry the comparison, and some of their rows have another value.
        """
        return isinstance(self.fit, _Crossed) and self.fit.careful


class Contrasting(Protocol):
    """Something that gives any weighted sum of its effects."""

    def estimate(self, contrast: FloatArray, *, level: float) -> Estimate:
        """The weighted sum with its interval."""
        ...


def estimate_contrasts(rows: ComparedRows, *, fitting: Fitting, level: float) -> Contrasted:
    """Return the effect of every compared column from one model, with intervals.

    One grouping: the model of classes. Two: classes in schools, or crossed factors, whichever the
    rows show. None: least squares with HC2 errors. Where every outer cluster has one value in each
    compared column and there are fewer than 100, errors come from the scatter of clusters
    (`estimate_cluster_contrast`); from there on the model's own, Satterthwaite's, hold as well.
    Where fewer than 40 inner clusters were given one arm each inside outer ones (classes inside
    schools, or in pairs), outer clusters are taken as fixed for the effects, and errors come from
    the scatter of the inner ones. Of two crossed groupings the smaller one between whose clusters
    most of every compared column lies gives the scatter, if it has fewer than 100 (fewer than 12
    where some rows of a cluster have another value).

    Parameters
    ----------
    rows : to compare
    fitting : `ROBUST` gives CR2 errors for the outer clusters; without groupings always HC2
    level : how often an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If shapes differ, a value is not finite, or slopes are asked of robust fits.
    RefusalError
        As the models refuse; if slopes or robust errors are asked of crossed groupings; with fewer
        than 2 clusters for a value of a compared column where whole clusters were given it, or
        fewer than 4 in all.

    Examples
    --------
    >>> none = np.empty((8, 0))
    >>> rows = ComparedRows(np.array([1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0]),
    ...     np.repeat([[0.0], [1.0]], 4, axis=0), none, (), none)
    >>> found = estimate_contrasts(rows, fitting=Fitting.REML, level=0.95)
    >>> found.effects[0].effect, found.hold.value
    (3.0, 'none')
    """
    _check(rows)
    columns = np.column_stack([rows.compared, rows.covariates])
    hold, groupings = _hold(rows.groupings)
    whole = hold is not Hold.NONE and hold is not Hold.CROSSED
    whole = whole and rows.compared.shape[1] > 0 and whole_clusters(rows.compared, groupings[-1])
    if whole:
        check_clusters(rows.compared, groupings[-1])
    fit: Contrasting
    if hold is Hold.NONE or fitting is Fitting.ROBUST:
        fit = _Robust(_fit_robust(rows, columns, groupings))
    elif hold is Hold.CROSSED:
        fit = _fit_crossed(rows, columns, groupings, fitting)
    else:
        nested = _fit_nested(rows, columns, groupings, fitting)
        fit = _Nested(nested, whole)
        if _needs_strata(rows, groupings, fitting, whole=whole):
            fit = _fit_strata(rows, columns, groupings, nested)
    return _describe(rows, fit, hold, whole, groupings, level)


@dataclass(frozen=True, slots=True)
class _Robust:
    fit: RobustFit

    def estimate(self, contrast: FloatArray, *, level: float) -> Estimate:
        return estimate_robust_contrast(self.fit, contrast, level=level)


@dataclass(frozen=True, slots=True)
class _Crossed:
    """`few`: few clusters of one grouping carry the comparison; their scatter tells its error.

    `careful`: some rows of those clusters have another value. `alone`: the model of that grouping
    alone, where the other is nearly the same.
    """

    fit: CrossedFit
    few: bool
    careful: bool = False
    alone: MultilevelFit | None = None

    def estimate(self, contrast: FloatArray, *, level: float) -> Estimate:
        if self.alone is not None:
            return estimate_cluster_contrast(self.alone, contrast, level=level)
        estimate = estimate_cluster_contrast if self.few else estimate_contrast
        return estimate(self.fit, contrast, level=level)


@dataclass(frozen=True, slots=True)
class _Nested:
    fit: MultilevelFit
    whole: bool

    def estimate(self, contrast: FloatArray, *, level: float) -> Estimate:
        few = self.fit.n_clusters[-1] < MANY_CLUSTERS and self.fit.method == "reml"
        by_scatter = self.whole and few and self.fit.scatter is not None
        estimate = estimate_cluster_contrast if by_scatter else estimate_contrast
        return estimate(self.fit, contrast, level=level)


@dataclass(frozen=True, slots=True)
class _Stratified:
    """Few inner clusters, each given one arm inside outer ones: outer clusters as fixed effects.

    `inner` is fitted to the intercept, the columns in `held`, and an indicator of each outer
    cluster but one; columns not in `held` are constant in outer clusters.
    """

    fit: MultilevelFit
    inner: MultilevelFit
    held: IntArray

    def estimate(self, contrast: FloatArray, *, level: float) -> Estimate:
        own = np.zeros(len(self.inner.fixed))
        own[: len(self.held)] = contrast[self.held]
        aside = np.delete(contrast, self.held)
        if contrast[0] != 0.0 or np.any(aside != 0.0):
            return estimate_contrast(self.fit, contrast, level=level)
        return estimate_cluster_contrast(self.inner, own, level=level)


def _check(rows: ComparedRows) -> None:
    n = len(rows.outcome)
    for name in ("compared", "covariates", "slopes"):
        shape = getattr(rows, name).shape
        if len(shape) != 2 or shape[0] != n:
            raise ValueError(f"{name} must have {n} rows, got shape {shape}")
    if len(rows.groupings) > 2:
        raise ValueError(f"two groupings at most, got {len(rows.groupings)}")


def _hold(groupings: tuple[IntArray, ...]) -> tuple[Hold, tuple[IntArray, ...]]:
    if not groupings:
        return Hold.NONE, ()
    if len(groupings) == 1:
        return Hold.SINGLE, groupings
    return order_groupings(*groupings)


def _fit_robust(
    rows: ComparedRows, columns: FloatArray, groupings: tuple[IntArray, ...]
) -> RobustFit:
    if rows.slopes.shape[1]:
        raise ValueError("slopes need a model: fitting must be 'reml' or 'ml', with a grouping")
    if len(groupings) == 2 and _hold(groupings)[0] is Hold.CROSSED:
        raise RefusalError(
            Reason.NOT_NESTED,
            "clusters of one grouping lie in several of the other, and robust errors hold for "
            "nested groupings only; the model (reml), or one grouping, would help",
        )
    label = groupings[-1] if groupings else np.arange(len(rows.outcome))
    return fit_robust(rows.outcome, columns, label)


def _fit_crossed(
    rows: ComparedRows, columns: FloatArray, groupings: tuple[IntArray, ...], fitting: Fitting
) -> _Crossed:
    if rows.slopes.shape[1]:
        raise RefusalError(
            Reason.NOT_NESTED,
            "clusters of one grouping lie in several of the other, and slopes need nested "
            "groupings; one grouping, or no slope, would help",
        )
    carrier = _carrier(rows.compared, groupings) if fitting is Fitting.REML else None
    if carrier is not None and whole_clusters(rows.compared, groupings[carrier]):
        check_clusters(rows.compared, groupings[carrier])
    turned = carrier == 0  # the scatter is that of the second grouping
    first, second = reversed(groupings) if turned else groupings
    fit = fit_crossed(rows.outcome, columns, first, second, method=fitting.value)
    if turned:
        fit = replace(fit, variances=fit.variances[::-1], n_clusters=fit.n_clusters[::-1])
    if carrier is None or fit.scatter is None:
        return _Crossed(fit, few=False)
    whole = whole_clusters(rows.compared, second)
    if whole and share_together(second, first) > NEARLY_ONE:
        alone = fit_multilevel(rows.outcome, columns, (Grouping(second),), method="reml")
        return _Crossed(fit, few=True, alone=alone if alone.scatter is not None else None)
    # The mean and each compared column cost a cluster, even if the other grouping tells much.
    free = len(find_clusters(second)) - 1.0 - rows.compared.shape[1]
    if 1.0 <= free < fit.scatter_df:
        fit = replace(fit, scatter=fit.scatter * fit.scatter_df / free, scatter_df=free)
    return _Crossed(fit, few=True, careful=not whole)


def _carrier(compared: FloatArray, groupings: tuple[IntArray, ...]) -> int | None:
    """The crossed grouping whose clusters carry the comparison, if they are few: the smallest."""
    if not compared.shape[1]:
        return None
    few = []
    for place, label in enumerate(groupings):
        n = len(find_clusters(label))
        mostly = min(share_between(column, label) for column in compared.T) > MOSTLY
        if mostly and n < (MANY_CLUSTERS if whole_clusters(compared, label) else FEW_CROSSED):
            few.append((n, place))
    return min(few)[1] if few else None


def _fit_nested(
    rows: ComparedRows, columns: FloatArray, groupings: tuple[IntArray, ...], fitting: Fitting
) -> MultilevelFit:
    slopes = rows.slopes if rows.slopes.shape[1] else None
    levels = tuple(Grouping(label, slopes) for label in groupings)
    return fit_multilevel(rows.outcome, columns, levels, method=fitting.value)


def _needs_strata(
    rows: ComparedRows, groupings: tuple[IntArray, ...], fitting: Fitting, *, whole: bool
) -> bool:
    """Whether few inner clusters were given one arm each inside outer clusters."""
    if len(groupings) < 2 or whole or fitting is not Fitting.REML or not rows.compared.shape[1]:
        return False
    few = len(find_clusters(groupings[0])) < FEW_INNER
    return few and not rows.slopes.shape[1] and whole_clusters(rows.compared, groupings[0])


def _fit_strata(
    rows: ComparedRows,
    columns: FloatArray,
    groupings: tuple[IntArray, ...],
    nested: MultilevelFit,
) -> _Stratified:
    outer = find_clusters(groupings[1])
    means = np.stack([np.bincount(outer.index, column) / outer.size for column in columns.T])
    varies = np.std(columns - means.T[outer.index], axis=0) > 1e-9 * np.std(columns, axis=0)
    strata = np.equal.outer(outer.index, np.arange(1, len(outer))).astype(np.float64)
    inner = fit_multilevel(
        rows.outcome,
        np.column_stack([columns[:, varies], strata]),
        (Grouping(groupings[0]),),
        method="reml",
    )
    if inner.scatter is None:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            f"{len(find_clusters(groupings[0]))} clusters inside {len(outer)} larger ones leave "
            "nothing to measure uncertainty with; more clusters would help",
        )
    held = np.concatenate([[0], 1 + np.flatnonzero(varies)])
    return _Stratified(nested, inner, held)


def _describe(
    rows: ComparedRows,
    fit: Contrasting,
    hold: Hold,
    whole: bool,
    groupings: tuple[IntArray, ...],
    level: float,
) -> Contrasted:
    assert isinstance(fit, _Robust | _Crossed | _Nested | _Stratified)
    k = rows.compared.shape[1]
    units = np.eye(len(fit.fit.fixed))
    found = [fit.estimate(unit, level=level) for unit in units[: k + 1]]
    model: Contrasting = fit
    if isinstance(fit, _Crossed):
        model = _Crossed(fit.fit, few=False)
    elif isinstance(fit, _Nested | _Stratified):
        model = _Nested(fit.fit, whole=False)
    others = [model.estimate(unit, level=level) for unit in units[k + 1 :]]
    log_likelihood = None
    variances: tuple[float, ...] = ()
    if isinstance(fit, _Robust):
        x = np.column_stack([np.ones(len(rows.outcome)), rows.compared, rows.covariates])
        left = rows.outcome - x @ fit.fit.fixed
        residual = float(left @ left) / max(1, len(left) - x.shape[1])
    else:
        log_likelihood, residual = fit.fit.log_likelihood, fit.fit.residual
        variances = tuple(float(np.asarray(one).flat[0]) for one in fit.fit.variances)
    return Contrasted(
        intercept=found[0],
        effects=tuple(found[1:]),
        covariates=tuple(others),
        model_se=fit.fit.se,
        variances=variances,
        residual=residual,
        log_likelihood=log_likelihood,
        n=len(rows.outcome),
        n_clusters=tuple(len(find_clusters(label)) for label in groupings),
        hold=hold,
        whole=whole,
        fit=fit,
    )
