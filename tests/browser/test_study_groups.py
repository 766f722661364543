"""For whom: planned on page 3, read on the result page, others on a page of their own."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo_school import DemoSchool
from tests.browser.places import find_draft, find_study

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, demo: DemoSchool) -> Page:
    """The page of the demo's teacher on a telephone."""
    context = chromium.new_context(
        base_url=demo.address, viewport={"width": 360, "height": 740}, color_scheme="dark"
    )
    made: Page = context.new_page()
    made.goto(demo.links["teacher"])
    return made


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_page_3_says_what_could_be_seen_of_groups_and_takes_a_choice(
    page: Page, demo: DemoSchool
) -> None:
    address = f"{demo.address}/studies/drafts/{find_draft(demo)}"
    page.goto(f"{address}/3/")
    said = page.inner_text("main")
    assert "Would you like to know for whom it works?" in said
    assert "about 4 times as many learners" in said
    page.check("input[name=subgroups][value=baseline]")
    page.uncheck("#id_baseline")
    page.click(".button-main")
    expect(page.locator("main")).to_contain_text("Halves need the test before the start")
    page.check("#id_baseline")
    page.click(".button-main")
    page.goto(f"{address}/5/")
    assert "lower half (13), upper half (12)" in page.inner_text("main")
    assert overflow(page) <= 0
    page.context.close()


def test_planned_groups_stand_on_the_result_page_and_others_apart(
    page: Page, demo: DemoSchool
) -> None:
    page.goto(f"{demo.address}/studies/{find_study(demo)}/results/")
    table = page.locator("section.study-flow", has_text="For whom").locator("table")
    assert table.locator("tbody tr").count() == 2
    assert table.evaluate("t => t.scrollWidth <= t.parentElement.clientWidth")
    # A class of 25 is small: by lot a half may have fewer than four with one of the ways.
    said = page.inner_text("main")
    assert ("effect changes by" in said) != ("There is no answer for these groups" in said)
    assert "half" not in page.inner_text(".study-finding")
    assert overflow(page) <= 0
    # The class is one, of one grade and one language: there is nothing to look at.
    assert page.locator("text=Look at other groups").count() == 0
    page.goto(f"{demo.address}/studies/{find_study(demo)}/groups/")
    assert "Your school knows of no other groups here." in page.inner_text("main")
    assert overflow(page) <= 0
    page.context.close()


def test_a_running_study_shows_balance_and_no_outcome(chromium: Browser, demo: DemoSchool) -> None:
    context = chromium.new_context(base_url=demo.address, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(demo.links["head"])
    running = demo.ask(
        "SELECT id FROM studies_study WHERE question = ?",
        "Is it better to try first and read afterwards?",
    )
    page.goto(f"{demo.address}/studies/{running[0][0]}/")
    said = page.inner_text("main")
    assert "of these in 5Б" in said
    assert "sat the test before the start." in said
    # The demo draws the same arms each time: a gap that is worth a word.
    assert "SD by themselves." in said
    assert "The outcome stays hidden" in said
    assert overflow(page) <= 0
    page.context.close()
