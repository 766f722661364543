"""What the pages of a sitting show, ready for their templates."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from armillary.apps.assessment.actions.saving import Saved
from armillary.apps.assessment.actions.taking import read_clock
from armillary.apps.assessment.allowances import find_terms
from armillary.apps.assessment.answers import find_final_answers
from armillary.apps.assessment.clock import (
    SIGNAL_SECONDS,
    count_minutes,
    find_seconds_left,
)
from armillary.apps.assessment.models import Occasion, OccasionSitting
from armillary.apps.assessment.places import (
    Place,
    count_questions,
    find_answers,
    find_current,
    is_adaptive,
    list_places,
)
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import Learner
from armillary.apps.practice.marks import find_sitting_marks
from armillary.apps.practice.pages import describe_question, known_item, make_ticket
from armillary.apps.practice.tickets import Ticket, make_nonce, sign_ticket
from armillary.content.answers import shown_fields

Context = dict[str, Any]
Fields = dict[str, tuple[str, ...]]


def describe_start(occasion: Occasion, learner: Learner, now: datetime) -> Context:
    """Return the context of the page before a test: what it is, and whether it is open."""
    fewest, most = count_questions(occasion, learner)
    terms = find_terms(occasion, learner.pk)
    return {
        "occasion": occasion,
        "test": occasion.series.test,
        "terms": terms,
        "fewest": fewest,
        "most": most,
        "adaptive": is_adaptive(occasion.series.test),
        "waits": now < terms.opens_at,
        "is_open": terms.is_open(now),
    }


def describe_going_on(sitting: OccasionSitting) -> Context:
    """Return the context of the page of a test that has begun: where to go on, or that it ended."""
    places = list_places(sitting, find_answers(sitting))
    return {
        "occasion": sitting.occasion,
        "test": sitting.occasion.series.test,
        "sitting": sitting,
        "adaptive": is_adaptive(sitting.occasion.series.test),
        "current": find_current(sitting),
        "n_answered": sum(place.state == "answered" for place in places),
        "n_places": len(places),
        **describe_clock(sitting),
    }


def describe_clock(sitting: OccasionSitting) -> Context:
    """Return the time left as pages show it; nothing where no clock runs."""
    terms = find_terms(sitting.occasion, sitting.learner_id)
    left = find_seconds_left(read_clock(sitting), terms.minutes)
    return {
        "terms": terms,
        "seconds_left": None if left is None else round(left),
        "minutes_left": None if left is None else count_minutes(left),
        "signal_seconds": SIGNAL_SECONDS,
    }


def write_clock(sitting: OccasionSitting) -> str:
    """Return the words of the time left, for the script of a page; empty where no clock runs."""
    return render_to_string("assessment/_clock_words.html", describe_clock(sitting)).strip()


def describe_place(
    sitting: OccasionSitting,
    number: int,
    *,
    seat_hash: str,
    now: datetime,
    fields: Fields | None = None,
) -> Context:
    """Return the context of the page of one question.

    Parameters
    ----------
    number : of the place, from 1
    fields : what stands in the form; when missing, the answer saved last
    """
    answers = find_answers(sitting)
    places = list_places(sitting, answers)
    place = places[number - 1]
    ticket = issue_ticket(sitting, place, seat_hash=seat_hash, now=now)
    saved = answers.get(place.item)
    if fields is None and saved is not None:
        fields = shown_fields(known_item(place.item).variant(place.seed), saved.given)
    adaptive = is_adaptive(sitting.occasion.series.test)
    return {
        **describe_question(ticket, fields=fields, fresh=True),
        "occasion": sitting.occasion,
        "test": sitting.occasion.series.test,
        "sitting": sitting,
        "strip": places,
        "place": place,
        "is_saved": saved is not None,
        "adaptive": adaptive,
        "most": count_questions(sitting.occasion, sitting.learner)[1] if adaptive else len(places),
        "first": number == 1,
        "last": number == len(places) and not adaptive,
        **describe_clock(sitting),
    }


def issue_ticket(
    sitting: OccasionSitting, place: Place, *, seat_hash: str, now: datetime
) -> Ticket:
    """Return a fresh ticket for a question of a sitting, bound to the seat."""
    return make_ticket(
        {
            "nonce": make_nonce(int(now.timestamp() * 1000)).hex(),
            "item": place.item,
            "seed": place.seed,
            "p": place.p,
            "policy": f"test-{sitting.occasion.series.test.delivery}@1",
        },
        learner=sitting.learner_id,
        sitting=sitting.sitting_id,
        seat_hash=seat_hash,
        now=now,
    )


def renew_ticket(ticket: Ticket, *, now: datetime) -> str:
    """Return the signed ticket for the next save of the same showing."""
    return sign_ticket(replace(ticket, nonce=make_nonce(int(now.timestamp() * 1000))))


def describe_unclear(saved: Saved, go: str) -> Context:
    """Return the context of the words that say how to write an answer that was not understood."""
    return {"unreadable": saved.message, "example": saved.example, "go": go}


def describe_hand_in(sitting: OccasionSitting) -> Context:
    """Return the context of the page that asks once more: which questions have no answer."""
    places = list_places(sitting, find_answers(sitting))
    return {
        "occasion": sitting.occasion,
        "test": sitting.occasion.series.test,
        "open_places": [place for place in places if place.state != "answered"],
        "n_places": len(places),
        "current": find_current(sitting),
        **describe_clock(sitting),
    }


def describe_own_result(sitting: OccasionSitting) -> Context:
    """Return the context of a learner's own result: what was right, strand by strand.

    Right answers are not shown: the same questions may be asked of another class.
    """
    test = sitting.occasion.series.test
    catalogue = SHELF.catalogue(test.course.key)
    scores = {answer.item: answer.score for answer in find_final_answers([sitting])}
    lines: dict[str, Context] = {}
    for entry in sitting.asked:
        name = name_strand(catalogue, entry["skill"])
        line = lines.setdefault(name, {"name": name, "right": 0, "partly": 0, "n": 0, "waiting": 0})
        score = scores.get(entry["item"], 0.0)
        if score is None:
            line["waiting"] += 1
            continue
        line["n"] += 1
        line["right"] += score >= 1.0
        line["partly"] += 0.0 < score < 1.0
    return {
        "occasion": sitting.occasion,
        "test": test,
        "lines": list(lines.values()),
        "n_right": sum(line["right"] for line in lines.values()),
        "n": sum(line["n"] for line in lines.values()),
        "n_waiting": sum(line["waiting"] for line in lines.values()),
        "n_missing": sum(entry["item"] not in scores for entry in sitting.asked),
        "marks": find_sitting_marks(sitting.sitting_id),
    }


def name_strand(catalogue: Catalogue | None, skill: str) -> str:
    """Return the name of the strand of a skill, in the current language."""
    entry = catalogue.by_key.get(skill) if catalogue else None
    if catalogue is None or entry is None:
        return skill
    return catalogue.strands[entry.strand][content_language()]
