"""What every page's template may use."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from armillary.apps.assessment.places import OwnTest, find_own_tests
from armillary.apps.people.queries import describe_person, find_simulated


def describe_page(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html uses: who is here, which language, whether data are invented."""
    return {
        "person": describe_person(request),
        "simulated": find_simulated(),
        "languages": settings.LANGUAGES,
        "current_language": translation.get_language(),
        "own_tests": find_for(request),
    }


def find_for(request: HttpRequest) -> Callable[[], list[OwnTest]]:
    """Return what finds the learner's tests, looked for only where a page shows them.

    Practice, which shows them on a learner's first page, does not know of tests.
    """

    def find() -> list[OwnTest]:
        seat = getattr(request, "seat", None)
        return [] if seat is None else find_own_tests(seat.learner, datetime.now(UTC))

    return find
