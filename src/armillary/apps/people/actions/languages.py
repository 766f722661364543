"""Which language somebody reads: kept with the person, so that any computer speaks it."""

from django.http import HttpRequest

from armillary.apps.people.models import Adult, Learner


def remember_language(request: HttpRequest, language: str) -> None:
    """Keep the chosen language with whoever is signed in in this browser."""
    seat = getattr(request, "seat", None)
    user = getattr(request, "user", None)
    if seat is not None:
        Learner.objects.filter(pk=seat.learner_id).update(language=language)
    elif user is not None and user.is_authenticated:
        Adult.objects.filter(pk=user.pk).update(language=language)
