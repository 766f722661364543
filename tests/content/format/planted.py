"""Faults planted into a copy of the good course."""

from pathlib import Path

from armillary.content.format import Fault, check_course

QUESTIONS = "lessons/G05-L1/questions.yaml"
LESSON = "lessons/G05-L1/lesson.yaml"
PAGE = "lessons/G05-L1/lesson.{}.md"
GUIDE = "lessons/G05-L1/guide.{}.md"
BOARD = "lessons/G05-L1/board.{}.md"
WARM_UP = "warmups/A05.yaml"


def plant(folder: Path, path: str, old: str, new: str) -> int:
    """Put one text in place of another; return the line where it begins."""
    text = (folder / path).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path}"
    place = text.index(old)
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.count("\n", 0, place) + 1


def faults_of(folder: Path, check: str) -> list[Fault]:
    """Return what one check finds."""
    return [fault for fault in check_course(folder).faults if fault.check == check]


def all_faults(folder: Path) -> list[str]:
    """Return every fault with its check, for the message of a failing test."""
    return [f"[{fault.check}] {fault}" for fault in check_course(folder).faults]


def four(texts: dict[str, str], indent: str) -> str:
    """Write a text in four languages as YAML."""
    return "".join(f'\n{indent}{language}: "{text}"' for language, text in texts.items())
