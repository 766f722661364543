"""Questions survive a database, and their version tells apart what learners could tell apart."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from armillary.content.format import Course
from armillary.content.questions import (
    KINDS,
    LANGUAGES,
    Open,
    Question,
    Rubric,
    build_variant,
    question_from_dict,
    question_to_dict,
    question_version,
    render_question,
)

QuestionOf = Callable[[str], Question]


def _through_a_database(question: Question) -> Question:
    # PostgreSQL's jsonb sorts keys; the revived question must not notice.
    text = json.dumps(question_to_dict(question), sort_keys=True, ensure_ascii=False)
    return question_from_dict(json.loads(text))


@pytest.mark.parametrize("kind", KINDS)
def test_a_revived_question_is_the_same_in_every_way(question_of: QuestionOf, kind: str) -> None:
    question = question_of(kind)
    revived = _through_a_database(question)
    assert revived == question
    assert question_version(revived) == question_version(question)
    for seed in range(20):
        assert build_variant(revived, seed).shown == build_variant(question, seed).shown
        for language in LANGUAGES:
            old, new = (
                render_question(build_variant(one, seed), language) for one in (question, revived)
            )
            assert old == new


def test_versions_differ_between_questions(good_course: Course) -> None:
    versions = {question_version(question) for question in good_course.questions}
    assert len(versions) == 9
    assert all(len(version) == 64 and int(version, 16) >= 0 for version in versions)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["stem", "explanation"])
def test_a_changed_word_in_any_language_is_a_new_version(
    question_of: QuestionOf, part: str, language: str
) -> None:
    question = question_of("number")
    texts = dict(getattr(question, part)) | {language: "Other words."}
    assert question_version(replace(question, **{part: texts})) != question_version(question)


def test_what_decides_the_score_or_the_skills_is_part_of_the_version(
    question_of: QuestionOf,
) -> None:
    question = question_of("number")
    body = question.body
    changed = [
        replace(question, body=replace(body, tolerance="0.2")),  # type: ignore[arg-type]
        replace(question, skills=("A05",)),
        replace(question, where=()),
        replace(question, parameters=question.parameters[::-1]),
        replace(question, hints=question.hints[:1]),
    ]
    versions = {question_version(one) for one in changed}
    assert len(versions) == len(changed)
    assert question_version(question) not in versions


def test_what_no_learner_sees_is_not(question_of: QuestionOf) -> None:
    question = question_of("number")
    other = replace(
        question, stage="S", difficulty="hard", seconds=90, licence="CC0-1.0", source="Someone."
    )
    assert question_version(other) == question_version(question)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["right", "partly", "not_yet"])
def test_a_changed_line_of_a_rubric_is_a_new_version(
    question_of: QuestionOf, level: str, language: str
) -> None:
    question = question_of("open")
    assert isinstance(question.body, Open)
    assert isinstance(question.body.rubric, Rubric)
    line = dict(getattr(question.body.rubric, level)) | {language: "Something else."}
    changed = replace(question.body, rubric=replace(question.body.rubric, **{level: line}))
    assert question_version(replace(question, body=changed)) != question_version(question)


def test_a_rubric_published_before_there_were_levels_is_read_and_keeps_its_version(
    question_of: QuestionOf,
) -> None:
    question = question_of("open")
    assert isinstance(question.body, Open)
    words = {language: "1 point for each reason." for language in LANGUAGES}
    old = replace(question, body=replace(question.body, rubric=words))
    assert question_to_dict(old)["rubric"] == words  # as such rows hold it
    assert question_version(_through_a_database(old)) == question_version(old)
