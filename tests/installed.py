"""What the system must have for some tests: required in CI, named when missing elsewhere."""

import glob
import os
import shutil

import pytest

POSTGRESQL_FOLDERS = "/usr/lib/postgresql/*/bin"


def require(program: str, *, package: str) -> str:
    """Return the path of a program; without it fail in CI, and elsewhere skip naming the package."""
    found = shutil.which(program) or find_in_folders(program)
    if found is None:
        message = f"{program} is missing: apt-get install {package}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def find_in_folders(program: str) -> str | None:
    """Return a program of the newest PostgreSQL that the distribution keeps off the path."""
    return max(glob.glob(f"{POSTGRESQL_FOLDERS}/{program}"), default=None)
