"""The examples in docstrings of content are true."""

import doctest
import importlib
import pkgutil

import pytest

import armillary.content

MODULES = [
    name for _, name, _ in pkgutil.walk_packages(armillary.content.__path__, "armillary.content.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
