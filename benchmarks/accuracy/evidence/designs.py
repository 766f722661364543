"""How often 95 % intervals hold the truth in designs other than whole classes, one way each.

    python -m benchmarks.accuracy.evidence.designs [--replications N]

Every study is drawn by `assign_arms` or as a school would, simulated, and analysed as the command
`study analyse` does. Classes have 24 learners on average; "hard" means unequal sizes (6 to 60),
dropout that differs between classes (up to 40 %) and a test with a ceiling that a fifth reach (no
effect there, so that the truth is known). Between classes lies 0.1 of the variance, between schools
0.1 more where there are schools. Bias is in standard deviations with its Monte Carlo error.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from armillary.science.evidence import (
    ComparedRows,
    Design,
    Fitting,
    Layout,
    Redraws,
    RefusalError,
    StudyRows,
    Unit,
    assign_arms,
    estimate_by_randomisation,
    estimate_contrasts,
    redraw_arms,
)
from armillary.science.numerics import FloatArray, IntArray
from benchmarks.accuracy.evidence.coverage_lines import Line, print_table

TRUTH = 0.3
LOW, HIGH = 0.94, 0.96

Interval = tuple[float, float, float, float]  # effect, low, high, truth
Study = Callable[[np.random.Generator], Interval]


@dataclass(frozen=True, slots=True)
class Rows:
    """Learners of some classes before an arm is given."""

    cluster: IntArray
    outcome: FloatArray
    before: FloatArray
    hard: bool

    def finish(self, arm: FloatArray, generator: np.random.Generator) -> tuple[FloatArray, float]:
        """The outcomes seen, NaN where lost, and the true difference."""
        truth = 0.0 if self.hard else TRUTH
        outcome = self.outcome + truth * arm
        if self.hard:
            outcome = np.minimum(outcome, 0.84)
            gone = generator.uniform(0.0, 0.4, int(self.cluster.max()) + 1)[self.cluster]
            outcome = np.where(generator.random(len(outcome)) < gone, np.nan, outcome)
        return outcome, truth


def learners(
    generator: np.random.Generator, n: int, *, hard: bool, school: IntArray | None = None
) -> Rows:
    sizes = np.full(n, 24)
    if hard:
        sizes = np.clip(np.rint(generator.lognormal(np.log(24) - 0.11, 0.47, n)), 6, 60).astype(int)
    cluster = np.repeat(np.arange(n), sizes)
    before = generator.normal(size=len(cluster)) + generator.normal(0.0, 0.3, n)[cluster]
    outcome = generator.normal(0.0, np.sqrt(0.1), n)[cluster] + 0.6 * before
    outcome = outcome + generator.normal(0.0, 0.7, len(cluster))
    if school is not None:
        outcome = outcome + generator.normal(0.0, np.sqrt(0.1), school.max() + 1)[school[cluster]]
    return Rows(cluster, outcome, before, hard)


def estimate(
    outcome: FloatArray,
    arm: FloatArray,
    covariates: list[FloatArray],
    groupings: tuple[IntArray, ...],
    truth: float,
) -> Interval:
    use = np.isfinite(outcome)
    columns = np.array(covariates).reshape(len(covariates), len(arm)).T
    rows = ComparedRows(
        outcome[use], arm[use][:, None], columns[use], tuple(g[use] for g in groupings),
        np.empty((int(use.sum()), 0)),
    )  # fmt: skip
    found = estimate_contrasts(rows, fitting=Fitting.REML, level=0.95).effects[0]
    return found.effect, found.low, found.high, truth


def draw(units: list[Unit], generator: np.random.Generator, *, paired: bool) -> FloatArray:
    design = Design(Layout.PARALLEL, 2, paired=paired)
    return np.array(assign_arms(units, design, seed=int(generator.integers(2**31))).arm, float)


def paired(n: int, *, hard: bool, as_cluster: bool) -> Study:
    """Classes matched on their mean before; analysed with the baseline, or pairs as groups."""

    def study(generator: np.random.Generator) -> Interval:
        rows = learners(generator, n, hard=hard)
        means = np.bincount(rows.cluster, rows.before) / np.bincount(rows.cluster)
        units = [Unit(str(k), "", float(mean)) for k, mean in enumerate(means)]
        arm = draw(units, generator, paired=True)[rows.cluster]
        outcome, truth = rows.finish(arm, generator)
        if as_cluster:
            pair = (np.argsort(np.argsort(means)) // 2)[rows.cluster]
            return estimate(outcome, arm, [], (rows.cluster, pair), truth)
        return estimate(outcome, arm, [rows.before], (rows.cluster,), truth)

    return study


def stratified(n: int, *, hard: bool) -> Study:
    """Classes of two grades that differ by a standard deviation; the grade is a covariate."""

    def study(generator: np.random.Generator) -> Interval:
        rows = learners(generator, n, hard=hard)
        grade = np.arange(n) % 2
        units = [Unit(str(k), str(grade[k])) for k in range(n)]
        arm = draw(units, generator, paired=False)[rows.cluster]
        higher = grade[rows.cluster].astype(float)
        moved = Rows(
            rows.cluster, rows.outcome + (0.0 if hard else 1.0) * higher, rows.before, hard
        )
        outcome, truth = moved.finish(arm, generator)
        return estimate(outcome, arm, [higher], (rows.cluster,), truth)

    return study


def inside(n: int, *, hard: bool, baseline: bool) -> Study:
    """Learners drawn inside their classes."""

    def study(generator: np.random.Generator) -> Interval:
        rows = learners(generator, n, hard=hard)
        order = np.lexsort((generator.random(len(rows.cluster)), rows.cluster))
        arm = np.empty(len(order))
        arm[order] = (np.arange(len(order)) + generator.integers(2)) % 2
        outcome, truth = rows.finish(arm, generator)
        return estimate(outcome, arm, [rows.before] if baseline else [], (rows.cluster,), truth)

    return study


def schools(n: int, *, hard: bool, whole: bool) -> Study:
    """Two or three classes in each school; whole schools drawn, or classes inside schools."""

    def study(generator: np.random.Generator) -> Interval:
        each = generator.integers(2, 4, n) if hard else np.full(n, 2)
        school = np.repeat(np.arange(n), each)
        rows = learners(generator, len(school), hard=hard, school=school)
        if whole:
            arm = draw([Unit(str(k)) for k in range(n)], generator, paired=False)[school]
        else:
            units = [Unit(str(k), str(one)) for k, one in enumerate(school)]
            arm = draw(units, generator, paired=False)
        of_rows = arm[rows.cluster]
        outcome, truth = rows.finish(of_rows, generator)
        label = school[rows.cluster]
        return estimate(outcome, of_rows, [rows.before], (rows.cluster, label), truth)

    return study


def crossover(n: int, *, hard: bool) -> Study:
    """Both ways in turn; a class keeps 0.8 of its own, a learner 0.6. Rows: learner and half."""

    def study(generator: np.random.Generator) -> Interval:
        first, second = (learners(generator, n, hard=False) for _half in range(2))
        m = len(first.cluster)
        order = draw([Unit(str(k)) for k in range(n)], generator, paired=False)[first.cluster]
        own = generator.normal(0.0, np.sqrt(0.08), n)[first.cluster]
        lasting = np.sqrt(0.6) * generator.normal(size=m)
        halves = []
        for half, rows in enumerate((first, second)):
            arm = np.abs(order - half)
            noise = generator.normal(0.0, np.sqrt(0.02), n)[rows.cluster]
            halves.append(
                own + noise + lasting + np.sqrt(0.4) * generator.normal(size=m) + TRUTH * arm
            )
        change = halves[1] - halves[0]  # the effect with its sign turned where order is 0
        if hard:
            gone = generator.uniform(0.0, 0.4, n)[first.cluster]
            change = np.where(generator.random(m) < gone, np.nan, change)
        effect, low, high, _truth = estimate(change, order, [], (first.cluster,), 0.0)
        # Order 0 meets the way tried second, order 1 first: their changes differ by twice it.
        return -effect / 2.0, -high / 2.0, -low / 2.0, TRUTH

    return study


def within(n: int) -> Study:
    """Learners who meet both ways with two item sets; which set goes with which way is drawn."""

    def study(generator: np.random.Generator) -> Interval:
        lasting = np.sqrt(0.6) * generator.normal(size=n)
        turn = draw([Unit(str(k)) for k in range(n)], generator, paired=False)
        sets = []
        for number, harder in enumerate((0.0, 0.5)):
            arm = np.abs(turn - number)
            sets.append(lasting - harder + np.sqrt(0.4) * generator.normal(size=n) + TRUTH * arm)
        effect, low, high, _truth = estimate(sets[1] - sets[0], turn, [], (), 0.0)
        return -effect / 2.0, -high / 2.0, -low / 2.0, TRUTH

    return study


def by_draw(n: int, *, hard: bool, whole: bool) -> Study:
    """What the draw alone says: whole classes, or learners inside classes."""

    def study(generator: np.random.Generator) -> Interval:
        rows = learners(generator, n, hard=hard)
        unit = rows.cluster if whole else np.arange(len(rows.cluster))
        stratum = np.zeros(n, int) if whole else rows.cluster
        units = [Unit(f"{k:05}", f"{stratum[k]:05}") for k in range(int(unit.max()) + 1)]
        design = Design(Layout.PARALLEL, 2, paired=False)
        made = assign_arms(units, design, seed=int(generator.integers(2**31)))
        arm = np.array(made.arm)[unit]
        outcome, truth = rows.finish(arm.astype(float), generator)
        arms = redraw_arms(made, design, n_draws=999, seed=int(generator.integers(2**31)))
        redraws = Redraws(unit, np.zeros(len(arm), dtype=np.int64), arms)
        found = estimate_by_randomisation(
            StudyRows(outcome, arm, rows.before[:, None], None), redraws, level=0.95
        )
        return found.effect, found.low, found.high, truth

    return study


def conditions() -> dict[str, Study]:
    out: dict[str, Study] = {}
    for hard in (False, True):
        mark = ", hard" if hard else ""
        for n in (6, 12, 40):
            out[f"{n} classes in pairs, baseline{mark}"] = paired(n, hard=hard, as_cluster=False)
            out[f"{n} classes in two grades{mark}"] = stratified(n, hard=hard)
        for n in (12, 20, 40):
            out[f"{n} classes, pairs as groups{mark}"] = paired(n, hard=hard, as_cluster=True)
        for n in (3, 6, 12, 40):
            out[f"learners inside {n} classes{mark}"] = inside(n, hard=hard, baseline=False)
        out[f"learners inside 6 classes, baseline{mark}"] = inside(6, hard=hard, baseline=True)
        for n in (6, 12, 40):
            out[f"{n} whole schools of classes{mark}"] = schools(n, hard=hard, whole=True)
            out[f"classes inside {n} schools{mark}"] = schools(n, hard=hard, whole=False)
        for n in (4, 8, 20):
            out[f"crossover of {n} classes{mark}"] = crossover(n, hard=hard)
    for n in (12, 50, 200):
        out[f"{n} learners meet both ways"] = within(n)
    for n in (8, 12, 20):
        out[f"{n} whole classes by the draw"] = by_draw(n, hard=False, whole=True)
    out["learners inside 4 classes by the draw"] = by_draw(4, hard=False, whole=False)
    out["learners inside 4 classes by the draw, hard"] = by_draw(4, hard=True, whole=False)
    return out


def measure(name: str, study: Study, replications: int, seed: tuple[int, int]) -> str:
    generator = np.random.default_rng(seed)
    holds, errors, widths, refused = [], [], [], 0
    for _replication in range(replications):
        try:
            effect, low, high, truth = study(generator)
        except RefusalError:
            refused += 1
            continue
        holds.append(low < truth < high)
        errors.append(effect - truth)
        widths.append(high - low)
    if not holds:
        return f"{name:46} always refused"
    share, error = float(np.mean(holds)), float(np.std(errors) / np.sqrt(len(errors)))
    verdict = "" if LOW <= share <= HIGH else "  outside"
    return (
        f"{name:46} {100 * share:8.1f} {np.mean(errors):9.4f} ({error:.4f}) "
        f"{100 * refused / replications:8.1f} {np.mean(widths):7.2f}{verdict}"
    )


def main() -> None:
    """Print the table."""

    def told(name: str, study: Study, number: int) -> Line:
        share = 4 if "by the draw" in name else 1
        return name, lambda n, seed: [measure(name, study, n // share, (seed, number))]

    print_table(
        "designs",
        __doc__,
        replications=4000,
        header=f"{'design':46} coverage      bias  (error) refused %   width",
        lines=(
            told(name, study, number) for number, (name, study) in enumerate(conditions().items())
        ),
    )


if __name__ == "__main__":
    main()
