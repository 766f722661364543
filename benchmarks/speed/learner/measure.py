"""What the calls of the answer path, a picture of a skill and a rebuild cost.

    python -m benchmarks.speed.learner.measure

Time by the clock, best of seven runs, on one core. The learner has 50 touched skills and 50
candidates wait. Live calls are measured twice: with the parameters that a school starts with, and
with those of a fit to simulated answers that has found a correction and lines of items.
"""

import time
import timeit
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from armillary.science.learner import (
    DEFAULT_MODEL,
    Answers,
    GivenAnswer,
    ItemSpec,
    LearnerModel,
    StateSpaceParameters,
    create_model,
    estimate_many,
    explain_skill,
    fit_learner,
    starting_model,
    warm_up,
)
from armillary.science.scheduling import (
    Candidate,
    Situation,
    choose_item,
    new_reviews,
    pack_reviews,
    unpack_reviews,
    update_reviews,
)
from armillary.science.simulation import (
    KnowledgeFamily,
    LogisticFamily,
    SimulatedCourse,
    SimulatedLog,
    simulate_course,
    simulate_knowledge_learners,
    simulate_log,
    simulate_logistic_learners,
)
from benchmarks.provenance import provenance

DAY = 20_000.0
N_SKILLS = 120
LONG = 2_000  # answers of a learner whose skill page is opened


def microseconds(call: Callable[[], object], number: int = 500) -> float:
    timer = timeit.Timer(call)
    return min(timer.repeat(7, number)) / number * 1e6


def live(model: LearnerModel[Any], items: Sequence[ItemSpec]) -> dict[str, float]:
    """What one answer asks of a model, in microseconds."""
    warm_up(model)
    state = model.new_state()
    for number in range(100):
        item = model.item_spec(f"n{number}", (number % 50,))
        state = model.update(state, item, float(number % 3 > 0), DAY + number / 50)
    one = next(item for item in items if len(item.skills) == 1)
    three = ItemSpec("three", (3, 4, 5), 0.2)
    waiting = items[:50]
    packed, now = model.pack(state), DAY + 3.0
    print(f"packed: state {len(packed)} bytes, 50 skills")

    def answer() -> None:
        model.predict_many(model.update(state, one, 1.0, now), waiting, now)

    return {
        "update and predict_many, 50 items": microseconds(answer),
        "predict, item of one skill": microseconds(lambda: model.predict(state, one, now)),
        "predict, item of three skills": microseconds(lambda: model.predict(state, three, now)),
        "predict_many, 50 items": microseconds(lambda: model.predict_many(state, waiting, now)),
        "update, item of one skill": microseconds(lambda: model.update(state, one, 1.0, now)),
        "update, item of three skills": microseconds(lambda: model.update(state, three, 1.0, now)),
        "mastery": microseconds(lambda: model.mastery(state, 3, now)),
        "estimate_many, 120 skills": microseconds(
            lambda: estimate_many(model, state, range(N_SKILLS), now), 100
        ),
        "pack": microseconds(lambda: model.pack(state)),
        "unpack": microseconds(lambda: model.unpack(packed)),
    }


def one_page(model: LearnerModel[Any], items: Sequence[ItemSpec]) -> dict[str, float]:
    """What a skill's page asks of a model, of a learner with many answers, in milliseconds."""
    given = [
        GivenAnswer(items[n * 7 % len(items)], float(n % 3 > 0), 1.0, DAY + n / 10)
        for n in range(LONG)
    ]
    now = DAY + LONG / 10 + 3.0
    page = microseconds(lambda: explain_skill(model, given, 3, now), 1) / 1000
    return {f"explain_skill, {LONG:,} answers": page}


def schedule(model: LearnerModel[Any]) -> dict[str, float]:
    """What choosing the next question costs beside the model, in microseconds."""
    reviews = new_reviews()
    for number in range(100):
        reviews = update_reviews(reviews, (number % 50,), right=number % 3 > 0, days=DAY)
    waiting = [ItemSpec(number, (number,), 0.1) for number in range(50)]
    dates, now = pack_reviews(reviews), DAY + 3.0
    chances = model.predict_many(model.new_state(), waiting, now)
    candidates = [
        Candidate(item.item, item.skills, p) for item, p in zip(waiting, chances, strict=True)
    ]
    situation = Situation(
        held=frozenset(range(10)),
        touched=frozenset(range(30)),
        due=frozenset(range(3)),
        taught=frozenset(range(50)),
        lesson=frozenset(range(8, 14)),
        prerequisites={skill: (skill - 1,) for skill in range(1, 50)},
        recent=tuple(range(8)),
    )
    print(f"packed: review dates {len(dates)} bytes, 50 skills")
    return {
        "choose_item, 50 candidates": microseconds(
            lambda: choose_item(candidates, situation, u=0.5)
        ),
        "update_reviews, one skill": microseconds(
            lambda: update_reviews(reviews, (3,), right=True, days=now)
        ),
        "pack_reviews": microseconds(lambda: pack_reviews(reviews)),
        "unpack_reviews": microseconds(lambda: unpack_reviews(dates)),
    }


def make_course(generator: np.random.Generator) -> SimulatedCourse:
    return simulate_course(
        n_skills=N_SKILLS, items_per_skill=10, p_two_skills=0.2, generator=generator
    )


def make_log(course: SimulatedCourse, generator: np.random.Generator) -> SimulatedLog:
    """The log of 2,000 learners, half of them of a family that the filter does not describe."""
    logistic = simulate_logistic_learners(
        n_learners=1_000,
        n_skills=N_SKILLS,
        prerequisites=course.prerequisites,
        family=LogisticFamily(),
        generator=generator,
    )
    knowing = simulate_knowledge_learners(
        n_learners=1_000,
        n_skills=N_SKILLS,
        prerequisites=course.prerequisites,
        family=KnowledgeFamily(),
        start_days=DAY,
        generator=generator,
    )
    return simulate_log(
        [*logistic, *knowing],
        course.items,
        n_answers=100,
        n_skills=N_SKILLS,
        start_days=DAY,
        generator=generator,
    )


def whole_log(model: LearnerModel[Any], log: Answers, items: list[ItemSpec]) -> dict[str, float]:
    """What a log costs, in microseconds an answer."""
    model.predict_log(log, items=items)  # compiles
    scale = 1e6 / len(log)
    return {
        "predict_log, an answer": scale
        * min(timeit.repeat(lambda: model.predict_log(log, items=items), number=1, repeat=3)),
        "replay, an answer": scale
        * min(timeit.repeat(lambda: model.replay(log, items=items), number=1, repeat=3)),
    }


def show(title: str, figures: dict[str, float], unit: str = "us") -> None:
    print(title)
    for name, value in figures.items():
        print(f"    {name:<36} {value:>8.2f} {unit}")


def main() -> None:
    print(provenance("python -m benchmarks.speed.learner.measure"))
    generator = np.random.default_rng(1)
    course = make_course(generator)
    log = make_log(course, generator).answers
    items = [course.items[int(key)] for key in log.item_keys]
    start = starting_model(N_SKILLS)
    show("with the starting parameters", live(start, items) | whole_log(start, log, items))
    show("", one_page(start, items), "ms")
    began = time.perf_counter()
    found = fit_learner(log, model=DEFAULT_MODEL, generator=generator).parameters
    seconds = time.perf_counter() - began
    print(f"fit_learner, {len(log):,} answers: {seconds:.0f} s by the clock")
    if not (isinstance(found, StateSpaceParameters) and found.correction):
        raise SystemExit("The fit chose no correction, so a corrected model cannot be measured.")
    fitted = create_model(found, N_SKILLS)
    show(
        "with fitted parameters and a correction",
        live(fitted, items) | whole_log(fitted, log, items),
    )
    show("", one_page(fitted, items), "ms")
    show("beside the model", schedule(start))


if __name__ == "__main__":
    main()
