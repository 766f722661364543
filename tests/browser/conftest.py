"""The demo school, opened once for all browser tests, and Chromium, opened once for each file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.demo_school import DemoSchool, open_demo
from tests.browser.flags import FLAGS
from tests.browser.rooms import Rooms
from tests.installed import require


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSchool]:
    """The demo, made and served for this run alone."""
    with open_demo(tmp_path_factory.mktemp("demo") / "school") as school:
        yield school


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser."""
    program = require("chromium", package="chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def rooms(chromium: Browser, demo: DemoSchool) -> Iterator[Rooms]:
    """A browser context for each role."""
    opened = Rooms(chromium, demo)
    yield opened
    opened.close()
