"""How many queries each page takes; a class of forty and a school of 2,000 take no more."""

from collections.abc import Iterable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from armillary.apps.people.actions import add_learners, make_class
from tests.cast import NOW, Cast, ClientFor, card_of

# Who is here (session and adult: 2; seat: 1) and whether the school is simulated (1) come first.
ADULT, ANYBODY = 3, 1


@pytest.fixture
def large(school: Cast) -> Iterator[Cast]:
    """Lyceum 7 with fifty classes of forty; 5a is one of them."""
    add_learners(school.class_5a, [f"Learner {n:02}" for n in range(35)], now=NOW, by=None)
    for number in range(49):
        made = make_class(
            school.school,
            name=f"{number % 11 + 1}-{number}",
            grade=number % 11 + 1,
            teachers=[school.olga],
            now=NOW,
            by=None,
        )
        add_learners(made, [f"Learner {n:02}" for n in range(40)], now=NOW, by=None)
    return school


def test_pages_before_signing_in(
    school: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(ANYBODY):
        client.get("/")
    with django_assert_num_queries(ANYBODY):
        client.get("/sign-in/")
    client.post("/", {"code": school.class_5a.code})
    with django_assert_num_queries(ANYBODY + 2):  # class, names
        assert client.get("/class/").status_code == 200
    with django_assert_num_queries(ANYBODY + 2):  # class, learner
        assert client.get(f"/class/pin/{school.ada.pk}/").status_code == 200


def test_the_right_pictures(
    school: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.post("/", {"code": school.class_5a.code})
    fields = {f"pin{n}": name for n, name in enumerate(card_of(school.ada).pin.split(), start=1)}
    # Class and learner; delays read, swept, counted and taken back (4); card; seat; 6 savepoints
    # that the test's own transaction makes of ours.
    with django_assert_num_queries(2 + 5 + 1 + 1 + 6):
        assert client.post(f"/class/pin/{school.ada.pk}/", fields).status_code == 302


# Beyond ADULT: the page's own queries.
TEACHERS_PAGES = {
    "/classes/": 3,  # classes counted, their teachers, the school's name
    "/classes/new/": 0,
    "/classes/{class_id}/edit/": 1,  # the class
    "/classes/{class_id}/learners/": 3,  # the class, learners, who left
    "/classes/{class_id}/paste/": 1,
    "/classes/{class_id}/computers/": 2,
    "/learners/{learner_id}/edit/": 3,  # the learner, classmates' names, other classes
    "/account/": 1,  # the school's name
}
HEADS_PAGES = {
    "/classes/": 4,  # classes counted, their teachers, archived ones, the school's name
    "/classes/new/": 2,  # the school, its teachers
    "/staff/": 3,  # the school, adults, their classes
    "/staff/new/": 1,
    "/staff/{adult_id}/": 3,  # the adult, the classes, the adult's classes
}


def count_queries(client: Client, pages: Iterable[str], cast: Cast) -> dict[str, int]:
    ids = {"class_id": cast.class_5a.pk, "learner_id": cast.ada.pk, "adult_id": cast.anna.pk}
    found = {}
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.format(**ids)).status_code == 200
        found[page] = len(queries) - ADULT
    return found


def test_pages_of_a_teacher(large: Cast, client_for: ClientFor) -> None:
    assert count_queries(client_for(large.anna), TEACHERS_PAGES, large) == TEACHERS_PAGES


def test_pages_of_the_head(large: Cast, client_for: ClientFor) -> None:
    assert count_queries(client_for(large.vera), HEADS_PAGES, large) == HEADS_PAGES


def test_cards_of_a_class_of_forty(
    large: Cast, client_for: ClientFor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(large.anna)
    with django_assert_num_queries(ADULT + 3):  # the class, the log, the cards
        page = client.get(f"/classes/{large.class_5a.pk}/cards/")
    assert page.content.decode().count('class="sign-card"') == 40
