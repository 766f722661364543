"""The glossary of the shipped course: complete, in four languages, one name for one thing."""

from functools import cache
from pathlib import Path

import pytest

from armillary.content.format import Term
from armillary.content.format.checks.reading import words_of
from armillary.content.format.course_files import read_skills
from armillary.content.format.faults import FaultList
from armillary.content.format.files import read_course_files
from armillary.content.format.glossary_files import read_glossary
from armillary.content.format.reader import Reader
from armillary.content.format.tree import read_tree
from armillary.content.languages import LANGUAGES

COURSE = Path(__file__).parents[3] / "courses/ai"

# The words that native speakers agreed on for the course: en, zh-Hans, ru, be.
AGREED = [
    ("artificial intelligence", "人工智能", "искусственный интеллект", "штучны інтэлект"),
    ("machine learning", "机器学习", "машинное обучение", "машыннае навучанне"),
    ("training data", "训练数据", "обучающие данные", "навучальныя даныя"),
    ("test data", "测试数据", "тестовые данные", "тэставыя даныя"),
    ("label", "标签", "метка", "метка"),
    ("labelling", "标注", "разметка", "разметка"),
    ("feature", "特征", "признак", "прыкмета"),
    ("model", "模型", "модель", "мадэль"),
    ("accuracy", "准确率", "доля верных ответов", "доля правільных адказаў"),
    ("overfitting", "过拟合", "переобучение", "перанавучанне"),
    ("decision tree", "决策树", "дерево решений", "дрэва рашэнняў"),
    ("neural network", "神经网络", "нейронная сеть", "нейронная сетка"),
    ("supervised learning", "监督学习", "обучение с учителем", "навучанне з настаўнікам"),
    ("unsupervised learning", "无监督学习", "обучение без учителя", "навучанне без настаўніка"),
    ("reinforcement learning", "强化学习", "обучение с подкреплением", "навучанне з падмацаваннем"),
    ("clustering", "聚类", "кластеризация", "кластарызацыя"),
    ("gradient descent", "梯度下降", "градиентный спуск", "градыентны спуск"),
    ("generative AI", "生成式人工智能", "генеративный ИИ", "генератыўны ШІ"),
    ("language model", "语言模型", "языковая модель", "моўная мадэль"),
    ("token", "词元", "токен", "токен"),
    ("prompt", "提示词", "запрос", "запыт"),
    ("invented answer", "编造的回答", "выдуманный ответ", "выдуманы адказ"),
    ("bias", "偏见", "предвзятость", "прадузятасць"),
    ("personal data", "个人信息", "персональные данные", "персанальныя даныя"),
    ("recommender", "推荐系统", "рекомендательная система", "рэкамендацыйная сістэма"),
    ("agent", "智能体", "агент", "агент"),
    ("deepfake", "深度伪造", "дипфейк", "дыпфэйк"),
    ("probability", "概率", "вероятность", "імавернасць"),
    ("threshold", "阈值", "порог", "парог"),
]


@cache
def _read() -> tuple[tuple[Term, ...], dict[str, str]]:
    faults = FaultList()
    files = read_course_files(COURSE, faults)
    root = read_tree(files.contents["skills.yaml"], "skills.yaml", faults)
    assert root is not None
    skills, places = read_skills(Reader("skills.yaml", faults), root, [])
    terms = read_glossary(files, places, faults).terms
    return terms, {skill.id: skill.lesson for skill in skills}


@pytest.mark.parametrize("names", AGREED, ids=[row[0] for row in AGREED])
def test_the_agreed_words_are_the_names_of_terms(names: tuple[str, str, str, str]) -> None:
    terms, _ = _read()
    (found,) = [term for term in terms if term.names["en"] == names[0]]
    order = ("en", "zh-Hans", "ru", "be")
    assert tuple(found.names[language] for language in order) == names


def test_one_name_is_one_thing_in_every_language() -> None:
    terms, _ = _read()
    assert len(terms) >= 60
    for language in LANGUAGES:
        names = [term.names[language] for term in terms]
        assert len(set(names)) == len(names)


def test_a_term_is_introduced_where_one_of_its_skills_is_at_home() -> None:
    terms, homes = _read()
    for term in terms:
        assert term.first in {homes[skill] for skill in term.skills}, term.id


def test_a_definition_is_short_and_does_not_begin_with_the_word_itself() -> None:
    terms, _ = _read()
    for term in terms:
        for language in LANGUAGES:
            text = term.definition[language]
            most = 60 if language == "zh-Hans" else 32
            assert 5 <= len(words_of(text, language)) <= most, (term.id, language)
            assert not text.casefold().startswith(f"{term.names[language].casefold()} "), term.id


def test_what_is_written_instead_is_never_avoided_itself() -> None:
    terms, _ = _read()
    for term in terms:
        for language, words in term.avoid.items():
            for word, instead in words.items():
                assert not instead.casefold().startswith(word.rstrip("*").casefold()), term.id
                assert term.names[language].casefold() != word.rstrip("*").casefold()
