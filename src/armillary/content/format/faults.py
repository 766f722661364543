"""A fault in a course file, and the one list they are gathered in."""

from dataclasses import dataclass, field

# Checks that are spread over the reading of files; the others stand in `checks`.
FORM = "form"
LANGUAGES_CHECK = "languages"
PROOF = "proof"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend: the file in the course folder, the line, and what to do about it.

    `check` names the check that found it.
    """

    path: str
    line: int
    message: str
    check: str = FORM

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class CourseError(ValueError):
    """A course that cannot be used; `faults` says why, all of it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"the course has {len(faults)} faults; the first is {faults[0]}")
        self.faults = faults


@dataclass(slots=True)
class FaultList:
    """The faults found so far. Grows while files are read; the same fault is kept once.

    `n_noted` counts every note, so that a reader can tell whether what it read was sound.
    """

    found: dict[Fault, None] = field(default_factory=dict)
    n_noted: int = 0

    def add(self, path: str, line: int, message: str, check: str = FORM) -> None:
        """Note one fault."""
        self.found[Fault(path, max(1, line), message, check)] = None
        self.n_noted += 1

    def sorted(self) -> tuple[Fault, ...]:
        """Return all faults by path and line."""
        return tuple(sorted(self.found))

    def __len__(self) -> int:
        return len(self.found)
