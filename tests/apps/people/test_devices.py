"""Computers enrolled for a class."""

from django.utils import timezone

from armillary.apps.people.actions import archive_class
from armillary.apps.people.models import Device
from tests.cast import Cast, ClientFor


def test_the_computer_in_use_is_enrolled_and_shows_the_names_after_signing_out(
    school: Cast, client_for: ClientFor
) -> None:
    client, page = client_for(school.anna), f"/classes/{school.class_5a.pk}/computers/"
    response = client.post(page, {"label": "Room 12"})
    assert response["Location"] == page
    cookie = response.cookies["device"]
    assert cookie["httponly"]
    device = Device.objects.get()
    assert cookie.value not in device.token_hash
    assert "Room 12" in client.get(page).content.decode()
    client.post("/sign-out/")
    assert client.get("/")["Location"] == "/class/"


def test_a_forgotten_computer_asks_for_the_code_again(school: Cast, client_for: ClientFor) -> None:
    client, page = client_for(school.anna), f"/classes/{school.class_5a.pk}/computers/"
    client.post(page, {"label": "Room 12"})
    client.post(f"/computers/{Device.objects.get().pk}/forget/")
    assert "Room 12" not in client.get(page, follow=True).content.decode().split("None yet")[1]
    client.post("/sign-out/")
    assert client.get("/").status_code == 200


def test_a_computer_without_a_name_is_not_enrolled(school: Cast, client_for: ClientFor) -> None:
    page = f"/classes/{school.class_5a.pk}/computers/"
    response = client_for(school.anna).post(page, {"label": " "})
    assert response.status_code == 200
    assert "device" not in response.cookies
    assert not Device.objects.exists()


def test_archiving_a_class_makes_its_computers_forget_it(
    school: Cast, client_for: ClientFor
) -> None:
    client = client_for(school.anna)
    client.post(f"/classes/{school.class_5a.pk}/computers/", {"label": "Room 12"})
    archive_class(school.class_5a, by=school.anna, now=timezone.now())
    client.post("/sign-out/")
    assert client.get("/").status_code == 200
