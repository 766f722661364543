"""What is special to Eye and Ear: strokes across the squares, and sound only when asked for."""

import pytest
from playwright.sync_api import Page

from tests.browser.lab_host import SEED, OpenLab, press_by_mouse
from tests.browser.plays.eye_and_ear import PLAN, answer_all, press_all

COUNT_SOUNDS = """
window.sounds = 0;
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () { window.sounds += 1; start.call(this); };
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.longTasks.push(entry.duration);
}).observe({ type: 'longtask', buffered: false });
"""


@pytest.fixture
def page(open_lab: OpenLab) -> Page:
    """The lab at the step where a picture is painted."""
    page = open_lab("eye-and-ear", "meaning", motion="no-preference", script=COUNT_SOUNDS)
    press = press_by_mouse(page)
    press_all(press, ["closer", "closer", "go:right", "go:up", "kit-step:predict"])
    answer_all(press, page.evaluate(PLAN, [SEED, "meaning"])["predict"])
    press("kit-step:paint")
    return page


def find_middle(page: Page, square: int) -> tuple[float, float]:
    box = page.locator(f'[data-act="paint:{square}"]').bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def read_row(page: Page, row: int) -> list[bool]:
    """Whether each square of a row has the brightest tone."""
    return [
        "eye-fill-9" in (page.get_attribute(f'[data-act="paint:{8 * row + i}"]', "class") or "")
        for i in range(8)
    ]


@pytest.mark.browser
def test_a_stroke_paints_each_square_that_it_crosses_and_no_other(page: Page) -> None:
    page.locator(".eye-canvas").scroll_into_view_if_needed()
    page.mouse.move(*find_middle(page, 8))
    page.mouse.down()
    page.mouse.move(*find_middle(page, 12), steps=25)
    page.mouse.up()
    assert read_row(page, 1) == [True] * 5 + [False] * 3
    page.mouse.move(*find_middle(page, 31), steps=5)
    assert read_row(page, 3) == [False] * 8


@pytest.mark.browser
def test_painting_at_speed_makes_no_long_task(page: Page) -> None:
    page.evaluate("window.longTasks.length = 0")
    page.locator(".eye-canvas").scroll_into_view_if_needed()
    for row in range(8):
        page.mouse.move(*find_middle(page, 8 * row))
        page.mouse.down()
        page.mouse.move(*find_middle(page, 8 * row + 7), steps=16)
        page.mouse.up()
    assert [task for task in page.evaluate("window.longTasks") if task > 100] == []


@pytest.mark.browser
def test_nothing_is_heard_before_listen_is_pressed(page: Page) -> None:
    plan = page.evaluate(PLAN, [SEED, "meaning"])
    press = press_by_mouse(page)
    for tone, squares in plan["tones"]:
        press_all(press, [f"brush:{tone}", *(f"paint:{square}" for square in squares)])
    press_all(press, ["kit-step:ear", "pitch:1", "sound:1", "wave:2"])
    assert page.evaluate("window.sounds") == 0
    press("play:0")
    assert page.evaluate("window.sounds") == 1
