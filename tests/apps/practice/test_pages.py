"""The learner's own pages: what to do now, what I know, and the labs."""

import json
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.practice.models import Answer, LabState, LearnerState
from armillary.apps.practice.pages import known_item
from tests.apps.practice.conftest import Desk
from tests.cast import Cast, ClientFor

# The seat, the simulated mark, and the rows of the page itself; never one for each skill or item.
QUERIES = {"/home/": 8, "/skills/": 6, "/skills/E05/": 6, "/practice/": 9}


def answer_some(desk: Desk, count: int) -> None:
    """Answer right, question after question."""
    desk.begin()
    for _ in range(count):
        if "ticket" in desk.hidden:
            desk.send(desk.right())
            desk.look()


def test_home_offers_one_thing_to_do(desk: Desk) -> None:
    text = desk.client.get("/home/").content.decode()
    assert text.count("button-main") == 1
    assert "My sphere" in text


def test_home_goes_on_with_a_practice_that_was_left(desk: Desk) -> None:
    answer_some(desk, 2)
    assert "Go on" in desk.client.get("/home/").content.decode()


def test_before_the_first_answer_nothing_is_claimed(desk: Desk) -> None:
    assert "Nothing to show yet." in desk.client.get("/skills/").content.decode()


def test_what_i_know_is_said_with_its_range_and_basis(desk: Desk) -> None:
    answer_some(desk, 6)
    text = desk.client.get("/skills/").content.decode()
    assert "of 10, between" in text
    assert "based on" in text


def test_a_skill_says_how_the_last_answers_came_out_and_leads_to_more(desk: Desk) -> None:
    answer_some(desk, 6)
    text = desk.client.get("/skills/").content.decode()
    assert "You managed all of the last" in text
    assert 'href="/skills/E05/"' in text


@pytest.mark.slow
def test_a_skill_of_mine_shows_what_moved_it_and_what_comes(desk: Desk) -> None:
    answer_some(desk, 6)
    text = desk.client.get("/skills/E05/").content.decode()
    assert "On your own you would manage about" in text
    assert "What moved it" in text
    assert "The bar moved up" in text
    assert "The bar moved down" not in text
    assert text.count('<svg class="timeline"') == 2
    assert "In 30 days without practice: about" in text


def test_a_wrong_answer_is_told_kindly(desk: Desk) -> None:
    desk.begin()
    while not Answer.objects.filter(score=0.0).exists():
        desk.send(desk.wrong() if "E05" in skill_keys(desk) else desk.right())
        desk.look()
    text = desk.client.get("/skills/E05/").content.decode()
    assert re.search("has not quite worked out yet|have not quite worked out yet", text)
    assert 'class="verdict verdict-not-yet">not yet' in text
    assert "The bar moved down" in text


def skill_keys(desk: Desk) -> set[str]:
    """Return the keys of the skills of the question on the page."""
    catalogue = SHELF.catalogue("ai")
    assert catalogue is not None
    return {catalogue.skills[n].key for n in known_item(desk.ticket.item).skills}


def test_a_skill_that_was_not_met_makes_no_claim(desk: Desk) -> None:
    text = desk.client.get("/skills/E05/").content.decode()
    assert "You have not met this yet." in text
    assert "timeline" not in text
    assert "of 10" not in text


def test_practice_of_a_skill_begins_with_its_lesson(desk: Desk, course: Catalogue) -> None:
    text = desk.client.get("/skills/E05/").content.decode()
    lesson = course.by_key["E05"].home_lesson
    assert f'<input type="hidden" name="lesson" value="{lesson}">' in text
    assert desk.client.post("/practice/start/", {"lesson": lesson}).status_code == 302


@pytest.mark.parametrize("skill", ["E06", "nonsense", "-"])
def test_a_skill_that_no_lesson_practises_has_no_page(desk: Desk, skill: str) -> None:
    assert desk.client.get(f"/skills/{skill}/").status_code == 404


def test_what_moved_the_skill_of_another_is_not_shown(
    desk: Desk, school: Cast, client_for: ClientFor
) -> None:
    answer_some(desk, 6)
    assert (
        "You have not met this yet." in client_for(school.bo).get("/skills/E05/").content.decode()
    )


def test_the_end_says_what_is_known_now(desk: Desk) -> None:
    answer_some(desk, 60)
    text = desk.client.get("/practice/").content.decode()
    assert "Enough for today" in text
    assert "based on" in text


def test_there_is_no_course_before_one_is_published(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.ada)
    for address in ("/home/", "/practice/", "/skills/", "/course/"):
        assert client.get(address).status_code == 200
    assert client.post("/practice/start/", {}).status_code == 404


def test_an_unknown_lesson_cannot_be_practised(desk: Desk) -> None:
    assert desk.client.post("/practice/start/", {"lesson": "G99-L9"}).status_code == 404


def test_pages_ask_the_database_few_questions(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    answer_some(desk, 3)
    for address, most in QUERIES.items():
        with django_assert_max_num_queries(most):
            desk.client.get(address)


@pytest.mark.parametrize("state", [{"step": 2, "labels": [1, 2]}, {}])
def test_where_a_learner_stands_in_a_lab_is_kept(desk: Desk, state: dict[str, object]) -> None:
    address = "/labs/teach-the-sorter/state/"
    assert desk.client.get(address).json() == {"state": None}
    sent = desk.client.post(address, json.dumps(state), content_type="application/json")
    assert sent.json() == {"saved": True}
    assert desk.client.get(address).json() == {"state": state}
    assert LabState.objects.count() == 1


def test_two_levels_of_a_lab_are_kept_apart(desk: Desk) -> None:
    address = "/labs/data-detective/state/"
    for level in ("garden", "charts"):
        body = json.dumps({"at": level})
        desk.client.post(f"{address}?level={level}", body, content_type="application/json")
    assert desk.client.get(f"{address}?level=garden").json() == {"state": {"at": "garden"}}
    assert desk.client.get(f"{address}?level=charts").json() == {"state": {"at": "charts"}}
    assert desk.client.get(address).json() == {"state": None}
    assert desk.client.get(f"{address}?level=no level").status_code == 404


@pytest.mark.parametrize("body", ["", "[1]", "{", '"x"', "null"])
def test_what_no_lab_sends_is_404_and_nothing_is_kept(desk: Desk, body: str) -> None:
    for page in ("state", "result"):
        address = f"/labs/teach-the-sorter/{page}/"
        sent = desk.client.post(address, body, content_type="application/json")
        assert sent.status_code == 404
    assert LabState.objects.count() == Answer.objects.count() == 0


def test_a_lab_of_somebody_else_is_not_mine(
    desk: Desk, school: Cast, client_for: ClientFor
) -> None:
    address = "/labs/teach-the-sorter/state/"
    desk.client.post(address, json.dumps({"step": 3}), content_type="application/json")
    other: Client = client_for(school.bo)
    assert other.get(address).json() == {"state": None}


def lab_of(course: Catalogue) -> tuple[str, str]:
    """Return the lesson and the lab of the first lesson that has one."""
    lesson = next(lesson for lesson in course.lessons if lesson.lab)
    return lesson.key, lesson.lab


def send_result(desk: Desk, course: Catalogue, **changes: object) -> object:
    """Send the score of a lab's moment."""
    lesson, lab = lab_of(course)
    result = {
        "id": "one",
        "lesson": lesson,
        "moment": "do",
        "score": 0.8,
        "raw": {"labels": 12},
        "seconds": 90,
        **changes,
    }
    address = f"/labs/{lab}/result/"
    return desk.client.post(address, json.dumps(result), content_type="application/json")


def test_a_lab_s_score_is_an_answer_that_the_page_scored(desk: Desk, course: Catalogue) -> None:
    assert send_result(desk, course).json() == {"saved": True}  # type: ignore[attr-defined]
    answer = Answer.objects.get()
    assert answer.scored_by_page
    assert answer.score == 0.8
    assert answer.policy == "lab"
    assert LearnerState.objects.count() == 1


def test_the_same_result_sent_again_is_stored_once(desk: Desk, course: Catalogue) -> None:
    send_result(desk, course)
    assert send_result(desk, course).json() == {"saved": False}  # type: ignore[attr-defined]
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"score": 1.5}, {"score": "much"}, {"moment": "cheat"}, {"lesson": "G99-L1"}, {"score": -1}],
)
def test_a_result_that_cannot_be_is_404(
    desk: Desk, course: Catalogue, changes: dict[str, object]
) -> None:
    assert send_result(desk, course, **changes).status_code == 404  # type: ignore[attr-defined]
    assert Answer.objects.count() == 0
