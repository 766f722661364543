"""A teacher lets a class sit the ready test of the course."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from armillary.apps.assessment.models import (
    BankItem,
    FormDraw,
    Occasion,
    SchoolTest,
    Series,
)
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import AuditEntry
from tests.apps.assessment.teacher import fields_of, make_fields
from tests.cast import Cast, ClientFor

WEEK = timedelta(weeks=1)


@pytest.fixture
def anna(course: Catalogue, school: Cast, client_for: ClientFor) -> Client:
    """Anna's browser, with the course published."""
    return client_for(school.anna)


def test_three_clicks_make_a_test_before_after_and_delayed(anna: Client, school: Cast) -> None:
    address = f"/classes/{school.class_5a.pk}/tests/new/"
    page = anna.get(address)
    assert page.status_code == 200
    answer = anna.post(address, fields_of(page))
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/classes/{school.class_5a.pk}/tests/",
    )
    series = Series.objects.get()
    assert (series.school_class, series.made_by) == (school.class_5a, school.anna)
    before, after, delayed = Occasion.objects.order_by("opens_at")
    assert [before.kind, after.kind, delayed.kind] == ["before", "after", "delayed"]
    now = datetime.now(UTC)
    assert before.opens_at <= now < before.closes_at < after.opens_at
    assert delayed.opens_at - after.closes_at == timedelta(days=28)
    assert delayed.closes_at - delayed.opens_at == timedelta(days=14)
    assert [before.set_by_hand, after.set_by_hand, delayed.set_by_hand] == [True, True, False]


def test_the_questions_of_both_forms_are_those_of_the_course_with_its_anchors(
    anna: Client, school: Cast
) -> None:
    make_ready(anna, school)
    test = SchoolTest.objects.get()
    assert (test.delivery, test.minutes) == ("fixed", test.assessment.minutes)
    for form in test.assessment.forms:
        rows = BankItem.objects.filter(test=test, form__key=form["id"]).order_by("place")
        assert [row.item.question.key for row in rows] == form["questions"]
        assert all(row.item == row.item.question.current for row in rows)
        assert {row.item.question.key for row in rows if row.anchor} == set(test.assessment.anchors)
        assert {row.seed for row in rows} == {1}


def test_half_of_the_class_begins_with_each_form(anna: Client, school: Cast) -> None:
    make_ready(anna, school)
    keys = sorted(FormDraw.objects.values_list("first_form__key", flat=True))
    assert keys in (["A", "A", "A", "B", "B"], ["A", "A", "B", "B", "B"])
    learners = set(FormDraw.objects.values_list("learner", flat=True))
    assert learners == {
        one.pk for one in (school.ada, school.bo, school.yan, school.lu, school.zoya)
    }


def test_pressing_twice_makes_one_series(anna: Client, school: Cast, client_for: ClientFor) -> None:
    make_ready(anna, school)
    make_ready(client_for(school.vera), school)
    assert Series.objects.count() == SchoolTest.objects.count() == 1
    assert Occasion.objects.count() == 3


def make_ready(client: Client, school: Cast, **changes: object) -> None:
    address = f"/classes/{school.class_5a.pk}/tests/new/"
    answer = client.post(address, make_fields(client, address, **changes))
    assert answer.status_code == 302, answer.content.decode()


def test_making_a_test_is_written_to_the_log(anna: Client, school: Cast) -> None:
    make_ready(anna, school)
    found = AuditEntry.objects.filter(adult=school.anna).values_list("action", "subject")
    series, test = Series.objects.get(), SchoolTest.objects.get()
    assert {("test_made", f"test:{test.pk}"), ("series_made", f"series:{series.pk}")} <= set(found)
