"""A learner sits a test in a real browser: by keyboard, without scripts, without a network, at two
computers, in every language on a phone and a projector."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.demo_school import DemoSchool
from tests.browser.desk import Slip, read_slip
from tests.browser.examination import FIND_WIDE, PHONE, PROJECTOR, find_violations
from tests.browser.rooms import LANGUAGES, by_card, set_language

pytestmark = pytest.mark.browser

OpenDesk = Callable[..., Page]
MAKER = Path(__file__).with_name("give_sittings.py")
FORM = "form[data-test-answer]"
SAVED = '[data-save-state][data-state="saved"]'


@pytest.fixture
def open_desk(chromium: Browser, demo: DemoSchool) -> Iterator[OpenDesk]:
    """A function that seats a learner of class 5A in a browser of its own."""
    contexts: list[BrowserContext] = []

    def open_page(name: str, *, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=demo.address, reduced_motion="reduce", viewport=PROJECTOR
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        by_card("5A", name)(page, demo)
        if script:
            return page
        seat = context.storage_state()
        plain = chromium.new_context(
            base_url=demo.address, java_script_enabled=False, storage_state=seat
        )
        contexts.append(plain)
        page = plain.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


def give_test(
    school: DemoSchool, title: str, *, delivery: str = "fixed", minutes: int = 0, n: int = 4
) -> int:
    """Let class 5A sit a test from now on; return the id of the occasion."""
    environment = {
        **os.environ, "ARMILLARY_DATA": str(school.data), "ARMILLARY_WRITER": "inline"
    }  # fmt: skip
    words = [sys.executable, str(MAKER), "5A", title, delivery, str(minutes), str(n)]
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1])


def change(school: DemoSchool, occasion: int, what: str) -> None:
    """Set a moment of an occasion to now, as its teacher does."""
    assert what in {"shown_at", "closes_at"}
    with closing(sqlite3.connect(f"{school.data}/school.sqlite3", timeout=20)) as file:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        file.execute(f"UPDATE assessment_occasion SET {what} = ? WHERE id = ?", [now, occasion])
        file.commit()


def slip_on(page: Page, school: DemoSchool) -> Slip:
    """Return the ticket of the question on a page."""
    text = page.locator(f'{FORM} input[name="ticket"]').get_attribute("value")
    assert text is not None
    return read_slip(school, text)


def answer(page: Page, school: DemoSchool, *, right: bool = True) -> None:
    """Enter an answer into the question on the page."""
    slip = slip_on(page, school)
    wanted = slip.right() if right or slip.kind == "open" else slip.wrong()
    form = page.locator(FORM)
    for name, values in wanted.items():
        for value in values:
            field = form.locator(f'[name="{name}"]')
            if name == "choice":
                form.locator(f'[name="choice"][value="{value}"]').check(force=True)
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
                field.blur()


def begin(page: Page, occasion: int) -> None:
    """Start a test at its start page."""
    page.goto(f"/my-tests/{occasion}/")
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url("**/questions/1/")


def go(page: Page, words: str, place: int) -> None:
    """Press a button of the question and wait for the question that follows."""
    page.locator(f"{FORM} .actions").get_by_role("button", name=words, exact=True).click()
    page.wait_for_url(f"**/questions/{place}/")


def stored(school: DemoSchool, name: str, occasion: int) -> list[tuple[int, float | None]]:
    """Return item and score of every answer of a learner at an occasion, in order."""
    return school.ask(
        "SELECT a.item_id, a.score FROM practice_answer a JOIN assessment_occasionsitting s"
        " ON s.sitting_id = a.sitting_id JOIN people_learner l ON l.id = s.learner_id"
        " WHERE s.occasion_id = ? AND l.name = ? ORDER BY a.position",
        occasion,
        name,
    )


def state_of(page: Page, place: int) -> str:
    """Return what the strip shows of a place."""
    classes = page.locator(f'.place[data-place="{place}"]').get_attribute("class") or ""
    return classes.replace("place place-", "").split()[0]


def test_a_whole_test_is_sat_with_the_keyboard_alone(open_desk: OpenDesk, demo: DemoSchool) -> None:
    occasion = give_test(demo, "By keyboard", minutes=30)
    page = open_desk("Cora Dale")
    page.goto("/home/")
    press_to(page, "To the test")
    page.wait_for_url(f"**/my-tests/{occasion}/")
    press_to(page, "Start the test")
    for place in range(1, 5):
        page.wait_for_url(f"**/questions/{place}/")
        assert "30 minutes left" in page.locator(".clock").inner_text()
        answer_by_keyboard(page, demo)
        press_to(page, "Next")
    page.wait_for_url("**/hand-in/")
    expect(page.get_by_text("All 4 questions are answered and saved.")).to_be_visible()
    press_to(page, "Hand in")
    expect(page.locator("h1")).to_have_text("Handed in")
    assert {score for _item, score in stored(demo, "Cora Dale", occasion)} <= {1.0, None}
    assert len({item for item, _score in stored(demo, "Cora Dale", occasion)}) == 4


def press_to(page: Page, name: str) -> None:
    """Go to a button or link with the tab key, and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keyboard to {name}")


def answer_by_keyboard(page: Page, school: DemoSchool) -> None:
    """Answer the question on the page with keys alone."""
    slip = slip_on(page, school)
    for name, values in slip.right().items():
        for value in values:
            field = page.locator(f'{FORM} [name="{name}"]')
            if name == "choice":
                keys = page.locator(f'{FORM} input[name="choice"]').evaluate_all(
                    "fields => fields.map((field) => field.value)"
                )
                page.keyboard.press(str(keys.index(value) + 1))
                continue
            field.focus()
            if field.evaluate("field => field.tagName") == "SELECT":
                label = field.locator(f'option[value="{value}"]').inner_text()
                page.keyboard.type(label.strip())
                assert field.input_value() == value
            else:
                page.keyboard.type(value)
    expect(page.locator(SAVED)).to_be_visible()


def test_a_whole_test_is_sat_without_scripts(open_desk: OpenDesk, demo: DemoSchool) -> None:
    occasion = give_test(demo, "Without scripts", minutes=20)
    page = open_desk("Ben Brook", script=False)
    begin(page, occasion)
    for place in range(1, 5):
        assert "minutes left" in page.locator(".clock").inner_text()
        answer(page, demo)
        page.locator(f"{FORM} .actions").get_by_role("button", name="Next", exact=True).click()
        page.wait_for_url(f"**/questions/{place + 1}/" if place < 4 else "**/hand-in/")
    page.get_by_role("link", name="Go back").click()
    page.locator('.place[data-place="1"]').click()
    page.wait_for_url("**/questions/1/")
    assert [state_of(page, place) for place in range(1, 5)] == ["answered"] * 4
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Handed in")
    # Going to a place from the strip saves once more what stands there.
    assert len({item for item, _score in stored(demo, "Ben Brook", occasion)}) == 4


def test_every_change_is_saved_as_it_is_made(open_desk: OpenDesk, demo: DemoSchool) -> None:
    occasion = give_test(demo, "Saving")
    page = open_desk("Eve Farrow")
    begin(page, occasion)
    answer(page, demo)
    expect(page.locator(SAVED)).to_have_text("Saved")
    assert state_of(page, 1) == "answered"
    first = len(stored(demo, "Eve Farrow", occasion))
    assert first >= 1
    page.reload()
    answer(page, demo, right=False)
    expect(page.locator(SAVED)).to_have_text("Saved")
    go(page, "Next", 2)
    # Going on saves nothing twice.
    after = stored(demo, "Eve Farrow", occasion)
    page.go_back()
    page.wait_for_url("**/questions/1/")
    go(page, "Next", 2)
    assert stored(demo, "Eve Farrow", occasion) == after
    assert "Right" not in page.content()


def test_offline_an_answer_is_kept_and_the_page_goes_on_when_the_network_is_back(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    occasion = give_test(demo, "Offline", minutes=30)
    page = open_desk("Finn Gale")
    begin(page, occasion)
    answer(page, demo)
    expect(page.locator(SAVED)).to_be_visible()
    go(page, "Next", 2)
    page.context.set_offline(True)
    before = len(stored(demo, "Finn Gale", occasion))
    answer(page, demo)
    expect(page.locator('[data-save-state][data-state="kept"]')).to_be_visible()
    assert state_of(page, 2) == "kept"
    assert "kept on this computer" in (page.locator('.place[data-place="2"]').text_content() or "")
    page.locator(f"{FORM} .actions").get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("[data-save-state]")).to_contain_text("goes on by itself")
    expect(page.locator(".clock")).to_have_text("the clock stands still")
    assert len(stored(demo, "Finn Gale", occasion)) == before
    assert page.url.endswith("/questions/2/")
    page.context.set_offline(False)
    page.wait_for_url("**/questions/3/", timeout=20_000)
    assert [state_of(page, place) for place in (1, 2)] == ["answered", "answered"]
    items = [item for item, _score in stored(demo, "Finn Gale", occasion)]
    assert len(set(items)) == 2


def test_another_computer_goes_on_at_the_same_place(open_desk: OpenDesk, demo: DemoSchool) -> None:
    occasion = give_test(demo, "Two computers")
    page = open_desk("Isla Jarvis")
    begin(page, occasion)
    answer(page, demo)
    expect(page.locator(SAVED)).to_be_visible()
    go(page, "Next", 2)
    answer(page, demo)
    expect(page.locator(SAVED)).to_be_visible()
    other = open_desk("Isla Jarvis")
    other.goto(f"/my-tests/{occasion}/")
    other.get_by_role("link", name="Go on", exact=True).click()
    other.wait_for_url("**/questions/2/")
    assert [state_of(other, place) for place in (1, 2)] == ["answered", "answered"]
    answer(other, demo, right=False)
    expect(other.locator(SAVED)).to_be_visible()
    page.reload()
    assert page.locator(FORM).evaluate(
        "form => new URLSearchParams(new FormData(form)).get('choice') ?? form.text?.value"
    ) == other.locator(FORM).evaluate(
        "form => new URLSearchParams(new FormData(form)).get('choice') ?? form.text?.value"
    )


def go_to_number(page: Page) -> Locator:
    """Go on until a question wants a number; return its field."""
    for place in range(2, 13):
        if page.locator(f'{FORM} input[name="text"][inputmode="decimal"]').count():
            break
        go(page, "Next", place)
    return page.locator(f'{FORM} input[name="text"][inputmode="decimal"]')


def test_what_cannot_be_read_is_said_kindly_and_can_be_left(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    occasion = give_test(demo, "Numbers", n=12)
    page = open_desk("Eve Farrow")
    begin(page, occasion)
    field = go_to_number(page)
    field.fill("very many")
    page.locator(f"{FORM} .actions").get_by_role("button", name="Next", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("Not understood yet")
    assert not re.search("wrong", alert.inner_text(), re.IGNORECASE)
    assert field.input_value() == "very many"
    here = page.url
    page.get_by_role("button", name="Go on without it").click()
    page.wait_for_url(lambda url: url != here)
    assert stored(demo, "Eve Farrow", occasion) == []


def test_what_was_just_typed_is_saved_when_the_page_is_left(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    occasion = give_test(demo, "Leaving", n=12)
    page = open_desk("Eve Farrow")
    begin(page, occasion)
    field = go_to_number(page)
    here = page.url
    field.fill("7")
    page.get_by_role("link", name="Leave for now").click()
    page.wait_for_url("**/home/")
    page.goto(here)
    assert field.input_value() == "7"
    expect(page.locator(SAVED)).to_have_text("Saved")


def test_an_adaptive_test_has_one_question_after_the_other(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    occasion = give_test(demo, "One by one", delivery="adaptive", n=4)
    page = open_desk("Finn Gale")
    begin(page, occasion)
    for place in range(1, 5):
        assert page.locator(".places").count() == 0
        expect(page.get_by_text(f"Question {place} of at most 4")).to_be_visible()
        answer(page, demo)
        expect(page.locator(SAVED)).to_be_visible()
        page.locator(f"{FORM} .actions").get_by_role("button", name="Next", exact=True).click()
        page.wait_for_url(f"**/questions/{place + 1}/" if place < 4 else "**/my-tests/*/")
    expect(page.locator("h1")).to_have_text("The test is done")
    assert len({item for item, _score in stored(demo, "Finn Gale", occasion)}) == 4


def test_when_the_test_closes_the_page_says_so_by_itself(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    occasion = give_test(demo, "Closing")
    page = open_desk("Cora Dale")
    with page.expect_response("**/signal/"):
        begin(page, occasion)
    change(demo, occasion, "closes_at")
    answer(page, demo)
    page.wait_for_url(f"**/my-tests/{occasion}/")
    expect(page.locator("h1")).to_have_text("The test has closed")
    # It was on its way.
    assert len(stored(demo, "Cora Dale", occasion)) >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_test_is_accessible_and_fits(
    language: str, open_desk: OpenDesk, demo: DemoSchool
) -> None:
    occasion = give_test(demo, f"Pages {language}", minutes=45, n=12)
    page = open_desk("Ben Brook")
    set_language(page, demo, language)
    root = f"/my-tests/{occasion}/"
    page.goto(root)
    examine(page, language, "start")
    page.locator("main form button").click()
    page.wait_for_url("**/questions/1/")
    for place in (1, 2, 3):
        page.goto(f"{root}questions/{place}/")
        answer(page, demo)
        examine(page, language, f"question-{place}")
    for name in ("", "hand-in/"):
        page.goto(root + name)
        examine(page, language, name.strip("/") or "go-on")
    page.locator("main form button").click()
    page.wait_for_url(f"**{root}")
    examine(page, language, "end")
    change(demo, occasion, "shown_at")
    for address, name in ((f"{root}result/", "result"), ("/home/", "home")):
        page.goto(address)
        examine(page, language, name)


def examine(page: Page, language: str, name: str) -> None:
    """Look at a page on a projector and on a phone: accessible, within its width, translated."""
    for size in (PROJECTOR, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(FIND_WIDE) == [], name
        assert find_violations(page) == (), name
        if folder := os.environ.get("ARMILLARY_PICTURES"):
            picture = f"{folder}/{name}-{language}-{size['width']}.png"
            page.screenshot(path=picture, full_page=True)
    assert page.locator("h1").count() == 1
