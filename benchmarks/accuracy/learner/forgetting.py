"""Is the part of a model that runs on days right? On learners who forget, simulated and real.

    python -m benchmarks.accuracy.learner.forgetting [DATA] [--model NAME] [--learners N]

1. Simulated learners whose forgetting is known practise with gaps of 1 to 30 days. Half of them
   fit the model; for the others the predicted chance is set beside the true one 0 to 90 days after
   a skill was last practised.
2. The tutor log with real time stamps, when DATA, the folder with `algebra05_part.parquet`, is
   given: five folds by learner; predicted and observed by the time since the skill was last
   practised, and the log-loss against the same model with all days set to 0. A stamp is the moment
   of the answer, so seconds would tell how long this answer took, which nobody knows before it:
   time stands still here until a learner pauses for an hour.
3. The rule, on random histories: days alone never raise an estimate, only lower it towards what is
   retained, and never make it surer. A breach ends the script with an error.
"""

import argparse
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from armillary.science.learner import (
    DEFAULT_MODEL,
    Answers,
    ItemSpec,
    LearnerModel,
    create_model,
    fit_learner,
)
from armillary.science.numerics import (
    BoolArray,
    FloatArray,
    IntArray,
    estimate_clustered_mean,
)
from armillary.science.simulation import (
    KnowledgeFamily,
    LogisticFamily,
    SimulatedCourse,
    simulate_course,
    simulate_log,
)
from benchmarks.accuracy.learner.coverage import (
    N_SKILLS,
    SEED,
    START,
    Learners,
    joined,
    simulate_learners,
)
from benchmarks.accuracy.learner.logs import parts_of, read_log
from benchmarks.provenance import provenance

LOG = "algebra05_part"
LEVEL = 0.95  # of every interval in the tables
AFTER = (0.0, 1.0, 3.0, 7.0, 14.0, 30.0, 90.0)  # days since practice, simulated learners
GAPS = (1.0, 2.0, 3.0, 5.0, 7.0, 14.0, 30.0)  # days between sittings, in an order drawn by group
N_GROUPS = 40
SITTINGS = (2, 6)  # of each group, fewest and most: long practice would hardly be forgotten
FAMILIES: dict[str, LogisticFamily | KnowledgeFamily] = {
    "logistic": LogisticFamily(),
    "knowledge": KnowledgeFamily(),
}
PAUSE = 1 / 24  # days; after so long without an answer a new sitting begins
# Days since the skill was last practised, in the log; upper ends, the last one open.
BINS = {
    "same sitting": PAUSE,
    "1 to 24 hours": 1.0,
    "1 to 3 days": 3.0,
    "3 to 7 days": 7.0,
    "7 to 14 days": 14.0,
    "14 to 30 days": 30.0,
    "over 30 days": np.inf,
}
NEVER = "never before"
N_HISTORIES = 2_000


@dataclass(frozen=True, slots=True)
class Practice:
    """Learners after practice with gaps between their sittings.

    Parameters
    ----------
    answers : everybody's log
    last_days : shape (n_learners,), day of the last sitting
    fresh : shape (n_learners, N_SKILLS), whether the last sitting exercised the skill
    """

    answers: Answers
    last_days: FloatArray
    fresh: BoolArray


def practise(
    learners: Learners, course: SimulatedCourse, generator: np.random.Generator
) -> Practice:
    """Let learners practise in groups, each with gaps in an order of its own."""
    parts: list[Answers] = []
    last_days = np.empty(len(learners))
    fresh = np.zeros((len(learners), N_SKILLS), dtype=np.bool_)
    for members in np.array_split(np.arange(len(learners)), N_GROUPS):
        gaps = generator.choice(GAPS, int(generator.integers(*SITTINGS, endpoint=True)))
        for day in START + np.cumsum(gaps):
            sitting = simulate_log(
                [learners[number] for number in members],
                course.items,
                n_answers=10,
                n_skills=N_SKILLS,
                start_days=float(day),
                generator=generator,
            ).answers
            parts.append(dataclasses.replace(sitting, learner_keys=members))
        owner = np.repeat(sitting.learner, np.diff(sitting.skill_start))
        fresh[members[owner], sitting.skill_ids] = True
        assert sitting.days is not None
        last_days[members] = sitting.days.max()
    return Practice(joined(parts, course), last_days, fresh)


def single_items(course: SimulatedCourse) -> list[list[ItemSpec]]:
    """For each skill its items that exercise nothing else."""
    return [[item for item in course.items if item.skills == (skill,)] for skill in range(N_SKILLS)]


def follow(
    model: LearnerModel[Any],
    learners: Learners,
    practice: Practice,
    course: SimulatedCourse,
    generator: np.random.Generator,
) -> FloatArray:
    """Return shape (n_cases, len(AFTER), 2): predicted and true chance, one skill a learner.

    Only learners who have not fitted the model; the skill is one of their last sitting.
    """
    states = model.replay(practice.answers)
    items = single_items(course)
    cases = []
    for number in np.flatnonzero(~is_fit(len(learners))).tolist():
        skill = int(generator.choice(np.flatnonzero(practice.fresh[number])))
        asked = items[skill][int(generator.integers(len(items[skill])))]
        known = model.item_spec(asked.item, asked.skills)
        days = practice.last_days[number] + np.array(AFTER)
        cases.append(
            [
                (model.predict(states[number], known, day), learners[number].p_right(asked, day))
                for day in days.tolist()
            ]
        )
    return np.array(cases)


def is_fit(n_learners: int) -> BoolArray:
    """Every second learner fits the model, so that both sides have all orders of gaps."""
    return np.asarray(np.arange(n_learners) % 2 == 0)


def simulated_table(model: str, n_learners: int, generator: np.random.Generator) -> None:
    course = simulate_course(
        n_skills=N_SKILLS, items_per_skill=15, p_two_skills=0.2, generator=generator
    )
    print("1. Simulated learners: chance to manage an item of a skill, days after the last sitting")
    print(
        f"{'family':<10} {'days':>4} {'cases':>6} {'true':>6} {'predicted':>9} "
        f"{'predicted - true (95 %)':>26} {'fall':>6} {'predicted':>9} "
        f"{'predicted - true fall (95 %)':>28} {'rmse':>6} {'rmse, day 0':>11}"
    )
    for name, family in FAMILIES.items():
        learners = simulate_learners(family, course, n_learners, generator)
        practice = practise(learners, course, generator)
        log = practice.answers.part(is_fit(n_learners)[practice.answers.learner])
        fit = fit_learner(log, model=model, generator=generator)
        fitted = create_model(fit.parameters, N_SKILLS)
        cases = follow(fitted, learners, practice, course, generator)
        for k, after in enumerate(AFTER):
            predicted, true = cases[:, k].T
            still, start = cases[:, 0].T
            fall = (still - predicted) - (start - true)
            print(
                f"{name:<10} {after:>4.0f} {len(true):>6} {true.mean():>6.3f} "
                f"{predicted.mean():>9.3f} {interval(predicted - true, np.arange(len(true))):>26} "
                f"{(start - true).mean():>6.3f} {(still - predicted).mean():>9.3f} "
                f"{interval(fall, np.arange(len(fall))):>28} "
                f"{np.sqrt(((predicted - true) ** 2).mean()):>6.3f} "
                f"{np.sqrt(((still - true) ** 2).mean()):>11.3f}",
                flush=True,
            )
    print("Fall: since day 0. Rmse, day 0: if the chance of day 0 were said on every day.")


def interval(value: FloatArray, cluster: IntArray) -> str:
    """A mean and its interval, as the tables print it."""
    found = estimate_clustered_mean(value, np.ones(len(value)), cluster, level=LEVEL)
    return f"{found.mean:+.4f} ({found.low:+.4f} {found.high:+.4f})"


@dataclass(frozen=True, slots=True)
class Predicted:
    """Test answers of all folds: with days, and by the same model with all days 0."""

    learner: IntArray
    score: FloatArray
    gap: FloatArray  # days since the item's skills were practised, the longest; NaN never before
    p_days: FloatArray
    p_still: FloatArray


def predict_folds(folder: Path, model: str) -> Predicted:
    """Predict every learner of the log by models fitted to other folds."""
    columns: list[tuple[IntArray | FloatArray, ...]] = []
    for fold in parts_of(LOG):
        split = read_log(folder, LOG, fold)
        log = dataclasses.replace(split.answers, days=sitting_days(split.answers))
        still = dataclasses.replace(log, days=np.zeros(len(log)))
        test = log.part(split.test)
        columns.append(
            (
                test.learner,
                test.score,
                gaps(test),
                predict(log, split.test, model),
                predict(still, split.test, model),
            )
        )
    learner, *rest = (np.concatenate(column) for column in zip(*columns, strict=True))
    return Predicted(learner.astype(np.int64), *rest)


def predict(log: Answers, test: BoolArray, model: str) -> FloatArray:
    """Chance of each test answer, one ahead."""
    fit = fit_learner(log.part(~test), model=model, generator=np.random.default_rng(SEED))
    return create_model(fit.parameters, log.n_skills).predict_log(log.part(test))


def sitting_days(log: Answers) -> FloatArray:
    """Return the day on which each row's sitting began."""
    assert log.days is not None
    begins = np.append(True, (np.diff(log.learner) != 0) | (np.diff(log.days) >= PAUSE))
    first = np.maximum.accumulate(np.where(begins, np.arange(len(log)), 0))
    return np.asarray(log.days[first])


def gaps(log: Answers) -> FloatArray:
    """Days since the skills of each row were practised: the longest; NaN when none ever was."""
    assert log.days is not None
    seen: dict[tuple[int, int], float] = {}
    found = np.full(len(log), np.nan)
    for row, (learner, day) in enumerate(zip(log.learner.tolist(), log.days.tolist(), strict=True)):
        keys = [(learner, skill) for skill in log.skills_of(row)]
        known = [day - seen[key] for key in keys if key in seen]
        if known:
            found[row] = max(known)
        seen.update(dict.fromkeys(keys, day))
    return found


def real_table(found: Predicted) -> None:
    print(f"\n2. {LOG}, five folds by learner: answers by time since the skill was last practised")
    print(
        f"{'since':<14} {'answers':>7} {'observed':>8} {'predicted':>9} "
        f"{'predicted - observed (95 %)':>27} {'the same, days 0 (95 %)':>27} "
        f"{'loss':>6} {'loss - loss with days 0 (95 %)':>30}"
    )
    lower = 0.0
    print_real(found, NEVER, np.isnan(found.gap))
    for name, upper in BINS.items():
        print_real(found, name, (found.gap >= lower) & (found.gap < upper))
        lower = upper
    print_real(found, "all", np.ones(len(found.gap), dtype=np.bool_))


def print_real(found: Predicted, name: str, rows: BoolArray) -> None:
    score, learner = found.score[rows], found.learner[rows]
    p_days, p_still = found.p_days[rows], found.p_still[rows]
    loss, loss_still = surprise(score, p_days), surprise(score, p_still)
    print(
        f"{name:<14} {len(score):>7} {score.mean():>8.3f} {p_days.mean():>9.3f} "
        f"{interval(p_days - score, learner):>27} {interval(p_still - score, learner):>27} "
        f"{loss.mean():>6.4f} {interval(loss - loss_still, learner):>30}",
        flush=True,
    )


def surprise(score: FloatArray, p_right: FloatArray) -> FloatArray:
    """The log-loss of each answer, in nats."""
    return -np.log(np.where(score == 1.0, p_right, 1.0 - p_right))


def check_rule(model: str, generator: np.random.Generator) -> None:
    """Hold the rule on random histories of a model fitted to learners who forget."""
    course = simulate_course(
        n_skills=N_SKILLS, items_per_skill=15, p_two_skills=0.3, generator=generator
    )
    learners = simulate_learners(LogisticFamily(), course, 200, generator)
    practice = practise(learners, course, generator)
    fit = fit_learner(practice.answers, model=model, generator=generator)
    fitted = create_model(fit.parameters, N_SKILLS)
    steepest = 0.0
    for _ in range(N_HISTORIES):
        state, day = live(fitted, course.items, generator)
        skill = int(generator.integers(N_SKILLS))
        days = day + np.concatenate(([0.0], np.sort(10.0 ** generator.uniform(-3, 4, 12)), [1e5]))
        seen = [fitted.mastery(state, skill, float(when)) for when in days]
        mean, sd = np.array([(one.mean, one.sd) for one in seen]).T
        if np.diff(mean).max() > 1e-12 or np.diff(sd).min() < -1e-12:
            raise SystemExit(
                f"the rule is broken: skill {skill} after {days - day} days has means {mean} and"
                f" sds {sd}; time must lower the one and never the other"
            )
        steepest = max(steepest, float(mean[0] - mean[-1]))
    print(
        f"\n3. The rule held on {N_HISTORIES} random histories, each seen at 14 moments up to 1e5"
        f"\ndays ahead: no estimate rose, all sank towards the last one, no sd shrank; a breach"
        f"\nends this script with exit code 1."
        f"\nThe largest fall was {steepest:.2f} logits."
    )
    if steepest == 0.0:
        print("No estimate fell at all: this model forgets nothing, and the rule says little.")


def live(
    model: LearnerModel[Any], items: Sequence[ItemSpec], generator: np.random.Generator
) -> tuple[Any, float]:
    """A state after random answers at random times, right with a chance of the learner's own."""
    state, day, p_right = model.new_state(), START, generator.random()
    for _ in range(int(generator.integers(0, 80))):
        item = items[int(generator.integers(len(items)))]
        day += float(generator.choice([0.0, 0.001, 1.0, 40.0]) * generator.random())
        spec = model.item_spec(item.item, item.skills)
        state = model.update(state, spec, float(generator.random() < p_right), day)
    return state, day


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--learners", type=int, default=6_000)
    arguments = parser.parse_args()
    shown = "" if arguments.data is None else " DATA"
    print(
        provenance(
            f"python -m benchmarks.accuracy.learner.forgetting{shown}"
            f" --model {arguments.model} --learners {arguments.learners}"
        )
    )
    generator = np.random.default_rng(SEED)
    simulated_table(arguments.model, arguments.learners, generator)
    if arguments.data is None:
        print(f"\n2. Skipped: give the folder that holds {LOG}.parquet to see real time stamps.")
    else:
        real_table(predict_folds(arguments.data, arguments.model))
    check_rule(arguments.model, generator)


if __name__ == "__main__":
    main()
