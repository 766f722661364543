"""How often 95 % intervals of further questions hold the truth: two choices, for whom, yes or no.

    python -m benchmarks.accuracy.evidence.further [--replications N] [--only PART ...]

Factorial studies (both effects and their interaction), differences between subgroups, outcomes
measured with known error, shares and odds of success, in 6 to 40 classes of 12 to 30 learners or
without classes. Between classes lies 0.1 of the variance; where learners are drawn inside classes
the effect differs between classes with a standard deviation of 0.1, a subgroup's with 0.1 more; the
effect in a subgroup is then that of the study's own classes, the interaction that of all classes.
Chances of success differ between classes so that rows of one class correlate by 0.1. "hard" loses
up to 40 % of a class. Bias is in units of the outcome with its Monte Carlo error.
"""

import contextlib
from collections.abc import Callable, Iterator

import numpy as np

from armillary.science.evidence import (
    ComparedRows,
    Estimate,
    Fitting,
    RefusalError,
    StudyRows,
    estimate_factorial,
    estimate_log_odds_ratio,
    estimate_noisy_contrasts,
    estimate_risk_difference,
    estimate_subgroups,
)
from armillary.science.numerics import BoolArray, FloatArray, IntArray
from benchmarks.accuracy.evidence.coverage_lines import print_table

LOW, HIGH = 0.94, 0.96
ALIKE = 0.1

Told = dict[str, tuple[Estimate, float]]  # estimates with what is true
Study = Callable[[np.random.Generator], Told]


def classes(n: int, generator: np.random.Generator) -> IntArray:
    return np.repeat(np.arange(n), generator.integers(12, 31, n))


def stays(label: IntArray, generator: np.random.Generator, *, hard: bool) -> BoolArray:
    most = 0.4 if hard else 0.0
    leaving = generator.uniform(0.0, most, int(label.max()) + 1)[label]
    return np.asarray(generator.random(len(label)) >= leaving)


def rows_of(
    outcome: FloatArray, compared: FloatArray, groupings: tuple[IntArray, ...], kept: BoolArray
) -> ComparedRows:
    none = np.empty((int(kept.sum()), 0))
    groups = tuple(label[kept] for label in groupings)
    return ComparedRows(outcome[kept], compared[kept], none, groups, none)


def factorial(n: int, *, whole: bool, hard: bool) -> Study:
    """Two choices: for whole classes, or for learners inside them."""

    def study(generator: np.random.Generator) -> Told:
        label = classes(n, generator)
        cell = generator.permutation(np.arange(n) % 4)[label]
        if not whole:
            cell = (np.arange(len(label)) + generator.integers(4)) % 4
        first, second = cell % 2, cell // 2
        outcome = 0.3 * first + 0.2 * second + 0.2 * first * second
        outcome = outcome + np.sqrt(ALIKE) * generator.normal(size=n)[label]
        outcome = outcome + np.sqrt(1.0 - ALIKE) * generator.normal(size=len(label))
        kept = stays(label, generator, hard=hard)
        rows = rows_of(outcome, np.empty((len(label), 0)), (label,), kept)
        found = estimate_factorial(
            rows, first[kept], second[kept], fitting=Fitting.REML, level=0.95
        )
        return {"first": (found.first, 0.4), "interaction": (found.interaction, 0.2)}

    return study


def subgroups(n: int, *, whole: bool, hard: bool) -> Study:
    """Whether the effect is larger in one of two subgroups that every class has."""

    def study(generator: np.random.Generator) -> Told:
        label = classes(n, generator)
        m = len(label)
        arm = generator.permutation(np.arange(n) % 2)[label]
        if not whole:
            arm = (np.arange(m) + generator.integers(2)) % 2
        group = (generator.random(m) < 0.4).astype(np.int64)
        own = 0.3 + (0.0 if whole else 0.1) * generator.normal(size=n)
        more = 0.2 + 0.1 * generator.normal(size=n)
        outcome = own[label] * arm + more[label] * arm * group - 0.2 * group
        outcome = outcome + np.sqrt(ALIKE) * generator.normal(size=n)[label]
        outcome = outcome + np.sqrt(1.0 - ALIKE) * generator.normal(size=m)
        kept = stays(label, generator, hard=hard)
        rows = rows_of(outcome, arm[:, None].astype(float), (label,), kept)
        found = estimate_subgroups(rows, group[kept], fitting=Fitting.REML, level=0.95)
        told = {"interaction": (found.interactions[0], 0.2)}
        if found.effects[1] is not None:
            counted = label[kept & (group == 1)], arm[kept & (group == 1)]
            truth = 0.5 if whole else float(weights(*counted, n) @ (own + more))
            told["in the smaller group"] = (found.effects[1], truth)
        return told

    return study


def weights(label: IntArray, arm: IntArray, n: int) -> FloatArray:
    """How much each class counts for an effect that is drawn inside classes, shape (n,)."""
    tried = np.bincount(label, weights=arm, minlength=n)
    others = np.bincount(label, minlength=n) - tried
    told = tried * others / np.maximum(tried + others, 1.0)
    return np.asarray(told / told.sum())


def noisy(n: int, *, whole: bool, hard: bool) -> Study:
    """An outcome whose error differs between learners and is known; n 0: no classes."""

    def study(generator: np.random.Generator) -> Told:
        label = classes(n, generator) if n else np.zeros(80, dtype=np.int64)
        m = len(label)
        arm = generator.permutation(np.arange(n) % 2)[label] if whole else np.arange(m) % 2
        outcome = 0.3 * arm + np.sqrt(1.0 - ALIKE) * generator.normal(size=m)
        if n:
            outcome = outcome + np.sqrt(ALIKE) * generator.normal(size=n)[label]
        error = generator.uniform(0.3, 0.9, m)
        outcome = outcome + error * generator.normal(size=m)
        kept = stays(label, generator, hard=hard)
        groups = (label,) if n else ()
        rows = rows_of(outcome, arm[:, None].astype(float), groups, kept)
        found = estimate_noisy_contrasts(rows, error[kept], level=0.95)
        return {"effect": (found.effects[0], 0.3)}

    return study


def success(n: int, *, size: int, shares: tuple[float, float], hard: bool) -> Study:
    """Shares and odds of success; n 0: no classes, `size` learners an arm."""

    def study(generator: np.random.Generator) -> Told:
        label = classes(n, generator) if n else np.arange(2 * size)
        arm = generator.permutation(np.arange(label.max() + 1) % 2)[label]
        mean = np.array(shares)[arm]
        chance = mean
        if n:
            ways = arm[np.searchsorted(label, np.arange(n))]
            middle = np.array(shares)[ways]
            scale = (1.0 - ALIKE) / ALIKE
            chance = generator.beta(middle * scale, (1.0 - middle) * scale)[label]
        outcome = (generator.random(len(label)) < chance).astype(float)
        if n:
            outcome[~stays(label, generator, hard=hard)] = np.nan
        rows = StudyRows(outcome, arm, np.empty((len(arm), 0)), label if n else None)
        odds = np.log(shares[1] / (1.0 - shares[1])) - np.log(shares[0] / (1.0 - shares[0]))
        told = {"share": (estimate_risk_difference(rows, level=0.95), shares[1] - shares[0])}
        with contextlib.suppress(RefusalError):
            told["log odds"] = (estimate_log_odds_ratio(rows, level=0.95), float(odds))
        return told

    return study


def conditions() -> Iterator[tuple[str, Study]]:
    for hard in (False, True):
        mark = ", hard" if hard else ""
        for n in (8, 12, 20, 40):
            yield f"factorial, {n} whole classes{mark}", factorial(n, whole=True, hard=hard)
        for n in (6, 12):
            name = f"factorial inside {n} classes{mark}"
            yield name, factorial(n, whole=False, hard=hard)
        for n in (6, 12, 40):
            yield f"subgroups, {n} whole classes{mark}", subgroups(n, whole=True, hard=hard)
            yield f"subgroups inside {n} classes{mark}", subgroups(n, whole=False, hard=hard)
        for n in (6, 12, 40):
            yield f"known error, {n} whole classes{mark}", noisy(n, whole=True, hard=hard)
            yield f"known error inside {n} classes{mark}", noisy(n, whole=False, hard=hard)
        for n in (6, 12, 20, 40):
            yield f"success, {n} classes{mark}", success(n, size=0, shares=(0.5, 0.65), hard=hard)
    yield "known error, 80 learners", noisy(0, whole=False, hard=False)
    yield "success, 12 classes, rare", success(12, size=0, shares=(0.1, 0.2), hard=False)
    yield "success, 20 + 20 learners", success(0, size=20, shares=(0.5, 0.65), hard=False)
    yield "success, 60 + 60 learners", success(0, size=60, shares=(0.5, 0.65), hard=False)
    yield "success, 60 + 60 learners, rare", success(0, size=60, shares=(0.05, 0.1), hard=False)


def measure(name: str, study: Study, replications: int, seed: tuple[int, int]) -> Iterator[str]:
    """Yield a line for each question that a study answers."""
    generator = np.random.default_rng(seed)
    found: dict[str, list[tuple[Estimate, float]]] = {}
    refused = 0
    for _replication in range(replications):
        try:
            told = study(generator)
        except RefusalError:
            refused += 1
            continue
        for question, pair in told.items():
            found.setdefault(question, []).append(pair)
    for question, pairs in found.items():
        held = float(np.mean([one.low <= truth <= one.high for one, truth in pairs]))
        off = np.array([one.effect - truth for one, truth in pairs])
        width = float(np.mean([one.high - one.low for one, _truth in pairs]))
        verdict = "" if LOW <= held <= HIGH else "  outside"
        yield (
            f"{name:38} {question:20} {100 * held:8.1f} {off.mean():9.4f} "
            f"({np.std(off) / np.sqrt(len(off)):.4f}) "
            f"{100 * (replications - len(pairs)) / replications:8.1f} {width:7.2f}{verdict}"
        )
    if not found:
        yield f"{name:38} always refused"


def main() -> None:
    """Print the table."""
    print_table(
        "further",
        __doc__,
        replications=2000,
        header=f"{'study':38} {'question':20} coverage      bias  (error) refused %   width",
        lines=(
            (
                name,
                lambda n, seed, name=name, study=study, number=number: measure(
                    name, study, n, (seed, number)
                ),
            )
            for number, (name, study) in enumerate(conditions())
        ),
    )


if __name__ == "__main__":
    main()
