"""Background work: what was left open is ended, what may be forgotten is forgotten."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from armillary.apps.people.commands import Refusal
from armillary.apps.people.models import Seat, SignInDelay
from armillary.apps.practice.models import Answer, Sitting
from armillary.apps.practice.tidy import tidy
from armillary.web.background import ask_for_tidying
from tests.apps.practice.conftest import Desk


def test_a_sitting_left_alone_ends_at_its_last_answer(desk: Desk) -> None:
    desk.begin()
    desk.send(desk.right())
    last = Answer.objects.get().received_at
    assert tidy(now=last + timedelta(minutes=30))["sittings"] == 0
    assert tidy(now=last + timedelta(hours=3))["sittings"] == 1
    assert Sitting.objects.get().ended_at == last
    assert tidy(now=last + timedelta(hours=4))["sittings"] == 0


def test_old_seats_end_and_old_tries_are_forgotten(desk: Desk) -> None:
    now = timezone.now()
    SignInDelay.objects.create(key="a" * 64, wrong_tries=3, last_at=now - timedelta(days=8))
    SignInDelay.objects.create(key="b" * 64, wrong_tries=3, last_at=now - timedelta(days=1))
    done = tidy(now=now)
    assert (done["seats"], done["tries"]) == (0, 1)
    assert tidy(now=now + timedelta(hours=13))["seats"] == 1
    assert Seat.objects.filter(ended_at__isnull=True).count() == 0


def test_the_queue_runs_the_tidying_once(transactional_db: None, desk: Desk) -> None:
    Sitting.objects.all().delete()
    desk.begin()
    Sitting.objects.update(started_at=timezone.now() - timedelta(hours=5))
    assert ask_for_tidying()
    assert not ask_for_tidying()
    out = StringIO()
    call_command("work", "--once", stdout=out)
    assert "Nothing waits" in out.getvalue()
    assert Sitting.objects.get().end_reason == "left"


def test_on_sqlite_a_worker_of_its_own_is_refused(transactional_db: None) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        with pytest.raises(Refusal, match="needs no worker"):
            call_command("work", stdout=StringIO())
    else:
        call_command("work", "--once", stdout=StringIO())
