"""Coverage and forgetting of a learner model: which cases are looked at, and when time passes."""

import numpy as np
import pytest

from armillary.science.learner import Answers, Columns, ItemSpec, create_model, join_rows
from armillary.science.learner import LevelSkillParameters as Parameters
from armillary.science.simulation import LogisticFamily, simulate_course
from benchmarks.accuracy.learner.coverage import (
    LENGTHS,
    N_SKILLS,
    START,
    Subject,
    answers_to_skills,
    compare,
    pick,
    practise,
    scales,
    simulate_learners,
)
from benchmarks.accuracy.learner.forgetting import gaps, live, sitting_days


@pytest.fixture
def log() -> Answers:
    """Learner 0 with a sitting of three answers and one two days later; learner 1 with one answer."""
    return join_rows(
        Columns(
            learner=np.array([0, 0, 0, 0, 1]),
            item=np.arange(5),
            score=np.ones(5),
            skills=[(0,), (1,), (0, 1), (0, 2), (0,)],
            days=np.array([10.0, 10.01, 10.03, 12.03, 12.04]),
        ),
        n_skills=3,
    )


def test_time_stands_still_until_a_learner_pauses(log: Answers) -> None:
    assert sitting_days(log).tolist() == [10.0, 10.0, 10.0, 12.03, 12.04]


def test_a_gap_is_that_of_the_skill_left_alone_longest(log: Answers) -> None:
    # Row 2: skill 0 was practised .03 days before, skill 1 .02. Row 3: skill 0 two days before,
    # skill 2 never. Rows 0, 1 and 4: nothing of what they ask was practised by this learner.
    assert gaps(log) == pytest.approx([np.nan, np.nan, 0.03, 2.0, np.nan], nan_ok=True)


def test_answers_are_counted_for_every_skill_they_exercise(log: Answers) -> None:
    columns = Columns(log.learner, log.item, log.score, [log.skills_of(row) for row in range(5)])
    counts = answers_to_skills(join_rows(columns, n_skills=N_SKILLS))
    assert counts[:, :3].tolist() == [[3, 2, 1], [1, 0, 0]]
    assert counts[:, 3:].sum() == 0


def test_one_suitable_skill_is_drawn_of_each_learner_who_has_one() -> None:
    suits = np.array([[True, True, False], [False, False, False], [False, False, True]])
    drawn = {tuple(pick(suits, np.random.default_rng(seed))[1].tolist()) for seed in range(20)}
    assert pick(suits, np.random.default_rng(0))[0].tolist() == [0, 2]
    assert drawn == {(0, 2), (1, 2)}


@pytest.mark.slow
def test_a_model_of_the_learners_own_kind_covers_nine_in_ten() -> None:
    # The family draws level (sd 1) and skills (sd .6) as the model believes, and nothing moves.
    generator = np.random.default_rng(5)
    course = simulate_course(
        n_skills=N_SKILLS, items_per_skill=8, p_two_skills=0.0, generator=generator
    )
    learners = simulate_learners(LogisticFamily(gain=0.0), course, 600, generator)
    looks = practise(learners, course, generator)
    model = create_model(
        Parameters(
            level_sd=1.0,
            level_drift=0.0,
            level_days=1e6,
            skill_sd=0.6,
            skill_drift=0.0,
            skill_days=1e6,
            gain_right=1.0,
            gain_wrong=1.0,
            item_difficulty={str(item.item): item.difficulty for item in course.items},
        ),
        N_SKILLS,
    )
    subject = Subject(model, scales(model, course))
    assert [look.n_answers for look in looks] == list(LENGTHS)
    for look in looks:
        everyone = pick(np.ones((600, N_SKILLS), dtype=np.bool_), generator)
        found = compare(subject, model.replay(look.answers), look, everyone)
        # 600 cases: standard error .012; three of them, and the filter is not exact.
        assert found[0][:, 0].mean() == pytest.approx(0.9, abs=0.045)


def test_a_random_history_ends_at_or_after_its_start() -> None:
    model = create_model(Parameters(), N_SKILLS)
    items = [ItemSpec(0, (0,), 0.0), ItemSpec(1, (1, 2), 0.5)]
    generator = np.random.default_rng(1)
    lived = [live(model, items, generator) for _ in range(30)]
    assert all(day >= START for _, day in lived)
    assert len({model.n_answers(state) for state, _ in lived}) > 10
