"""Tells Django about the app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange app."""

    name = "armillary.apps.exchange"
    label = "exchange"
