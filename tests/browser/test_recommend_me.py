"""What is special to Recommend Me: the bar that can be dragged, and erasing what was stored."""

import pytest
from playwright.sync_api import FloatRect, Page

from tests.browser.lab_host import SEED, OpenLab, press_by_mouse
from tests.browser.plays import recommend_me


@pytest.fixture
def lab(open_lab: OpenLab) -> Page:
    return open_lab("recommend-me", "feed")


def reach_slider(page: Page) -> None:
    """Play up to the second way of the third step."""
    press = press_by_mouse(page)
    plan = page.evaluate(recommend_me.PLAN, [SEED, "feed"])
    recommend_me.play_tap(press, plan)
    press("kit-step:predict")
    recommend_me.play_questions(press, plan["answers"])
    press("kit-step:widen")
    press("leave")
    press("second")


def find_bar(page: Page) -> FloatRect:
    bar = page.locator(".feed-mix-bar[data-mix]")
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    return box


@pytest.mark.browser
@pytest.mark.slow
def test_the_border_of_the_slider_is_dragged(lab: Page) -> None:
    reach_slider(lab)
    box = find_bar(lab)
    y = box["y"] + box["height"] / 2
    lab.mouse.move(box["x"] + box["width"] - 3, y)
    lab.mouse.down()
    lab.mouse.move(box["x"] + box["width"] * 0.8, y, steps=4)
    lab.mouse.up()
    assert lab.get_attribute(".feed-mix-bar", "data-mix") in {"8:2:0", "8:0:2"}


@pytest.mark.browser
@pytest.mark.slow
def test_a_drag_to_the_far_end_reaches_the_goal_and_locks_the_slider(lab: Page) -> None:
    reach_slider(lab)
    box = find_bar(lab)
    y = box["y"] + box["height"] / 2
    lab.mouse.move(box["x"] + box["width"] - 3, y)
    lab.mouse.down()
    lab.mouse.move(box["x"] + 1, y, steps=12)
    lab.mouse.up()
    assert lab.query_selector(".feed-mix-bar[data-mix]") is None
    result = lab.evaluate("window.results.find((one) => one.moment === 'do')")
    assert result["score"] == 0.5
    assert result["raw"]["results"] == {"taps": False, "slider": True}


@pytest.mark.browser
@pytest.mark.slow
def test_erasing_everything_makes_the_feed_popular_again(lab: Page) -> None:
    first = lab.locator(".feed-title").all_inner_texts()
    recommend_me.play(lab, press_by_mouse(lab), "feed", SEED)
    assert lab.locator(".feed-mini-title").all_inner_texts() == first
    lab.evaluate("window.dispatchEvent(new Event('pagehide'))")
    parts = lab.evaluate("window.state.parts")
    assert parts["tap"]["at"]["opened"] == []
    assert parts["widen"]["at"]["opened"] == []


class Until:
    """Presses by mouse, leaving out one action."""

    by_keys = False

    def __init__(self, page: Page, left_out: str) -> None:
        self.press = press_by_mouse(page)
        self.left_out = left_out

    def __call__(self, action: str) -> None:
        if action != self.left_out:
            self.press(action)


@pytest.mark.browser
@pytest.mark.slow
def test_a_single_card_is_erased_from_the_list_and_from_the_sums(lab: Page) -> None:
    recommend_me.play(lab, Until(lab, "eraseAll"), "feed", SEED)
    before = lab.locator(".feed-list li").count()
    lab.locator(".feed-erase").nth(1).click()
    assert lab.locator(".feed-list li").count() == before - 1
    lab.click('[data-act="kit-step:tap"]')
    assert lab.locator(".feed-hub-count").text_content() == str(before - 1)
