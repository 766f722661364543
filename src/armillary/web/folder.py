"""The one folder that holds everything of a school: made private, with the school's own secret."""

import os
import secrets
from pathlib import Path

from armillary.web.environment import DATABASE_FILE, SECRET_FILE

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
# What a school may have left in its folder before it was finished.
OUR_OWN = (SECRET_FILE, DATABASE_FILE, "static")


def make_data_folder(folder: Path) -> None:
    """Make the folder for its owner alone; one that exists and holds nothing else is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)


def make_secret(folder: Path) -> str:
    """Return the secret in the folder, a new one when there is none."""
    file = folder / SECRET_FILE
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    secret = secrets.token_urlsafe(48)
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(opened, "w", encoding="ascii") as writer:
        writer.write(secret + "\n")
    return secret


def find_strange_file(folder: Path) -> str | None:
    """Return the name of a file that no school put into the folder, or None."""
    if not folder.is_dir():
        return None
    names = sorted(entry.name for entry in folder.iterdir())
    return next((name for name in names if not name.startswith(OUR_OWN)), None)


def find_database_files(folder: Path) -> list[Path]:
    """Return the files of the SQLite database in the folder."""
    return [folder / f"{DATABASE_FILE}{ending}" for ending in ("", "-wal", "-shm", "-journal")]
