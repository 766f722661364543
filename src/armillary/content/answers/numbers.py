"""Numbers as learners type them: read exactly, or not at all."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from armillary.content.languages import Number

NOT_A_NUMBER = "not_a_number"
AMBIGUOUS_NUMBER = "ambiguous_number"
WRONG_UNIT = "wrong_unit"

MAX_TYPED = 60

_MINUS_SIGNS = re.compile("[\u2212\u2010-\u2015\ufe63\uff0d]")
_MINUS_WORDS = re.compile(r"^(?:minus|минус|мінус|负)\s*")
_PERCENT_WORDS = re.compile(r"(?:per\s?cent|процент\w*|працэнт\w*|百分之|%)")

_MIXED = re.compile(r"(?:(\d+) )?(\d+) ?/ ?(\d+)")
_SPACED = re.compile(r"(\d{1,3}(?: \d{3})+)([.,]\d+)?")
_DECIMAL = re.compile(r"(\d*)[.,](\d+)")
_GROUPED_ONCE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_GROUPED_OFTEN = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,})")
_COMMAS_THEN_POINT = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+")
_POINTS_THEN_COMMA = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+")
_CHINESE = re.compile(
    r"([一二两三四五六七八九]?)十([一二三四五六七八九]?)|([零〇一二两三四五六七八九])"
)

_CHINESE_DIGITS = {
    char: digit
    for digit, chars in enumerate(("零〇", "一", "二两", *"三四五六七八九"))
    for char in chars
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed number means; `other` is a second meaning the same signs could have."""

    value: Number | None
    other: Number | None = None
    problem: str = ""


def read_number(text: str, language: str, units: Sequence[str]) -> Reading:
    """Return the number a learner typed, or the reason why it cannot be read.

    Knows point and comma, grouped thousands, fractions (1/2, 1 1/2, ½), full-width and other
    digits, every minus sign, a unit or none, and Chinese numerals below a hundred.

    Parameters
    ----------
    language : decides between the two meanings of `1,500`
    units : the unit of the question in each language; empty when it has none

    >>> read_number("1 500,5", "ru", ()).value
    Fraction(3001, 2)
    >>> read_number("12 kg", "en", ("cm",)).problem
    'wrong_unit'
    """
    if len(text) > MAX_TYPED or _has_power(text):
        return Reading(None, problem=NOT_A_NUMBER)
    core, foreign = _split_unit(_plain(text), [_plain_unit(unit) for unit in units])
    if foreign:
        return Reading(None, problem=WRONG_UNIT)
    match = re.fullmatch(r"([-+]?) ?(.*)", core)
    sign, digits = match.groups() if match else ("", core)
    reading = _read_unsigned(digits, language)
    return _negative(reading) if sign == "-" else reading


def _plain(text: str) -> str:
    """Return the text with one way of writing each sign: ASCII digits, `-`, single spaces."""
    chars = [_plain_char(char) for char in text]
    text = unicodedata.normalize("NFKC", "".join(chars)).replace("\u2044", "/").casefold()
    text = " ".join(_MINUS_SIGNS.sub("-", text).split())
    text = _MINUS_WORDS.sub("-", text.removeprefix("=").lstrip())
    return re.sub(r"[.。]+$", "", text).rstrip()


@lru_cache(maxsize=4096)
def _plain_unit(unit: str) -> str:
    return _plain(unit)


def _plain_char(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if unicodedata.decomposition(char).startswith("<fraction>"):
        # A space first: 1½ is one and a half, not eleven halves.
        return " " + unicodedata.normalize("NFKC", char)
    return char


def _has_power(text: str) -> bool:
    """Tell whether a raised or lowered digit follows a digit: 5² is not 52."""
    kinds = [unicodedata.decomposition(char).split(" ")[0] for char in text]
    return any(
        kind in ("<super>", "<sub>") and before.isdigit()
        for kind, before in zip(kinds[1:], text, strict=False)
    )


def _split_unit(text: str, units: Sequence[str]) -> tuple[str, bool]:
    """Return the text without its unit, and whether it carries a unit that was not asked for."""
    if "%" in units and _PERCENT_WORDS.search(text):
        return _PERCENT_WORDS.sub("", text, count=1).strip(), False
    for unit in sorted(units, key=len, reverse=True):
        if unit and text.endswith(unit):
            return text[: -len(unit)].rstrip(), False
    match = re.fullmatch(r"(.*[\d.,/ ])([^\d.,/ ]+)\.?", text)
    if match is None or not re.search(r"\d", match.group(1)):
        return text, False
    word = match.group(2)
    if any(_same_word(word, unit) for unit in units):
        return match.group(1).rstrip(), False
    return text, re.fullmatch(r"[^\W\d_]{1,20}\d?|[%°$€₽¥]", word) is not None


def _same_word(word: str, unit: str) -> bool:
    """Tell whether two words differ in their ending only: минута, минуты, минут."""
    shared = max(3, min(len(word), len(unit)) - 2)
    return len(word) >= 4 <= len(unit) and word[:shared] == unit[:shared]


def _negative(reading: Reading) -> Reading:
    value = None if reading.value is None else -reading.value
    other = None if reading.other is None else -reading.other
    return Reading(value, other, reading.problem)


def _read_unsigned(text: str, language: str) -> Reading:
    if text.isascii() and text.isdigit():
        return Reading(int(text))
    if match := _MIXED.fullmatch(text):
        return _read_fraction(*match.groups())
    if match := _SPACED.fullmatch(text):
        return Reading(_decimal(match.group(1).replace(" ", "") + (match.group(2) or "")))
    if _GROUPED_OFTEN.fullmatch(text):
        return Reading(_ungrouped(text))
    if _COMMAS_THEN_POINT.fullmatch(text):
        return Reading(_decimal(text.replace(",", "")))
    if _POINTS_THEN_COMMA.fullmatch(text):
        return Reading(_decimal(text.replace(".", "")))
    if _DECIMAL.fullmatch(text):
        return _read_decimal(text, language)
    if match := _CHINESE.fullmatch(text):
        return Reading(_read_chinese(*match.groups()))
    return Reading(None, problem=NOT_A_NUMBER)


def _read_fraction(whole: str | None, above: str, below: str) -> Reading:
    numerator, denominator = int(above), int(below)
    if denominator == 0 or (whole is not None and numerator >= denominator):
        return Reading(None, problem=NOT_A_NUMBER)
    return Reading(_simplest(int(whole or 0) + Fraction(numerator, denominator)))


def _read_decimal(text: str, language: str) -> Reading:
    decimal = _decimal(text)
    if not _GROUPED_ONCE.fullmatch(text):
        return Reading(decimal)
    grouped = _ungrouped(text)
    if "," in text and language in ("en", "zh-Hans"):
        return Reading(grouped, other=decimal)
    return Reading(decimal, other=grouped)


def _read_chinese(tens: str | None, ones: str | None, alone: str | None) -> int:
    if alone:
        return _CHINESE_DIGITS[alone]
    return 10 * (_CHINESE_DIGITS[tens] if tens else 1) + (_CHINESE_DIGITS[ones] if ones else 0)


def _decimal(text: str) -> Number:
    text = text.replace(",", ".")
    return _simplest(Fraction("0" + text if text.startswith(".") else text))


def _ungrouped(text: str) -> int:
    return int(re.sub("[.,]", "", text))


def _simplest(value: Fraction) -> Number:
    return int(value) if value.denominator == 1 else value
