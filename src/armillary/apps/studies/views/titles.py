"""Names of outcomes on pages."""

from django.utils.translation import gettext_lazy

NAMES = {"after": gettext_lazy("After teaching"), "delayed": gettext_lazy("Some weeks later")}
