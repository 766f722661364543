"""What is special to the lab Doodle Guesser; what holds for every lab is in test_labs.py."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lab_host import SEED, OpenLab, Press, press_by_keys, press_by_mouse
from tests.browser.plays.doodle_guesser import BOX, PLAN, draw, read_own

LAB, LEVEL = "doodle-guesser", "sealed"


def press_all(press: Press, actions: str) -> None:
    for action in actions.split():
        press(action)


def seal(page: Page, press: Press) -> dict[str, Any]:  # any: the plan comes from the page as JSON
    """Label one sketch, mix and seal; the value is what a careful learner would do then."""
    press_all(press, "sketch:0 label:cat")
    plan: dict[str, Any] = page.evaluate(PLAN, [SEED, "sealed", read_own(page)])
    press_all(press, "kit-step:split mix seal kit-step:predict")
    press_all(press, f"choose:nearest:{plan['nearest']} more choose:own:all more")
    return plan


def find_result(page: Page, moment: str) -> dict[str, Any]:  # any: what the lab tells is JSON
    """What the lab told of a moment."""
    results: list[dict[str, Any]] = page.evaluate("window.results")
    return next(result for result in results if result["moment"] == moment)


@pytest.mark.browser
@pytest.mark.parametrize("by_keys", [False, True])
def test_what_is_drawn_is_guessed_at_once_and_can_be_taken_back(
    open_lab: OpenLab, by_keys: bool
) -> None:
    page = open_lab(LAB, LEVEL)
    draw(page, press_by_keys(page) if by_keys else press_by_mouse(page))
    assert page.inner_text(".kit-live").startswith("The guess is")
    line = page.get_attribute(f"{BOX} .doodle-line-ink", "d")
    assert line is not None
    assert line.count("L") == (4 if by_keys else 5)  # corners alone are kept
    page.focus(BOX)
    page.keyboard.press("Backspace")
    assert page.get_attribute(f"{BOX} .doodle-line-ink", "d") == ""
    assert page.locator(".doodle-near").count() == 0


@pytest.mark.browser
def test_a_finger_draws_and_the_page_does_not_scroll_away(
    chromium: Browser, lab_address: str
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 640}, has_touch=True)
    page = context.new_page()
    page.goto(f"{lab_address}/host.html?lab=doodle-guesser&seed={SEED}")
    page.wait_for_selector("[data-lab-status=ready]")
    page.locator(BOX).scroll_into_view_if_needed()
    box = page.locator(BOX).bounding_box()
    assert box is not None
    before = page.evaluate("scrollY")
    fingers = page.context.new_cdp_session(page)
    for kind, y in [
        ("touchStart", 0.2),
        ("touchMove", 0.5),
        ("touchMove", 0.8),
        ("touchEnd", None),
    ]:
        at = [] if y is None else [{"x": box["x"] + 60, "y": box["y"] + y * box["height"]}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
    page.wait_for_selector(".doodle-near")
    assert page.evaluate("scrollY") == before
    context.close()


@pytest.mark.browser
def test_three_own_drawings_are_enough_and_join_the_pile(open_lab: OpenLab) -> None:
    page = open_lab(LAB, LEVEL)
    press = press_by_mouse(page)
    for _ in range(3):
        press_all(press, "sketch:2 label:house")
    press("sketch:2")
    assert page.get_attribute('[data-act="label:house"]', "aria-disabled") == "true"
    press("kit-step:split")
    assert page.locator(".doodle-pile .doodle-card").count() == 33


@pytest.mark.browser
def test_an_unmixed_pile_spoils_the_test_and_costs_a_part_of_the_score(open_lab: OpenLab) -> None:
    page = open_lab(LAB, LEVEL)
    press = press_by_mouse(page)
    press_all(press, "sketch:0 label:cat kit-step:split seal")
    assert page.query_selector('[data-act="kit-step:predict"].kit-main') is None
    press("back")
    plan = page.evaluate(PLAN, [SEED, "sealed", read_own(page)])
    press_all(press, "mix seal kit-step:predict choose:nearest:0 more choose:own:all more count:6")
    press_all(press, f"kit-step:test open choose:report:fresh kit-step:mend "
              f"choose:missing:{plan['missing']} add fresh")  # fmt: skip
    result = find_result(page, "do")
    assert result["score"] == pytest.approx(3 / 4)
    assert result["raw"]["mixed"] is False


@pytest.mark.browser
def test_predicting_the_full_count_names_its_misconception(open_lab: OpenLab) -> None:
    page = open_lab(LAB, LEVEL)
    press = press_by_mouse(page)
    seal(page, press)
    press_all(press, "count:9 count:10 kit-step:test")
    assert page.evaluate("window.results") == []
    press("open")
    result = find_result(page, "predict")
    assert result["score"] == pytest.approx(2 / 3)
    assert result["raw"]["misconceptions"] == ["E03-m1"]
    assert page.query_selector('[data-act="open"]') is None


@pytest.mark.browser
def test_the_old_envelope_and_a_report_of_training_drawings_name_their_misconceptions(
    open_lab: OpenLab,
) -> None:
    page = open_lab(LAB, LEVEL, width=360)
    press = press_by_mouse(page)
    plan = seal(page, press)
    press_all(press, "count:7 kit-step:test open choose:report:own kit-step:mend")
    press_all(press, f"choose:missing:{plan['missing']} add old")
    assert page.query_selector('[data-act="kit-step:leak"].kit-main') is None
    press("fresh")
    result = find_result(page, "do")
    assert result["score"] == pytest.approx(2 / 4)
    assert result["raw"]["misconceptions"] == ["E05-m1", "E05-m4"]


@pytest.mark.browser
def test_the_leak_switch_goes_on_and_off(open_lab: OpenLab) -> None:
    page = open_lab(LAB, LEVEL)
    press = press_by_mouse(page)
    plan = seal(page, press)
    press_all(press, "count:7 kit-step:test open choose:report:fresh kit-step:mend")
    press_all(press, f"choose:missing:{plan['missing']} add fresh kit-step:leak")
    shut = page.locator(".kit-dial-count").all_inner_texts()
    cards = page.locator(".doodle-shelf .doodle-card").count()
    press("turn")
    leaky = page.locator(".kit-dial-count").all_inner_texts()
    assert page.locator(".doodle-shelf .doodle-card").count() == cards + 3
    assert leaky[0] != shut[0]
    assert leaky[1] == shut[1]
    press("turn")
    assert page.locator(".kit-dial-count").all_inner_texts() == shut
