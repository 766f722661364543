"""Numbers as learners type them: read exactly, or not at all, never misread."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.content.answers import read_number
from armillary.content.languages import LANGUAGES, format_number


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("12.", 12),
        ("=12", 12),
        ("+12", 12),
        ("007", 7),
        ("-3", -3),
        ("- 3", -3),
        ("\u22123", -3),
        ("\u20133", -3),
        ("\u20143", -3),
        ("\uff0d3", -3),
        ("minus 3", -3),
        ("минус 3", -3),
        ("мінус 3", -3),
        ("负3", -3),
        ("3.5", Fraction(7, 2)),
        ("3,5", Fraction(7, 2)),
        (".5", Fraction(1, 2)),
        (",5", Fraction(1, 2)),
        ("0,500", Fraction(1, 2)),
        ("0.125", Fraction(1, 8)),
        ("1/2", Fraction(1, 2)),
        ("1 / 2", Fraction(1, 2)),
        ("3/2", Fraction(3, 2)),
        ("4/2", 2),
        ("1 1/2", Fraction(3, 2)),
        ("-1 1/2", Fraction(-3, 2)),
        ("\u00bd", Fraction(1, 2)),
        ("1\u00bd", Fraction(3, 2)),
        ("2 \u00be", Fraction(11, 4)),
        ("\u00bc", Fraction(1, 4)),
        ("1\u20442", Fraction(1, 2)),
        ("12 345", 12345),
        ("12\u00a0345", 12345),
        ("12\u2009345", 12345),
        ("12\u202f345,5", Fraction(24691, 2)),
        ("1 234 567.25", Fraction(4938269, 4)),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1,234.5", Fraction(2469, 2)),
        ("1.234,5", Fraction(2469, 2)),
        ("\uff11\uff12", 12),
        ("\uff11\uff0e\uff15", Fraction(3, 2)),
        ("\uff11\uff0c\uff15", Fraction(3, 2)),
        ("\u0663", 3),
        ("零", 0),
        ("七", 7),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
    ],
)
def test_every_usual_way_of_writing_is_read(
    language: str, text: str, value: int | Fraction
) -> None:
    assert read_number(text, language, ()).value == value


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "",
        "5\u00b2",
        "10\u2083",
        "1e5",
        "2+3",
        "2*3",
        "5-7",
        "1 2",
        "1 23 456",
        "1,23,456",
        "1..5",
        "1.2.3",
        "1/0",
        "1/",
        "/2",
        "1 500/2",
        "3 5/2",
        "--3",
        "?12",
        "12?13",
        "三五",
        "十十",
        "1" * 100,
        "1,5,5",
        "nan",
        "inf",
        "\u221e",
    ],
)
def test_what_is_no_number_is_not_read(text: str) -> None:
    for language in LANGUAGES:
        reading = read_number(text, language, ())
        assert (reading.value, reading.problem) == (None, "not_a_number")


@pytest.mark.parametrize(
    ("text", "language", "value", "other"),
    [
        ("1,500", "en", 1500, Fraction(3, 2)),
        ("1,500", "zh-Hans", 1500, Fraction(3, 2)),
        ("1,500", "ru", Fraction(3, 2), 1500),
        ("1,500", "be", Fraction(3, 2), 1500),
        ("1.500", "en", Fraction(3, 2), 1500),
        ("-12,000", "en", -12000, -12),
        ("1,50", "en", Fraction(3, 2), None),
        ("0,500", "en", Fraction(1, 2), None),
    ],
)
def test_a_sign_with_two_meanings_keeps_both(
    text: str, language: str, value: int | Fraction, other: int | Fraction | None
) -> None:
    reading = read_number(text, language, ())
    assert (reading.value, reading.other) == (value, other)


PERCENT = ("%", "%", "%", "%")
MINUTES = ("minutes", "минут", "хвілін", "分钟")
AREA = ("m\u00b2", "м\u00b2", "м\u00b2", "平方米")


@pytest.mark.parametrize(
    ("text", "units", "value"),
    [
        ("12", PERCENT, 12),
        ("12%", PERCENT, 12),
        ("12 %", PERCENT, 12),
        ("12\uff05", PERCENT, 12),
        ("12,5 процента", PERCENT, Fraction(25, 2)),
        ("12 працэнтаў", PERCENT, 12),
        ("12 per cent", PERCENT, 12),
        ("百分之十二", PERCENT, 12),
        ("12 minutes", MINUTES, 12),
        ("12 Minutes.", MINUTES, 12),
        ("12 minute", MINUTES, 12),
        ("12минуты", MINUTES, 12),
        ("12 хвілін", MINUTES, 12),
        ("12分钟", MINUTES, 12),
        ("12 м2", AREA, 12),
        ("12 m\u00b2", AREA, 12),
    ],
)
def test_the_unit_may_be_written_or_left_out(
    text: str, units: tuple[str, ...], value: int | Fraction
) -> None:
    assert read_number(text, "ru", units).value == value


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("12 hours", MINUTES),
        ("50%", ()),
        ("50 %", MINUTES),
        ("12 thousand", ()),
        ("12 тыс", ()),
        ("12 cards", ()),
        ("3 km", ("m",)),
        ("3 cm", ("m",)),
        ("$5", ()),
        ("5 €", ()),
    ],
)
def test_another_unit_is_asked_about_and_never_dropped(text: str, units: tuple[str, ...]) -> None:
    reading = read_number(text, "en", units)
    assert reading.value is None
    assert reading.problem in ("wrong_unit", "not_a_number")


@pytest.mark.slow
@given(
    value=st.fractions(-(10**7), 10**7).map(lambda f: Fraction(round(f * 1000), 1000)),
    language=st.sampled_from(LANGUAGES),
)
def test_what_we_show_a_learner_can_type_back(value: Fraction, language: str) -> None:
    assert read_number(format_number(value, language), language, ()).value == value


@given(text=st.text(max_size=30), language=st.sampled_from(LANGUAGES))
def test_any_text_is_a_number_or_a_reason(text: str, language: str) -> None:
    reading = read_number(text, language, ("%",))
    assert (reading.value is None) == bool(reading.problem)


@given(text=st.text(alphabet="0123456789.,/ -%x\u00bd十", max_size=12))
def test_a_minus_in_front_turns_the_sign(text: str) -> None:
    plain, minus = (read_number(sign + text, "en", ()) for sign in ("", "-"))
    if plain.value is not None and minus.value is not None:
        assert abs(plain.value) == abs(minus.value)
