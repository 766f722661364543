"""A learner is erased: names, answers, marks, state, sittings, seats, cards."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import ManyToOneRel, Model

from armillary.apps.exchange.actions.audit import record_command
from armillary.apps.exchange.learner_keys import in_batches
from armillary.apps.exchange.models import Tombstone
from armillary.apps.exchange.tombstones import read_tombstones, write_tombstones
from armillary.apps.people.delays import PIN_OF_LEARNER, Slowed, forget_tries
from armillary.apps.people.models import Learner


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased of one learner: rows by what they are called."""

    learner: int
    rows: dict[str, int]


def find_belongings(
    owner: type[Model] = Learner, path: str = "", above: tuple[type[Model], ...] = ()
) -> Iterator[tuple[type[Model], str]]:
    """Yield every table whose rows hang on a learner, and how a row leads to the learner.

    Tables come in the order in which their rows can be deleted. A table that a later version adds
    is found without being named here.
    """
    for relation in owner._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):  # of which one-to-one is a kind
            continue
        child = relation.related_model
        if child in (*above, owner):
            continue
        step = f"{relation.field.name}__{path}" if path else relation.field.name
        yield from find_belongings(child, step, (*above, owner))
        yield child, step


def count_belongings(learner: Learner) -> dict[str, int]:
    """Return how many rows of each table hang on a learner; tables without any are left out."""
    found: dict[type[Model], set[object]] = {}
    for model, path in find_belongings():
        keys = model._base_manager.filter(**{path: learner.pk}).values_list("pk", flat=True)
        found.setdefault(model, set()).update(keys)
    return {
        str(model._meta.verbose_name_plural): len(keys) for model, keys in found.items() if keys
    }


def erase_learner(learner: Learner, *, folder: Path, now: datetime) -> Erased:
    """Erase a learner and everything that hangs on them; only an opaque tombstone is left.

    Parameters
    ----------
    folder : the data folder, where the tombstone is written too
    """
    pk, name, school = learner.pk, learner.name, learner.school
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # zeroes what is deleted
    with transaction.atomic():
        rows = count_belongings(learner)
        for model, path in find_belongings():
            model._base_manager.filter(**{path: pk}).delete()
        Learner.objects.filter(pk=pk).delete()
        forget_tries([Slowed(PIN_OF_LEARNER, str(pk))])
        forget_sessions(pk, name)
        Tombstone.objects.update_or_create(learner_id=pk, defaults={"erased_at": now})
        record_command(school, "learner_erased", f"learner:{pk}", now=now)
        # Last: when the file cannot be written, nothing is erased.
        write_tombstones(folder, {**read_tombstones(folder), pk: now})
    empty_write_ahead_log()
    return Erased(pk, rows)


def forget_sessions(learner: int, name: str) -> None:
    """End the sessions of adults in which the learner stands, such as in a message to be shown."""
    for session in Session.objects.iterator():
        text = json.dumps(session.get_decoded(), ensure_ascii=False, default=str)
        if name in text or str(learner) in text:
            session.delete()


def empty_write_ahead_log() -> None:
    """Leave no copy of erased rows in SQLite's second file."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def erase_tombstoned(*, folder: Path, now: datetime) -> list[Erased]:
    """Erase again whoever was erased before: call it when a database may be older than that.

    The rows and the file of tombstones are made to say the same.
    """
    rows = dict(Tombstone.objects.values_list("learner_id", "erased_at"))
    file = read_tombstones(folder)
    known = {**file, **rows}
    Tombstone.objects.bulk_create(
        Tombstone(learner_id=pk, erased_at=moment) for pk, moment in file.items() if pk not in rows
    )
    if known != file:
        write_tombstones(folder, known)
    back = [
        learner
        for some in in_batches(sorted(known))
        for learner in Learner.objects.filter(pk__in=some).select_related("school")
    ]
    return [erase_learner(learner, folder=folder, now=now) for learner in back]
