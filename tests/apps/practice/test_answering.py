"""An answer through the door: stored once, said so, and followed by the right next thing."""

import time

import pytest
from django.test import Client

from armillary.apps.people.actions import end_seat, reset_card
from armillary.apps.people.models import Seat
from armillary.apps.practice.models import Answer, LearnerState, Sitting
from armillary.apps.practice.tickets import sign_ticket
from tests.apps.practice.conftest import FRAGMENT, NOW, Desk
from tests.cast import Cast, ClientFor

MACHINE_MARKED = ("one_choice", "several_choices", "number", "short_text", "order", "match", "bins")


def marked(desk: Desk) -> Desk:
    """Answer open questions until one comes that the machine marks."""
    while 'name="text" rows' in desk.page:
        desk.send(desk.right())
        desk.look()
    return desk


def test_a_right_answer_is_saved_and_said_to_be_right(desk: Desk, school: Cast) -> None:
    marked(desk.begin())
    response = desk.send(desk.right())
    assert response.status_code == 200
    assert "feedback-right" in response.content.decode()
    answer = Answer.objects.get(pk=desk.ticket.answer_id(1))
    assert answer.score == 1.0
    assert answer.learner == school.ada
    assert answer.moves_model
    assert not answer.assisted
    assert answer.item_id == desk.ticket.item


def test_a_wrong_answer_gets_its_own_feedback_and_a_second_try(desk: Desk) -> None:
    marked(desk.begin())
    response = desk.send(desk.wrong())
    text = response.content.decode()
    assert "feedback-not-yet" in text
    assert 'name="try" value="2"' in text


def test_the_same_answer_sent_twice_is_stored_once(desk: Desk) -> None:
    marked(desk.begin())
    before = Answer.objects.count()
    first = desk.send(desk.right())
    state = bytes(LearnerState.objects.get().packed)
    second = desk.send(desk.wrong())  # a replay may not change what was said first
    assert Answer.objects.count() == before + 1
    assert bytes(LearnerState.objects.get().packed) == state
    assert second.status_code == first.status_code == 200
    assert "feedback-right" in second.content.decode()


def test_a_repeated_answer_gets_the_same_next_question(desk: Desk) -> None:
    desk.begin()
    nonces = set()
    for _ in range(3):
        desk.send(desk.right())
        nonces.add(Answer.objects.order_by("-position")[0].offer["nonce"])
    assert len(nonces) == 1


def test_without_scripts_the_answer_ends_in_a_page_of_its_own(desk: Desk) -> None:
    marked(desk.begin())
    response = desk.send(desk.wrong(), script=False)
    assert response.status_code == 302
    page = desk.client.get(response.headers["Location"])
    assert page.status_code == 200
    assert "feedback-not-yet" in page.content.decode()


def test_a_second_try_is_a_row_that_does_not_move_the_estimate(desk: Desk) -> None:
    marked(desk.begin())
    desk.send(desk.wrong())
    state = bytes(LearnerState.objects.get().packed)
    desk.hidden["try"] = "2"
    desk.send(desk.right())
    second = Answer.objects.get(pk=desk.ticket.answer_id(2))
    assert second.assisted
    assert not second.moves_model
    assert bytes(LearnerState.objects.get().packed) == state


def test_after_a_hint_the_answer_is_assisted(desk: Desk) -> None:
    marked(desk.begin())
    response = desk.client.post("/practice/hint/", {**desk.hidden}, headers=FRAGMENT)
    assert "hint" in response.content.decode()
    desk.read(response)
    assert desk.ticket.hints == 1
    desk.send(desk.right())
    answer = Answer.objects.get(pk=desk.ticket.answer_id(1))
    assert answer.hints_used == 1
    assert answer.assisted
    assert not answer.moves_model


def test_the_worked_example_opens_only_after_a_try(desk: Desk) -> None:
    marked(desk.begin())
    for _ in range(5):
        desk.read(desk.client.post("/practice/hint/", {**desk.hidden}, headers=FRAGMENT))
    before = desk.ticket.hints
    desk.send(desk.wrong())
    desk.hidden["try"] = "2"
    desk.read(desk.client.post("/practice/hint/", {**desk.hidden}, headers=FRAGMENT))
    assert desk.ticket.hints == before + 1


def swap_letter(text: str, place: int) -> str:
    """Return the text with another letter at one place."""
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_a_ticket_with_one_letter_changed_is_refused(desk: Desk, share: float) -> None:
    desk.begin()
    fields, text = desk.right(), desk.hidden["ticket"]
    desk.hidden["ticket"] = swap_letter(text, int(share * len(text)))
    assert desk.send(fields).status_code == 403
    assert Answer.objects.count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "forged", "é", "A" * 200])
def test_what_is_no_ticket_is_refused(desk: Desk, text: str) -> None:
    desk.begin()
    fields = desk.right()
    desk.hidden["ticket"] = text
    assert desk.send(fields).status_code == 403
    assert Answer.objects.count() == 0


def test_an_expired_ticket_is_refused(desk: Desk) -> None:
    desk.begin()
    fields = desk.right()
    from dataclasses import replace

    desk.hidden["ticket"] = sign_ticket(replace(desk.ticket, expires=int(time.time()) - 1))
    assert desk.send(fields).status_code == 403


def test_another_site_cannot_post_an_answer(desk: Desk) -> None:
    desk.begin()
    response = desk.client.post(
        "/practice/answer/", {**desk.hidden, **desk.right()}, headers={"Origin": "http://evil.test"}
    )
    assert response.status_code == 403
    assert Answer.objects.count() == 0


def test_an_answer_that_arrives_after_signing_out_is_kept(desk: Desk) -> None:
    desk.begin()
    fields = desk.right()
    end_seat(Seat.objects.get(ended_at__isnull=True), now=NOW)
    response = desk.send(fields)
    assert response.status_code == 200
    assert Answer.objects.count() == 1
    assert "data-following" not in response.content.decode()


def test_a_revoked_card_refuses_late_answers(desk: Desk, school: Cast) -> None:
    desk.begin()
    fields = desk.right()
    reset_card(school.ada, now=NOW, by=school.anna)
    assert desk.send(fields).status_code == 403
    assert Answer.objects.count() == 0


def test_a_ticket_of_somebody_else_opens_no_page(
    desk: Desk, school: Cast, client_for: ClientFor
) -> None:
    desk.begin()
    other: Client = client_for(school.bo)
    assert other.post("/practice/hint/", {**desk.hidden}).status_code == 404
    assert other.get("/practice/answered/", {**desk.hidden}).status_code == 404


def test_an_empty_answer_is_asked_for_and_not_stored(desk: Desk) -> None:
    marked(desk.begin())
    before = Answer.objects.count()
    response = desk.send({})
    assert response.status_code == 200
    assert "feedback-unclear" in response.content.decode()
    assert Answer.objects.count() == before


def test_changing_language_keeps_the_question_and_what_was_chosen(desk: Desk) -> None:
    desk.begin()
    fields = desk.right()
    response = desk.client.post("/practice/language/", {**desk.hidden, **fields, "language": "ru"})
    assert response.cookies["language"].value == "ru"
    before = desk.ticket
    desk.read(response)
    assert desk.ticket.nonce == before.nonce
    assert desk.ticket.seed == before.seed
    assert 'lang="ru"' in desk.page
    for values in fields.values():
        for value in values:  # type: ignore[attr-defined]
            assert f'value="{value}"' in desk.page or f">{value}</textarea>" in desk.page


def test_reloading_shows_the_same_question(desk: Desk) -> None:
    desk.begin()
    first = desk.ticket
    again = desk.look().ticket
    assert (again.nonce, again.item, again.seed) == (first.nonce, first.item, first.seed)


def test_starting_anew_does_not_draw_another_first_question(desk: Desk) -> None:
    first = desk.begin().ticket
    again = desk.begin().ticket
    assert (again.nonce, again.item) == (first.nonce, first.item)


def test_every_answer_carries_the_probability_of_its_choice(desk: Desk) -> None:
    desk.begin()
    for _ in range(6):
        if not desk.hidden:
            break
        desk.send(desk.right())
        desk.look()
    chosen = list(Answer.objects.values_list("p_chosen", "policy"))
    assert chosen
    assert all(0 < p <= 1 and policy for p, policy in chosen)


def test_a_wrong_device_clock_is_clamped_and_kept(desk: Desk) -> None:
    desk.begin()
    future = int((time.time() + 86_400) * 1000)
    desk.send(desk.right(), device_at=str(future), device_sequence="7")
    answer = Answer.objects.get()
    assert answer.answered_at <= answer.received_at
    assert answer.device_at is not None
    assert answer.device_at > answer.received_at
    assert answer.device_sequence == 7


def test_positions_count_up_from_one(desk: Desk) -> None:
    desk.begin()
    for _ in range(4):
        desk.send(desk.right())
        desk.look()
    positions = list(Answer.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


def test_stopping_ends_the_sitting(desk: Desk) -> None:
    desk.begin()
    assert desk.client.post("/practice/end/").status_code == 302
    assert Sitting.objects.get().ended_at is not None


def test_practice_comes_to_an_end_by_itself(desk: Desk) -> None:
    desk.begin()
    for _ in range(60):
        if "ticket" not in desk.hidden:
            break
        desk.send(desk.right())
        desk.look()
    assert "ticket" not in desk.hidden
