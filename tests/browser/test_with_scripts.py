"""A learner at a desk with scripts: no reload, no doubles, nothing lost when the network goes."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.demo_school import DemoSchool
from tests.browser.desk import Slip, fill, send, slip_on, write_slip
from tests.browser.rooms import by_card, by_link

pytestmark = pytest.mark.browser

OpenDesk = Callable[[str], Page]
RUSSIAN, CHINESE = "Русский", "简体中文"
MOST_TAPS = 6
# Every tap of a finger or click of a mouse, on whichever page; Enter in a field is not one.
COUNT_TAPS = """addEventListener('click', (event) => {
  if (event.isTrusted && event.detail > 0) window.tapped();
}, true);"""
# Whether the browser's own store of answers is there and empty.
NOTHING_IS_KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open('armillary', 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('answers').objectStore('answers').count();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result === 0); };
  };
})"""


@pytest.fixture
def open_desk(chromium: Browser, demo: DemoSchool) -> Iterator[OpenDesk]:
    """A function that seats a learner of class 5A in a browser of its own."""
    contexts = []

    def open_page(name: str) -> Page:
        context = chromium.new_context(base_url=demo.address, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        by_card("5A", name)(page, demo)
        return page

    yield open_page
    for context in contexts:
        context.close()


def start_practice(page: Page) -> None:
    page.goto("/practice/")
    if page.locator("[data-question]").count() == 0:
        page.get_by_role("button", name="Start").click()
    page.wait_for_load_state("load")


def open_question(page: Page, school: DemoSchool, kind: str) -> Slip:
    """Show a question of one kind, as after a switch to English."""
    slip = write_slip(school, page, kind)
    send(page, "/practice/language/", slip, {}, language="en")
    page.wait_for_load_state("load")
    return slip_on(page, school)


def check(page: Page) -> None:
    page.get_by_role("button", name="Check").last.click()


def test_answer_feedback_and_next_question_come_without_a_reload(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    page = open_desk("Cora Dale")
    start_practice(page)
    page.evaluate("window.stayed = true")
    for _ in range(3):
        slip = slip_on(page, demo)
        fill(page, slip.right())
        check(page)
        expect(page.locator("[data-answered]")).to_be_focused()
        assert page.locator("[data-answered] h2").inner_text() in {
            "Right",
            "Saved for your teacher",
        }
        page.locator("[data-next]").click()
        expect(page.locator(".stem")).to_be_focused()
        assert slip_on(page, demo).text != slip.text
    assert page.evaluate("window.stayed")


def test_a_wrong_answer_gets_its_own_feedback_and_a_second_try(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    page = open_desk("Cora Dale")
    slip = open_question(page, demo, "one_choice")
    fill(page, slip.wrong())
    check(page)
    expect(page.locator("[data-answered]")).to_be_focused()
    assert page.locator("[data-answered] h2").inner_text() == "Not yet"
    assert page.locator(".feedback-text").inner_text().strip()
    fill(page, slip.right())
    check(page)
    expect(page.locator("[data-answered] h2")).to_have_text("Right")
    assert page.locator(".again").count() == 0


def test_a_double_click_stores_one_answer(open_desk: OpenDesk, demo: DemoSchool) -> None:
    page = open_desk("Eve Farrow")
    learner = demo.learner("Eve Farrow")
    slip = open_question(page, demo, "number")
    before = demo.count_answers(learner)
    fill(page, slip.right())
    page.get_by_role("button", name="Check").dblclick()
    page.wait_for_selector("[data-answered]")
    assert demo.count_answers(learner) == before + 1


def test_an_answer_is_kept_without_network_and_arrives_once(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    page = open_desk("Finn Gale")
    learner = demo.learner("Finn Gale")
    start_practice(page)
    before = demo.count_answers(learner)
    answer_without_network(page, demo)
    assert demo.count_answers(learner) == before
    page.context.set_offline(False)
    expect(page.locator("#toasts")).to_contain_text("All kept answers are sent.", timeout=20_000)
    expect(page.locator("[data-answered]")).to_be_visible()
    assert demo.count_answers(learner) == before + 1


def answer_without_network(page: Page, school: DemoSchool) -> None:
    """Cut the network, answer rightly, and see that the answer is kept."""
    page.context.set_offline(True)
    fill(page, slip_on(page, school).right())
    check(page)
    expect(page.locator("[data-save-state]")).to_contain_text("Kept on this device")


def test_a_kept_answer_outlives_a_closed_page_and_is_shown_when_it_arrives(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    page = open_desk("Gwen Hart")
    learner = demo.learner("Gwen Hart")
    start_practice(page)
    before = demo.count_answers(learner)
    answer_without_network(page, demo)
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/practice/")
    expect(page.locator("#toasts")).to_contain_text("All kept answers are sent.", timeout=20_000)
    expect(page.locator("[data-answered]")).to_be_visible()
    assert demo.count_answers(learner) == before + 1
    page.locator("[data-next]").click()
    expect(page.locator("[data-question]")).to_be_visible()
    assert demo.count_answers(learner) == before + 1


def test_a_kept_answer_outlives_a_reload_in_vain(open_desk: OpenDesk, demo: DemoSchool) -> None:
    page = open_desk("Ned Oakes")
    learner = demo.learner("Ned Oakes")
    start_practice(page)
    before = demo.count_answers(learner)
    answer_without_network(page, demo)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    page.goto("/practice/")
    page.wait_for_function(NOTHING_IS_KEPT)
    assert demo.count_answers(learner) == before + 1


@pytest.mark.parametrize("kind", ["one_choice", "number", "open", "bins"])
def test_switching_the_language_keeps_the_answer_so_far(
    open_desk: OpenDesk, demo: DemoSchool, kind: str
) -> None:
    page = open_desk("Hal Irving")
    slip = open_question(page, demo, kind)
    fields = slip.right()
    fill(page, fields)
    page.get_by_role("button", name=CHINESE).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert read_fields(page, fields) == fields


def read_fields(page: Page, names: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what stands in the form under these names."""
    form = page.locator("form[data-answer]").last
    found = {}
    for name in names:
        if name == "choice":
            chosen = form.locator('[name="choice"]:checked')
            values = [chosen.nth(n).get_attribute("value") or "" for n in range(chosen.count())]
        else:
            values = [form.locator(f'[name="{name}"]').input_value()]
        found[name] = tuple(values)
    return found


@pytest.mark.parametrize("tries", [1, 2])
def test_after_an_answer_the_language_can_be_switched_too(
    open_desk: OpenDesk, demo: DemoSchool, tries: int
) -> None:
    page = open_desk("Isla Jarvis")
    slip = open_question(page, demo, "number")
    for _ in range(tries):
        fill(page, slip.wrong())
        check(page)
        expect(page.locator("[data-answered]")).to_be_focused()
    page.get_by_role("button", name=RUSSIAN).click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("[data-answered]")).to_be_visible()
    assert page.locator(".again").count() == (1 if tries == 1 else 0)


def test_the_second_try_keeps_what_was_typed_through_a_language_switch(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    page = open_desk("Mia North")
    slip = open_question(page, demo, "number")
    fill(page, slip.wrong())
    check(page)
    expect(page.locator("[data-answered]")).to_be_focused()
    page.locator(".again [name=text]").fill("12,25")
    page.get_by_role("button", name=RUSSIAN).click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator(".again [name=text]")).to_have_value("12,25")
    fill(page, slip.right())
    page.locator(".again .button-main").click()
    expect(page.locator(".feedback-right")).to_be_visible()
    page.get_by_role("button", name=CHINESE).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator(".feedback-right")).to_be_visible()


def test_the_next_question_can_be_switched_after_a_second_try(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    page = open_desk("Olive Penn")
    start_practice(page)
    slip = open_question(page, demo, "number")
    fill(page, slip.wrong())
    check(page)
    expect(page.locator("[data-answered]")).to_be_focused()
    page.get_by_role("button", name=RUSSIAN).click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    fill(page, slip.right())
    page.locator(".again .button-main").click()
    page.locator(".feedback-right").wait_for()
    page.locator("[data-next]").click()
    expect(page.locator("[data-question]")).to_be_visible()
    following = slip_on(page, demo)
    page.get_by_role("button", name=CHINESE).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert slip_on(page, demo).ticket.nonce == following.ticket.nonce


def test_a_pasted_list_survives_a_language_switch(chromium: Browser, demo: DemoSchool) -> None:
    context = chromium.new_context(base_url=demo.address)
    page = context.new_page()
    by_link("teacher")(page, demo)
    page.goto(f"/classes/{demo.class_id('5A')}/paste/")
    page.locator("textarea").fill("Mira\nTim")
    page.get_by_role("button", name=RUSSIAN).click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("textarea")).to_have_value("Mira\nTim")
    context.close()


def test_coming_in_at_a_shared_computer_takes_few_taps(chromium: Browser, demo: DemoSchool) -> None:
    context = chromium.new_context(base_url=demo.address)
    taps: list[object] = []
    context.expose_binding("tapped", lambda source: taps.append(source["page"].url))
    context.add_init_script(COUNT_TAPS)
    page = context.new_page()
    page.goto("/")
    page.keyboard.type(demo.class_code("5A"))  # the field waits with the cursor in it
    page.get_by_role("button", name="Next").click()
    page.get_by_role("link", name="Jude Kerr", exact=True).click()
    for picture in demo.pictures("Jude Kerr"):
        page.locator(f'button.pin-tile[data-symbol="{picture}"]').click()
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/home/")
    assert 0 < len(taps) <= MOST_TAPS
    context.close()


def test_from_home_to_a_question_takes_at_most_three_taps(
    open_desk: OpenDesk, demo: DemoSchool
) -> None:
    page = open_desk("Kate Lowell")
    page.locator(".card-main button.button-main").click()
    expect(page.locator("[data-question]")).to_be_visible()
