"""What every page's template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from armillary.apps.people.queries import describe_person, find_simulated


def describe_page(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html uses: who is here, which language, whether data are invented."""
    return {
        "person": describe_person(request),
        "simulated": find_simulated(),
        "languages": settings.LANGUAGES,
        "current_language": translation.get_language(),
    }
