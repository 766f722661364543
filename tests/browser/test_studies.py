"""A teacher plans a study and reads what one found, with and without scripts."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo_school import DemoSchool
from tests.browser.places import find_study

pytestmark = pytest.mark.browser


def enter(browser: Browser, demo: DemoSchool, *, scripts: bool) -> Page:
    """Return the page of the demo's teacher in a browser of their own."""
    page = browser.new_context(base_url=demo.address, java_script_enabled=scripts).new_page()
    page.goto(demo.links["teacher"])
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_a_teacher_plans_a_study_and_draws_its_lots(
    scripts: bool, chromium: Browser, demo: DemoSchool
) -> None:
    page = enter(chromium, demo, scripts=scripts)
    page.goto(f"{demo.address}/studies/")
    page.click("text=Plan a study")
    page.fill("#id_question", f"Which first, {scripts}?")
    page.check("input[value=teacher]")
    page.click(".button-main")
    expect(page.locator("main")).to_contain_text("Please give this way a short name.")
    page.check("input[value=order]")
    page.click(".button-main")
    page.check("input[name=classes]")
    page.click(".button-main")
    page.select_option("#id_test", index=1)
    first = date.today() + timedelta(days=100 if scripts else 200)  # not both in the same days
    page.fill("#id_starts_on", first.isoformat())
    page.fill("#id_ends_on", (first + timedelta(days=40)).isoformat())
    page.click(".button-main")
    expect(page.locator("main")).to_contain_text("you can only see differences above")
    page.check("#design-learner")
    page.click(".button-main")
    page.click("text=Fix this plan")
    page.click("text=Draw lots and begin")
    expect(page.locator("main")).to_contain_text("Lots are drawn.")
    page.context.close()


def test_the_result_reads_as_a_sentence_with_its_interval(
    chromium: Browser, demo: DemoSchool
) -> None:
    page = enter(chromium, demo, scripts=True)
    page.goto(f"{demo.address}/studies/{find_study(demo)}/results/")
    said = page.inner_text(".study-finding")
    assert "SD, likely between" in said
    assert page.locator("svg.effects").count() == 1
    page.context.close()
