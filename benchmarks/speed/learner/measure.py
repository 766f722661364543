"""What the calls of the answer path and a rebuild cost.

    python -m benchmarks.speed.learner.measure

Time by the clock, best of seven runs, on one core. The learner has 50 touched skills and 50
candidates wait.
"""

import timeit
from collections.abc import Callable

import numpy as np

from armillary.science.learner import (
    ItemSpec,
    fit_learner,
    starting_model,
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
    LogisticFamily,
    simulate_course,
    simulate_log,
    simulate_logistic_learners,
)
from benchmarks.provenance import provenance

DAY = 20_000.0
N_SKILLS = 120


def microseconds(call: Callable[[], object]) -> float:
    number = 500
    timer = timeit.Timer(call)
    return min(timer.repeat(7, number)) / number * 1e6


def live() -> dict[str, float]:
    model = starting_model(N_SKILLS)
    state, reviews = model.new_state(), new_reviews()
    for number in range(100):
        item = model.item_spec(number, (number % 50,))
        state = model.update(state, item, float(number % 3 > 0), DAY + number / 50)
        reviews = update_reviews(reviews, item.skills, right=number % 3 > 0, days=DAY)
    one, three = ItemSpec(1, (3,), 0.2), ItemSpec(2, (3, 4, 5), 0.2)
    waiting = [ItemSpec(number, (number,), 0.1) for number in range(50)]
    packed, dates = model.pack(state), pack_reviews(reviews)
    now = DAY + 3.0
    candidates = [
        Candidate(item.item, item.skills, p)
        for item, p in zip(waiting, model.predict_many(state, waiting, now), strict=True)
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
    print(f"packed: state {len(packed)} bytes, review dates {len(dates)} bytes, 50 skills")
    return {
        "predict, item of one skill": microseconds(lambda: model.predict(state, one, now)),
        "predict, item of three skills": microseconds(lambda: model.predict(state, three, now)),
        "predict_many, 50 items": microseconds(lambda: model.predict_many(state, waiting, now)),
        "update, item of one skill": microseconds(lambda: model.update(state, one, 1.0, now)),
        "update, item of three skills": microseconds(lambda: model.update(state, three, 1.0, now)),
        "mastery": microseconds(lambda: model.mastery(state, 3, now)),
        "pack": microseconds(lambda: model.pack(state)),
        "unpack": microseconds(lambda: model.unpack(packed)),
        "choose_item, 50 candidates": microseconds(
            lambda: choose_item(candidates, situation, u=0.5)
        ),
        "update_reviews, one skill": microseconds(
            lambda: update_reviews(reviews, (3,), right=True, days=now)
        ),
        "pack_reviews": microseconds(lambda: pack_reviews(reviews)),
        "unpack_reviews": microseconds(lambda: unpack_reviews(dates)),
    }


def whole_logs() -> dict[str, float]:
    generator = np.random.default_rng(1)
    course = simulate_course(
        n_skills=N_SKILLS, items_per_skill=10, p_two_skills=0.2, generator=generator
    )
    learners = simulate_logistic_learners(
        n_learners=2_000,
        n_skills=N_SKILLS,
        prerequisites=course.prerequisites,
        family=LogisticFamily(),
        generator=generator,
    )
    log = simulate_log(
        learners,
        course.items,
        n_answers=150,
        n_skills=N_SKILLS,
        start_days=DAY,
        generator=generator,
    ).answers
    model = starting_model(N_SKILLS)
    items = [course.items[int(key)] for key in log.item_keys]
    model.predict_log(log, items=items)  # compiles
    fit_seconds = timeit.timeit(
        lambda: fit_learner(log, model="level-skill", generator=generator), number=1
    )
    scale = 1e6 / len(log)
    return {
        "predict_log, an answer": scale
        * min(timeit.repeat(lambda: model.predict_log(log, items=items), number=1, repeat=3)),
        "replay, an answer": scale
        * min(timeit.repeat(lambda: model.replay(log, items=items), number=1, repeat=3)),
        "fit_learner, an answer": scale * fit_seconds,
    }


def main() -> None:
    print(provenance("python -m benchmarks.speed.learner.measure"))
    for name, value in (live() | whole_logs()).items():
        print(f"{name:<32} {value:>8.2f} us")


if __name__ == "__main__":
    main()
