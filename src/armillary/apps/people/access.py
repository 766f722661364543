"""Who may come in, and who may have which class or learner. The only door to those rows."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from armillary.apps.people.models import Adult, Card, Device, Learner, SchoolClass, Seat
from armillary.apps.people.seats import AppRequest

# Where each person's day begins. Higher apps own two of these pages, so they are named by address
# (the access table test asks each of them).
LEARNER_HOME = "/home/"
TEACHER_HOME = "/classes/"
HEAD_HOME = "/school/"

P = ParamSpec("P")


class AdultRequest(AppRequest):
    """A request that came through `adult_required`: `user` is an active adult."""

    user: Adult


class LearnerRequest(AppRequest):
    """A request that came through `learner_required`: `seat` is a living seat, with its learner."""

    seat: Seat


def adult_required(
    view: Callable[Concatenate[AdultRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let adults in, send strangers to the adults' sign-in page; to learners there is no page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return refuse_stranger(request, reverse("people:sign_in"))
        return view(cast(AdultRequest, request), *args, **kwargs)

    return guarded


def head_required(
    view: Callable[Concatenate[AdultRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let heads in; to teachers and learners there is no page."""

    @wraps(view)
    def guarded(request: AdultRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_head:
            raise Http404
        return view(request, *args, **kwargs)

    return adult_required(guarded)


def learner_required(
    view: Callable[Concatenate[LearnerRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let learners in, send strangers to the start page; to adults there is no page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asked = cast(LearnerRequest, request)
        if asked.seat is None:
            return refuse_stranger(request, reverse("people:start"))
        return view(asked, *args, **kwargs)

    return guarded


def signed_in_required(
    view: Callable[Concatenate[AppRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let learners and adults in, send strangers to the start page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asked = cast(AppRequest, request)
        if asked.seat is None and not request.user.is_authenticated:
            return refuse_stranger(request, reverse("people:start"))
        return view(asked, *args, **kwargs)

    return guarded


def refuse_stranger(request: HttpRequest, page: str) -> HttpResponse:
    """Send somebody not signed in to a sign-in page; who signed in as another kind gets 404."""
    signed_in = getattr(request, "seat", None) is not None or request.user.is_authenticated
    if signed_in:
        raise Http404
    if request.method != "GET":
        return HttpResponseRedirect(page)
    return HttpResponseRedirect(f"{page}?{urlencode({'next': request.get_full_path()})}")


def visible_classes(adult: Adult) -> QuerySet[SchoolClass]:
    """Return the classes an adult may see: a teacher's own, for the head the whole school's."""
    classes = SchoolClass.objects.filter(school_id=adult.school_id)
    return classes if adult.is_head else classes.filter(teachers=adult)


def visible_learners(adult: Adult) -> QuerySet[Learner]:
    """Return the learners an adult may see, those who left included."""
    learners = Learner.objects.filter(school_id=adult.school_id)
    return learners if adult.is_head else learners.filter(school_class__teachers=adult)


def access_class_to_view(adult: Adult, class_id: int) -> SchoolClass:
    """Return a class this adult may look at, archived ones included, or 404."""
    return get_object_or_404(visible_classes(adult).select_related("school"), pk=class_id)


def access_class_to_manage(adult: Adult, class_id: int) -> SchoolClass:
    """Return a class this adult may change: a visible one that is not archived, or 404."""
    classes = visible_classes(adult).filter(archived_at__isnull=True).select_related("school")
    return get_object_or_404(classes, pk=class_id)


def access_learner_to_view(adult: Adult, learner_id: int) -> Learner:
    """Return a learner this adult may look at, with class and school, or 404."""
    learners = visible_learners(adult).select_related("school_class", "school")
    return get_object_or_404(learners, pk=learner_id)


def access_learner_to_manage(adult: Adult, learner_id: int) -> Learner:
    """Return a learner this adult may change: visible, and still in a living class, or 404."""
    learners = visible_learners(adult).filter(
        left_at__isnull=True, school_class__archived_at__isnull=True
    )
    learners = learners.select_related("school_class", "school")
    return get_object_or_404(learners, pk=learner_id)


def access_learner_to_return(adult: Adult, learner_id: int) -> Learner:
    """Return a learner who left a living class that this adult may change, or 404."""
    learners = visible_learners(adult).filter(
        left_at__isnull=False, school_class__archived_at__isnull=True
    )
    return get_object_or_404(learners.select_related("school_class", "school"), pk=learner_id)


def access_class_to_reopen(head: Adult, class_id: int) -> SchoolClass:
    """Return an archived class of the head's school, or 404."""
    return get_object_or_404(visible_classes(head), pk=class_id, archived_at__isnull=False)


def access_device_to_manage(adult: Adult, device_id: int) -> Device:
    """Return an enrolled computer of a class this adult may change, or 404."""
    devices = Device.objects.filter(
        school_class__in=visible_classes(adult), revoked_at__isnull=True
    )
    return get_object_or_404(devices.select_related("school_class"), pk=device_id)


def access_adult_to_manage(head: Adult, adult_id: int) -> Adult:
    """Return an adult of the head's own school, or 404."""
    if not head.is_head:
        raise Http404
    return get_object_or_404(Adult, school_id=head.school_id, pk=adult_id)


def find_home(request: HttpRequest) -> str | None:
    """Return the address where the day of whoever is signed in begins, or None for a stranger."""
    if getattr(request, "seat", None) is not None:
        return LEARNER_HOME
    if not request.user.is_authenticated:
        return None
    return HEAD_HOME if request.user.is_head else TEACHER_HOME


def access_demo_card(learner_id: int) -> Card:
    """Return the valid card of a learner of a simulated school, or 404."""
    cards = Card.objects.filter(revoked_at__isnull=True, learner__school__simulated=True)
    return get_object_or_404(cards, learner_id=learner_id)


def access_demo_adult(adult_id: int) -> Adult:
    """Return an active adult of a simulated school, or 404."""
    return get_object_or_404(Adult, pk=adult_id, is_active=True, school__simulated=True)
