"""Slowing down whoever guesses: after some wrong tries, each further one has to wait longer.

A try is counted before it is checked, in one transaction, so that guesses sent side by side are
counted too; a right one is then taken back.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from armillary.apps.people.models import SignInDelay

# Rows nobody has touched for so long count nothing any more, under every rule.
FORGOTTEN_AFTER = timedelta(days=7)
FIRST_WAIT = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class DelayRule:
    """How many tries are free, how long the waits grow, and how fast tries are forgotten.

    A shared rule belongs to a place where many people sign in: success there takes back its own
    try alone, where success under a personal rule takes back all of them.
    """

    kind: str
    free_tries: int
    longest_wait: timedelta
    forget_one_every: timedelta
    shared: bool


# 1,452 picture PINs and one try an hour in the long run: a month of guessing day and night.
PIN_OF_LEARNER = DelayRule("pin", 5, timedelta(hours=1), timedelta(hours=1), shared=False)
# A class of forty may sit behind one address, and some of them mistype.
PIN_AT_ADDRESS = DelayRule("pin-at", 30, timedelta(minutes=1), timedelta(minutes=1), shared=True)
CODE_AT_ADDRESS = DelayRule("code-at", 20, timedelta(minutes=1), timedelta(minutes=1), shared=True)
# Strict where the guesser sits, loose on the name alone: or any child could lock a teacher out.
NAME_AT_ADDRESS = DelayRule("name-at", 5, timedelta(hours=1), timedelta(hours=1), shared=False)
NAME_ANYWHERE = DelayRule("name", 30, timedelta(minutes=1), timedelta(minutes=2), shared=True)
ADULTS_AT_ADDRESS = DelayRule("adult", 20, timedelta(minutes=5), timedelta(minutes=5), shared=True)


@dataclass(frozen=True, slots=True)
class Slowed:
    """One thing that is slowed down: a rule and whom or what it is applied to."""

    rule: DelayRule
    subject: str

    @property
    def key(self) -> str:
        """What the database keeps instead of the name or address."""
        text = f"{self.rule.kind}:{self.subject}"
        return salted_hmac("armillary.people.delays", text, algorithm="sha256").hexdigest()


def take_try(slowed: Sequence[Slowed], now: datetime) -> timedelta | None:
    """Count one try under every rule and return None; or count nothing and return the wait."""
    with transaction.atomic():
        keys = [each.key for each in slowed]
        rows = SignInDelay.objects.select_for_update().filter(key__in=keys).order_by("key")
        known = {row.key: row for row in rows}
        wait = longest_wait(list(known.values()), now)
        if wait is not None:
            return wait
        if len(known) < len(slowed):
            SignInDelay.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
        SignInDelay.objects.bulk_create(
            [count_try(each, known.get(each.key), now) for each in slowed],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["wrong_tries", "last_at", "blocked_until"],
        )
    return None


def forgive_try(slowed: Sequence[Slowed]) -> None:
    """Take back the try just counted, because it was right."""
    personal = [each.key for each in slowed if not each.rule.shared]
    shared = [each.key for each in slowed if each.rule.shared]
    SignInDelay.objects.filter(key__in=personal).delete()
    SignInDelay.objects.filter(key__in=shared, wrong_tries__gt=0).update(
        wrong_tries=F("wrong_tries") - 1, blocked_until=None
    )


def forget_tries(slowed: Sequence[Slowed]) -> None:
    """Start afresh, as after a new card or a new password."""
    SignInDelay.objects.filter(key__in=[each.key for each in slowed]).delete()


def longest_wait(rows: Sequence[SignInDelay], now: datetime) -> timedelta | None:
    """Return how long the next try has to wait, or None when it may come now."""
    ends = [row.blocked_until for row in rows if row.blocked_until and row.blocked_until > now]
    return max(ends) - now if ends else None


def count_try(slowed: Slowed, row: SignInDelay | None, now: datetime) -> SignInDelay:
    """Return the row with one more try, after forgetting those that time has washed away."""
    tries = 1 + (remaining_tries(slowed.rule, row, now) if row else 0)
    wait = wait_after(slowed.rule, tries)
    return SignInDelay(
        key=slowed.key,
        wrong_tries=tries,
        last_at=now,
        blocked_until=now + wait if wait else None,
    )


def remaining_tries(rule: DelayRule, row: SignInDelay, now: datetime) -> int:
    """Return how many of the counted tries still count now."""
    forgotten = max(0, (now - row.last_at) // rule.forget_one_every)
    return max(0, row.wrong_tries - forgotten)


def wait_after(rule: DelayRule, tries: int) -> timedelta | None:
    """Return the wait that follows this many wrong tries: it doubles up to the longest.

    >>> wait_after(PIN_OF_LEARNER, 4), wait_after(PIN_OF_LEARNER, 6)
    (None, datetime.timedelta(seconds=30))
    """
    beyond = tries - rule.free_tries
    if beyond < 0:
        return None
    doublings = min(beyond, 20)  # 15 s doubled twenty times is half a year: past every limit
    return min(FIRST_WAIT * (1 << doublings), rule.longest_wait)


def whole_seconds(wait: timedelta) -> int:
    """Return a wait in whole seconds, rounded up, at least one."""
    return max(1, math.ceil(wait.total_seconds()))
