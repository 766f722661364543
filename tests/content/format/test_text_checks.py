"""Texts are in their language, say the same numbers, use the glossary's words: faults planted."""

from pathlib import Path

import pytest

from armillary.content.format import check_course, parse_course
from tests.content.format.planted import (
    BOARD,
    GUIDE,
    LESSON,
    PAGE,
    QUESTIONS,
    all_faults,
    faults_of,
    plant,
)

SORTER_EN = "A sorter looks at a card and says which pile it belongs in."
SORTER_RU = "Сортировщик смотрит на карточку и говорит, в какую стопку её положить."
SORTER_BE = "Сартавальнік глядзіць на картку і кажа, у які стос яе пакласці."
SORTER_ZH = "分类器看一张卡片，再说出它该放进哪一堆。"

# Check, file, what stands there, what is put instead, a piece of what is said.
PLANTED = [
    ("parts", PAGE.format("ru"), "## Две части\n", "## Две части\n\nЕщё абзац.\n", "a paragraph"),
    ("parts", GUIDE.format("be"), "| Праверка | 5 |\n", "\nТэкст.\n", "a table cell"),
    ("parts", BOARD.format("zh-Hans"), "\n---\n\n## 哪些卡片用来测试？", "\n---\n\n一句话。", "##"),
    ("translation", PAGE.format("ru"), "## Две части", "## Two parts", "no Cyrillic"),
    ("translation", PAGE.format("be"), SORTER_BE, SORTER_RU, "`Сортировщик` has letters"),
    ("translation", PAGE.format("ru"), SORTER_RU, SORTER_BE, "letters that Russian does not have"),
    ("translation", PAGE.format("zh-Hans"), "## 两部分", "## Some parts", "no Chinese character"),
    ("translation", PAGE.format("zh-Hans"), SORTER_ZH, SORTER_ZH.replace("，", ","), "full-width"),
    ("translation", PAGE.format("zh-Hans"), SORTER_ZH, "分類器看一張卡片，再說出來。", "traditional"),
    ("translation", PAGE.format("en"), SORTER_EN, "A сортировщик looks at a card.", "not English"),
    ("translation", PAGE.format("en"), SORTER_EN, "A sоrter looks at a card.", "mixes Latin"),
    ("translation", PAGE.format("be"), SORTER_BE, "Кaртка ляжыць на стале.", "mixes Latin"),
    ("translation", PAGE.format("ru"), SORTER_RU, f"{SORTER_RU} Open your school notebook.", "left in"),
    ("translation", GUIDE.format("be"), "| Сартаванне | 10 |", "| Сортировка | 10 |", "Сортировка"),
    ("translation", LESSON, "ru: Часть отложим", "ru: Keep some back", "no Cyrillic"),
    ("translation", LESSON, "zh-Hans: 我能把示例分成两部分。", "zh-Hans: 我能把示例分成 два。", "два"),
    ("translation", "misconceptions.yaml", "zh-Hans: 凡是会做决定的机器都是学来的。", "zh-Hans: Every machine.", "no Chinese"),
    ("translation", "skills.yaml", "be: Дзяліць прыклады на навучальныя і тэставыя", "be: Делить примеры", "Делить"),
    ("translation", QUESTIONS, "ru: [тестовый набор, тест, тестовая часть]", "ru: [test set, test part]", "no Cyrillic"),
    ("translation", "glossary.yaml", "be: Адказ, які людзі запісваюць на прыкладзе.", "be: Ответ, который записывают.", "записывают"),
    ("translation", PAGE.format("be"), "Ніхто туды не зазірае.", "Потом открой конверт.", "`потом` is no Belarusian word"),
    ("translation", PAGE.format("ru"), "Никто туда не заглядывает.", "Потым адкрый канверт.", "`потым` is no Russian word"),
    ("minds", PAGE.format("en"), "The others test it.", "The sorter already knows the others.", "say what the machine does"),
    ("minds", PAGE.format("en"), "The others test it.", "Machines think about the others.", "`Machines think`"),
    ("minds", BOARD.format("ru"), "## На каких проверяем?", "## Что машина хочет?", "`машина хочет`"),
    ("minds", GUIDE.format("be"), "| Праверка | 5 |", "| Сартавальнік разумее | 5 |", "`сартавальнік разумее`"),
    ("minds", QUESTIONS, "zh-Hans: 还有别的泄漏，再看一看。", "zh-Hans: 分类器知道还有别的泄漏。", "`分类器知道`"),
    ("numbers", PAGE.format("ru"), "Положи 4 карточки", "Положи 5 карточек", "5"),
    ("numbers", PAGE.format("be"), "Пакладзі 4 карткі з 12", "Пакладзі 4 карткі", "12"),
    ("numbers", GUIDE.format("zh-Hans"), "| 分类 | 10 |", "| 分类 | 15 |", "15"),
    ("numbers", BOARD.format("en"), "## Which cards train?", "## Which 20 cards train?", "only en says 20"),
    ("numbers", LESSON, "en: I can split examples into two parts.", "en: I can split 7 examples.", "only en says 7"),
    ("numbers", QUESTIONS, "ru: Вспомни контрольную.", "ru: Вспомни 9 контрольных.", "only ru says 9"),
    ("glossary", PAGE.format("be"), "карткі з меткамі", "карткі з ярлыкамі", "`ярлыкамі`: write `метка`"),
    ("glossary", QUESTIONS, "be: Уцечка ёсць", "be: Ўтечка ёсць", "write `уцечка`"),
    ("glossary", QUESTIONS, "zh-Hans: 还有别的泄漏，再看一看。", "zh-Hans: 还有别的问题，再看一看。", "write `泄漏`"),
    ("glossary", QUESTIONS, "ru: Утечка есть и ещё где-то.", "ru: Есть и ещё что-то.", "write `утечка`"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("check", "path", "old", "new", "said"), PLANTED)
def test_a_planted_fault_is_found_at_its_line(
    copied: Path, check: str, path: str, old: str, new: str, said: str
) -> None:
    line = plant(copied, path, old, new)
    found = [f for f in faults_of(copied, check) if f.path == path]
    n_lines = max(old.count("\n"), new.count("\n")) + 1
    assert [
        f for f in found if line <= f.line <= line + n_lines and said.lower() in f.message.lower()
    ], all_faults(copied)


def test_a_language_left_out_is_a_fault_of_its_own(copied: Path) -> None:
    line = plant(copied, QUESTIONS, "    be: Якія карткі пакажуць", "    ba: Якія карткі пакажуць")
    (copied / PAGE.format("zh-Hans")).unlink()
    found = faults_of(copied, "languages")
    assert [(f.path, f.message) for f in found] == [
        (PAGE.format("zh-Hans"), "this file is missing; add it"),
        (QUESTIONS, "`be` is missing; add it"),
    ]
    assert 0 <= line - found[1].line <= 3


def test_a_number_may_stand_as_a_word_in_one_language(copied: Path) -> None:
    plant(copied, PAGE.format("be"), "Пакладзі 4 карткі", "Пакладзі чатыры карткі")
    plant(copied, PAGE.format("zh-Hans"), "拿出 4 张", "拿出四张")
    assert faults_of(copied, "numbers") == []


def test_a_number_word_that_two_languages_say_is_due_in_all(copied: Path) -> None:
    plant(copied, PAGE.format("en"), "We keep some cards back.", "We keep five cards back.")
    plant(copied, PAGE.format("ru"), "Часть карточек мы", "Пять карточек мы")
    found = faults_of(copied, "numbers")
    assert [f.path for f in found] == [PAGE.format("be"), PAGE.format("zh-Hans")]
    assert all("says 5" in f.message for f in found)


WORDS = {
    "en": ["ant 6", "bird 2", "cat 4", "spider 8"],
    "ru": ["кошка 4", "муравей 6", "паук 8", "птица 2"],
    "be": ["кот 4", "мурашка 6", "павук 8", "птушка 2"],
    "zh-Hans": ["鸟 2", "猫 4", "蚂蚁 6", "蜘蛛 8"],
}


@pytest.mark.parametrize(
    ("swapped", "n_faults"), [(("ant 6", "ant 6"), 0), (("ant 6", "ant 5"), 6)]
)
def test_a_table_may_be_sorted_by_each_alphabet(
    copied: Path, swapped: tuple[str, str], n_faults: int
) -> None:
    for language, rows in WORDS.items():
        page = copied / GUIDE.format(language)
        cells = "".join(f"| {row.replace(*swapped).replace(' ', ' | ')} |\n" for row in rows)
        page.write_text(f"{page.read_text()}\n| A | B |\n| --- | --- |\n{cells}")
    found = [f for f in faults_of(copied, "numbers") if f.path.startswith("lessons/G05-L1/guide")]
    assert (len(found) >= n_faults) if n_faults else found == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("ru", "Часть карточек мы откладываем.", "Часть карточек (A, B, GPU, 5 km) мы откладываем."),
        ("be", "Частку картак мы адкладаем.", "Частку картак (A, B, GPU, 5 km) мы адкладаем."),
        ("zh-Hans", "先留出一些卡片。", "先留出一些卡片（A、B、GPU，5 km）。"),
    ],
)  # fmt: skip
def test_codes_and_units_may_stay_in_latin_letters(
    copied: Path, language: str, old: str, new: str
) -> None:
    plant(copied, PAGE.format(language), old, new)
    assert faults_of(copied, "translation") == []


def test_a_word_that_two_languages_share_is_no_copy(copied: Path) -> None:
    plant(copied, GUIDE.format("ru"), "## До урока", "## План урока")
    plant(copied, GUIDE.format("be"), "## Да ўрока", "## План урока")
    assert faults_of(copied, "translation") == []


def test_the_term_may_begin_with_either_letter_after_a_vowel(copied: Path) -> None:
    plant(copied, QUESTIONS, "be: Уцечка ёсць", "be: Была ўцечка, ёсць")
    assert faults_of(copied, "glossary") == []


def test_languages_are_not_compared_by_an_everyday_term(copied: Path) -> None:
    plant(copied, PAGE.format("en"), "The others test it.", "The others show how it does.")
    assert faults_of(copied, "glossary") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- id: leak", "- id: label", "defined twice"),
        ("skills: [A05]", "skills: [A09]", "`A09` is not in skills.yaml"),
        ("first: G03-L1", "first: later", "must look like G05-L5"),
        ("    be: {утечк*: уцечка}", "    be: утечка", "expected words to avoid"),
        ("  everyday: true\n", "  everyday: maybe\n", "write one of true, false"),
        ("    ru: [утечк*]", "    de: [утечк*]", "`de` is not known here"),
        ("  skills: [A05]\n", "", "`skills` is missing"),
        ("    ru: [утечк*]", '    ru: ["*"]', "begin with letters"),
        ("    ru: [утечк*]", '    ru: ["а* б* в* г* д* е*"]', "at most 4 with `*`"),
        ("    be: {утечк*: уцечка}", '    be: {"*": уцечка}', "begin with letters"),
    ],
)
def test_a_glossary_of_another_form_is_a_fault(copied: Path, old: str, new: str, said: str) -> None:
    plant(copied, "glossary.yaml", old, new)
    assert any(said in f.message for f in faults_of(copied, "form")), all_faults(copied)


def test_the_terms_are_a_part_of_the_course(good_folder: Path, copied: Path) -> None:
    course = parse_course(good_folder)
    assert [term.id for term in course.glossary] == ["label", "leak", "test"]
    label = course.glossary[0]
    assert label.names["zh-Hans"] == "标签"
    assert label.forms["be"] == ("метк*", "метак")
    assert label.avoid["ru"] == {"лейбл*": "метка"}
    assert (label.first, label.everyday, course.glossary[2].everyday) == ("G03-L1", False, True)
    (copied / "glossary.yaml").unlink()
    assert parse_course(copied).glossary == ()
    assert check_course(copied).faults == ()


@pytest.mark.parametrize(
    "said",
    [
        "A machine wants nothing. People set the goal.",
        "Who says that “the sorter wants good apples”?",
        "The sorter does not know the rule.",
    ],
)
def test_a_machine_may_be_denied_a_mind(copied: Path, said: str) -> None:
    plant(copied, PAGE.format("en"), "The others test it.", f"The others test it. {said}")
    assert faults_of(copied, "minds") == []


def test_a_wrong_choice_may_give_a_machine_a_mind(copied: Path) -> None:
    plant(copied, QUESTIONS, "en: Any cards will do", "en: The sorter knows all cards")
    assert faults_of(copied, "minds") == []
