"""A school in one file, and back."""

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from armillary.apps.exchange.tombstones import TOMBSTONES_FILE
from armillary.apps.studies.keys import KEY_FILE, find_key, public_key_of
from tests.apps.exchange.folders import find_learner, make_school, program


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with three learners, and its backup beside it."""
    root = tmp_path_factory.mktemp("backup")
    make_school(root / "school", "Ada", "Bo", "Yan")
    done = program("backup", root / "school.backup", "--data", root / "school", "--json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["school"] == "Lyceum 7"
    return root


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    """A copy of the backup that a test may spoil."""
    return Path(shutil.copy(made / "school.backup", tmp_path))


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for (name,) in sorted(names)
        }


@pytest.mark.slow
def test_a_restored_school_is_the_school_and_the_log_says_so(backup: Path, tmp_path: Path) -> None:
    done = program("restore", backup, "--data", tmp_path / "again")
    assert (done.code, done.err) == (0, "")
    assert "Lyceum 7 as of" in done.out
    was, now = rows(backup), rows(tmp_path / "again" / "school.sqlite3")
    *before, last = now.pop("people_auditentry")
    assert before == was.pop("people_auditentry")
    assert "backup_restored" in last
    assert len(now.pop("sqlite_sequence")) == len(was.pop("sqlite_sequence"))  # of the log too
    assert was.pop("armillary_backup")
    assert now == was
    assert program("rebuild", "--check", "--data", tmp_path / "again").code == 0


@pytest.mark.slow
def test_the_secret_comes_back_and_stays_out_of_the_database(
    made: Path, backup: Path, tmp_path: Path
) -> None:
    program("restore", backup, "--data", tmp_path / "again")
    secret = (made / "school" / "secret.key").read_bytes()
    assert (tmp_path / "again" / "secret.key").read_bytes() == secret
    assert secret.strip() in backup.read_bytes()
    assert secret.strip() not in (tmp_path / "again" / "school.sqlite3").read_bytes()


@pytest.mark.slow
def test_partners_know_a_restored_school_by_the_same_key(made: Path, tmp_path: Path) -> None:
    school, again = tmp_path / "school", tmp_path / "again"
    shutil.copytree(made / "school", school)
    key = public_key_of(find_key(school))
    assert program("backup", tmp_path / "b", "--data", school).code == 0
    assert program("restore", tmp_path / "b", "--data", again).code == 0
    assert public_key_of(find_key(again)) == key
    assert (again / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert not list(again.glob(f".{KEY_FILE}*"))


@pytest.mark.slow
def test_backup_and_restored_files_are_for_their_owner_alone(
    made: Path, backup: Path, tmp_path: Path
) -> None:
    program("restore", backup, "--data", tmp_path / "again")
    files = [made / "school.backup", *(tmp_path / "again").glob("s*")]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "again").stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
def test_a_school_is_never_written_over(made: Path, backup: Path) -> None:
    before = (made / "school" / "school.sqlite3").read_bytes()
    done = program("restore", backup, "--data", made / "school")
    assert done.code == 2
    assert "There is a school in" in done.err
    assert (made / "school" / "school.sqlite3").read_bytes() == before


@pytest.mark.slow
def test_a_file_is_replaced_only_when_asked(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text("mine")
    assert "--replace" in program("backup", path, "--data", made / "school").err
    assert path.read_text() == "mine"
    assert program("backup", path, "--replace", "--data", made / "school").code == 0
    assert path.read_bytes().startswith(b"SQLite format 3")
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine"]


@pytest.mark.slow
def test_whoever_was_erased_since_is_erased_again(backup: Path, tmp_path: Path) -> None:
    program("restore", backup, "--data", tmp_path / "first")
    ada = find_learner(tmp_path / "first", "Ada")
    assert program("erase", "learner", ada, "--yes", "--data", tmp_path / "first").code == 0
    (tmp_path / "second").mkdir()
    shutil.copy(tmp_path / "first" / TOMBSTONES_FILE, tmp_path / "second")
    done = program("restore", backup, "--data", tmp_path / "second", "--json")
    assert json.loads(done.out)["erased_again"] == 1
    found = rows(tmp_path / "second" / "school.sqlite3")
    assert {row[0] for row in found["exchange_tombstone"]} == {ada}
    assert len(found["people_learner"]) == len(found["practice_answer"]) == 2
    assert b"Ada" not in (tmp_path / "second" / "school.sqlite3").read_bytes()


def spoil_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:200_000] = b"\xa5" * (200_000 - 8192)
    path.write_bytes(content)


def add_later_migration(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('practice', '0999_later', '2030-01-01')"
        )
        database.commit()


def drop_notes(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE armillary_backup")
        database.commit()


FAULTS = {
    "cut short": (lambda path: path.write_bytes(path.read_bytes()[:300_000]), "is damaged"),
    "a hole in the middle": (spoil_middle, "is damaged"),
    "text": (lambda path: path.write_text("hello"), "is no backup"),
    "empty": (lambda path: path.write_bytes(b""), "is no backup"),
    "the mark alone": (lambda path: path.write_bytes(b"SQLite format 3\0"), "is damaged"),
    "any database": (drop_notes, "is a database, but no backup"),
    "of a newer version": (add_later_migration, "was made by a newer version"),
    "missing": (lambda path: path.unlink(), "There is no file"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", FAULTS)
def test_a_spoilt_backup_is_refused_and_leaves_nothing(
    backup: Path, tmp_path: Path, case: str
) -> None:
    spoil, expected = FAULTS[case]
    spoil(backup)
    done = program("restore", backup, "--data", tmp_path / "again")
    assert (done.code, done.out) == (2, "")
    assert expected in done.err
    assert done.err.count("\n") == 1
    assert not (tmp_path / "again").exists()


@contextmanager
def writing(database: Path) -> Iterator[None]:
    """Rename all learners to one name after another, each in two statements of one transaction."""
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=20, isolation_level=None)) as connection:
            number = 0
            while not stop.is_set():
                number += 1
                connection.execute("BEGIN IMMEDIATE")
                for half in ("% 2 = 0", "% 2 = 1"):
                    connection.execute(
                        f"UPDATE people_learner SET name = ? WHERE id {half}", [f"N{number}"]
                    )
                connection.execute("COMMIT")
                stop.wait(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


@pytest.mark.slow
def test_a_backup_of_a_busy_school_is_one_moment_of_it(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "school", tmp_path / "busy")
    with writing(tmp_path / "busy" / "school.sqlite3"):
        done = program("backup", tmp_path / "live.backup", "--data", tmp_path / "busy")
    assert (done.code, done.err) == (0, "")
    names = {row[1] for row in rows(tmp_path / "live.backup")["people_learner"]}
    assert len(names) == 1
    assert names.pop().startswith("N")


@pytest.mark.slow
def test_a_school_on_postgresql_is_told_to_use_its_own_tools(backup: Path, tmp_path: Path) -> None:
    database = "postgresql://nobody@127.0.0.1:1/none"
    for words in (("backup", tmp_path / "x"), ("restore", backup)):
        done = program(*words, "--data", tmp_path / "again", database=database)
        assert done.code == 2
        assert "Use pg_dump and pg_restore" in done.err


WITH_PARAMETERS = """
import dataclasses, sys
from datetime import datetime
from pathlib import Path
from armillary.apps.practice import parameters as p
own = dataclasses.replace(p.shipped_parameters(), item_difficulty={"G05-L1-q01": 1.5})
folder = Path(sys.argv[1]) / p.FOLDER / "ai"
ledger, _version = p.add_version(folder, own, now=datetime(2025, 10, 1), figures={"log_loss": 0.5})
p.write_ledger(folder, ledger)
"""


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the parameters in a data folder, by place."""
    found = sorted((folder / "learner-model").rglob("*.json"))
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}


@pytest.mark.slow
def test_the_parameters_of_the_learner_model_come_along(made: Path, tmp_path: Path) -> None:
    school, again = tmp_path / "school", tmp_path / "again"
    shutil.copytree(made / "school", school)
    subprocess.run([sys.executable, "-c", WITH_PARAMETERS, school], check=True)
    assert program("rebuild", "--data", school).code == 0
    assert program("backup", tmp_path / "b", "--data", school).code == 0
    (again / "learner-model" / "ai").mkdir(parents=True)
    (again / "learner-model" / "ai" / "active.json").write_text("of another school")
    assert program("restore", tmp_path / "b", "--data", again).code == 0
    assert files_of(again) == files_of(school) != {}
    assert program("rebuild", "--check", "--data", again).code == 0
    without = program("export", "parameters", tmp_path / "p.json", "--json", "--data", again)
    assert json.loads(without.out)["number"] == 1


@pytest.mark.slow
def test_a_backup_without_parameters_leaves_none_behind(backup: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    (again / "learner-model" / "ai").mkdir(parents=True)
    (again / "learner-model" / "ai" / "active.json").write_text("of another school")
    with closing(sqlite3.connect(backup)) as database:  # as an older version made it
        database.execute("DELETE FROM armillary_backup WHERE name = 'learner_model'")
        database.commit()
    assert program("restore", backup, "--data", again).code == 0
    assert not (again / "learner-model").exists()
    assert program("rebuild", "--check", "--data", again).code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["{", "[]", '{"../../evil.json": "x"}', '{"ai/active.json": 3}', '{"ai/x.py": "x"}']
)
def test_parameters_that_are_none_are_never_written(
    backup: Path, tmp_path: Path, text: str
) -> None:
    with closing(sqlite3.connect(backup)) as database:
        database.execute(
            "INSERT OR REPLACE INTO armillary_backup VALUES ('learner_model', ?)", [text]
        )
        database.commit()
    refused = program("restore", backup, "--data", tmp_path / "again")
    assert refused.code == 2
    assert "is damaged" in refused.err
    assert not (tmp_path / "again").exists()
