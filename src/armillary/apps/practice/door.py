"""The answer door: the first middleware, one path only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class AnswerDoor:
    """Takes answers before any other middleware runs; lets everything else pass."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)
