"""The checks that need no test of their own: each a command that must succeed."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One command, with what it looks after.

    Parameters
    ----------
    needs : a program that must be there
    looks_at : folders; the quick run leaves the check out while nothing in them has changed. Empty
        for a check that always runs
    """

    name: str
    words: tuple[str, ...]
    needs: str = ""
    looks_at: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


CHECKS = (
    Check("ruff format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Check("ruff lint", (str(BIN / "ruff"), "check", "--quiet", ".")),
    Check("layers", (str(BIN / "lint-imports"), "--no-cache")),
    Check(
        "migrations",
        (sys.executable, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"),
    ),
    Check("types", (str(BIN / "mypy"),)),
    Check(
        "labs",
        (shutil.which("node") or "node", "--test", "tests/labs/"),
        needs="node",
        looks_at=("tests/labs", "src/armillary/apps/curriculum/static"),
    ),
)
