"""What is special to Data Detective: a table walked by arrows, false alarms, its place on a page."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.lab_host import SEED, OpenLab, press_by_mouse
from tests.browser.plays.data_detective import GARDEN_PLAN, answer_all, find_and_mend

NOTES = """async (seed) => {
  const { makeGarden } = await import('/curriculum/labs/data-detective/garden.js');
  return makeGarden(seed).notes;
}"""


@pytest.fixture
def page(open_lab: OpenLab) -> Page:
    """The garden in English at its full size, opened at the start."""
    return open_lab("data-detective", "garden", motion="no-preference")


def open_hunt(page: Page) -> dict[str, Any]:  # any: the plan comes from the page as JSON
    """Go to the hunt with the right answers, and return what hides there."""
    press = press_by_mouse(page)
    plan: dict[str, Any] = page.evaluate(GARDEN_PLAN, SEED)  # any: as above
    find_and_mend(press, plan["meet"])
    press("kit-step:predict")
    answer_all(press, {"unit": "up", "names": "five", "miss": "dirty"})
    press("kit-step:hunt")
    return plan


@pytest.mark.browser
@pytest.mark.slow
def test_a_false_alarm_is_answered_by_the_notebook_and_lowers_the_score(page: Page) -> None:
    plan = open_hunt(page)
    press = press_by_mouse(page)
    tall = next(note for note in page.evaluate(NOTES, SEED) if note["name"] == "tall")
    press(f"pick:{tall['rows'][0]}:height")
    press("flag:impossible")
    assert "measured twice" in page.inner_text(".kit-live")
    assert page.query_selector("[data-act='flag:impossible']") is None
    find_and_mend(press, plan["hunt"][:8])
    press("hand")
    result = page.evaluate("window.results.at(-1)")
    # Eight finds less one false alarm, of the eight that are asked for.
    assert (result["moment"], result["score"]) == ("do", 7 / 8)
    assert result["raw"]["falseFlags"] == 1
    assert page.locator(".detective-cell[data-mark=missed]").count() >= 2


@pytest.mark.browser
@pytest.mark.slow
def test_arrows_walk_the_table_by_rows_and_columns(page: Page) -> None:
    open_hunt(page)
    act = "document.activeElement.dataset.act"
    page.focus("[data-act='pick:0:no']")
    for key, expected in [
        ("ArrowRight", "pick:0:plant"),
        ("ArrowDown", "pick:1:plant"),
        ("ArrowRight", "pick:1:bed"),
        ("ArrowUp", "pick:0:bed"),
        ("End", "pick:23:leaves"),
        ("Home", "pick:0:no"),
    ]:
        page.keyboard.press(key)
        assert page.evaluate(act) == expected
    assert page.locator(".detective-table [tabindex='0']").count() == 1


@pytest.mark.browser
@pytest.mark.slow
def test_a_hasty_mending_moves_the_guesser_and_can_be_taken_back(page: Page) -> None:
    plan = open_hunt(page)
    press = press_by_mouse(page)
    miss = ".detective-miss strong"
    before = page.inner_text(miss)
    unit = next(fault for fault in plan["hunt"] if fault["kind"] == "unit")
    press(f"pick:{unit['cell']}")
    press("flag:unit")
    press("mend:row")
    assert page.locator("tr[data-gone]").count() == 1
    press("mend:convert")
    assert page.locator("tr[data-gone]").count() == 0
    assert page.inner_text(miss) != before
