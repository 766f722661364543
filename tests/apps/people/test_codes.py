"""Codes and picture PINs."""

import itertools

import pytest

from armillary.apps.people.codes import (
    ALPHABET,
    CLASS_CODE_LENGTH,
    PICTURES,
    PIN_LENGTH,
    clean_code,
    is_pin,
    make_code,
    make_pin,
    show_code,
)


def test_codes_have_only_signs_that_cannot_be_mistaken() -> None:
    assert not set(ALPHABET) & set("0O1IL8BSZ5G") - {"5"}
    signs = set("".join(make_code(CLASS_CODE_LENGTH) for _time in range(300)))
    assert signs == set(ALPHABET)


@pytest.mark.parametrize(
    "typed", ["KM47TX", "km4 7tx", "КМ47ТХ", "ｋｍ４７ｔｘ", "KM4-7TX", " KM4.7TX "]
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert clean_code(typed) == "KM47TX"


def test_a_code_shown_and_typed_again_is_the_same() -> None:
    for _time in range(50):
        code = make_code(CLASS_CODE_LENGTH)
        assert clean_code(show_code(code)) == code


def test_a_pin_is_three_known_pictures_no_two_alike_in_a_row() -> None:
    for _time in range(300):
        pin = make_pin().split()
        assert len(pin) == PIN_LENGTH
        assert set(pin) <= set(PICTURES)
        assert all(left != right for left, right in itertools.pairwise(pin))


def test_the_order_of_the_pictures_counts() -> None:
    assert is_pin(["sun", "fish", "key"], "sun fish key")
    assert not is_pin(["fish", "sun", "key"], "sun fish key")
    assert not is_pin(["sun", "fish"], "sun fish key")
