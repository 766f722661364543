"""The functions that other apps open their views with."""

import pytest
from django.http import Http404

from armillary.apps.people.access import (
    access_class_to_manage,
    access_class_to_view,
    access_learner_to_manage,
    access_learner_to_view,
)
from armillary.apps.people.actions import archive_class, record_leaving
from tests.cast import NOW, Cast


def test_a_class_is_seen_by_its_teacher_and_the_head(school: Cast) -> None:
    for adult in (school.anna, school.vera):
        assert access_class_to_view(adult, school.class_5a.pk) == school.class_5a
        assert access_class_to_manage(adult, school.class_5a.pk) == school.class_5a


def test_a_learner_is_seen_by_the_teacher_and_the_head(school: Cast) -> None:
    for adult in (school.anna, school.vera):
        assert access_learner_to_view(adult, school.ada.pk) == school.ada
        assert access_learner_to_manage(adult, school.ada.pk) == school.ada


@pytest.mark.parametrize("stranger", ["olga", "ines", "hugo"])
def test_to_anybody_else_they_are_not_there(school: Cast, stranger: str) -> None:
    adult = getattr(school, stranger)
    for access in (access_class_to_view, access_class_to_manage):
        with pytest.raises(Http404):
            access(adult, school.class_5a.pk)
    for access_learner in (access_learner_to_view, access_learner_to_manage):
        with pytest.raises(Http404):
            access_learner(adult, school.ada.pk)


def test_an_archived_class_is_seen_and_not_changed(school: Cast) -> None:
    archive_class(school.class_5a, by=school.vera, now=NOW)
    assert access_class_to_view(school.anna, school.class_5a.pk) == school.class_5a
    assert access_learner_to_view(school.anna, school.ada.pk) == school.ada
    with pytest.raises(Http404):
        access_class_to_manage(school.anna, school.class_5a.pk)
    with pytest.raises(Http404):
        access_learner_to_manage(school.anna, school.ada.pk)


def test_who_left_is_seen_and_not_changed(school: Cast) -> None:
    record_leaving(school.ada, by=school.anna, now=NOW)
    assert access_learner_to_view(school.anna, school.ada.pk) == school.ada
    with pytest.raises(Http404):
        access_learner_to_manage(school.anna, school.ada.pk)


def test_numbers_beyond_the_database_are_not_there(school: Cast) -> None:
    with pytest.raises(Http404):
        access_class_to_view(school.anna, 10**30)
    with pytest.raises(Http404):
        access_learner_to_view(school.vera, 10**30)
