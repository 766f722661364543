"""Each lab, played to its end with the right answers: one module of `plays` for each."""

import importlib
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page

from tests.browser.lab_host import Press


class LabPlay(Protocol):
    """What a module of `plays` offers."""

    LAB: str
    LEVELS: tuple[str, ...]

    @staticmethod
    def play(page: Page, press: Press, level: str, seed: str) -> None:
        """Play every step of a level to its end, so that each moment scores 1."""


def list_plays() -> list[LabPlay]:
    """Return the play of every lab that has one, by the name of the lab."""
    folder = Path(__file__).parent / "plays"
    plays: list[LabPlay] = [
        importlib.import_module(f"tests.browser.plays.{path.stem}")  # type: ignore[misc]
        for path in folder.glob("*.py")
    ]
    return sorted(plays, key=lambda play: play.LAB)
