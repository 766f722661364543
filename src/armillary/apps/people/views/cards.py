"""Sign-in cards: printing a class, printing one, and taking one away."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from armillary.apps.people.access import (
    AdultRequest,
    access_class_to_manage,
    access_learner_to_manage,
    adult_required,
)
from armillary.apps.people.actions import record_audit, reset_card
from armillary.apps.people.cards import print_cards, reached_by_loopback
from armillary.apps.people.codes import show_code
from armillary.apps.people.models import Card, SchoolClass
from armillary.apps.people.queries import find_card, find_cards


@require_safe
@adult_required
def show_cards(request: AdultRequest, class_id: int) -> HttpResponse:
    """Show the cards of a class, to be printed. The log notes it: they open every place in it."""
    school_class = access_class_to_manage(request.user, class_id)
    subject = f"class:{class_id}"
    record_audit(request.user, action="cards_viewed", subject=subject, now=timezone.now())
    return draw_cards(request, school_class, find_cards(school_class))


@require_safe
@adult_required
def show_card(request: AdultRequest, learner_id: int) -> HttpResponse:
    """Show one learner's card, to be printed. The log notes it."""
    learner = access_learner_to_manage(request.user, learner_id)
    card = find_card(learner)
    subject = f"learner:{learner_id}"
    record_audit(request.user, action="card_viewed", subject=subject, now=timezone.now())
    return draw_cards(request, learner.school_class, [card] if card else [])


def draw_cards(
    request: AdultRequest, school_class: SchoolClass, cards: Sequence[Card]
) -> HttpResponse:
    """Draw cards on A4 paper, several to a page."""
    context = {
        "school_class": school_class,
        "class_code": show_code(school_class.code),
        "cards": print_cards(request, cards),
        "address": request.build_absolute_uri("/"),
        "loopback": reached_by_loopback(request),
    }
    return render(request, "people/cards.html", context)


@require_POST
@adult_required
def replace_card(request: AdultRequest, learner_id: int) -> HttpResponse:
    """Take a learner's card away and give a new one."""
    learner = access_learner_to_manage(request.user, learner_id)
    reset_card(learner, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("%(name)s has a new card. The old one opens nothing any more.") % {"name": learner.name},
    )
    return redirect("people:show_card", learner_id)
