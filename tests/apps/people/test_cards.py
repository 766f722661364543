"""Sign-in cards: what is printed on them, and taking them away."""

import re

from django.test import Client

from armillary.apps.people.actions import reset_card
from armillary.apps.people.codes import PICTURES, show_code
from armillary.apps.people.models import AuditEntry, Card, Seat
from tests.cast import NOW, Cast, ClientFor, card_of


def test_a_card_shows_all_that_a_child_needs(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.anna)
    page = client.get(f"/classes/{school.class_5a.pk}/cards/", HTTP_HOST="school.lan:8000")
    text = page.content.decode()
    card = card_of(school.ada)
    assert text.count('class="sign-card"') == 5
    assert text.count("<svg") >= 5
    assert "Lyceum 7" in text
    assert show_code(school.class_5a.code) in text
    assert show_code(card.code) in text
    assert "http://school.lan:8000/" in text
    for picture in card.pin.split():
        assert f"web/pin/{picture}.svg" in text
        assert str(PICTURES[picture]) in text


def test_the_qr_code_is_drawn_without_styles(school: Cast, client_for: ClientFor) -> None:
    text = client_for(school.anna).get(f"/learners/{school.ada.pk}/card/").content.decode()
    assert text.count('class="sign-card"') == 1
    drawn = re.findall(r"<svg[^>]*>.*?</svg>", text, re.S)
    assert drawn
    assert not any("style" in svg for svg in drawn)


def test_an_address_of_this_computer_alone_is_warned_about(
    school: Cast, client_for: ClientFor
) -> None:
    client, page = client_for(school.anna), f"/classes/{school.class_5a.pk}/cards/"
    warning = "works on this computer only"
    assert warning in client.get(page, HTTP_HOST="127.0.0.1:8000").content.decode()
    assert warning not in client.get(page, HTTP_HOST="school.lan:8000").content.decode()


def test_looking_at_cards_is_written_to_the_log(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.anna)
    client.get(f"/classes/{school.class_5a.pk}/cards/")
    client.get(f"/learners/{school.ada.pk}/card/")
    entries = AuditEntry.objects.filter(adult=school.anna, action__startswith="card")
    assert {(entry.action, entry.subject) for entry in entries} == {
        ("cards_viewed", f"class:{school.class_5a.pk}"),
        ("card_viewed", f"learner:{school.ada.pk}"),
    }


def test_a_reset_card_revokes_the_old_one_and_its_seats(
    school: Cast, client_for: ClientFor
) -> None:
    seated, teacher = client_for(school.ada), client_for(school.anna)
    old = card_of(school.ada)
    response = teacher.post(f"/learners/{school.ada.pk}/card/reset/")
    assert response["Location"] == f"/learners/{school.ada.pk}/card/"
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert Seat.objects.get(card=old).revoked_at is not None
    assert card_of(school.ada).code != old.code
    assert seated.get("/").status_code == 200
    assert AuditEntry.objects.filter(
        action="card_reset", subject=f"learner:{school.ada.pk}", adult=school.anna
    ).exists()


def test_seats_that_had_ended_are_revoked_too(school: Cast, client_for: ClientFor) -> None:
    client_for(school.ada).post("/sign-out/")
    reset_card(school.ada, by=school.anna, now=NOW)
    assert Seat.objects.get(learner=school.ada).revoked_at == NOW


def test_a_reset_leaves_other_learners_seats_alone(school: Cast, client_for: ClientFor) -> None:
    bo: Client = client_for(school.bo)
    reset_card(school.ada, by=school.anna, now=NOW)
    assert bo.get("/")["Location"] == "/home/"
    assert Card.objects.filter(revoked_at__isnull=False).count() == 1


def test_the_cards_of_an_empty_class_say_what_to_do(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.anna)
    made = client.post("/classes/new/", {"name": "7c", "grade": "7"})["Location"]
    page = client.get(made.replace("learners", "cards")).content.decode()
    assert "add the learners first" in page
