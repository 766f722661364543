"""Tests of class 5a made from the tiny course, and a learner's browser that sits them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape

from django.http import HttpResponse
from django.test import Client

from armillary.apps.assessment.models import (
    BankItem,
    Form,
    FormDraw,
    Occasion,
    OccasionKind,
    OccasionSitting,
    SchoolTest,
    Series,
)
from armillary.apps.curriculum.models import Course, Item
from armillary.apps.people.models import Learner
from armillary.apps.practice.pages import known_item
from armillary.apps.practice.tickets import Ticket, read_ticket
from armillary.content.answers import right_given, shown_fields, wrong_givens
from tests.cast import Cast

SCRIPT = {"HX-Request": "true"}


def find_items(*kinds: str) -> list[Item]:
    """Return the published items of the tiny course that can be asked, of some kinds or all."""
    items = Item.objects.filter(current_for__isnull=False).exclude(kind="lab").order_by("pk")
    return [item for item in items if not kinds or item.kind in kinds]


def make_test(
    cast: Cast,
    delivery: str,
    *,
    minutes: int | None = None,
    blueprint: dict[str, int] | None = None,
    rules: dict[str, float] | None = None,
) -> SchoolTest:
    """Return a test of Lyceum 7 without any item."""
    return SchoolTest.objects.create(
        school=cast.school,
        course=Course.objects.get(key="ai"),
        title="Sorting and rules",
        delivery=delivery,
        minutes=minutes,
        blueprint=blueprint or {},
        rules=rules or {},
        made_by=cast.anna,
        made_at=datetime.now(UTC),
    )


def add_form(test: SchoolTest, key: str, items: Sequence[Item]) -> Form:
    """Add a form of these items in this order."""
    form = Form.objects.create(test=test, key=key)
    for place, item in enumerate(items):
        add_item(test, item, place=place, form=form)
    return form


def add_item(test: SchoolTest, item: Item, *, place: int, form: Form | None = None) -> BankItem:
    """Add an item to a form, or to the bank of a test."""
    return BankItem.objects.create(
        test=test, form=form, place=place, item=item, seed=place + 1, skill=item.skills[0]
    )


def open_occasion(
    cast: Cast,
    test: SchoolTest,
    *,
    kind: str = OccasionKind.SINGLE,
    series: Series | None = None,
    hours: tuple[float, float] = (-1.0, 1.0),
) -> Occasion:
    """Return an occasion of class 5a that opens and closes so many hours from now."""
    now = datetime.now(UTC)
    series = series or Series.objects.create(
        school=cast.school,
        test=test,
        school_class=cast.class_5a,
        seed=5,
        made_by=cast.anna,
        made_at=now,
    )
    return Occasion.objects.create(
        series=series,
        kind=kind,
        opens_at=now + timedelta(hours=hours[0]),
        closes_at=now + timedelta(hours=hours[1]),
    )


def make_fixed(cast: Cast, *, minutes: int | None = None, kinds: Sequence[str] = ()) -> Occasion:
    """Return an open occasion of a fixed test with one form of all kinds of questions."""
    test = make_test(cast, "fixed", minutes=minutes)
    form = add_form(test, "A", find_items(*kinds))
    occasion = open_occasion(cast, test)
    for learner in (cast.ada, cast.bo):
        FormDraw.objects.create(
            series=occasion.series, learner=learner, first_form=form, drawn_at=datetime.now(UTC)
        )
    return occasion


def sitting_of(learner: Learner, occasion: Occasion) -> OccasionSitting:
    """Return the learner's sitting as it is stored now."""
    return OccasionSitting.objects.get(occasion=occasion, learner=learner)


@dataclass
class TestDesk:
    """A learner at a computer who sits a test: what they see and what they send."""

    __test__ = False

    client: Client
    occasion: Occasion
    page: str = ""
    address: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    action: str = ""

    @property
    def root(self) -> str:
        """Where the test begins."""
        return f"/my-tests/{self.occasion.pk}/"

    def begin(self) -> "TestDesk":
        """Start the test and open the question that waits."""
        return self.follow(self.client.post(f"{self.root}start/"))

    def look(self, place: int) -> "TestDesk":
        """Open a question."""
        return self.follow(self.client.get(f"{self.root}questions/{place}/"))

    def follow(self, response: HttpResponse) -> "TestDesk":
        """Go where a response leads, and take in the page there."""
        while response.status_code == 302:
            self.address = response.headers["Location"]
            response = self.client.get(self.address)
        self.page = response.content.decode()
        found = dict(
            re.findall(r'<input type="hidden" name="(ticket|save)" value="([^"]+)"', self.page)
        )
        self.hidden = {name: unescape(value) for name, value in found.items()}
        action = re.search(r'<form id="answer-form"[^>]* action="([^"]*)"', self.page)
        self.action = action[1] if action else self.action
        return self

    @property
    def ticket(self) -> Ticket:
        """The ticket of the question on the page."""
        return read_ticket(self.hidden["ticket"])

    @property
    def states(self) -> list[str]:
        """What the strip says of each place."""
        return re.findall(r'class="place place-(\w+)"', self.page)

    def right(self) -> dict[str, object]:
        """Return the fields of a right answer to the question on the page."""
        variant = known_item(self.ticket.item).variant(self.ticket.seed)
        return dict(shown_fields(variant, right_given(variant, "en")))

    def wrong(self) -> dict[str, object]:
        """Return the fields of a wrong answer; of an open question, of any."""
        variant = known_item(self.ticket.item).variant(self.ticket.seed)
        foreseen = wrong_givens(variant, "en") or (right_given(variant, "en"),)
        return dict(shown_fields(variant, foreseen[0]))

    def send(
        self, fields: dict[str, object], *, script: bool = False, **extra: object
    ) -> HttpResponse:
        """Send an answer to the question on the page."""
        return self.client.post(
            self.action,
            {**self.hidden, **fields, **extra},
            headers=SCRIPT if script else {},
        )

    def answer(self, fields: dict[str, object], go: str = "next") -> "TestDesk":
        """Send an answer as a browser without scripts does, and go where it leads."""
        return self.follow(self.send(fields, go=go))
