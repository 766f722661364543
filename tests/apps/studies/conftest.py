"""The tiny course and a learner's desk, as practice has them, and a teacher's browser."""

import pytest
from django.test import Client

from tests.apps.practice.conftest import _seeded_chance, course, desk
from tests.cast import Cast, ClientFor

__all__ = ["_seeded_chance", "course", "desk"]


@pytest.fixture
def anna(school: Cast, client_for: ClientFor) -> Client:
    """Anna's browser, without scripts."""
    return client_for(school.anna)
