"""Tells Django about the assembled site."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The assembled site: settings, addresses, base templates and the program itself."""

    name = "armillary.web"
    label = "web"
