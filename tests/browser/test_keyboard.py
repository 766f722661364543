"""Without a mouse: everything can be reached, seen and done, in an order that makes sense."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo_school import DemoSchool
from tests.browser.desk import send, write_slip
from tests.browser.rooms import Rooms, by_link

pytestmark = pytest.mark.browser

MOST_TABS = 200
# What has the focus: a name for it, whether that can be seen, and where it stands in the document.
FOCUSED = """() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const shown = part.closest('label') && part.matches('[type=radio], [type=checkbox]') ? part.closest('label') : part;
  const marked = [part, shown].some((one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  });
  const box = shown.getBoundingClientRect();
  const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const middle = document.elementFromPoint(box.left + box.width / 2, Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1));
  const covered = seen && middle && !shown.contains(middle) && !middle.contains(shown);
  const place = [...document.querySelectorAll('*')].indexOf(part);
  return { name: (part.innerText || part.getAttribute('aria-label') || part.name || part.id || part.outerHTML).trim().slice(0, 60), marked, seen, covered, place };
}"""
# What a hand could press on the page, other than one radio button beside another.
PRESSABLE = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((part) => !part.disabled && part.checkVisibility({ visibilityProperty: true }) && part.getBoundingClientRect().width > 0)
  .filter((part) => part.tabIndex >= 0 && !part.closest('[data-grid]'))
  .filter((part) => part.type !== 'radio' || part === document.querySelector(`input[name="${part.name}"]`)).length"""

OpenPage = Callable[[], Page]


@pytest.fixture
def open_page(chromium: Browser, demo: DemoSchool) -> Iterator[OpenPage]:
    """A function that opens a browser of its own."""
    contexts = []

    def open_one() -> Page:
        contexts.append(chromium.new_context(base_url=demo.address, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_one
    for context in contexts:
        context.close()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the part with this name has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused and focused["name"] == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_learner_comes_in_and_answers(open_page: OpenPage, demo: DemoSchool) -> None:
    page = open_page()
    page.goto("/")
    page.keyboard.type(demo.class_code("5A"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/class/")
    tab_to(page, "Leo Marsh")
    page.keyboard.press("Enter")
    page.wait_for_selector("button.pin-tile")
    for picture in demo.pictures("Leo Marsh"):
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.dataset.symbol") == picture:
                break
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Come in"
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")

    tab_to(page, page.locator(".card-main button.button-main").inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url("**/practice/")
    slip = write_slip(demo, page, "one_choice")
    send(page, "/practice/language/", slip, {}, language="en")
    page.wait_for_load_state("load")
    (right,) = slip.right()["choice"]
    values = page.locator('[name="choice"]').evaluate_all("all => all.map(one => one.value)")
    page.keyboard.press(str(values.index(right) + 1))
    page.keyboard.press("Enter")
    expect(page.locator("[data-answered]")).to_be_focused()
    expect(page.locator("[data-answered] h2")).to_have_text("Right")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-question] .stem")).to_be_focused()


def test_a_teacher_opens_the_class_and_a_learner(open_page: OpenPage, demo: DemoSchool) -> None:
    page = open_page()
    by_link("teacher")(page, demo)
    tab_to(page, "5A")
    page.keyboard.press("Enter")
    page.wait_for_url("**/classes/*/")
    assert "5A" in page.locator("h1").inner_text()
    tab_to(page, "Adam Birch")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learners/*/")
    assert "Adam Birch" in page.locator("h1").inner_text()


def test_the_first_tab_leads_past_the_header(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_username"


LEARNERS = ["/home/", "/course/", "/course/G05-L1/", "/course/G05-L8/", "/skills/", "/practice/"]
TEACHERS = [
    "/classes/",
    "/classes/{5A}/",
    "/classes/{5A}/learners/",
    "/classes/{5A}/paste/",
    "/classes/{5A}/cards/",
    "/classes/{5A}/open-answers/",
    "/course/G05-L1/board/",
]


@pytest.mark.parametrize(
    ("role", "address"),
    [("learner", a) for a in LEARNERS]
    + [("teacher", a) for a in TEACHERS]
    + [("head", "/school/")],
)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_stop_can_be_seen_and_comes_in_reading_order(
    rooms: Rooms, demo: DemoSchool, role: str, address: str, width: int
) -> None:
    page = rooms.page_of(role)
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(address.replace("{5A}", str(demo.class_id("5A"))))
    page.wait_for_load_state("load")
    if page.locator("[data-lab]").count():
        page.wait_for_selector("[data-lab-status=ready]")
    stops = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or (stops and focused["place"] == stops[0]["place"]):
            break
        stops.append(focused)
    assert [stop["name"] for stop in stops if not stop["marked"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"] or stop["covered"]] == []
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    assert len(stops) >= page.evaluate(PRESSABLE)
