"""Answers from elsewhere become answers of this school: all of them or none."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry
from armillary.apps.curriculum.models import Question
from armillary.apps.exchange.actions.audit import record_command
from armillary.apps.exchange.answer_files import (
    AnswerFile,
    AnswerRow,
    RowFault,
    check_answers,
    keep_answers,
)
from armillary.apps.exchange.learner_keys import AT_ONCE, in_batches
from armillary.apps.exchange.logs import ITEM, LEARNER
from armillary.apps.exchange.rolls import NewClass, find_roll, settle_roll
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from armillary.apps.people.models import Learner, School
from armillary.apps.practice.models import Answer
from armillary.apps.practice.rebuild import rebuild_learner
from armillary.apps.practice.rows import TEST_POLICY
from armillary.apps.practice.store import clamp
from armillary.content.languages import content_language

POLICY = "imported"
# Ids of imported answers are made in this space, from what makes an answer the same answer.
SPACE = uuid.UUID("0b0c7bd4-6d0c-5c3e-9d27-5b5f5a1f2a66")
LEARNERS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; with any fault it did nothing."""

    rows: int
    added: int = 0
    learners: int = 0
    new_learners: int = 0
    faults: tuple[RowFault, ...] = ()

    @property
    def already_here(self) -> int:
        """How many of the rows the school had before."""
        return 0 if self.faults else self.rows - self.added


@dataclass(frozen=True, slots=True)
class Destination:
    """Where imported answers go. `learners` and `items` are by the numbers in the rows."""

    school: School
    catalogue: Catalogue
    learners: Sequence[Learner]
    items: Sequence[ItemEntry]


def import_answers(
    path: Path,
    named: Mapping[str, str | None],
    *,
    school: School,
    catalogue: Catalogue,
    new_class: NewClass | None,
    dry_run: bool,
    now: datetime,
    progress: Callable[[int, int], None],
) -> Imported:
    """Add the answers of a file behind the learners' own, and recompute what follows from them.

    An answer that was imported before is not added again.

    Parameters
    ----------
    named : the column each switch names, by role
    new_class : make this class of the file's learners; None when they are learners of the school
    dry_run : do everything, then take it back
    progress : told how many rows are done, of how many

    Raises
    ------
    Refusal
        If the file cannot be read at all. Faults of rows are in the result.
    """
    with open_table(path, time_zone=settings.TIME_ZONE) as table:
        file = keep_answers(table, named)
        items = find_items(catalogue, file.distinct(ITEM))
        file.number(ITEM, list(items), range(len(items)))
        roll = find_roll(school, file.distinct(LEARNER), new_class)
        file.number(LEARNER, list(roll.numbers), list(roll.numbers.values()))
        stranger = {
            LEARNER: roll.stranger,
            ITEM: f"is no question of the course {catalogue.key}",
        }
        faults = check_answers(file, now=now, stranger=stranger)
        if faults:
            return Imported(file.n_rows, faults=tuple(faults))
        with _changed_by_nobody(), transaction.atomic():
            learners = settle_roll(roll, school, new_class, now=now)
            destination = Destination(school, catalogue, learners, list(items.values()))
            added = _record(file, destination, now=now, progress=progress)
            if added:
                record_command(school, "answers_imported", f"course:{catalogue.key}", now=now)
            transaction.set_rollback(dry_run)
        return Imported(file.n_rows, added, len(learners), len(roll.new_names))


def find_items(catalogue: Catalogue, keys: Sequence[str]) -> dict[str, ItemEntry]:
    """Return the latest item of each question of a course, by key; unknown keys are left out."""
    found = {}
    for some in in_batches(keys):
        rows = Question.objects.filter(course_id=catalogue.id, key__in=some, current__isnull=False)
        for key, item_id in rows.values_list("key", "current_id"):
            item = SHELF.item(item_id) if item_id is not None else None
            if item is not None:
                found[key] = item
    return found


@contextmanager
def _changed_by_nobody() -> Iterator[None]:
    """Refuse when somebody answered while we wrote; nothing is stored then."""
    try:
        yield
    except IntegrityError:
        raise Refusal(
            "Somebody changed the same learners meanwhile. Nothing was imported; please try again."
        ) from None


def _record(
    file: AnswerFile,
    destination: Destination,
    *,
    now: datetime,
    progress: Callable[[int, int], None],
) -> int:
    """Write the answers that are new and the states that follow; return how many."""
    added = done = 0
    sheets = (
        Sheet(destination.learners[number], identify(destination, number, list(rows)))
        for number, rows in groupby(file.rows(), key=lambda row: row.learner)
    )
    while some := list(islice(sheets, LEARNERS_AT_ONCE)):
        added += _add_sheets(some, destination, now=now)
        done += sum(len(sheet.rows) for sheet in some)
        progress(done, file.n_rows)
    return added


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one learner answered elsewhere, in the order of time, by the id each answer gets."""

    learner: Learner
    rows: dict[uuid.UUID, AnswerRow]


def identify(
    destination: Destination, learner: int, rows: Sequence[AnswerRow]
) -> dict[uuid.UUID, AnswerRow]:
    """Return one learner's rows by the id of the answer each is.

    The id is the one in the file, else made from what was answered, when and how: the same row in
    another file is the same answer. Rows alike in everything are counted apart.
    """
    times = Counter[str]()
    found = {}
    for row in rows:
        item = destination.items[row.item]
        text = (
            f"{destination.learners[learner].pk} {item.course}/{item.key} {row.at.isoformat()}"
            f" {row.score!r} {row.assisted}"
        )
        times[text] += 1
        found[row.answer or uuid.uuid5(SPACE, f"{text} {times[text]}")] = row
    return found


def _add_sheets(sheets: Sequence[Sheet], destination: Destination, *, now: datetime) -> int:
    """Add what is new of some learners, and put their states in place."""
    here = _find_owners([key for sheet in sheets for key in sheet.rows])
    for sheet in sheets:
        for key, row in sheet.rows.items():
            if here.get(key, sheet.learner.pk) != sheet.learner.pk:
                raise Refusal(
                    f"Row {row.n} has the id of another learner's answer, {key}."
                    " Nothing was imported. Leave the ids out with --answer none."
                )
    answers = [
        answer
        for sheet in sheets
        for answer in _make_answers(sheet, set(here), destination, now=now)
    ]
    Answer.objects.bulk_create(answers, batch_size=AT_ONCE)
    with connection.cursor() as cursor:
        for learner in dict.fromkeys(answer.learner_id for answer in answers):
            rebuild_learner(cursor, learner, destination.catalogue, write=True)
    return len(answers)


def _find_owners(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return whose the answers are that the school has already."""
    return {
        key: learner
        for some in in_batches(keys)
        for key, learner in Answer.objects.filter(pk__in=some).values_list("pk", "learner_id")
    }


def _make_answers(
    sheet: Sheet, here: Set[uuid.UUID], destination: Destination, *, now: datetime
) -> Iterator[Answer]:
    """Yield a learner's new answers as rows, behind those the learner has."""
    last = Answer.objects.filter(learner=sheet.learner).aggregate(
        position=Max("position"), at=Max("answered_at")
    )
    position, at = last["position"] or 0, last["at"]
    for key, row in sheet.rows.items():
        if key not in here:
            position += 1
            at = clamp(row.at, at, now)
            yield _make_answer(key, row, sheet.learner, destination, position, at, now)


def _make_answer(
    key: uuid.UUID,
    row: AnswerRow,
    learner: Learner,
    destination: Destination,
    position: int,
    at: datetime,
    now: datetime,
) -> Answer:
    item = destination.items[row.item]
    return Answer(
        id=key,
        school=destination.school,
        learner=learner,
        position=position,
        item_id=item.id,
        seed=0,
        language=row.language or content_language(destination.school.language),
        given={"imported": row.score},
        score=row.score,
        scored_by_page=item.kind == "lab",
        assisted=row.assisted,
        moves_model=not (row.assisted or row.in_test),
        seconds_spent=row.seconds,
        policy=f"{TEST_POLICY}-{POLICY}" if row.in_test else POLICY,
        p_chosen=1.0,
        answered_at=at,
        device_at=row.at,
        received_at=now,
    )
