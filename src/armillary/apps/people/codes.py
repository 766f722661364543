"""Short codes that a child can copy from paper, and picture PINs.

All of them come from the system's own random source: a code that can be seeded can be guessed.
"""

import secrets
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise  # translated when shown

# Signs that cannot be taken for another one, and letters that a Cyrillic keyboard has too: a child
# who reads T and types the Cyrillic letter of the same shape is understood. No vowels, no words.
ALPHABET = "CHKMPTXY2345679"
LOOKALIKES = str.maketrans("СНКМРТХУ", "CHKMPTXY")

CLASS_CODE_LENGTH = 6
CARD_CODE_LENGTH = 8

# The twelve pictures of a PIN, in the order in which the page shows them, with their words.
PICTURES: dict[str, "Words"] = {
    "sun": pgettext_lazy("picture", "sun"),
    "moon": pgettext_lazy("picture", "moon"),
    "star": pgettext_lazy("picture", "star"),
    "tree": pgettext_lazy("picture", "tree"),
    "leaf": pgettext_lazy("picture", "leaf"),
    "fish": pgettext_lazy("picture", "fish"),
    "bird": pgettext_lazy("picture", "bird"),
    "boat": pgettext_lazy("picture", "boat"),
    "house": pgettext_lazy("picture", "house"),
    "key": pgettext_lazy("picture", "key"),
    "cup": pgettext_lazy("picture", "cup"),
    "apple": pgettext_lazy("picture", "apple"),
}
PIN_LENGTH = 3
STEP_NAMES = (_("First picture"), _("Second picture"), _("Third picture"))


def make_code(length: int) -> str:
    """Return a random code of unmistakable signs."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(length))


def clean_code(typed: str) -> str:
    """Return a typed code as the database keeps it: one case, one alphabet, no spaces.

    >>> clean_code(" кm4-7ТХ ")
    'KM47TX'
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(LOOKALIKES)
    return "".join(sign for sign in plain if sign.isalnum())


def show_code(code: str) -> str:
    """Return a code in two halves, the way people read it aloud.

    >>> show_code("KM47TX")
    'KM4 7TX'
    """
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def make_pin() -> str:
    """Return a random picture PIN: names of pictures in order, separated by spaces.

    No picture stands next to itself, so that "the boat again" never needs explaining.
    """
    names = list(PICTURES)
    pin = [secrets.choice(names)]
    while len(pin) < PIN_LENGTH:
        pin.append(secrets.choice([name for name in names if name != pin[-1]]))
    return " ".join(pin)


def is_pin(pictures: Sequence[str], pin: str) -> bool:
    """Return whether these pictures, in this order, are the PIN."""
    return secrets.compare_digest(" ".join(pictures).encode(), pin.encode())
