"""What browser tests share: the demo school, Chromium, the labs from nothing but static files."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.demo_school import DemoSchool, open_demo
from tests.browser.flags import FLAGS
from tests.browser.lab_host import SEED, OpenLab, serve_labs
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


@pytest.fixture(scope="module")
def lab_address() -> Iterator[str]:
    """Where the labs are served."""
    with serve_labs() as address:
        yield address


@pytest.fixture
def open_lab(chromium: Browser, lab_address: str) -> Iterator[OpenLab]:
    """A function that opens a lab; afterwards no page may have seen an error."""
    pages: list[Page] = []
    errors: list[str] = []

    def open_page(
        lab: str,
        level: str,
        language: str = "en",
        *,
        width: int = 1280,
        theme: Literal["light", "dark"] = "light",
        motion: Literal["reduce", "no-preference"] = "reduce",
        seed: str = SEED,
        script: str = "",
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 640 if width < 600 else 800},
            reduced_motion=motion,
            color_scheme=theme,
        )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if script:
            page.add_init_script(script)
        host = f"{lab_address}/host.html"
        page.goto(f"{host}?lab={lab}&language={language}&seed={seed}&level={level}")
        page.wait_for_selector("[data-lab-status=ready]")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        assert page.evaluate("window.violations") == []
        page.context.close()
    assert errors == []
