"""A published course, and a learner's browser that can read questions and answer them."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.practice import store
from armillary.apps.practice.pages import known_item
from armillary.apps.practice.tickets import Ticket, read_ticket
from armillary.content.answers import right_given, shown_fields, wrong_givens
from armillary.content.format import Course, parse_course

GOOD_COURSE = Path(__file__).parents[2] / "course" / "good"
NOW = datetime(2025, 9, 2, 9, 0, tzinfo=UTC)
FRAGMENT = {"HX-Request": "true"}


@cache
def read_good_course() -> Course:
    """Return the tiny course without faults, under the name that the site serves."""
    return replace(parse_course(GOOD_COURSE), id="ai")


@pytest.fixture(autouse=True)
def _seeded_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same questions in every run."""
    monkeypatch.setattr(store, "CHANCE", random.Random(20250902))


@pytest.fixture
def course(db: None) -> Catalogue:
    """The tiny course, published."""
    publish_course(read_good_course(), now=NOW)
    catalogue = SHELF.catalogue("ai")
    assert catalogue is not None
    return catalogue


@dataclass
class Desk:
    """A learner at a computer without scripts: what they see and what they send."""

    client: Client
    page: str = ""
    hidden: dict[str, str] = field(default_factory=dict)

    def begin(self, lesson: str = "") -> "Desk":
        """Start a sitting and open its first question."""
        response = self.client.post("/practice/start/", {"lesson": lesson})
        assert response.status_code == 302
        return self.look()

    def look(self) -> "Desk":
        """Open the question that waits."""
        return self.read(self.client.get("/practice/"))

    def read(self, response: HttpResponse) -> "Desk":
        """Take in a page with a question."""
        self.page = response.content.decode()
        found = dict(
            re.findall(r'<input type="hidden" name="(ticket|try)" value="([^"]+)"', self.page)
        )
        self.hidden = {name: unescape(value) for name, value in found.items()}
        return self

    @property
    def ticket(self) -> Ticket:
        """The ticket of the question on the page."""
        return read_ticket(self.hidden["ticket"])

    def right(self) -> dict[str, object]:
        """Return the fields of a right answer to the question on the page."""
        variant = known_item(self.ticket.item).variant(self.ticket.seed)
        return dict(shown_fields(variant, right_given(variant, "en")))

    def wrong(self) -> dict[str, object]:
        """Return the fields of a foreseen wrong answer to the question on the page."""
        variant = known_item(self.ticket.item).variant(self.ticket.seed)
        foreseen = wrong_givens(variant, "en") or (right_given(variant, "en"),)  # open: none
        return dict(shown_fields(variant, foreseen[0]))

    def send(
        self, fields: dict[str, object], *, script: bool = True, **extra: object
    ) -> HttpResponse:
        """Send an answer to the question on the page."""
        return self.client.post(
            "/practice/answer/",
            {**self.hidden, **fields, **extra},
            headers=FRAGMENT if script else {},
        )


@pytest.fixture
def desk(course: Catalogue, school: "Cast", client_for: "Callable[..., Client]") -> Desk:  # noqa: F821
    """Ada's desk, with the course published."""
    return Desk(client_for(school.ada))
