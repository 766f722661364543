"""What templates of tests cannot say themselves."""

from django import template
from django.forms import BoundField

from armillary.apps.assessment.forms import BlueprintForm, SkillOffer

register = template.Library()


@register.simple_tag
def number_field(form: BlueprintForm, offer: SkillOffer) -> BoundField:
    """Return the field in which the questions of a skill are counted."""
    return form[f"n_{offer.key}"]
