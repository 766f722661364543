"""A running study comes back from a backup as it was: the same lots, carried out as before."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.apps.exchange.folders import make_school, program

SCRIPT = Path(__file__).with_name("study_in_folder.py")
NAMES = [f"Learner {letter}" for letter in "ABCDEFGHIJKL"]


def in_folder(folder: Path, what: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what],
        env={**os.environ, "ARMILLARY_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.slow
def test_a_restored_study_has_the_same_lots_and_carries_them_out(tmp_path: Path) -> None:
    make_school(tmp_path / "school", *NAMES)
    in_folder(tmp_path / "school", "plan")
    early = tmp_path / "early.backup"
    assert program("backup", early, "--data", tmp_path / "school").code == 0
    in_folder(tmp_path / "school", "draw")
    before: dict[str, Any] = json.loads(in_folder(tmp_path / "school", "tell"))
    assert sorted(arm for _learner, arm in before["arms"]) == [0] * 6 + [1] * 6
    assert set(before["gets"]) == {"text-first", "lab-first"}
    backup = tmp_path / "school.backup"
    assert program("backup", backup, "--data", tmp_path / "school").code == 0
    assert program("restore", backup, "--data", tmp_path / "again").code == 0
    assert json.loads(in_folder(tmp_path / "again", "tell")) == before
    # Of a backup from before the draw, the lots that are drawn again are the same.
    assert program("restore", early, "--data", tmp_path / "older").code == 0
    in_folder(tmp_path / "older", "draw")
    assert json.loads(in_folder(tmp_path / "older", "tell")) == before
    assert before["faults"] == []
