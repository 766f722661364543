"""Does a text give a machine a mind? Machines compute, compare, count and guess."""

import re
from collections.abc import Sequence

from armillary.content.format.checks.course_texts import CourseText
from armillary.content.format.faults import FaultList

CHECK = "minds"

# What learners choose may say so: wrong choices do. Beliefs are there to be wrong.
_FREE_PARTS = ("text", "extra", "left", "right", "sequence", "accept", "texts", "example", "rubric")
_FREE_PATHS = ("misconceptions.yaml", "frameworks.yaml")
_QUOTED = re.compile("“[^”]*”|«[^»]*»|\"[^\"]*\"|(?<!\\w)'[^']*'(?!\\w)")

_MACHINES = {
    "en": "machine program sorter system robot AI model computer classifier guesser algorithm "
    "recommender generator camera microphone sensor",
    "ru": "машина машины программа программы сортировщик сортировщики система системы робот роботы "
    "ИИ модель модели компьютер компьютеры классификатор алгоритм генератор камера датчик",
    "be": "машына машыны праграма праграмы сартавальнік сартавальнікі сістэма сістэмы робат робаты "
    "ШІ мадэль мадэлі камп’ютар камп’ютары класіфікатар алгарытм генератар камера датчык",
    "zh-Hans": "机器 机器人 程序 系统 人工智能 模型 电脑 分类器 小助手 算法 摄像头 传感器 麦克风",
}
_MINDS = {
    "en": "thinks knows wants wishes feels understands believes likes loves hopes decides sees "
    "hears",
    "ru": "думает думают знает знают хочет хотят чувствует чувствуют понимает понимают верит верят "
    "любит любят видит видят слышит слышат",
    "be": "думае думаюць ведае ведаюць хоча хочуць адчувае адчуваюць разумее разумеюць верыць "
    "вераць любіць любяць бачыць бачаць чуе чуюць вырашае вырашаюць",
    "zh-Hans": "思考 知道 想要 希望 感觉 感到 理解 明白 懂得 相信 喜欢 看见 看到 听见 听到 决定",
}
_PLURAL_MINDS = "think know want feel understand believe decide see hear"
_NOT_ENGLISH = r"(?!\s+(?:nothing|no|neither)\b)"


def _any(words: str) -> str:
    return "|".join(words.split())


def _pattern(language: str) -> re.Pattern[str]:
    machines, minds = _any(_MACHINES[language]), _any(_MINDS[language])
    if language == "zh-Hans":
        return re.compile(f"(?:{machines})(?:会|能|可以|已经|自己|真的)?(?:{minds})")
    if language == "en":
        between = r"\s+(?:(?:\w+ly|also|already|still|now|even|always)\s+)?"
        one = f"(?:{machines}){between}(?:{minds})"
        many = f"(?:{machines})s{between}(?:{_any(_PLURAL_MINDS)})"
        return re.compile(rf"\b(?:{one}|{many})\b{_NOT_ENGLISH}", re.IGNORECASE)
    return re.compile(rf"(?<!\w)(?:{machines})\s+(?:{minds})(?!\w)", re.IGNORECASE)


_PATTERNS = {language: _pattern(language) for language in _MACHINES}


def check_minds(texts: Sequence[CourseText], faults: FaultList) -> int:
    """Note machines that think, know, want or feel; return how many texts were looked at."""
    n_texts = 0
    for text in texts:
        if text.role == "question" and text.part in _FREE_PARTS:
            continue
        for language, written in text.texts.items():
            path, line = text.places[language]
            if path in _FREE_PATHS:
                continue
            n_texts += 1
            found = _PATTERNS[language].search(_QUOTED.sub(" ", written))
            if found:
                message = (
                    f"`{found.group()}`: say what the machine does, such as compute or compare"
                )
                faults.add(path, line, message, CHECK)
    return n_texts
