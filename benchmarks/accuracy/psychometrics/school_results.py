"""Do the intervals of a school's results hold the truth as often as they say?

    python -m benchmarks.accuracy.psychometrics.school_results --repeats 1000

Small classes sit two linked forms of a course, counterbalanced by lot, before and after teaching.
Items are partly calibrated, partly known by their author's word; learners grow by an amount that
differs between them. What the school's results say (`estimate_linked_growth`, with the errors of
items as `armillary.apps.assessment.scale` states them) is set beside the truth.
"""

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray
from armillary.science.psychometrics import (
    AnswerTable,
    ItemErrors,
    ItemParameters,
    estimate_linked_growth,
    simulate_answers,
)
from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.accuracy.psychometrics.school_results"
# As in armillary.apps.assessment.scale, whose numbers these tables judge.
AUTHOR_DIFFICULTY_SD, AUTHOR_SLOPE_SD = 0.7, 0.3
PROBIT = math.pi / 8.0
CALIBRATED_SE = 0.2  # of a difficulty from about 120 answers
QUESTIONS, ANCHORS = 15, 4
ABILITY_SD, GROWTH_SD = 1.0, 0.4


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of class and test.

    Parameters
    ----------
    learners : in the class
    calibrated : share of the items that the school has calibrated
    growth : mean growth in the class, logits
    counterbalanced : whether half the class begins with the other form; otherwise all with one
    """

    learners: int
    calibrated: float
    growth: float
    counterbalanced: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How often intervals held the truth, and what was said."""

    of_learners: float
    of_classes: float
    half_width: float
    called_growth: float
    repeats: int


def simulate_scale(
    setting: Setting, generator: np.random.Generator
) -> tuple[list[ItemParameters], list[ItemParameters], ItemErrors]:
    """Return items as they are, as the school believes they are, and the errors it states."""
    n = 2 * QUESTIONS - ANCHORS
    believed = generator.choice([-1.0, 0.0, 1.0], n, p=[0.4, 0.4, 0.2])
    is_calibrated = generator.random(n) < setting.calibrated
    spread = np.where(is_calibrated, CALIBRATED_SE, AUTHOR_DIFFICULTY_SD)
    slope_spread = np.where(is_calibrated, 0.0, AUTHOR_SLOPE_SD)
    true = believed + generator.normal(0.0, spread)
    slope = np.maximum(0.2, 1.0 + generator.normal(size=n) * slope_spread)
    flat = 1.0 / np.sqrt(1.0 + PROBIT * spread**2)
    matrix = np.zeros((2 * n, 2 * n))
    for j in range(n):
        own = np.array([[1.0, 0.0], [-believed[j], -flat[j]]])
        part = own @ np.diag([slope_spread[j] ** 2, spread[j] ** 2]) @ own.T
        matrix[2 * j : 2 * j + 2, 2 * j : 2 * j + 2] = part
    errors = ItemErrors(matrix, {j: (2 * j, 2 * j + 1) for j in range(n)})
    return make_items(slope, true), make_items(flat, believed), errors


def make_items(slope: FloatArray, difficulty: FloatArray) -> list[ItemParameters]:
    """Return items of these slopes and difficulties, numbered."""
    return [
        ItemParameters(j, "2pl", a, (-a * b,))
        for j, (a, b) in enumerate(zip(slope.tolist(), difficulty.tolist(), strict=True))
    ]


def sit(
    ability: FloatArray, form: IntArray, real: list[ItemParameters], generator: np.random.Generator
) -> AnswerTable:
    """Return the answers of a class of which each learner has form 0 or 1."""
    n = len(real)
    number = np.arange(n)
    own = QUESTIONS - ANCHORS
    on_form = [number < ANCHORS + own, (number < ANCHORS) | (number >= ANCHORS + own)]
    seen = np.array([on_form[f] for f in form])
    return simulate_answers(ability, real, generator=generator, seen=seen)


def measure(setting: Setting, *, repeats: int, generator: np.random.Generator) -> Tally:
    """Return how often the intervals held the truth."""
    held_learners, held_classes, widths, called = [], [], [], []
    for _ in range(repeats):
        real, known, errors = simulate_scale(setting, generator)
        n = setting.learners
        ability = generator.normal(0.0, ABILITY_SD, n)
        change = generator.normal(setting.growth, GROWTH_SD, n)
        first = generator.permutation(np.arange(n) % 2) if setting.counterbalanced else np.zeros(n)
        form = first.astype(np.int64)
        before = sit(ability, form, real, generator)
        after = sit(ability + change, 1 - form, real, generator)
        found = estimate_linked_growth(
            before, after, known, item_errors=errors, level=0.95, strata=form.tolist()
        )
        held_learners.append(np.mean((found.low <= change) & (change <= found.high)))
        if found.mean is not None:
            held_classes.append(found.mean.low <= setting.growth <= found.mean.high)
            widths.append((found.mean.high - found.mean.low) / 2.0)
            called.append(found.mean.is_clear)
    return Tally(
        of_learners=float(np.mean(held_learners)),
        of_classes=float(np.mean(held_classes)),
        half_width=float(np.mean(widths)),
        called_growth=float(np.mean(called)),
        repeats=len(held_classes),
    )


def find_settings() -> Iterator[Setting]:
    """Yield the settings of the table."""
    for learners in (12, 20, 30):
        for calibrated in (0.0, 0.5, 1.0):
            for growth in (0.0, 0.8):
                yield Setting(learners, calibrated, growth, counterbalanced=True)
    for calibrated in (0.0, 0.5, 1.0):
        yield Setting(20, calibrated, 0.0, counterbalanced=False)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    generator = np.random.default_rng(chosen.seed)
    print(provenance(f"{COMMAND} --repeats {chosen.repeats} --seed {chosen.seed}"))
    print(f"Two forms of {QUESTIONS} questions, {ANCHORS} of them shared; one before, one after.")
    print("Held: share of 95 % intervals that hold the truth, of learners and of classes.")
    print("Half: half an interval of a class, logits. Clear: classes said to have changed.")
    print("learners  calibrated  true growth  counterbalanced  held each  held class  half  clear")
    for setting in find_settings():
        tally = measure(setting, repeats=chosen.repeats, generator=generator)
        print(
            f"{setting.learners:8d}  {setting.calibrated:10.1f}  {setting.growth:11.1f}  "
            f"{'yes' if setting.counterbalanced else 'no':>15}  {tally.of_learners:9.3f}  "
            f"{tally.of_classes:10.3f}  {tally.half_width:4.2f}  {tally.called_growth:5.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
