"""Assessments, frameworks and plans of a year: what a sound folder gives, and each fault by its place."""

from pathlib import Path

import pytest

from armillary.content.format import check_course, parse_course

QUESTION = """- id: G05-T-q{number:02}
  kind: number
  skills: [{skill}]
  stage: P
  difficulty: easy
  seconds: 30
  stem: {{en: Count {number} + 2., ru: Сосчитай {number} + 2., be: Падлічы {number} + 2., zh-Hans: 计算 {number} + 2。}}
  answer: {{value: {number} + 2}}
  wrong:
  - {{value: {number}, misconception: none}}
  explanation: {{en: It grows by 2., ru: Становится на 2 больше., be: Робіцца на 2 больш., zh-Hans: 多了 2。}}
"""
ASSESSMENT = """id: G05
unit: G05
minutes: 30
titles: {en: Test, ru: Тест па-свойму, be: Праверка, zh-Hans: 测试}
blueprint:
  A: 1
  E: 2
anchors: [G05-T-q01]
forms:
- id: A
  questions: [G05-T-q01, G05-T-q02, G05-T-q03]
- id: B
  questions: [G05-T-q01, G05-T-q04, G05-T-q05]
"""
FRAMEWORKS = """frameworks:
- id: ailit
  title: {en: AILit, ru: Рамка AILit, be: Рамка ведаў AILit, zh-Hans: AILit 框架}
  entries:
  - code: E2
    names: {en: Describe, ru: Описывать, be: Апісваць, zh-Hans: 描述}
    confirmed: false
  - code: S2
    names: {en: Evaluate, ru: Оценивать, be: Ацэньваць, zh-Hans: 评价}
    confirmed: true
- id: ai4k12
  title: {en: Five ideas, ru: Пять идей, be: Пяць ідэй, zh-Hans: 五大理念}
  entries:
  - code: "2"
    names: {en: Reasoning, ru: Рассуждение, be: Разважанне, zh-Hans: 推理}
    confirmed: false
  - code: "3"
    names: {en: Learning, ru: Обучение, be: Навучанне, zh-Hans: 学习}
    confirmed: false
- id: unesco
  title: {en: UNESCO, ru: ЮНЕСКО, be: ЮНЕСКА, zh-Hans: 联合国教科文组织}
  entries:
  - code: TA-U
    names: {en: Foundations, ru: Основы, be: Асновы, zh-Hans: 基础}
    confirmed: false
- id: beijing
  title: {en: Beijing, ru: Пекин, be: Пекін, zh-Hans: 北京}
  entries:
  - code: BJ3-P
    names: {en: Methods, ru: Способы, be: Спосабы, zh-Hans: 实现方法}
    confirmed: false
"""


@pytest.fixture
def year(copied: Path) -> Path:
    """The good course with two linked forms, the frameworks and a plan of its year."""
    folder = copied / "assessments" / "G05"
    folder.mkdir(parents=True)
    skills = ("E05", "A05", "E05", "A05", "E05")
    questions = [QUESTION.format(number=n, skill=skill) for n, skill in enumerate(skills, start=1)]
    head = "licence: CC-BY-4.0\nsource: Written for a test.\nquestions:\n"
    (folder / "questions.yaml").write_text(head + "".join(questions))
    (folder / "assessment.yaml").write_text(ASSESSMENT)
    (copied / "frameworks.yaml").write_text(FRAMEWORKS)
    (copied / "plans").mkdir()
    for language, text in (
        ("en", "## One lesson a month\n\nIt lives in class hours.\n"),
        ("ru", "## Один урок в месяц\n\nПодойдут классные часы.\n"),
        ("be", "## Адзін урок у месяц\n\nПадыдуць класныя гадзіны.\n"),
        ("zh-Hans", "## 每月一节课\n\n可以放在班会课上。\n"),
    ):
        (copied / "plans" / f"G05.{language}.md").write_text(text)
    return copied


def test_a_sound_year_is_read_as_it_is(year: Path) -> None:
    report = check_course(year)
    assert report.faults == ()
    assert report.counts["assessments"] == 1
    course = parse_course(year)
    (assessment,) = course.assessments
    assert [form.id for form in assessment.forms] == ["A", "B"]
    assert assessment.anchors == ("G05-T-q01",)
    assert {question.id for question in assessment.questions}.isdisjoint(
        question.id for question in course.questions
    )
    assert all(question.hints == () for question in assessment.questions)
    assert [framework.id for framework in course.frameworks] == [
        *("ailit", "ai4k12", "unesco", "beijing")
    ]
    assert course.frameworks[0].entries[1].confirmed
    assert course.units[0].plans["be"].startswith("## Адзін")


FORMS = "assessments/G05/assessment.yaml"
QUESTIONS = "assessments/G05/questions.yaml"
SPOILS = [
    (FORMS, "id: G05\n", "id: G06\n", "id: G06", "make them one"),
    (FORMS, "unit: G05", "unit: G06", "unit: G06", "is not in course.yaml"),
    (FORMS, "[G05-T-q01, G05-T-q02", "[G05-T-q02", "- id: A", "lacks the anchors G05-T-q01"),
    (FORMS, "q04, G05-T-q05]", "q04, G05-T-q05, G05-T-q05]", "", "twice"),
    (FORMS, "q04, G05-T-q05]", "q04, G05-T-q09]", "- id: B", "not in questions.yaml"),
    (FORMS, "  A: 1", "  A: 2", "- id: A", "the blueprint says 2"),
    (FORMS, "q02, G05-T-q03]", "q04, G05-T-q03]", "- id: A", "no form asks G05-T-q02"),
    (FORMS, "q02, G05-T-q03]", "q04, G05-T-q03]", "- id: A", "is in 2 forms"),
    (QUESTIONS, "G05-T-q01", "G05-L1-q31", "G05-L1-q31", "must look like"),
    (QUESTIONS, "  answer:", "  hints: []\n  answer:", "hints:", "hints"),
    (QUESTIONS, ", misconception: none}", "}", "value: 1}", "`misconception` is missing"),
    ("frameworks.yaml", "code: S2", "code: S3", "", "has no code S2 of ailit"),
    ("frameworks.yaml", "confirmed: true", "confirmed: maybe", "confirmed: maybe", "true"),
    ("frameworks.yaml", 'code: "3"', 'code: "2"', "", "stands here twice"),
]


@pytest.mark.parametrize(("path", "old", "new", "at", "said"), SPOILS)
def test_a_spoilt_year_is_noticed_at_its_place(
    year: Path, path: str, old: str, new: str, at: str, said: str
) -> None:
    text = (year / path).read_text()
    assert old in text
    spoiled = text.replace(old, new, 1)
    (year / path).write_text(spoiled)
    lines = {n for n, line in enumerate(spoiled.split("\n"), start=1) if at in line}
    faults = check_course(year).faults
    found = [fault for fault in faults if said in fault.message]
    assert found, [str(fault) for fault in faults]
    assert not at or any(fault.line in lines for fault in found), [str(fault) for fault in found]


def test_a_plan_is_there_in_every_language_or_in_none(year: Path) -> None:
    (year / "plans/G05.be.md").unlink()
    (fault,) = check_course(year).faults
    assert str(fault) == "plans/G05.be.md:1: this file is missing; add it"


def test_a_plan_of_no_unit_is_a_fault(year: Path) -> None:
    for path in (year / "plans").iterdir():
        path.rename(path.with_name(path.name.replace("G05", "G07")))
    faults = check_course(year).faults
    assert len(faults) == 4
    assert all("name the page after its unit" in fault.message for fault in faults)
