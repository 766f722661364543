"""Whom to talk to first: reasons from constructed answers, and silence where there are too few."""

from datetime import timedelta

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import Learner
from armillary.apps.reports.beliefs import find_beliefs
from armillary.apps.reports.classroom import Classroom
from armillary.apps.reports.reasons import Kind, Person, find_first
from tests.apps.reports.answers import give, give_many
from tests.apps.reports.conftest import NOW, View
from tests.cast import Cast

YESTERDAY = NOW - timedelta(days=1)
# On the questions below, eight right answers make a skill held and eight wrong ones make it need
# help; test_the_answers_of_these_tests_mean_what_they_say makes sure.
HELD, HELP = [1.0] * 8, [0.0] * 8
SPLIT, RULES = "G05-L1-q01", "G03-L1-q01"  # of E05, and of A05 that E05 builds on
SPLIT_TOO = "G05-L1-q04"  # may show E05-m1, as SPLIT may


def first(room: Classroom) -> list[Person]:
    beliefs = find_beliefs(room.catalogue, [line.learner for line in room.lines], room.tries, "en")
    return find_first(room, beliefs)


def names(people: list[Person]) -> list[str]:
    return [person.learner.name for person in people]


def kinds(people: list[Person]) -> list[list[Kind]]:
    return [[reason.kind for reason in person.reasons] for person in people]


def others(school: Cast) -> list[Learner]:
    return [school.bo, school.yan, school.lu, school.zoya]


def test_the_answers_of_these_tests_mean_what_they_say(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    give_many(school.ada, SPLIT, HELP, at=YESTERDAY)
    give_many(school.bo, SPLIT, HELD, at=YESTERDAY)
    split = catalogue.by_key["E05"].number
    states = {line.learner.name: line.views[split].state for line in view(school.class_5a).lines}
    assert states == {
        "Ada": "help",
        "Bo": "held",
        "Lu": "unseen",
        "Yan": "unseen",
        "Zoya": "unseen",
    }


def test_who_is_stuck_where_the_others_are_not_comes_first_with_numbers(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    give_many(school.ada, SPLIT, HELP, at=YESTERDAY)
    for learner in others(school):
        give_many(learner, SPLIT, HELD, at=YESTERDAY)
    people = first(view(school.class_5a))
    assert names(people) == ["Ada"]
    (reason,) = people[0].reasons
    assert reason.kind is Kind.STUCK
    # 8 answers of Ada, none right; of the 4 classmates all 4 hold it.
    assert "“Split examples into training and test”: 0 of 8 first answers right" in reason.sentence
    assert "about 1 of 10, between 0 and 5" in reason.sentence
    assert "Of 4 classmates who practised it 4 hold it." in reason.sentence


def test_where_only_half_as_many_hold_it_nobody_is_singled_out(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # 1 of 4 classmates holds it: less than half, and 4 of 5 in need is a matter for the class.
    give_many(school.ada, SPLIT, HELP, at=YESTERDAY)
    give_many(school.bo, SPLIT, HELD, at=YESTERDAY)
    for learner in (school.yan, school.lu, school.zoya):
        give_many(learner, SPLIT, HELP, at=YESTERDAY)
    assert first(view(school.class_5a)) == []


def test_of_fewer_than_four_answers_nothing_is_said(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    give_many(school.ada, SPLIT, [0.0] * 3, at=YESTERDAY)
    for learner in others(school):
        give_many(learner, SPLIT, HELD, at=YESTERDAY)
    assert first(view(school.class_5a)) == []


def test_who_answers_right_again_is_not_stuck(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # Eight wrong ones before the last three weeks; since then 2 of 3 right: more than half.
    give_many(school.ada, SPLIT, HELP, at=NOW - timedelta(days=25))
    give_many(school.ada, SPLIT, [1.0, 0.0, 1.0], at=YESTERDAY)
    for learner in others(school):
        give_many(learner, SPLIT, HELD, at=YESTERDAY)
    assert first(view(school.class_5a)) == []


def test_a_gap_below_a_later_skill_is_a_reason(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # Ada alone needs help with A05, but only 1 of 4 classmates holds it: not STUCK. E05 builds on
    # A05 and is not held by Ada: BLOCKED. One of five in need is no matter for the class.
    give_many(school.ada, RULES, HELP, at=YESTERDAY)
    give_many(school.bo, RULES, HELD, at=YESTERDAY)
    for learner in (school.yan, school.lu, school.zoya):
        give_many(learner, RULES, [1.0, 0.0], at=YESTERDAY)
    people = first(view(school.class_5a))
    assert names(people) == ["Ada"]
    assert kinds(people) == [[Kind.BLOCKED]]
    assert people[0].reasons[0].sentence == (
        "Needs help with “Tell fixed rules from learned ones”: about 1 of 10, between 0 and 5, "
        "based on 8 answers. “Split examples into training and test” builds on it."
    )


def test_one_idea_behind_several_wrong_answers_is_a_reason(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # 3 of Ada's 4 first answers to two questions show the idea: at least 3, at least half.
    give_many(school.ada, SPLIT, [0.0, 1.0, 0.0], at=YESTERDAY, ideas=["E05-m1"])
    give(school.ada, SPLIT_TOO, 0.0, at=NOW, ideas=["E05-m1"])
    people = first(view(school.class_5a))
    assert kinds(people) == [[Kind.BELIEF]]
    assert people[0].reasons[0].sentence == (
        "Seems to think: “A test on the training examples is a fair test.” "
        "It showed in 3 of 4 first answers where it could."
    )


def test_an_idea_in_answers_to_one_question_alone_may_be_the_questions_fault(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    give_many(school.ada, SPLIT, [0.0, 0.0, 0.0], at=YESTERDAY, ideas=["E05-m1"])
    assert first(view(school.class_5a)) == []


def test_an_idea_that_shows_in_less_than_half_of_the_answers_is_no_reason(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # 3 of 7 answers where it could show.
    give_many(school.ada, SPLIT, [0.0, 0.0, 1.0, 1.0, 1.0, 1.0], at=YESTERDAY, ideas=["E05-m1"])
    give(school.ada, SPLIT_TOO, 0.0, at=NOW, ideas=["E05-m1"])
    assert all(Kind.BELIEF not in each for each in kinds(first(view(school.class_5a))))


def test_who_stayed_away_while_the_class_practised_is_named(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # Ada last practised 12 days ago; 2 of 4 classmates did this week: half of them.
    give(school.ada, SPLIT, 1.0, at=NOW - timedelta(days=12))
    for learner in (school.bo, school.yan):
        give(learner, SPLIT, 1.0, at=YESTERDAY)
    people = first(view(school.class_5a))
    found = {person.learner.name: person.reasons[0].sentence for person in people}
    assert found == {
        "Ada": "Last practised 12 days ago. Of 4 classmates 2 practised this week.",
        "Lu": "Has not practised yet. Of 4 classmates 2 practised this week.",
        "Zoya": "Has not practised yet. Of 4 classmates 2 practised this week.",
    }


def test_nobody_is_named_for_staying_away_when_the_class_did_too(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    give(school.ada, SPLIT, 1.0, at=NOW - timedelta(days=12))
    give(school.bo, SPLIT, 1.0, at=YESTERDAY)  # 1 of 4 classmates
    assert first(view(school.class_5a)) == []


def test_more_reasons_come_before_fewer_then_the_register(
    school: Cast, catalogue: Catalogue, view: View
) -> None:
    # Zoya: stuck on E05, and one idea in 8 of 8 answers to two questions. Ada and Bo: stuck.
    # Of the six learners three hold E05, and 3 of each one's 5 classmates is half of them.
    give_many(school.ada, SPLIT, HELP, at=YESTERDAY)
    give_many(school.bo, SPLIT, HELP, at=YESTERDAY)
    give_many(school.zoya, SPLIT, HELP[:4], at=YESTERDAY, ideas=["E05-m1"])
    give_many(school.zoya, SPLIT_TOO, HELP[:4], at=NOW - timedelta(hours=1), ideas=["E05-m1"])
    move_to_5a(school.rita, school)
    for learner in (school.yan, school.lu, school.rita):
        give_many(learner, SPLIT, HELD, at=YESTERDAY)
    people = first(view(school.class_5a))
    assert names(people) == ["Zoya", "Ada", "Bo"]
    assert kinds(people) == [[Kind.STUCK, Kind.BELIEF], [Kind.STUCK], [Kind.STUCK]]


def move_to_5a(learner: Learner, school: Cast) -> None:
    learner.school_class = school.class_5a
    learner.save(update_fields=["school_class"])
