"""One contract for all kinds of answers, then what is special to each."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.content.answers import (
    Given,
    mark,
    read_given,
    right_given,
    same_text_key,
    show_feedback,
    shown_fields,
    wrong_givens,
)
from armillary.content.format import Course
from armillary.content.questions import KINDS, LANGUAGES, Question, Variant, build_variant

QuestionOf = Callable[[str], Question]
MACHINE_MARKED = [kind for kind in KINDS if kind != "open"]


@pytest.fixture(params=KINDS)
def variant(request: pytest.FixtureRequest, question_of: QuestionOf) -> Variant:
    return build_variant(question_of(request.param), 11)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_answer_earns_one(variant: Variant, language: str) -> None:
    result = mark(variant, right_given(variant, language))
    assert result.readable
    assert result.score == (None if variant.question.kind == "open" else 1.0)
    assert result.misconceptions == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wrong_answer_earns_less_and_gets_a_reply(variant: Variant, language: str) -> None:
    wrongs = wrong_givens(variant, language)
    assert bool(wrongs) == (variant.question.kind != "open")
    for wrong in wrongs:
        score = mark(variant, wrong).score
        assert score is not None
        assert 0.0 <= score < 1.0
        assert show_feedback(variant, wrong, language).startswith("<p>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_given_can_be_shown_stored_and_read_again(variant: Variant, language: str) -> None:
    for entered in (right_given(variant, language), *wrong_givens(variant, language)):
        stored = json.loads(json.dumps(entered))
        assert stored == entered
        assert read_given(variant, shown_fields(variant, stored), language) == entered


def test_switching_the_language_changes_texts_and_never_the_score(variant: Variant) -> None:
    for language in LANGUAGES:
        for entered in (right_given(variant, language), *wrong_givens(variant, language)):
            feedback = {show_feedback(variant, entered, other) for other in LANGUAGES}
            assert len(feedback) in (1, 4)
            again = {mark(variant, entered | {}).score for _ in LANGUAGES}
            assert again == {mark(variant, entered).score}


def test_nothing_entered_is_not_wrong(variant: Variant) -> None:
    for fields in ({}, {"text": [""]}, {"text": ["  \u3000"]}, {"choice": [""]}, {"choice": []}):
        result = mark(variant, read_given(variant, fields, "en"))
        assert (result.readable, result.score, result.message_code) == (False, None, "empty")


names = st.sampled_from(
    ["choice", "text", "order", "place-a", "place-b", "match-a", "match-b", "bin-a", "bin-b"]
)
values = st.one_of(
    st.sampled_from(
        ["a", "b", "c", "z", "1", "2", "99", "-1", "fixed", "learned", "12,5", "\u00bd"]
    ),
    st.text(max_size=8),
)


@given(
    kind=st.integers(0, 7),
    fields=st.dictionaries(names, st.lists(values, max_size=5), max_size=9),
    language=st.sampled_from(LANGUAGES),
)
def test_whatever_a_browser_sends_is_marked_or_asked_about(
    good_course: Course, kind: int, fields: Mapping[str, Sequence[str]], language: str
) -> None:
    variant = build_variant(good_course.lessons[0].questions[kind], 4)
    entered = read_given(variant, fields, language)
    json.dumps(entered)
    result = mark(variant, entered)
    assert result.readable == (result.message_code == "")
    if result.score is not None:
        assert 0.0 <= result.score <= 1.0
    if not result.readable:
        assert result.score is None
        assert show_feedback(variant, entered, language) == ""
    shown_fields(variant, entered)


def _sent(question: Question, fields: Mapping[str, Sequence[str]], language: str = "en") -> Given:
    return read_given(build_variant(question, 0), fields, language)


def _marked(question: Question, entered: Given) -> tuple[float | None, tuple[str, ...], str]:
    result = mark(build_variant(question, 0), entered)
    return result.score, result.misconceptions, result.message_code


def test_one_choice_tells_the_misconception_of_that_choice(question_of: QuestionOf) -> None:
    question = question_of("one_choice")
    assert _marked(question, {"choice": 1}) == (0.0, ("E05-m1",), "")
    assert _marked(question, {"choice": 2}) == (0.0, (), "")
    variant = build_variant(question, 0)
    assert show_feedback(variant, {"choice": 0}, "en") == "<p>Yes, only these are new to it.</p>"
    assert show_feedback(variant, {"choice": 1}, "be") == "<p>Гэтыя ён мог проста запомніць.</p>"


@pytest.mark.parametrize("fields", [{"choice": ["a", "b"]}, {"choice": ["d"]}, {"choice": ["aa"]}])
def test_a_choice_that_was_never_shown_is_unknown(
    question_of: QuestionOf, fields: Mapping[str, Sequence[str]]
) -> None:
    assert _sent(question_of("one_choice"), fields) == {"problem": "unknown"}


def test_ticking_everything_earns_less_than_ticking_what_is_right(question_of: QuestionOf) -> None:
    # 2 of 3 choices are right. A hit counts 1/2, a wrong tick takes 1/2 back.
    question = question_of("several_choices")
    scores = {
        (0,): 0.5,
        (0, 1): 1.0,
        (0, 1, 2): 0.5,
        (0, 2): 0.0,
        (2,): 0.0,
    }
    for choices, score in scores.items():
        assert _marked(question, {"choices": list(choices)})[0] == score


def test_several_choices_answer_each_wrong_tick_and_what_is_missing(
    question_of: QuestionOf,
) -> None:
    variant = build_variant(question_of("several_choices"), 0)
    assert show_feedback(variant, {"choices": [0, 2]}, "en") == (
        "<p>Drawing by lot keeps the parts alike.</p>\n"
        "<p>Something else leaks as well. Look again.</p>"
    )
    assert mark(variant, {"choices": [0]}).misconceptions == ("E05-m1",)


def _number(question: Question, **answer: Any) -> Question:
    body = replace(question.body, **{"wrong": (), "tolerance": "0"} | answer)
    return replace(question, body=body, parameters=(), derived=(), where=())


@pytest.mark.parametrize(
    ("typed", "language", "score", "code"),
    [
        ("1500", "en", 1.0, ""),
        ("1,500", "en", 1.0, ""),
        ("1 500", "ru", 1.0, ""),
        ("1,500", "ru", None, "ambiguous_number"),
        ("1.500", "en", None, "ambiguous_number"),
        ("1,5", "ru", 0.0, ""),
        ("fifteen hundred", "en", None, "not_a_number"),
        ("1500 kg", "en", None, "wrong_unit"),
        ("1" * 301, "en", None, "too_long"),
    ],
)
def test_a_number_that_could_mean_the_right_one_is_never_wrong(
    question_of: QuestionOf, typed: str, language: str, score: float | None, code: str
) -> None:
    question = _number(question_of("number"), value="1500", unit=None)
    entered = _sent(question, {"text": [typed]}, language)
    assert _marked(question, entered) == (score, (), code)


@pytest.mark.parametrize(
    ("typed", "score"),
    [("33", 0.0), ("33.2", 1.0), ("33,4", 1.0), ("33.34", 1.0), ("100/3", 1.0), ("33.6", 0.0)],
)
def test_a_tolerance_reaches_to_both_sides(
    question_of: QuestionOf, typed: str, score: float
) -> None:
    question = _number(question_of("number"), value="100 / 3", tolerance="0.2")
    assert _marked(question, _sent(question, {"text": [typed]}))[0] == score


def test_an_unreadable_number_comes_with_an_example_in_the_language(
    question_of: QuestionOf,
) -> None:
    question = question_of("number")
    variant = build_variant(question, 0)
    examples = {
        (language, typed): mark(variant, _sent(question, {"text": [typed]}, language)).example
        for language in ("en", "ru")
        for typed in ("?", "5 kg")
    }
    assert examples == {
        ("en", "?"): "12 or 3.5",
        ("ru", "?"): "12 или 3,5",
        ("en", "5 kg"): "12 %",
        ("ru", "5 kg"): "12 %",
    }


def test_a_foreseen_wrong_number_gets_its_own_reply(question_of: QuestionOf) -> None:
    variant = build_variant(question_of("number"), 0)  # total 24, test 4, train 20, share 83.3
    replies = {
        typed: show_feedback(variant, {"text": typed, "language": "en"}, "en")
        for typed in ("16.7", "16.75", "20", "5")
    }
    assert replies == {
        "16.7": "<p>This is the share of the test. What is left?</p>",
        "16.75": "<p>This is the share of the test. What is left?</p>",
        "20": "<p>You counted 20\u00a0cards. Now compare with all cards.</p>",
        "5": "<p>Divide the training cards by all cards.</p>",
    }


@pytest.mark.parametrize(
    ("typed", "language", "score"),
    [
        ("test set", "en", 1.0),
        ("  TEST-set. ", "en", 1.0),
        ("«Тестовый  набор»", "ru", 1.0),
        ("Тэставы набор", "be", 1.0),
        ("测试集。", "zh-Hans", 1.0),
        ("тестовый набор", "en", 1.0),
        ("training set", "en", 0.0),
        ("the moon", "en", 0.0),
    ],
)
def test_short_texts_are_compared_by_what_counts(
    question_of: QuestionOf, typed: str, language: str, score: float
) -> None:
    question = question_of("short_text")
    assert _marked(question, _sent(question, {"text": [typed]}, language))[0] == score


def test_a_foreseen_wrong_text_names_its_misconception(question_of: QuestionOf) -> None:
    question = question_of("short_text")
    assert _marked(question, {"text": "Training!", "language": "en"}) == (0.0, ("E05-m1",), "")
    # Typed in Russian, then the page was switched to English.
    assert _marked(question, {"text": "обучение", "language": "en"}) == (0.0, ("E05-m1",), "")
    assert _marked(question, {"text": "?!", "language": "en"}) == (None, (), "empty")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ёлка", "елка"),
        ("сям\u2019я", "сям'я"),
        ("сям\u02bcя", "сям`я"),
        ("по-русски", "порусски"),
        ("test\u2013set", "test set"),
        ("\uff21\uff29", "ai"),
        ("STRASSE", "straße"),
        ("да!", "Да."),
    ],
)
def test_what_does_not_count_in_a_short_text(left: str, right: str) -> None:
    assert same_text_key(left) == same_text_key(right)


@pytest.mark.parametrize(
    ("left", "right"), [("ўсё", "усё"), ("AI", "ИИ"), ("не", "ни"), ("1", "2")]
)
def test_what_does_count(left: str, right: str) -> None:
    assert same_text_key(left) != same_text_key(right)


@given(st.text(alphabet="abABабАБЁёЎўІі'\u2019\u02bc-\u2013 .,«»中文12", max_size=20))
def test_case_spaces_and_edges_change_nothing(text: str) -> None:
    key = same_text_key(text)
    spaced = "- ".join(text)
    assert same_text_key(key) == same_text_key(text.upper()) == key
    assert same_text_key(f" «{spaced}» . ") == key


def test_order_counts_the_right_places(question_of: QuestionOf) -> None:
    question = question_of("order")
    assert _marked(question, {"order": [0, 1, 3, 2]}) == (0.5, ("E05-m1",), "")
    assert _marked(question, {"order": [1, 2, 3, 0]}) == (0.0, ("E05-m1",), "")


def test_an_order_comes_from_places_or_from_a_list(question_of: QuestionOf) -> None:
    question = question_of("order")
    shown = build_variant(question, 0).shown
    places = {
        f"place-{key}": [str(written + 1)] for key, written in zip("abcd", shown, strict=True)
    }
    assert _sent(question, places) == {"order": [0, 1, 2, 3]}
    assert _sent(question, {"order": ["a", "b", "c", "d"]}) == {"order": list(shown)}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"place-a": ["1"], "place-b": ["2"]}, "incomplete"),
        ({f"place-{key}": ["1"] for key in "abcd"}, "same_place"),
        ({"place-a": ["first"]}, "unknown"),
        ({"order": ["a", "b"]}, "incomplete"),
        ({"order": ["a", "a", "b", "c"]}, "unknown"),
        ({"order": ["a", "b", "c", "x"]}, "unknown"),
    ],
)
def test_an_order_with_gaps_is_asked_about(
    question_of: QuestionOf, fields: Mapping[str, Sequence[str]], code: str
) -> None:
    assert _sent(question_of("order"), fields)["problem"] == code


def test_match_counts_the_right_pairs(question_of: QuestionOf) -> None:
    question = question_of("match")
    assert _marked(question, {"match": [0, 1, 3]})[0] == pytest.approx(2 / 3)
    # The same right may be chosen twice; only one of the two can be right.
    assert _marked(question, {"match": [0, 0, 0]})[0] == pytest.approx(1 / 3)


def test_what_is_placed_so_far_is_kept_when_something_is_missing(question_of: QuestionOf) -> None:
    for kind, fields in (
        ("match", {"match-a": ["b"]}),
        ("bins", {"bin-c": ["fixed"]}),
        ("order", {"place-a": ["2"], "place-d": ["1"]}),
    ):
        question = question_of(kind)
        entered = _sent(question, fields)
        assert entered["problem"] == "incomplete"
        shown = shown_fields(build_variant(question, 0), entered)
        assert {name: list(values) for name, values in shown.items()} == fields
    twice = {"place-a": ("2",), "place-d": ("2",)}
    question = question_of("order")
    assert shown_fields(build_variant(question, 0), _sent(question, twice)) == twice


def test_a_single_value_need_not_be_in_a_list(question_of: QuestionOf) -> None:
    assert _sent(question_of("open"), {"text": "abc"})["text"] == "abc"


@pytest.mark.parametrize(
    ("kind", "fields"), [("match", {"match-a": ["e"]}), ("bins", {"bin-a": ["nowhere"]})]
)
def test_a_place_that_was_never_shown_is_unknown(
    question_of: QuestionOf, kind: str, fields: Mapping[str, Sequence[str]]
) -> None:
    assert _sent(question_of(kind), fields) == {"problem": "unknown"}


def test_a_card_in_the_wrong_bin_gets_its_own_reply_or_the_common_one(
    question_of: QuestionOf,
) -> None:
    question = question_of("bins")
    variant = build_variant(question, 0)
    lift_wrong = {"bins": ["learned", "fixed", "learned", "learned"]}
    clock_wrong = {"bins": ["fixed", "learned", "learned", "learned"]}
    assert _marked(question, lift_wrong) == (0.75, ("A05-m1",), "")
    assert _marked(question, clock_wrong) == (0.75, (), "")
    assert "lift" in show_feedback(variant, lift_wrong, "en")
    assert "each machine" in show_feedback(variant, clock_wrong, "en")


def test_an_open_answer_waits_for_a_teacher(question_of: QuestionOf) -> None:
    question = question_of("open")
    long = "word " * 4000
    assert _marked(question, _sent(question, {"text": [long]})) == (None, (), "")
    assert _marked(question, _sent(question, {"text": [long * 2]})) == (None, (), "too_long")


def test_signs_that_no_database_keeps_are_left_out(question_of: QuestionOf) -> None:
    entered = _sent(question_of("open"), {"text": ["a\0b\ud800c"]})
    assert entered["text"] == "abc"
