"""Lesson variants: a sound one is read beside the main page; each fault is found by its place."""

from pathlib import Path

import pytest

from armillary.content.format import check_course, parse_course
from tests.content.format.planted import LESSON, PAGE, all_faults, faults_of, four, plant

LANGUAGES = ("en", "ru", "be", "zh-Hans")
OWN_PAGE = "lessons/G05-L1/lesson.test-first.{}.md"
TITLE = {
    "en": "Test first",
    "ru": "Сначала проверка",
    "be": "Спачатку праверка",
    "zh-Hans": "先测试",
}
WHAT = {
    "en": "The page begins with the share.",
    "ru": "Страница начинается с доли.",
    "be": "Старонка пачынаецца з долі.",
    "zh-Hans": "这一页从比例讲起。",
}
DECLARED = (
    f"variants:\n- id: test-first\n  title:{four(TITLE, '    ')}\n  what:{four(WHAT, '    ')}\n"
)


@pytest.fixture
def told_twice(copied: Path) -> Path:
    """The good course, with its lesson told in a second way: the last paragraph comes first."""
    lesson = copied / LESSON
    lesson.write_text(lesson.read_text(encoding="utf-8") + DECLARED, encoding="utf-8")
    for language in LANGUAGES:
        text = (copied / PAGE.format(language)).read_text(encoding="utf-8")
        parts = text.strip().split("\n\n")
        share = next(part for part in parts if r"\frac" in part)
        parts.remove(share)
        parts.insert(1, share)
        page = copied / OWN_PAGE.format(language)
        page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return copied


def test_a_lesson_variant_is_read_beside_the_main_page(told_twice: Path) -> None:
    assert all_faults(told_twice) == []
    (lesson,) = parse_course(told_twice).lessons
    (variant,) = lesson.variants
    assert (variant.id, variant.title["be"], variant.what["zh-Hans"]) == (
        "test-first",
        "Спачатку праверка",
        "这一页从比例讲起。",
    )
    assert set(variant.pages) == set(LANGUAGES)
    for language in LANGUAGES:
        assert sorted(variant.pages[language].split()) == sorted(lesson.pages[language].split())
        assert variant.pages[language] != lesson.pages[language]
    assert check_course(told_twice).counts["lesson_variants"] == 1


SPOILS = [
    (LESSON, "id: test-first", "id: Test First", "must look like story-first"),
    (LESSON, "id: test-first", "id: main", "cannot be the id"),
    (LESSON, "id: test-first", "id: en", "cannot be the id"),
    (LESSON, "id: test-first", f"id: {'long' * 8}", "longer than 30 characters"),
    (LESSON, '"Сначала проверка"', f'"Сначала {"очень " * 10}долго"', "longer than 60 characters"),
    (LESSON, "  title:", "  name:", "`name` is not known here"),
    (LESSON, '    ru: "Страница начинается с доли."\n', "", "`ru` is missing"),
    (OWN_PAGE.format("be"), "::lab{teach-the-sorter}\n", "", "the page places no lab"),
    (OWN_PAGE.format("zh-Hans"), "split.svg", "gone.svg", "there is no gone.svg"),
    (OWN_PAGE.format("ru"), "из 12 в конверт", "из 13 в конверт", "13"),
    (OWN_PAGE.format("ru"), "::: remember", "Ещё одно.\n\n::: remember", "here stands a paragraph"),
    (OWN_PAGE.format("be"), "::: remember", "::: warning", "there is no box `warning`"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "old", "new", "said"), SPOILS)
def test_a_spoilt_one_is_noticed_in_its_file(
    path: str, old: str, new: str, said: str, told_twice: Path
) -> None:
    plant(told_twice, path, old, new)
    found = [fault for fault in check_course(told_twice).faults if said in fault.message]
    assert found, all_faults(told_twice)
    assert path in {fault.path for fault in found}


def test_one_declared_twice_is_noticed_at_the_second(told_twice: Path) -> None:
    again = DECLARED.removeprefix("variants:\n")
    lesson = told_twice / LESSON
    lesson.write_text(lesson.read_text(encoding="utf-8") + again, encoding="utf-8")
    lines = lesson.read_text(encoding="utf-8").splitlines()
    line = len(lines) - lines[::-1].index("- id: test-first")
    assert [(fault.line, fault.message) for fault in faults_of(told_twice, "form")] == [
        (line, "the lesson variant `test-first` stands here twice; keep one")
    ]


def test_a_language_that_is_missing_is_asked_for(told_twice: Path) -> None:
    (told_twice / OWN_PAGE.format("be")).unlink()
    assert [str(fault) for fault in faults_of(told_twice, "languages")] == [
        f"{OWN_PAGE.format('be')}:1: this file is missing; add it"
    ]


def test_a_page_that_is_not_declared_is_noticed(told_twice: Path) -> None:
    plant(told_twice, LESSON, DECLARED, "")
    found = [fault for fault in check_course(told_twice).faults if "declares no" in fault.message]
    assert {fault.path for fault in found} == {OWN_PAGE.format(one) for one in LANGUAGES}
    assert "add it under `variants`, or remove this file" in found[0].message


def test_a_page_that_says_the_same_is_noticed(told_twice: Path) -> None:
    same = (told_twice / PAGE.format("ru")).read_text(encoding="utf-8")
    (told_twice / OWN_PAGE.format("ru")).write_text(f"\n{same}", encoding="utf-8")
    (found,) = [fault for fault in check_course(told_twice).faults if "same as" in fault.message]
    assert (found.path, found.line) == (OWN_PAGE.format("ru"), 1)


def test_it_is_held_to_the_reading_level(told_twice: Path) -> None:
    long = " and then ".join(["the sorter looks at a card"] * 6)
    plant(told_twice, OWN_PAGE.format("en"), "Some examples", f"{long}. Some examples")
    assert {fault.path for fault in faults_of(told_twice, "reading")} == {OWN_PAGE.format("en")}


def test_it_is_held_to_the_length_of_the_lesson(told_twice: Path) -> None:
    plant(told_twice, OWN_PAGE.format("zh-Hans"), "怎样知道", "好。" * 150 + "怎样知道")
    paths = {fault.path for fault in faults_of(told_twice, "length")}
    assert paths == {OWN_PAGE.format("zh-Hans")}


def test_one_that_is_much_longer_than_the_main_page_is_noticed(told_twice: Path) -> None:
    # The English main page has 103 words: 20 more are less than a fifth, 21 are not.
    plant(told_twice, OWN_PAGE.format("en"), "How do we", "Look again. " * 10 + "How do we")
    assert faults_of(told_twice, "length") == []
    plant(told_twice, OWN_PAGE.format("en"), "How do we", "Look! How do we")
    (found,) = faults_of(told_twice, "length")
    assert (found.path, found.line) == (OWN_PAGE.format("en"), 1)
    assert "124 words, the main page 103" in found.message
    assert "up to 20% more or less" in found.message
