"""Tells Django about the app."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The assessment app."""

    name = "armillary.apps.assessment"
    label = "assessment"
