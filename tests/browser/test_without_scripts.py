"""Every flow in a browser that runs no scripts at all."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState

from tests.browser.demo_school import DemoSchool
from tests.browser.desk import Slip, fill, send, slip_on, write_slip

pytestmark = pytest.mark.browser

OpenPlain = Callable[..., Page]
PASSWORD = "seven brass rings"
RUSSIAN, CHINESE = "Русский", "简体中文"


@pytest.fixture
def open_plain(chromium: Browser, demo: DemoSchool) -> Iterator[OpenPlain]:
    """A function that opens a browser of its own, without scripts."""
    contexts = []

    def open_page(cookies: StorageState | None = None) -> Page:
        context = chromium.new_context(
            base_url=demo.address, java_script_enabled=False, storage_state=cookies
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def seat_of_ben(chromium: Browser, demo: DemoSchool) -> StorageState:
    """The cookies of a browser in which Ben signed in."""
    context = chromium.new_context(base_url=demo.address, java_script_enabled=False)
    sign_in(context.new_page(), demo, "Ben Brook")
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture
def ben(open_plain: OpenPlain, seat_of_ben: StorageState) -> Page:
    """Ben's browser."""
    page = open_plain(seat_of_ben)
    page.goto("/home/")
    return page


def press(control: Locator) -> None:
    """Press what leads to another page, and wait for all of it."""
    control.click()
    control.page.wait_for_load_state("load")


def sign_in(page: Page, school: DemoSchool, name: str) -> None:
    page.goto("/")
    page.locator("#code").fill(school.class_code("5A"))
    press(page.get_by_role("button", name="Next"))
    press(page.get_by_role("link", name=name, exact=True))
    for step, picture in enumerate(school.pictures(name), start=1):
        page.locator(f'input[name="pin{step}"][value="{picture}"]').check(force=True)
    press(page.get_by_role("button", name="Come in"))
    press(page.get_by_role("button", name="English"))  # whatever was chosen the last time


def check(page: Page) -> None:
    press(page.get_by_role("button", name="Check").last)


def heading(page: Page) -> str:
    return page.locator("[data-answered] h2").inner_text()


def go_on(page: Page) -> None:
    press(page.locator("[data-next]"))


def start_practice(page: Page) -> None:
    page.goto("/practice/")
    if page.locator("[data-question]").count() == 0:
        press(page.get_by_role("button", name="Start"))


def open_question(page: Page, school: DemoSchool, kind: str) -> Slip:
    """Show a question of one kind, as after a switch to English."""
    slip = write_slip(school, page, kind)
    send(page, "/practice/language/", slip, {}, language="en")
    return slip_on(page, school)


def test_a_learner_comes_in_by_code_name_and_pictures(
    open_plain: OpenPlain, demo: DemoSchool
) -> None:
    page = open_plain()
    sign_in(page, demo, "Isla Jarvis")
    assert page.url.endswith("/home/")
    assert "Hello, Isla Jarvis" in page.locator("h1").inner_text()


def test_wrong_pictures_are_told_kindly(open_plain: OpenPlain, demo: DemoSchool) -> None:
    page = open_plain()
    page.goto("/")
    page.locator("#code").fill(demo.class_code("5A"))
    press(page.get_by_role("button", name="Next"))
    press(page.get_by_role("link", name="Dan Ellis", exact=True))
    first, second, third = demo.pictures("Dan Ellis")
    for step, picture in enumerate((third, second, first), start=1):
        page.locator(f'input[name="pin{step}"][value="{picture}"]').check(force=True)
    press(page.get_by_role("button", name="Come in"))
    if third == first:
        assert page.url.endswith("/home/")
    else:
        assert "Look at your card" in page.get_by_role("alert").inner_text()


def test_three_questions_right_wrong_and_with_a_hint(ben: Page, demo: DemoSchool) -> None:
    learner = demo.learner("Ben Brook")
    before = demo.count_answers(learner)
    start_practice(ben)

    answer_rightly(ben, demo)
    go_on(ben)

    answered = answer_wrongly(ben, demo)
    assert heading(ben) == "Not yet" or heading(ben) == "Partly right"
    assert ben.locator(".again").is_visible()
    fill(ben, slip_on(ben, demo).right())
    check(ben)
    assert heading(ben) == "Right"
    go_on(ben)

    slip = slip_on(ben, demo)
    press(ben.get_by_role("button", name="Hint"))
    assert ben.locator(".hint").count() == 1
    fill(ben, slip.right())
    check(ben)
    assert demo.count_answers(learner) == before + 1 + answered + 1 + 1
    go_on(ben)

    press(ben.get_by_role("button", name="Stop for now"))
    assert ben.url.endswith("/home/")


def answer_rightly(page: Page, school: DemoSchool) -> None:
    slip = slip_on(page, school)
    fill(page, slip.right())
    check(page)
    assert heading(page) == ("Saved for your teacher" if slip.kind == "open" else "Right")


def answer_wrongly(page: Page, school: DemoSchool) -> int:
    """Answer wrongly; open questions before it are answered, for they cannot be wrong."""
    for answered in range(1, 20):
        slip = slip_on(page, school)
        if slip.kind != "open":
            fill(page, slip.wrong())
            check(page)
            return answered
        answer_rightly(page, school)
        go_on(page)
    raise AssertionError("nothing but open questions came")


def test_a_hint_keeps_what_was_typed(ben: Page, demo: DemoSchool) -> None:
    open_question(ben, demo, "number")
    ben.locator("#text").fill("2,5")
    press(ben.get_by_role("button", name="Hint"))
    assert ben.locator("#text").input_value() == "2,5"
    press(ben.get_by_role("button", name="One more hint"))
    assert ben.locator(".hint").count() == 2
    assert ben.locator("#text").input_value() == "2,5"


def test_the_worked_example_waits_for_the_first_try(ben: Page, demo: DemoSchool) -> None:
    slip = open_question(ben, demo, "one_choice")
    while ben.locator("[data-hint]").count():
        press(ben.locator("[data-hint]"))
    assert ben.get_by_text("A worked example opens after your first try.").is_visible()
    assert ben.locator(".hint-example").count() == 0
    fill(ben, slip.wrong())
    check(ben)
    press(ben.locator("[data-hint]"))
    assert ben.locator(".hint-example").count() == 1


def test_what_cannot_be_read_is_neither_stored_nor_lost(ben: Page, demo: DemoSchool) -> None:
    learner = demo.learner("Ben Brook")
    before = demo.count_answers(learner)
    open_question(ben, demo, "number")
    ben.locator("#text").fill("about three")
    check(ben)
    assert "Please write it like this" in ben.get_by_role("alert").inner_text()
    assert ben.locator("#text").input_value() == "about three"
    assert demo.count_answers(learner) == before


@pytest.mark.parametrize("button", ["Stop for now", "Sign out"])
def test_the_page_after_an_unreadable_answer_is_a_whole_page(
    open_plain: OpenPlain, demo: DemoSchool, button: str
) -> None:
    page = open_plain()
    sign_in(page, demo, "Kate Lowell")
    open_question(page, demo, "number")
    page.locator("#text").fill("about three")
    check(page)
    assert page.locator(".account-name").inner_text() == "Kate Lowell"
    press(page.get_by_role("button", name=button))
    assert page.locator("h1").inner_text() != "This page has expired"
    assert "/practice/" not in page.url


@pytest.mark.parametrize(
    "kind", ["one_choice", "several_choices", "number", "short_text", "order", "match", "bins"]
)
def test_switching_the_language_keeps_the_answer_so_far(
    ben: Page, demo: DemoSchool, kind: str
) -> None:
    slip = open_question(ben, demo, kind)
    fields = slip.right()
    fill(ben, fields)
    stem = ben.locator(".stem").inner_text()
    press(ben.get_by_role("button", name=CHINESE))
    assert ben.locator("html").get_attribute("lang") == "zh-Hans"
    assert ben.locator(".stem").inner_text() != stem
    for name, values in fields.items():
        if name == "choice":
            chosen = ben.locator('input[name="choice"]:checked')
            found = [chosen.nth(n).get_attribute("value") for n in range(chosen.count())]
        else:
            found = [ben.locator(f'form[data-answer] [name="{name}"]').input_value()]
        assert sorted(str(value) for value in found) == sorted(values)


def test_switching_the_language_keeps_a_written_answer(ben: Page, demo: DemoSchool) -> None:
    open_question(ben, demo, "open")
    ben.locator("textarea").fill("Because it\nonly follows <one> rule.")
    press(ben.get_by_role("button", name=RUSSIAN))
    assert ben.locator("textarea").input_value() == "Because it\nonly follows <one> rule."


def test_switching_the_language_comes_back_to_the_same_page(ben: Page) -> None:
    for address in ("/home/", "/course/", "/course/G05-L1/", "/skills/"):
        ben.goto(address)
        press(ben.get_by_role("button", name=RUSSIAN))
        assert ben.url.endswith(address)
        assert ben.locator("html").get_attribute("lang") == "ru"


def test_after_an_answer_the_language_can_be_switched_too(ben: Page, demo: DemoSchool) -> None:
    slip = open_question(ben, demo, "number")
    fill(ben, slip.wrong())
    check(ben)
    press(ben.get_by_role("button", name=CHINESE))
    assert ben.locator("html").get_attribute("lang") == "zh-Hans"
    assert ben.locator("[data-answered]").is_visible()
    assert ben.locator(".again [name=text]").is_visible()


def test_the_second_try_keeps_what_was_typed_through_a_language_switch(
    ben: Page, demo: DemoSchool
) -> None:
    slip = open_question(ben, demo, "number")
    fill(ben, slip.wrong())
    check(ben)
    ben.locator(".again [name=text]").fill("12,25")
    press(ben.get_by_role("button", name=RUSSIAN))
    assert ben.locator("[data-answered]").is_visible()
    assert ben.locator(".again [name=text]").input_value() == "12,25"


def test_the_answered_question_stays_to_be_read(ben: Page, demo: DemoSchool) -> None:
    slip = open_question(ben, demo, "number")
    stem = ben.locator(".stem").inner_text()
    fill(ben, slip.right())
    check(ben)
    assert ben.locator(".stem").inner_text() == stem


def test_a_learner_reads_what_moved_a_skill(ben: Page) -> None:
    ben.goto("/skills/")
    press(ben.get_by_role("link", name="What moved it").first)
    assert "On your own you would manage about" in ben.locator("main").inner_text()
    picture = ben.get_by_role("img", name="The estimate over time")
    assert picture.count() == 1  # the other sheet is not for this window
    assert "In 30 days without practice" in (picture.get_attribute("aria-label") or "")
    press(ben.get_by_role("button", name="Practise"))
    assert ben.url.endswith("/practice/")


def test_a_lab_leaves_a_text_behind(ben: Page) -> None:
    ben.goto("/course/G05-L8/")
    assert "paper version" in ben.locator("[data-lab]").inner_text()


def test_a_teacher_makes_a_class_and_prints_its_cards(
    open_plain: OpenPlain, demo: DemoSchool
) -> None:
    head = open_plain()
    head.goto(demo.links["head"])
    head.goto("/staff/new/")
    head.get_by_label("Name", exact=True).fill("Pia Plain")
    head.get_by_label("Sign-in name").fill("pia")
    head.get_by_label("Password").fill(PASSWORD)
    press(head.get_by_role("button", name="Add", exact=True))

    page = open_plain()
    page.goto("/")
    press(page.get_by_role("link", name="For teachers and heads"))
    page.get_by_label("Sign-in name").fill("pia")
    page.get_by_label("Password").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in"))

    press(page.get_by_role("link", name="Make a class"))
    page.get_by_label("Name").fill("6P")
    page.get_by_label("Grade").select_option("6")
    press(page.get_by_role("button", name="Make the class"))

    press(page.get_by_role("link", name="Paste a list"))
    page.get_by_label("Names").fill("1. Ada Long\n2. Bo Short\n\n3. Ян Ўладзіміраў")
    press(page.get_by_role("button", name="Check the list"))
    assert "3 names were read" in page.locator("main").inner_text()
    press(page.get_by_role("button", name="Add 3 learners"))

    press(page.get_by_role("link", name="Print the cards"))
    names = page.locator(".sign-card h2").all_inner_texts()
    assert sorted(names) == ["Ada Long", "Bo Short", "Ян Ўладзіміраў"]
    assert page.locator(".sign-card-pin img").count() == 9
    press(page.get_by_role("link", name="Back to the class"))
    press(page.get_by_role("button", name=RUSSIAN))
    assert page.url.endswith("/learners/")
    assert page.locator("html").get_attribute("lang") == "ru"
