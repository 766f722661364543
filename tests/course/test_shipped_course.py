"""The course that comes with the program has no faults, and holds what it promises."""

from collections import Counter
from functools import cache

from armillary.apps.curriculum.queries import known_labs, shipped_course
from armillary.content.format import Course, check_course, parse_course
from armillary.content.languages import LANGUAGES

LESSONS = ("G05-L1", "G05-L5", "G05-L8")
WARM_UPS = ("A05", "C04", "E03")


@cache
def read_course() -> Course:
    """Return the shipped course."""
    folder = shipped_course()
    assert folder is not None
    return parse_course(folder)


def test_the_checker_finds_no_fault() -> None:
    folder = shipped_course()
    assert folder is not None
    report = check_course(folder, known_labs=known_labs())
    assert [str(fault) for fault in report.faults] == []


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


def test_each_new_skill_has_at_least_six_questions() -> None:
    for lesson in read_course().lessons:
        asked = Counter(skill for question in lesson.questions for skill in question.skills)
        for skill in lesson.new_skills:
            assert asked[skill] >= 6, f"{lesson.id}: {skill}"


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
