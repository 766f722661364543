"""Whole classes of several grades: do intervals hold, and does the plan foresee their power?

    python -m benchmarks.accuracy.evidence.grades [--replications N] [--only PART ...]

Classes of 24 learners (or 12 to 36) keep a way or swap it half-way. Lots are drawn by `assign_arms`
inside grades where the wizard does so, and the table goes through the pages' own function
(`apps.studies.analysis.estimate_found`) with the analysis that the wizard fixes. Outcomes are
normal with a standard deviation of 1 in one grade; 0.15 of the variance lies between classes of a
grade, grades lie 0.3 apart, one in ten is lost. A baseline explains 0.4 inside classes and of what
lies between classes of one grade, and tells grades apart; of two halves a class keeps 0.7, a
learner 0.5, and grades gain differently by 0.1 from one to the next. "formula" is the power that
the wizard's plan foresees at the difference it calls the smallest, and "simulated" what came of it.
"""

import math
import os
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from armillary.science.evidence import RefusalError, Unit, assign_arms, power_of_error
from armillary.science.numerics import FloatArray, IntArray
from benchmarks.accuracy.evidence.coverage_lines import print_table

if TYPE_CHECKING:
    from armillary.apps.studies.analysis import Found
    from armillary.apps.studies.models import Study
    from armillary.apps.studies.tables import StudyTable

LOW, HIGH = 0.94, 0.96
ICC, STEP, EXPLAINED, LOST, STAY_BETWEEN, STAY_WITHIN, APART = 0.15, 0.3, 0.4, 0.1, 0.7, 0.5, 0.1


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the table: the grade of each class, and how they are compared."""

    name: str
    grades: tuple[int, ...]
    baseline: bool = False
    unequal: bool = False

    def __str__(self) -> str:
        counts = [self.grades.count(grade) for grade in sorted(set(self.grades))]
        words = [f"{self.name}: {' + '.join(str(n) for n in counts)} classes"]
        words += ["baseline"] if self.baseline else []
        words += ["12-36 learners"] if self.unequal else []
        return ", ".join(words)

    @property
    def sizes(self) -> tuple[int, ...]:
        own = (12, 36, 20, 28) if self.unequal else (24,)
        return tuple(own[place % len(own)] for place in range(len(self.grades)))


def conditions() -> list[Condition]:
    six, odd, ten = (5,) * 3 + (6,) * 3, (5,) * 3 + (6,) * 5, (5,) * 2 + (6,) * 4 + (7,) * 4
    mixed, twenty = (5, 6, 7, 8, 8, 8), (5,) * 8 + (6,) * 12
    out = []
    for grades in ((5,) * 2 + (6,) * 2, six, odd, ten, mixed, twenty):
        out += [Condition("class", grades), Condition("swap", grades)]
    for grades in (six, odd, ten, twenty):
        out += [Condition("class", grades, baseline=True), Condition("class", grades, unequal=True)]
    pairs = (5, 5, 6, 6, 7, 7)  # drawn inside grades, too few for columns
    return [
        *out,
        Condition("swap", six, unequal=True),
        Condition("class", pairs),
        Condition("swap", pairs),
        Condition("class", pairs, baseline=True),
    ]


def simulate(condition: Condition, effect: float, generator: np.random.Generator) -> "StudyTable":
    """Return the table of one study."""
    from armillary.apps.studies.protocols import design_of, draws_by_grade, split_design
    from armillary.apps.studies.tables import StudyTable

    grades, n = condition.grades, len(condition.grades)
    inside = draws_by_grade(condition.name, grades)
    units = [Unit(f"{k:03}", str(grades[k]) if inside else "") for k in range(n)]
    design = design_of(*split_design(condition.name))
    made = assign_arms(units, design, seed=int(generator.integers(2**31)))
    where = np.repeat(np.arange(n), condition.sizes)
    arm, grade = np.array(made.arm)[where], np.array(grades)[where]
    values = swapped if condition.name == "swap" else kept
    outcome, level, before = values(condition, where, arm, effect, generator)
    gone = generator.random(len(where)) < LOST
    missing = np.full(len(where), np.nan)
    return StudyTable(
        arm=arm,
        unit=where,
        school_class=where,
        outcome=np.where(gone, np.nan, outcome),
        level_outcome=np.where(gone, np.nan, level),
        baseline=before if condition.baseline else missing,
        error=missing,
        n_withdrawn=(0, 0),
        n_joiners=0,
        grade=grade if inside else None,
    )


def kept(
    condition: Condition,
    where: IntArray,
    arm: IntArray,
    effect: float,
    generator: np.random.Generator,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Outcome twice, and a baseline that correlates with it, for classes that keep a way."""
    n, m, r = len(condition.sizes), len(where), math.sqrt(EXPLAINED)
    grade = STEP * np.array(condition.grades)[where]
    before_class, before_own = generator.normal(size=n)[where], generator.normal(size=m)
    rest = math.sqrt(1.0 - EXPLAINED)
    between = r * before_class + rest * generator.normal(size=n)[where]
    within = r * before_own + rest * generator.normal(size=m)
    before = grade + math.sqrt(ICC) * before_class + math.sqrt(1.0 - ICC) * before_own
    outcome = effect * arm + grade + math.sqrt(ICC) * between + math.sqrt(1.0 - ICC) * within
    return outcome, outcome, before


def swapped(
    condition: Condition,
    where: IntArray,
    arm: IntArray,
    effect: float,
    generator: np.random.Generator,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Half the difference of two halves, the first half, no baseline."""
    n, m = len(condition.sizes), len(where)
    grade = np.array(condition.grades)[where]
    lasting = math.sqrt(ICC * STAY_BETWEEN) * generator.normal(size=n)[where]
    lasting = lasting + math.sqrt((1.0 - ICC) * STAY_WITHIN) * generator.normal(size=m)
    halves = []
    for half in (0, 1):
        new = math.sqrt(ICC * (1.0 - STAY_BETWEEN)) * generator.normal(size=n)[where]
        own = math.sqrt((1.0 - ICC) * (1.0 - STAY_WITHIN)) * generator.normal(size=m)
        moved = (STEP + APART * half) * grade + effect * np.abs(arm - half)
        halves.append(lasting + new + own + moved)
    return 0.5 * (halves[0] - halves[1]), halves[0], np.full(m, np.nan)


def analyse(condition: Condition, table: "StudyTable") -> "Found":
    """What the pages would say."""
    from armillary.apps.studies.analysis import estimate_found
    from armillary.apps.studies.protocols import analysis_of, split_design

    unit, layout = split_design(condition.name)
    fixed = analysis_of(
        condition.name,
        len(condition.grades),
        baseline=condition.baseline,
        grades=condition.grades,
    )
    study = SimpleNamespace(unit=unit, layout=layout, protocol={"analysis": fixed})
    return estimate_found(cast("Study", study), table)


def planned(condition: Condition) -> tuple[float, float]:
    """The smallest difference that the wizard names, and the power that it foresees there.

    Where grades are no columns, its unit is the standard deviation of all grades together.
    """
    from armillary.apps.studies.protocols import (
        LEVEL,
        Facts,
        expect_error,
        grade_columns,
        list_designs,
    )

    facts = Facts(grades=condition.grades)
    for option in list_designs("policy", condition.sizes, baseline=condition.baseline, facts=facts):
        if option.name == condition.name and option.smallest is not None:
            se, df = expect_error(
                condition.name, condition.sizes, baseline=condition.baseline, facts=facts
            )
            power = power_of_error(se, df, effect=option.smallest, level=LEVEL)
            columns = grade_columns(condition.name, condition.grades, baseline=condition.baseline)
            mixed = condition.name == "class" and not columns
            spread = 1.0 + STEP**2 * float(np.var(condition.grades, ddof=1)) if mixed else 1.0
            return option.smallest * math.sqrt(spread), power
    return 1.0, math.nan


def line(condition: Condition, replications: int, seed: tuple[int, int]) -> str:
    generator = np.random.default_rng(seed)
    effect, formula = planned(condition)
    held, g_held, shown, off, refused = [], [], [], [], 0
    for _study in range(replications):
        try:
            found = analyse(condition, simulate(condition, effect, generator))
        except RefusalError:
            refused += 1
            continue
        one = found.difference.effect
        held.append(one.low <= effect <= one.high)
        g_held.append(found.g.low <= true_g(condition, effect) <= found.g.high)
        shown.append(not one.low <= 0.0 <= one.high)
        off.append(one.effect - effect)
    if not held:
        return f"{condition!s:50} always refused"
    power = float(np.mean(shown)) - formula
    outside = "  outside" if not LOW <= np.mean(held) <= HIGH else ""
    apart = "  MORE THAN 2 POINTS" if abs(power) > 0.02 else ""
    return (
        f"{condition!s:50} {100 * np.mean(held):8.1f} {100 * np.mean(g_held):5.1f} "
        f"{np.mean(off):8.4f} ({np.std(off) / math.sqrt(len(off)):.4f}) {effect:6.2f} "
        f"{100 * formula:8.1f} {100 * np.mean(shown):10.1f} {100 * refused / replications:9.1f}"
        f"{outside}{apart}"
    )


def true_g(condition: Condition, effect: float) -> float:
    """The effect in standard deviations of all learners of one arm, grades included."""
    weight = np.array(condition.sizes) / sum(condition.sizes)
    grade = np.array(condition.grades)
    apart = float(weight @ (grade - weight @ grade) ** 2)
    return effect / math.sqrt(1.0 + STEP**2 * apart)


def main() -> None:
    """Print the table."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
    django.setup()
    print_table(
        "grades",
        __doc__,
        replications=4000,
        header=(
            f"{'study':50} coverage     g     bias  (error) effect  formula  simulated refused %"
        ),
        lines=(
            (str(one), lambda n, seed, one=one, number=number: [line(one, n, (seed, number))])
            for number, one in enumerate(conditions())
        ),
        measured="src/armillary",
    )


if __name__ == "__main__":
    main()
