"""A learner's desk in the browser: the question on it, its right and wrong answers, and pages that
only a particular question leads to."""

import json
import time
from dataclasses import dataclass
from functools import lru_cache

from django.test import override_settings
from playwright.sync_api import Page, Response

from armillary.apps.people.seats import SEAT_COOKIE, hash_token
from armillary.apps.practice.tickets import Ticket, make_nonce, read_ticket, sign_ticket
from armillary.content.answers import right_given, shown_fields, wrong_givens
from armillary.content.questions import Variant, build_variant, question_from_dict
from tests.browser.demo_school import DemoSchool

Fields = dict[str, tuple[str, ...]]

TICKET_FIELD = 'form[data-answer] input[name="ticket"]'
# Sent as a form would send it, so that the browser goes to the page that answers.
SEND = """([address, fields]) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = address;
  for (const [name, value] of fields) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


@dataclass(frozen=True)
class Slip:
    """A ticket as text, and what it asks for."""

    text: str
    ticket: Ticket
    kind: str
    variant: Variant

    def right(self, language: str = "en") -> Fields:
        """Return the fields of a right answer."""
        return shown_fields(self.variant, right_given(self.variant, language))

    def wrong(self, language: str = "en") -> Fields:
        """Return the fields of a foreseen wrong answer."""
        return shown_fields(self.variant, wrong_givens(self.variant, language)[0])


def read_slip(school: DemoSchool, text: str) -> Slip:
    """Return the ticket of a question and what it asks for."""
    with override_settings(SECRET_KEY=school.secret):
        ticket = read_ticket(text)
    kind, content = find_item(school, ticket.item)
    variant = build_variant(question_from_dict(json.loads(content)), ticket.seed)
    return Slip(text, ticket, kind, variant)


@lru_cache(maxsize=200)
def find_item(school: DemoSchool, item: int) -> tuple[str, str]:
    """Return kind and content of a published item."""
    kind, content = school.ask("SELECT kind, content FROM curriculum_item WHERE id = ?", item)[0]
    return str(kind), str(content)


def slip_on(page: Page, school: DemoSchool) -> Slip:
    """Return the ticket of the question on a page."""
    text = page.locator(TICKET_FIELD).last.get_attribute("value")
    assert text is not None
    return read_slip(school, text)


def write_slip(school: DemoSchool, page: Page, kind: str, *, hints: int = 0) -> Slip:
    """Return a ticket for a question of this kind, given to the learner who sits at this page."""
    token = next(c["value"] for c in page.context.cookies() if c["name"] == SEAT_COOKIE)
    seat_hash = hash_token(token)
    learner = school.ask("SELECT learner_id FROM people_seat WHERE token_hash = ?", seat_hash)
    sitting = school.ask("SELECT max(id) FROM practice_sitting WHERE learner_id = ?", learner[0][0])
    item = school.ask(
        "SELECT min(i.id) FROM curriculum_item i JOIN curriculum_question q ON q.current_id = i.id"
        " WHERE kind = ? AND retired_at IS NULL",
        kind,
    )
    now = time.time()
    ticket = Ticket(
        nonce=make_nonce(int(now * 1000)),
        learner=learner[0][0],
        item=item[0][0],
        seed=7,
        sitting=sitting[0][0],
        hints=hints,
        shown_at=int(now * 1000),
        expires=int(now) + 3600,
        p_chosen=1.0,
        seat_hash=seat_hash,
        policy="mix-1",
    )
    with override_settings(SECRET_KEY=school.secret):
        text = sign_ticket(ticket)
    return read_slip(school, text)


def send(page: Page, address: str, slip: Slip, fields: Fields, **more: str) -> Response | None:
    """Send a form to an address of the school and wait for the page that follows."""
    pairs = [["ticket", slip.text], ["try", "1"], *more.items()]
    pairs += [[name, value] for name, values in fields.items() for value in values]
    page.wait_for_load_state("load")  # a click before may still be on its way
    with page.expect_navigation() as navigation:
        page.evaluate(SEND, [address, pairs])
    return navigation.value


def fill(page: Page, fields: Fields) -> None:
    """Enter an answer into the last question on the page."""
    form = page.locator("form[data-answer]").last
    # A second try begins with the boxes of the first.
    ticked = form.locator('[name="choice"][type="checkbox"]:checked')
    while ticked.count():
        ticked.first.uncheck(force=True)
    for name, values in fields.items():
        for value in values:
            field = form.locator(f'[name="{name}"]')
            if name == "choice":
                form.locator(f'[name="choice"][value="{value}"]').check(force=True)
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
