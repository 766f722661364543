"""Template tags for the drawings of the interface: spheres, the mark, strips and gauges."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from armillary.apps.curriculum.bars import draw_gauge, draw_strip
from armillary.apps.curriculum.sphere import Ring, draw_class_sphere, draw_logo, draw_sphere

register = template.Library()


@register.simple_tag
def sphere(rings: Sequence[Ring], size: int, title: str, desc: str) -> SafeString:
    """Draw what somebody knows; every text in it is escaped by the drawing itself."""
    return mark_safe(draw_sphere(rings, size=size, title=str(title), description=str(desc)))


@register.simple_tag
def class_sphere(
    learners: Sequence[Sequence[Ring]], size: int, title: str, desc: str
) -> SafeString:
    """Draw what a class knows, a fine arc for each learner in every ring."""
    return mark_safe(
        draw_class_sphere(learners, size=size, title=str(title), description=str(desc))
    )


@register.simple_tag
def logo(size: int) -> SafeString:
    """Draw the mark; decoration, so it has no name."""
    return mark_safe(draw_logo(size))


@register.simple_tag
def strip(held: int, getting: int, help: int, unseen: int) -> SafeString:
    """Draw how many learners hold a skill, are getting there, need help, were not seen yet."""
    title = _(
        "%(held)d hold it, %(getting)d getting there, %(help)d need help, %(unseen)d not seen"
    ) % {"held": held, "getting": getting, "help": help, "unseen": unseen}
    return mark_safe(draw_strip(held, getting, help, unseen, title=title))


@register.simple_tag
def gauge(value: float, low: float, high: float, title: str) -> SafeString:
    """Draw an estimate between 0 and 1 with the range it may lie in."""
    return mark_safe(draw_gauge(value, low, high, title=str(title)))
