"""The clock of a sitting, answers that come late, and going on at another computer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from armillary.apps.assessment.actions.taking import end_closed
from armillary.apps.assessment.answers import find_final_answers
from armillary.apps.assessment.models import Allowance, Occasion, OccasionSitting
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.practice.models import Answer
from tests.apps.assessment.sittings import TestDesk, make_fixed, sitting_of
from tests.cast import Cast, ClientFor

OpenDesk = Callable[..., TestDesk]


@pytest.fixture
def open_desk(course: Catalogue, school: Cast, client_for: ClientFor) -> OpenDesk:
    """A function that seats Ada before an open fixed test."""

    def seat(**of_test: object) -> TestDesk:
        return TestDesk(client_for(school.ada), make_fixed(school, **of_test))  # type: ignore[arg-type]

    return seat


def move_back(desk: TestDesk, **shift: float) -> None:
    """Let this much time have passed since the sitting was last heard of, and since it began."""
    for sitting in OccasionSitting.objects.filter(occasion=desk.occasion):
        gap = timedelta(**shift)
        OccasionSitting.objects.filter(pk=sitting.pk).update(
            started_at=sitting.started_at - gap, seen_at=sitting.seen_at - gap
        )


def close(desk: TestDesk, *, seconds_ago: float) -> None:
    """Let the occasion have closed, and the sitting have begun an hour before that."""
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    before = at - timedelta(hours=1)
    Occasion.objects.filter(pk=desk.occasion.pk).update(closes_at=at, opens_at=before)
    OccasionSitting.objects.filter(occasion=desk.occasion).update(started_at=before)


def test_each_page_shows_the_minutes_left(open_desk: OpenDesk) -> None:
    desk = open_desk(minutes=20)
    desk.begin()
    assert "20 minutes left" in desk.page
    move_back(desk, minutes=5)
    desk.look(2)
    # The minute that has begun counts.
    assert "15 minutes left" in desk.page
    assert "minutes left" in desk.client.get(f"{desk.root}hand-in/").content.decode()


def test_without_a_clock_there_is_no_talk_of_time(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.begin()
    move_back(desk, hours=0.9)
    desk.look(2)
    assert "left" not in desk.page.split("<main", 1)[1].split("data-saving")[0]
    assert desk.address == "" or "questions" in desk.address


def test_when_the_time_is_up_the_sitting_ends_at_that_moment(
    open_desk: OpenDesk, school: Cast
) -> None:
    desk = open_desk(minutes=20)
    desk.begin()
    began = sitting_of(school.ada, desk.occasion).started_at
    move_back(desk, minutes=30)
    desk.look(1)
    assert desk.address == desk.root
    assert "The time is up" in desk.page
    sitting = sitting_of(school.ada, desk.occasion)
    assert sitting.end_reason == "time"
    assert sitting.ended_at is not None
    late = abs(sitting.ended_at - (began - timedelta(minutes=30) + timedelta(minutes=20)))
    assert late < timedelta(seconds=5)


def test_a_page_that_signals_stops_the_clock_by_its_silence(
    open_desk: OpenDesk, school: Cast
) -> None:
    desk = open_desk(minutes=20)
    desk.begin()
    reply = desk.client.post(f"{desk.root}signal/").json()
    assert reply == {"clock": "20 minutes left", "over": False}
    move_back(desk, minutes=30)
    assert desk.client.post(f"{desk.root}signal/").json()["over"] is False
    sitting = sitting_of(school.ada, desk.occasion)
    assert sitting.seconds_stood == pytest.approx(1800, abs=5)
    assert sitting.seconds_used < 5


def test_a_page_that_says_goodbye_does_not_stop_the_clock(
    open_desk: OpenDesk, school: Cast
) -> None:
    desk = open_desk(minutes=20)
    desk.begin()
    desk.client.post(f"{desk.root}signal/")
    desk.client.post(f"{desk.root}signal/", {"left": "1"})
    move_back(desk, minutes=10)
    desk.look(1)
    assert "10 minutes left" in desk.page
    assert sitting_of(school.ada, desk.occasion).seconds_stood == 0


def test_extra_minutes_and_a_later_end_are_honoured(open_desk: OpenDesk, school: Cast) -> None:
    desk = open_desk(minutes=20)
    Allowance.objects.create(
        occasion=desk.occasion,
        learner=school.ada,
        until=datetime.now(UTC) + timedelta(days=1),
        extra_minutes=10,
        given_by=school.anna,
        given_at=datetime.now(UTC),
    )
    desk.begin()
    close(desk, seconds_ago=100)
    move_back(desk, minutes=25)
    desk.look(1)
    assert "5 minutes left" in desk.page


def test_an_answer_on_its_way_when_the_test_closed_is_taken(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.begin()
    close(desk, seconds_ago=20)
    assert desk.send(desk.right(), script=True).json()["status"] == "saved"
    assert Answer.objects.count() == 1


def test_an_answer_given_after_the_end_is_not_taken(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.begin()
    close(desk, seconds_ago=40)
    reply = desk.send(desk.right(), script=True).json()
    assert reply["status"] == "over"
    assert reply["over"] is True
    assert not Answer.objects.exists()


def test_an_answer_kept_on_the_device_since_before_the_end_is_taken(
    open_desk: OpenDesk, school: Cast
) -> None:
    desk = open_desk()
    desk.begin()
    age_ticket(desk, minutes=50)
    close(desk, seconds_ago=600)
    assert desk.send(desk.right(), script=True, waited="590").json()["status"] == "over"
    assert not Answer.objects.exists()
    assert desk.send(desk.right(), script=True, waited="700").json()["status"] == "saved"
    (final,) = find_final_answers([sitting_of(school.ada, desk.occasion)])
    assert final.score in {1.0, None}


def age_ticket(desk: TestDesk, *, minutes: float) -> None:
    """Let the question on the page have been shown so long ago."""
    from dataclasses import replace

    from armillary.apps.practice.tickets import sign_ticket

    shown = desk.ticket.shown_at - round(minutes * 60_000)
    desk.hidden["ticket"] = sign_ticket(replace(desk.ticket, shown_at=shown))


def test_nothing_waited_longer_than_its_question_was_shown(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.begin()
    age_ticket(desk, minutes=1)
    close(desk, seconds_ago=600)
    # The device says two hours; the question was shown a minute ago, nine after the end.
    assert desk.send(desk.right(), script=True, waited="7200").json()["status"] == "over"


def test_after_handing_in_only_what_was_given_before_is_taken(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.begin()
    age_ticket(desk, minutes=5)
    desk.client.post(f"{desk.root}hand-in/")
    assert desk.send(desk.right(), script=True).json()["status"] == "over"
    assert desk.send(desk.right(), script=True, waited="60").json()["status"] == "saved"


def test_what_arrives_after_the_end_without_scripts_leads_to_the_end(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk()
    desk.begin()
    desk.client.post(f"{desk.root}hand-in/")
    desk.answer(desk.right())
    assert desk.address == desk.root
    assert "Handed in" in desk.page


def test_another_computer_goes_on_at_the_same_place_with_everything(
    open_desk: OpenDesk, school: Cast, client_for: ClientFor
) -> None:
    desk = open_desk(kinds=("number", "one_choice"))
    desk.begin().answer(desk.right())
    typed = desk.right()
    desk.send(typed, script=True)
    other = TestDesk(client_for(school.ada), desk.occasion)
    assert "Go on" in other.client.get(other.root).content.decode()
    other.begin()
    assert other.address.endswith("/questions/2/")
    assert other.states[:2] == ["answered", "answered"]


def test_of_two_computers_the_latest_save_counts(
    open_desk: OpenDesk, school: Cast, client_for: ClientFor
) -> None:
    desk = open_desk(kinds=("one_choice",))
    desk.begin()
    other = TestDesk(client_for(school.ada), desk.occasion).begin()
    desk.send(desk.right(), script=True)
    other.send(other.wrong(), script=True)
    sitting = sitting_of(school.ada, desk.occasion)
    assert find_final_answers([sitting])[0].score == 0.0
    desk.hidden["save"] = "2"
    desk.send(desk.right(), script=True)
    assert find_final_answers([sitting])[0].score == 1.0


def test_what_was_kept_does_not_undo_what_was_given_after_it(
    open_desk: OpenDesk, school: Cast, client_for: ClientFor
) -> None:
    desk = open_desk(kinds=("one_choice",))
    desk.begin()
    age_ticket(desk, minutes=10)
    other = TestDesk(client_for(school.ada), desk.occasion).begin()
    other.send(other.right(), script=True)
    # Given five minutes ago at the first computer, whose network has just come back.
    assert desk.send(desk.wrong(), script=True, waited="300").json()["status"] == "saved"
    assert Answer.objects.count() == 2
    (final,) = find_final_answers([sitting_of(school.ada, desk.occasion)])
    assert final.score == 1.0


def test_a_seat_that_was_left_still_saves_what_it_was_asked(
    open_desk: OpenDesk, school: Cast
) -> None:
    desk = open_desk()
    desk.begin()
    desk.client.post("/sign-out/")
    assert desk.send(desk.right(), script=True).json()["status"] == "saved"
    assert Answer.objects.filter(learner=school.ada).count() == 1


def test_a_card_that_was_taken_away_saves_nothing(open_desk: OpenDesk, school: Cast) -> None:
    desk = open_desk()
    desk.begin()
    school.ada.seats.update(revoked_at=datetime.now(UTC))
    assert desk.send(desk.right(), script=True).status_code == 403
    assert not Answer.objects.exists()


def test_sittings_left_open_end_when_the_occasion_closes(open_desk: OpenDesk, school: Cast) -> None:
    desk = open_desk()
    desk.begin()
    assert end_closed(now=datetime.now(UTC)) == 0
    close(desk, seconds_ago=3600 * 24)
    assert end_closed(now=datetime.now(UTC)) == 1
    sitting = sitting_of(school.ada, desk.occasion)
    assert sitting.end_reason == "closed"
    assert sitting.sitting.end_reason == "closed"
    assert end_closed(now=datetime.now(UTC)) == 0


def test_a_sitting_left_open_ends_when_its_time_was_up(open_desk: OpenDesk, school: Cast) -> None:
    desk = open_desk(minutes=20)
    desk.begin()
    close(desk, seconds_ago=60)
    began = datetime.now(UTC) - timedelta(seconds=60, hours=1)
    # Left without a goodbye by a page without scripts: 20 of its 60 minutes were to be had.
    OccasionSitting.objects.filter(occasion=desk.occasion).update(seen_at=began, seconds_used=0)
    assert end_closed(now=datetime.now(UTC), series_id=desk.occasion.series_id) == 1
    sitting = sitting_of(school.ada, desk.occasion)
    assert sitting.end_reason == "time"
    assert sitting.ended_at is not None
    assert abs(sitting.ended_at - began - timedelta(minutes=20)) < timedelta(seconds=5)
