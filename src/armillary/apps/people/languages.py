"""Which of the four languages a request speaks, and the names content files use for them."""

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import formats, translation

# Content files and answers name Chinese the way BCP 47 does; Django uses lower case.
CONTENT_LANGUAGES = {"en": "en", "ru": "ru", "be": "be", "zh-hans": "zh-Hans"}


def find_language(request: HttpRequest) -> str:
    """Return the language of the cookie if we speak it, else the best the browser asks for."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in CONTENT_LANGUAGES:
        return chosen
    found = translation.get_language_from_request(request)
    return found if found in CONTENT_LANGUAGES else settings.LANGUAGE_CODE


def content_language() -> str:
    """Return the current language as content files write it."""
    return CONTENT_LANGUAGES.get(translation.get_language() or "en", "en")


def keep_language(response: HttpResponse, language: str) -> None:
    """Set the language cookie on a response."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.ARMILLARY_HTTPS,
    )


def write_number(value: float, digits: int = 2) -> str:
    """Return a number, rounded, as the reader's language writes it, with a true minus.

    >>> write_number(0.179), write_number(-0.004)
    ('0.18', '0.00')
    """
    # Django cuts digits off; it does not round.
    rounded = Decimal(f"{abs(value):.{digits}f}")
    text = str(formats.number_format(rounded, digits))
    return f"−{text}" if value < 0 and rounded else text


def join_sentences(*sentences: str) -> str:
    """Return sentences one after another; Chinese puts no blank between them."""
    return ("" if translation.get_language() == "zh-hans" else " ").join(sentences)


def join_names(names: Iterable[str]) -> str:
    """Return names as a list within a sentence; Chinese has a comma of its own for that."""
    return ("、" if translation.get_language() == "zh-hans" else ", ").join(names)
