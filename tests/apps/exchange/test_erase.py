"""Erasing a learner leaves an opaque tombstone and nothing else, in any table."""

import json
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from pytest_django import Settings

from armillary.apps.assessment.models import (
    Allowance,
    Form,
    FormDraw,
    Occasion,
    OccasionSitting,
    SchoolTest,
    Series,
)
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.lesson_variants import open_page, record_lesson_variants
from armillary.apps.curriculum.models import Lesson, OrderChoice
from armillary.apps.curriculum.order_choices import record_opening, record_orders
from armillary.apps.exchange.actions.erasing import erase_tombstoned, find_belongings
from armillary.apps.exchange.models import Tombstone
from armillary.apps.exchange.tombstones import TOMBSTONES_FILE, read_tombstones
from armillary.apps.people.actions import end_seat, reset_card, start_seat, try_pin
from armillary.apps.people.models import AuditEntry, Learner
from armillary.apps.practice.marks import record_mark
from armillary.apps.practice.models import Answer, LabState, Sitting
from armillary.apps.practice.policy_choices import record_policies
from armillary.apps.studies.models import Assignment, Consent, DrawnUnit, Study
from tests.apps.curriculum.told_twice import publish, second_way
from tests.apps.exchange.conftest import Run, csv_text
from tests.apps.exchange.folders import find_learner, make_school, program
from tests.cast import NOW, Cast, card_of

NAME = "Zebulon Quirk-Ёлкин"
LATER = NOW + timedelta(days=9)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """The data folder of this test alone."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    return settings.DATA


@pytest.fixture
def learner(school: Cast, course: Catalogue, run: Run, tmp_path: Path) -> Learner:
    """Ada under a name that stands nowhere else, with rows in every table a learner can reach."""
    ada = school.ada
    Learner.objects.filter(pk=ada.pk).update(name=NAME)
    ada.refresh_from_db()
    rows = [
        (who.pk, f"G05-L1-q0{n + 1}", n % 2, f"2025-09-0{n + 1}T08:00Z")
        for who in (ada, school.bo)
        for n in range(3)
    ]
    path = tmp_path / "answers.csv"
    path.write_text(csv_text(rows, ("learner", "item", "score", "time")))
    assert run("import", "answers", path, "--school", "Lyceum 7").code == 0
    for who in (ada, school.bo):
        sitting = Sitting.objects.create(learner=who, course_id=course.id, started_at=NOW)
        Answer.objects.filter(learner=who, position=1).update(
            sitting=sitting, given={"text": who.name}
        )
        for answer in Answer.objects.filter(learner=who):
            record_mark(answer, score=0.5, comment=who.name, by=school.anna, now=NOW)
        LabState.objects.create(learner=who, lab="teach-the-sorter", state={}, saved_at=NOW)
        sit_test(school, who, course)
        take_part(school, who, course)
        seat, _token = start_seat(card_of(who), now=NOW, instead_of=None)
        end_seat(seat, now=NOW)
        try_pin(who, ["sun", "sun", "sun"], address="192.0.2.1", now=NOW)
    reset_card(ada, by=school.anna, now=NOW)
    session = SessionStore()
    session["shown next"] = f"{NAME} has a new card."
    session.save()
    return ada


def sit_test(school: Cast, learner: Learner, course: Catalogue) -> None:
    """Let a learner sit a test of their own."""
    test = SchoolTest.objects.create(
        school=learner.school, course_id=course.id, title="Signs", delivery="fixed",
        blueprint={}, made_by=school.anna, made_at=NOW,
    )  # fmt: skip
    form = Form.objects.create(test=test, key="A")
    series = Series.objects.create(
        school=learner.school, test=test, school_class=learner.school_class, seed=1,
        made_by=school.anna, made_at=NOW,
    )  # fmt: skip
    occasion = Occasion.objects.create(
        series=series, kind="single", opens_at=NOW, closes_at=NOW + timedelta(hours=1)
    )
    FormDraw.objects.create(series=series, learner=learner, first_form=form, drawn_at=NOW)
    Allowance.objects.create(
        occasion=occasion, learner=learner, extra_minutes=5, given_by=school.anna, given_at=NOW
    )
    sitting = Sitting.objects.create(
        learner=learner, course_id=course.id, started_at=NOW, for_test=True
    )
    OccasionSitting.objects.create(
        occasion=occasion, learner=learner, sitting=sitting, form=form, asked=[],
        prior_mean=0.0, prior_sd=1.0, started_at=NOW, seen_at=NOW,
    )  # fmt: skip


def take_part(school: Cast, learner: Learner, course: Catalogue) -> None:
    """Let a learner take part in a study of their own."""
    study = Study.objects.create(
        school=learner.school, question="Which first?", unit="learner", layout="parallel",
        kind="order", test=SchoolTest.objects.latest("pk"), starts_at=NOW,
        ends_at=NOW + timedelta(days=9), sequential=False, needs_consent=True, protocol={},
        protocol_hash="0", seed=1, made_by=school.anna, made_at=NOW,
    )  # fmt: skip
    unit = DrawnUnit.objects.create(
        study=study, key="u1", arm=0, block=0, school_class=learner.school_class
    )
    Assignment.objects.create(
        study=study, learner=learner, unit=unit, arm=0, school_class=learner.school_class,
        drawn_at=NOW,
    )  # fmt: skip
    Consent.objects.create(study=study, learner=learner, given=True, adult=school.anna, at=NOW)
    times = {"starts_at": NOW, "ends_at": LATER, "source": f"study:{study.pk}"}
    record_policies([(learner, "lesson-1")], **times)
    record_orders([(learner, "lab-first")], **times)
    choice = OrderChoice.objects.get(learner=learner)
    lesson = Lesson.objects.get(course=course.id)
    record_opening(learner, lesson, choice, now=NOW)
    told_twice = publish(second_way(), now=NOW)
    record_lesson_variants([(learner, "test-first")], told_twice, **times)
    open_page(learner, told_twice, now=NOW)


def find_cells() -> Iterator[tuple[str, str, str]]:
    """Yield every cell of every table of the database: table, column, text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield table, column, as_text(value)


def as_text(value: object) -> str:
    """Return a cell as text, what is written in it as JSON signs included."""
    text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
    try:
        return f"{text} {json.loads(text)}"
    except ValueError:
        return text


def find_traces(*secrets: str) -> set[tuple[str, str]]:
    """Return the columns in which any of some texts stands."""
    return {
        (table, column)
        for table, column, text in find_cells()
        if any(secret in text for secret in secrets)
    }


def test_nothing_of_the_learner_is_left_in_any_table_but_the_log_and_the_tombstone(
    run: Run, learner: Learner, folder: Path
) -> None:
    for model, path in find_belongings():
        assert model._base_manager.filter(**{path: learner.pk}).exists(), (model, path)
    secrets = [NAME, str(learner.pk), *learner.cards.values_list("code", flat=True)]
    n_cells = {table for table, _column, _text in find_cells()}
    assert len(find_traces(*secrets)) > 10
    done = run("erase", "learner", learner.pk, "--yes", "--school", "Lyceum 7")
    assert (done.code, done.err) == (0, "")
    assert NAME not in done.out
    assert find_traces(*secrets) == {
        ("people_auditentry", "subject"),
        ("exchange_tombstone", "learner_id"),
    }
    assert not find_traces(NAME)
    assert len(n_cells) > 15
    assert not any(NAME in str(SessionStore(key).load()) for key in session_keys())


def session_keys() -> list[str]:
    return list(apps.get_model("sessions", "Session").objects.values_list("pk", flat=True))


def test_everybody_else_keeps_everything(
    run: Run, school: Cast, learner: Learner, folder: Path
) -> None:
    def rows_of_bo() -> dict[str, list[object]]:
        return {
            f"{model.__name__} {path}": list(
                model._base_manager.filter(**{path: school.bo.pk}).order_by("pk").values()
            )
            for model, path in find_belongings()
        }

    before = rows_of_bo()
    assert all(before.values())
    run("erase", "learner", learner.pk, "--yes", "--school", "Lyceum 7")
    assert rows_of_bo() == before
    assert Learner.objects.count() == 6
    assert run("rebuild", "--check").code == 0


def test_every_table_with_a_learner_in_it_is_emptied_of_them() -> None:
    """A table added later that names a learner in a column is found, or this fails."""
    found = {model._meta.db_table for model, _path in find_belongings()}
    naming = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if "learner" in field.name and not field.name.startswith("n_")  # a count names nobody
    }
    assert naming - found == {"exchange_tombstone"}


def test_a_card_code_names_the_learner_and_json_names_the_rows(
    run: Run, learner: Learner, folder: Path
) -> None:
    code = card_of(learner).code
    done = run("erase", "learner", code, "--yes", "--school", "Lyceum 7", "--json")
    found = json.loads(done.out)
    assert found["learner"] == str(learner.pk)
    assert found["rows"]["answers"] == 3
    assert found["rows"]["marks"] == 3
    assert found["rows"]["cards"] == 2


def test_without_yes_nothing_is_erased(run: Run, learner: Learner, folder: Path) -> None:
    done = run("erase", "learner", learner.pk, "--school", "Lyceum 7")
    assert (done.code, done.out) == (2, "")
    assert "3 answers" in done.err
    assert "--yes" in done.err
    assert Learner.objects.filter(pk=learner.pk).exists()
    assert not (folder / TOMBSTONES_FILE).exists()


def test_a_stranger_is_refused(run: Run, school: Cast, folder: Path) -> None:
    for key in ("12345", "nobody", school.max.pk):
        done = run("erase", "learner", key, "--yes", "--school", "Lyceum 7")
        assert done.code == 2
        assert "No learner here has the id or card code" in done.err
    assert Learner.objects.count() == 7


def test_erasing_is_in_the_log_and_in_the_file(run: Run, learner: Learner, folder: Path) -> None:
    run("erase", "learner", learner.pk, "--yes", "--school", "Lyceum 7")
    entry = AuditEntry.objects.get(action="learner_erased")
    assert (entry.adult, entry.subject) == (None, f"learner:{learner.pk}")
    stone = Tombstone.objects.get()
    assert read_tombstones(folder) == {learner.pk: stone.erased_at}
    assert (folder / TOMBSTONES_FILE).stat().st_mode & 0o777 == 0o600


def test_an_older_database_erases_again_whom_the_file_names(
    run: Run, school: Cast, learner: Learner, folder: Path
) -> None:
    (folder / TOMBSTONES_FILE).write_text(f"{learner.pk} {NOW.isoformat()}\n77 {NOW.isoformat()}\n")
    again = erase_tombstoned(folder=folder, now=LATER)
    assert [erased.learner for erased in again] == [learner.pk]
    assert not find_traces(NAME)
    assert set(Tombstone.objects.values_list("learner_id", flat=True)) == {learner.pk, 77}
    assert erase_tombstoned(folder=folder, now=LATER) == []


def test_a_lost_file_is_written_again_from_the_rows(db: None, folder: Path) -> None:
    Tombstone.objects.create(learner_id=77, erased_at=NOW)
    assert erase_tombstoned(folder=folder, now=LATER) == []
    assert read_tombstones(folder) == {77: NOW}


def test_a_spoilt_file_stops_the_erasure_before_anything_is_gone(
    run: Run, learner: Learner, folder: Path
) -> None:
    (folder / TOMBSTONES_FILE).write_text("77 yesterday\n")
    done = run("erase", "learner", learner.pk, "--yes", "--school", "Lyceum 7")
    assert done.code == 2
    assert "line 1 must hold an id and a time" in done.err
    assert Learner.objects.filter(pk=learner.pk).exists()
    assert Answer.objects.filter(learner=learner).count() == 3


@pytest.mark.slow
def test_the_name_is_gone_from_the_bytes_of_the_database_file(tmp_path: Path) -> None:
    data = make_school(tmp_path / "school", NAME, *(f"Somebody {n}" for n in range(40)))

    def stored() -> bytes:
        return b"".join(file.read_bytes() for file in data.glob("school.sqlite3*"))

    assert NAME.encode() in stored()
    program("erase", "learner", find_learner(data, NAME), "--yes", "--data", data)
    assert NAME.encode() not in stored()
    assert b"Somebody 7" in stored()


@pytest.mark.slow
def test_serving_an_older_copy_of_the_database_erases_first(tmp_path: Path) -> None:
    data = make_school(tmp_path / "school", NAME, "Bo")
    older = tmp_path / "older.sqlite3"
    with sqlite3.connect(data / "school.sqlite3") as database, sqlite3.connect(older) as copy:
        database.backup(copy)
    pk = find_learner(data, NAME)
    program("erase", "learner", pk, "--yes", "--data", data)
    shutil.copy(older, data / "school.sqlite3")
    assert find_learner(data, NAME) == pk
    with socket.create_server(("127.0.0.1", 0)) as taken:  # so that serving ends at once
        port = taken.getsockname()[1]
        done = program("serve", "--host", "127.0.0.1", "--port", port, "--data", data)
    assert "Erased again, as tombstones.txt says: 1 learners" in done.out
    assert f"Port {port} is in use" in done.err
    assert NAME.encode() not in (data / "school.sqlite3").read_bytes()
