"""Whom a file or a command means: an opaque id or the code of a sign-in card."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from armillary.apps.people.codes import clean_code
from armillary.apps.people.models import Card, Learner, School
from armillary.apps.people.opaque_ids import OPAQUE_BITS

T = TypeVar("T")

# A database takes so many values in one question, and some more.
AT_ONCE = 400
DIGITS = len(str(2**OPAQUE_BITS))


def find_learners(school: School, keys: Sequence[str]) -> dict[str, Learner]:
    """Return the learners of a school that some keys name, by key; unknown keys are left out.

    A key is a learner's id, or the code of a card of theirs, valid or not.
    """
    ids = {key: int(key) for key in keys if key.isascii() and key.isdigit() and len(key) <= DIGITS}
    codes = {key: clean_code(key) for key in keys}
    by_id = {
        learner.pk: learner
        for some in in_batches(sorted(set(ids.values())))
        for learner in Learner.objects.filter(school=school, pk__in=some)
    }
    by_code = {
        card.code: card.learner
        for some in in_batches(sorted(set(codes.values())))
        for card in Card.objects.filter(code__in=some, learner__school=school).select_related(
            "learner"
        )
    }
    found = {}
    for key in keys:
        learner = by_id.get(ids.get(key, 0)) or by_code.get(codes[key])
        if learner is not None:
            found[key] = learner
    return found


def in_batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the values in runs that one question to a database can hold."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
