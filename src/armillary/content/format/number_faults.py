"""The numbers that texts say, in digits or in words, compared over languages."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from armillary.content.answers import read_number
from armillary.content.format.number_words import says_number
from armillary.content.languages import LANGUAGES, Number, Texts

NUMBERS_CHECK = "numbers"

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")

# Number words as they stand in a text, whole words. One and two are left out: they are said in
# too many ways (both, a pair, again).
_SAID: dict[str, dict[str, int]] = {
    "en": {
        **{"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
        **{"ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "hundred": 100},
    },
    "ru": {
        **{"три": 3, "трёх": 3, "трех": 3, "трём": 3, "тремя": 3, "трое": 3},
        **{"четыре": 4, "четырёх": 4, "четырех": 4, "четырём": 4, "четырьмя": 4},
        **{"пять": 5, "пяти": 5, "пятью": 5, "шесть": 6, "шести": 6, "шестью": 6},
        **{"семь": 7, "семи": 7, "восемь": 8, "восьми": 8, "девять": 9, "девяти": 9},
        **{"десять": 10, "десяти": 10, "двенадцать": 12, "двенадцати": 12},
        **{"двадцать": 20, "двадцати": 20, "тридцать": 30, "тридцати": 30},
    },
    "be": {
        **{"тры": 3, "трох": 3, "тром": 3, "трыма": 3, "трое": 3},
        **{"чатыры": 4, "чатырох": 4, "чатыром": 4, "чатырма": 4},
        **{"пяць": 5, "пяці": 5, "шэсць": 6, "шасці": 6, "сем": 7, "сямі": 7},
        **{"восем": 8, "васьмі": 8, "дзевяць": 9, "дзевяці": 9, "дзесяць": 10, "дзесяці": 10},
        **{"дванаццаць": 12, "дванаццаці": 12, "дваццаць": 20, "дваццаці": 20},
        **{"трыццаць": 30, "трыццаці": 30},
    },
    # Before a word that counts things; 三 also stands in names and sayings.
    "zh-Hans": {
        f"{sign}{counter}": value
        for sign, value in zip("三四五六七八九十", range(3, 11), strict=True)
        for counter in "个张只条幅本次种台位名份步组块"
    },
}


def number_faults(texts: Texts) -> Iterator[tuple[str, str]]:
    """Give, for each number that not all languages say, a language and what to do there."""
    digits = {language: numbers_in(text, language) for language, text in texts.items()}
    said = {language: _said_in(text, language) for language, text in texts.items()}
    in_digits = set().union(*digits.values())
    for number in sorted(in_digits.union(*said.values())):
        # A single word may be a turn of phrase; in two languages it is part of what is said.
        if number not in in_digits and sum(number in found for found in said.values()) < 2:
            continue
        having = {
            language
            for language, text in texts.items()
            if number in digits[language]
            or number in said[language]
            or says_number(text, number, language)
        }
        yield from odd_ones(having, f"says {number}", tuple(texts))


def numbers_in(text: str, language: str) -> set[Number]:
    """Return the numbers that a text has in digits."""
    readings = (read_number(found, language, ()) for found in _DIGITS.findall(text))
    return {reading.value for reading in readings if reading.value is not None}


def numbers_said_in(text: str, language: str) -> set[Number]:
    """Return the numbers that a text has in digits or in plain number words."""
    return numbers_in(text, language) | _said_in(text, language)


def odd_ones(
    having: Collection[str], does: str, languages: Collection[str] = LANGUAGES
) -> Iterator[tuple[str, str]]:
    """Name the one language that has something, or those that lack what the others have."""
    if len(having) == 1:
        yield from ((one, f"only {one} {does} here; all four must") for one in having)
        return
    for language in languages:
        if language not in having:
            shown = ", ".join(other for other in LANGUAGES if other in having)
            yield language, f"here {shown} {does}, {language} does not; all four must"


def _said_in(text: str, language: str) -> set[Number]:
    words = _SAID[language]
    return {words[found] for found in _pattern(language).findall(text.casefold())}


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str]:
    words = "|".join(sorted(_SAID[language], key=len, reverse=True))
    # A Chinese sign may be the end of a larger number: 十三张.
    return re.compile(
        rf"(?<![一二三四五六七八九十百千第])(?:{words})"
        if language == "zh-Hans"
        else rf"(?<![\w-])(?:{words})(?![\w-])"
    )
