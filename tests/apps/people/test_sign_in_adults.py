"""How adults come in: name and password, slowed down after wrong tries."""

import pytest
from django.http import HttpResponse
from django.test import Client

from armillary.apps.people.actions import record_adult_active
from armillary.apps.people.models import Seat, SignInDelay
from tests.cast import NOW, PASSWORD, Cast, ClientFor


def send(client: Client, username: str, password: str, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"username": username, "password": password, **more})


@pytest.mark.parametrize(
    ("username", "home"), [("anna", "/classes/"), ("vera", "/school/"), (" ANNA ", "/classes/")]
)
def test_name_and_password_lead_home(
    client: Client, school: Cast, username: str, home: str
) -> None:
    assert send(client, username, PASSWORD)["Location"] == "/"
    assert client.get("/")["Location"] == home


def test_the_same_words_whether_name_or_password_was_wrong(client: Client, school: Cast) -> None:
    pages = [
        send(client, username, password).content.decode()
        for username, password in [("anna", "wrong"), ("nobody", PASSWORD)]
    ]
    sentence = "This name and password do not go together."
    assert [page.count(sentence) for page in pages] == [1, 1]
    assert all(PASSWORD not in page and "wrong" not in page for page in pages)


def test_the_fifth_wrong_try_is_followed_by_a_wait(client: Client, school: Cast) -> None:
    for _time in range(5):
        assert send(client, "anna", "wrong").status_code == 200
    response = send(client, "anna", PASSWORD)
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 15


def test_another_name_at_the_same_address_need_not_wait(client: Client, school: Cast) -> None:
    for _time in range(5):
        send(client, "anna", "wrong")
    assert send(client, "olga", PASSWORD).status_code == 302


def test_the_same_name_at_another_address_need_not_wait(client: Client, school: Cast) -> None:
    for _time in range(5):
        send(client, "anna", "wrong")
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert send(elsewhere, "anna", PASSWORD).status_code == 302


def test_many_names_from_one_address_slow_the_address(client: Client, school: Cast) -> None:
    for number in range(20):
        assert send(client, f"name{number}", "wrong").status_code == 200
    assert send(client, "anna", PASSWORD).status_code == 429


def test_names_and_addresses_are_not_kept_in_the_clear(client: Client, school: Cast) -> None:
    send(client, "anna", "wrong")
    keys = list(SignInDelay.objects.values_list("key", flat=True))
    assert len(keys) == 3
    assert all(len(key) == 64 and "anna" not in key and "127.0.0.1" not in key for key in keys)


def test_success_takes_the_tries_back(client: Client, school: Cast) -> None:
    for _time in range(4):
        send(client, "anna", "wrong")
    send(client, "anna", PASSWORD)
    client.post("/sign-out/")
    for _time in range(4):
        assert send(client, "anna", "wrong").status_code == 200
    assert send(client, "anna", PASSWORD).status_code == 302


def test_signing_in_gives_a_new_session_and_a_new_form_token(client: Client, school: Cast) -> None:
    client.get("/sign-in/")
    token = client.cookies["csrftoken"].value
    client.cookies["sessionid"] = "planted"
    send(client, "anna", PASSWORD)
    assert client.cookies["sessionid"].value != "planted"
    assert client.cookies["csrftoken"].value != token


def test_a_form_without_its_token_is_refused(school: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, "anna", PASSWORD).status_code == 403


def test_an_adult_who_signs_in_ends_the_learners_seat(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.ada)
    send(client, "anna", PASSWORD)
    assert client.get("/")["Location"] == "/classes/"
    assert Seat.objects.get(learner=school.ada).ended_at is not None
    assert client.cookies["seat"].value == ""


def test_who_was_shut_out_cannot_sign_in_and_is_out_at_once(
    school: Cast, client_for: ClientFor
) -> None:
    open_elsewhere = client_for(school.anna)
    record_adult_active(school.anna, False, by=school.vera, now=NOW)
    assert send(Client(), "anna", PASSWORD).status_code == 200
    assert open_elsewhere.get("/classes/").status_code == 302


def test_signing_out_ends_the_session(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.anna)
    client.post("/sign-out/")
    assert client.get("/classes/")["Location"] == "/sign-in/?next=%2Fclasses%2F"


def test_the_page_asked_for_first_comes_after_signing_in(client: Client, school: Cast) -> None:
    asked = f"/classes/{school.class_5a.pk}/learners/"
    assert send(client, "anna", PASSWORD, next=asked)["Location"] == asked


def test_another_site_is_never_the_page_after_signing_in(client: Client, school: Cast) -> None:
    assert send(client, "anna", PASSWORD, next="https://example.org/")["Location"] == "/"


def test_changing_the_password_needs_the_present_one(school: Cast, client_for: ClientFor) -> None:
    client = client_for(school.anna)
    fields = {"current": "wrong", "password": "a ring of bright brass"}
    response = client.post("/account/", fields)
    assert "This is not your present password" in response.content.decode()
    assert send(Client(), "anna", PASSWORD).status_code == 302


def test_a_changed_password_keeps_this_session_and_ends_the_others(
    school: Cast, client_for: ClientFor
) -> None:
    here, elsewhere = client_for(school.anna), client_for(school.anna)
    new = "a ring of bright brass"
    response = here.post("/account/", {"current": PASSWORD, "password": new})
    assert response.status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert send(Client(), "anna", new).status_code == 302


@pytest.mark.parametrize(
    ("password", "reason"),
    [("brass", "too short"), ("password123", "too common"), ("84023984023984", "numeric")],
)
def test_a_bad_new_password_is_refused_with_the_reason(
    school: Cast, client_for: ClientFor, password: str, reason: str
) -> None:
    response = client_for(school.anna).post(
        "/account/", {"current": PASSWORD, "password": password}
    )
    assert response.status_code == 200
    assert reason in response.content.decode()
