"""Answers in learners' own words are put together when they say much the same."""

import random

import numpy as np
import pytest

from armillary.content.answers import group_alike
from armillary.content.answers.alike import join_alike, measure_likeness, plain_answer

SEEN = ["It has seen these cards before.", "it saw these cards before", "It has seen the cards!"]
NEW = ["Test it on new cards", "you should test it on new cards"]


def sets(texts: list[str], language: str = "en") -> list[set[str]]:
    return [{texts[at] for at in group.members} for group in group_alike(texts, language)]


def test_answers_that_say_the_same_are_together_and_the_largest_group_comes_first() -> None:
    assert sets([NEW[0], *SEEN, NEW[1]]) == [set(SEEN), set(NEW)]


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("It's the SAME cards", "it’s  the same cards!!", "en"),
        ("Всё те же карточки", "все те-же карточки.", "ru"),
        ("Усё тыя ж малюнкі, ўжо бачыў", "усё тыя ж малюнкі ужо бачыў", "be"),
        ("ＡＩ见过这些卡片。", "AI 见过这些卡片", "zh-Hans"),
    ],
)
def test_case_signs_and_kinds_of_letters_do_not_tell_answers_apart(
    first: str, second: str, language: str
) -> None:
    assert plain_answer(first, language) == plain_answer(second, language)
    assert len(group_alike([first, second], language)) == 1


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["idk", "I don't know", "", "...", "Dont know"], "en"),
        (["не знаю", "Я не знаю!", "хз", " ", "забыла"], "ru"),
        (["не ведаю", "Ня ведаю.", "забыўся", "-"], "be"),
        (["不知道", "我不知道。", "不会", "", "？"], "zh-Hans"),
    ],
)
def test_answers_that_say_nothing_are_a_group_of_their_own(texts: list[str], language: str) -> None:
    groups = group_alike([*texts, "12"], language)
    assert [(group.blank, len(group.members)) for group in groups] == [
        (True, len(texts)),
        (False, 1),
    ]


@pytest.mark.parametrize(
    ("says", "denies", "language"),
    [
        ("The door is AI because it decides", "The door is not AI because it decides", "en"),
        ("Это ИИ, потому что она решает", "Это не ИИ, потому что она решает", "ru"),
        ("Гэта ШІ, бо яны вырашаюць", "Гэта не ШІ, бо яны вырашаюць", "be"),
        ("自动门是人工智能，它会推断", "自动门不是人工智能，它会推断", "zh-Hans"),
    ],
)
def test_an_answer_is_never_with_its_opposite(says: str, denies: str, language: str) -> None:
    assert len(group_alike([says, denies], language)) == 2


def test_answers_that_name_different_numbers_stay_apart() -> None:
    texts = ["There are 12 cards left", "There are 21 cards left", "12 cards are left there"]
    assert sets(texts) == [{texts[0], texts[2]}, {texts[1]}]


def test_the_order_in_which_answers_come_changes_no_group() -> None:
    texts = [*SEEN, *NEW, "idk", "Ask the others", "no", "The machine thinks", "it thinks"]
    expected = {frozenset(each) for each in sets(texts)}
    for seed in range(5):
        mixed = random.Random(seed).sample(texts, len(texts))
        assert {frozenset(each) for each in sets(mixed)} == expected


def test_every_answer_is_in_exactly_one_group() -> None:
    texts = [f"answer {number} of {number % 7}" for number in range(60)] + ["", "\u0000", "😀" * 9]
    groups = group_alike(texts, "en")
    assert sorted(at for group in groups for at in group.members) == list(range(len(texts)))
    assert group_alike([], "ru") == []


def test_the_most_typical_answer_comes_first() -> None:
    texts = [
        "new cards please thank you very much",
        "test it with new cards",
        "test with new cards",
    ]
    (group,) = group_alike(texts, "en", least_alike=0.05)
    assert group.members[-1] == 0


def test_likeness_is_one_for_equal_answers_and_symmetric() -> None:
    likeness = measure_likeness(["новые карточки", "новые карточки", "спроси их"], "ru")
    assert likeness[0, 1] == pytest.approx(1.0)
    assert np.array_equal(likeness, likeness.T)
    assert likeness[0, 2] < 0.2


def test_groups_are_joined_by_the_mean_likeness_of_their_members() -> None:
    # By hand: 0 and 1 join at .9; then 2 is like them by (.6 + .2) / 2 = .4.
    likeness = np.array([[1.0, 0.9, 0.6], [0.9, 1.0, 0.2], [0.6, 0.2, 1.0]])
    assert join_alike(likeness, least_alike=0.41) == [[0, 1], [2]]
    assert join_alike(likeness, least_alike=0.40) == [[0, 1, 2]]
