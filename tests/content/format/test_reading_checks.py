"""A school text passes, a university paragraph does not, in any language; pages keep a length."""

from itertools import pairwise
from pathlib import Path

import pytest

from armillary.content.format import check_course
from armillary.content.format.checks.reading import (
    LIMITS,
    basic_characters,
    limits_for,
    n_syllables,
    split_sentences,
)
from armillary.content.languages import LANGUAGES
from tests.content.format.planted import GUIDE, LESSON, PAGE, QUESTIONS, faults_of, plant

HEADS = {"en": "## Two parts\n", "ru": "## Две части\n", "be": "## Дзве часткі\n", "zh-Hans": "## 两部分\n"}  # fmt: skip

# As a textbook for students would put it.
UNIVERSITY = {
    "en": "The generalisation performance of a parametric classifier is conventionally estimated "
    "by partitioning the available observations into disjoint training and evaluation subsets, "
    "whereby the empirical risk computed on the latter constitutes an unbiased approximation of "
    "the expected loss under the underlying distribution. Nevertheless, repeatedly consulting the "
    "evaluation subset during hyperparameter optimisation invalidates this statistical guarantee, "
    "because the selection procedure itself becomes conditioned on the evaluation observations.",
    "ru": "Обобщающую способность параметрического классификатора традиционно оценивают посредством "
    "разбиения имеющейся совокупности наблюдений на непересекающиеся обучающее и контрольное "
    "подмножества, вследствие чего эмпирический риск, вычисленный на последнем, представляет собой "
    "несмещённую оценку математического ожидания функции потерь. Однако многократное обращение к "
    "контрольному подмножеству в процессе оптимизации гиперпараметров нарушает это статистическое "
    "свойство, поскольку процедура отбора становится зависимой от контрольных наблюдений.",
    "be": "Абагульняльную здольнасць параметрычнага класіфікатара традыцыйна ацэньваюць шляхам "
    "разбіцця наяўнай сукупнасці назіранняў на навучальнае і кантрольнае падмноствы, якія не "
    "перасякаюцца, у выніку чаго эмпірычная рызыка, вылічаная на апошнім, уяўляе сабой нязрушаную "
    "ацэнку матэматычнага чакання функцыі страт. Аднак шматразовы зварот да кантрольнага "
    "падмноства ў працэсе аптымізацыі гіперпараметраў парушае гэтую статыстычную ўласцівасць, "
    "паколькі працэдура адбору становіцца залежнай ад кантрольных назіранняў.",
    "zh-Hans": "参数化分类器的泛化性能通常通过将可用观测样本划分为互不相交的训练子集与评估子集来加以估计，"
    "在后者上计算所得的经验风险即构成对潜在分布下期望损失的无偏近似，从而为模型选择提供了统计学依据。"
    "然而，倘若在超参数优化过程中反复借助评估子集，则该统计保证将不复成立，"
    "因为筛选程序本身已然受制于评估观测，由此导致的乐观偏差往往难以察觉且无法通过简单校正予以消除。",
}


def _add(folder: Path, path: str, language: str, text: str) -> int:
    name = path.format(language)
    end = (folder / name).read_text(encoding="utf-8").rstrip("\n")
    (folder / name).write_text(f"{end}\n\n{text}\n", encoding="utf-8")
    return end.count("\n") + 3


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_university_paragraph_is_too_hard_for_learners(copied: Path, language: str) -> None:
    line = _add(copied, PAGE, language, UNIVERSITY[language])
    found = faults_of(copied, "reading")
    assert {f.path for f in found} == {PAGE.format(language)}
    assert all(f.line == line for f in found)
    said = " ".join(f.message for f in found)
    assert "make two of it" in said
    assert "in a sentence here" in said
    # Chinese students read the same characters as children, only longer sentences.
    assert "in plainer words" in said or language == "zh-Hans"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_university_paragraph_is_too_hard_for_a_question(copied: Path, language: str) -> None:
    old = {
        "en": "Some cards it has seen already.",
        "ru": "Некоторые он уже видел.",
        "be": "Некаторыя ён ужо бачыў.",
        "zh-Hans": "有些卡片它已经见过了。",
    }[language]
    line = plant(copied, QUESTIONS, old, UNIVERSITY[language])
    assert line in {f.line for f in faults_of(copied, "reading")}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_university_paragraph_is_too_hard_even_for_a_guide(copied: Path, language: str) -> None:
    for other in LANGUAGES:  # the same parts in all
        text = UNIVERSITY[other] if other == language else HEADS[other].strip("# \n")
        _add(copied, GUIDE, other, text)
    assert {f.path for f in faults_of(copied, "reading")} == {GUIDE.format(language)}


def test_a_guide_may_say_what_a_lesson_may_not(copied: Path) -> None:
    sentence = "Before the children open the envelope, ask every group of three to say aloud " \
        "which cards it has used for the training, and why none of these may lie in the " \
        "envelope as well."  # fmt: skip
    for language in LANGUAGES:
        text = sentence if language == "en" else HEADS[language].strip("# \n")
        rest = " Look. Count. Wait." * 5 if language == "en" else ""
        _add(copied, GUIDE, language, text + rest)
        _add(copied, PAGE, language, text + rest)
    assert {f.path for f in faults_of(copied, "reading")} == {PAGE.format("en")}


def test_words_of_the_glossary_are_no_hard_words(copied: Path) -> None:
    sentence = "A classifier computes. The classifiers compare. "
    _add(copied, PAGE, "en", sentence * 30)
    assert faults_of(copied, "reading") == []  # a word counts three times at most
    words = "Imaginary, elephantine, ordinary, mysterious, enormous, curious, invisible, "
    many = [f"It is {word}. " for word in words.split(", ") if word]
    _add(copied, PAGE, "en", "".join(many) * 3)
    (fault,) = faults_of(copied, "reading")
    assert "long words" in fault.message


def test_later_grades_may_read_harder_texts() -> None:
    for language in LANGUAGES:
        rows = [LIMITS[last][language] for last in sorted(LIMITS)]
        for easier, harder in pairwise(rows):
            assert easier.mean < harder.mean
            assert easier.longest < harder.longest
            assert easier.long_words < harder.long_words
    assert limits_for(5) is LIMITS[6]
    assert limits_for(99) is LIMITS[12]


def test_the_grade_of_a_text_comes_from_its_unit(copied: Path) -> None:
    text = "Put the card beside the others, look at the legs, at the ears, at the tail and at the " \
        "coat, and say which one is most like it."  # fmt: skip
    _add(copied, PAGE, "en", text)
    assert faults_of(copied, "reading") == []
    plant(copied, "course.yaml", "grade: 5", "grade: 1")
    assert any("15 are the most" in f.message for f in faults_of(copied, "reading"))


@pytest.mark.parametrize(
    ("word", "language", "n"),
    [
        ("machine", "en", 2),
        ("examples", "en", 3),
        ("table", "en", 2),
        ("asked", "en", 1),
        ("labelled", "en", 2),
        ("карточка", "ru", 3),
        ("сартавальнік", "be", 4),
    ],
)  # fmt: skip
def test_syllables_are_counted_by_their_vowels(word: str, language: str, n: int) -> None:
    # By hand: ma-chine, ex-am-ples, ta-ble, asked, la-belled, кар-точ-ка, сар-та-валь-нік.
    assert n_syllables(word, language) == n


def test_sentences_end_where_a_reader_takes_a_breath() -> None:
    assert split_sentences("Is it 3.5? Yes! “So be it.” All", "en") == [
        *("Is it 3.5?", "Yes!", "“So be it.", "All"),
    ]  # fmt: skip
    assert split_sentences("他说：“好。”然后走了；真的吗？", "zh-Hans") == [
        "他说：“好",
        "然后走了",
        "真的吗",
    ]


def test_the_basic_characters_are_simplified_and_as_many_as_a_primary_school_teaches() -> None:
    signs = basic_characters()
    assert 1200 <= len(signs) <= 1600
    assert set("机器学习卡片标签测试") <= signs
    assert not set("們這個為") & signs


def test_a_page_too_short_or_too_long_for_its_minutes_is_a_fault(copied: Path) -> None:
    line = plant(copied, LESSON, "minutes: 8", "minutes: 20")
    assert line
    found = faults_of(copied, "length")
    assert [f.path for f in found] == [PAGE.format(one) for one in sorted(LANGUAGES)]
    # 20 minutes: 8.75 to 15 words each; in ru and be from 0.8 of that, in Chinese 1.7 for a word.
    bounds = {"be": "140 to 300", "en": "175 to 300", "ru": "140 to 300", "zh-Hans": "298 to 510"}
    for fault, expected in zip(found, bounds.values(), strict=True):
        assert f"for 20 minutes {expected} fit; say more" in fault.message
    plant(copied, LESSON, "minutes: 20", "minutes: 5")
    assert all("shorten it" in f.message for f in faults_of(copied, "length"))


@pytest.mark.slow
def test_tables_and_words_of_pictures_do_not_make_a_page_long(copied: Path) -> None:
    for language in LANGUAGES:
        _add(copied, PAGE, language, "| 1 | 2 |\n| --- | --- |\n" + "| 3 | 4 |\n" * 200)
    assert [str(fault) for fault in check_course(copied).faults] == []
