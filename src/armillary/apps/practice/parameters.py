"""Which parameters the learner model of a course runs with: the shipped ones or the school's own.

The school's own are files in its data folder, `learner-model/<course>/`: one readable file for
each version that was ever switched to, and `active.json`, which says which of them counts. That
one is replaced whole and last, so a crash leaves the old or the new parameters, never half of
them. How a running process follows a switch: `practice.models_in_use`.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from armillary.science.learner import (
    format_parameters,
    parse_parameters,
    starting_model,
)

FOLDER = "learner-model"
ACTIVE_FILE, LOCK_FILE = "active.json", "switch.lock"
FORMAT = "armillary active parameters"
FORMAT_VERSION = 1
SHIPPED = 0  # the number that stands for the shipped parameters
_NAME = re.compile(r"[0-9]{4,}-[0-9]{4}-[0-9]{2}-[0-9]{2}\.json")
_MODE = 0o600

Figures = Mapping[str, Any]  # what a fit reported: numbers, texts, and lists of them


class ParametersError(ValueError):
    """The school's parameters cannot be used; the message names the file and says why."""


class NothingBeforeError(ParametersError):
    """There are no parameters to go back to."""


@dataclass(frozen=True, slots=True)
class Version:
    """One set of parameters that a school has switched to.

    Parameters
    ----------
    number : from 1 on, never given again
    file : its name in the folder: number and day
    sha256 : of the file; its first eight digits are the fingerprint
    model : name and version of the learner model
    made_at : when it was fitted, ISO 8601
    figures : how it did on the held-back answers before it was switched to
    """

    number: int
    file: str
    sha256: str
    model: str
    made_at: str
    figures: Figures

    @property
    def fingerprint(self) -> str:
        """Eight signs that tell these parameters from others."""
        return self.sha256[:8]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every version of a course's parameters, and which have counted, one after another.

    Parameters
    ----------
    versions : by number, ascending
    history : numbers in the order they were switched to, SHIPPED first; the last one counts
    """

    versions: tuple[Version, ...] = ()
    history: tuple[int, ...] = (SHIPPED,)

    @property
    def active(self) -> int:
        """The number that counts."""
        return self.history[-1]

    def find(self, number: int) -> Version | None:
        """Return the version of this number; None for the shipped parameters."""
        return next((version for version in self.versions if version.number == number), None)


def parameters_folder(course: str) -> Path:
    """Return where the parameters of a course are kept; it is there once a school has its own."""
    return Path(settings.DATA) / FOLDER / course


def fingerprint_of(parameters: Any) -> str:  # each model has its own frozen dataclass
    """Return eight signs that tell these parameters from others: of the SHA-256 of their text."""
    return _digest(format_parameters(parameters))[:8]


def shipped_parameters() -> Any:
    """Return the parameters that every school starts with."""
    return starting_model(1).parameters


# --- reading ------------------------------------------------------------------------------------


def read_ledger(folder: Path) -> Ledger:
    """Return what `active.json` says; shipped parameters and no versions when there is none.

    Raises
    ------
    ParametersError
        If the file is torn or is not what we wrote.
    """
    file = folder / ACTIVE_FILE
    try:
        text = file.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Ledger()
    except UnicodeDecodeError:
        raise ParametersError(f"{file} is damaged: it is not text.") from None
    return parse_ledger(text, file)


def parse_ledger(text: str, file: Path) -> Ledger:
    """Return the ledger written in a text; the file is named in what is wrong with it."""
    try:
        found = json.loads(text)
        if (found["format"], found["version"]) != (FORMAT, FORMAT_VERSION):
            raise ParametersError(f"{file} is of another version: {found['version']!r:.20}.")
        versions = tuple(Version(**entry) for entry in found["versions"])
        ledger = Ledger(versions, tuple(found["history"]))
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, ParametersError):
            raise
        raise ParametersError(f"{file} is damaged: it cannot be read.") from None
    numbers = [version.number for version in versions]
    known = {SHIPPED, *numbers}
    names = all(isinstance(v.file, str) and _NAME.fullmatch(v.file) for v in versions)
    if not (ledger.history and known.issuperset(ledger.history) and names):
        raise ParametersError(f"{file} is damaged: it names parameters that are not there.")
    if sorted(set(numbers)) != numbers or min(known) < 0:
        raise ParametersError(f"{file} is damaged: its versions are not in order.")
    return ledger


def read_version(folder: Path, version: Version) -> Any:
    """Return the parameters of a version.

    Raises
    ------
    ParametersError
        If its file is gone, torn, edited, or of a model that this program does not have.
    """
    file = folder / version.file
    try:
        text = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise ParametersError(f"{file} is gone.") from None
    except UnicodeDecodeError:
        raise ParametersError(f"{file} is damaged: it is not text.") from None
    if _digest(text) != version.sha256:
        raise ParametersError(f"{file} is damaged or was edited: it is not what was checked.")
    try:
        return parse_parameters(text)
    except ValueError as error:
        raise ParametersError(f"{file} cannot be used: {error}.") from None


def read_active(folder: Path) -> Any:
    """Return the parameters that count; ParametersError when they cannot be used."""
    ledger = read_ledger(folder)
    version = ledger.find(ledger.active)
    return shipped_parameters() if version is None else read_version(folder, version)


# --- writing ------------------------------------------------------------------------------------


def add_version(
    folder: Path, parameters: Any, *, now: datetime, figures: Figures
) -> tuple[Ledger, Version]:
    """Write parameters as the next version; return the ledger in which it counts, not yet written.

    Nothing changes for anybody before `write_ledger`.
    """
    ledger = read_ledger(folder)
    text = format_parameters(parameters)
    number = 1 + max((*(version.number for version in ledger.versions), *_numbers(folder), 0))
    version = Version(
        number=number,
        file=f"{number:04d}-{now:%Y-%m-%d}.json",
        sha256=_digest(text),
        model=f"{parameters.MODEL} {parameters.VERSION}",
        made_at=now.isoformat(timespec="seconds"),
        figures=figures,
    )
    _make_folder(folder)
    write_whole(folder / version.file, text)
    return Ledger((*ledger.versions, version), (*ledger.history, number)), version


def go_back(folder: Path) -> Ledger:
    """Return the ledger in which the parameters before the present ones count again, not written.

    Raises
    ------
    NothingBeforeError
        If there are none before.
    ParametersError
        If their file cannot be used.
    """
    ledger = read_ledger(folder)
    if len(ledger.history) < 2:
        raise NothingBeforeError("There are no parameters before these to go back to.")
    back = Ledger(ledger.versions, ledger.history[:-1])
    version = back.find(back.active)
    if version is not None:
        read_version(folder, version)
    return back


def go_to_shipped(folder: Path) -> Ledger:
    """Return the ledger in which the shipped parameters count, not written.

    From a damaged `active.json` nothing is taken over but the files that can still be used.
    """
    try:
        ledger = read_ledger(folder)
    except ParametersError:
        return _salvage(folder)
    if ledger.active == SHIPPED:
        return ledger
    return Ledger(ledger.versions, (*ledger.history, SHIPPED))


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Wait for whoever else is switching, then be the only one."""
    _make_folder(folder)
    with open(folder / LOCK_FILE, "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_ledger(folder: Path, ledger: Ledger) -> None:
    """Put a ledger in place; from here on its last parameters count everywhere."""
    content = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "history": list(ledger.history),
        "versions": [asdict(version) for version in ledger.versions],
    }
    _make_folder(folder)
    write_whole(folder / ACTIVE_FILE, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _salvage(folder: Path) -> Ledger:
    """The versions whose files can still be used, with the shipped parameters counting."""
    versions = []
    for number, file in sorted(_numbers(folder).items()):
        text = file.read_bytes().decode("utf-8", errors="replace")
        try:
            parameters = parse_parameters(text)
        except ValueError:
            continue
        model = f"{parameters.MODEL} {parameters.VERSION}"
        day = file.stem.partition("-")[2]
        versions.append(Version(number, file.name, _digest(text), model, day, {}))
    return Ledger(tuple(versions))


def _numbers(folder: Path) -> dict[int, Path]:
    """The files of parameters that are there, by number."""
    files = [file for file in folder.glob("*.json") if _NAME.fullmatch(file.name)]
    return {int(file.name.partition("-")[0]): file for file in files}


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def write_whole(file: Path, text: str) -> None:
    """Put a file in place whole or not at all, safe on disk when this returns."""
    fresh = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as writer:
        writer.write(text.encode("utf-8"))
        writer.flush()
        os.fsync(writer.fileno())
    os.replace(fresh, file)
    opened = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
