"""Sign-in cards as they are printed: pictures with their words, and the address as a QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from armillary.apps.people.codes import PICTURES, show_code
from armillary.apps.people.models import Card

# Longer names get smaller letters, so that a card keeps its size on paper.
LONG_NAME = 26

LOOPBACK = ("localhost", "127.", "[::1]")


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """One card, ready to be drawn."""

    name: str
    long: bool
    code: str
    pictures: tuple[tuple[str, str], ...]
    qr: SafeString


def print_cards(request: HttpRequest, cards: Sequence[Card]) -> list[PrintedCard]:
    """Return the cards with absolute addresses, as this browser reaches the school's computer."""
    return [
        PrintedCard(
            card.learner.name,
            len(card.learner.name) > LONG_NAME,
            show_code(card.code),
            tuple((name, str(PICTURES[name])) for name in card.pin.split()),
            draw_qr(request.build_absolute_uri(reverse("people:open_card", args=[card.code]))),
        )
        for card in cards
    ]


@lru_cache(maxsize=4096)
def draw_qr(address: str) -> SafeString:
    """Return the QR code of an address as SVG without styles, with its quiet zone."""
    # Readers take any mask. Weighing all eight takes 4.5 ms a code, a named one 1.2 ms: a class of
    # forty would miss 200 ms otherwise.
    drawn = segno.make(address, micro=False, error="m", mask=3)
    svg = drawn.svg_inline(
        scale=1, border=3, omitsize=True, svgclass=None, lineclass=None, unit="", svgversion=2.0
    )
    return mark_safe(svg)  # drawn by segno from digits, no text of anybody in it


def reached_by_loopback(request: HttpRequest) -> bool:
    """Return whether the address in use works on this one computer only."""
    return request.get_host().lower().startswith(LOOPBACK)
