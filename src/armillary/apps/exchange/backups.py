"""A school in one file, and back again. SQLite only: PostgreSQL has tools of its own."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from armillary import __version__
from armillary.apps.exchange.actions.audit import record_command
from armillary.apps.exchange.actions.erasing import Erased, erase_tombstoned
from armillary.apps.exchange.parameter_files import pack_files, put_files, unpack_files
from armillary.apps.people.commands import Refusal
from armillary.apps.people.models import School
from armillary.apps.studies.keys import KEY_FILE, put_key

SECRET_FILE = "secret.key"
SQLITE_MARK = b"SQLite format 3\0"
# A backup is the database with this table beside the others; a restored school has it no more.
NOTES = "armillary_backup"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself."""

    path: Path
    school: str
    made_at: str
    version: str
    secret: str
    size: int
    parameters: Mapping[str, str]  # of the learner model: files by their place
    evidence_key: str  # signs evidence packages; "" when the school has sent none


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and who was erased again because a tombstone names them."""

    backup: Backup
    erased: tuple[Erased, ...]


def refuse_other_databases() -> None:
    """Refuse when the school is not on SQLite."""
    if connection.vendor != "sqlite":
        raise Refusal(
            "This school is on PostgreSQL. Use pg_dump and pg_restore, and keep secret.key,"
            " evidence.key and tombstones.txt of the data folder."
        )


def make_backup(path: Path, *, replace: bool, now: datetime) -> Backup:
    """Write the whole school into one file, while it may be in use; the file is private.

    It holds names, passwords' hashes and the school's secret: keep it as you keep the school.

    Raises
    ------
    Refusal
        If the file exists, its folder does not, or there is no school.
    """
    refuse_other_databases()
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it first.")
    if path.is_dir():
        raise Refusal(f"{path} is a folder. Name a file.")
    if path.exists() and not replace:
        raise Refusal(f"{path} is there already. Choose another name, or replace it: --replace")
    school = School.objects.order_by("pk").first()
    if school is None:
        raise Refusal(f"There is no school in {settings.DATA} to back up.")
    record_command(school, "backup_made", f"school:{school.pk}", now=now)
    notes = {
        "school": school.name,
        "made_at": now.isoformat(timespec="seconds"),
        "version": __version__,
        "secret": _read_key(SECRET_FILE),
        "evidence_key": _read_key(KEY_FILE),
        "learner_model": pack_files(Path(settings.DATA)),
    }
    fresh = path.with_name(f".{path.name}.new")
    with _gone_on_failure(fresh):
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE))
        with closing(sqlite3.connect(fresh)) as target:
            connection.ensure_connection()
            connection.connection.backup(target)  # all at once: one moment of the school
            _write_notes(target, notes)
        _sync(fresh)
        os.replace(fresh, path)
    return _describe(path, notes)


def _read_key(name: str) -> str:
    """A key of the data folder, "" when there is none."""
    file = Path(settings.DATA) / name
    return file.read_text(encoding="ascii").strip() if file.is_file() else ""


def _describe(path: Path, notes: dict[str, str]) -> Backup:
    return Backup(
        path,
        school=notes["school"],
        made_at=notes["made_at"],
        version=notes["version"],
        secret=notes["secret"],
        size=path.stat().st_size,
        # Older backups have neither.
        parameters=unpack_files(notes.get("learner_model", "")),
        evidence_key=notes.get("evidence_key", ""),
    )


def _write_notes(target: sqlite3.Connection, notes: dict[str, str]) -> None:
    target.execute("PRAGMA journal_mode = DELETE")  # one file
    target.execute(f"CREATE TABLE {NOTES} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    target.executemany("INSERT INTO armillary_backup VALUES (?, ?)", notes.items())
    target.commit()
    _check_whole(target)


def read_backup(path: Path) -> Backup:
    """Return what a backup says of itself; raise Refusal when the file is none or is damaged."""
    if not path.is_file():
        raise Refusal(f"There is no file {path}. Name a file made by: armillary backup FILE")
    with path.open("rb") as file:
        beginning = file.read(len(SQLITE_MARK))
    if beginning != SQLITE_MARK:
        raise Refusal(f"{path} is no backup. Name a file made by: armillary backup FILE")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source:
            _check_whole(source)
            notes = dict(source.execute("SELECT name, value FROM armillary_backup").fetchall())
            applied = source.execute("SELECT app, name FROM django_migrations").fetchall()
    except sqlite3.OperationalError:
        raise Refusal(
            f"{path} is a database, but no backup. Name a file made by: armillary backup FILE"
        ) from None
    except sqlite3.DatabaseError:
        raise Refusal(f"{path} is damaged. Take another backup.") from None
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.keys()
    if not set(applied) <= set(known):
        raise Refusal(
            f"{path} was made by a newer version, {notes['version']}. Update Armillary first."
        )
    try:
        return _describe(path, notes)
    except ValueError:
        raise Refusal(f"{path} is damaged. Take another backup.") from None


def _check_whole(database: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError unless every page and index is as it should be."""
    (verdict,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def restore_backup(path: Path, *, now: datetime) -> Restored:
    """Put the school of a backup into the data folder, which must hold no school.

    Whoever was erased since, as `tombstones.txt` in the folder says, is erased again.

    Raises
    ------
    Refusal
        If the file is no whole backup, or the folder holds a school.
    """
    refuse_other_databases()
    folder, database = Path(settings.DATA), Path(str(connection.settings_dict["NAME"]))
    backup = read_backup(path)
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file. Choose a new folder with --data DIR.")
    if any(folder.glob(f"{database.name}*")):
        raise Refusal(f"There is a school in {folder} already. Choose another folder with --data.")
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    with _gone_on_failure(database, folder / SECRET_FILE, folder / KEY_FILE):
        _copy(path, database)
        settings.SECRET_KEY = _put_secret(folder, backup.secret)
        call_command("migrate", interactive=False, verbosity=0)
        erased = erase_tombstoned(folder=folder, now=now)
        for school in School.objects.all():
            record_command(school, "backup_restored", f"school:{school.pk}", now=now)
        put_files(folder, backup.parameters)
        if backup.evidence_key:
            put_key(folder, backup.evidence_key)
    return Restored(backup, tuple(erased))


def _copy(path: Path, database: Path) -> None:
    """Copy the database of a backup, without its notes; it appears whole or not at all."""
    fresh = database.with_name(f"{database.name}.new")
    with _gone_on_failure(fresh):
        shutil.copyfile(path, fresh)
        fresh.chmod(PRIVATE_FILE)
        with closing(sqlite3.connect(fresh)) as target:
            target.execute("PRAGMA secure_delete = ON")
            target.execute("DROP TABLE armillary_backup")
            target.commit()
        _sync(fresh)
        os.replace(fresh, database)


def _put_secret(folder: Path, secret: str) -> str:
    """Return the school's secret: the folder's own, else the backup's, which is put there.

    A school whose secret was a setting has none in its backup and gets a new one.
    """
    file = folder / SECRET_FILE
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    secret = secret or secrets.token_urlsafe(48)
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w"
    ) as writer:
        writer.write(secret + "\n")
    return secret


def _sync(file: Path) -> None:
    opened = os.open(file, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _gone_on_failure(*files: Path) -> Iterator[None]:
    """Take away files that were made here when something goes wrong before the end."""
    new = [file for file in files if not file.exists()]
    try:
        yield
    except BaseException:
        for file in new:
            for made in file.parent.glob(f"{file.name}*"):
                made.unlink(missing_ok=True)
        raise
