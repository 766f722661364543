"""What the question page and its parts show, ready for their templates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from armillary.apps.curriculum.actions import picture_address
from armillary.apps.curriculum.catalogue import SHELF, ItemEntry
from armillary.apps.people.languages import content_language
from armillary.apps.practice.queries import has_first_try
from armillary.apps.practice.rows import Outcome
from armillary.apps.practice.store import Stored, Submission
from armillary.apps.practice.tickets import TICKET_AGE, Ticket, sign_ticket
from armillary.content.answers import Given, read_given, show_feedback, shown_fields
from armillary.content.questions import (
    ShownQuestion,
    Variant,
    render_question,
    show_explanation,
    show_hint,
    show_right_answer,
)

Fields = dict[str, tuple[str, ...]]

# After this many tries the right answer is shown.
TRIES_BEFORE_ANSWER = 2


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A choice, thing, card or end of a pair, with what the learner has set for it."""

    key: str
    number: int
    html: SafeString
    chosen: bool = False
    placed: str = ""


def make_ticket(
    offer: dict[str, Any], *, learner: int, sitting: int, seat_hash: str, now: datetime
) -> Ticket:
    """Return the ticket for an offered question."""
    return Ticket(
        nonce=bytes.fromhex(offer["nonce"]),
        learner=learner,
        item=offer["item"],
        seed=offer["seed"],
        sitting=sitting,
        hints=0,
        shown_at=int(now.timestamp() * 1000),
        expires=int(now.timestamp()) + TICKET_AGE,
        p_chosen=offer["p"],
        seat_hash=seat_hash,
        policy=offer["policy"],
    )


def describe_question(
    ticket: Ticket,
    *,
    try_number: int = 1,
    fields: Fields | None = None,
    reason: str = "",
    prefix: str = "",
    fresh: bool = False,
) -> dict[str, Any]:
    """Return the context of a question form.

    Parameters
    ----------
    fresh : nobody can have answered it yet, so there is no need to look
    fields : what is already chosen or typed, by field name
    reason : why this question was chosen, in the words of the scheduler
    prefix : put before element ids when two questions stand on one page
    """
    item = known_item(ticket.item)
    variant = item.variant(ticket.seed)
    language = content_language()
    shown = render_question(variant, language)
    tried = not fresh and (try_number > 1 or has_first_try(ticket))
    last_hint = ticket.hints >= shown.n_hints
    opens_next = not last_hint and (tried or ticket.hints < shown.n_hints - 1)
    return {
        "shown": shown,
        "kind": shown.kind,
        "stem": mark_safe(shown.stem_html),
        "picture": find_picture(variant, shown),
        "unit": mark_safe(shown.unit_html),
        "ticket": sign_ticket(ticket),
        "nonce": ticket.nonce.hex(),
        "try_number": try_number,
        "hints": [mark_safe(show_hint(variant, n + 1, language)) for n in range(ticket.hints)],
        "has_example": last_hint and shown.n_hints > 0,
        "opens_next": opens_next,
        "opens_later": not last_hint and not opens_next,
        "reason": reason,
        "prefix": prefix,
        "skill_names": skill_names(item),
        **describe_parts(shown, fields or {}),
    }


def describe_parts(shown: ShownQuestion, fields: Fields) -> dict[str, Any]:
    """Return the parts of a question that the learner sets, with what is set already."""

    def parts(entries: Any, name: str) -> list[ShownPart]:
        return [
            ShownPart(
                key=part.key,
                number=number,
                html=mark_safe(part.html),
                chosen=part.key in fields.get("choice", ()),
                placed=(fields.get(f"{name}-{part.key}") or ("",))[0],
            )
            for number, part in enumerate(entries, start=1)
        ]

    return {
        "choices": parts(shown.choices, "choice"),
        "things": parts(shown.things, "place"),
        "places": [str(n) for n in range(1, len(shown.things) + 1)],
        "lefts": parts(shown.lefts, "match"),
        "rights": parts(shown.rights, "right"),
        "cards": parts(shown.cards, "bin"),
        "bins": parts(shown.bins, "none"),
        "text": (fields.get("text") or ("",))[0],
    }


def show_stem(ticket: Ticket) -> SafeString:
    """Return the text of a question, for a page that shows it without its form."""
    return mark_safe(render_question(find_first_variant(ticket), content_language()).stem_html)


def describe_answered(
    ticket: Ticket,
    try_number: int,
    outcome: Outcome,
    now: datetime,
    *,
    fields: Fields | None = None,
) -> dict[str, Any]:
    """Return the context after an answer: what it was worth, why, and what comes next.

    Parameters
    ----------
    fields : what stands in the form of the next try; when missing, what was answered
    """
    item = known_item(ticket.item)
    variant = item.variant(ticket.seed)
    language = content_language()
    verdict = find_verdict(outcome.score)
    done = verdict in {"right", "waiting"} or try_number >= TRIES_BEFORE_ANSWER
    return {
        "nonce": ticket.nonce.hex(),
        "verdict": verdict,
        "feedback": mark_safe(show_feedback(variant, outcome.given, language)),
        "mine": mark_safe(show_given(variant, outcome.given, language)),
        "explanation": mark_safe(show_explanation(variant, language)) if done else "",
        "right_answer": mark_safe(show_right_answer(variant, language))
        if done and verdict != "right"
        else "",
        "again": None
        if done
        else describe_question(
            ticket,
            try_number=try_number + 1,
            fields=fields or shown_fields(variant, outcome.given),
            prefix="again-",
        ),
        **describe_following(ticket, outcome, now),
    }


def describe_following(ticket: Ticket, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """Return what comes after an answer: the next question, an ending, or nothing new."""
    offer = outcome.offer
    if offer is None or not outcome.seated:
        return {"following": None, "ending": ""}
    if "end" in offer:
        return {"following": None, "ending": offer["end"]}
    following = make_ticket(
        offer,
        learner=ticket.learner,
        sitting=ticket.sitting,
        seat_hash=ticket.seat_hash,
        now=now,
    )
    context = describe_question(following, reason=offer.get("reason", ""), fresh=True)
    return {"following": context, "ending": ""}


def describe_unreadable(submission: Submission, stored: Stored) -> dict[str, Any]:
    """Return the question again with what was typed and how to write it."""
    item = known_item(submission.ticket.item)
    variant = item.variant(submission.ticket.seed)
    given = read_given(variant, submission.fields, submission.language)
    context = describe_question(
        submission.ticket,
        try_number=submission.try_number,
        fields=shown_fields(variant, given),
    )
    return {**context, "unreadable": stored.message, "example": stored.example}


def find_verdict(score: float | None) -> str:
    """Return right, partly, not_yet, or waiting (for the teacher)."""
    if score is None:
        return "waiting"
    if score >= 1.0:
        return "right"
    return "partly" if score > 0 else "not_yet"


def show_given(variant: Variant, given: Given, language: str) -> str:
    """Return what the learner chose or typed, for the panel that says what it was worth."""
    fields = shown_fields(variant, given)
    shown = render_question(variant, language)
    if fields.get("text"):
        return format_html("<p>{}</p>", fields["text"][0])
    chosen = [part.html for part in shown.choices if part.key in fields.get("choice", ())]
    return "".join(f"<p>{html}</p>" if not html.startswith("<p") else html for html in chosen)


def known_item(item_id: int) -> ItemEntry:
    """Return the item of a genuine ticket; published items never go away."""
    item = SHELF.item(item_id)
    if item is None:
        raise LookupError(f"item {item_id} is gone from the database")
    return item


def find_picture(variant: Variant, shown: ShownQuestion) -> dict[str, str] | None:
    """Return the address and text of a question's drawing."""
    picture = variant.question.picture
    if picture is None or shown.picture is None:
        return None
    return {"address": picture_address(picture.sha256), "alt": shown.picture.alt}


def find_first_variant(ticket: Ticket) -> Variant:
    """Return the variant that a genuine ticket was given for."""
    return known_item(ticket.item).variant(ticket.seed)


def skill_names(item: ItemEntry) -> list[str]:
    """Return the names of the skills an item exercises, in the current language."""
    catalogue = SHELF.catalogue(item.course)
    if catalogue is None:
        return []
    language = content_language()
    return [catalogue.skills[number].names[language] for number in item.skills]
