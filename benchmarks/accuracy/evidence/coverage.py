"""How often the 95 % interval of a comparison holds the truth, in the conditions schools have.

    python -m benchmarks.accuracy.evidence.coverage [--replications N]

Whole classes are given one of two ways of teaching. Simulated: 4 to 40 classes in equal or unequal
arms, of equal or unequal sizes, likeness inside classes of 0, 0.05 or 0.2, a baseline that explains
half of what differs between learners, dropout that differs between classes (up to 40 %), and a test
with a ceiling that a fifth of learners reach (no effect there, so that the truth is known). Each
replication is estimated by the model (REML, scatter of class means) and robustly (CR2). What a
naive analysis makes of the same rows stands beside it: a t-test over learners. Bias is in standard
deviations of learners with its Monte Carlo error; the last columns say how often the method
refused, and the mean width of the model's interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from armillary.science.evidence import Method, RefusalError, StudyRows, estimate_difference
from benchmarks.accuracy.evidence.coverage_lines import print_table

TRUTH = 0.3
LOW, HIGH = 0.94, 0.96


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the table.

    Parameters
    ----------
    arms : classes in arm 0 and arm 1
    icc : of the outcome before the baseline
    spread : coefficient of variation of class sizes (mean 24, 6 at least)
    baseline : whether a covariate is used
    dropout : largest share that leaves a class; each class has its own
    ceiling : whether the test has one
    """

    arms: tuple[int, int]
    icc: float
    spread: float = 0.0
    baseline: bool = False
    dropout: float = 0.0
    ceiling: bool = False

    def __str__(self) -> str:
        words = [f"{self.arms[0]}+{self.arms[1]} classes, icc {self.icc:.2f}"]
        words += ["unequal sizes"] if self.spread else []
        words += ["baseline"] if self.baseline else []
        words += ["dropout"] if self.dropout else []
        words += ["ceiling"] if self.ceiling else []
        return ", ".join(words)


PLAIN = [Condition((half, half), icc) for half in (2, 3, 4, 6, 10, 20) for icc in (0.0, 0.05, 0.2)]
HARD = [
    replace(Condition((half, half), 0.1), **changes)
    for half in (3, 6, 20)
    for changes in (
        {"spread": 0.5},
        {"baseline": True},
        {"dropout": 0.4, "spread": 0.5, "baseline": True},
        {"ceiling": True},
    )
]
UNEQUAL = [Condition(arms, 0.1, spread=0.5) for arms in ((2, 4), (3, 9), (10, 30))]


def simulate(condition: Condition, generator: np.random.Generator) -> tuple[StudyRows, float]:
    """Return the rows of one study and the true difference."""
    n = sum(condition.arms)
    arm_of = np.repeat([0, 1], condition.arms)
    sizes = np.full(n, 24)
    if condition.spread:
        shape = np.log1p(condition.spread**2)
        drawn = generator.lognormal(np.log(24) - shape / 2, np.sqrt(shape), n)
        sizes = np.clip(np.rint(drawn), 6, 60).astype(int)
    cluster = np.repeat(np.arange(n), sizes)
    arm, truth = arm_of[cluster], 0.0 if condition.ceiling else TRUTH
    before = generator.normal(size=len(cluster))
    shift = generator.normal(0.0, np.sqrt(condition.icc), n)[cluster]
    own = np.sqrt(0.5) * before + np.sqrt(0.5 - condition.icc) * generator.normal(size=len(cluster))
    outcome = truth * arm + shift + own
    if condition.ceiling:
        outcome = np.minimum(outcome, 0.84)
    if condition.dropout:
        leaves = generator.uniform(0.0, condition.dropout, n)[cluster]
        outcome = np.where(generator.random(len(cluster)) < leaves, np.nan, outcome)
    covariates = before[:, None] if condition.baseline else np.empty((len(cluster), 0))
    return StudyRows(outcome, arm, covariates, cluster), truth


def naive_holds(rows: StudyRows, truth: float) -> bool:
    kept = rows.take(np.isfinite(rows.outcome))
    plain = StudyRows(kept.outcome, kept.arm, kept.covariates, None)
    found = estimate_difference(plain, method=Method.ANCOVA, interacted=False, level=0.95).effect
    return found.low < truth < found.high


def measure(condition: Condition, replications: int, seed: Sequence[int]) -> str:
    generator = np.random.default_rng(list(seed))
    holds: dict[Method, list[bool]] = {Method.REML: [], Method.CR2: []}
    errors, widths, refused, naive = [], [], dict.fromkeys(holds, 0), []
    g_holds = []
    for number in range(replications):
        rows, truth = simulate(condition, generator)
        for method, held in holds.items():
            try:
                found = estimate_difference(rows, method=method, interacted=False, level=0.95)
            except RefusalError:
                refused[method] += 1
                continue
            held.append(found.effect.low < truth < found.effect.high)
            if method is Method.REML:
                errors.append(found.effect.effect - truth)
                widths.append(found.effect.high - found.effect.low)
                g_holds.append(found.g.low < truth < found.g.high)
        if number < 1000:
            naive.append(naive_holds(rows, truth))
    shares = [float(np.mean(held)) if held else float("nan") for held in holds.values()]
    outside = any(not LOW <= share <= HIGH for share in shares if not np.isnan(share))
    error = float(np.std(errors) / np.sqrt(len(errors)))
    return (
        f"{condition!s:58} {100 * shares[0]:5.1f} {100 * shares[1]:5.1f} "
        f"{100 * np.mean(g_holds):5.1f} {100 * np.mean(naive):6.1f} "
        f"{np.mean(errors):8.4f} ({error:.4f}) "
        f"{100 * refused[Method.REML] / replications:6.1f} "
        f"{100 * refused[Method.CR2] / replications:5.1f} {np.mean(widths):6.2f}"
        f"{'  outside' if outside else ''}"
    )


def main() -> None:
    """Print the table."""
    print_table(
        "coverage",
        __doc__,
        replications=5000,
        header=f"{'condition':58}  REML   CR2     g  naive     bias  (error)  refused %    width",
        lines=(
            (str(one), lambda n, seed, one=one, number=number: [measure(one, n, (seed, number))])
            for number, one in enumerate([*PLAIN, *HARD, *UNEQUAL])
        ),
        note="; naive: 0.7",
    )


if __name__ == "__main__":
    main()
