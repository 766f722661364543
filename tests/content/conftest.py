"""The tiny course without faults, read once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from armillary.content.format import Course, parse_course
from armillary.content.questions import Question

COURSES = Path(__file__).parent.parent / "course"


@pytest.fixture(scope="session")
def good_folder() -> Path:
    return COURSES / "good"


@pytest.fixture(scope="session")
def faults_folder() -> Path:
    return COURSES / "faults"


@pytest.fixture(scope="session")
def good_course(good_folder: Path) -> Course:
    return parse_course(good_folder)


@pytest.fixture(scope="session")
def question_of(good_course: Course) -> Callable[[str], Question]:
    """Give the good course's question of a kind."""
    by_kind = {question.kind: question for question in good_course.lessons[0].questions}
    return by_kind.__getitem__


@pytest.fixture
def copied(good_folder: Path, tmp_path: Path) -> Path:
    """A copy of the good course that a test may spoil."""
    return Path(shutil.copytree(good_folder, tmp_path / "course"))
