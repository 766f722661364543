"""One study as the wizard of studies plans it, simulated: classes, abilities, tests, who is lost.

The benchmark `wizard` and the tests of `apps.studies` draw their studies here. Django must be set
up before `simulate` and `analyse` are called.
"""

import math
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray
from armillary.science.psychometrics import ItemParameters, estimate_abilities, sort_answers

if TYPE_CHECKING:
    from armillary.apps.studies.analysis import Found
    from armillary.apps.studies.tables import StudyTable

SEED = 20261122
GROWTH = 0.16  # variance of what learners gain from test to test
CHANGE = 0.15  # share of a class's own that is new in each half, where classes may change
LEAVING = 0.8  # logits by which the chance of missing a test falls with a logit of ability
GRID = np.linspace(-8.0, 8.0, 321)  # abilities
LEVELS = np.linspace(-3.0, 3.0, 61)  # of classes


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the table.

    Parameters
    ----------
    name : learner, class or swap, as the wizard names designs
    sizes : learners of each class
    baseline : whether there is a test before
    icc : share of the variance of ability between classes
    n_items : of each test
    ease : logits by which the test is easier than the learners are able
    lost, gaps : share without outcome, and without baseline
    lost_after : whether ability after the teaching decides who is lost; that before, if not
    """

    name: str
    sizes: tuple[int, ...]
    baseline: bool = False
    icc: float = 0.15
    n_items: int = 15
    ease: float = 0.0
    lost: float = 0.1
    gaps: float = 0.15
    lost_after: bool = False

    def __str__(self) -> str:
        n, unequal = len(self.sizes), max(self.sizes) > 1.5 * min(self.sizes)
        sizes = (
            f"{min(self.sizes)}-{max(self.sizes)}" if unequal else str(round(np.mean(self.sizes)))
        )
        words = [f"{self.name}: {n} x {sizes}"]
        words += ["baseline"] if self.baseline else []
        words += [f"icc {self.icc:.2f}"] if self.icc != 0.15 else []
        words += [f"{self.n_items} items"] if self.n_items != 15 else []
        words += ["ceiling"] if self.ease else []
        words += [f"lost {self.lost:.0%}"] if self.lost != 0.1 else []
        words += ["by ability after"] if self.lost_after else []
        words += [f"gaps {self.gaps:.0%}"] if self.gaps != 0.15 else []
        return ", ".join(words)

    @property
    def fixed(self) -> bool:
        """Whether the study speaks of its own classes alone."""
        return self.name == "learner" or (self.name == "swap" and len(self.sizes) < 4)


# --- the test -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scoring:
    """What Warm's estimate makes of each number of right answers, and of each ability.

    Parameters
    ----------
    difficulty : shape (n_items,), logits
    estimate, error : shape (n_items + 1,)
    mean, square : shape of `GRID`, of the estimate and its square at an ability
    """

    difficulty: FloatArray
    estimate: FloatArray
    error: FloatArray
    mean: FloatArray
    square: FloatArray

    def answer(self, ability: FloatArray, generator: np.random.Generator) -> IntArray:
        """How many items learners of these abilities get right."""
        chance = logistic(ability[:, None] - self.difficulty)
        return np.asarray((generator.random(chance.shape) < chance).sum(axis=1))


@cache
def scoring(n_items: int, ease: float) -> Scoring:
    """Return the scores of a test of Rasch items with difficulties spread over four logits."""
    difficulty = np.linspace(-2.0, 2.0, n_items) - ease
    items = [ItemParameters(k, "rasch", 1.0, (-float(one),)) for k, one in enumerate(difficulty)]
    right, item = np.divmod(np.arange((n_items + 1) * n_items), n_items)
    table = sort_answers(right.tolist(), item.tolist(), (item < right).astype(int).tolist())
    found = estimate_abilities(table, items, method="wle")
    order = np.argsort(np.array(found.learners, dtype=np.int64))
    estimate, error = found.estimate[order], found.error[order]
    chance = np.zeros((n_items + 1, len(GRID)))  # of each number right, by recursion over items
    chance[0] = 1.0
    for one in difficulty:
        p = logistic(GRID - one)
        chance[1:] = chance[1:] * (1.0 - p) + chance[:-1] * p
        chance[0] *= 1.0 - p
    return Scoring(difficulty, estimate, error, estimate @ chance, estimate**2 @ chance)


def logistic(x: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def misses(share: float, ability: FloatArray) -> FloatArray:
    """Chance that learners of these abilities miss a test."""
    if share == 0.0:
        return np.zeros(len(ability))
    return logistic(math.log(share / (1.0 - share)) - LEAVING * ability)


# --- what is true ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Truth:
    """What the test would show of everybody in classes of each level, over `LEVELS`.

    Parameters
    ----------
    weight : share who stay
    low, high : mean score one way and the other
    spread : variance of scores inside the class, of both ways together
    """

    weight: FloatArray
    low: FloatArray
    high: FloatArray
    spread: FloatArray

    def of(self, level: FloatArray, share: FloatArray) -> tuple[float, float]:
        """The difference, and the standard deviation of learners, in classes of these levels."""
        weight, low, high, spread = (
            np.interp(level, LEVELS, part)
            for part in (self.weight, self.low, self.high, self.spread)
        )
        weight = weight * share / np.sum(weight * share)
        middle = 0.5 * (low + high)
        between = float(weight @ (middle - weight @ middle) ** 2)
        return float(weight @ (high - low)), math.sqrt(float(weight @ spread) + between)


@cache
def truth_of(condition: Condition, effect: float) -> Truth:
    """Return what is true of classes at each level of `LEVELS`."""
    test = scoring(condition.n_items, condition.ease)
    generator = np.random.default_rng([SEED, 1])
    m = 20_000
    start = math.sqrt(1.0 - GROWTH - condition.icc) * generator.normal(size=m)
    gain = math.sqrt(GROWTH) * generator.normal(size=m)
    out = np.empty((4, len(LEVELS)))
    for place, level in enumerate(LEVELS):
        ability = [level + start + gain + way for way in (0.0, effect)]
        deciding = [one if condition.lost_after else level + start for one in ability]
        stays = [1.0 - misses(condition.lost, one) for one in deciding]
        parts = []
        for one, weight in zip(ability, stays, strict=True):
            mean = np.average(np.interp(one, GRID, test.mean), weights=weight)
            square = np.average(np.interp(one, GRID, test.square), weights=weight)
            parts.append((float(np.mean(weight)), mean, square - mean**2))
        (w0, low, spread0), (w1, high, spread1) = parts
        out[:, place] = 0.5 * (w0 + w1), low, high, 0.5 * (spread0 + spread1)
    return Truth(*out)


def truth_here(condition: Condition, effect: float, level: FloatArray) -> tuple[float, float]:
    """Return the true difference and standard deviation of a study whose classes have levels."""
    truth = truth_of(condition, effect)
    if condition.fixed:
        return truth.of(level, np.array(condition.sizes, dtype=np.float64))
    node, weight = np.polynomial.hermite_e.hermegauss(21)
    return truth.of(math.sqrt(condition.icc) * node, weight)


# --- a study --------------------------------------------------------------------------------------


def simulate(
    condition: Condition, effect: float, generator: np.random.Generator
) -> tuple["StudyTable", float, float]:
    """Return the table of one study, the true difference and the true standard deviation.

    Parameters
    ----------
    effect : of the way tried on ability, logits
    """
    from armillary.apps.studies.tables import StudyTable

    n_classes = len(condition.sizes)
    where = np.repeat(np.arange(n_classes), condition.sizes)
    arm = draw(condition, where, generator)
    test = scoring(condition.n_items, condition.ease)
    lasting = 1.0 if condition.fixed else 1.0 - CHANGE
    level = math.sqrt(condition.icc * lasting) * generator.normal(size=n_classes)
    own = math.sqrt(1.0 - GROWTH - condition.icc) * generator.normal(size=len(where))
    start = level[where] + own
    scores, after = [], start
    for half in (0, 1) if condition.name == "swap" else (0,):
        new = math.sqrt(condition.icc * (1.0 - lasting)) * generator.normal(size=n_classes)
        gain = math.sqrt(GROWTH) * generator.normal(size=len(where))
        ability = start + new[where] + gain + effect * np.abs(arm - half)
        after = after if half else ability
        scores.append(test.answer(ability, generator))
    gone = drop(condition.lost, after if condition.lost_after else start, generator)
    first = np.where(gone, np.nan, test.estimate[scores[0]])
    outcome = 0.5 * (first - test.estimate[scores[1]]) if len(scores) == 2 else first
    before = test.estimate[test.answer(start, generator)]
    table = StudyTable(
        arm=arm,
        unit=np.arange(len(where)) if condition.name == "learner" else where,
        school_class=where,
        outcome=outcome,
        level_outcome=first,
        baseline=np.where(drop(condition.gaps, start, generator), np.nan, before),
        error=np.where(gone, np.nan, test.error[scores[0]]),
        n_withdrawn=(0, 0),
        n_joiners=0,
    )
    return table, *truth_here(condition, effect, level)


def draw(condition: Condition, where: IntArray, generator: np.random.Generator) -> IntArray:
    """Arms as even as can be: of the learners of each class, or of the classes."""
    if condition.name != "learner":
        return generator.permutation(np.arange(len(condition.sizes)) % 2)[where]
    parts, extra = [], int(generator.integers(2))
    for size in condition.sizes:
        parts.append(generator.permutation((np.arange(size) + extra) % 2))
        extra = (extra + size) % 2
    return np.concatenate(parts)


def drop(share: float, ability: FloatArray, generator: np.random.Generator) -> BoolArray:
    return np.asarray(generator.random(len(ability)) < misses(share, ability))


def analyse(condition: Condition, table: "StudyTable") -> "Found":
    """Return what the pages would say of a table, by the analysis that the wizard fixes."""
    from armillary.apps.studies.analysis import estimate_found
    from armillary.apps.studies.models import Study
    from armillary.apps.studies.protocols import analysis_of, split_design

    unit, layout = split_design(condition.name)
    fixed = analysis_of(condition.name, len(condition.sizes), baseline=condition.baseline)
    study = SimpleNamespace(unit=unit, layout=layout, protocol={"analysis": fixed})
    return estimate_found(cast(Study, study), table)
