"""The tiny course, published, for tests made of it."""

import pytest

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from tests.apps.practice.conftest import NOW, read_good_course


@pytest.fixture
def course(db: None) -> Catalogue:
    """The tiny course, published."""
    publish_course(read_good_course(), now=NOW)
    catalogue = SHELF.catalogue("ai")
    assert catalogue is not None
    return catalogue
