"""Two ways drawn independently: what each does, and whether one depends on the other."""

import math
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .contrasts import ComparedRows, Contrasted, Fitting, estimate_contrasts
from .estimates import Estimate
from .planning import (
    SMALLEST_DF,
    Drawing,
    StudyPlan,
    class_columns,
    has_class_columns,
    predict_se,
    simulate_clusters,
)
from .refusals import Reason, RefusalError


@dataclass(frozen=True, slots=True)
class Factorial:
    """What a factorial study found, in units of the outcome.

    Parameters
    ----------
    first, second : effect of each choice, averaged evenly over both sides of the other
    interaction : how much larger the effect of the first choice is where the second was made, too
    cells : learners of the four combinations: neither, first alone, second alone, both
    model : the fit all three come from
    """

    first: Estimate
    second: Estimate
    interaction: Estimate
    cells: tuple[int, int, int, int]
    model: Contrasted


def estimate_factorial(
    rows: ComparedRows,
    first: IntArray,
    second: IntArray,
    *,
    fitting: Fitting,
    level: float,
) -> Factorial:
    """Return both main effects and the interaction of a 2 x 2 study from one model.

    Parameters
    ----------
    rows : of the study; its `compared` columns are replaced by those of the two choices
    first, second : shape (n,), 1 where the choice was made, else 0
    fitting, level : as in `estimate_contrasts`

    Raises
    ------
    ValueError
        If shapes differ or a choice is something else.
    RefusalError
        With an empty combination, or as the models refuse.

    References
    ----------
    Box, Hunter & Hunter (2005), Statistics for Experimenters, chapter 5; effects are coded -1/2 and
    1/2, so that each main effect is an even average over the other choice.

    Examples
    --------
    >>> one = np.tile([0, 0, 1, 1], 4)
    >>> two = np.tile([0, 1, 0, 1], 4)
    >>> none = np.empty((16, 0))
    >>> outcome = 1.0 * one + 2.0 * two + 4.0 * one * two + np.repeat([-1.0, 1.0, 1.0, -1.0], 4)
    >>> rows = ComparedRows(outcome, none, none, (), none)
    >>> found = estimate_factorial(rows, one, two, fitting=Fitting.REML, level=0.95)
    >>> [round(part.effect, 6) for part in (found.first, found.second, found.interaction)]
    [3.0, 4.0, 4.0]
    """
    n = len(rows.outcome)
    for name, choice in (("first", first), ("second", second)):
        if choice.shape != (n,) or not np.all(np.isin(choice, (0, 1))):
            raise ValueError(f"{name} must hold {n} times 0 or 1, got shape {choice.shape}")
    count = np.bincount(first + 2 * second, minlength=4)
    if np.any(count == 0):
        raise RefusalError(
            Reason.ARM_EMPTY,
            "one of the four combinations of both ways has nobody; without it the two ways cannot "
            "be told apart",
        )
    a, b = first - 0.5, second - 0.5
    # With -1/2 and 1/2 each effect is an even average over the other choice, and the effect of the
    # product is the difference of differences.
    compared = np.column_stack([a, b, a * b])
    model = estimate_contrasts(
        ComparedRows(rows.outcome, compared, rows.covariates, rows.groupings, rows.slopes),
        fitting=fitting,
        level=level,
    )
    cells = int(count[0]), int(count[1]), int(count[2]), int(count[3])
    main, other, both = model.effects
    return Factorial(main, other, both, cells, model)


def predict_factorial_se(plan: StudyPlan) -> tuple[float, float, float]:
    """Return the errors to expect of a main effect and of the interaction, and their df.

    Parameters
    ----------
    plan : a parallel study of the same classes; each choice halves all of them

    Raises
    ------
    ValueError
        For a crossover.
    RefusalError
        With too few classes: 8 at least where whole classes are given a combination. With too few
        learners.

    References
    ----------
    As `predict_se`; four combinations instead of two arms cost two degrees of freedom more.
    """
    if plan.drawing is Drawing.CROSSOVER:
        raise ValueError("a factorial is planned as a parallel study")
    if plan.drawing is Drawing.CLUSTERS and sum(plan.n_clusters) < 8:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            f"{sum(plan.n_clusters)} classes are too few for four combinations: two in each are "
            "needed at least. More classes, or lots for learners, would help",
        )
    se, df = predict_se(plan)
    if df - 2.0 < SMALLEST_DF:
        raise RefusalError(
            Reason.TOO_FEW_ROWS,
            f"{plan.n:.0f} learners are too few for four combinations; more learners would help",
        )
    return se, 2.0 * se, df - 2.0


def simulate_factorial_power(
    plan: StudyPlan, *, effect: float, level: float, n_studies: int, seed: int
) -> float:
    """Return the share of simulated 2 x 2 studies that show the first of two true effects.

    Parameters
    ----------
    plan, effect, level, n_studies, seed : as in `simulate_power`; the second choice has no effect

    Raises
    ------
    ValueError, RefusalError
        As `predict_factorial_se`.
    """
    predict_factorial_se(plan)
    generator = np.random.default_rng(seed)
    shown = 0
    for _study in range(n_studies):
        rows, first, second = _simulate(plan, effect, generator)
        found = estimate_factorial(rows, first, second, fitting=Fitting.REML, level=level).first
        shown += not found.low <= 0.0 <= found.high
    return shown / n_studies


def _simulate(
    plan: StudyPlan, effect: float, generator: np.random.Generator
) -> tuple[ComparedRows, IntArray, IntArray]:
    cluster = simulate_clusters(plan, generator)
    n_all = sum(plan.n_clusters)
    n = len(cluster)
    if plan.drawing is Drawing.LEARNERS:
        cell = (np.arange(n) + generator.integers(4)) % 4
    else:
        cell = generator.permutation(np.arange(n_all) % 4)[cluster]
    first, second = cell % 2, cell // 2
    known, known_cluster = generator.normal(size=n), generator.normal(size=n_all)[cluster]
    parts = [
        (plan.icc * plan.explained_between, known_cluster),
        (plan.icc * (1.0 - plan.explained_between), generator.normal(size=n_all)[cluster]),
        ((1.0 - plan.icc) * plan.explained_within, known),
        ((1.0 - plan.icc) * (1.0 - plan.explained_within), generator.normal(size=n)),
    ]
    outcome = np.asarray(effect * first, dtype=np.float64)
    for share, part in parts:
        outcome += math.sqrt(share) * part
    before: list[FloatArray] = [known] if plan.explained_within else []
    before += [known_cluster] if plan.explained_between else []
    stays = generator.random(n) >= plan.dropout
    covariates = np.array(before).reshape(len(before), n).T
    none = np.empty((int(stays.sum()), 0))
    groupings: tuple[IntArray, ...] = (cluster[stays],)
    if has_class_columns(plan):
        groupings, own = (), covariates[:, : bool(plan.explained_within)]
        covariates = np.column_stack([own, class_columns(cluster)])
    rows = ComparedRows(outcome[stays], none, covariates[stays], groupings, none)
    return rows, first[stays], second[stays]
