"""The files of a course folder, read once and never written."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from armillary.content.format.faults import FORM, LANGUAGES_CHECK, FaultList
from armillary.content.languages import LANGUAGES

LESSON_VARIANT_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"

# Beside what is read, people may leave notes and a licence anywhere.
_PLACES = re.compile(
    r"(?:course|skills|misconceptions|frameworks|glossary)\.yaml"
    rf"|plans/[^/]+\.(?:{'|'.join(LANGUAGES)})\.md"
    r"|warmups/[^/]+\.(?:yaml|svg)"
    r"|assessments/[^/]+/(?:(?:assessment|questions)\.yaml|[^/]+\.svg)"
    r"|lessons/[^/]+/(?:(?:lesson|questions)\.yaml|[^/]+\.svg)"
    rf"|lessons/[^/]+/(?:lesson(?:\.{LESSON_VARIANT_ID})?|guide|board)\.(?:{'|'.join(LANGUAGES)})\.md"
    r"|(?:.*/)?(?:README(?:\.[^/]+)?|LICENSE(?:\.[^/]+)?|LICENCE(?:\.[^/]+)?)"
)

MAX_FILES = 20_000
MAX_FILE_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class CourseFiles:
    """The content of every file that a course can be made of, by path in the folder."""

    contents: Mapping[str, bytes]

    def content(self, path: str, faults: FaultList) -> bytes | None:
        """Return a file's bytes, or None and a fault when it is not there."""
        content = self.contents.get(path)
        if content is None:
            check = LANGUAGES_CHECK if path.endswith(".md") else FORM
            faults.add(path, 1, "this file is missing; add it", check)
        return content

    def drawings(self, folder: str) -> dict[str, bytes]:
        """Return the drawings that lie directly in a folder, by file name."""
        start = f"{folder}/"
        return {
            path.removeprefix(start): content
            for path, content in self.contents.items()
            if path.startswith(start) and path.endswith(".svg") and "/" not in path[len(start) :]
        }

    def folders(self, parent: str) -> list[str]:
        """Return the names of the folders below one, sorted."""
        start = f"{parent}/"
        names = {
            path[len(start) :].split("/")[0]
            for path in self.contents
            if path.startswith(start) and "/" in path[len(start) :]
        }
        return sorted(names)


def find_stray_files(files: CourseFiles, faults: FaultList) -> None:
    """Note files that no part of a course is read from: most often a name is misspelt."""
    for path in files.contents:
        if not _PLACES.fullmatch(path):
            message = "a course reads nothing from this file; fix its name or remove it"
            faults.add(path, 1, message)


def read_course_files(folder: Path, faults: FaultList) -> CourseFiles:
    """Return the files of a folder. Links are not followed: they could lead out of it."""
    contents: dict[str, bytes] = {}
    for path in _course_paths(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            faults.add(_printable(name), 1, "this is a link; put the file itself here")
            continue
        if len(contents) >= MAX_FILES:
            faults.add("course.yaml", 1, f"the folder holds more than {MAX_FILES} files")
            break
        content = _read(path)
        if isinstance(content, str):
            faults.add(_printable(name), 1, content)
        else:
            contents[_printable(name)] = content
    return CourseFiles(contents)


def _course_paths(folder: Path) -> list[Path]:
    """Return all paths of files, sorted; hidden ones (.git, editors' leftovers) are no content."""
    found: list[Path] = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found.extend(Path(base) / name for name in sorted(names) if not name.startswith("."))
    return found


def _read(path: Path) -> bytes | str:
    """Return a file's bytes, or in words why they cannot be had."""
    try:
        if not path.is_file():
            return "this is not an ordinary file; remove it"
        if path.stat().st_size > MAX_FILE_BYTES:
            return f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB; make it smaller"
        return path.read_bytes()
    except OSError as error:
        return f"the file cannot be read ({error.strerror}); check its permissions"


def _printable(name: str) -> str:
    """Return a file name that can be printed, whatever bytes it has on disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
