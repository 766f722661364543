"""What a study will be able to see, before it is run."""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .comparison import Method, StudyRows, estimate_difference
from .estimates import check_level
from .refusals import Reason, RefusalError

SMALLEST_DF = 2.0
FEW = 6  # classes below which a model cannot learn how they differ; they become columns


class Drawing(StrEnum):
    """What is drawn, as far as power goes.

    `CLUSTERS`: whole classes, one way each. `LEARNERS`: learners inside classes. `CROSSOVER`: whole
    classes, both ways one after the other, the order drawn.
    """

    CLUSTERS = "clusters"
    LEARNERS = "learners"
    CROSSOVER = "crossover"


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """A study to be; the outcome has variance 1 among all learners of one arm.

    Parameters
    ----------
    drawing : what is drawn
    n_clusters : classes in arm 0 and arm 1 (or in each order), one at least; drawing learners,
        classes in all are their sum and half of each class goes to each arm
    cluster_size : learners a class, on average, at the start; 2 or more
    size_spread : standard deviation of class sizes over their mean, 0 to 1
    icc : share of variance between classes, 0 to below 1; in schools 0.05 to 0.25
    explained_within, explained_between : shares of the variance inside and between classes that a
        baseline test explains, 0 to below 1
    dropout : share of learners without an outcome, 0 to below 1
    stay_between, stay_within : in a crossover, correlation of a class (of a learner inside it) with
        itself from one half to the other, 0 to 1. If classes stay exactly as they are (1), learners
        can be compared with themselves, and two classes are enough
    sizes : class sizes as they are, for simulation; as many as classes. None draws them from
        `cluster_size` and `size_spread`
    class_means : whether the analysis has the class mean of the baseline as a column of its own,
        which costs a degree of freedom; else the one column of learners tells classes apart, too
    """

    drawing: Drawing
    n_clusters: tuple[int, int]
    cluster_size: float
    size_spread: float
    icc: float
    explained_within: float
    explained_between: float
    dropout: float
    stay_between: float
    stay_within: float
    sizes: tuple[int, ...] | None = None
    class_means: bool = True

    @property
    def n(self) -> float:
        """Learners with an outcome."""
        return sum(self.n_clusters) * self.cluster_size * (1.0 - self.dropout)


def predict_power(plan: StudyPlan, *, effect: float, level: float) -> float:
    """Return how likely the study will show a true effect: its interval will not hold 0.

    Parameters
    ----------
    plan : the study
    effect : true difference, in standard deviations of learners
    level : of the interval, between 0 and 1

    Raises
    ------
    ValueError
        If a value is outside its range.
    RefusalError
        With too few classes for an interval.

    References
    ----------
    Bloom (1995), Evaluation Review 19(5), 547-556; van Breukelen, Candel & Berger (2007),
    Statistics in Medicine 26, 2589-2603, for unequal sizes; Giraudeau, Ravaud & Donner (2008),
    Statistics in Medicine 27, 5578-5585, for crossovers.

    Examples
    --------
    >>> plan = StudyPlan(Drawing.CLUSTERS, (20, 20), 25.0, 0.0, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0)
    >>> round(predict_power(plan, effect=0.4, level=0.95), 3)
    0.82
    """
    check_level(level)
    se, df = predict_se(plan)
    return power_of_error(se, df, effect=effect, level=level)


def smallest_difference(plan: StudyPlan, *, power: float, level: float) -> float:
    """Return the smallest true effect that the study will show with a given chance.

    Parameters
    ----------
    plan : the study
    power : that chance, above 1 - level and below 1
    level : of the interval, between 0 and 1

    Returns
    -------
    in standard deviations of learners

    Raises
    ------
    ValueError, RefusalError
        As `predict_power`.

    Examples
    --------
    >>> plan = StudyPlan(Drawing.CLUSTERS, (20, 20), 25.0, 0.0, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0)
    >>> round(smallest_difference(plan, power=0.8, level=0.95), 3)
    0.39
    """
    se, df = predict_se(plan)
    return smallest_of_error(se, df, power=power, level=level)


def power_of_error(se: float, df: float, *, effect: float, level: float) -> float:
    """Return how likely an estimate with this error shows a true effect, by the noncentral t.

    Parameters
    ----------
    se, df : standard error to expect and its degrees of freedom, 2 or more
    effect : in the units of se
    level : of the interval, between 0 and 1

    Examples
    --------
    >>> round(power_of_error(1.0, 1e6, effect=2.8016, level=0.95), 3)
    0.8
    """
    check_level(level)
    return _power(effect / se, df, level)


def smallest_of_error(se: float, df: float, *, power: float, level: float) -> float:
    """Return the smallest true effect that an estimate with this error will show.

    Parameters
    ----------
    se, df, level : as in `power_of_error`
    power : how likely, above 1 - level and below 1

    Examples
    --------
    >>> round(smallest_of_error(1.0, 1e6, power=0.8, level=0.95), 3)
    2.802
    """
    from scipy.optimize import brentq

    check_level(level)
    if not 1.0 - level < power < 1.0:
        raise ValueError(f"power must be between {1.0 - level} and 1, got {power}")
    high = 4.0
    while _power(high, df, level) < power:
        high *= 2.0
    return se * float(brentq(lambda ratio: _power(ratio, df, level) - power, 0.0, high))


def predict_se(plan: StudyPlan) -> tuple[float, float]:
    """Return the standard error of the effect to expect, and its degrees of freedom.

    Parameters
    ----------
    plan : the study

    Raises
    ------
    ValueError, RefusalError
        As `predict_power`.
    """
    _check(plan)
    size = plan.cluster_size * (1.0 - plan.dropout)
    between = plan.icc * (1.0 - plan.explained_between)
    within = (1.0 - plan.icc) * (1.0 - plan.explained_within)
    n_all = sum(plan.n_clusters)
    if plan.drawing is Drawing.LEARNERS:
        se, df = math.sqrt(within * 4.0 / (n_all * size)), n_all * size - n_all - 1.0
    else:
        factor = 1.0
        if plan.drawing is Drawing.CROSSOVER:
            between = 2.0 * plan.icc * (1.0 - plan.stay_between)
            within = 2.0 * (1.0 - plan.icc) * (1.0 - plan.stay_within)
            factor = 0.25
        mean = (between + within / size) / _efficiency(plan, between, within)
        se = math.sqrt(factor * mean * sum(1.0 / n for n in plan.n_clusters))
        alone = plan.drawing is Drawing.CROSSOVER and plan.stay_between == 1.0
        df = (n_all * size if alone else n_all) - 2.0
        charged = plan.class_means and plan.explained_between > 0.0
        if plan.drawing is Drawing.CLUSTERS and charged and n_all > 4:
            # The class mean of the baseline costs a degree of freedom, and its slope is estimated.
            se, df = se * math.sqrt((n_all - 3.0) / (n_all - 4.0)), df - 1.0
    if df < SMALLEST_DF:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            f"{n_all} classes are too few: class and way of teaching cannot be told apart. More "
            "classes, swapping the ways half-way, or drawing lots for learners would help",
        )
    return se, df


def simulate_power(
    plan: StudyPlan, *, effect: float, level: float, n_studies: int, seed: int
) -> float:
    """Return the share of simulated studies that show a true effect, each analysed in full.

    Parameters
    ----------
    plan : the study
    effect : true difference, in standard deviations of learners
    level : of the interval
    n_studies : 1 or more; 5,000 give the share to 0.7 points
    seed : 0 or more

    Raises
    ------
    ValueError, RefusalError
        As `predict_power`.
    """
    _check(plan)
    predict_se(plan)
    generator = np.random.default_rng(seed)
    shown = 0
    for _study in range(n_studies):
        rows, method = _simulate(plan, effect, generator)
        found = estimate_difference(rows, method=method, interacted=False, level=level).effect
        shown += not found.low <= 0.0 <= found.high
    return shown / n_studies


def _power(ratio: float, df: float, level: float) -> float:
    """Chance that |t| with a shift is beyond its critical value, averaged over the error found."""
    from scipy.special import chdtri, ndtr, stdtrit

    critical = float(stdtrit(df, 0.5 + level / 2.0))
    node, weight = _find_nodes()
    found = np.sqrt(chdtri(df, 0.5 + 0.5 * node) / df)
    beyond = ndtr(ratio - critical * found) + ndtr(-ratio - critical * found)
    return float(0.5 * weight @ beyond)


@cache
def _find_nodes() -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of Gauss and Legendre; finding them takes longer than all the rest."""
    return np.polynomial.legendre.leggauss(200)


def _efficiency(plan: StudyPlan, between: float, within: float) -> float:
    """What unequal class sizes leave of the precision; dropout makes sizes unequal, too."""
    size = plan.cluster_size * (1.0 - plan.dropout)
    if within <= 0.0:
        return 1.0
    spread = plan.size_spread**2 + plan.dropout / size
    share = between * size / (between * size + within)
    return max(0.25, 1.0 - spread * share * (1.0 - share))


def simulate_clusters(plan: StudyPlan, generator: np.random.Generator) -> IntArray:
    """Return the cluster of each learner of one study as planned, shape (n,); two in each at least.

    Clusters have the sizes of the roster, in an order by chance, or sizes that spread as planned.
    """
    n_all = sum(plan.n_clusters)
    sizes = np.full(n_all, plan.cluster_size)
    if plan.sizes is not None:
        sizes = generator.permutation(np.array(plan.sizes, dtype=np.float64))
    elif plan.size_spread > 0.0:
        shape = plan.size_spread**-2
        sizes = generator.gamma(shape, plan.cluster_size / shape, n_all)
    return np.repeat(np.arange(n_all), np.maximum(2, np.rint(sizes)).astype(int))


def _simulate(
    plan: StudyPlan, effect: float, generator: np.random.Generator
) -> tuple[StudyRows, Method]:
    """One study as planned."""
    cluster = simulate_clusters(plan, generator)
    n_all = sum(plan.n_clusters)
    arm = np.repeat([0, 1], plan.n_clusters)[cluster]
    n = len(cluster)
    if plan.drawing is Drawing.CROSSOVER:
        between = 2.0 * plan.icc * (1.0 - plan.stay_between)
        within = 2.0 * (1.0 - plan.icc) * (1.0 - plan.stay_within)
        shift = generator.normal(0.0, math.sqrt(between), n_all)[cluster]
        outcome = effect * (2 * arm - 1) + shift + math.sqrt(within) * generator.normal(size=n)
        outcome, before = 0.5 * outcome, np.empty((n, 0))
        method = Method.ANCOVA if plan.stay_between == 1.0 else Method.REML
    else:
        if plan.drawing is Drawing.LEARNERS:
            arm = (np.arange(n) + generator.integers(2)) % 2
        known = generator.normal(size=n)
        known_cluster = generator.normal(size=n_all)[cluster]
        told = (
            math.sqrt(plan.icc * plan.explained_between) * known_cluster,
            math.sqrt((1.0 - plan.icc) * plan.explained_within) * known,
        )
        outcome = effect * arm + told[0] + told[1]
        outcome = outcome + (
            math.sqrt(plan.icc * (1.0 - plan.explained_between))
            * generator.normal(size=n_all)[cluster]
        )
        outcome = outcome + (
            math.sqrt((1.0 - plan.icc) * (1.0 - plan.explained_within)) * generator.normal(size=n)
        )
        parts = [known] if plan.explained_within else []
        parts += [known_cluster] if plan.explained_between else []
        if parts and not plan.class_means:
            parts = [told[0] + told[1]]
        before, method = np.array(parts).reshape(len(parts), n).T, Method.REML
        if has_class_columns(plan):
            before = np.column_stack(
                [before[:, : bool(plan.explained_within)], class_columns(cluster)]
            )
            method = Method.ANCOVA
    gone = generator.random(n) < plan.dropout
    label = None if method is Method.ANCOVA else cluster
    return StudyRows(np.where(gone, np.nan, outcome), arm, before, label), method


def has_class_columns(plan: StudyPlan) -> bool:
    """Whether a simulated study of learners inside classes is analysed with a column a class."""
    return plan.drawing is Drawing.LEARNERS and sum(plan.n_clusters) < FEW


def class_columns(cluster: IntArray) -> FloatArray:
    """Return a column for each cluster but the first, 1 for its rows; shape (n, clusters - 1)."""
    others = np.unique(cluster)[1:]
    return np.asarray(cluster[:, None] == others, dtype=np.float64)


def _check(plan: StudyPlan) -> None:
    by_learner = plan.drawing is Drawing.LEARNERS
    fewest = sum(plan.n_clusters) if by_learner else min(plan.n_clusters)
    if fewest < 1 or min(plan.n_clusters) < 0 or not plan.cluster_size >= 2.0:
        raise ValueError(f"n_clusters 1 and size 2 at least, got {plan.n_clusters}")
    if not 0.0 <= plan.size_spread <= 1.0:
        raise ValueError(f"size_spread must be 0 to 1, got {plan.size_spread}")
    below = {
        "icc": plan.icc,
        "explained_within": plan.explained_within,
        "explained_between": plan.explained_between,
        "dropout": plan.dropout,
    }
    for name, value in below.items():
        if not 0.0 <= value < 1.0:
            raise ValueError(f"{name} must be 0 to below 1, got {value}")
    if not (0.0 <= plan.stay_between <= 1.0 and 0.0 <= plan.stay_within < 1.0):
        raise ValueError("stay_between must be 0 to 1 and stay_within 0 to below 1")
    if plan.sizes is not None and (len(plan.sizes) != sum(plan.n_clusters) or min(plan.sizes) < 2):
        raise ValueError(f"sizes must be {sum(plan.n_clusters)}, of 2 or more, got {plan.sizes}")
    if plan.cluster_size * (1.0 - plan.dropout) < 1.5:
        raise ValueError("dropout leaves fewer than 1.5 learners a class")
