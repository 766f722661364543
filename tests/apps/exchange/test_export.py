"""`armillary export answers`: everything that happened, and nobody's name."""

import csv
import dataclasses
import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from pytest_django import Settings

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.exchange.actions.exports import COLUMNS
from armillary.apps.people.models import AuditEntry
from armillary.apps.practice.marks import record_mark, record_withdrawal
from armillary.apps.practice.models import Answer
from armillary.apps.practice.parameters import (
    add_version,
    parameters_folder,
    shipped_parameters,
    write_ledger,
)
from armillary.science.learner import load_parameters
from tests.apps.exchange.conftest import Run, csv_text
from tests.cast import NOW, Cast, card_of


@pytest.fixture
def school(school: Cast, course: Catalogue, run: Run, tmp_path: Path) -> Cast:
    """The cast; Ada, Bo and Max of the other school have answered."""
    keys = ["G05-L1-q01", "G05-L1-q02", "G05-L1-q03"]
    for name, learners in (("Lyceum 7", (school.ada, school.bo)), ("Gymnasium 2", (school.max,))):
        rows = [
            (learner.pk, key, (1, 0.4, 0.5)[n], f"2025-09-0{n + 1}T08:00Z", "be", n == 1, 7.5)
            for learner in learners
            for n, key in enumerate(keys)
        ]
        path = tmp_path / f"{name}.csv"
        heading = ("learner", "item", "score", "time", "language", "assisted", "seconds")
        path.write_text(csv_text(rows, heading))
        assert run("import", "answers", path, "--school", name).code == 0
    return school


def export(run: Run, path: Path, *switches: object) -> dict[str, object]:
    done = run("export", "answers", path, "--school", "Lyceum 7", "--json", *switches)
    assert (done.code, done.err) == (0, "")
    found: dict[str, object] = json.loads(done.out)
    return found


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_csv_holds_every_answer_of_the_school_alone(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    found = export(run, path)
    assert (found["answers"], found["learners"]) == (6, 2)
    rows = read(path)
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert {row["learner"] for row in rows} == {str(school.ada.pk), str(school.bo.pk)}
    first = next(row for row in rows if row["learner"] == str(school.ada.pk))
    assert (first["order"], first["course"], first["item"]) == ("1", "ai", "G05-L1-q01")
    assert (first["correct"], first["score"], first["mark"]) == ("1", "1.0", "")
    assert (first["time"], first["seconds"]) == ("2025-09-01T08:00:00+00:00", "7.5")
    assert (first["language"], first["assisted"], first["policy"]) == ("be", "false", "imported")
    assert [row["correct"] for row in rows[:3]] == ["1", "0", "1"]


def test_no_name_code_or_written_word_is_in_it(run: Run, school: Cast, tmp_path: Path) -> None:
    Answer.objects.update(given={"text": "my name is Ada"})
    for name in ("out.csv", "out.parquet"):
        export(run, tmp_path / name)
        content = (tmp_path / name).read_bytes()
        for secret in ("Ada", "Lyceum", card_of(school.ada).code):
            assert secret.encode() not in content


def test_parquet_holds_what_the_csv_holds(run: Run, school: Cast, tmp_path: Path) -> None:
    export(run, tmp_path / "out.csv")
    export(run, tmp_path / "out.parquet")
    with duckdb.connect(":memory:") as connection:
        result = connection.execute(
            f"SELECT * REPLACE (epoch(time) AS time) FROM '{tmp_path / 'out.parquet'}'"
        )
        kinds = {name: str(kind) for name, kind, *_ in result.description}
        rows = result.fetchall()
    assert list(kinds) == [column.name for column in COLUMNS]
    written = read(tmp_path / "out.csv")
    assert len(rows) == len(written) == 6
    for row, cells in zip(rows, written, strict=True):
        found = dict(zip(kinds, row, strict=True))
        assert str(found["learner"]) == cells["learner"]
        assert str(found["answer_id"]) == cells["answer_id"]
        assert found["score"] == float(cells["score"])
        assert found["time"] == datetime.fromisoformat(cells["time"]).timestamp()
        assert ";".join(found["skills"]) == cells["skills"]
        assert found["misconceptions"] == []
        assert found["assisted"] is (cells["assisted"] == "true")


def test_the_latest_mark_of_a_person_is_in_it(run: Run, school: Cast, tmp_path: Path) -> None:
    answer = Answer.objects.filter(learner=school.ada).earliest("position")
    record_mark(answer, by=school.anna, score=0.0, comment="hm", now=NOW)
    record_mark(answer, by=school.anna, score=0.5, comment="better", now=NOW)
    export(run, tmp_path / "out.csv")
    marks = {row["answer_id"]: row["mark"] for row in read(tmp_path / "out.csv")}
    assert marks.pop(str(answer.pk)) == "0.5"
    assert set(marks.values()) == {""}


def test_a_mark_that_was_withdrawn_is_not_in_it(run: Run, school: Cast, tmp_path: Path) -> None:
    answer = Answer.objects.filter(learner=school.ada).earliest("position")
    mark = record_mark(answer, by=school.anna, score=1.0, comment="", now=NOW)
    record_withdrawal([mark], by=school.anna, now=NOW)
    export(run, tmp_path / "out.csv")
    assert {row["mark"] for row in read(tmp_path / "out.csv")} == {""}


def test_unassisted_leaves_only_what_moves_the_estimate(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    assert export(run, tmp_path / "out.csv", "--unassisted")["answers"] == 4
    assert {row["assisted"] for row in read(tmp_path / "out.csv")} == {"false"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_an_export_comes_back_as_the_same_answers(
    run: Run, school: Cast, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    export(run, path)
    assert (
        "All 6 answers are here already"
        in run("import", "answers", path, "--school", "Lyceum 7").out
    )
    before = list(Answer.objects.filter(school=school.school).order_by("pk").values())
    Answer.objects.filter(school=school.school).delete()
    assert run("import", "answers", path, "--school", "Lyceum 7").code == 0
    after = list(Answer.objects.filter(school=school.school).order_by("pk").values())
    for row in (*before, *after):
        del row["received_at"]
    assert after == before


def test_an_export_can_be_judged(run: Run, course: Catalogue, tmp_path: Path, school: Cast) -> None:
    rows = [
        (f"p{who}", f"G05-L1-q0{n % 3 + 1}", int((who + n) % 3 > 0), f"2025-09-01T08:{n:02d}Z")
        for who in range(15)
        for n in range(8)
    ]
    log = tmp_path / "log.csv"
    log.write_text(csv_text(rows, ("learner", "item", "score", "time")))
    words = ("--make-class", "Old log", "--grade", 5, "--school", "Gymnasium 2")
    assert run("import", "answers", log, *words).code == 0
    path = tmp_path / "out.parquet"
    assert run("export", "answers", path, "--school", "Gymnasium 2", "--unassisted").code == 0
    done = run("evaluate", "learner", path, "--model", "item-difficulty", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert (found["rows"], found["learners"], found["items"]) == (122, 16, 3)  # Max answered too


def test_an_export_is_written_into_the_log_of_the_school(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    export(run, tmp_path / "out.csv")
    entry = AuditEntry.objects.get(action="answers_exported")
    assert (entry.school, entry.subject) == (school.school, f"school:{school.school.pk}")


def test_a_file_is_replaced_only_when_asked_and_nothing_else_is_left_behind(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "answers.csv"
    path.write_text("mine")
    done = run("export", "answers", path, "--school", "Lyceum 7")
    assert (done.code, path.read_text()) == (2, "mine")
    assert "--replace" in done.err
    export(run, path, "--replace")
    assert len(read(path)) == 6
    assert [entry.name for entry in folder.iterdir()] == ["answers.csv"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("out.xlsx", "must end in .csv or .parquet"),
        ("nowhere/out.csv", "There is no folder"),
        ("folder.csv", "is a folder"),
    ],
)
def test_a_place_where_no_file_can_be_put_is_refused(
    run: Run, school: Cast, tmp_path: Path, name: str, expected: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    done = run("export", "answers", tmp_path / name, "--school", "Lyceum 7")
    assert done.code == 2
    assert expected in done.err


def test_a_school_without_answers_is_told_so(
    run: Run, school: Cast, course: Catalogue, tmp_path: Path
) -> None:
    Answer.objects.all().delete()
    done = run("export", "answers", tmp_path / "out.csv", "--school", "Lyceum 7")
    assert done.code == 2
    assert "There are no answers to export yet" in done.err
    assert not (tmp_path / "out.csv").exists()


def test_the_parameters_that_count_are_written_as_a_readable_file(
    run: Run, course: Catalogue, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path / "data"
    out = tmp_path / "parameters.json"
    done = run("export", "parameters", out, "--json")
    assert (done.code, json.loads(done.out)["number"]) == (0, 0)
    assert load_parameters(out) == shipped_parameters()
    own = dataclasses.replace(shipped_parameters(), item_difficulty={"G05-L1-q01": 1.5})
    folder = parameters_folder(course.key)
    ledger, version = add_version(folder, own, now=NOW, figures={})
    write_ledger(folder, ledger)
    assert run("export", "parameters", out).code == 2
    done = run("export", "parameters", out, "--replace")
    assert (done.code, "parameters 1 of ai" in done.out) == (0, True)
    assert out.read_bytes() == (folder / version.file).read_bytes()
    (folder / version.file).write_text("{", encoding="utf-8")
    refused = run("export", "parameters", tmp_path / "more.json")
    assert refused.code == 2
    assert "is damaged" in refused.err
    assert not (tmp_path / "more.json").exists()
