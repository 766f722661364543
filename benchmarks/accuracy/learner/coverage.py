"""How often the 90 % interval of a skill holds the truth, on simulated learners of two families.

    python -m benchmarks.accuracy.learner.coverage [--learners N]

Half of the learners fit the model, the other half are measured. For the logistic family the truth
is a strength in logits; for the knowledge family, which has none, it is the chance to manage a
typical item. One skill a learner is counted, so that the cases are independent; the standard
error of a share is below 0.5 % from 5,000 cases on.
"""

import argparse
from collections.abc import Sequence

import numpy as np

from armillary.science.learner import ItemSpec, LearnerModel, create_model, fit_learner
from armillary.science.numerics import FloatArray
from armillary.science.simulation import (
    KnowledgeFamily,
    KnowledgeLearner,
    LogisticFamily,
    LogisticLearner,
    SimulatedCourse,
    simulate_course,
    simulate_knowledge_learners,
    simulate_log,
    simulate_logistic_learners,
)
from benchmarks.provenance import provenance

N_SKILLS = 12
N_ANSWERS = 60
START = 20_000.0
SEED = 20261101
AWAY = (0.0, 7.0, 30.0)  # days after the last sitting at which the estimate is looked at

Learners = Sequence[LogisticLearner] | Sequence[KnowledgeLearner]


def families(
    course: SimulatedCourse, n: int, generator: np.random.Generator
) -> dict[str, Learners]:
    still = LogisticFamily(gain=0.0)
    growing = LogisticFamily()
    common = {"n_learners": n, "n_skills": N_SKILLS, "prerequisites": course.prerequisites}
    return {
        "logistic, still": simulate_logistic_learners(**common, family=still, generator=generator),
        "logistic, growing": simulate_logistic_learners(
            **common, family=growing, generator=generator
        ),
        "knowledge": simulate_knowledge_learners(
            **common, family=KnowledgeFamily(), start_days=START, generator=generator
        ),
    }


def typical_items(course: SimulatedCourse) -> list[ItemSpec]:
    """For each skill an item of the mean difficulty of its items."""
    return [
        ItemSpec(
            -1 - skill,
            (skill,),
            float(np.mean([i.difficulty for i in course.items if i.skills[0] == skill])),
        )
        for skill in range(N_SKILLS)
    ]


def measure(
    name: str, learners: Learners, course: SimulatedCourse, generator: np.random.Generator
) -> None:
    log = simulate_log(
        learners,
        course.items,
        n_answers=N_ANSWERS,
        n_skills=N_SKILLS,
        start_days=START,
        generator=generator,
    ).answers
    is_fit = log.learner < len(learners) // 2
    fit = fit_learner(log.part(is_fit), model="level-skill", generator=generator)
    model = create_model(fit.parameters, N_SKILLS)
    states = model.replay(log)
    assert log.days is not None
    for away in AWAY:
        days = float(log.days.max()) + away
        rows = [
            compare(model, states[number], learners[number], course, number % N_SKILLS, days)
            for number in range(len(learners) // 2, len(learners))
        ]
        inside, error, sd = np.array(rows).T
        print(
            f"{name:<18} {away:>5.0f} {len(rows):>6} {inside.mean():>8.3f} "
            f"{error_of_share(inside):>6.3f} {error.mean():>+7.3f} "
            f"{np.sqrt((error**2).mean()):>6.3f} {sd.mean():>6.3f}",
            flush=True,
        )


def compare(
    model: LearnerModel[object],
    state: object,
    learner: LogisticLearner | KnowledgeLearner,
    course: SimulatedCourse,
    skill: int,
    days: float,
) -> tuple[float, float, float]:
    """Whether the interval holds the truth, the error of the estimate, and the sd it states."""
    estimate = model.mastery(state, skill, days)
    if isinstance(learner, LogisticLearner):
        error = estimate.mean - learner.strength(skill, days)
        return float(abs(error) < 1.6449 * estimate.sd), error, estimate.sd
    truth = learner.p_right(typical_items(course)[skill], days)
    return (
        float(estimate.low <= truth <= estimate.high),
        estimate.p_typical - truth,
        estimate.sd,
    )


def error_of_share(inside: FloatArray) -> float:
    return float(np.sqrt(inside.mean() * (1.0 - inside.mean()) / len(inside)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=10_000)
    arguments = parser.parse_args()
    generator = np.random.default_rng(SEED)
    course = simulate_course(
        n_skills=N_SKILLS, items_per_skill=15, p_two_skills=0.2, generator=generator
    )
    print(
        provenance(
            f"python -m benchmarks.accuracy.learner.coverage --learners {arguments.learners}"
        )
    )
    print(
        f"{'family':<18} {'away':>5} {'cases':>6} {'coverage':>8} {'error':>6} {'bias':>7} "
        f"{'rmse':>6} {'sd':>6}"
    )
    for name, learners in families(course, arguments.learners, generator).items():
        measure(name, learners, course, generator)
    print("\naway: days without practice. Bias, rmse: logits; for the knowledge family chances.")


if __name__ == "__main__":
    main()
