"""The product's own way of choosing, as it runs in a school: model, review dates, policy."""

import random
from collections.abc import Mapping
from typing import Any

from armillary.science.learner import LearnerModel, Standing, estimate_many, standing
from armillary.science.scheduling import (
    Candidate,
    Policy,
    Situation,
    choose_item,
    due_skills,
    look_ahead,
    new_reviews,
    right_skills,
    update_reviews,
)

from .world import (
    CHECK_EVERY,
    GOAL,
    ITEMS,
    Body,
    Course,
    Result,
    Timing,
    answer_seconds,
    give_answer,
    moment_of,
    share_later,
)

START = 20_000.0  # days since 1970 of the first school day
SECONDS_A_DAY = 86_400.0
RECENT = 8


class Engine:
    """One learner practising the whole course with the product."""

    def __init__(
        self,
        model: LearnerModel[Any],
        policy: Policy,
        body: Body,
        course: Course,
        prerequisites: Mapping[int, tuple[int, ...]],
        seed: int,
    ) -> None:
        self.model = model
        self.policy = policy
        self.body = body
        self.course = course
        self.prerequisites = prerequisites
        self.taught = frozenset(prerequisites)
        self.chance = random.Random(seed)
        self.state = model.new_state()
        self.reviews = new_reviews()
        self.turn = [0] * len(prerequisites)
        self.recent: tuple[int, ...] = ()
        self.specs = [
            [
                model.item_spec(ITEMS * s + i, (s,), float(body.hint[s, i]) + typical(model, s))
                for i in range(ITEMS)
            ]
            for s in range(len(prerequisites))
        ]

    def choose(self, days: float) -> tuple[int, int] | None:
        """The next skill and item; None when all is held and nothing waits.

        Every skill offers one item, the next of its round: the product's choice with fewer
        items a skill than there are.
        """
        state, touched = self.state, self.model.touched(self.state)
        estimates = estimate_many(self.model, state, touched, days)
        held = frozenset(
            s for s, e in zip(touched, estimates, strict=True) if standing(e) is Standing.HELD
        )
        ready = right_skills(self.reviews)
        due = due_skills(self.reviews, days)
        if len(held) == len(self.taught) and not due:
            return None
        strong = held | ready
        # What is out of reach has probability 0: its chance is not needed.
        open_skills = [
            s
            for s in range(len(self.turn))
            if s in strong or strong.issuperset(self.prerequisites[s])
        ] or list(range(len(self.turn)))
        asked = [ITEMS * s + self.turn[s] % ITEMS for s in open_skills]
        specs = [self.specs[item // ITEMS][item % ITEMS] for item in asked]
        chances = self.model.predict_many(state, specs, days)
        candidates = [
            Candidate(
                spec.item,
                spec.skills,
                p,
                look_ahead(self.reviews.get(spec.skills[0]), days).gain,
            )
            for spec, p in zip(specs, chances, strict=True)
        ]
        where = Situation(
            held=held,
            touched=frozenset(touched),
            due=due,
            taught=self.taught,
            lesson=frozenset(),
            prerequisites=self.prerequisites,
            recent=self.recent,
            ready=ready,
        )
        choice = choose_item(candidates, where, u=self.chance.random(), policy=self.policy)
        assert choice is not None
        return divmod(asked[choice.index], ITEMS)

    def note(self, skill: int, item: int, *, right: bool, days: float) -> None:
        """What the product does with an answer."""
        spec = self.specs[skill][item]
        self.state = self.model.update(self.state, spec, float(right), days)
        self.reviews = update_reviews(self.reviews, spec.skills, right=right, days=days)
        self.turn[skill] += 1
        self.recent = (*self.recent, ITEMS * skill + item)[-RECENT:]


def typical(model: LearnerModel[Any], skill: int) -> float:
    """The difficulty the model gives to an item of a skill about which nothing is known."""
    return model.item_spec("typical", (skill,)).difficulty


def run_engine(engine: Engine, timing: Timing) -> Result:
    """Let one learner practise with the product until the goal, or until time runs out."""
    body, course = engine.body, engine.course
    total, answers, last = 0.0, 0, -1
    for day in range(timing.horizon_days):
        if day % 7 >= timing.days_a_week:
            continue
        seconds = 0.0
        while seconds < timing.day_seconds:
            chosen = engine.choose(START + day + seconds / SECONDS_A_DAY)
            if chosen is None:
                break
            skill, item = chosen
            seconds += answer_seconds(body, timing, skill, item, seconds == 0.0, skill != last)
            last = skill
            right = give_answer(
                body,
                course,
                skill,
                item,
                moment_of(day, seconds, timing),
                engine.chance.random(),
                engine.chance.random(),
            )
            if not right:
                seconds += timing.wrong_seconds
            engine.note(skill, item, right=right, days=START + day + seconds / SECONDS_A_DAY)
            answers += 1
            if answers % CHECK_EVERY == 0 and share_later(body, day, seconds, timing) >= GOAL:
                return Result(True, (total + seconds) / 60.0, day + 1.0, answers)
        total += seconds
    return Result(False, total / 60.0, float(timing.horizon_days), answers)
