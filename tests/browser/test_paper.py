"""Pages on paper: cards that can be cut, and reports without buttons."""

import re

import pytest

from tests.browser.demo_school import DemoSchool
from tests.browser.places import LESSONS
from tests.browser.rooms import LANGUAGES, Rooms, set_language

pytestmark = pytest.mark.browser

CARDS_ON_A_SHEET = 8
# What a reader of paper cannot press, and what sticks out of a card.
SHOWN_BUTTONS = """() => [...document.querySelectorAll('button:not(.sort), .button, .languages, .nav')]
  .filter((part) => part.checkVisibility()).map((part) => part.outerHTML.slice(0, 80))"""
CUT_OFF = """() => [...document.querySelectorAll('.sign-card')]
  .filter((card) => card.scrollHeight > card.clientHeight + 1 || card.scrollWidth > card.clientWidth + 1)
  .map((card) => card.querySelector('h2').textContent)"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_eight_cards_stand_on_a_sheet_and_nothing_is_cut_off(
    rooms: Rooms, demo: DemoSchool, language: str
) -> None:
    page = rooms.page_of("head")
    set_language(page, demo, language)
    for class_name in ("5A", "5Б", "5В", "5D"):
        page.goto(f"/classes/{demo.class_id(class_name)}/cards/")
        n_cards = page.locator(".sign-card").count()
        sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        assert len(sheets) == -(-n_cards // CARDS_ON_A_SHEET)
        page.emulate_media(media="print")
        cut_off = page.evaluate(CUT_OFF)
        page.emulate_media(media="null")
        assert cut_off == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_is_one_page_and_each_of_its_sheets_another(
    rooms: Rooms, demo: DemoSchool, language: str
) -> None:
    page = rooms.page_of("teacher")
    set_language(page, demo, language)
    for lesson in LESSONS:
        page.goto(f"/course/{lesson}/guide/")
        n_sheets = page.locator(".guide-sheet").count()
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        assert (lesson, len(pages)) == (lesson, 1 + n_sheets)
        assert n_sheets > 0, f"{lesson} has nothing to print for a lesson without devices"


@pytest.mark.parametrize("query", ["", "?key=1"])
def test_a_test_on_paper_and_its_key_have_the_same_numbers(
    rooms: Rooms, demo: DemoSchool, query: str
) -> None:
    page = rooms.page_of("teacher")
    page.goto(f"/tests/G05/A/{query}")
    marks = page.locator(".paper-questions").evaluate(
        "list => getComputedStyle(list).listStyleType"
    )
    assert marks == "decimal"
    assert page.locator(".paper-question").count() == 15  # as many as form A names


@pytest.mark.parametrize("path", ["", "learners/", "cards/"])
def test_paper_has_nothing_to_press(rooms: Rooms, demo: DemoSchool, path: str) -> None:
    page = rooms.page_of("head")
    set_language(page, demo, "en")
    page.goto(f"/classes/{demo.class_id('5A')}/{path}")
    page.emulate_media(media="print")
    shown = page.evaluate(SHOWN_BUTTONS)
    page.emulate_media(media="null")
    assert shown == []


def test_a_skill_over_time_is_printed_on_the_wide_sheet(rooms: Rooms, demo: DemoSchool) -> None:
    page = rooms.page_of("teacher")
    set_language(page, demo, "en")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/learners/{demo.learner('Bella Crane')}/skills/E05/")
    assert not page.locator(".timeline-wide svg").is_visible()
    page.emulate_media(media="print")
    shown = page.evaluate(SHOWN_BUTTONS)
    wide, narrow = (page.locator(f".timeline-{size} svg") for size in ("wide", "narrow"))
    seen = (wide.is_visible(), narrow.is_visible())
    page.emulate_media(media="null")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert shown == []
    assert seen == (True, False)
