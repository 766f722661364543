"""The command `armillary init`, run as a school would run it: as a program of its own."""

import json
import os
import pty
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

GIVEN = ["--school", "Lyceum 7", "--head", "Vera Kit", "--username", "Vera"]
PASSWORD = "seven brass rings"


def environment() -> dict[str, str]:
    """Without the tests' own folder and database: the program finds its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ARMILLARY_")}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def run_init(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "armillary", "init", "--data", str(folder), *words],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=environment(),
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_an_empty_school_with_its_head_is_made_in_a_private_folder(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    result = run_init(folder, *GIVEN, "--password", PASSWORD, "--language", "be")
    assert (result.returncode, result.stderr) == (0, "")
    assert "armillary serve --data" in result.stdout
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600
    assert len((folder / "secret.key").read_text().strip()) >= 50
    with sqlite3.connect(folder / "school.sqlite3") as database:
        schools = database.execute("select name, language, simulated from people_school").fetchall()
        heads = database.execute("select username, name, role from people_adult").fetchall()
        (stored,) = database.execute("select password from people_adult").fetchone()
    assert schools == [("Lyceum 7", "be", 0)]
    assert heads == [("vera", "Vera Kit", "head")]
    assert PASSWORD not in stored


@pytest.mark.slow
def test_the_password_may_come_from_a_file_and_the_result_as_json(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    result = run_init(tmp_path / "school", *GIVEN, "--password-file", str(file), "--json")
    assert result.returncode == 0
    made = json.loads(result.stdout)
    assert made["school"] == "Lyceum 7"
    assert made["username"] == "vera"


@pytest.mark.slow
def test_a_second_school_in_the_folder_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    assert run_init(folder, *GIVEN, "--password", PASSWORD).returncode == 0
    secret = (folder / "secret.key").read_text()
    result = run_init(folder, *GIVEN, "--password", PASSWORD)
    assert result.returncode == 2
    assert "There is a school in" in result.stderr
    assert result.stderr.count("\n") == 1
    assert (folder / "secret.key").read_text() == secret


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([*GIVEN], "Please give --password-file"),
        (["--head", "Vera", "--username", "vera", "--password", PASSWORD], "Please give --school"),
        ([*GIVEN, "--password", "short"], "too short"),
        ([*GIVEN, "--password", "password123"], "too common"),
        ([*GIVEN, "--password", "1234509876543"], "numeric"),
        ([*GIVEN[:-1], "v", "--password", PASSWORD], "Sign-in name"),
        (["--school", " ", *GIVEN[2:], "--password", PASSWORD], "name of the school"),
        ([*GIVEN, "--password-file", "/nowhere/at/all"], "cannot be read"),
    ],
)
def test_bad_input_is_one_sentence_and_makes_nothing(
    tmp_path: Path, words: list[str], says: str
) -> None:
    result = run_init(tmp_path / "school", *words)
    assert result.returncode == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "school").exists()


@pytest.mark.slow
def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    mode = tmp_path.stat().st_mode
    result = run_init(tmp_path, *GIVEN, "--password", PASSWORD)
    assert result.returncode == 2
    assert "letters.txt" in result.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["letters.txt"]
    assert tmp_path.stat().st_mode == mode


@pytest.mark.slow
def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "school").write_text("mine")
    result = run_init(tmp_path / "school", *GIVEN, "--password", PASSWORD)
    assert result.returncode == 2
    assert "is a file" in result.stderr


@pytest.mark.slow
def test_a_database_that_cannot_be_made_leaves_nothing_half_done(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    (folder / "school.sqlite3").mkdir(parents=True)
    result = run_init(folder, *GIVEN, "--password", PASSWORD)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert [entry.name for entry in folder.iterdir()] == ["school.sqlite3"]


@pytest.mark.slow
def test_help_shows_an_example() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "armillary", "init", "--help"],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert result.returncode == 0
    assert "Example: armillary init" in result.stdout


@pytest.mark.slow
def test_at_a_terminal_it_asks_for_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    screen, terminal = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "armillary", "init", "--data", str(folder)],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment(),
        start_new_session=True,
    )
    os.close(terminal)
    seen = answer_questions(
        screen,
        {
            "Name of the school: ": "Lyceum 7",
            "Name of the head: ": "Vera Kit",
            "Sign-in name of the head: ": "vera",
            "Password of the head: ": PASSWORD,
            "The same password again: ": PASSWORD,
        },
    )
    assert program.wait(timeout=60) == 0, seen
    assert PASSWORD not in seen
    assert (folder / "secret.key").is_file()


def answer_questions(screen: int, answers: dict[str, str]) -> str:
    """Type each answer when its question stands at the end of the screen; return all that was shown."""
    shown = ""
    waiting = dict(answers)
    while True:
        try:
            piece = os.read(screen, 4096)
        except OSError:  # the program has gone, and its terminal with it
            break
        if not piece:
            break
        shown += piece.decode()
        for question in [each for each in waiting if shown.endswith(each)]:
            os.write(screen, f"{waiting.pop(question)}\n".encode())
    os.close(screen)
    return shown
