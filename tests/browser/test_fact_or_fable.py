"""What is special to the lab Fact or Fable: the shelf, its search, and handing in with something missing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.lab_host import SEED, OpenLab, press_by_mouse
from tests.browser.plays import fact_or_fable


@pytest.fixture
def open_shelf(open_lab: OpenLab) -> Callable[..., Page]:
    """A function that opens the lab and plays as far as the shelf."""

    def open_page(language: str = "en", *, width: int = 1280) -> Page:
        page = open_lab("fact-or-fable", "shelf", language, width=width)
        press = press_by_mouse(page)
        plan = page.evaluate(fact_or_fable.PLAN, [SEED, "shelf"])
        fact_or_fable.play_meet(page, press)
        press("kit-step:predict")
        answers = {"hundred": "some", "tone": "shelf", "again": "look"}
        fact_or_fable.play_quiz(press, answers, plan)
        press("kit-step:check")
        return page

    return open_page


def list_drawers(page: Page) -> list[str]:
    found = page.eval_on_selector_all(".fable-drawer", "all => all.map((one) => one.dataset.act)")
    return [str(act).removeprefix("card:") for act in found]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "word", "card"),
    [
        ("en", "octopuses", "octopus"),
        ("ru", "осьминога", "octopus"),
        ("be", "кажаны", "bat"),
        ("zh-Hans", "章鱼", "octopus"),
    ],
)
def test_a_word_typed_and_sent_by_enter_finds_its_cards(
    open_shelf: Callable[..., Page], language: str, word: str, card: str
) -> None:
    page = open_shelf(language, width=360)
    page.fill("#fable-input", word)
    page.keyboard.press("Enter")
    assert list_drawers(page)[0] == card
    page.click('[data-act="clear"]')
    assert len(list_drawers(page)) == 13
    assert page.input_value("#fable-input") == ""


@pytest.mark.browser
def test_a_number_typed_into_the_search_presses_nothing_and_opens_the_only_card(
    open_shelf: Callable[..., Page],
) -> None:
    page = open_shelf()
    page.focus("#fable-input")
    page.keyboard.type("34")
    page.keyboard.press("Enter")
    assert list_drawers(page) == ["lighthouse"]
    assert "34" in page.inner_text(".fable-card mark")
    assert page.query_selector('.fable-phrase[aria-pressed="true"]') is None


@pytest.mark.browser
def test_after_a_reload_the_search_is_where_it_was(open_shelf: Callable[..., Page]) -> None:
    page = open_shelf()
    page.fill("#fable-input", "lamp")
    page.click('[data-act="find"]')
    found = list_drawers(page)
    assert 0 < len(found) < 13
    page.reload()
    page.wait_for_selector("[data-lab-status=ready]")
    assert list_drawers(page) == found
    page.click('[data-act="find"]')
    assert list_drawers(page) == found


@pytest.mark.browser
def test_handing_in_names_what_is_missing(open_shelf: Callable[..., Page]) -> None:
    page = open_shelf()
    press = press_by_mouse(page)
    press("hand")
    assert "First decide" in page.inner_text(".kit-live")
    press("verdict:revise")
    press("hand")
    assert "What has to change?" in page.inner_text(".kit-live")
    page.click(".fable-phrase >> nth=0")
    press("hand")
    assert "choose your reason" in page.inner_text(".kit-live")
    press("verdict:accept")
    press("reason:smooth")
    press("hand")
    assert "nothing has to change" in page.inner_text(".kit-live")
    assert page.query_selector('[data-act="next"]') is None


@pytest.mark.browser
def test_whoever_accepts_everything_for_its_style_scores_nothing_and_is_shown_the_proofs(
    open_shelf: Callable[..., Page],
) -> None:
    page = open_shelf(width=360)
    press = press_by_mouse(page)
    for i in range(7):
        if i > 0:
            press("next")
        for action in ("verdict:accept", "reason:smooth", "hand"):
            press(action)
        missed = page.query_selector_all('.fable-phrase[data-mark="missed"]')
        assert len(page.query_selector_all(".fable-phrase small")) == len(missed)
    result = page.evaluate("window.results.at(-1)")
    assert (result["moment"], result["score"]) == ("do", 0)
    assert result["raw"]["missed"] == 10
    assert result["raw"]["misconceptions"] == ["F02-m1"]
    assert page.is_visible('[data-act="kit-step:tone"].kit-main')
