"""The small scripts that every page may use, driven by keyboard and mouse in a real browser."""

import mimetypes
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

import armillary.web

STATIC = Path(armillary.web.__file__).parent / "static"
ORIGIN = "http://school.test"
HEAD = '<meta charset="utf-8"><script type="module" src="/static/web/page.js"></script>'

pytestmark = pytest.mark.browser

QUESTION = """
<div class="languages"><button type="button">Русский</button></div>
<form data-keep="answer" action="/sent" method="get">
  <fieldset data-choices>
    <label><input type="radio" name="choice" value="a">A</label>
    <label><input type="radio" name="choice" value="b">B</label>
  </fieldset>
  <input name="value"><textarea name="why"></textarea><input type="password" name="secret">
  <button>Check</button>
</form>"""

TABLE = """
<table data-sortable><thead><tr><th data-sort="text">Name</th>
<th data-sort="number">Answers</th></tr></thead><tbody>
<tr><td>Maya</td><td data-value="9">9</td></tr>
<tr><td>Li</td><td data-value="">–</td></tr>
<tr><td>Anna</td><td data-value="1200">1 200</td></tr></tbody></table>"""

STEPS = "".join(
    f'<fieldset class="pin-step"><legend>{step}</legend>'
    + "".join(
        f'<label><input type="radio" name="pin{step}" value="{symbol}">'
        f'<img src="/static/web/pin/{symbol}.svg" alt="{symbol}"></label>'
        for symbol in ("sun", "fish", "key")
    )
    + "</fieldset>"
    for step in (1, 2, 3)
)
PIN = f"""
<form action="/sent" method="get"><fieldset data-pin><div data-pin-slots></div>{STEPS}
<button type="button" data-pin-clear hidden>Start again</button></fieldset>
<button>Go</button></form>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program, "install chromium (apt-get install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a school without a network: static files from the tree, plain http."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def show(page: Page, body: str) -> None:
    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif path == "/page":
            route.fulfill(
                body=f"<!doctype html><html lang=ru>{HEAD}{body}", content_type="text/html"
            )
        else:
            route.fulfill(body="sent", content_type="text/html")

    page.route("**/*", serve)
    page.goto(f"{ORIGIN}/page")


def test_number_keys_choose_and_enter_sends(page: Page) -> None:
    show(page, QUESTION)
    page.keyboard.press("2")
    assert page.locator("[value=b]").is_checked()
    page.keyboard.press("1")
    assert page.locator("[value=a]").is_checked()
    page.keyboard.press("9")
    assert page.locator("[value=a]").is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent?choice=a*")


def test_number_keys_leave_typing_alone(page: Page) -> None:
    show(page, QUESTION)
    page.locator("textarea").press("2")
    page.locator("[name=value]").press("1")
    assert page.locator("textarea").input_value() == "2"
    assert page.locator("[name=value]").input_value() == "1"
    assert page.locator("input:checked").count() == 0


def test_typed_fields_survive_a_language_switch_once_and_passwords_do_not(page: Page) -> None:
    show(page, QUESTION)
    page.locator("[value=b]").check()
    page.locator("[name=value]").fill("2,5")
    page.locator("textarea").fill("because\nit fits")
    page.locator("[name=secret]").fill("hush")
    page.locator(".languages button").click()
    page.reload()
    assert page.locator("[value=b]").is_checked()
    assert page.locator("[name=value]").input_value() == "2,5"
    assert page.locator("textarea").input_value() == "because\nit fits"
    assert page.locator("[name=secret]").input_value() == ""
    page.goto(f"{ORIGIN}/page")
    assert page.locator("[name=value]").input_value() == ""


def test_tables_sort_by_number_and_by_name_and_say_so(page: Page) -> None:
    show(page, TABLE)
    names = page.locator("tbody td:first-child")
    page.get_by_role("button", name="Answers").click()
    assert names.all_inner_texts() == ["Maya", "Anna", "Li"]
    assert page.locator("th").nth(1).get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Answers").click()
    assert names.all_inner_texts() == ["Anna", "Maya", "Li"]
    page.get_by_role("button", name="Name").click()
    assert names.all_inner_texts() == ["Anna", "Li", "Maya"]
    assert page.locator("th").nth(1).get_attribute("aria-sort") is None


def test_three_taps_fill_the_picture_pin_in_order(page: Page) -> None:
    show(page, PIN)
    page.locator(".pin-step").last.wait_for(state="hidden")  # the script of the PIN comes later
    assert page.locator(".pin-step:visible").count() == 0
    for symbol in ("key", "sun", "key"):
        page.get_by_role("button", name=symbol).click()
    assert page.locator(".pin-slot.is-filled").count() == 3
    assert page.evaluate("document.activeElement.textContent") == "Go"
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent?pin1=key&pin2=sun&pin3=key")


def test_a_wrong_tap_in_the_pin_can_be_taken_back(page: Page) -> None:
    show(page, PIN)
    page.get_by_role("button", name="key").click()
    page.get_by_role("button", name="Start again").click()
    assert page.locator(".pin-slot.is-filled").count() == 0
    assert page.locator("input:checked").count() == 0


def test_print_and_copy_appear_only_where_a_script_serves_them(page: Page) -> None:
    show(page, '<code id="c">KHM 42</code><button data-copy="#c" hidden>Copy</button>')
    page.get_by_role("button", name="Copy").click()
    assert page.locator("[data-copied]").count() == 1
    assert page.evaluate("getSelection().toString()") == "KHM 42"
