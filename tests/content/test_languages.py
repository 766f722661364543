"""Numbers and plural forms in the four languages."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.content.languages import (
    LANGUAGES,
    N_PLURAL_FORMS,
    content_language,
    format_number,
    plural_form,
    round_half_up,
)


def test_djangos_name_of_chinese_is_known() -> None:
    assert content_language("zh-hans") == content_language("zh-Hans") == "zh-Hans"


def test_a_language_without_courses_is_refused() -> None:
    with pytest.raises(ValueError, match="must be one of en, ru, be, zh-Hans, got 'de'"):
        content_language("de")


# Whole numbers that show every rule of CLDR 44 for ru and be: integer, mod 10 and mod 100.
@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        (0, [1, 21, 31, 101, 1001, -1]),
        (1, [2, 3, 4, 22, 34, 102, 1004]),
        (2, [0, 5, 9, 10, 11, 12, 14, 19, 25, 100, 111, 112, 1011]),
    ],
)
def test_russian_and_belarusian_count_alike(form: int, numbers: list[int]) -> None:
    for number in numbers:
        assert (plural_form(number, "ru"), plural_form(number, "be")) == (form, form)


def test_a_fraction_takes_the_form_of_few_or_more() -> None:
    half = Fraction(5, 2)
    assert [plural_form(half, language) for language in LANGUAGES] == [1, 1, 1, 0]


@given(st.integers(-(10**9), 10**9))
def test_the_form_of_a_number_is_always_one_that_exists(number: int) -> None:
    for language in LANGUAGES:
        assert 0 <= plural_form(number, language) < N_PLURAL_FORMS[language]


@pytest.mark.parametrize(
    ("value", "en", "ru"),
    [
        (0, "0", "0"),
        (-7, "\u22127", "\u22127"),
        (2026, "2026", "2026"),
        (12345, "12,345", "12\u00a0345"),
        (1234567, "1,234,567", "1\u00a0234\u00a0567"),
        (Fraction(5, 2), "2.5", "2,5"),
        (Fraction(-1, 8), "\u22120.125", "\u22120,125"),
        (Fraction(2, 3), "0.666667", "0,666667"),
        (Fraction(-1, 10**9), "0", "0"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    value: int | Fraction, en: str, ru: str
) -> None:
    assert [format_number(value, language) for language in LANGUAGES] == [en, ru, ru, en]


def test_a_half_is_rounded_away_from_zero() -> None:
    halves = [Fraction(n, 2) for n in (-3, -1, 1, 3)]
    assert [round_half_up(half) for half in halves] == [-2, -1, 1, 2]
    assert round_half_up(Fraction(1234, 1000), 2) == Fraction(123, 100)
    assert round_half_up(1250, -2) == 1300


@given(st.fractions(-1000, 1000), st.integers(0, 6))
def test_rounding_moves_a_number_by_half_a_step_at_most(value: Fraction, digits: int) -> None:
    assert abs(round_half_up(value, digits) - value) <= Fraction(1, 2) / 10**digits
