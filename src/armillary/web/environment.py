"""What the environment says: every `ARMILLARY_*` variable is read here, with a safe default."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

DEFAULT_DATA = "armillary-data"
DATABASE_FILE = "school.sqlite3"
SECRET_FILE = "secret.key"

# Sync on every commit, readers never block the writer; see docs/reference/settings.md.
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
)


class SettingError(Exception):
    """A setting that cannot be used; the message says which and what to do."""


def read_text(name: str, *, default: str) -> str:
    """Return the variable's text, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def read_flag(name: str, *, default: bool) -> bool:
    """Return whether the variable says yes (1, true, yes, on) or no (0, false, no, off)."""
    text = read_text(name, default="1" if default else "0").lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be 1 or 0, not {text!r}.")


def read_list(name: str, *, default: list[str]) -> list[str]:
    """Return the comma-separated entries of the variable."""
    entries = [entry.strip() for entry in read_text(name, default="").split(",") if entry.strip()]
    return entries or default


def read_data_folder() -> Path:
    """Return the one folder that holds everything a school has."""
    return Path(read_text("ARMILLARY_DATA", default=DEFAULT_DATA)).expanduser().absolute()


def read_secret_key(data: Path) -> str:
    """Return the school's own secret, from the variable or the data folder.

    Without either, a secret for this process alone: enough for commands that need no school.
    """
    given = read_text("ARMILLARY_SECRET_KEY", default="")
    if given:
        return given
    file = data / SECRET_FILE
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    return secrets.token_urlsafe(48)


def read_database(data: Path) -> dict[str, Any]:
    """Return Django's database settings: SQLite in the data folder, or what the URL names."""
    url = read_text("ARMILLARY_DATABASE_URL", default="")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / DATABASE_FILE,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": SQLITE_START,
            },
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SettingError(
            "ARMILLARY_DATABASE_URL must look like postgresql://user:password@host:5432/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
