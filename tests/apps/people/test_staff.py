"""Staff: what the head of a school may do with the adults in it."""

import pytest
from django.test import Client

from armillary.apps.people.models import Adult
from tests.cast import PASSWORD, Cast, ClientFor

NEW = {
    "name": "Pia Kit",
    "username": "Pia.Kit",
    "role": "teacher",
    "password": "a ring of bright brass",
}


@pytest.mark.slow
def test_the_list_shows_the_own_school_alone(school: Cast, client_for: ClientFor) -> None:
    page = client_for(school.vera).get("/staff/").content.decode()
    assert "Anna" in page
    assert "Ines" not in page


def test_a_new_teacher_can_sign_in_and_sees_the_given_classes(
    school: Cast, client_for: ClientFor
) -> None:
    client_for(school.vera).post("/staff/new/", NEW | {"classes": [school.class_6b.pk]})
    pia = Client()
    pia.post("/sign-in/", {"username": "pia.kit", "password": NEW["password"]})
    page = pia.get("/classes/").content.decode()
    assert ">6b<" in page
    assert ">5a<" not in page


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"username": "ANNA"}, "Somebody has this sign-in name"),
        ({"username": "a b"}, "letters, digits"),
        ({"username": "ab"}, "at least 3"),
        ({"password": "short"}, "too short"),
        ({"password": "pia.kit.1234"}, "too similar"),
        ({"name": ""}, "required"),
        ({"role": "owner"}, "valid choice"),
        ({"classes": ["999999"]}, "valid choice"),
    ],
)
def test_a_bad_field_is_refused_with_its_reason_and_nobody_is_made(
    school: Cast, client_for: ClientFor, change: dict[str, object], reason: str
) -> None:
    before = Adult.objects.count()
    response = client_for(school.vera).post("/staff/new/", NEW | change)
    assert response.status_code == 200
    assert reason in response.content.decode()
    assert Adult.objects.count() == before


def test_a_refused_form_never_sends_the_password_back(school: Cast, client_for: ClientFor) -> None:
    response = client_for(school.vera).post("/staff/new/", NEW | {"name": ""})
    assert NEW["password"] not in response.content.decode()


def test_the_head_gives_and_takes_classes(school: Cast, client_for: ClientFor) -> None:
    page = f"/staff/{school.anna.pk}/"
    client_for(school.vera).post(page, {"name": "Anna B.", "classes": [school.class_6b.pk]})
    school.anna.refresh_from_db()
    assert school.anna.name == "Anna B."
    assert list(school.anna.classes.all()) == [school.class_6b]


def test_a_class_of_another_school_cannot_be_given(school: Cast, client_for: ClientFor) -> None:
    page = f"/staff/{school.anna.pk}/"
    fields = {"name": "Anna", "classes": [school.class_5x.pk]}
    assert client_for(school.vera).post(page, fields).status_code == 200
    assert list(school.anna.classes.all()) == [school.class_5a]


def test_giving_classes_leaves_archived_ones_with_their_teacher(
    school: Cast, client_for: ClientFor
) -> None:
    head = client_for(school.vera)
    head.post(f"/classes/{school.class_5a.pk}/archive/")
    head.post(f"/staff/{school.anna.pk}/", {"name": "Anna", "classes": [school.class_6b.pk]})
    assert set(school.anna.classes.all()) == {school.class_5a, school.class_6b}


def test_a_forgotten_password_is_replaced_and_old_sessions_end(
    school: Cast, client_for: ClientFor
) -> None:
    old = client_for(school.anna)
    fields = {"password": NEW["password"]}
    client_for(school.vera).post(f"/staff/{school.anna.pk}/password/", fields)
    assert old.get("/classes/").status_code == 302
    anew = Client()
    assert anew.post("/sign-in/", {"username": "anna", "password": PASSWORD}).status_code == 200
    response = anew.post("/sign-in/", {"username": "anna", "password": NEW["password"]})
    assert response.status_code == 302


def test_a_bad_password_is_refused_with_its_reason(school: Cast, client_for: ClientFor) -> None:
    page = f"/staff/{school.anna.pk}/password/"
    response = client_for(school.vera).post(page, {"password": "short"})
    assert response.status_code == 200
    assert "too short" in response.content.decode()


def test_who_is_shut_out_can_be_let_in_again(school: Cast, client_for: ClientFor) -> None:
    head = client_for(school.vera)
    head.post(f"/staff/{school.anna.pk}/shut-out/")
    assert "shut out" in head.get("/staff/").content.decode()
    fields = {"username": "anna", "password": PASSWORD}
    assert Client().post("/sign-in/", fields).status_code == 200
    head.post(f"/staff/{school.anna.pk}/let-in/")
    assert Client().post("/sign-in/", fields).status_code == 302


def test_a_head_cannot_shut_themselves_out(school: Cast, client_for: ClientFor) -> None:
    head = client_for(school.vera)
    assert head.post(f"/staff/{school.vera.pk}/shut-out/").status_code == 404
    assert head.get("/staff/").status_code == 200
