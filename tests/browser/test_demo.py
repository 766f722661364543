"""What the simulated school holds: four classes that went through the whole year in a term."""

import pytest

from tests.browser.demo_school import DemoSchool
from tests.browser.places import LESSONS

pytestmark = pytest.mark.browser


def test_four_classes_practised_every_lesson_over_a_term(demo: DemoSchool) -> None:
    practised = demo.ask(
        "SELECT l.school_class_id, s.lesson_key FROM practice_sitting s"
        " JOIN people_learner l ON l.id = s.learner_id GROUP BY 1, 2"
    )
    classes = {class_id for class_id, _lesson in practised}
    assert len(classes) == 4
    assert {(class_id, lesson) for class_id in classes for lesson in LESSONS} <= set(practised)
    ((days,),) = demo.ask(
        "SELECT julianday(max(answered_at)) - julianday(min(answered_at)) FROM practice_answer"
    )
    assert 90 < days < 130


def test_every_lab_was_played_and_scored_by_its_page(demo: DemoSchool) -> None:
    rows = demo.ask(
        "SELECT q.lesson_key, count(*) FROM practice_answer a JOIN curriculum_item i ON i.id = a.item_id"
        " JOIN curriculum_question q ON q.id = i.question_id WHERE a.scored_by_page GROUP BY 1"
    )
    played = dict(rows)
    assert sorted(played) == LESSONS
    assert min(played.values()) >= 3 * 50


def test_no_question_of_a_test_was_practised(demo: DemoSchool) -> None:
    asked = demo.ask(
        "SELECT a.policy LIKE 'test%', count(*) FROM practice_answer a"
        " JOIN curriculum_item i ON i.id = a.item_id"
        " JOIN curriculum_question q ON q.id = i.question_id WHERE q.closed"
        " GROUP BY a.policy LIKE 'test%' ORDER BY 1"
    )
    assert [in_test for in_test, n in asked if n] == [1]
    assert demo.ask("SELECT count(*) FROM curriculum_question WHERE closed") == [(26,)]


def test_school_is_in_the_morning_at_whatever_hour_the_demo_was_made(demo: DemoSchool) -> None:
    hours = demo.ask("SELECT DISTINCT strftime('%H', answered_at) FROM practice_answer ORDER BY 1")
    assert {hour for (hour,) in hours} <= {"08", "09", "10", "11", "12", "13", "14"}
