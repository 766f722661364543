"""The page for authors names everything an author can write."""

from dataclasses import fields
from pathlib import Path

import pytest

from armillary.content.format import (
    Codes,
    Lesson,
    LessonVariant,
    Misconception,
    Skill,
    Term,
    Unit,
)
from armillary.content.format.checks import CHECKS
from armillary.content.format.checks.reading import LIMITS
from armillary.content.questions import (
    DIFFICULTIES,
    KINDS,
    LANGUAGES,
    STAGES,
    Bin,
    Card,
    Match,
    Question,
)

PAGE = Path(__file__).parents[3] / "docs/reference/course-format.md"
OURS = {"body", "pages", "guides", "boards"}  # names of the program, not of the files

WRITTEN = (
    *(Codes, Lesson, LessonVariant, Misconception, Skill, Term, Unit),
    *(Question, Bin, Card, Match),
)
NAMES = {field.name for described in WRITTEN for field in fields(described)} - OURS


@pytest.mark.parametrize(
    "name", sorted(NAMES | set(KINDS) | set(LANGUAGES) | {*STAGES, *DIFFICULTIES})
)
def test_a_name_of_the_format_is_on_the_page(name: str) -> None:
    text = PAGE.read_text()
    assert any(sign.format(name) in text for sign in ("`{}`", "{}:", " {},", "# {} ", ", {} "))


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_is_explained_on_the_page(name: str) -> None:
    assert f"\n| `{name}` | " in PAGE.read_text()


def test_the_limits_of_reading_stand_on_their_page() -> None:
    lines = (PAGE.parent / "reading-level.md").read_text().splitlines()
    first = 1
    for last, limits in LIMITS.items():
        assert limits["ru"] == limits["be"]
        shown = [
            f"{one.mean:g}, {one.longest}, {one.long_words:.0%}"
            for one in (limits["en"], limits["ru"], limits["zh-Hans"])
        ]
        assert f"| {first}-{last} | {' | '.join(shown)} |" in lines
        first = last + 1
