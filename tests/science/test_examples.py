"""The examples in docstrings are true, and the pages of docs/science name what there is."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import armillary.science
from armillary.science import learner, scheduling

DOCS = Path(__file__).parents[2] / "docs" / "science"
MODULES = [
    name for _, name, _ in pkgutil.walk_packages(armillary.science.__path__, "armillary.science.")
]


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    ("page", "package"), [("learner-model.md", learner), ("scheduling.md", scheduling)]
)
def test_the_page_names_every_public_name(page: str, package: object) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    missing = [name for name in package.__all__ if f"`{name}" not in text]  # type: ignore[attr-defined]  # a package
    assert missing == []
