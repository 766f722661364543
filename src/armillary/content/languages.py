"""The four languages of every course: how each writes numbers and chooses plural forms."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

LANGUAGES = ("en", "ru", "be", "zh-Hans")

Texts = Mapping[str, str]  # one text in every language, keyed by language
Number = int | Fraction

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

# How many forms a counted noun has: one|other, one|few|many, other.
N_PLURAL_FORMS: Mapping[str, int] = MappingProxyType({"en": 2, "ru": 3, "be": 3, "zh-Hans": 1})

# How a number may be typed. Shown to every learner alike, so it says nothing about an answer.
NUMBER_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {"en": "12 or 3.5", "ru": "12 или 3,5", "be": "12 ці 3,5", "zh-Hans": "12 或 3.5"}
)

_BY_CODE = {"en": "en", "ru": "ru", "be": "be", "zh-hans": "zh-Hans"}
_DECIMAL_SIGN = {"en": ".", "ru": ",", "be": ",", "zh-Hans": "."}
_GROUP_SIGN = {"en": ",", "ru": NO_BREAK_SPACE, "be": NO_BREAK_SPACE, "zh-Hans": ","}

# A year or a room number reads worse with a sign inside, so grouping starts at five digits.
_FIRST_GROUPED = 10_000
MAX_DECIMALS = 6


def content_language(code: str) -> str:
    """Return the name content uses for a language: Django's `zh-hans` is `zh-Hans` here.

    Raises
    ------
    ValueError
        If no course is written in that language.

    >>> content_language("zh-hans")
    'zh-Hans'
    """
    language = _BY_CODE.get(code.lower())
    if language is None:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, got {code!r}")
    return language


def distance(left: Number, right: Number) -> Number:
    """Return how far apart two numbers are."""
    return left - right if left > right else right - left


def format_number(value: Number, language: str) -> str:
    """Return a number as a reader of the language expects it, with at most six decimals.

    >>> format_number(12345, "en"), format_number(Fraction(-5, 2), "ru")
    ('12,345', '−2,5')
    """
    scaled = _nearest_whole(value, MAX_DECIMALS)
    whole, rest = divmod(scaled, 10**MAX_DECIMALS)
    decimals = f"{rest:0{MAX_DECIMALS}d}".rstrip("0")
    text = (
        f"{whole:,}".replace(",", _GROUP_SIGN[language]) if whole >= _FIRST_GROUPED else str(whole)
    )
    if decimals:
        text += _DECIMAL_SIGN[language] + decimals
    return MINUS + text if value < 0 and scaled else text


def plural_form(value: Number, language: str) -> int:
    """Return which form of a counted noun goes with a number: 0 for the first one written.

    Follows CLDR. A fraction takes the form of "few" in Russian and Belarusian (2,5 листа), which
    is how CLDR's fourth form reads in practice.

    >>> [plural_form(n, "ru") for n in (1, 2, 5, 11, 21)]
    [0, 1, 2, 2, 0]
    """
    if language == "zh-Hans":
        return 0
    if language == "en":
        return 0 if value in (1, -1) else 1
    if value != int(value):
        return 1
    tens, ones = abs(int(value)) % 100, abs(int(value)) % 10
    if ones == 1 and tens != 11:
        return 0
    return 1 if 2 <= ones <= 4 and not 12 <= tens <= 14 else 2


def round_half_up(value: Number, digits: int = 0) -> Number:
    """Return the nearest number with so many decimals; a half goes away from zero, as at school.

    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(-5, 2))
    (3, -3)
    """
    if isinstance(value, int) and digits >= 0:
        return value
    whole = _nearest_whole(value, digits)
    result = Fraction(whole if value >= 0 else -whole) / Fraction(10) ** digits
    return int(result) if result.denominator == 1 else result


def _nearest_whole(value: Number, digits: int) -> int:
    """Return the size of a number times a power of ten, rounded; whole numbers only, for speed."""
    above, below = abs(value.numerator), value.denominator
    if digits >= 0:
        above *= 10**digits
    else:
        below *= 10**-digits
    return (2 * above + below) // (2 * below)
