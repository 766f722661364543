"""A fresh server gets the learner models ready by itself."""

import logging

import pytest

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import Course
from armillary.web.warming import warm_models, warm_or_go_on
from tests.apps.practice.conftest import NOW


def test_without_a_course_the_model_that_a_course_would_get_is_warmed(db: None) -> None:
    assert warm_models() == 1


def test_the_model_of_each_course_is_warmed(course: Catalogue) -> None:
    assert warm_models() == 2


def test_the_server_goes_on_when_a_model_cannot_be_made(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    texts = {"title": {}, "strands": {}, "units": []}
    Course.objects.create(key="empty", published_at=NOW, **texts)  # no skill: no model
    with caplog.at_level(logging.ERROR):
        warm_or_go_on()
    assert "Warming up failed" in caplog.text
