"""Questions name beliefs, are asked once and give nothing away: one planted fault each."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from armillary.apps.people.commands import Faults
from armillary.content.format import check_course
from armillary.content.format.checks import CHECKS
from tests.content.format.planted import QUESTIONS, WARM_UP, all_faults, faults_of, four, plant

# Things that differ in every language, so that questions made of them differ.
THINGS = {
    "en": ["lamp", "bridge", "garden", "clock", "window", "river", "ladder", "mirror"],
    "ru": ["лампа", "мост", "сад", "часы", "окно", "река", "лестница", "зеркало"],
    "be": ["лямпачка", "масток", "агарод", "гадзіннік", "акно", "рака", "лесвіца", "люстэрка"],
    "zh-Hans": ["台灯", "大桥", "花园", "钟表", "窗户", "河流", "梯子", "镜子"],
}
HEAD = "licence: CC-BY-4.0\nsource: Armillary authors, 2026. Original.\nquestions:\n"


def _said(sentence: dict[str, str], index: int) -> dict[str, str]:
    return {one: text.replace("*", THINGS[one][index]) for one, text in sentence.items()}


def _choice(text: dict[str, str], *, right: bool, index: int, belief: str) -> str:
    entry = f"\n  - text:{four(text, '      ')}"
    if right:
        return f"{entry}\n    right: true"
    reply = {
        "en": f"The * has no rule {index}.",
        "ru": f"У этого нет правила {index}: *.",
        "be": f"Тут няма правіла {index}: *.",
        "zh-Hans": f"*没有规则 {index}。",
    }
    return (
        f"{entry}\n    misconception: {belief}\n    feedback:{four(_said(reply, index), '      ')}"
    )


def _question(number: int, *, place: int, longest: Sequence[str], beliefs: Sequence[str]) -> str:
    """Write a question of three choices; the right one stands at `place`."""
    asked = {"en": "What about the *?", "ru": "Что такое *?", "be": "Што такое *?", "zh-Hans": "*怎么样？"}  # fmt: skip
    answers = [
        {"en": "It is new", "ru": "Это новое", "be": "Гэта новае", "zh-Hans": "它是新的"},
        {"en": "It was old", "ru": "Было старое", "be": "Было старое", "zh-Hans": "它是旧的"},
        {"en": "It has gone", "ru": "Его уже нет", "be": "Яго ўжо няма", "zh-Hans": "它不见了"},
    ]
    answers[0] = {
        one: text + {"zh-Hans": "，因为没人见过"}.get(one, " " + THINGS[one][number])
        if one in longest
        else text
        for one, text in answers[0].items()
    }
    order = answers[1:3]
    order.insert(place, answers[0])
    names = iter(beliefs)
    choices = [
        _choice(
            text,
            right=text is answers[0],
            index=index,
            belief="" if text is answers[0] else next(names),
        )
        for index, text in enumerate(order)
    ]
    why = {"en": "So it is.", "ru": "Так и есть.", "be": "Так яно і ёсць.", "zh-Hans": "就是这样。"}
    hints = [
        {"en": "Look again.", "ru": "Посмотри снова.", "be": "Паглядзі зноў.", "zh-Hans": "再看看。"},
        {"en": "Ask a friend.", "ru": "Спроси друга.", "be": "Спытай сябра.", "zh-Hans": "问问朋友。"},
    ]  # fmt: skip
    helps = "".join(f"\n  -{four(hint, '    ')}" for hint in hints)
    return (
        f"- id: G03-L1-q{number + 1:02}\n  kind: one_choice\n  skills: [A05]\n  stage: P\n"
        f"  difficulty: easy\n  seconds: 30\n  stem:{four(_said(asked, number), '    ')}\n"
        f"  choices:{''.join(choices)}\n  explanation:{four(why, '    ')}\n"
        f"  hints:{helps}\n"
    )


def _write(
    folder: Path,
    places: Sequence[int],
    *,
    longest: Sequence[Sequence[str]] | None = None,
    beliefs: Sequence[str] = ("A05-m1", "A05-m1"),
) -> None:
    """Write the warm-up anew, with a question for each place of a right choice."""
    long_ones = longest or [()] * len(places)
    questions = [
        _question(i, place=place, longest=long_ones[i], beliefs=beliefs)
        for i, place in enumerate(places)
    ]
    (folder / WARM_UP).write_text(HEAD + "".join(questions), encoding="utf-8")


def test_questions_spread_evenly_have_no_fault(copied: Path) -> None:
    _write(copied, [0, 1, 2, 0, 1, 2], longest=[["en", "zh-Hans"]] * 3 + [()] * 3)
    assert all_faults(copied) == []


def test_a_place_that_is_right_in_more_than_half_is_a_fault(copied: Path) -> None:
    _write(copied, [0, 2, 1, 1, 1, 1])
    (fault,) = check_course(copied).faults
    assert (fault.path, fault.check) == (WARM_UP, "positions")
    assert fault.message.startswith("the second choice is right in 4 of 6 questions")
    _write(copied, [0, 2, 0, 1, 1, 1])
    assert all_faults(copied) == []
    _write(copied, [1] * 5)  # too few to tell
    assert all_faults(copied) == []


def test_a_longest_choice_that_is_right_in_more_than_half_is_a_fault(copied: Path) -> None:
    _write(copied, [0, 1, 2, 0, 1, 2], longest=[["be"], ["be"], (), ["be"], (), ["be"]])
    (fault,) = check_course(copied).faults
    assert (fault.path, fault.check) == (WARM_UP, "longest choice")
    assert fault.message.startswith("in be the longest choice is right in 4 of 6")
    _write(copied, [0, 1, 2, 0], longest=[["ru"], ["ru"], ["ru"], ()])  # few: up to three of four
    assert all_faults(copied) == []


def test_wrong_choices_without_any_belief_are_a_fault(copied: Path) -> None:
    _write(copied, [0, 1], beliefs=("none", "none"))
    found = faults_of(copied, "misconceptions")
    assert len(found) == 2
    assert all("no wrong choice names a misconception" in f.message for f in found)


def test_a_file_whose_wrong_choices_mostly_name_no_belief_is_a_fault(copied: Path) -> None:
    _write(copied, [0, 1, 2, 0], beliefs=("A05-m1", "none"))
    assert all_faults(copied) == []
    text = (copied / WARM_UP).read_text()
    place = text.rindex("A05-m1")
    (copied / WARM_UP).write_text(text[:place] + "none" + text[place + 6 :])
    messages = [f.message for f in faults_of(copied, "misconceptions")]
    assert any("5 of 8 wrong choices of this file name no misconception" in m for m in messages)


def test_a_belief_that_no_answer_names_is_a_fault(copied: Path) -> None:
    beliefs = copied / "misconceptions.yaml"
    more = {"en": "More is better.", "ru": "Больше — лучше.", "be": "Больш — лепш.", "zh-Hans": "越多越好。"}  # fmt: skip
    lines = beliefs.read_text().rstrip("\n")
    beliefs.write_text(f"{lines}\n- id: E05-m2\n  skill: E05\n  text:{four(more, '    ')}\n")
    (fault,) = check_course(copied).faults
    assert (fault.path, fault.line) == ("misconceptions.yaml", lines.count("\n") + 2)
    assert "no wrong answer of a question names E05-m2" in fault.message


def test_the_same_reply_to_two_answers_is_a_fault(copied: Path) -> None:
    line = plant(
        copied,
        QUESTIONS,
        "en: Some cards it has seen already.",
        "en: It may simply remember these.",
    )
    (fault,) = faults_of(copied, "misconceptions")
    assert 0 <= line - fault.line <= 1
    assert "this feedback stands above already" in fault.message


WARM_STEM = {
    "en": "Which machine follows only rules that a person wrote?",
    "ru": "Какая машина действует только по правилам, которые написал человек?",
    "zh-Hans": "哪台机器只按人写好的规则工作？",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "old", "new", "said"),
    [
        ("en", "Put the steps of honest work in order.", WARM_STEM["en"], "asks the same (en)"),
        ("en", "Put the steps of honest work in order.", "A person wrote rules: which machine follows only these rules?", "asks nearly the same (en)"),
        ("ru", "Расставь шаги честной работы по порядку.", "Человек написал правила. По каким правилам действует только машина?", "asks nearly the same (ru)"),
        ("zh-Hans", "把规范做法的步骤排好顺序。", "哪台机器只按照人写好的规则工作？", "asks nearly the same (zh-Hans)"),
    ],
)  # fmt: skip
def test_a_question_asked_twice_is_a_fault_even_in_other_order(
    copied: Path, language: str, old: str, new: str, said: str
) -> None:
    line = plant(copied, QUESTIONS, f"{language}: {old}", f'{language}: "{new}"')
    # The lesson comes first, so the fault stands at the warm-up.
    (fault,) = faults_of(copied, "duplicates")
    assert line
    assert fault.path == WARM_UP
    assert "G05-L1-q05" in fault.message
    assert said in fault.message


def test_other_numbers_make_no_other_question(copied: Path) -> None:
    plant(
        copied,
        QUESTIONS,
        "en: Put the steps of honest work in order.",
        'en: "Of 40 cards 8 lie in the closed test box. How many train?"',
    )
    plant(
        copied,
        WARM_UP,
        f"en: {WARM_STEM['en']}",
        'en: "Of 30 cards 6 lie in the closed test box. How many train?"',
    )
    assert any("nearly the same" in f.message for f in faults_of(copied, "duplicates"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # The right choice is "Cards it never saw".
        ("en: Think of a school test. Would you want its tasks beforehand?", "en: Take cards it never saw.", "`cards it never saw`"),
        # The right choice says that both are new to nobody: most of its words, in another order.
        ("en: What may the sorter meet before the test?", "en: What if a test card that slips in is there during the training?", "`a test card slips into training`"),
        ("ru: С чем сортировщик может встретиться до проверки?", "ru: Подумай, не попала ли в обучение карточка тестовая.", "`тестовая карточка попала в обучение`"),
        ("be: З чым сартавальнік можа сустрэцца да праверкі?", "be: Ці не трапіла ў навучанне картка тэставая?", "`тэставая картка трапіла ў навучанне`"),
        ("zh-Hans: 测试之前分类器可以见到什么？", "zh-Hans: 会不会有测试卡片混进了训练里？", "`测试卡片混进了训练`"),
        # The steps one after the other.
        ("en: Which step must come before everything else?", "en: Split the cards, train the sorter, open the test part, count the hits.", "split the cards / train"),
        # A word that is typed.
        ("en: It has the name of what is done with it.", "en: It is called the test set.", "`test set`"),
    ],
)  # fmt: skip
def test_a_hint_that_gives_the_answer_away_is_a_fault(
    copied: Path, old: str, new: str, said: str
) -> None:
    line = plant(copied, QUESTIONS, old, new)
    found = faults_of(copied, "hints")
    assert [f.line for f in found] == [line], all_faults(copied)
    assert said in found[0].message


@pytest.mark.parametrize("word", ["12", "twelve"])
def test_a_hint_that_says_the_number_is_a_fault_in_digits_and_in_words(
    copied: Path, word: str
) -> None:
    text = (copied / QUESTIONS).read_text()
    start, end = text.index("  parameters:"), text.index('  stem:\n    en: "On the cards')
    text = text[:start] + text[end:]
    start, end = text.index("- id: G05-L1-q03"), text.index("- id: G05-L1-q04")
    number = (
        "- id: G05-L1-q03\n  kind: number\n  skills: [E05]\n  stage: P\n  difficulty: easy\n"
        "  seconds: 60\n  stem:\n    en: How many cards are left?\n    ru: Сколько осталось?\n"
        "    be: Колькі засталося?\n    zh-Hans: 还剩多少？\n  answer: {value: 12}\n  otherwise:\n"
        "    misconception: none\n    feedback:\n      en: Count again.\n      ru: Посчитай снова.\n"
        "      be: Палічы зноў.\n      zh-Hans: 再数一数。\n  explanation:\n    en: So many are left.\n"
        "    ru: Столько осталось.\n    be: Столькі засталося.\n    zh-Hans: 就剩这么多。\n  hints:\n"
        "  - en: Take away the test cards.\n    ru: Убери тестовые карточки.\n"
        "    be: Прыбяры тэставыя карткі.\n    zh-Hans: 去掉测试卡片。\n"
        f"  - en: There are {word} of them.\n    ru: Их {word}.\n    be: Іх {word}.\n"
        f"    zh-Hans: 有 {word} 张。\n\n"
    )
    (copied / QUESTIONS).write_text(text[:start] + number + text[end:])
    assert "`12`" in " ".join(f.message for f in faults_of(copied, "hints"))


def test_a_summary_says_what_each_check_looked_at(copied: Path) -> None:
    out = StringIO()
    call_command("check_course", str(copied), stdout=out)
    said = out.getvalue().splitlines()
    looked_at = [line for line in said if line.endswith("no fault")]
    assert [line.split(":")[0] for line in looked_at] == list(CHECKS)
    assert "glossary: 3 terms, used as the glossary says in all languages: no fault" in said
    assert "hints: 72 hints, none that gives the answer away: no fault" in said
    assert "faults: 0" in said
    plant(copied, "skills.yaml", "be: Дзяліць прыклады", "be: Делить примеры")
    out = StringIO()
    with pytest.raises(Faults):
        call_command("check_course", str(copied), stdout=out)
    assert any(
        line.startswith("translation:") and line.endswith(": 1 fault")
        for line in out.getvalue().splitlines()
    )
