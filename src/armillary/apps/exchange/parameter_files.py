"""The school's own parameters of the learner model: into a backup and out of it, or to a file."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.exchange.refitting import describe_damage
from armillary.apps.people.commands import Refusal
from armillary.apps.practice.parameters import (
    ACTIVE_FILE,
    FOLDER,
    ParametersError,
    fingerprint_of,
    parameters_folder,
    read_active,
    read_ledger,
    write_whole,
)
from armillary.science.learner import format_parameters

# Where a file may stand below the folder: nothing else is ever written there.
_PLACE = re.compile(rf"[A-Za-z0-9_-]+/({re.escape(ACTIVE_FILE)}|[0-9]{{4,}}-[0-9-]{{10}}\.json)")


def pack_files(data: Path) -> str:
    """Return the parameters of every course in a data folder as one text, empty when none."""
    folder = data / FOLDER
    files = {
        place: file.read_text(encoding="utf-8", errors="replace")
        for file in sorted(folder.glob("*/*.json"))
        if _PLACE.fullmatch(place := str(file.relative_to(folder)))
    }
    return json.dumps(files, ensure_ascii=False) if files else ""


def unpack_files(text: str) -> dict[str, str]:
    """Return the files that were packed, by place; ValueError when the text is something else."""
    files = json.loads(text) if text else {}
    if not isinstance(files, dict):
        raise ValueError(f"parameters must be an object of files, got {type(files).__name__}")
    for place, content in files.items():
        if not (_PLACE.fullmatch(place) and isinstance(content, str)):
            raise ValueError(f"{place!r:.60} is no file of parameters")
    return files


def put_files(data: Path, files: Mapping[str, str]) -> None:
    """Put packed parameters in place of those of a data folder; those that count come last."""
    folder = data / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    try:
        for place in sorted(files, key=lambda place: (place.endswith(ACTIVE_FILE), place)):
            (folder / place).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(folder / place, files[place])
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@dataclass(frozen=True, slots=True)
class ExportedParameters:
    """What was written: the parameters that count in a course, 0 for the shipped ones."""

    path: Path
    course: str
    number: int
    model: str
    fingerprint: str


def export_parameters(path: Path, catalogue: Catalogue, *, replace: bool) -> ExportedParameters:
    """Write the parameters that count in a course to a file, whole or not at all.

    Raises
    ------
    Refusal
        If the file cannot be put there, or the school's parameters are damaged.
    """
    check_place(path, replace=replace)
    folder = parameters_folder(catalogue.key)
    try:
        number, parameters = read_ledger(folder).active, read_active(folder)
    except ParametersError as error:
        raise Refusal(describe_damage(error)) from None
    write_whole(path, format_parameters(parameters))
    model = f"{parameters.MODEL} {parameters.VERSION}"
    return ExportedParameters(path, catalogue.key, number, model, fingerprint_of(parameters))


def check_place(path: Path, *, replace: bool) -> None:
    """Refuse a place where no file can be put."""
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it first.")
    if path.is_dir():
        raise Refusal(f"{path} is a folder. Name a file.")
    if path.exists() and not replace:
        raise Refusal(f"{path} is there already. Choose another name, or replace it: --replace")
