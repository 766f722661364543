"""The misconceptions that wrong answers share: with who, from how many, and never from a slip."""

from datetime import timedelta

import pytest

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.reports.beliefs import Belief, find_beliefs, named_misconceptions
from armillary.apps.reports.classroom import Classroom
from armillary.apps.reports.queries import MOST_RECENT
from tests.apps.reports.answers import give, give_many, known_item
from tests.apps.reports.conftest import NOW, View
from tests.cast import Cast

YESTERDAY = NOW - timedelta(days=1)
SPLIT, SPLIT_TOO, NUMBER = "G05-L1-q01", "G05-L1-q04", "G05-L1-q03"
IDEA = ["E05-m1"]


def beliefs(room: Classroom, language: str = "en") -> list[Belief]:
    learners = [line.learner for line in room.lines]
    return find_beliefs(room.catalogue, learners, room.tries, language)


def test_two_learners_share_an_idea(school: Cast, catalogue: Catalogue, view: View) -> None:
    give(school.zoya, SPLIT, 0.0, at=YESTERDAY, ideas=IDEA)
    give(school.zoya, SPLIT_TOO, 0.0, at=YESTERDAY, ideas=IDEA)
    give(school.bo, SPLIT, 0.0, at=YESTERDAY, ideas=IDEA)
    give(school.ada, SPLIT, 1.0, at=YESTERDAY)
    give(school.lu, NUMBER, 0.0, at=YESTERDAY)  # no wrong answer to it names the idea
    (found,) = beliefs(view(school.class_5a))
    assert found.text == "A test on the training examples is a fair test."
    assert found.n_answers == 3
    assert found.n_could == 3  # Ada, Bo and Zoya
    told = [(h.learner.name, h.n_answers, h.n_questions, h.n_chances) for h in found.holders]
    assert told == [("Bo", 1, 1, 1), ("Zoya", 2, 2, 2)]  # in register order


def test_a_slip_of_one_learner_is_not_told(school: Cast, catalogue: Catalogue, view: View) -> None:
    give_many(school.ada, SPLIT, [0.0, 0.0], at=YESTERDAY, ideas=IDEA)
    assert beliefs(view(school.class_5a)) == []


@pytest.mark.slow
def test_the_third_time_it_is_told(school: Cast, catalogue: Catalogue, view: View) -> None:
    give_many(school.ada, SPLIT, [0.0, 0.0, 0.0], at=YESTERDAY, ideas=IDEA)
    (found,) = beliefs(view(school.class_5a))
    assert [holder.n_answers for holder in found.holders] == [3]


def test_the_text_is_in_the_language_asked_for(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    give_many(school.ada, SPLIT, [0.0, 0.0, 0.0], at=YESTERDAY, ideas=IDEA)
    (found,) = beliefs(view(school.class_5a), "be")
    assert found.text == "Правяраць на навучальных прыкладах сумленна."


def test_second_tries_and_old_answers_do_not_count(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    for learner in (school.ada, school.bo):
        give(learner, SPLIT, 0.0, at=NOW - timedelta(days=22), ideas=IDEA)
        give(learner, SPLIT, 0.0, at=YESTERDAY, ideas=IDEA, try_number=2)
    assert beliefs(view(school.class_5a)) == []


def test_a_wrong_first_answer_after_a_hint_still_shows_an_idea(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    for learner in (school.ada, school.bo):
        give(learner, SPLIT, 0.0, at=YESTERDAY, ideas=IDEA, hints=1)
    room = view(school.class_5a)
    assert [belief.n_answers for belief in beliefs(room)] == [2]
    assert [(entry.n, entry.n_unaided) for entry in room.tries] == [(1, 0), (1, 0)]


def test_only_the_latest_answers_of_each_learner_are_read(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    give_many(school.ada, SPLIT, [0.0] * 3, at=NOW - timedelta(days=2), ideas=IDEA)
    give_many(school.ada, NUMBER, [1.0] * (MOST_RECENT - 2), at=YESTERDAY)
    # 3 + 118 answers: the window of 120 leaves out the very first.
    room = view(school.class_5a)
    assert room.n_tries == MOST_RECENT
    assert beliefs(room) == []


def test_who_left_is_not_counted(school: Cast, catalogue: Catalogue, view: View) -> None:
    for learner in (school.ada, school.bo):
        give(learner, SPLIT, 0.0, at=YESTERDAY, ideas=IDEA)
    school.bo.left_at = NOW
    school.bo.save(update_fields=["left_at"])
    room = view(school.class_5a)
    assert beliefs(room) == []
    assert {entry.learner for entry in room.tries} == {school.ada.pk}


def test_every_place_of_a_question_that_names_an_idea_is_found(catalogue: Catalogue) -> None:
    named = {key: named_misconceptions(known_item(key)) for key in (SPLIT, SPLIT_TOO, NUMBER)}
    assert named == {
        SPLIT: frozenset({"E05-m1"}),  # of a choice
        SPLIT_TOO: frozenset({"E05-m1"}),  # of a foreseen wrong text
        NUMBER: frozenset(),
    }
    assert named_misconceptions(known_item("G05-L1-q02")) == {"E05-m1"}  # of "otherwise"
    assert named_misconceptions(known_item("G05-L1-q07")) == {"A05-m1"}  # of a card
    assert named_misconceptions(known_item("G05-L1-q08")) == frozenset()  # open
