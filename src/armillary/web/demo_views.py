"""Sign-in links of the demo. Outside the demo they lead nowhere."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from armillary.apps.people.access import access_demo_adult, access_demo_card
from armillary.apps.people.views.signing import leave_seat, seat_learner
from armillary.web.demo import read_link


@require_GET
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as the simulated person that a printed link names."""
    found = read_link(token) if settings.ARMILLARY_DEMO else None
    if found is None:
        raise Http404
    kind, person = found
    now = datetime.now(UTC)
    if kind == "learner":
        return seat_learner(request, access_demo_card(person), now=now)
    login(request, access_demo_adult(person), backend="django.contrib.auth.backends.ModelBackend")
    response = redirect("people:start")
    leave_seat(request, response, now=now)
    return response
