"""Compiling functions of this folder."""

from pathlib import Path

from armillary.science.numerics import create_compiler

compiled = create_compiler(Path(__file__), sources="*.py", settings={})
