"""The small cast of named people that the tests know: two schools that must never meet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.test import Client
from django.utils import timezone

from armillary.apps.people.actions import (
    add_learners,
    make_adult,
    make_class,
    make_school,
    start_seat,
)
from armillary.apps.people.models import Adult, Card, Learner, School, SchoolClass

# When the cast came to school. Pages use the real clock; actions get a clock from the test.
NOW = datetime(2025, 9, 1, 9, 0, tzinfo=UTC)
PASSWORD = "seven brass rings"

Person = Adult | Learner | None
ClientFor = Callable[[Person], Client]


@dataclass(frozen=True)
class Cast:
    """Lyceum 7 with vera as head; anna teaches 5a and olga 6b. Hugo's school is a stranger to it."""

    school: School
    vera: Adult
    anna: Adult
    olga: Adult
    class_5a: SchoolClass
    class_6b: SchoolClass
    ada: Learner
    bo: Learner
    yan: Learner
    lu: Learner
    zoya: Learner
    rita: Learner
    other_school: School
    hugo: Adult
    ines: Adult
    class_5x: SchoolClass
    max: Learner


def make_cast() -> Cast:
    """Return the cast, freshly made in the database."""
    school = make_school("Lyceum 7", language="en", now=NOW)
    vera = make_person(school, "vera", Adult.Role.HEAD)
    anna = make_person(school, "anna", Adult.Role.TEACHER)
    olga = make_person(school, "olga", Adult.Role.TEACHER)
    class_5a = make_class(school, name="5a", grade=5, teachers=[anna], now=NOW, by=vera)
    class_6b = make_class(school, name="6b", grade=6, teachers=[olga], now=NOW, by=vera)
    names = ["Ada", "Bo", "Yan", "Lu", "Zoya"]
    ada, bo, yan, lu, zoya = add_learners(class_5a, names, now=NOW, by=anna)
    (rita,) = add_learners(class_6b, ["Rita"], now=NOW, by=olga)
    other_school = make_school("Gymnasium 2", language="en", now=NOW)
    hugo = make_person(other_school, "hugo", Adult.Role.HEAD)
    ines = make_person(other_school, "ines", Adult.Role.TEACHER)
    class_5x = make_class(other_school, name="5x", grade=5, teachers=[ines], now=NOW, by=hugo)
    (learner_max,) = add_learners(class_5x, ["Max"], now=NOW, by=ines)
    return Cast(
        school=school,
        vera=vera,
        anna=anna,
        olga=olga,
        class_5a=class_5a,
        class_6b=class_6b,
        ada=ada,
        bo=bo,
        yan=yan,
        lu=lu,
        zoya=zoya,
        rita=rita,
        other_school=other_school,
        hugo=hugo,
        ines=ines,
        class_5x=class_5x,
        max=learner_max,
    )


def make_person(school: School, username: str, role: Adult.Role) -> Adult:
    """Return an adult whose name is the sign-in name with a capital, with the cast's password."""
    return make_adult(
        school,
        username=username,
        name=username.capitalize(),
        role=role,
        password=PASSWORD,
        now=NOW,
        by=None,
    )


def sign_in(person: Person) -> Client:
    """Return a browser in which this person is signed in; None is a stranger."""
    client = Client()
    if isinstance(person, Adult):
        client.force_login(person)
    if isinstance(person, Learner):
        _seat, token = start_seat(card_of(person), now=timezone.now(), instead_of=None)
        client.cookies["seat"] = token
    return client


def card_of(learner: Learner) -> Card:
    """Return the learner's valid card."""
    return Card.objects.get(learner=learner, revoked_at__isnull=True)
