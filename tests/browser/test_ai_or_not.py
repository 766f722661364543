"""AI or Not: what is special to it, beside what every lab must do."""

import pytest
from playwright.sync_api import Page

from tests.browser.lab_host import OpenLab, press_by_mouse
from tests.browser.plays import ai_or_not

SEED = "5b"
OUTSIDE = ".aion-tray-out"
INSIDE = ".aion-tray-in"


@pytest.fixture
def page(open_lab: OpenLab) -> Page:
    """The lab, open at its first step, with motion."""
    return open_lab("ai-or-not", "definition", motion="no-preference", seed=SEED)


def go_to_sort(page: Page) -> None:
    plan = page.evaluate(ai_or_not.PLAN, [SEED, "definition"])
    press = press_by_mouse(page)
    ai_or_not.play_build(press, plan)
    press("kit-step:predict")
    ai_or_not.play_predict(press, plan)
    press("kit-step:sort")
    press("open")


@pytest.mark.browser
@pytest.mark.slow
def test_a_switch_moves_the_cards_at_once_and_says_which(page: Page) -> None:
    assert page.is_visible(f"{INSIDE} [data-act='pick:kettle']")
    page.click("[data-act='switch:inference']")
    assert page.is_visible(f"{OUTSIDE} [data-act='pick:kettle']")
    assert "Kettle" in page.inner_text(".kit-live")
    page.click("[data-act='switch:inference']")
    assert page.is_visible(f"{INSIDE} [data-act='pick:kettle']")


@pytest.mark.browser
@pytest.mark.slow
def test_a_card_says_which_part_keeps_it_outside(page: Page) -> None:
    page.click("[data-act='switch:goal']")
    page.click("[data-act='pick:dog']")
    told = page.inner_text(".aion-picked")
    assert "electricity" in told
    assert "human goal" in told


@pytest.mark.browser
@pytest.mark.slow
def test_a_card_may_be_dragged_into_a_bin(page: Page) -> None:
    go_to_sort(page)
    card = page.locator(".aion-big-picture").bounding_box()
    target = page.locator("[data-act='bin:edge']").bounding_box()
    assert card
    assert target
    page.mouse.move(card["x"] + 60, card["y"] + 60)
    page.mouse.down()
    page.mouse.move(card["x"] + 120, card["y"] + 90, steps=4)
    page.mouse.move(target["x"] + 40, target["y"] + 20, steps=8)
    page.mouse.up()
    assert page.get_attribute("[data-act='bin:edge']", "aria-pressed") == "true"
    assert page.is_visible("[data-act^='reason:']")


@pytest.mark.browser
@pytest.mark.slow
def test_wrong_sorting_is_told_with_what_the_reason_is_worth_and_lowers_the_score(
    page: Page,
) -> None:
    go_to_sort(page)
    press = press_by_mouse(page)
    plan = page.evaluate(ai_or_not.PLAN, [SEED, "definition"])
    for i, (verdict, reason) in enumerate(plan["cards"]):
        press(f"bin:{verdict if i > 2 else ('not' if verdict == 'ai' else 'ai')}")
        press(f"reason:{reason}")
        if i == 0:
            assert "speaks for another bin" in page.inner_text(".kit-feedback")
        press("onward")
    result = page.evaluate("window.results.find((one) => one.moment === 'do')")
    assert result["score"] == 0.7
    assert result["raw"]["bins"] == 7
    assert page.locator(".aion-row:not([data-right])").count() == 3
