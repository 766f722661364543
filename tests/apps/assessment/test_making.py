"""A teacher lets a class sit the ready test of the course."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from armillary.apps.assessment.actions.making import draw_lot
from armillary.apps.assessment.models import (
    BankItem,
    FormDraw,
    Occasion,
    SchoolTest,
    Series,
)
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import Question
from armillary.apps.people.actions import archive_class
from armillary.apps.people.models import AuditEntry
from tests.apps.assessment.teacher import fields_of, find_first_occasion, make_fields
from tests.cast import Cast, ClientFor


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


def test_two_teachers_who_press_at_once_make_one_series(
    anna: Client, school: Cast, client_for: ClientFor
) -> None:
    address = f"/classes/{school.class_5a.pk}/tests/new/"
    vera = client_for(school.vera)
    # Both have the page open, and one has changed the minutes on it.
    first, second = make_fields(anna, address), make_fields(vera, address, minutes="45")
    assert anna.post(address, first).status_code == 302
    page = vera.post(address, second, follow=True).content.decode()
    assert "Nothing was made twice" in page
    assert Series.objects.count() == 1
    assert list(SchoolTest.objects.values_list("minutes", flat=True)) == [30]


def test_making_a_test_is_written_to_the_log(anna: Client, school: Cast) -> None:
    make_ready(anna, school)
    found = AuditEntry.objects.filter(adult=school.anna).values_list("action", "subject")
    series, test = Series.objects.get(), SchoolTest.objects.get()
    assert {("test_made", f"test:{test.pk}"), ("series_made", f"series:{series.pk}")} <= set(found)


def test_only_once_makes_one_occasion_with_the_dates_given(anna: Client, school: Cast) -> None:
    opens, closes = moment(days=3), moment(days=4)
    make_ready(anna, school, plan="once", once_opens=opens, once_closes=closes, minutes="")
    occasion = Occasion.objects.get()
    assert occasion.kind == "single"
    assert f"{occasion.opens_at:%Y-%m-%dT%H:%M}" == opens
    assert f"{occasion.closes_at:%Y-%m-%dT%H:%M}" == closes
    assert occasion.series.test.minutes is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"before_closes": "2020-01-01T08:00", "before_opens": "2019-12-31T08:00"}, "time is over"),
        ({"before_closes": "yesterday evening"}, "Please choose a day and a time."),
        ({"before_closes": ""}, "Please choose a day and a time."),
        ({"before": None, "after": None, "delayed": None}, "Please choose when the class"),
        ({"after": None}, "The delayed test needs the one after teaching"),
        ({"minutes": "0"}, "greater than or equal to 1"),
        ({"minutes": "soon"}, "Enter a whole number"),
        ({"assessment": "G99"}, "Select a valid choice"),
        ({"plan": "twice"}, "Select a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_and_makes_nothing(
    anna: Client, school: Cast, changes: dict[str, object], sentence: str
) -> None:
    address = f"/classes/{school.class_5a.pk}/tests/new/"
    answer = anna.post(address, make_fields(anna, address, **changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not SchoolTest.objects.exists()
    assert not Series.objects.exists()


def test_dates_out_of_order_are_refused_whole(anna: Client, school: Cast) -> None:
    address = f"/classes/{school.class_5a.pk}/tests/new/"
    fields = make_fields(anna, address, after_opens=moment(days=1), after_closes=moment(days=2))
    page = anna.post(address, fields).content.decode()
    assert "opens before the one before it has closed" in page
    # The test of the school was made and thrown away with the series.
    assert not SchoolTest.objects.exists()


def test_a_question_that_is_gone_is_named_and_nothing_is_made(anna: Client, school: Cast) -> None:
    Question.objects.filter(key="G05-T-q02").update(retired_at=datetime.now(UTC))
    address = f"/classes/{school.class_5a.pk}/tests/new/"
    page = anna.post(address, make_fields(anna, address)).content.decode()
    assert "G05-T-q02" in page
    assert not SchoolTest.objects.exists()


def test_two_classes_sit_the_same_test_of_the_school(
    anna: Client, school: Cast, client_for: ClientFor
) -> None:
    make_ready(anna, school)
    address = f"/classes/{school.class_6b.pk}/tests/new/"
    olga = client_for(school.olga)
    assert olga.post(address, make_fields(olga, address)).status_code == 302
    assert SchoolTest.objects.count() == 1
    assert set(Series.objects.values_list("school_class__name", flat=True)) == {"5a", "6b"}


def test_the_lists_say_what_is_open_and_to_come(anna: Client, school: Cast) -> None:
    make_ready(anna, school)
    for address in (f"/classes/{school.class_5a.pk}/tests/", "/tests/"):
        page = anna.get(address).content.decode()
        assert "Open now" in page
        assert "Coming" in page
        assert "0 of 5 handed in" in page
        assert "automatically" in page


def test_the_head_sees_the_tests_of_all_classes_and_a_teacher_her_own(
    anna: Client, school: Cast, client_for: ClientFor
) -> None:
    make_ready(anna, school)
    name = f"/occasions/{find_first_occasion()}/"
    assert name in client_for(school.vera).get("/tests/").content.decode()
    assert name not in client_for(school.olga).get("/tests/").content.decode()


def test_the_class_page_leads_to_the_tests(anna: Client, school: Cast) -> None:
    page = anna.get(f"/classes/{school.class_5a.pk}/").content.decode()
    assert f'href="/classes/{school.class_5a.pk}/tests/"' in page


def test_the_list_takes_the_same_queries_for_more_tests(
    anna: Client, school: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    address = f"/classes/{school.class_5a.pk}/tests/new/"
    for n in range(3):
        fields = make_fields(anna, address, "own", **{"own-title": f"Test {n}"})
        assert anna.post(address, fields).status_code == 302
    with django_assert_max_num_queries(9):
        assert anna.get(f"/classes/{school.class_5a.pk}/tests/").status_code == 200


def test_everybody_reads_the_title_in_their_own_language(
    anna: Client, school: Cast, client_for: ClientFor
) -> None:
    make_ready(anna, school)
    anna.cookies["language"] = "be"
    assert "Праверка" in anna.get("/tests/").content.decode()
    ada = client_for(school.ada)
    ada.cookies["language"] = "be"
    for address in (f"/my-tests/{find_first_occasion()}/", "/home/"):
        assert "Праверка" in ada.get(address).content.decode()


def test_an_archived_class_keeps_its_tests_and_gets_no_new_ones(anna: Client, school: Cast) -> None:
    make_ready(anna, school)
    archive_class(school.class_5a, by=school.vera, now=datetime.now(UTC))
    page = anna.get(f"/classes/{school.class_5a.pk}/tests/").content.decode()
    assert "Make a test" not in page
    assert anna.get(f"/occasions/{find_first_occasion()}/").status_code == 200
    assert anna.post(f"/occasions/{find_first_occasion()}/", {"do": "close"}).status_code == 404
    assert anna.get(f"/classes/{school.class_5a.pk}/tests/new/").status_code == 404


def test_before_a_course_is_published_the_page_says_what_is_missing(
    school: Cast, client_for: ClientFor
) -> None:
    page = client_for(school.anna).get(f"/classes/{school.class_5a.pk}/tests/new/")
    assert "There is no course here yet." in page.content.decode()


@pytest.mark.parametrize("learners", [1, 4, 5, 25])
@pytest.mark.parametrize("seed", range(5))
def test_the_lot_is_even_and_the_same_for_the_same_seed(learners: int, seed: int) -> None:
    drawn = draw_lot(range(100, 100 + learners), 2, seed=seed)
    counts = Counter(drawn.values())
    assert abs(counts[0] - counts[1]) <= 1
    assert drawn == draw_lot(range(100, 100 + learners), 2, seed=seed)


def test_the_lot_favours_neither_form_nor_place_in_the_list() -> None:
    # Of 2000 lots over five learners, each begins with form 0 in half: sd of the share is 0.011.
    lots = [draw_lot(range(5), 2, seed=seed) for seed in range(2000)]
    for learner in range(5):
        assert abs(sum(lot[learner] == 0 for lot in lots) / 2000 - 0.5) < 4 * 0.0112


def moment(*, days: int) -> str:
    """Return a moment some days from now, as a browser sends it."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT%H:%M}"
