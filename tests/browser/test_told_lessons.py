"""A lesson told in two ways: a teacher has lots drawn, learners read their page and cannot tell."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo_school import DemoSchool, read_people
from tests.browser.examination import find_violations
from tests.browser.places import TOLD_TWICE
from tests.browser.rooms import LANGUAGES, set_language

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The first heading of the main page, and of the lesson variant.
HEADINGS = {
    "en": ("Be the guesser", "How Nina and Wei did it"),
    "ru": ("Побудь отгадчиком", "Как это сделали Нина и Вэй"),
    "be": ("Пабудзь адгадчыкам", "Як гэта зрабілі Ніна і Вэй"),
    "zh-hans": ("来当一回猜图机", "尼娜和小伟是怎么做的"),
}
LESSON = f"/course/{TOLD_TWICE}/"


@pytest.fixture
def enter(chromium: Browser, demo: DemoSchool) -> Iterator[Callable[..., Page]]:
    """A function from a role to its page in a narrow browser; no page may have seen an error."""
    errors: list[str] = []
    contexts = []

    def open_page(role: str, *, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=demo.address,
            java_script_enabled=scripts,
            viewport={"width": 360, "height": 640},
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(demo.links[role])
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def draw_lots(page: Page) -> None:
    """Plan a study of the lesson, from today on, and begin it; without scripts."""
    page.goto("/studies/")
    page.click("text=Plan a study")
    page.fill("#id_question", "Does a worked example help?")
    page.check("input[value=lesson]")
    assert page.input_value("#id_told") == f"{TOLD_TWICE}:example-first"  # the only one
    page.click(".button-main")
    page.check("input[name=classes]")
    page.click(".button-main")
    page.select_option("#id_test", index=1)
    today = timezone.localdate()
    page.fill("#id_starts_on", today.isoformat())
    page.fill("#id_ends_on", (today + timedelta(days=40)).isoformat())
    page.click(".button-main")
    page.check("#design-learner")
    assert page.locator("#design-swap").count() == 0
    page.click(".button-main")
    page.click("text=Fix this plan")
    page.click("text=Draw lots and begin")
    expect(page.locator("main")).to_contain_text("Lots are drawn.")


def check_page(page: Page, language: str, arm: int) -> None:
    """The page of an arm is there, with its lab, and as wide as the window."""
    article = page.locator("article.lesson").first
    assert article.locator("h2").first.inner_text() == HEADINGS[language][arm]
    expect(page.locator("[data-lab-status=ready]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not find_violations(page)


def test_learners_read_the_page_drawn_for_them_and_cannot_tell(
    enter: Callable[..., Page], demo: DemoSchool
) -> None:
    teacher = enter("teacher", scripts=False)
    draw_lots(teacher)
    learner = read_people(demo)["learner"]
    ((arm,),) = demo.ask(
        "SELECT arm FROM studies_assignment a JOIN studies_study s ON s.id = a.study_id"
        " WHERE s.kind = 'lesson' AND a.learner_id = ?",
        learner,
    )
    page = enter("learner")
    for language in LANGUAGES:
        set_language(page, demo, language)
        page.goto(LESSON)
        check_page(page, language, arm)
        for word in ("example-first", "variant"):
            assert word not in page.content()
    teacher.reload()
    reached = teacher.locator("tr", has_text="Learners who met their way").inner_text().split()
    assert [reached[-2], reached[-1]][arm] == "1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_teacher_reads_both_pages(
    language: str, enter: Callable[..., Page], demo: DemoSchool
) -> None:
    page = enter("teacher")
    set_language(page, demo, language)
    page.goto(LESSON)
    check_page(page, language, 0)
    page.click("main details summary")
    page.click(f'a[href="{LESSON}variants/example-first/"]')
    check_page(page, language, 1)
