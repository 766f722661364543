"""When the occasions of a series are: what moves along, what stays, what cannot be."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from armillary.apps.assessment.actions.scheduling import (
    cancel_occasion,
    close_occasion,
    move_occasion,
    open_occasion,
)
from armillary.apps.assessment.models import Occasion, OccasionSitting
from armillary.apps.assessment.schedule import ScheduleError, Window, check_windows
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.practice.models import Sitting
from tests.apps.assessment.teacher import let_sit
from tests.cast import Cast, ClientFor

NOW = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def before(course: Catalogue, school: Cast) -> Occasion:
    """The first of three occasions: now, in eight weeks, and four weeks after that closed."""
    let_sit(school.class_5a, by=school.anna, now=NOW)
    return find("before")


def find(kind: str) -> Occasion:
    """Return the occasion of this kind as it is stored now."""
    return Occasion.objects.get(kind=kind)


def move(kind: str, opens: timedelta, closes: timedelta, school: Cast) -> None:
    """Move an occasion by that much."""
    row = find(kind)
    move_occasion(
        row,
        opens_at=row.opens_at + opens,
        closes_at=row.closes_at + closes,
        by=school.anna,
        now=NOW,
    )


def test_the_delayed_one_moves_along(before: Occasion, school: Cast) -> None:
    move("after", 5 * DAY, 9 * DAY, school)
    after, delayed = find("after"), find("delayed")
    assert delayed.opens_at == after.closes_at + 28 * DAY
    assert delayed.closes_at == delayed.opens_at + 14 * DAY
    assert not delayed.set_by_hand


def test_the_delayed_one_stays_where_it_was_put_by_hand(before: Occasion, school: Cast) -> None:
    move("delayed", 5 * DAY, 5 * DAY, school)
    put = find("delayed").opens_at
    move("after", -2 * DAY, -2 * DAY, school)
    assert find("delayed").opens_at == put
    assert find("delayed").set_by_hand


@pytest.mark.parametrize(("days", "fits"), [(-7, True), (-8, False), (28, True), (29, False)])
def test_the_delayed_one_opens_three_to_eight_weeks_later(
    before: Occasion, school: Cast, days: int, fits: bool
) -> None:
    kept = find("delayed").opens_at
    if fits:
        move("delayed", days * DAY, days * DAY, school)
        assert find("delayed").opens_at == kept + days * DAY
        return
    with pytest.raises(ScheduleError, match="three to eight weeks"):
        move("delayed", days * DAY, days * DAY, school)
    assert find("delayed").opens_at == kept


def test_moving_the_one_after_away_from_one_set_by_hand_is_refused_whole(
    before: Occasion, school: Cast
) -> None:
    move("delayed", -7 * DAY, -7 * DAY, school)
    kept = find("after").closes_at
    with pytest.raises(ScheduleError, match="three to eight weeks"):
        move("after", DAY, DAY, school)
    assert find("after").closes_at == kept


def test_closing_early_brings_the_delayed_one_forward(before: Occasion, school: Cast) -> None:
    after = find("after")
    moment = after.opens_at + DAY
    close_occasion(after, by=school.anna, now=moment)
    assert find("after").closes_at == moment
    assert find("delayed").opens_at == moment + 28 * DAY


def test_a_delayed_one_set_by_hand_does_not_hold_up_closing(before: Occasion, school: Cast) -> None:
    move("delayed", 28 * DAY, 28 * DAY, school)
    after = find("after")
    close_occasion(after, by=school.anna, now=after.opens_at + DAY)
    assert find("after").closes_at == after.opens_at + DAY


def test_opening_early_keeps_the_close(before: Occasion, school: Cast) -> None:
    after = find("after")
    moment = after.opens_at - 3 * DAY
    open_occasion(after, by=school.anna, now=moment)
    assert (find("after").opens_at, find("after").closes_at) == (moment, after.closes_at)


def test_opening_while_the_one_before_is_open_is_refused(before: Occasion, school: Cast) -> None:
    with pytest.raises(ScheduleError, match="opens before the one before it has closed"):
        open_occasion(find("after"), by=school.anna, now=NOW + DAY)
    assert find("after").opens_at > NOW + DAY


def test_opening_again_gives_a_day(before: Occasion, school: Cast) -> None:
    moment = before.closes_at + 2 * DAY
    open_occasion(before, by=school.anna, now=moment)
    assert find("before").closes_at == moment + DAY
    assert find("before").opens_at == before.opens_at


def test_what_was_begun_cannot_open_later(before: Occasion, school: Cast) -> None:
    sit(school, before)
    with pytest.raises(ScheduleError, match="have begun"):
        move("before", 2 * DAY, 2 * DAY, school)
    move("before", timedelta(0), 2 * DAY, school)
    assert find("before").closes_at == before.closes_at + 2 * DAY


def test_calling_off_takes_the_delayed_one_along(before: Occasion, school: Cast) -> None:
    cancel_occasion(find("after"), by=school.anna, now=NOW)
    assert find("after").cancelled_at == find("delayed").cancelled_at == NOW
    assert find("before").cancelled_at is None
    with pytest.raises(ScheduleError, match="called off"):
        open_occasion(find("delayed"), by=school.anna, now=NOW)


def test_what_was_begun_is_not_called_off(before: Occasion, school: Cast) -> None:
    sit(school, before)
    with pytest.raises(ScheduleError, match="Close it instead"):
        cancel_occasion(before, by=school.anna, now=NOW)
    assert find("before").cancelled_at is None


def test_a_delayed_one_that_was_begun_stays_though_the_one_after_moves(
    before: Occasion, school: Cast
) -> None:
    delayed = find("delayed")
    sit(school, delayed)
    move("after", -DAY, -DAY, school)
    assert find("delayed").opens_at == delayed.opens_at


@pytest.mark.parametrize(
    ("windows", "sentence"),
    [
        ([], "Please choose when"),
        ([Window("single", NOW + DAY, NOW + DAY)], "close later than it opens"),
        ([Window("single", NOW - 2 * DAY, NOW - DAY)], "time is over"),
        ([Window("single", NOW, NOW + 201 * DAY)], "too far away"),
        ([Window("single", NOW + 401 * DAY, NOW + 402 * DAY)], "too far away"),
        ([Window("delayed", NOW, NOW + DAY)], "needs the one after teaching"),
        ([Window("single", NOW, NOW + DAY)] * 2, "Please choose when"),
    ],
)
def test_windows_that_make_no_series_are_refused(windows: list[Window], sentence: str) -> None:
    with pytest.raises(ScheduleError, match=sentence):
        check_windows(windows, now=NOW)


def test_the_page_moves_dates_and_says_what_does_not_fit(
    course: Catalogue, school: Cast, client_for: ClientFor
) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    let_sit(school.class_5a, by=school.anna, now=now)
    anna = client_for(school.anna)
    opens, closes = find("after").opens_at + DAY, find("after").closes_at + 3 * DAY
    page = send_dates(anna, "after", opens, closes)
    assert "The dates are changed." in page
    assert find("delayed").opens_at == closes + 28 * DAY
    page = send_dates(anna, "delayed", closes + 60 * DAY, closes + 70 * DAY)
    assert "three to eight weeks" in page
    assert find("delayed").opens_at == closes + 28 * DAY
    page = send_dates(anna, "delayed", closes, "soon")
    assert "Please choose a day and a time." in page


def send_dates(client: Client, kind: str, opens: object, closes: object) -> str:
    """Change the dates of an occasion and return the page that follows."""
    fields = {
        name: f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else str(value)
        for name, value in (("opens_at", opens), ("closes_at", closes))
    }
    address = f"/occasions/{find(kind).pk}/"
    return str(client.post(address, {"do": "move", **fields}, follow=True).content.decode())


def sit(school: Cast, occasion: Occasion) -> None:
    """Let Ada begin an occasion."""
    test = occasion.series.test
    sitting = Sitting.objects.create(
        learner=school.ada, course=test.course, started_at=NOW, for_test=True
    )
    OccasionSitting.objects.create(
        occasion=occasion,
        learner=school.ada,
        sitting=sitting,
        asked=[],
        prior_mean=0.0,
        prior_sd=1.0,
        started_at=NOW,
        seen_at=NOW,
    )
