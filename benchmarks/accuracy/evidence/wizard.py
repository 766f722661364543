"""How often the analyses that the wizard of studies fixes hold the truth, effect and Hedges' g.

    python -m benchmarks.accuracy.evidence.wizard [--replications N] [--only PART ...]

Every line is a study as a school would run it: learners drawn inside classes, whole classes drawn,
or classes that swap the ways half-way. Learners answer a test of 10 to 20 right-or-wrong items by
the Rasch model, are scored by Warm's estimate, and the table goes through the very function that
the pages use (`apps.studies.analysis.estimate_found`). Unless the line says otherwise 0.15 of the
variance of ability lies between classes, the test has 15 items, 10 % miss the outcome (the less
able at the start more often) and 15 % miss the baseline (likewise).

The truth is what the test would show of everybody who stays: it has error of measurement and a
ceiling, so an effect of 0.4 logits shows as a little less ("shown"), and less still if whoever
learned little is lost. Of learners drawn inside classes, and of swaps in
which classes are taken to stay as they are, it is that of the study's own classes; else that of all
classes alike. Bias is in logits with its Monte Carlo error, of g in standard deviations. Lines are
marked outside where a share leaves 94 to 96 %, far outside beyond Monte Carlo error. False alarms
are from further studies in which nothing differs.
"""

import math
import os
from dataclasses import dataclass

import numpy as np

from armillary.science.evidence import RefusalError
from armillary.science.numerics import FloatArray
from benchmarks.accuracy.evidence.coverage_lines import print_table
from benchmarks.accuracy.evidence.studies import Condition, analyse, simulate

TRUE = 0.4  # logits
LOW, HIGH = 0.94, 0.96

SIZES = {
    1: (24,),
    2: (25, 22),
    3: (25, 22, 18),
    4: (25, 22, 18, 27),
    6: (25, 22, 18, 27, 24, 20),
    12: (25, 22, 18, 27, 24, 20) * 2,
}
UNEQUAL = {
    2: (30, 12),
    4: (30, 12, 8, 22),
    6: (30, 12, 8, 22, 28, 15),
    12: (30, 12, 8, 22, 28, 15) * 2,
}


def conditions() -> list[Condition]:
    out = [
        Condition("learner", SIZES[n], known) for n in (1, 2, 4, 6, 12) for known in (False, True)
    ]
    out += [Condition("swap", SIZES[n]) for n in (2, 3, 4, 6, 12)]
    out += [Condition("class", SIZES[n]) for n in (4, 6, 12)]
    out += [Condition("class", SIZES[n], True) for n in (6, 12)]
    for name, n in (("learner", 2), ("swap", 2), ("swap", 4), ("class", 4), ("class", 6)):
        known = name == "learner" or n == 6
        out += [
            Condition(name, UNEQUAL[n], known),
            Condition(name, SIZES[n], known, icc=0.0),
            Condition(name, SIZES[n], known, icc=0.3),
            Condition(name, SIZES[n], known, ease=2.0),
            Condition(name, SIZES[n], known, lost=0.35),
            Condition(name, SIZES[n], known, lost=0.35, lost_after=True),
        ]
        if known:
            out += [Condition(name, SIZES[n], known, n_items=items) for items in (10, 20)]
            out += [Condition(name, SIZES[n], known, gaps=0.45)]
        out += [Condition(name, UNEQUAL[n], known, n_items=10, ease=2.0, lost=0.35, gaps=0.4)]
    out += [Condition("learner", (8,)), Condition("learner", (8, 6), True)]
    return out


@dataclass(frozen=True, slots=True)
class Held:
    """How intervals of many studies of one condition did; shares, errors in logits.

    Parameters
    ----------
    effect, g : share of intervals that hold the truth
    error, g_error : what was found less what is true, of each study
    shown : mean true difference as the test shows it
    alarms : share of effects whose interval leaves 0 out
    refused : share without an answer
    """

    effect: float
    g: float
    error: FloatArray
    g_error: FloatArray
    shown: float
    alarms: float
    refused: float


def repeat(
    condition: Condition, effect: float, *, replications: int, generator: np.random.Generator
) -> Held:
    """Return how many studies of one condition did."""
    kept, refused = [], 0
    for _number in range(replications):
        table, difference, sd = simulate(condition, effect, generator)
        try:
            found = analyse(condition, table)
        except RefusalError:
            refused += 1
            continue
        one, g = found.difference.effect, found.g
        kept.append(
            (
                one.low <= difference <= one.high,
                g.low <= difference / sd <= g.high,
                one.effect - difference,
                g.effect - difference / sd,
                difference,
                not one.low <= 0.0 <= one.high,
            )
        )
    told = np.array(kept, dtype=np.float64).reshape(-1, 6)
    means = told.mean(axis=0) if len(told) else np.full(6, np.nan)
    return Held(
        effect=float(means[0]),
        g=float(means[1]),
        error=told[:, 2],
        g_error=told[:, 3],
        shown=float(means[4]),
        alarms=float(means[5]),
        refused=refused / replications,
    )


def line(condition: Condition, replications: int, seed: tuple[int, int]) -> str:
    generator = np.random.default_rng(seed)
    true = repeat(condition, TRUE, replications=replications, generator=generator)
    none = repeat(condition, 0.0, replications=replications, generator=generator)
    if not len(true.error):
        return f"{condition!s:66} always refused"
    beyond = 3.0 * math.sqrt(0.05 * 0.95 / replications)
    shares = (true.effect, true.g, 1.0 - none.alarms)
    off = any(not LOW <= share <= HIGH for share in shares)
    far = any(not LOW - beyond <= share <= HIGH + beyond for share in shares)
    verdict = "  far outside" if far else "  outside" if off else ""
    error = float(np.std(true.error) / math.sqrt(len(true.error)))
    return (
        f"{condition!s:66} {100 * true.effect:6.1f} {100 * true.g:5.1f} {100 * none.alarms:7.1f} "
        f"{np.mean(true.error):8.4f} ({error:.4f}) {np.mean(true.g_error):8.4f} "
        f"{true.shown:6.3f} {100 * true.refused:8.1f}{verdict}"
    )


def main() -> None:
    """Print the table."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
    django.setup()
    print_table(
        "wizard",
        __doc__,
        replications=5000,
        header=f"{'study':66} effect     g  alarms     bias  (error)   bias g  shown refused %",
        lines=(
            (str(one), lambda n, seed, one=one, number=number: [line(one, n, (seed, number))])
            for number, one in enumerate(conditions())
        ),
        measured="src/armillary",
    )


if __name__ == "__main__":
    main()
