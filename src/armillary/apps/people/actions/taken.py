"""A name that somebody else has already: said by the database, told to people in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


class TakenError(ValueError):
    """The name or sign-in name is taken; nothing was changed."""


@contextmanager
def refuse_taken() -> Iterator[None]:
    """Run a write in a transaction; a broken uniqueness rule becomes `TakenError`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise TakenError(str(error)) from error
