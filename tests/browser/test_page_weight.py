"""The scale that weighs pages counts what it should."""

import pytest

from tests.browser.demo_school import DemoSchool
from tests.browser.places import PLACES
from tests.browser.rooms import Rooms
from tests.browser.weighing import Weight, weigh

pytestmark = pytest.mark.browser


def test_the_lab_and_its_fonts_are_counted(rooms: Rooms, demo: DemoSchool) -> None:
    place = next(p for p in PLACES if str(p) == "learner: curriculum:lesson 3")
    weight = weigh(rooms.page_of("learner"), demo, place, "en")
    assert weight.lab > 10_000
    assert weight.fonts > 10_000
    assert weight.pictures > 0


def test_a_broken_budget_is_named() -> None:
    weight = Weight(page=150_000, lab=160_000, fonts=0, pictures=900_000)
    assert weight.faults("teacher") == ["lab: 160000 of 150000 bytes"]
    assert weight.faults("learner")[0] == "page: 150000 of 100000 bytes"
