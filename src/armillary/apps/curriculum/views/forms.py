"""A form of an assessment on paper, and its key."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from armillary.apps.curriculum.access import access_form
from armillary.apps.curriculum.actions import picture_address
from armillary.apps.curriculum.queries import find_variants, in_language
from armillary.apps.people.access import AdultRequest, adult_required
from armillary.apps.people.languages import content_language
from armillary.content.questions import (
    Part,
    Variant,
    render_question,
    show_explanation,
    show_right_answer,
)

# On paper everybody has the same numbers and the same order of choices.
PAPER_SEED = 1


@require_GET
@adult_required
def show_form(request: AdultRequest, assessment: str, form: str) -> HttpResponse:
    """Show a form to print; with `?key=1` the right answers instead."""
    test, chosen = access_form(assessment, form)
    language = content_language()
    variants = find_variants(chosen["questions"], seed=PAPER_SEED)
    has_key = request.GET.get("key") == "1"
    describe = describe_answer if has_key else describe_question
    context = {
        "key": test.key,
        "form": form,
        "title": in_language(test.titles, language),
        "minutes": test.minutes,
        "unit": test.unit,
        "questions": [describe(variant, language) for variant in variants],
    }
    template = "form_key" if has_key else "form"
    return render(request, f"curriculum/{template}.html", context)


def describe_question(variant: Variant, language: str) -> dict[str, Any]:
    """Return a question for paper: all HTML is safe, made from the checked course."""
    shown = render_question(variant, language)
    picture = variant.question.picture
    return {
        "kind": shown.kind,
        "stem": mark_safe(shown.stem_html),
        "picture": picture and picture_address(picture.sha256),
        "alt": shown.picture.alt if shown.picture else "",
        "choices": mark_parts(shown.choices),
        "things": mark_parts(shown.things),
        "lefts": mark_parts(shown.lefts),
        "rights": list(zip("ABCDEFGH", mark_parts(shown.rights), strict=False)),
        "bins": mark_parts(shown.bins),
        "cards": mark_parts(shown.cards),
        "unit": mark_safe(shown.unit_html),
    }


def mark_parts(parts: tuple[Part, ...]) -> list[str]:
    """Return the safe HTML of parts."""
    return [mark_safe(part.html) for part in parts]


def describe_answer(variant: Variant, language: str) -> dict[str, Any]:
    """Return the right answer of a question and why it is right."""
    return {
        "right": mark_safe(show_right_answer(variant, language)),
        "why": mark_safe(show_explanation(variant, language)),
        "skills": ", ".join(variant.question.skills),
    }
