"""Whose names this browser may show before anybody has signed in.

A class code typed here, or the code of a card, opens its class or its one learner for a quarter of
an hour, by a signed cookie. A computer that a teacher enrolled shows its class without any code.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from armillary.apps.people.codes import CARD_CODE_LENGTH, clean_code
from armillary.apps.people.models import Card, Device, Learner, SchoolClass
from armillary.apps.people.seats import DEVICE_COOKIE, hash_token, set_token_cookie

OPENED_COOKIE = "opened"
OPENED_AGE = 15 * 60
OPENED_SALT = "armillary.people.doorway"
DEVICE_AGE = 400 * 24 * 3600  # browsers keep no cookie longer

Opened = SchoolClass | Card


def find_opened(typed: str) -> Opened | None:
    """Return the living class or the valid card whose code was typed, or None."""
    code = clean_code(typed)
    if len(code) == CARD_CODE_LENGTH:
        return (
            Card.objects.select_related("learner__school_class", "learner__school")
            .filter(code=code, revoked_at__isnull=True, learner__left_at__isnull=True)
            .filter(learner__school_class__archived_at__isnull=True)
            .first()
        )
    classes = SchoolClass.objects.select_related("school")
    return classes.filter(code=code, archived_at__isnull=True).first()


def read_opened(request: HttpRequest) -> Opened | None:
    """Return what the code typed in this browser opened, or None when that was too long ago."""
    code = request.get_signed_cookie(
        OPENED_COOKIE, default="", salt=OPENED_SALT, max_age=OPENED_AGE
    )
    return find_opened(code) if code else None


def keep_opened(response: HttpResponse, opened: Opened) -> None:
    """Let this browser show the class, or the card's one learner, for a quarter of an hour."""
    response.set_signed_cookie(
        OPENED_COOKIE,
        opened.code,
        salt=OPENED_SALT,
        max_age=OPENED_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.ARMILLARY_HTTPS,
    )


def find_device_class(request: HttpRequest) -> SchoolClass | None:
    """Return the class that this computer was enrolled for, or None."""
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    if not token:
        return None
    device = (
        Device.objects.select_related("school_class__school")
        .filter(token_hash=hash_token(token), revoked_at__isnull=True)
        .filter(school_class__archived_at__isnull=True)
        .first()
    )
    return device.school_class if device else None


def keep_device(response: HttpResponse, token: str) -> None:
    """Give this browser the token of an enrolled computer."""
    set_token_cookie(response, DEVICE_COOKIE, token, max_age=DEVICE_AGE)


def find_open_class(request: HttpRequest) -> SchoolClass | None:
    """Return the class whose names this browser may show: the typed one before the enrolled one."""
    opened = read_opened(request)
    return opened if isinstance(opened, SchoolClass) else find_device_class(request)


def access_learner_to_sign_in(request: HttpRequest, learner_id: int) -> Learner | None:
    """Return a learner whom this browser may show.

    None when nothing is open here any more, so that the code has to be typed again; 404 when
    something is open and this learner is not in it.
    """
    opened = read_opened(request)
    if isinstance(opened, Card) and opened.learner_id == learner_id:
        return opened.learner
    school_class = opened if isinstance(opened, SchoolClass) else find_device_class(request)
    if school_class is None and opened is None:
        return None
    learner = Learner.objects.filter(
        pk=learner_id, school_class=school_class, left_at__isnull=True
    ).first()
    if school_class is None or learner is None:
        raise Http404
    learner.school_class = school_class
    return learner
