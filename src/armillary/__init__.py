"""Armillary: a school-run system that teaches AI, practises it and measures whether it works."""

__version__ = "0.1.0"
