"""A teacher watches a class sit a test: who is where, more time, closing, another go, later."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from armillary.apps.assessment.actions.running import RunningError, give_all_more_time
from armillary.apps.assessment.models import Allowance, Occasion, OccasionSitting
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import assign_teachers, move_learner, record_leaving
from armillary.apps.people.models import AuditEntry, Learner
from armillary.apps.practice.models import Answer, Sitting
from tests.apps.assessment.sittings import TestDesk, make_fixed, sitting_of
from tests.cast import Cast, ClientFor


@pytest.fixture
def occasion(course: Catalogue, school: Cast) -> Occasion:
    """An open test of 5a with half an hour on the clock."""
    return make_fixed(school, minutes=30)


@pytest.fixture
def anna(occasion: Occasion, school: Cast, client_for: ClientFor) -> Client:
    """Anna's browser."""
    return client_for(school.anna)


@pytest.fixture
def ada(occasion: Occasion, school: Cast, client_for: ClientFor) -> TestDesk:
    """Ada's desk; the test is begun, and one question answered."""
    desk = TestDesk(client_for(school.ada), occasion).begin()
    return desk.answer(desk.right())


def watch(client: Client, occasion: Occasion) -> str:
    """Return the page of an occasion."""
    response = client.get(f"/occasions/{occasion.pk}/")
    assert response.status_code == 200
    return str(response.content.decode())


def press(client: Client, occasion: Occasion, do: str, **fields: str) -> str:
    """Press a button of an occasion and return the page that follows."""
    address = f"/occasions/{occasion.pk}/"
    return str(client.post(address, {"do": do, **fields}, follow=True).content.decode())


def press_for(client: Client, occasion: Occasion, learner: Learner, do: str, **fields: str) -> str:
    """Press a button of one learner's page and return the page that follows."""
    address = f"/occasions/{occasion.pk}/learners/{learner.pk}/"
    return str(client.post(address, {"do": do, **fields}, follow=True).content.decode())


def close(occasion: Occasion) -> None:
    """Let an occasion have closed a minute ago."""
    now = datetime.now(UTC)
    Occasion.objects.filter(pk=occasion.pk).update(closes_at=now - timedelta(minutes=1))


def in_days(days: float) -> str:
    """Return a moment from now as a browser sends it."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT%H:%M}"


def test_the_page_says_who_is_at_which_question(
    anna: Client, ada: TestDesk, occasion: Occasion
) -> None:
    page = watch(anna, occasion)
    n = occasion.series.test.bank.count()
    assert f"at question 2 of {n}" in page
    assert f"1 of {n}" in page
    assert page.count("has not begun") == 4
    assert "0 of 5 handed in" in page
    ada.client.post(f"{ada.root}hand-in/")
    page = watch(anna, occasion)
    assert "1 of 5 handed in" in page
    assert "handed in</span>" in page


def test_the_list_of_people_alone_is_sent_to_a_page_that_asks_again(
    anna: Client, occasion: Occasion
) -> None:
    part = anna.get(f"/occasions/{occasion.pk}/", headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "<html" not in text
    assert "has not begun" in text
    assert 'hx-trigger="every 15s"' in text
    close(occasion)
    part = anna.get(f"/occasions/{occasion.pk}/", headers={"HX-Request": "true"})
    assert "every 15s" not in part.content.decode()


def test_a_clock_that_stood_still_is_told(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    OccasionSitting.objects.update(seconds_stood=240.0)
    assert "the clock stood still for 4 minutes" in watch(anna, occasion)
    OccasionSitting.objects.update(
        seconds_stood=0.0, seen_at=datetime.now(UTC) - timedelta(minutes=7)
    )
    page = watch(anna, occasion)
    assert "nothing heard for 7 minutes" in page
    assert "clock stood still" not in page


def test_the_page_takes_the_same_queries_for_more_learners(
    anna: Client,
    ada: TestDesk,
    occasion: Occasion,
    school: Cast,
    client_for: ClientFor,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    TestDesk(client_for(school.bo), occasion).begin()
    with django_assert_max_num_queries(13):
        watch(anna, occasion)


def test_closing_ends_what_runs_and_opening_again_lets_everybody_go_on(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    assert "The test is closed." in press(anna, occasion, "close")
    ada.client.get(ada.root)
    sitting = sitting_of(school.ada, occasion)
    assert (sitting.end_reason, sitting.sitting.end_reason) == ("closed", "closed")
    assert "The test is open." in press(anna, occasion, "open")
    sitting = sitting_of(school.ada, occasion)
    assert (sitting.ended_at, sitting.end_reason) == (None, "")
    assert Sitting.objects.get(test=sitting).ended_at is None
    ada.look(2)
    ada.answer(ada.right())
    assert Answer.objects.filter(sitting=sitting.sitting_id).count() == 2


def test_five_minutes_more_for_all_lets_those_go_on_whose_time_was_up(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    OccasionSitting.objects.update(seconds_used=1799.0, signals=False)
    OccasionSitting.objects.update(seen_at=datetime.now(UTC) - timedelta(seconds=20))
    ada.client.get(ada.root)
    assert sitting_of(school.ada, occasion).end_reason == "time"
    assert "five minutes more: 5 in all" in press(anna, occasion, "more_time")
    assert sitting_of(school.ada, occasion).ended_at is None
    assert "35 minutes on the clock" in watch(anna, occasion)
    ada.client.get(ada.root)
    assert sitting_of(school.ada, occasion).ended_at is None


@pytest.mark.slow
def test_one_learner_gets_five_minutes_more_before_or_after_beginning(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    for learner in (school.ada, school.bo):
        press_for(anna, occasion, learner, "more_time")
        page = press_for(anna, occasion, learner, "more_time")
        assert "Five minutes more: 10 in all." in page
    assert watch(anna, occasion).count("+10 minutes") == 2
    assert Allowance.objects.count() == 2


def test_more_time_ends_at_two_hours_and_needs_a_clock(
    anna: Client, occasion: Occasion, school: Cast
) -> None:
    now = datetime.now(UTC)
    for _turn in range(24):
        give_all_more_time(occasion, by=school.anna, now=now)
    with pytest.raises(RunningError, match="Two hours"):
        give_all_more_time(occasion, by=school.anna, now=now)
    assert "Two hours more were given already." in press(anna, occasion, "more_time")
    free = make_fixed(school)
    assert "No clock runs" in press(anna, free, "more_time")


def test_one_sitting_is_ended_and_reopened(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    assert "The sitting is ended." in press_for(anna, occasion, school.ada, "end")
    assert sitting_of(school.ada, occasion).end_reason == "teacher"
    assert "ended by the teacher" in watch(anna, occasion)
    assert "can go on" in press_for(anna, occasion, school.ada, "reopen")
    assert sitting_of(school.ada, occasion).ended_at is None
    assert ada.look(2).hidden


def test_reopening_where_the_time_was_up_adds_five_minutes(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    OccasionSitting.objects.update(
        seconds_used=1800.0, ended_at=datetime.now(UTC), end_reason="time"
    )
    press_for(anna, occasion, school.ada, "reopen")
    assert Allowance.objects.get().extra_minutes == 5
    ada.client.get(ada.root)
    assert sitting_of(school.ada, occasion).ended_at is None


def test_who_was_absent_sits_it_later(
    anna: Client, occasion: Occasion, school: Cast, client_for: ClientFor
) -> None:
    close(occasion)
    lu = TestDesk(client_for(school.lu), occasion)
    assert not lu.begin().hidden
    assert "until then" in press_for(anna, occasion, school.lu, "allow", until=in_days(3))
    assert lu.begin().hidden
    assert "may sit it until" in watch(anna, occasion)
    yan = TestDesk(client_for(school.yan), occasion)
    assert not yan.begin().hidden


def test_who_was_cut_off_by_the_closing_goes_on_later(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    close(occasion)
    ada.client.get(ada.root)
    assert sitting_of(school.ada, occasion).end_reason == "closed"
    page = press_for(anna, occasion, school.ada, "reopen")
    assert "The test is closed. Let this learner sit it until a time you choose" in page
    press_for(anna, occasion, school.ada, "allow", until=in_days(1))
    assert ada.look(2).hidden


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (-1.0, "This time is over."),
        (0.02, "open for everybody until then"),
        (400.0, "too far away"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_a_sentence(
    anna: Client, occasion: Occasion, school: Cast, until: float, sentence: str
) -> None:
    page = press_for(anna, occasion, school.lu, "allow", until=in_days(until))
    assert sentence in page
    page = press_for(anna, occasion, school.lu, "allow", until="Friday")
    assert "Please choose a day and a time." in page
    assert not Allowance.objects.exists()


def test_ending_what_was_not_begun_is_refused_in_a_sentence(
    anna: Client, occasion: Occasion, school: Cast
) -> None:
    assert "has not begun the test" in press_for(anna, occasion, school.lu, "end")


def test_a_button_that_does_not_exist_is_refused(
    anna: Client, occasion: Occasion, school: Cast
) -> None:
    for address in (
        f"/occasions/{occasion.pk}/",
        f"/occasions/{occasion.pk}/learners/{school.ada.pk}/",
    ):
        assert anna.post(address, {"do": "dance"}).status_code == 400
        assert anna.post(address).status_code == 400


def test_results_are_shown_and_hidden(anna: Client, occasion: Occasion) -> None:
    press(anna, occasion, "show")
    occasion.refresh_from_db()
    assert occasion.shown_at is not None
    press(anna, occasion, "hide")
    occasion.refresh_from_db()
    assert occasion.shown_at is None


def test_every_write_is_in_the_log(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    press(anna, occasion, "more_time")
    press(anna, occasion, "show")
    press(anna, occasion, "hide")
    press_for(anna, occasion, school.ada, "more_time")
    press_for(anna, occasion, school.ada, "end")
    press_for(anna, occasion, school.ada, "reopen")
    press_for(anna, occasion, school.ada, "allow", until=in_days(2))
    press(anna, occasion, "close")
    press(anna, occasion, "open")
    rows = AuditEntry.objects.filter(subject__startswith=f"occasion:{occasion.pk}")
    assert [row.action for row in rows.order_by("pk")] == [
        *("occasion_more_time", "results_shown", "results_hidden", "sitting_more_time"),
        *("sitting_ended", "sitting_reopened", "sitting_allowed"),
        *("occasion_closed", "occasion_opened"),
    ]
    assert {row.adult for row in rows} == {school.anna}


def test_who_moves_class_keeps_the_sitting_and_sits_the_rest_if_the_teacher_lets_them(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    later = Occasion.objects.create(
        series=occasion.series,
        kind="after",
        opens_at=datetime.now(UTC) - timedelta(hours=1),
        closes_at=datetime.now(UTC) + timedelta(hours=1),
    )
    move_learner(school.ada, school.class_6b, by=school.vera, now=datetime.now(UTC))
    assert "now in 6b" in watch(anna, occasion)
    assert ada.look(2).hidden  # what was begun goes on
    desk = TestDesk(ada.client, later)
    assert desk.client.get(desk.root).status_code == 404
    assert "Ada" in watch(anna, later)
    press_for(anna, later, school.ada, "allow", until=in_days(2))
    assert desk.begin().hidden


def test_who_left_is_no_longer_waited_for_but_what_they_answered_stays(
    anna: Client, ada: TestDesk, occasion: Occasion, school: Cast
) -> None:
    record_leaving(school.ada, by=school.anna, now=datetime.now(UTC))
    record_leaving(school.bo, by=school.anna, now=datetime.now(UTC))
    page = watch(anna, occasion)
    assert "has left" in page
    assert ">Bo<" not in page


def test_a_teacher_who_leaves_leaves_the_test_to_the_next(
    anna: Client, occasion: Occasion, school: Cast, client_for: ClientFor
) -> None:
    assign_teachers(school.class_5a, [school.olga], by=school.vera, now=datetime.now(UTC))
    assert anna.get(f"/occasions/{occasion.pk}/").status_code == 404
    assert "has not begun" in watch(client_for(school.olga), occasion)


def test_learners_of_other_classes_have_no_page_of_an_occasion(
    anna: Client, occasion: Occasion, school: Cast
) -> None:
    for learner in (school.rita, school.max):
        address = f"/occasions/{occasion.pk}/learners/{learner.pk}/"
        assert anna.get(address).status_code == 404
        assert anna.post(address, {"do": "more_time"}).status_code == 404
