"""Tells Django about the app."""

from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    """The curriculum app."""

    name = "armillary.apps.curriculum"
    label = "curriculum"
