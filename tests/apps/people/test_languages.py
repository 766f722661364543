"""A language once chosen comes back with the person, on any computer."""

from django.test import Client
from django.utils import timezone

from armillary.apps.people.actions import try_pin
from armillary.apps.people.models import Adult, Learner
from tests.cast import PASSWORD, Cast, ClientFor, card_of


def test_a_learner_who_chose_a_language_gets_it_at_the_next_computer(
    school: Cast, client_for: ClientFor
) -> None:
    client_for(school.ada).post("/language/", {"language": "be", "next": "/home/"})
    assert Learner.objects.get(pk=school.ada.pk).language == "be"
    other = Client()
    other.cookies["language"] = "zh-hans"  # the child before her read Chinese
    other.post("/", {"code": school.class_5a.code})
    pin = card_of(school.ada).pin.split()
    fields = {f"pin{number}": name for number, name in enumerate(pin, start=1)}
    response = other.post(f"/class/pin/{school.ada.pk}/", fields)
    assert response.cookies["language"].value == "be"
    assert try_pin(school.ada, pin, address="127.0.0.1", now=timezone.now())


def test_an_adult_keeps_the_language_of_the_browser_and_else_gets_their_own(school: Cast) -> None:
    Adult.objects.filter(pk=school.anna.pk).update(language="ru")
    fields = {"username": "anna", "password": PASSWORD}
    assert Client().post("/sign-in/", fields).cookies["language"].value == "ru"
    chosen = Client()
    chosen.cookies["language"] = "en"
    assert "language" not in chosen.post("/sign-in/", fields).cookies


def test_somebody_not_signed_in_changes_nobody(school: Cast) -> None:
    Client().post("/language/", {"language": "be", "next": "/"})
    assert not Learner.objects.filter(language="be").exists()
