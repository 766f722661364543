"""The tiny course, published, for every test of the reports."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.people.models import SchoolClass
from armillary.apps.reports.classroom import Classroom, view_classroom
from tests.apps.practice.conftest import read_good_course
from tests.cast import NOW as START

# A Tuesday four weeks into the school year of the cast.
NOW = START + timedelta(days=29)
View = Callable[[SchoolClass], Classroom]


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    """The tiny course: A05, and E05 that builds on it, taught by the only lesson."""
    publish_course(read_good_course(), now=datetime(2025, 9, 1, 8, 0, tzinfo=UTC))
    found = SHELF.catalogue("ai")
    assert found is not None
    return found


@pytest.fixture
def view(catalogue: Catalogue) -> View:
    """A function that looks at a class on that Tuesday."""
    return lambda school_class: view_classroom(school_class, catalogue, NOW)
