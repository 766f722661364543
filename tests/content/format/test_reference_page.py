"""The page for authors names everything an author can write."""

from dataclasses import fields
from pathlib import Path

import pytest

from armillary.content.format import Codes, Lesson, Misconception, Skill, Unit
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

NAMES = {
    field.name
    for described in (Codes, Lesson, Misconception, Skill, Unit, Question, Bin, Card, Match)
    for field in fields(described)
} - OURS


@pytest.mark.parametrize(
    "name", sorted(NAMES | set(KINDS) | set(LANGUAGES) | {*STAGES, *DIFFICULTIES})
)
def test_a_name_of_the_format_is_on_the_page(name: str) -> None:
    text = PAGE.read_text()
    assert any(sign.format(name) in text for sign in ("`{}`", "{}:", " {},", "# {} ", ", {} "))
