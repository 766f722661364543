"""Reads of people, classes and seats."""

from typing import Any

from django.http import HttpRequest

from armillary.apps.people.models import School


def find_simulated() -> bool:
    """Return whether this database holds a simulated school."""
    return School.objects.filter(simulated=True).exists()


def describe_person(request: HttpRequest) -> dict[str, Any] | None:
    """Return who is signed in, as base.html shows it."""
    seat = getattr(request, "seat", None)
    if seat is not None:
        return {"kind": "learner", "name": seat.learner.name}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return {"kind": "adult", "name": user.name, "role": user.role}
    return None
