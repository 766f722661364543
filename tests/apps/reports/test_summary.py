"""The sentence on top of a class and the next step, from an empty class to one that holds all."""

from datetime import timedelta

import pytest

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import record_leaving
from armillary.apps.people.models import Learner
from armillary.apps.reports.beliefs import find_beliefs
from armillary.apps.reports.classroom import Classroom
from armillary.apps.reports.skill import describe_tally, find_skill_step
from armillary.apps.reports.summary import NextStep, describe_state, find_next_step
from tests.apps.reports.answers import give, give_many
from tests.apps.reports.conftest import NOW, View
from tests.cast import Cast

YESTERDAY = NOW - timedelta(days=1)
HELD, HELP = [1.0] * 8, [0.0] * 8
SPLIT, SPLIT_TOO, RULES = "G05-L1-q01", "G05-L1-q04", "G03-L1-q01"


def step(room: Classroom) -> NextStep:
    learners = [line.learner for line in room.lines]
    return find_next_step(room, find_beliefs(room.catalogue, learners, room.tries, "en"))


def everybody(school: Cast) -> list[Learner]:
    return [school.ada, school.bo, school.yan, school.lu, school.zoya]


def test_a_class_without_names(school: Cast, catalogue: Catalogue, view: View) -> None:
    school.rita.school_class = school.class_5a
    school.rita.save(update_fields=["school_class"])
    room = view(school.class_6b)
    assert describe_state(room) == "There are no learners in this class yet."
    assert step(room).address == f"/classes/{school.class_6b.pk}/learners/"


def test_a_class_that_has_not_begun(school: Cast, catalogue: Catalogue, view: View) -> None:
    room = view(school.class_5a)
    assert describe_state(room) == "Nobody in this class has practised yet."
    assert step(room).address == f"/classes/{school.class_5a.pk}/cards/"


def test_too_few_answers_say_nothing_about_the_class(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # 4 learners: fewer than five.
    for learner in everybody(school)[:4]:
        give_many(learner, SPLIT, [1.0, 0.0], at=YESTERDAY)
    room = view(school.class_5a)
    assert describe_state(room) == (
        "4 of 5 learners practised in the last seven days. "
        "There are too few answers yet to say what the class knows."
    )
    assert "Let everybody practise once" in step(room).sentence


def test_a_class_of_four_is_looked_at_by_name(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    record_leaving(school.zoya, by=school.anna, now=YESTERDAY)
    for learner in everybody(school)[:4]:
        give_many(learner, SPLIT, HELD, at=YESTERDAY)
    room = view(school.class_5a)
    assert describe_state(room) == (
        "4 of 4 learners practised in the last seven days. "
        "The class is too small to speak of it as a whole."
    )
    assert step(room).address == "#everybody"


def test_what_more_than_a_third_needs_is_for_the_whole_class(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # E05: 2 of 5 need help, more than a third; 3 of 5 hold it, less than two thirds.
    for learner, scores in zip(everybody(school), [HELP, HELP, HELD, HELD, HELD], strict=True):
        give_many(learner, SPLIT, scores, at=YESTERDAY)
    room = view(school.class_5a)
    assert describe_state(room) == (
        "5 of 5 learners practised in the last seven days. "
        "Skills practised by five or more: 1; held by two thirds of these learners: 0."
    )
    assert step(room).sentence == (
        "Take up “Split examples into training and test” with the whole class: "
        "2 of 5 who practised it need help."
    )
    assert step(room).address == f"/classes/{school.class_5a.pk}/skills/E05/"


def test_an_idea_that_a_third_shares_comes_next(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # Everybody holds E05 by now, but 3 of 5 showed the idea once.
    for number, learner in enumerate(everybody(school)):
        give_many(learner, SPLIT, HELD, at=YESTERDAY)
        if number < 3:
            give(learner, SPLIT_TOO, 0.0, at=NOW - timedelta(hours=1), ideas=["E05-m1"])
    found = step(view(school.class_5a))
    assert "3 learners showed this idea lately" in found.sentence
    assert found.address == "#beliefs"


def test_a_lesson_that_most_have_not_met_comes_next(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    for learner in everybody(school):  # A05 alone; the lesson teaches E05
        give_many(learner, RULES, HELD, at=YESTERDAY)
    found = step(view(school.class_5a))
    assert found.address == "/course/G05-L1/guide/"
    assert "0 of 5 have practised it" in found.sentence


def test_what_is_due_comes_before_going_on(school: Cast, catalogue: Catalogue, view: View) -> None:
    for learner in everybody(school):
        give_many(learner, SPLIT, HELD, at=NOW - timedelta(days=4))
    found = step(view(school.class_5a))
    # Eight right answers in one sitting bring the skill back within four days.
    assert "5 learners have a skill that is due for review" in found.sentence


def test_when_nothing_is_in_the_way_the_course_goes_on(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    for learner in everybody(school):
        give_many(learner, SPLIT, HELD, at=NOW - timedelta(minutes=30))
    found = step(view(school.class_5a))
    assert found.sentence == "Go on with the course; nothing is in the way."
    assert found.address == "/course/"


@pytest.mark.parametrize(
    ("scores", "state", "sentence"),
    [
        ([], "Nobody in this class has practised this skill yet.", "Begin with the lesson"),
        ([HELD] * 4, "4 learners have practised it: too few", "Begin with the lesson"),
        ([HELP] * 5, "Of 5 learners who practised it 0 hold it", "with the whole class"),
        ([HELP, HELD, HELD, HELD, HELD], "4 hold it, 0 getting there, 1 in need", "Sit down with"),
        ([HELD] * 5, "Of 5 learners who practised it 5 hold it", "The class holds it"),
        ([[1.0, 0.0]] * 5, "0 hold it, 5 getting there", "Keep practising"),
    ],
)
def test_the_page_of_a_skill_says_state_and_step(
    scores: list[list[float]],
    state: str,
    sentence: str,
    school: Cast,
    catalogue: Catalogue,
    view: View,
) -> None:
    for learner, some in zip(everybody(school), scores, strict=False):
        give_many(learner, SPLIT, some, at=YESTERDAY)
    room = view(school.class_5a)
    tally = next(each for each in room.tallies if each.skill.key == "E05")
    assert state in describe_tally(tally)
    assert sentence in find_skill_step(room, tally, catalogue.lesson("G05-L1")).sentence
