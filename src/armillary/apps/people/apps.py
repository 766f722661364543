"""Tells Django about the app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people app."""

    name = "armillary.apps.people"
    label = "people"
