"""The tiny course and a learner's desk, as practice has them."""

from tests.apps.practice.conftest import _seeded_chance, course, desk

__all__ = ["_seeded_chance", "course", "desk"]
