"""The clock of a sitting: arithmetic on signs of life, without a database."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from armillary.apps.assessment.clock import (
    FAULT_SECONDS,
    Clock,
    Contact,
    advance,
    came_in_time,
    count_minutes,
    find_given_at,
    find_seconds_left,
    find_time_end,
)

START = datetime(2025, 9, 2, 9, 0, tzinfo=UTC)
FRESH = Clock(START, 0.0, 0.0, signals=False)
CONTACTS = st.sampled_from(list(Contact))


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def run(*contacts: tuple[float, Contact]) -> Clock:
    clock = FRESH
    for seconds, contact in contacts:
        clock = advance(clock, contact, now=at(seconds))
    return clock


def test_without_scripts_all_the_time_counts() -> None:
    clock = run((600, Contact.PAGE), (1500, Contact.PAGE))
    assert (clock.used, clock.stood) == (1500.0, 0.0)


def test_the_clock_stands_still_while_a_page_that_signalled_is_silent() -> None:
    clock = run((1, Contact.SIGNAL), (21, Contact.SIGNAL), (321, Contact.SIGNAL))
    assert (clock.used, clock.stood) == (21.0, 300.0)


def test_a_missed_signal_or_two_are_no_fault() -> None:
    clock = run((1, Contact.SIGNAL), (1 + FAULT_SECONDS, Contact.SIGNAL))
    assert (clock.used, clock.stood) == (61.0, 0.0)


def test_the_clock_runs_on_after_a_page_is_left() -> None:
    clock = run((20, Contact.SIGNAL), (25, Contact.LEFT), (625, Contact.PAGE))
    assert (clock.used, clock.stood) == (625.0, 0.0)


def test_a_computer_without_scripts_is_not_waited_for_after_one_with_them() -> None:
    clock = run((20, Contact.SIGNAL), (30, Contact.PAGE), (630, Contact.PAGE))
    assert (clock.used, clock.stood) == (630.0, 0.0)


def test_a_sign_from_the_past_takes_no_time_away() -> None:
    clock = run((100, Contact.PAGE), (40, Contact.PAGE), (130, Contact.PAGE))
    assert (clock.used, clock.seen_at) == (130.0, at(130))


@given(st.lists(st.tuples(st.floats(0, 4000), CONTACTS), max_size=30))
def test_every_second_is_either_used_or_stood(steps: list[tuple[float, Contact]]) -> None:
    moments = sorted(moment for moment, _ in steps)
    clock = run(*[(m, contact) for m, (_, contact) in zip(moments, steps, strict=True)])
    # Moments are rounded to microseconds, at most 30 of them.
    assert abs(clock.used + clock.stood - (moments[-1] if moments else 0.0)) < 1e-4
    assert clock.used >= 0
    assert clock.stood == 0 or clock.stood > FAULT_SECONDS


def test_the_time_is_up_when_the_minutes_are_used() -> None:
    clock = run((1, Contact.SIGNAL), (1200, Contact.SIGNAL), (1210, Contact.SIGNAL))
    # 1 s, then a fault of 1199 s, then 10 s: 11 s of 10 minutes.
    assert find_time_end(clock, 10) is None
    assert find_seconds_left(clock, 10) == 589.0
    late = run((630, Contact.PAGE))
    assert find_time_end(late, 10) == at(600)
    assert find_seconds_left(late, 10) == 0.0


def test_no_clock_has_no_end() -> None:
    clock = run((100_000, Contact.PAGE))
    assert find_time_end(clock, None) is None
    assert find_seconds_left(clock, None) is None


def test_the_minute_that_has_begun_is_shown() -> None:
    assert [count_minutes(seconds) for seconds in (0, 1, 60, 61, 600)] == [0, 1, 1, 2, 10]


def test_an_answer_was_given_as_long_ago_as_it_waited() -> None:
    assert find_given_at(at(900), 300.0, at(0)) == at(600)
    # Nobody answers before the question is shown, or after it has arrived.
    assert find_given_at(at(900), 3000.0, at(100)) == at(100)
    assert find_given_at(at(900), 0.0, at(950)) == at(900)


def test_what_was_given_before_the_end_came_in_time() -> None:
    assert came_in_time(at(599), at(600), on_its_way=False)
    assert not came_in_time(at(601), at(600), on_its_way=False)
    # What was on its way when the time was up is taken for half a minute.
    assert came_in_time(at(630), at(600), on_its_way=True)
    assert not came_in_time(at(631), at(600), on_its_way=True)
