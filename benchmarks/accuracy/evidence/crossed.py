"""How often 95 % intervals hold the truth where learners change class or school (crossed factors).

    python -m benchmarks.accuracy.evidence.crossed [--replications N] [--only PART ...]

Three tests of every learner, a row each, 12 to 24 learners a school at first; a share of them moves
to another school once. Between learners lies 0.5, between schools 0.1 of the variance. The way of
teaching goes with the school where a test is sat ("by school"), with the school of the first test
wherever the learner goes ("by first school", as drawn), or with the learner ("by learner"). "By
class" is one test of learners who come from the classes of one year into those of the next, some of
them together; the new classes are given the ways. All are analysed by the very function behind
`study analyse` with two groupings. Bias is in standard deviations with its Monte Carlo error.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from armillary.science.evidence import (
    ComparedRows,
    Estimate,
    Fitting,
    RefusalError,
    estimate_contrasts,
)
from armillary.science.numerics import FloatArray, IntArray
from benchmarks.accuracy.evidence.coverage_lines import print_table

TRUTH = 0.3
LOW, HIGH = 0.94, 0.96
N_TESTS = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the table.

    Parameters
    ----------
    way : by school, by first school, by learner or by class
    n : schools, or new classes
    moving : share of learners who change school, or who do not come with their old class
    icc : share of the variance between schools
    """

    way: str
    n: int
    moving: float
    icc: float = 0.1

    def __str__(self) -> str:
        what = "classes" if self.way == "by class" else "schools"
        alike = "" if self.icc == 0.1 else f", icc {self.icc:.2f}"
        return f"{self.way}, {self.n} {what}, {100 * self.moving:.0f} % move{alike}"


def conditions() -> Iterator[Condition]:
    for n in (6, 12, 20):
        for moving in (0.05, 0.15, 0.3):
            yield Condition("by school", n, moving)
    for n in (6, 12):
        for icc in (0.0, 0.3):
            yield Condition("by school", n, 0.15, icc)
        for moving in (0.05, 0.3):
            yield Condition("by first school", n, moving)
        yield Condition("by learner", n, 0.15)
        for moving in (0.1, 0.5):
            yield Condition("by class", n, moving)
    for way, moving in (
        ("by school", 0.15), ("by first school", 0.05), ("by learner", 0.15), ("by class", 0.1),
    ):  # fmt: skip
        yield Condition(way, 40, moving)


def simulate(condition: Condition, generator: np.random.Generator) -> ComparedRows:
    """Return the rows of one study whose true difference is `TRUTH`."""
    n = condition.n
    where = np.repeat(np.arange(n), generator.integers(12, 25, n))
    arms = generator.permutation(np.arange(n) % 2)
    if condition.way == "by class":
        return classes(condition, where, arms, generator)
    m = len(where)
    moves = generator.random(m) < condition.moving
    other = (where + generator.integers(1, n, m)) % n
    since = np.where(moves, generator.integers(1, N_TESTS, m), N_TESTS)
    learner, test = np.divmod(np.arange(m * N_TESTS), N_TESTS)
    school = np.where(test >= since[learner], other[learner], where[learner])
    arm = {
        "by school": arms[school],
        "by first school": arms[where][learner],
        "by learner": generator.permutation(np.arange(m) % 2)[learner],
    }[condition.way]
    outcome = TRUTH * arm + 0.2 * test
    outcome = outcome + np.sqrt(condition.icc) * generator.normal(size=n)[school]
    outcome = outcome + np.sqrt(0.5) * generator.normal(size=m)[learner]
    outcome = outcome + np.sqrt(0.5 - condition.icc) * generator.normal(size=len(test))
    return rows_of(outcome, arm, [test == 1, test == 2], (learner, school))


def classes(
    condition: Condition, new: IntArray, arms: IntArray, generator: np.random.Generator
) -> ComparedRows:
    """Learners of new classes, most of whom come together from one of the old classes."""
    n, m = condition.n, len(new)
    old = np.where(generator.random(m) < condition.moving, generator.integers(0, n, m), new)
    arm = arms[new]
    outcome = TRUTH * arm + np.sqrt(condition.icc) * generator.normal(size=n)[new]
    outcome = outcome + np.sqrt(0.1) * generator.normal(size=n)[old]
    outcome = outcome + np.sqrt(0.9 - condition.icc) * generator.normal(size=m)
    return rows_of(outcome, arm, [], (old, new))


def rows_of(
    outcome: FloatArray,
    arm: IntArray,
    covariates: list[FloatArray],
    groupings: tuple[IntArray, ...],
) -> ComparedRows:
    known = np.array(covariates, dtype=np.float64).reshape(len(covariates), len(arm)).T
    none = np.empty((len(arm), 0))
    return ComparedRows(outcome, arm[:, None].astype(np.float64), known, groupings, none)


def estimate(condition: Condition, generator: np.random.Generator) -> Estimate:
    rows = simulate(condition, generator)
    return estimate_contrasts(rows, fitting=Fitting.REML, level=0.95).effects[0]


def measure(condition: Condition, replications: int, seed: tuple[int, int]) -> str:
    generator = np.random.default_rng(seed)
    found, refused = [], 0
    for _replication in range(replications):
        try:
            found.append(estimate(condition, generator))
        except RefusalError:
            refused += 1
    if not found:
        return f"{condition!s:46} always refused"
    held = float(np.mean([one.low < TRUTH < one.high for one in found]))
    off = np.array([one.effect - TRUTH for one in found])
    error = float(np.std(off) / np.sqrt(len(off)))
    width = float(np.mean([one.high - one.low for one in found]))
    df = float(np.median([one.df for one in found]))
    verdict = "" if LOW <= held <= HIGH else "  outside"
    return (
        f"{condition!s:46} {100 * held:8.1f} {off.mean():9.4f} ({error:.4f}) "
        f"{100 * refused / replications:8.1f} {width:7.2f} {df:9.1f}{verdict}"
    )


def main() -> None:
    """Print the table."""
    print_table(
        "crossed",
        __doc__,
        replications=4000,
        header=f"{'study':46} coverage      bias  (error) refused %   width        df",
        lines=(
            (str(one), lambda n, seed, one=one, number=number: [measure(one, n, (seed, number))])
            for number, one in enumerate(conditions())
        ),
    )


if __name__ == "__main__":
    main()
