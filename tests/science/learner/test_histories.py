"""What holds after every history: long ones, odd ones, with gaps, several skills and half weights.

The contract suite looks at single answers; here every step of whole lives is looked at, for every
model of the registry.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.science.learner import (
    Answers,
    Columns,
    ItemSpec,
    LearnerModel,
    create_model,
    format_parameters,
    join_rows,
    parse_parameters,
)
from armillary.science.numerics import FloatArray
from tests.science.conftest import N_SKILLS, START_DAYS, one_by_one

SOME = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
N_ITEMS = 40
SECOND = 1.0 / 86_400.0
# States are kept in single precision: a stored variance may lie this part above its resting value.
SINGLE = 2.0**-23
# Days between two answers: in a row, in sittings, once in a while, at any scale, all at one moment.
PACES = ("row", "sittings", "seldom", "any", "at once")


class Step(NamedTuple):
    """One answer of a life; `item` is an index into the pool, `gap` days since the one before."""

    item: int
    score: float
    weight: float
    gap: float


class Cohort(NamedTuple):
    """Some learners' lives over one pool of items, and the grade offset of each."""

    pool: list[ItemSpec]
    lives: list[list[Step]]
    offsets: list[float]


def draw_pool(generator: np.random.Generator, *, spread: float, widest: int) -> list[ItemSpec]:
    """Items of up to `widest` skills; a few skills are met often, others seldom."""
    often = 1.0 / (1.0 + np.arange(N_SKILLS))
    pool = []
    for number in range(N_ITEMS):
        n = int(generator.integers(1, widest + 1))
        skills = generator.choice(N_SKILLS, n, replace=False, p=often / often.sum())
        difficulty, slope = generator.normal(0.0, spread), generator.uniform(0.3, 3.0)
        pool.append(ItemSpec(number, tuple(skills.tolist()), float(difficulty), float(slope)))
    return pool


def draw_gap(generator: np.random.Generator, pace: str) -> float:
    """Days until the next answer."""
    if pace == "at once":
        return 0.0
    if pace == "any":
        return float(10.0 ** generator.uniform(-8.0, 3.0))
    if pace == "seldom":
        return float(generator.exponential(30.0))
    is_break = pace == "sittings" and generator.random() < 0.1
    return float(generator.uniform(0.5, 9.0) if is_break else generator.uniform(2.0, 90.0) * SECOND)


def draw_life(generator: np.random.Generator, length: int, p_right: float, pace: str) -> list[Step]:
    steps = []
    for _ in range(length):
        score = float(generator.random() < p_right)
        steps.append(
            Step(
                item=int(generator.integers(N_ITEMS)),
                score=0.5 if generator.random() < 0.05 else score,
                weight=float(generator.choice([1.0, 0.25, 0.001, 0.0], p=[0.7, 0.15, 0.05, 0.1])),
                gap=draw_gap(generator, pace),
            )
        )
    return steps


@st.composite
def cohorts(draw: st.DrawFn, *, n_learners: int, longest: int = 150) -> Cohort:
    """Lives of all kinds; hypothesis chooses the kind, a seeded generator the answers."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pool = draw_pool(
        generator,
        spread=draw(st.sampled_from([0.0, 1.0, 4.0])),
        widest=draw(st.sampled_from([1, 2, 5])),
    )
    lives = [
        draw_life(
            generator,
            draw(st.integers(1, longest)),
            draw(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])),
            draw(st.sampled_from(PACES)),
        )
        for _ in range(n_learners)
    ]
    return Cohort(pool, lives, [draw(st.floats(-2.0, 2.0)) for _ in range(n_learners)])


def live_on(
    model: LearnerModel[Any], state: Any, days: float, pool: Sequence[ItemSpec], life: list[Step]
) -> tuple[Any, float]:
    """The state after some more of a life, and the moment."""
    for step in life:
        days += step.gap
        state = model.update(state, pool[step.item], step.score, days, weight=step.weight)
    return state, days


def lived(model: LearnerModel[Any], cohort: Cohort) -> tuple[Any, float]:
    """The first learner's state and its moment."""
    state = model.new_state(cohort.offsets[0])
    return live_on(model, state, START_DAYS, cohort.pool, cohort.lives[0])


def log_of(cohort: Cohort, order: Sequence[int], *, has_days: bool, has_weight: bool) -> Answers:
    """The lives as one log; `order` says whose answer comes next, over and over."""
    rows: list[tuple[int, Step, float]] = []
    waiting = [list(life) for life in cohort.lives]
    days = [START_DAYS] * len(waiting)
    while any(waiting):
        for who in order:
            if waiting[who]:
                step = waiting[who].pop(0)
                days[who] += step.gap
                rows.append((who, step, days[who]))
    return join_rows(
        Columns(
            learner=np.array([who for who, _, _ in rows]),
            item=np.array([step.item for _, step, _ in rows]),
            score=np.array([step.score for _, step, _ in rows]),
            skills=[cohort.pool[step.item].skills for _, step, _ in rows],
            days=np.array([moment for _, _, moment in rows]) if has_days else None,
            weight=np.array([step.weight for _, step, _ in rows]) if has_weight else None,
        ),
        n_skills=N_SKILLS,
    )


def asked_in(cohort: Cohort, log: Answers) -> list[ItemSpec]:
    """The log's items, with their skills in the order the log has them."""
    items = [cohort.pool[key] for key in log.item_keys.tolist()]
    return [
        ItemSpec(i.item, tuple(sorted(i.skills)), difficulty=i.difficulty, slope=i.slope)
        for i in items
    ]


@pytest.mark.slow
@SOME
@given(cohort=cohorts(n_learners=1, longest=300), back=st.floats(0.0, 2.0))
def test_no_right_answer_of_a_life_lowers_and_no_wrong_one_raises_its_skills(
    model: LearnerModel[Any], cohort: Cohort, back: float
) -> None:
    state, days = model.new_state(cohort.offsets[0]), START_DAYS
    for number, step in enumerate(cohort.lives[0]):
        item = cohort.pool[step.item]
        days += step.gap
        # Now and then a device whose clock went back.
        moment = days - back if number % 50 == 20 else days
        after = model.update(state, item, step.score, moment, weight=step.weight)
        if step.score in (0.0, 1.0):
            sign = 2.0 * step.score - 1.0
            for skill in item.skills:
                was = model.mastery(state, skill, moment)
                now = model.mastery(after, skill, moment)
                assert sign * (now.mean - was.mean) >= 0.0
                assert sign * (now.p_typical - was.p_typical) >= 0.0
        state = after


@pytest.mark.slow
@SOME
@given(
    cohort=cohorts(n_learners=1, longest=120),
    gaps=st.lists(
        st.floats(0.0, 1.0) | st.floats(0.0, 60.0) | st.floats(0.0, 4000.0), min_size=2, max_size=8
    ),
)
def test_days_alone_never_raise_a_skill_nor_make_it_surer_at_any_moment(
    model: LearnerModel[Any], cohort: Cohort, gaps: list[float]
) -> None:
    state, days = lived(model, cohort)
    for skill in range(N_SKILLS):
        seen = [model.mastery(state, skill, days + gap) for gap in sorted([0.0, *gaps])]
        for sooner, later in pairwise(seen):
            assert later.mean <= sooner.mean + 1e-12
            assert later.p_typical <= sooner.p_typical + 1e-12
            assert later.sd >= sooner.sd * (1.0 - SINGLE)


@SOME
@given(cohort=cohorts(n_learners=1, longest=200))
def test_every_estimate_of_a_life_lies_inside_its_interval(
    model: LearnerModel[Any], cohort: Cohort
) -> None:
    state, days = lived(model, cohort)
    counted = [step for step in cohort.lives[0] if step.weight > 0.0]
    assert model.n_answers(state) == len(counted)
    for skill in range(N_SKILLS):
        n = sum(skill in cohort.pool[step.item].skills for step in counted)
        for away in (0.0, 0.01, 30.0, 2000.0):
            found = model.mastery(state, skill, days + away)
            assert 0.0 <= found.low <= found.p_careful <= found.p_typical <= found.high <= 1.0
            assert found.sd > 0.0
            assert found.n_answers == n


@pytest.mark.slow
@SOME
@given(cohort=cohorts(n_learners=2, longest=60))
def test_two_learners_answers_at_one_moment_may_come_in_either_order(
    model: LearnerModel[Any], cohort: Cohort
) -> None:
    def ends(order: tuple[int, int]) -> list[tuple[list[float], bytes]]:
        states = [model.new_state(offset) for offset in cohort.offsets]
        said: list[list[float]] = [[], []]
        days = START_DAYS
        for steps in zip(*cohort.lives, strict=False):
            days += steps[0].gap
            for who in order:
                item, step = cohort.pool[steps[who].item], steps[who]
                said[who].append(model.predict(states[who], item, days))
                states[who] = model.update(states[who], item, step.score, days, weight=step.weight)
        return [(said[who], model.pack(states[who])) for who in (0, 1)]

    assert ends((0, 1)) == ends((1, 0))
    logs = [log_of(cohort, order, has_days=True, has_weight=True) for order in ((0, 1), (1, 0))]
    predicted = [model.predict_log(log).tolist() for log in logs]
    assert predicted[0] == predicted[1]
    first, second = ([model.pack(s) for s in model.replay(log)] for log in logs)
    assert first == second


@pytest.mark.slow
@SOME
@given(cohort=cohorts(n_learners=3, longest=80), data=st.data())
def test_what_comes_from_a_row_on_changes_nothing_before_and_for_nobody_else(
    model: LearnerModel[Any], cohort: Cohort, data: st.DataObject
) -> None:
    log = log_of(cohort, (0, 1, 2), has_days=True, has_weight=True)
    asked = asked_in(cohort, log)
    before, states = model.predict_log(log, items=asked), model.replay(log, items=asked)
    row = data.draw(st.integers(0, len(log) - 1))
    generator = np.random.default_rng(data.draw(st.integers(0, 99)))
    own = log.learner == log.learner[row]
    future = own & (np.arange(len(log)) >= row)
    for changed in (_relabelled(log, row), _other_future(log, future, generator)):
        assert np.array_equal(model.predict_log(changed, items=asked)[~future], before[~future])
        assert model.predict_log(changed, items=asked)[row] == before[row]
        for who, state in enumerate(model.replay(changed, items=asked)):
            assert who == log.learner[row] or model.pack(state) == model.pack(states[who])
    cut = log.part(~future | (np.arange(len(log)) == row))
    kept = before[~future | (np.arange(len(log)) == row)]
    assert np.array_equal(model.predict_log(cut, items=asked), kept)


def _relabelled(log: Answers, row: int) -> Answers:
    """The log with one answer the other way round."""
    score = log.score.copy()
    score[row] = 0.0 if score[row] > 0.0 else 1.0
    return _replaced(log, score, log.weight)


def _other_future(log: Answers, future: Any, generator: np.random.Generator) -> Answers:
    """The log with other scores and weights in some rows."""
    assert log.weight is not None
    score, weight = log.score.copy(), log.weight.copy()
    score[future] = generator.integers(0, 2, int(future.sum()))
    weight[future] = generator.choice([0.0, 0.25, 1.0], int(future.sum()))
    return _replaced(log, score, weight)


def _replaced(log: Answers, score: FloatArray, weight: FloatArray | None) -> Answers:
    return Answers(
        log.learner, log.item, score, log.skill_start, log.skill_ids, log.days, weight,
        log.learner_keys, log.item_keys, log.skill_keys, log.n_source_rows,
    )  # fmt: skip


@pytest.mark.slow
@SOME
@given(cohort=cohorts(n_learners=3, longest=120), has_days=st.booleans(), has_weight=st.booleans())
def test_a_log_of_long_lives_gives_the_same_bits_as_one_answer_after_another(
    model: LearnerModel[Any], cohort: Cohort, has_days: bool, has_weight: bool
) -> None:
    log = log_of(cohort, (2, 0, 1), has_days=has_days, has_weight=has_weight)
    asked, offsets = asked_in(cohort, log), np.array(cohort.offsets)
    predictions, states = one_by_one(model, log, asked, cohort.offsets)
    assert model.predict_log(log, items=asked, grade_offsets=offsets).tolist() == predictions
    replayed = model.replay(log, items=asked, grade_offsets=offsets)
    assert [model.pack(state) for state in replayed] == states


@pytest.mark.slow
@SOME
@given(cohort=cohorts(n_learners=1, longest=120), share=st.floats(0.0, 1.0))
def test_a_rebuilt_state_lives_on_as_if_it_had_never_been_rebuilt(
    model: LearnerModel[Any], cohort: Cohort, share: float
) -> None:
    life = cohort.lives[0]
    cut = max(1, int(share * len(life)))
    past = Cohort(cohort.pool, [life[:cut]], cohort.offsets)
    log = log_of(past, (0,), has_days=True, has_weight=True)
    asked = asked_in(past, log)
    pool = [ItemSpec(i.item, tuple(sorted(i.skills)), i.difficulty, i.slope) for i in cohort.pool]
    sorted_cohort = Cohort(pool, [life], cohort.offsets)
    (rebuilt,) = model.replay(log, items=asked, grade_offsets=np.array(cohort.offsets))
    moment = START_DAYS
    for step in life[:cut]:
        moment += step.gap
    end, _ = live_on(model, rebuilt, moment, pool, life[cut:])
    assert model.pack(end) == model.pack(lived(model, sorted_cohort)[0])


@pytest.mark.slow
@SOME
@given(cohort=cohorts(n_learners=1, longest=200))
def test_a_state_read_by_a_model_from_the_same_file_says_the_same(
    model: LearnerModel[Any], cohort: Cohort
) -> None:
    state, days = lived(model, cohort)
    packed = model.pack(state)
    twin = create_model(parse_parameters(format_parameters(model.parameters)), N_SKILLS)
    for reader in (model, twin):
        read = reader.unpack(packed)
        assert read == state
        assert reader.pack(read) == packed
        assert reader.touched(read) == model.touched(state)
        later = days + 3.0
        for skill in range(N_SKILLS):
            assert reader.mastery(read, skill, later) == model.mastery(state, skill, later)
        assert reader.predict_many(read, cohort.pool, later) == model.predict_many(
            state, cohort.pool, later
        )
