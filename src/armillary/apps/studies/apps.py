"""Tells Django about the app."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """The studies app."""

    name = "armillary.apps.studies"
    label = "studies"
