"""The pictures of the guides are the pages as they are.

ARMILLARY_PICTURES=1 pytest tests/browser/test_pictures.py writes them anew into docs/guide/pictures.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.demo_school import DemoSchool
from tests.browser.desk import fill, send, slip_on, write_slip
from tests.browser.pictures import SIGNATURE, choose_palette, take_picture
from tests.browser.rooms import Rooms, set_language

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/guide/pictures"
LARGEST = 150_000


def show_home(page: Page, school: DemoSchool) -> None:
    page.goto("/home/")


def show_feedback(page: Page, school: DemoSchool) -> None:
    page.goto("/practice/")
    if page.locator("[data-question]").count() == 0:
        page.locator("main .button-main").click()
    slip = write_slip(school, page, "one_choice")
    send(page, "/practice/language/", slip, {}, language="en")
    page.wait_for_load_state("load")
    fill(page, slip_on(page, school).wrong())
    page.get_by_role("button", name="Check").click()
    page.wait_for_selector("[data-answered]")
    page.evaluate("scrollTo(0, 0)")


def show_class(page: Page, school: DemoSchool) -> None:
    page.goto(f"/classes/{school.class_id('5A')}/")


def show_learner_skill(page: Page, school: DemoSchool) -> None:
    page.goto(f"/learners/{school.learner('Sam Stone')}/skills/E05/")


def show_cards(page: Page, school: DemoSchool) -> None:
    page.goto(f"/classes/{school.class_id('5A')}/cards/")
    page.locator(".cards-a4").evaluate("cards => scrollTo(0, cards.offsetTop - 16)")


def show_lab(page: Page, school: DemoSchool) -> None:
    page.goto("/course/G05-L6/")
    page.wait_for_selector("[data-lab-status=ready]")
    page.locator(".kit-stage").evaluate("stage => stage.scrollIntoView({ block: 'start' })")


def show_plan(page: Page, school: DemoSchool) -> None:
    page.goto("/units/G05/")


Show = Callable[[Page, DemoSchool], None]
PICTURES: dict[str, tuple[str, Show, ViewportSize]] = {
    "learner-home": ("learner", show_home, {"width": 1000, "height": 640}),
    "question": ("learner", show_feedback, {"width": 1000, "height": 760}),
    "class": ("teacher", show_class, {"width": 1000, "height": 1000}),
    "skill-over-time": ("teacher", show_learner_skill, {"width": 1000, "height": 900}),
    "lab": ("teacher", show_lab, {"width": 1100, "height": 860}),
    "year-plan": ("teacher", show_plan, {"width": 1100, "height": 900}),
    "cards": ("teacher", show_cards, {"width": 900, "height": 520}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_makes_a_small_picture(name: str, rooms: Rooms, demo: DemoSchool) -> None:
    role, show, size = PICTURES[name]
    page = rooms.page_of(role)
    set_language(page, demo, "en")
    page.set_viewport_size(size)
    show(page, demo)
    page.wait_for_load_state("load")
    page.evaluate("document.activeElement.blur(); document.fonts.ready")
    picture = take_picture(page)
    assert picture.startswith(SIGNATURE)
    assert len(picture) < LARGEST
    if os.environ.get("ARMILLARY_PICTURES") == "1":
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{name}.png").write_bytes(picture)


def test_the_guides_have_every_picture_and_no_other() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {
        name
        for text in texts
        for name in re.findall(r"pictures/([\w-]+)\.png", text.read_text(encoding="utf-8"))
    }
    assert shown == set(PICTURES)
    assert {file.stem for file in FOLDER.iterdir()} == set(PICTURES)


def test_the_commonest_colours_stay_as_they_are() -> None:
    pixels = np.zeros((4, 4, 3), np.uint8)
    pixels[0, 0] = (200, 100, 40)
    palette, places = choose_palette(pixels)
    assert palette.tolist() == [[0, 0, 0], [200, 100, 40]]
    assert places[0].tolist() == [1, 0, 0, 0]
