"""A test that a teacher puts together from skills: what is offered, and what it would come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from armillary.apps.assessment.assembling import Supply, Told, foretell, supply
from armillary.apps.assessment.bank import BankEntry, find_bank
from armillary.apps.assessment.forms import BlueprintForm, SkillOffer
from armillary.apps.assessment.making_pages import show_day
from armillary.apps.assessment.models import Delivery
from armillary.apps.assessment.scale import find_scale
from armillary.apps.curriculum.models import Course, Skill
from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import SchoolClass

Context = dict[str, Any]
FEWEST_SUGGESTED, MOST_SUGGESTED = 12, 20  # questions
N_FORMS = {"one": 1, "two": 2}


@dataclass(frozen=True, slots=True)
class OfferedSkills:
    """The skills of one strand, on the form."""

    name: str
    offers: tuple[SkillOffer, ...]


def find_offers(course: Course, had: set[str]) -> tuple[list[SkillOffer], list[BankEntry]]:
    """Return the skills that there are questions for, those taught first, and the questions. Two
    queries."""
    rows = list(Skill.objects.filter(course=course).order_by("number"))
    entries = find_bank(course, [row.key for row in rows])
    counts = {row.key: [0, 0] for row in rows}
    for entry in entries:
        counts[entry.skill][entry.marked_by_people] += 1
    language = content_language()
    there = [row for row in rows if sum(counts[row.key])]
    taught = [row.key for row in there if row.home_lesson in had]
    # Where there are more skills than questions, those of the latest lessons are asked.
    latest = sorted(
        (row for row in there if row.key in taught or not taught),
        key=lambda row: row.home_lesson,
        reverse=True,
    )
    total = min(MOST_SUGGESTED, max(FEWEST_SUGGESTED, len(latest)))
    suggested = suggest({row.key: counts[row.key][0] for row in latest}, total)
    offers = [
        SkillOffer(
            key=row.key,
            name=in_language(row.names, language),
            strand=in_language(course.strands[row.strand], language),
            n_questions=counts[row.key][0],
            n_written=counts[row.key][1],
            was_taught=row.key in taught,
            suggested=suggested.get(row.key, 0),
        )
        for row in there
    ]
    return offers, entries


def suggest(there: Mapping[str, int], total: int) -> dict[str, int]:
    """Return how many questions of each skill to begin with: in turn, as far as there are any.

    >>> suggest({"A01": 5, "A02": 1}, 4)
    {'A01': 3, 'A02': 1}
    """
    numbers = dict.fromkeys(there, 0)
    while sum(numbers.values()) < min(total, sum(there.values())):
        for key in numbers:
            if numbers[key] < there[key] and sum(numbers.values()) < total:
                numbers[key] += 1
    return numbers


def make_blueprint_form(
    offers: Sequence[SkillOffer], plan: Context, now: datetime, sent: Any
) -> BlueprintForm:
    """Return the form of a test of one's own, filled with what was sent or with a suggestion."""
    if sent is not None:
        return BlueprintForm(sent, offers=offers)
    initial = {
        **plan,
        "plan": "once",
        "title": _("Test of %(day)s") % {"day": show_day(now)},
        "written": 0,
        "delivery": "two",
    }
    return BlueprintForm(initial=initial, offers=offers)


def group_offers(offers: Sequence[SkillOffer], *, taught: bool) -> list[OfferedSkills]:
    """Return the skills that the class has had, or the others, by strand."""
    wanted = [offer for offer in offers if offer.was_taught is taught]
    names = dict.fromkeys(offer.strand for offer in wanted)
    return [
        OfferedSkills(name, tuple(offer for offer in wanted if offer.strand == name))
        for name in names
    ]


def read_draft(form: BlueprintForm) -> tuple[dict[str, int], str, int]:
    """Return blueprint, delivery and written questions as the form has them now, valid or not."""
    blueprint = {
        offer.key: min(_whole(form[f"n_{offer.key}"].value()), offer.n_questions)
        for offer in form.offers
    }
    delivery = str(form["delivery"].value() or "two")
    written = _whole(form["written"].value())
    return {key: n for key, n in blueprint.items() if n}, delivery, written


def _whole(value: Any) -> int:
    """Return what is typed as a whole number; 0 for anything else."""
    text = str(value if value is not None else "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def describe_draft(
    form: BlueprintForm, entries: Sequence[BankEntry], school_class: SchoolClass
) -> Context:
    """Return what the test on the form would come to: questions, minutes, and how precise it is.

    Three queries.
    """
    blueprint, delivery, written = read_draft(form)
    if not blueprint:
        return {"total": 0}
    stock = find_supply(entries, blueprint, school_class.school_id)
    told = tell(stock, blueprint, delivery, written)
    return {
        "total": told.n_questions,
        "written": min(written, told.n_questions) if delivery in N_FORMS else 0,
        "minutes": ceil(told.seconds / 60),
        "reach": round(told.reach, 1),
        "scarce": [
            offer
            for offer in form.offers
            if delivery == "two" and blueprint.get(offer.key, 0) * 2 > offer.n_questions + 1
        ],
        "may_end_early": delivery == Delivery.ADAPTIVE,
    }


def find_supply(
    entries: Sequence[BankEntry], blueprint: Mapping[str, int], school_id: int
) -> Supply:
    """Return the questions of the skills of a blueprint, with what each tells. Three queries."""
    wanted = [entry for entry in entries if entry.skill in blueprint]
    return supply(wanted, find_scale(school_id, [entry.item for entry in wanted]))


def tell(stock: Supply, blueprint: Mapping[str, int], delivery: str, written: int) -> Told:
    """Return what a draft takes and tells."""
    n_forms = N_FORMS.get(delivery, 1)
    kind = Delivery.FIXED if delivery in N_FORMS else delivery
    return foretell(stock, blueprint, kind, n_forms=n_forms, n_written=written)
