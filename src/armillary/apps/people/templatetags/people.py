"""Template filters of the people app."""

from django import template

from armillary.apps.people.codes import show_code

register = template.Library()
register.filter("spaced_code", show_code)
