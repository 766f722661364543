"""How learners come in: code or enrolled computer, own name, three pictures."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from armillary.apps.people.actions import (
    archive_class,
    enrol_device,
    record_leaving,
    renew_class_code,
    reset_card,
    revoke_device,
)
from armillary.apps.people.codes import PICTURES
from armillary.apps.people.models import Learner, Seat
from tests.cast import NOW, Cast, ClientFor, card_of


def open_class(client: Client, code: str) -> None:
    assert client.post("/", {"code": code}).status_code == 302


def send_pin(client: Client, learner: Learner, pin: str, **more: str) -> HttpResponse:
    first, second, third = pin.split()
    fields = {"pin1": first, "pin2": second, "pin3": third, **more}
    return client.post(f"/class/pin/{learner.pk}/", fields)


def wrong_pin(learner: Learner) -> str:
    """The right pictures but the last one."""
    first, second, third = card_of(learner).pin.split()
    other = next(picture for picture in PICTURES if picture != third)
    return f"{first} {second} {other}"


def test_class_code_name_and_pictures_lead_home(client: Client, school: Cast) -> None:
    response = client.post("/", {"code": school.class_5a.code})
    assert response["Location"] == "/class/"
    assert f"/class/pin/{school.ada.pk}/" in client.get("/class/").content.decode()
    response = send_pin(client, school.ada, card_of(school.ada).pin)
    assert response["Location"] == "/"
    assert client.get("/")["Location"] == "/home/"


def test_the_seat_cookie_is_closed_to_scripts_and_hashed_in_the_database(
    client: Client, school: Cast
) -> None:
    open_class(client, school.class_5a.code)
    cookie = send_pin(client, school.ada, card_of(school.ada).pin).cookies["seat"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    seat = Seat.objects.get(learner=school.ada)
    assert cookie.value not in seat.token_hash


def test_the_code_is_understood_in_small_letters_spaced_and_in_cyrillic(school: Cast) -> None:
    code = school.class_5a.code
    cyrillic = code.lower().translate(str.maketrans("chkmptxy", "снкмртху"))
    for typed in (code.lower(), f" {code[:3]}-{code[3:]} ", cyrillic):
        assert Client().post("/", {"code": typed})["Location"] == "/class/"


def test_a_code_of_no_class_is_said_so_and_kept_in_the_field(client: Client, school: Cast) -> None:
    response = client.post("/", {"code": "CCC999"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "No class has this code" in page
    assert 'value="CCC999"' in page
    assert 'aria-invalid="true"' in page


def test_names_are_shown_only_where_the_code_was_typed(client: Client, school: Cast) -> None:
    assert client.get("/class/")["Location"] == "/"
    assert client.get(f"/class/pin/{school.ada.pk}/")["Location"] == "/"


def test_a_learner_of_another_class_is_404_behind_this_code(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    assert client.get(f"/class/pin/{school.rita.pk}/").status_code == 404
    assert client.get(f"/class/pin/{school.max.pk}/").status_code == 404
    assert client.get("/class/pin/7/").status_code == 404


def test_a_forged_cookie_opens_nothing(client: Client, school: Cast) -> None:
    client.cookies["opened"] = f"{school.class_5a.code}:forged"
    assert client.get("/class/")["Location"] == "/"


def test_a_renewed_class_code_closes_the_old_one_at_once(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    renew_class_code(school.class_5a, by=school.anna, now=NOW)
    assert client.get("/class/")["Location"] == "/"


def test_wrong_pictures_are_told_kindly_and_seat_nobody(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    response = send_pin(client, school.ada, wrong_pin(school.ada))
    assert response.status_code == 200
    assert "Not these pictures" in response.content.decode()
    assert not Seat.objects.exists()


def test_fewer_than_three_pictures_are_no_try(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    for _time in range(10):
        response = client.post(f"/class/pin/{school.ada.pk}/", {"pin1": "sun", "pin3": "dragon"})
        assert "choose three pictures" in response.content.decode()
    assert send_pin(client, school.ada, card_of(school.ada).pin).status_code == 302


def test_after_five_wrong_tries_even_the_right_pictures_have_to_wait(
    client: Client, school: Cast
) -> None:
    open_class(client, school.class_5a.code)
    for _time in range(5):
        assert send_pin(client, school.ada, wrong_pin(school.ada)).status_code == 200
    response = send_pin(client, school.ada, card_of(school.ada).pin)
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 15
    assert f"{response['Retry-After']} seconds" in response.content.decode()
    assert not Seat.objects.exists()


def test_one_childs_wrong_tries_do_not_slow_another(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    for _time in range(6):
        send_pin(client, school.ada, wrong_pin(school.ada))
    assert send_pin(client, school.bo, card_of(school.bo).pin).status_code == 302


def test_a_new_card_ends_the_wait(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    for _time in range(6):
        send_pin(client, school.ada, wrong_pin(school.ada))
    card = reset_card(school.ada, by=school.anna, now=timezone.now())
    assert send_pin(client, school.ada, card.pin).status_code == 302


@pytest.mark.slow
def test_thirty_wrong_tries_from_one_address_slow_the_address(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    learners = [school.ada, school.bo, school.yan, school.lu, school.zoya]
    for learner in learners:
        for _time in range(4):
            assert send_pin(client, learner, wrong_pin(learner)).status_code == 200
    open_class(client, school.class_6b.code)
    for _time in range(4):
        send_pin(client, school.rita, wrong_pin(school.rita))
    open_class(client, school.class_5x.code)
    for _time in range(4):
        send_pin(client, school.max, wrong_pin(school.max))
    open_class(client, school.class_5a.code)
    for learner in learners[:2]:
        assert send_pin(client, learner, wrong_pin(learner)).status_code == 200
    assert send_pin(client, school.yan, card_of(school.yan).pin).status_code == 429


def test_twenty_wrong_codes_slow_the_address(client: Client, school: Cast) -> None:
    for _time in range(20):
        assert client.post("/", {"code": "CCC999"}).status_code == 200
    response = client.post("/", {"code": school.class_5a.code})
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1


def test_a_card_address_goes_straight_to_the_pictures(client: Client, school: Cast) -> None:
    card = card_of(school.ada)
    response = client.get(f"/card/{card.code}/")
    assert response["Location"] == f"/class/pin/{school.ada.pk}/"
    assert "Ada" in client.get(response["Location"]).content.decode()
    assert client.get(f"/class/pin/{school.bo.pk}/").status_code == 404
    assert send_pin(client, school.ada, card.pin)["Location"] == "/"


def test_the_code_of_a_card_can_be_typed_too(client: Client, school: Cast) -> None:
    response = client.post("/", {"code": card_of(school.ada).code.lower()})
    assert response["Location"] == f"/class/pin/{school.ada.pk}/"


def test_a_card_that_was_taken_away_says_so(client: Client, school: Cast) -> None:
    old = card_of(school.ada)
    reset_card(school.ada, by=school.anna, now=NOW)
    response = client.get(f"/card/{old.code}/")
    assert response.status_code == 404
    assert "not in use" in response.content.decode()
    open_class(client, school.class_5a.code)
    if old.pin != card_of(school.ada).pin:
        assert send_pin(client, school.ada, old.pin).status_code == 200


def test_an_enrolled_computer_shows_the_names_at_once(client: Client, school: Cast) -> None:
    device, token = enrol_device(school.class_5a, "Room 12", by=school.anna, now=NOW)
    client.cookies["device"] = token
    assert client.get("/")["Location"] == "/class/"
    assert "Ada" in client.get("/class/").content.decode()
    assert send_pin(client, school.ada, card_of(school.ada).pin).status_code == 302
    client.post("/sign-out/")
    revoke_device(device, by=school.anna, now=NOW)
    assert client.get("/").status_code == 200
    assert client.get("/class/")["Location"] == "/"


def test_a_typed_code_goes_before_the_enrolled_class(client: Client, school: Cast) -> None:
    client.cookies["device"] = enrol_device(school.class_5a, "12", by=school.anna, now=NOW)[1]
    open_class(client, school.class_6b.code)
    page = client.get("/class/").content.decode()
    assert "Rita" in page
    assert "Ada" not in page


def test_who_left_cannot_sign_in(client: Client, school: Cast) -> None:
    card = card_of(school.ada)
    record_leaving(school.ada, by=school.anna, now=NOW)
    open_class(client, school.class_5a.code)
    assert "Ada" not in client.get("/class/").content.decode()
    assert send_pin(client, school.ada, card.pin).status_code == 404
    assert client.get(f"/card/{card.code}/").status_code == 404


@pytest.mark.slow
def test_an_archived_class_opens_nothing(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.ada)
    code = school.class_5a.code
    archive_class(school.class_5a, by=school.anna, now=NOW)
    assert "No class has this code" in client.post("/", {"code": code}).content.decode()
    assert client.get("/").status_code == 200  # the seat has ended


def test_signing_in_ends_the_seat_that_was_in_the_browser(
    school: Cast, client_for: ClientFor
) -> None:
    client = client_for(school.ada)
    open_class(client, school.class_5a.code)
    send_pin(client, school.bo, card_of(school.bo).pin)
    assert Seat.objects.get(learner=school.ada).ended_at is not None
    assert Seat.objects.get(learner=school.bo).ended_at is None


def test_a_learner_who_signs_in_signs_the_adult_out(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.anna)
    open_class(client, school.class_5a.code)
    send_pin(client, school.ada, card_of(school.ada).pin)
    assert client.get("/")["Location"] == "/home/"
    client.cookies.pop("seat")
    assert client.get("/classes/")["Location"].startswith("/sign-in/")


def test_signing_out_ends_the_seat(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.ada)
    token = client.cookies["seat"].value
    assert client.post("/sign-out/")["Location"] == "/"
    assert Seat.objects.get(learner=school.ada).ended_at is not None
    client.cookies["seat"] = token
    assert client.get("/").status_code == 200


def test_a_seat_ends_by_itself_after_half_a_day(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.ada)
    Seat.objects.update(started_at=timezone.now() - timedelta(hours=13))
    assert client.get("/").status_code == 200


def test_the_page_asked_for_first_comes_after_signing_in(client: Client, school: Cast) -> None:
    response = client.post("/", {"code": school.class_5a.code, "next": "/course/?a=1"})
    assert response["Location"] == "/class/?next=%2Fcourse%2F%3Fa%3D1"
    assert "?next=/course/%3Fa%3D1" in client.get(response["Location"]).content.decode()
    response = send_pin(client, school.ada, card_of(school.ada).pin, next="/course/?a=1")
    assert response["Location"] == "/course/?a=1"


def test_another_site_is_never_the_page_after_signing_in(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    pin = card_of(school.ada).pin
    for target in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert send_pin(client, school.ada, pin, next=target)["Location"] == "/"


def test_the_pin_page_works_without_scripts(client: Client, school: Cast) -> None:
    open_class(client, school.class_5a.code)
    page = client.get(f"/class/pin/{school.ada.pk}/").content.decode()
    for step in (1, 2, 3):
        assert page.count(f'name="pin{step}"') == 12
    assert page.count("<h1") == 1
