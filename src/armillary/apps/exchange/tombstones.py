"""The file of tombstones in the data folder: it outlives the database and every backup of it."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from armillary.apps.people.commands import Refusal

TOMBSTONES_FILE = "tombstones.txt"


def read_tombstones(folder: Path) -> dict[int, datetime]:
    """Return when each erased learner was erased, by opaque id; nobody when there is no file."""
    file = folder / TOMBSTONES_FILE
    if not file.exists():
        return {}
    found = {}
    for number, line in enumerate(file.read_text(encoding="ascii").splitlines(), start=1):
        try:
            learner, moment = line.split()
            found[int(learner)] = datetime.fromisoformat(moment)
        except ValueError:
            raise Refusal(
                f"{file}, line {number} must hold an id and a time. It says who was erased: mend it"
                " from a copy, do not delete it."
            ) from None
    return found


def write_tombstones(folder: Path, erased: Mapping[int, datetime]) -> None:
    """Put a whole new file in place of the old one, safe on disk when this returns."""
    file, fresh = folder / TOMBSTONES_FILE, folder / f"{TOMBSTONES_FILE}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as writer:
        for learner, moment in sorted(erased.items()):
            writer.write(f"{learner} {moment.isoformat()}\n")
        writer.flush()
        os.fsync(writer.fileno())
    os.replace(fresh, file)
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
