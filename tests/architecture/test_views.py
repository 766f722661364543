"""Views fetch through access, act through actions, and hold no query and no write of their own."""

import ast
from pathlib import Path

import pytest

import armillary

PACKAGE = Path(armillary.__file__).parent
VIEWS = sorted(
    file
    for pattern in ("apps/*/views.py", "apps/*/views/*.py", "web/views.py", "web/views/*.py")
    for file in PACKAGE.glob(pattern)
)
FORBIDDEN = {"objects", "save", "_default_manager"}


def find_forbidden(source: str) -> list[str]:
    return [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN
    ]


def find_long(source: str) -> list[str]:
    return [
        f"line {node.lineno}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 30
    ]


def test_there_are_views_to_look_at() -> None:
    assert PACKAGE / "web" / "views.py" in VIEWS
    assert PACKAGE / "apps" / "people" / "views" / "staff.py" in VIEWS


def test_a_query_or_a_write_in_a_view_is_seen() -> None:
    assert find_forbidden("def f(): return Learner.objects.all()") == ["line 1: .objects"]
    assert find_forbidden("def f(row):\n    row.save()") == ["line 2: .save"]


@pytest.mark.parametrize("file", VIEWS, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_views_hold_no_query_and_no_write(file: Path) -> None:
    assert find_forbidden(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", VIEWS, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_views_are_short(file: Path) -> None:
    assert find_long(file.read_text(encoding="utf-8")) == []
