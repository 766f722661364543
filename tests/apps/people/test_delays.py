"""How waits grow, end and are forgotten."""

from datetime import timedelta

import pytest

from armillary.apps.people.delays import (
    PIN_AT_ADDRESS,
    PIN_OF_LEARNER,
    DelayRule,
    Slowed,
    forget_tries,
    forgive_try,
    take_try,
    wait_after,
)
from armillary.apps.people.models import SignInDelay
from tests.cast import NOW

RULE = DelayRule("test", 2, timedelta(minutes=2), timedelta(minutes=10), shared=False)
SHARED = DelayRule("test-at", 2, timedelta(minutes=2), timedelta(minutes=10), shared=True)
ADA = [Slowed(RULE, "ada")]
SECOND = timedelta(seconds=1)


def test_waits_double_up_to_the_longest() -> None:
    waits = [wait_after(RULE, tries) for tries in range(1, 8)]
    seconds = [wait.total_seconds() if wait else 0 for wait in waits]
    # Two tries are free of a wait before them; then 15 s doubled, never above two minutes.
    assert seconds == [0, 15, 30, 60, 120, 120, 120]


@pytest.mark.parametrize("rule", [PIN_OF_LEARNER, PIN_AT_ADDRESS])
def test_no_number_of_tries_waits_longer_than_the_rule_says(rule: DelayRule) -> None:
    assert wait_after(rule, 10_000) == rule.longest_wait


@pytest.mark.django_db
def test_a_try_during_the_wait_is_not_taken_and_does_not_lengthen_it() -> None:
    assert take_try(ADA, NOW) is None
    assert take_try(ADA, NOW) is None
    assert take_try(ADA, NOW + 5 * SECOND) == 10 * SECOND
    assert take_try(ADA, NOW + 14 * SECOND) == SECOND
    assert take_try(ADA, NOW + 15 * SECOND) is None
    assert take_try(ADA, NOW + 16 * SECOND) == 29 * SECOND


@pytest.mark.django_db
def test_time_washes_tries_away_one_by_one() -> None:
    for seconds in (0, 1, 20):
        assert take_try(ADA, NOW + seconds * SECOND) is None
    # 25 minutes later two of the three are forgotten: one more is the second.
    later = NOW + timedelta(minutes=25)
    assert take_try(ADA, later) is None
    assert SignInDelay.objects.get().wrong_tries == 2


@pytest.mark.django_db
def test_success_under_a_personal_rule_forgets_all_tries() -> None:
    take_try(ADA, NOW)
    take_try(ADA, NOW)
    forgive_try(ADA)
    assert take_try(ADA, NOW) is None


@pytest.mark.django_db
def test_success_under_a_shared_rule_takes_back_its_own_try_alone() -> None:
    place = [Slowed(SHARED, "room 12")]
    take_try(place, NOW)
    take_try(place, NOW + SECOND)
    assert take_try(place, NOW + 20 * SECOND) is None  # the third, and it was right
    forgive_try(place)
    assert SignInDelay.objects.get().wrong_tries == 2
    assert take_try(place, NOW + 21 * SECOND) is None
    assert take_try(place, NOW + 22 * SECOND) == 29 * SECOND


@pytest.mark.django_db
def test_one_blocked_rule_stops_the_try_under_every_rule() -> None:
    take_try(ADA, NOW)
    take_try(ADA, NOW)
    both = [*ADA, Slowed(SHARED, "room 12")]
    assert take_try(both, NOW) == 15 * SECOND
    assert SignInDelay.objects.count() == 1


@pytest.mark.django_db
def test_a_fresh_start_forgets_the_wait() -> None:
    take_try(ADA, NOW)
    take_try(ADA, NOW)
    forget_tries(ADA)
    assert take_try(ADA, NOW) is None


@pytest.mark.django_db
def test_rows_nobody_needs_are_swept_away() -> None:
    take_try(ADA, NOW)
    take_try([Slowed(RULE, "bo")], NOW + timedelta(days=8))
    assert SignInDelay.objects.count() == 1
