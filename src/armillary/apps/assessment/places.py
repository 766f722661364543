"""What a learner sees of their own test: its places, what stands in them, and where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from armillary.apps.assessment.allowances import Terms, find_own_allowances, make_terms
from armillary.apps.assessment.answers import find_latest_rows
from armillary.apps.assessment.models import (
    Allowance,
    Delivery,
    FormDraw,
    Occasion,
    OccasionSitting,
    SchoolTest,
)
from armillary.apps.assessment.overview import show_title
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import Answer

RESULT_STAYS = timedelta(weeks=4)  # on the learner's first page


@dataclass(frozen=True, slots=True)
class Place:
    """One question of a sitting: `state` is answered, looked (at) or new."""

    number: int  # from 1
    item: int
    seed: int
    skill: str
    p: float
    state: str


@dataclass(frozen=True, slots=True)
class OwnTest:
    """A test of a learner's class as their first page names it: `state` is open, begun or shown."""

    occasion: int
    title: str
    state: str
    closes_at: datetime


def find_own_sitting(learner: Learner, occasion: Occasion) -> OccasionSitting | None:
    """Return what the learner has begun of an occasion, or None."""
    return OccasionSitting.objects.filter(occasion=occasion, learner=learner).first()


def find_answers(sitting: OccasionSitting) -> dict[int, Answer]:
    """Return the answers that count of a sitting so far, by item."""
    found = find_latest_rows([sitting.sitting_id])
    return {item: row for (_sitting, item), row in found.items()}


def list_places(sitting: OccasionSitting, answered: Sequence[int] | dict[int, Any]) -> list[Place]:
    """Return the places of a sitting in order, with what has become of each."""
    return [
        Place(
            number=number,
            item=entry["item"],
            seed=entry["seed"],
            skill=entry["skill"],
            p=entry["p"],
            state="answered"
            if entry["item"] in answered
            else "looked"
            if "looked" in entry
            else "new",
        )
        for number, entry in enumerate(sitting.asked, start=1)
    ]


def find_current(sitting: OccasionSitting) -> int:
    """Return the number of the place to go on at: the one looked at last."""
    if is_adaptive(sitting.occasion.series.test):
        return len(sitting.asked)
    looked = [(entry.get("looked", 0), -n) for n, entry in enumerate(sitting.asked, start=1)]
    return -max(looked)[1]


def is_adaptive(test: SchoolTest) -> bool:
    """Return whether each question is chosen after the last answer, with no way back."""
    return test.delivery == Delivery.ADAPTIVE


def count_questions(occasion: Occasion, learner: Learner) -> tuple[int, int]:
    """Return how many questions the learner will be asked, at least and at most."""
    test = occasion.series.test
    if is_adaptive(test):
        most = int(test.rules.get("most", sum(test.blueprint.values())))
        return min(int(test.rules.get("fewest", most)), most), most
    if test.delivery == Delivery.LINEAR:
        total = sum(test.blueprint.values())
        return total, total
    drawn = FormDraw.objects.filter(series=occasion.series_id, learner=learner).first()
    form = drawn.first_form if drawn else test.forms.order_by("key").first()
    total = 0 if form is None else form.items.count()
    return total, total


def find_own_tests(learner: Learner, now: datetime) -> list[OwnTest]:
    """Return the tests that wait for a learner now and the results shown to them; three queries.

    A result stays for four weeks, unless another occasion of its series has opened.
    """
    occasions = list(
        Occasion.objects.select_related("series__test__assessment")
        .filter(_concerns(learner), cancelled_at__isnull=True, opens_at__lte=now)
        .order_by("closes_at", "pk")
    )
    if not occasions:
        return []
    allowed = find_own_allowances(occasions, learner.pk)
    own = {
        sitting.occasion_id: sitting
        for sitting in OccasionSitting.objects.filter(learner=learner, occasion__in=occasions)
    }
    latest = {occasion.series_id: occasion.pk for occasion in occasions}
    found = []
    for occasion in occasions:
        terms = make_terms(occasion, allowed.get(occasion.pk))
        state = _find_state(occasion, terms, own.get(occasion.pk), now)
        if state and (state != "shown" or latest[occasion.series_id] == occasion.pk):
            title = show_title(occasion.series.test, content_language())
            found.append(OwnTest(occasion.pk, title, state, terms.closes_at))
    return sorted(found, key=lambda own: own.state == "shown")


def _concerns(learner: Learner) -> Q:
    """Return what tells the occasions of a learner: of the class, begun before moving to another
    class, or allowed."""
    begun = OccasionSitting.objects.filter(learner=learner).values("occasion")
    allowed = Allowance.objects.filter(learner=learner, until__isnull=False).values("occasion")
    return Q(series__school_class=learner.school_class_id) | Q(pk__in=begun) | Q(pk__in=allowed)


def _find_state(
    occasion: Occasion, terms: Terms, sitting: OccasionSitting | None, now: datetime
) -> str:
    """Return what a learner may do with an occasion that has opened; empty for nothing."""
    over = sitting is not None and sitting.ended_at is not None
    if not over and terms.is_open(now):
        return "open" if sitting is None else "begun"
    since = occasion.shown_at
    shown = since is not None and since <= now < since + RESULT_STAYS
    return "shown" if sitting is not None and shown else ""
