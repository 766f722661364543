"""The course, its lessons, and what helps the teacher give them."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from armillary.apps.curriculum.catalogue import Catalogue
from tests.cast import Cast, ClientFor

# Session or seat, the school's simulated mark, and the rows of the page itself.
QUERIES = {"/course/": 5, "lesson": 5}


def first_lesson(course: Catalogue) -> str:
    """Return the address of the first lesson."""
    return f"/course/{course.lessons[0].key}/"


@pytest.mark.parametrize("language", ["en", "ru", "be", "zh-hans"])
def test_a_lesson_reads_in_every_language(
    course: Catalogue, school: Cast, client_for: ClientFor, language: str
) -> None:
    client = client_for(school.ada)
    client.cookies["language"] = language
    response = client.get(first_lesson(course))
    text = response.content.decode()
    content = "zh-Hans" if language == "zh-hans" else language
    assert course.lessons[0].titles[content] in text
    assert f'lang="{content}"' in text


def test_a_stranger_is_sent_to_the_start(course: Catalogue, school: Cast) -> None:
    for address in ("/course/", first_lesson(course)):
        response = Client().get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/?next=")


def test_a_learner_sees_no_guide_and_no_board(
    course: Catalogue, school: Cast, client_for: ClientFor
) -> None:
    client = client_for(school.ada)
    for page in ("guide", "board"):
        assert client.get(f"{first_lesson(course)}{page}/").status_code == 404
        assert page not in client.get("/course/").content.decode()


def test_the_board_shows_one_view_at_a_time(
    course: Catalogue, school: Cast, client_for: ClientFor
) -> None:
    client = client_for(school.anna)
    address = f"{first_lesson(course)}board/"
    first = client.get(address).content.decode()
    assert 'rel="prev"' not in first
    count = int(re.search(r"of (\d+)", first)[1])  # type: ignore[index]  # it is there
    last = client.get(address, {"view": count}).content.decode()
    assert 'rel="next"' not in last
    for wrong in ("0", str(count + 1), "x", "-1", "9" * 9):
        assert client.get(address, {"view": wrong}).status_code == 404


def test_an_unknown_lesson_and_picture_are_404(
    course: Catalogue, school: Cast, client_for: ClientFor
) -> None:
    client = client_for(school.ada)
    assert client.get("/course/G99-L9/").status_code == 404
    assert client.get(f"/pictures/{'0' * 64}.svg").status_code == 404


def test_pages_ask_the_database_few_questions(
    course: Catalogue,
    school: Cast,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(school.ada)
    with django_assert_max_num_queries(QUERIES["/course/"]):
        client.get("/course/")
    with django_assert_max_num_queries(QUERIES["lesson"]):
        client.get(first_lesson(course))
