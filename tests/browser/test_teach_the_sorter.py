"""What is special to the lab Teach the Sorter; what holds for every lab is in test_labs.py."""

from typing import Literal

import pytest

from tests.browser.lab_host import SEED, OpenLab, press_by_keys, press_by_mouse
from tests.browser.plays.teach_the_sorter import (
    PLAN,
    label_all,
    play_all,
    play_questions,
    press_all,
)

LAB, LEVEL = "teach-the-sorter", "full"


@pytest.mark.browser
def test_digits_choose_without_a_way_through_the_page(open_lab: OpenLab) -> None:
    page = open_lab(LAB, LEVEL)
    labels = page.evaluate(PLAN, [SEED, "full"])["meet"]
    page.focus('[data-act="label:lake"]')
    for label in labels:
        page.keyboard.press("1" if label == "lake" else "2")
    assert page.is_visible('[data-act="kit-step:predict"].kit-main')


@pytest.mark.browser
def test_what_has_focus_is_not_covered_by_the_picked_creature(
    open_lab: OpenLab,
) -> None:
    page = open_lab(LAB, LEVEL, width=360)
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_keys(page)
    press_all(press, [f"label:{label}" for label in plan["meet"]])
    press("kit-step:predict")
    play_questions(press, {"nearest": "0", "equal": "varied", "unequal": "varied"})
    press("kit-step:build")
    for number, _ in plan["near"] + plan["varied"]:
        press(f"pick:{number}")
        on_top = page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.bottom - 4);
              return document.activeElement.contains(top);
            }"""
        )
        assert on_top, f"No. {number} has the focus and is covered"


@pytest.mark.browser
def test_a_label_against_the_guide_is_pointed_out_at_first(open_lab: OpenLab) -> None:
    page = open_lab(LAB, LEVEL)
    right = page.evaluate(PLAN, [SEED, "full"])["meet"][0]
    page.click(f'[data-act="label:{"forest" if right == "lake" else "lake"}"]')
    assert "Count once more" in page.inner_text(".kit-live")
    assert page.inner_text(".sorter-lens-new figcaption") == "No. 1"


@pytest.mark.browser
def test_after_a_reload_everything_is_where_it_was(open_lab: OpenLab) -> None:
    page = open_lab(LAB, LEVEL)
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_mouse(page)
    press_all(press, [f"label:{label}" for label in plan["meet"]])
    press("kit-step:predict")
    play_questions(press, {"nearest": "0", "equal": "same", "unequal": "narrow"})
    press("kit-step:build")
    label_all(press, plan["near"][:3])
    before = page.inner_text(".kit-area")
    page.reload()
    page.wait_for_selector("[data-lab-status=ready]")
    assert page.inner_text(".kit-area") == before
    assert "3" in page.inner_text(".kit-live")
    press("kit-step:predict")
    assert page.evaluate("window.results") == []
    assert page.get_attribute('[data-act="choose:unequal:narrow"]', "aria-pressed") == "true"


@pytest.mark.browser
def test_wrong_predictions_name_their_misconception(open_lab: OpenLab) -> None:
    page = open_lab(LAB, LEVEL)
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_mouse(page)
    press_all(press, [f"label:{label}" for label in plan["meet"]])
    press("kit-step:predict")
    play_questions(press, {"nearest": str(plan["nearest"]), "equal": "same", "unequal": "narrow"})
    result = page.evaluate("window.results[0]")
    assert result["score"] == pytest.approx(1 / 3)
    assert result["raw"]["misconceptions"] == ["E02-m1", "E02-m1"]


@pytest.mark.browser
def test_after_three_envelopes_below_the_goal_the_way_on_is_open(
    open_lab: OpenLab,
) -> None:
    page = open_lab(LAB, LEVEL, width=360)
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_mouse(page)
    press_all(press, [f"label:{label}" for label in plan["meet"]])
    press("kit-step:predict")
    play_questions(press, {"nearest": "0", "equal": "varied", "unequal": "varied"})
    press("kit-step:build")
    label_all(press, plan["near"][:1])  # one example: every guess is its label, right for half
    for opened in range(3):
        assert page.query_selector('[data-act="leave"]') is None
        if opened > 0:
            press("again")
        press("open")
    press("leave")
    result = page.evaluate("window.results[1]")
    assert result["moment"] == "do"
    assert result["score"] < 0.8
    assert result["raw"]["reached"] is False
    assert len(result["raw"]["rounds"]) == 3
    assert page.is_visible('[data-act="kit-step:labels"].kit-main')


@pytest.mark.browser
def test_labels_left_as_they_were_are_counted_and_not_praised(
    open_lab: OpenLab,
) -> None:
    page = open_lab(LAB, LEVEL, width=360)
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_mouse(page)
    play_all(press, plan | {"steps": plan["steps"][:3]})
    press_all(press, ["kit-step:labels", "open", "check"])
    assert "4 labels do not follow" in page.inner_text(".kit-live")
    press("open")
    assert "4 labels still follow another rule" in page.inner_text(".kit-envelope-panel")


@pytest.mark.browser
@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_motion_only_for_those_who_want_it(
    open_lab: OpenLab, motion: Literal["reduce", "no-preference"], moves: bool
) -> None:
    page = open_lab(LAB, LEVEL, motion=motion)
    names = page.evaluate("getComputedStyle(document.querySelector('.sorter-lens')).animationName")
    assert (names != "none") is moves
