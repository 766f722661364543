"""Reads of people, classes and cards."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest

from armillary.apps.people.access import visible_classes
from armillary.apps.people.models import Adult, Card, Device, Learner, School, SchoolClass
from armillary.apps.people.names import name_order


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class in a list: how many learners, and who teaches it."""

    school_class: SchoolClass
    n_learners: int
    teachers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdultLine:
    """One adult in the list of staff, with the names of the classes."""

    adult: Adult
    classes: tuple[str, ...]


def find_simulated() -> bool:
    """Return whether this database holds a simulated school."""
    return School.objects.filter(simulated=True).exists()


def describe_person(request: HttpRequest) -> dict[str, Any] | None:
    """Return who is signed in, as base.html shows it."""
    seat = getattr(request, "seat", None)
    if seat is not None:
        return {"kind": "learner", "name": seat.learner.name}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return {"kind": "adult", "name": user.name, "role": user.role}
    return None


def find_class_lines(adult: Adult, *, archived: bool) -> list[ClassLine]:
    """Return the classes an adult may see, by grade and name, counted. Two queries."""
    classes = (
        SchoolClass.objects.filter(pk__in=visible_classes(adult).values("pk"))
        .filter(archived_at__isnull=not archived)
        .annotate(n_learners=Count("learners", filter=Q(learners__left_at__isnull=True)))
        .prefetch_related(Prefetch("teachers", Adult.objects.order_by("name")))
    )
    return [
        ClassLine(each, each.n_learners, tuple(teacher.name for teacher in each.teachers.all()))
        for each in sorted(classes, key=class_order)
    ]


def class_order(school_class: SchoolClass) -> tuple[object, ...]:
    """Return the key that puts classes in the order of grade and name, 5-9 before 5-10."""
    parts = re.split(r"(\d+)", school_class.name)
    words, numbers = parts[::2], parts[1::2]
    return (
        school_class.grade,
        [
            (name_order(word), int(number))
            for word, number in zip(words, [*numbers, "0"], strict=True)
        ],
    )


def find_classes(adult: Adult) -> list[SchoolClass]:
    """Return the living classes an adult may see, by grade and name."""
    return sorted(visible_classes(adult).filter(archived_at__isnull=True), key=class_order)


def find_learners(school_class: SchoolClass) -> list[Learner]:
    """Return the learners of a class who have not left, in the order of a register."""
    learners = Learner.objects.filter(school_class=school_class, left_at__isnull=True)
    return sorted(learners, key=lambda learner: name_order(learner.name))


def find_learners_who_left(school_class: SchoolClass) -> list[Learner]:
    """Return the learners of a class who have left, in the order of a register."""
    learners = Learner.objects.filter(school_class=school_class, left_at__isnull=False)
    return sorted(learners, key=lambda learner: name_order(learner.name))


def find_cards(school_class: SchoolClass) -> list[Card]:
    """Return the valid card of each learner of a class, with the learner, in register order."""
    cards = Card.objects.select_related("learner").filter(
        learner__school_class=school_class, learner__left_at__isnull=True, revoked_at__isnull=True
    )
    return sorted(cards, key=lambda card: name_order(card.learner.name))


def find_card(learner: Learner) -> Card | None:
    """Return a learner's valid card, or None."""
    return (
        Card.objects.select_related("learner")
        .filter(learner=learner, revoked_at__isnull=True)
        .first()
    )


def find_devices(school_class: SchoolClass) -> list[Device]:
    """Return the computers enrolled for a class, the latest first."""
    return list(
        Device.objects.select_related("enrolled_by")
        .filter(school_class=school_class, revoked_at__isnull=True)
        .order_by("-created_at", "-pk")
    )


def find_teachers(school: School) -> list[Adult]:
    """Return the active adults of a school, whoever may teach a class, by name."""
    adults = Adult.objects.filter(school=school, is_active=True)
    return sorted(adults, key=lambda adult: name_order(adult.name))


def find_adult_lines(school: School) -> list[AdultLine]:
    """Return everybody on the staff, the active ones first, by name. Two queries."""
    living = SchoolClass.objects.filter(archived_at__isnull=True)
    adults = Adult.objects.filter(school=school).prefetch_related(Prefetch("classes", living))
    return [
        AdultLine(adult, tuple(each.name for each in sorted(adult.classes.all(), key=class_order)))
        for adult in sorted(adults, key=lambda each: (not each.is_active, name_order(each.name)))
    ]
