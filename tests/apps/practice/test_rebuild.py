"""What is concluded from the answers can be concluded again, and comes out the same."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from armillary.apps.people.commands import Faults
from armillary.apps.practice.models import LearnerState
from tests.apps.practice.conftest import Desk


def practise(desk: Desk, answers: int) -> None:
    """Answer by turns right and wrong, with a second try after a wrong one."""
    desk.begin()
    for number in range(answers):
        if "ticket" not in desk.hidden:
            break
        desk.send(desk.wrong() if number % 3 == 1 else desk.right())
        desk.look()


def rebuild(*switches: str) -> dict[str, object]:
    """Run the command and return what it prints as JSON."""
    out = StringIO()
    call_command("rebuild", *switches, "--json", stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def test_the_rebuilt_state_equals_the_live_one_to_the_bit(desk: Desk) -> None:
    practise(desk, 12)
    live = LearnerState.objects.get()
    result = rebuild("--check")
    assert result["differing"] == 0
    assert result["learners"] == 1
    LearnerState.objects.all().delete()
    rebuild()
    again = LearnerState.objects.get()
    assert bytes(again.packed) == bytes(live.packed)
    assert bytes(again.reviews) == bytes(live.reviews)
    assert (again.position, again.answered_at, again.model) == (
        live.position,
        live.answered_at,
        live.model,
    )


def test_a_spoilt_state_is_found_and_put_right(desk: Desk) -> None:
    practise(desk, 5)
    good = bytes(LearnerState.objects.get().packed)
    LearnerState.objects.update(packed=good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(Faults):
        call_command("rebuild", "--check", stdout=StringIO())
    assert rebuild()["differing"] == 1
    assert bytes(LearnerState.objects.get().packed) == good


def test_a_damaged_state_is_replayed_when_it_is_met(desk: Desk) -> None:
    practise(desk, 4)
    good = bytes(LearnerState.objects.get().packed)
    LearnerState.objects.update(packed=good[:-3])
    assert desk.client.get("/skills/").status_code == 200
    desk.look()
    assert desk.send(desk.right()).status_code == 200
    assert rebuild("--check")["differing"] == 0


def test_a_state_of_another_model_is_recomputed_from_the_answers(desk: Desk) -> None:
    practise(desk, 5)
    good = bytes(LearnerState.objects.get().packed)
    LearnerState.objects.update(packed=b"something else", model="older-0")
    assert desk.client.get("/skills/").status_code == 200
    desk.look()
    if "ticket" in desk.hidden:
        assert desk.send(desk.right()).status_code == 200
    assert rebuild("--check")["differing"] == 0
    assert bytes(LearnerState.objects.get().packed) != good
