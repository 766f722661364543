"""A published course."""

from tests.apps.practice.conftest import course

__all__ = ["course"]
