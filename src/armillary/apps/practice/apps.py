"""Tells Django about the app."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The practice app."""

    name = "armillary.apps.practice"
    label = "practice"
