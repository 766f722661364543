"""The queue of open answers in a browser: keys mark a group, a comment keeps its digits, undo."""

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.demo_school import DemoSchool

pytestmark = pytest.mark.browser

QUESTION = "G05-L5-q20"
# Thirty answers in six ways of saying things; what a teacher gives each way, as a key.
SAID = {
    "Test it on new drawings": "1",
    "It was trained on the same thirty pictures": "1",
    "Well done, perfect result": "0",
    "Keep ten apart before you begin, then the number tells about unseen doodles": "2",
    "I don't know": "0",
    "More training makes everything better": "0",
}
N_EACH = 5


def write_answers(demo: DemoSchool, class_id: int) -> int:
    """Store thirty answers to one question as first tries of a class; return the item's id."""
    with closing(sqlite3.connect(demo.data / "school.sqlite3", timeout=30)) as file:
        file.row_factory = sqlite3.Row
        (item,) = file.execute(
            "SELECT current_id FROM curriculum_question WHERE key = ?", (QUESTION,)
        ).fetchone()
        pattern = dict(file.execute("SELECT * FROM practice_answer WHERE score IS NULL").fetchone())
        people = file.execute(
            "SELECT id FROM people_learner WHERE school_class_id = ? ORDER BY id", (class_id,)
        ).fetchall()
        for number, text in enumerate(text for text in SAID for _ in range(N_EACH)):
            learner = people[number % len(people)][0]
            (position,) = file.execute(
                "SELECT max(position) + 1 FROM practice_answer WHERE learner_id = ?", (learner,)
            ).fetchone()
            row = pattern | {
                "id": uuid.uuid4().hex,
                "learner_id": learner,
                "position": position or 1,
                "item_id": item,
                "sitting_id": None,
                "offer": None,
                "language": "en",
                "given": json.dumps({"text": text, "language": "en"}),
            }
            names, places = ", ".join(row), ", ".join("?" * len(row))
            statement = f"INSERT INTO practice_answer ({names}) VALUES ({places})"
            file.execute(statement, list(row.values()))
        file.commit()
        return int(item)


@pytest.fixture
def page(chromium: Browser, demo: DemoSchool) -> Iterator[Page]:
    """The head's browser at the queue of class 5A, with thirty answers that wait."""
    class_id = demo.class_id("5A")
    item = write_answers(demo, class_id)
    context = chromium.new_context(base_url=demo.address, reduced_motion="reduce")
    page = context.new_page()
    page.goto(demo.links["head"])
    page.goto(f"/classes/{class_id}/open-answers/?item={item}")
    yield page
    with closing(sqlite3.connect(demo.data / "school.sqlite3", timeout=30)) as file:
        mine = "SELECT id FROM practice_answer WHERE item_id = ? AND sitting_id IS NULL"
        file.execute(f"DELETE FROM practice_mark WHERE answer_id IN ({mine})", (item,))
        file.execute(f"DELETE FROM practice_answer WHERE id IN ({mine})", (item,))
        file.commit()
    context.close()


def count_marks(demo: DemoSchool) -> int:
    return int(demo.ask("SELECT count(*) FROM practice_mark")[0][0])


def waiting(page: Page) -> int:
    return page.locator("input[name=answer]").count()


def test_thirty_answers_are_marked_with_a_key_for_each_group(page: Page, demo: DemoSchool) -> None:
    before = count_marks(demo)
    item = page.locator("input[name=item]").input_value()
    presses = 0
    while page.locator("input[name=item]").input_value() == item:
        first = page.locator(".likely .text").first.inner_text()
        key = SAID.get(first, "2")  # one that the demo wrote itself is the author's own example
        with page.expect_navigation():
            page.keyboard.press(key)
        presses += 1
        assert presses <= 10
    after = count_marks(demo)
    assert after - before >= len(SAID) * N_EACH
    assert presses < (after - before) / 3


def test_digits_in_a_comment_stay_in_the_comment(page: Page, demo: DemoSchool) -> None:
    before, n = count_marks(demo), waiting(page)
    comment = page.get_by_label("Comment for these learners")
    comment.press_sequentially("2 of 10, page 1")
    assert comment.input_value() == "2 of 10, page 1"
    assert (count_marks(demo), waiting(page)) == (before, n)


def test_undo_brings_the_group_back(page: Page) -> None:
    said = page.locator(".likely .text").first.inner_text()
    n = waiting(page)
    page.locator("input[name=answer]").first.uncheck()
    with page.expect_navigation():
        page.keyboard.press("0")
    assert f"{n - 1} answers are marked" in page.content()
    with page.expect_navigation():
        page.get_by_role("button", name="Undo", exact=True).click()
    assert waiting(page) == n
    assert page.locator(".likely .text").first.inner_text() == said


def test_keys_do_nothing_that_buttons_do_not(page: Page, demo: DemoSchool) -> None:
    before, n = count_marks(demo), waiting(page)
    for key in ("3", "a", "Control+2"):
        page.keyboard.press(key)
    assert (count_marks(demo), waiting(page)) == (before, n)
    names = [button.inner_text() for button in page.locator(".mark-buttons button").all()]
    assert [name.split()[-1] for name in names] == ["2", "1", "0"]
