"""Who opens pages: one browser context for each role, signed in and with something to look at."""

import re
from collections.abc import Callable
from html import unescape

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.demo_school import DemoSchool
from tests.browser.desk import read_slip

LANGUAGES = ("en", "ru", "be", "zh-hans")
NEW_CLASS, NEWCOMER, LEFT = "5N", "Nell Newcomer", "Lea Left"
GONE = "Otto Gone"
MOST_ANSWERS = 60

SignIn = Callable[[Page, DemoSchool], None]


class Rooms:
    """The contexts of one browser by role, made when first asked for."""

    def __init__(self, browser: Browser, school: DemoSchool) -> None:
        self.browser = browser
        self.school = school
        self.open: dict[str, BrowserContext] = {}

    def page_of(self, role: str) -> Page:
        """Return the page at which this role sits."""
        if role == "newcomer":
            self.page_of("teacher")  # who makes the class
        if role not in self.open:
            self.open[role] = self.browser.new_context(
                base_url=self.school.address, reduced_motion="reduce"
            )
            page = self.open[role].new_page()
            SIGN_IN[role](page, self.school)
        return self.open[role].pages[0]

    def close(self) -> None:
        """Close every context."""
        for context in self.open.values():
            context.close()


def set_language(page: Page, school: DemoSchool, language: str) -> None:
    """Let every page from now on speak this language."""
    page.context.add_cookies([{"name": "language", "value": language, "url": school.address}])


def stay_outside(page: Page, school: DemoSchool) -> None:
    """Nobody is signed in."""


def stand_at_door(page: Page, school: DemoSchool) -> None:
    """Type the code of class 5A."""
    open_class(page, school, "5A")


def open_class(page: Page, school: DemoSchool, class_name: str) -> None:
    """Type the code of a class."""
    page.goto("/")
    page.locator("#code").fill(school.class_code(class_name))
    page.locator("#code").press("Enter")
    page.wait_for_url("**/class/")


def by_link(kind: str) -> SignIn:
    """Follow the link that the demo prints for a role."""

    def sign_in(page: Page, school: DemoSchool) -> None:
        page.goto(school.links[kind])

    return sign_in


def by_card(class_name: str, name: str) -> SignIn:
    """Sign in as a child does: class code, own name, three pictures."""

    def sign_in(page: Page, school: DemoSchool) -> None:
        open_class(page, school, class_name)
        page.get_by_role("link", name=name, exact=True).click()
        for picture in school.pictures(name):
            page.locator(f'button.pin-tile[data-symbol="{picture}"]').click()
        page.keyboard.press("Enter")
        page.wait_for_url("**/home/")

    return sign_in


def practise_to_the_end(page: Page, school: DemoSchool) -> None:
    """Answer rightly until the sitting says that it is enough for today."""
    by_card("5A", "Amy Alder")(page, school)
    page.get_by_role("main").get_by_role("button").first.click()
    for _ in range(MOST_ANSWERS):
        found = re.search(r'name="ticket" value="([^"]+)"', page.request.get("/practice/").text())
        if found is None:
            return
        slip = read_slip(school, unescape(found[1]))
        form = {name: values[0] for name, values in slip.right().items()}
        page.request.post("/practice/answer/", form={"ticket": slip.text, "try": "1", **form})
    raise AssertionError(f"the sitting did not end after {MOST_ANSWERS} answers")


def furnish_as_teacher(page: Page, school: DemoSchool) -> None:
    """Make a new class with a learner, one who left, and an enrolled computer."""
    by_link("teacher")(page, school)
    if school.has("people_schoolclass", NEW_CLASS):
        return
    page.goto("/classes/new/")
    page.locator("#id_name").fill(NEW_CLASS)
    page.locator("#id_grade").select_option("5")
    page.locator("main .button-main").click()
    for name in (NEWCOMER, LEFT):
        page.goto(f"/classes/{school.class_id(NEW_CLASS)}/learners/")
        page.locator("#id_name").fill(name)
        page.locator("aside form button").first.click()
    page.goto(f"/learners/{school.learner(LEFT)}/edit/")
    page.locator("main .button-danger").click()
    page.goto(f"/classes/{school.class_id('5A')}/computers/")
    page.locator("#id_label").fill("Room 12, by the window")
    page.locator("main .button-main").click()


def furnish_as_head(page: Page, school: DemoSchool) -> None:
    """Add a teacher and shut the account out again."""
    by_link("head")(page, school)
    if school.has("people_adult", GONE):
        return
    page.goto("/staff/new/")
    page.locator("#id_name").fill(GONE)
    page.locator("#id_username").fill("otto")
    page.locator("#id_password").fill("seven brass rings")
    page.locator("main .button-main").click()
    page.goto("/staff/")
    page.get_by_role("link", name=GONE).click()
    page.locator("main .button-danger").click()


SIGN_IN: dict[str, SignIn] = {
    "nobody": stay_outside,
    "door": stand_at_door,
    "learner": by_link("learner"),
    "newcomer": by_card(NEW_CLASS, NEWCOMER),
    "tired learner": practise_to_the_end,
    "teacher": furnish_as_teacher,
    "head": furnish_as_head,
}
