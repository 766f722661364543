"""The course that comes with the program has no faults, and holds what it promises."""

from functools import cache

import pytest

from armillary.apps.curriculum.queries import known_labs, shipped_course
from armillary.content.format import Course, check_course, parse_course
from armillary.content.languages import LANGUAGES

LESSONS = tuple(f"G05-L{number}" for number in range(1, 9))
WARM_UPS = ("A05", "B03", "B05", "C02", "C04", "E03", "F01", "G04")
STRANDS = {"A": 5, "B": 2, "C": 3, "E": 2, "F": 2, "J": 1}


@cache
def read_course() -> Course:
    """Return the shipped course."""
    folder = shipped_course()
    assert folder is not None
    return parse_course(folder)


@pytest.mark.slow
def test_the_checker_finds_no_fault() -> None:
    folder = shipped_course()
    assert folder is not None
    report = check_course(folder, known_labs=known_labs())
    assert [str(fault) for fault in report.faults] == []


@pytest.mark.slow
def test_it_declares_120_skills_each_with_a_misconception() -> None:
    course = read_course()
    assert len(course.skills) == 120
    believed = {belief.skill for belief in course.misconceptions}
    assert {skill.id for skill in course.skills} <= believed


def test_each_lesson_asks_at_least_twelve_questions_in_four_languages() -> None:
    course = read_course()
    assert tuple(lesson.id for lesson in course.lessons) == LESSONS
    for lesson in course.lessons:
        assert len(lesson.questions) >= 12
        for question in lesson.questions:
            assert set(question.stem) == set(LANGUAGES)


def test_each_new_skill_has_at_least_twelve_questions_easy_to_hard() -> None:
    for lesson in read_course().lessons:
        for skill in lesson.new_skills:
            asked = [question for question in lesson.questions if skill in question.skills]
            assert len(asked) >= 12, f"{lesson.id}: {skill}"
            assert {question.difficulty for question in asked} == {"easy", "middle", "hard"}


def test_each_prerequisite_that_no_lesson_teaches_has_four_warm_ups() -> None:
    course = read_course()
    taught = {skill for lesson in course.lessons for skill in lesson.new_skills}
    needed = {
        before
        for skill in course.skills
        if skill.id in taught
        for before in skill.prerequisites
        if before not in taught
    }
    assert tuple(sorted(needed)) == WARM_UPS
    for skill in needed:
        assert len(course.warmups[skill]) >= 4


def test_each_lesson_has_its_lab_in_place() -> None:
    for lesson in read_course().lessons:
        assert lesson.lab
        assert all(f"::lab{{{lesson.lab}}}" in text for text in lesson.pages.values())
    assert {
        lesson.lab_level for lesson in read_course().lessons if lesson.lab == "data-detective"
    } == {
        "garden",
        "charts",
    }


def test_no_lesson_needs_an_open_generator() -> None:
    assert {lesson.generative_ai for lesson in read_course().lessons} == {"none", "stored outputs"}


def test_two_linked_tests_keep_the_blueprint_of_the_grade() -> None:
    course = read_course()
    (test,) = course.assessments
    assert test.blueprint == STRANDS
    assert [len(form.questions) for form in test.forms] == [15, 15]
    assert len(test.anchors) == 4
    first, second = (set(form.questions) for form in test.forms)
    assert first & second == set(test.anchors)
    taught = {skill for lesson in course.lessons for skill in lesson.new_skills}
    assert {question.skills[0] for question in test.questions} == taught - {"J02"}


def test_the_glossary_the_frameworks_and_the_plan_speak_four_languages() -> None:
    course = read_course()
    assert len(course.glossary) >= 50
    assert all(set(term.definition) == set(LANGUAGES) for term in course.glossary)
    assert [len(framework.entries) for framework in course.frameworks] == [19, 12, 5, 12]
    assert all(set(unit.plans) == set(LANGUAGES) for unit in course.units)


def test_every_kind_of_question_is_used() -> None:
    kinds = {q.kind for lesson in read_course().lessons for q in lesson.questions}
    assert kinds == {
        "one_choice",
        "several_choices",
        "number",
        "short_text",
        "order",
        "match",
        "bins",
        "open",
    }


def test_every_question_has_hints_an_explanation_a_source_and_a_licence() -> None:
    for lesson in read_course().lessons:
        for question in lesson.questions:
            assert len(question.hints) >= 2
            assert question.explanation
            assert question.source
            assert question.licence == "CC-BY-4.0"
