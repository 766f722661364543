"""A teacher makes a test and watches the class sit it, with scripts and without."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo_school import DemoSchool
from tests.browser.examination import PHONE, PROJECTOR, find_violations, find_wide
from tests.browser.rooms import LANGUAGES, by_card, by_link, set_language

pytestmark = pytest.mark.browser

FIRST = ("Tess", "Theo", "Tara")
LAST = {"7T": "Sevenoaks", "8T": "Eightfold", "9T": "Ninemile"}  # of classes made here
COUNT_TAPS = """addEventListener('click', (event) => {
  if (event.isTrusted && event.detail > 0) window.tapped();
}, true);"""
MOST_SECONDS = 60  # of the program and a robot; a person has three minutes

OpenTeacher = Callable[..., Page]


@dataclass(frozen=True)
class Tried:
    """How long a way was: clicks, and seconds of a robot."""

    clicks: int
    seconds: float


@pytest.fixture
def open_teacher(chromium: Browser, demo: DemoSchool) -> Iterator[OpenTeacher]:
    """A function that opens a browser in which the teacher is signed in."""
    contexts = []

    def open_page(*, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=demo.address, java_script_enabled=script, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        by_link("teacher")(page, demo)
        set_language(page, demo, "en")
        return page

    yield open_page
    for context in contexts:
        context.close()


def make_class(page: Page, demo: DemoSchool, name: str) -> str:
    """Return the address of a class of this name with three learners, made unless it is there."""
    if not demo.has("people_schoolclass", name):
        page.goto("/classes/new/")
        page.locator("#id_name").fill(name)
        page.locator("#id_grade").select_option("5")
        page.locator("main .button-main").click()
        for first in FIRST:
            page.goto(f"/classes/{demo.class_id(name)}/learners/")
            page.locator("#id_name").fill(f"{first} {LAST[name]}")
            page.locator("aside form button").first.click()
            page.wait_for_load_state()
            expect(page.locator("main")).to_contain_text(f"{first} {LAST[name]}")
    return f"/classes/{demo.class_id(name)}/"


def take_ready_test(page: Page, address: str) -> Tried:
    """Go from the page of a class to a test that is open, and say how long the way was."""
    taps: list[int] = []
    page.goto(address)
    page.expose_function("tapped", lambda: taps.append(1))
    page.add_init_script(COUNT_TAPS)
    page.evaluate(COUNT_TAPS)
    start = time.perf_counter()
    page.locator("main").get_by_role("link", name="Tests").click()
    page.get_by_role("link", name="Make a test").click()
    page.get_by_role("button", name="Let the class sit it").click()
    expect(page.get_by_text("The test is made")).to_be_visible()
    return Tried(len(taps), time.perf_counter() - start)


def test_the_ready_test_of_the_course_takes_three_clicks(
    open_teacher: OpenTeacher, demo: DemoSchool
) -> None:
    page = open_teacher()
    tried = take_ready_test(page, make_class(page, demo, "7T"))
    assert tried.clicks == 3
    assert tried.seconds < MOST_SECONDS
    for words in ("Open now", "Coming", "automatically"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_the_total_follows_what_is_typed_and_the_test_is_made(
    open_teacher: OpenTeacher, demo: DemoSchool
) -> None:
    page = open_teacher()
    page.goto(f"{make_class(page, demo, '7T')}tests/new/")
    total = page.locator("#draft .draft-sum")
    expect(total).to_contain_text("questions")
    before = total.inner_text()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#id_own-n_E05").fill("5")
    expect(total).not_to_have_text(before)
    page.locator('[name="own-delivery"][value="adaptive"]').check()
    expect(page.locator("#draft")).to_contain_text("two thirds")
    page.get_by_label("Title").fill("Friday test")
    page.get_by_role("button", name="Make this test").click()
    expect(page.get_by_text("The test is made")).to_be_visible()
    expect(page.get_by_role("link", name="Friday test").first).to_be_visible()


def test_everything_works_without_scripts(open_teacher: OpenTeacher, demo: DemoSchool) -> None:
    page = open_teacher(script=False)
    address = make_class(page, demo, "8T")
    page.goto(f"{address}tests/new/")
    page.locator("#id_own-n_E05").fill("7")
    page.get_by_role("button", name="Look again what it comes to").click()
    assert page.locator("#id_own-n_E05").input_value() == "7"
    n = sum(int(box.input_value() or 0) for box in page.locator('[name^="own-n_"]').all())
    expect(page.locator("#draft")).to_contain_text(f"{n} questions,")
    page.get_by_role("button", name="Let the class sit it").click()
    expect(page.get_by_text("The test is made")).to_be_visible()
    page.get_by_role("link", name="See who is where").click()
    page.get_by_role("button", name="+5 minutes for all").click()
    expect(page.get_by_text("35 minutes on the clock")).to_be_visible()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Tess Eightfold").click()
    page.get_by_role("button", name="+5 minutes").click()
    expect(page.get_by_text("Five minutes more: 5 in all.")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="What we can do in grade 5").click()
    page.get_by_role("button", name="Close now").click()
    expect(page.get_by_text("The test is closed.")).to_be_visible()


def test_the_teacher_sees_a_learner_move_without_a_reload(
    open_teacher: OpenTeacher, chromium: Browser, demo: DemoSchool
) -> None:
    page = open_teacher()
    address = make_class(page, demo, "9T")
    take_ready_test(page, address)
    page.get_by_role("link", name="See who is where").click()
    row = page.locator("tr", has_text="Tess Ninemile")
    expect(row).to_contain_text("has not begun")
    page.evaluate("window.stays = true")
    context = chromium.new_context(base_url=demo.address)
    learner = context.new_page()
    by_card("9T", "Tess Ninemile")(learner, demo)
    occasion = page.url.rstrip("/").rsplit("/", 1)[1]
    learner.goto(f"/my-tests/{occasion}/")
    learner.locator("main .button-main").first.click()
    expect(row).to_contain_text("at question 1 of 15", timeout=20_000)
    assert page.evaluate("window.stays") is True
    context.close()


def test_every_page_is_accessible_in_every_language_and_fits(
    open_teacher: OpenTeacher, demo: DemoSchool
) -> None:
    page = open_teacher()
    address = make_class(page, demo, "8T")
    page.goto(f"{address}tests/")
    if page.get_by_role("link", name="What we can do in grade 5").count() == 0:
        take_ready_test(page, address)
    occasion = page.get_by_role("link", name="What we can do in grade 5").first.get_attribute(
        "href"
    )
    learner = demo.learner("Tess Eightfold")
    places = (
        *("/tests/", f"{address}tests/", f"{address}tests/new/"),
        *(str(occasion), f"{occasion}learners/{learner}/"),
    )
    for language in LANGUAGES:
        set_language(page, demo, language)
        for place in places:
            answer = page.goto(place)
            assert answer is not None
            assert answer.status == 200
            assert find_wide(page, PROJECTOR, PHONE) == (), (language, place)
            assert find_violations(page) == (), (language, place)
