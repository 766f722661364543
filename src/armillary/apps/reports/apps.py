"""Tells Django about the app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports app."""

    name = "armillary.apps.reports"
    label = "reports"
