"""Small numbers as words, to know that `two` and 2 say the same in different languages."""

import re
from functools import lru_cache

# Beginnings of words, because Russian and Belarusian numerals change their endings.
_WORDS: dict[str, dict[int, str]] = {
    "en": {
        **{
            0: "zero|no|none|nothing|never",
            1: "one|once|single|first",
            2: "two|twice|both|second|pair|half",
            3: "three|third",
        },
        **{4: "four|quarter", 5: "five|fifth", 6: "six", 7: "seven", 8: "eight", 9: "nin"},
        **{10: "ten", 11: "eleven", 12: "twel", 15: "fifteen", 20: "twent", 30: "thirt"},
        **{40: "fort", 50: "fift", 60: "sixt", 100: "hundred", 1000: "thousand"},
    },
    "ru": {
        **{
            0: "нол|нул|ни|нет",
            1: "один|одн|перв",
            2: "два|две|дву|двое|двои|вдво|обе|оба|втор|пар|полов",
            3: "три|трё|тре|тро|втро",
        },
        **{
            4: "четыр|четвер|четвёр|вчетв",
            5: "пят",
            6: "шест",
            7: "сем|седьм",
            8: "вос",
            9: "девят",
        },
        **{10: "десят", 11: "одиннадц", 12: "двенадц", 15: "пятнадц", 20: "двадц"},
        **{30: "тридц", 40: "сорок", 50: "пятьдесят|пятидесят", 60: "шест"},
        **{100: "сто|сот|ста", 1000: "тысяч"},
    },
    "be": {
        **{
            0: "нул|нол|ні|няма",
            1: "адз|адн|перш",
            2: "два|дзв|дву|двое|удва|ўдва|абе|аба|абод|друг|пар|палов",
            3: "тры|тро|трэ|трац|тра|утра|ўтра",
        },
        **{4: "чатыр|чац|чвэр", 5: "пяц|пят", 6: "шэс|шас", 7: "сем|сям|сём", 8: "вос|вась"},
        **{9: "дзев|дзяв", 10: "дзес|дзяс", 11: "адзінац", 12: "дванац", 15: "пятнац"},
        **{
            20: "дваццац",
            30: "трыццац",
            40: "сорак|сарак",
            50: "пяцьдзя|пяцідзе",
            60: "шэсць|шасці",
        },
        **{100: "сто|сот|ста", 1000: "тысяч"},
    },
    "zh-Hans": {
        **{
            0: "零|没|无",
            1: "一",
            2: "二|两|俩|双|半",
            3: "三",
            4: "四",
            5: "五",
            6: "六",
            7: "七",
            8: "八",
        },
        **{9: "九", 10: "十", 11: "十一", 12: "十二", 15: "十五", 20: "二十", 30: "三十"},
        **{40: "四十", 50: "五十", 60: "六十", 100: "百", 1000: "千"},
    },
}


def says_number(text: str, number: object, language: str) -> bool:
    """Tell whether a text has a word for a small number.

    >>> says_number("Раздели на двоих", 2, "ru"), says_number("Share it out", 7, "en")
    (True, False)
    """
    words = _WORDS[language].get(number) if isinstance(number, int) else None
    return words is not None and _pattern(words, language).search(text.casefold()) is not None


@lru_cache(maxsize=256)
def _pattern(words: str, language: str) -> re.Pattern[str]:
    return re.compile(words if language == "zh-Hans" else rf"(?<!\w)(?:{words})")
