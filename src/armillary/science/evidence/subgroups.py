"""For whom: the effect in each subgroup, and whether subgroups differ at all."""

from dataclasses import dataclass, replace

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .contrasts import ComparedRows, Fitting, estimate_contrasts
from .estimates import Estimate
from .groupings import Hold, order_groupings
from .refusals import Reason, RefusalError
from .robust import estimate_robust_contrast, fit_robust

FEWEST_IN_CELL = 4  # learners of one arm in one subgroup


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Effects by subgroup, in units of the outcome.

    Parameters
    ----------
    effects : in each subgroup, from its own rows; nothing where they are too few
    interactions : how much larger the effect is than in the first subgroup, of all but the first
    n : rows of each subgroup
    """

    effects: tuple[Estimate | None, ...]
    interactions: tuple[Estimate, ...]
    n: tuple[int, ...]


def estimate_subgroups(
    rows: ComparedRows, subgroup: IntArray, *, fitting: Fitting, level: float
) -> Subgroups:
    """Return the effect in each subgroup, and how subgroups differ, which alone is evidence.

    That one subgroup is clear of 0 and another is not says nothing of a difference between them;
    the interaction does. Its errors are HC2 without groupings and CR2 over the outer clusters with
    them, so that effects may differ from class to class.

    Parameters
    ----------
    rows : of the study, with one compared column of 0 and 1
    subgroup : shape (n,), 0 to n_subgroups - 1, known before the start
    fitting : of the effects in each subgroup
    level : how often an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If shapes differ or several columns are compared.
    RefusalError
        With one subgroup, fewer than 4 learners of an arm in a subgroup, crossed groupings, or as
        `fit_robust`.

    References
    ----------
    Gelman & Stern (2006), American Statistician 60(4), 328-331, on why the interaction is asked;
    errors: `fit_robust`.
    """
    if rows.compared.shape[1] != 1:
        raise ValueError(f"one column must be compared, got {rows.compared.shape[1]}")
    if subgroup.shape != rows.outcome.shape:
        raise ValueError(f"subgroup and outcome differ: {subgroup.shape}, {rows.outcome.shape}")
    n = np.bincount(subgroup)
    if len(n) < 2:
        raise RefusalError(Reason.ARM_EMPTY, "there is one subgroup only; nothing can differ")
    arm = rows.compared[:, 0]
    treated = np.bincount(subgroup, weights=arm)
    if min(treated.min(), (n - treated).min()) < FEWEST_IN_CELL:
        raise RefusalError(
            Reason.TOO_FEW_ROWS,
            f"a subgroup has fewer than {FEWEST_IN_CELL} learners in one arm; join subgroups",
        )
    effects = tuple(_own(rows, subgroup == place, fitting, level) for place in range(len(n)))
    return Subgroups(effects, _interactions(rows, subgroup, level), tuple(n.tolist()))


def _own(
    rows: ComparedRows, kept: FloatArray | IntArray, fitting: Fitting, level: float
) -> Estimate | None:
    """The effect in the rows picked; nothing where they cannot carry an interval."""
    picked = ComparedRows(
        rows.outcome[kept],
        rows.compared[kept],
        rows.covariates[kept],
        tuple(label[kept] for label in rows.groupings),
        rows.slopes[kept],
    )
    # Covariates that name this very subgroup, or all parts of it, tell nothing here.
    none = np.empty((len(picked.outcome), 0))
    picked = replace(picked, covariates=_beyond(picked.covariates, none))
    try:
        return estimate_contrasts(picked, fitting=fitting, level=level).effects[0]
    except RefusalError:
        return None


def _interactions(rows: ComparedRows, subgroup: IntArray, level: float) -> tuple[Estimate, ...]:
    arm = rows.compared
    others = np.arange(1, int(subgroup.max()) + 1)
    member = np.equal.outer(subgroup, others).astype(np.float64)
    columns = np.column_stack([arm, member, arm * member, _beyond(rows.covariates, member)])
    label = np.arange(len(subgroup))
    if rows.groupings:
        outer = rows.groupings[-1]
        if len(rows.groupings) == 2:
            hold, (_inner, outer) = order_groupings(*rows.groupings)
            if hold is Hold.CROSSED:
                raise RefusalError(
                    Reason.NOT_NESTED,
                    "groupings cross, and errors of such differences hold for nested ones only; one"
                    " grouping would help",
                )
        label = outer
    fit = fit_robust(rows.outcome, columns, label)
    k = len(others)
    units = np.eye(len(fit.fixed))
    return tuple(
        estimate_robust_contrast(fit, units[2 + k + place], level=level) for place in range(k)
    )


def _beyond(covariates: FloatArray, member: FloatArray) -> FloatArray:
    """The covariates that the subgroups, and covariates before them, do not tell already."""
    told, kept = np.column_stack([np.ones(len(member)), member]), []
    for place, column in enumerate(covariates.T):
        left = column - told @ np.linalg.lstsq(told, column, rcond=None)[0]
        if left.std() > 1e-9 * (column.std() or 1.0):
            kept.append(place)
            told = np.column_stack([told, column])
    return covariates[:, kept]
