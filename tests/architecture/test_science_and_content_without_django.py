"""Science and content run without Django: a fresh interpreter loads all of them and has none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import armillary

SOURCE = Path(armillary.__file__).parents[1]
LOAD = """
import importlib, json, pkgutil, sys
import armillary.content, armillary.science

names = [
    module.name
    for package in (armillary.content, armillary.science)
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
]
for name in names:
    importlib.import_module(name)
EXTRA
print(json.dumps({"names": names, "django": "django" in sys.modules}))
"""


def load_all(extra: str = "") -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", LOAD.replace("EXTRA", extra)],
        env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def written_modules() -> set[str]:
    """Return every module of the two layers, as the files say."""
    files = [
        file
        for layer in ("content", "science")
        for file in (SOURCE / "armillary" / layer).rglob("*.py")
    ]
    modules = {".".join(file.relative_to(SOURCE).with_suffix("").parts) for file in files}
    return {name.removesuffix(".__init__") for name in modules}


@pytest.mark.slow
def test_science_and_content_load_without_django() -> None:
    found = load_all()
    layers = {"armillary.content", "armillary.science"}
    assert set(found["names"]) | layers == written_modules()  # type: ignore[call-overload]
    assert found["django"] is False


@pytest.mark.slow
def test_django_would_be_seen() -> None:
    assert load_all("import django")["django"] is True
