"""What templates of tests cannot say themselves."""

from django import template
from django.forms import BoundField

from armillary.apps.assessment.forms import BlueprintForm, SkillOffer
from armillary.apps.assessment.models import SchoolTest
from armillary.apps.assessment.overview import show_title
from armillary.apps.people.languages import content_language

register = template.Library()


@register.simple_tag
def number_field(form: BlueprintForm, offer: SkillOffer) -> BoundField:
    """Return the field in which the questions of a skill are counted."""
    return form[f"n_{offer.key}"]


@register.filter
def test_title(test: SchoolTest) -> str:
    """Return the title of a test; that of a ready one in the reader's language."""
    return show_title(test, content_language())
