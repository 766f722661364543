"""What is known about items: the school's calibration where there is one, else the author's word."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from armillary.apps.assessment.models import CalibratedItem, ItemCalibration
from armillary.apps.assessment.scale import (
    AUTHOR_DIFFICULTY_SD,
    AUTHOR_SLOPE_SD,
    SHARPEST_START,
    find_scale,
    find_start,
)
from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Item
from tests.apps.practice.conftest import read_good_course
from tests.apps.reports.answers import give
from tests.cast import NOW, Cast


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    publish_course(read_good_course(), now=NOW)
    found = SHELF.catalogue("ai")
    assert found is not None
    return found


def calibrate_one(school: Cast, item: Item, *, made_at: datetime, shift: float = 0.2) -> None:
    """Store a calibration that knows one item: slope 2, difficulty 0.5."""
    calibration = ItemCalibration.objects.create(
        school=school.school,
        course_id=item.question.course_id,
        model="2pl",
        made_at=made_at,
        n_learners=300,
        n_answers=600,
        log_likelihood=-1.0,
        converged=True,
        reason="converged",
        report={"links": [{"items": [item.pk], "se_shift": shift}]},
    )
    CalibratedItem.objects.create(
        calibration=calibration,
        item=item,
        slope=2.0,
        intercepts=[-1.0],
        se_slope=0.2,
        se_intercepts=[0.1],
        covariance=[[0.04, 0.0], [0.0, 0.01]],
        n_answers=300,
    )


def test_an_item_nobody_calibrated_has_its_authors_difficulty_and_a_wide_error(
    catalogue: Catalogue, school: Cast
) -> None:
    entry = next(item for item in catalogue.items if item.kind != "open")
    scale = find_scale(school.school.pk, [entry.id])
    assert scale.items[0].difficulties[0] == pytest.approx(entry.difficulty)
    assert scale.calibrated == frozenset()
    # var(d) = a^2 sd_b^2 + b^2 sd_a^2, cov(a, d) = -b sd_a^2 for d = -a b
    # and the slope of the curve averaged over the error: a / sqrt(1 + pi / 8 (a sd_b)^2)
    a = entry.slope / math.sqrt(1 + math.pi / 8 * (entry.slope * 0.7) ** 2)
    b = entry.difficulty
    assert scale.items[0].slope == pytest.approx(a)
    expected = a**2 * AUTHOR_DIFFICULTY_SD**2 + b**2 * AUTHOR_SLOPE_SD**2
    assert scale.errors.matrix[1, 1] == pytest.approx(expected)
    assert scale.errors.matrix[0, 1] == pytest.approx(-b * AUTHOR_SLOPE_SD**2)
    assert scale.error_of(entry.id) == pytest.approx(AUTHOR_DIFFICULTY_SD)


def test_an_open_item_has_three_scores_around_its_authors_difficulty(
    catalogue: Catalogue, school: Cast
) -> None:
    entry = next(item for item in catalogue.items if item.kind == "open")
    scale = find_scale(school.school.pk, [entry.id])
    assert scale.items[0].n_categories == 3
    assert np.mean(scale.items[0].difficulties) == pytest.approx(entry.difficulty)
    assert scale.error_of(entry.id) == pytest.approx(AUTHOR_DIFFICULTY_SD)


def test_the_latest_calibration_of_the_own_school_counts(
    catalogue: Catalogue, school: Cast
) -> None:
    first, second = [item.id for item in catalogue.items if item.kind != "open"][:2]
    item = Item.objects.get(pk=first)
    calibrate_one(school, item, made_at=NOW)
    calibrate_one(school, item, made_at=NOW + timedelta(days=1), shift=0.3)
    scale = find_scale(school.school.pk, [first, second])
    assert scale.calibrated == {first}
    assert scale.items[0].difficulties == (0.5,)
    # b = -d/a: var = var(d)/a^2 + b^2 var(a)/a^2 = .0025 + .0025; the link's .3 comes on top.
    assert scale.error_of(first) == pytest.approx(math.sqrt(0.005 + 0.09))
    assert scale.error_of(second) == pytest.approx(AUTHOR_DIFFICULTY_SD)
    stranger = find_scale(school.other_school.pk, [first])
    assert stranger.calibrated == frozenset()


def test_a_scale_takes_three_queries(
    catalogue: Catalogue, school: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [item.id for item in catalogue.items]
    calibrate_one(school, Item.objects.get(pk=keys[0]), made_at=NOW)
    with django_assert_num_queries(3):
        find_scale(school.school.pk, keys)


def test_an_unknown_item_is_named(school: Cast) -> None:
    with pytest.raises(LookupError, match="there is no item 99999"):
        find_scale(school.school.pk, [99999])


def test_a_test_begins_where_practice_left_and_never_too_surely(
    catalogue: Catalogue, school: Cast
) -> None:
    now = datetime(2025, 9, 10, 9, 0, tzinfo=UTC)
    skills = [catalogue.skills[n].key for n in {n for item in catalogue.items for n in item.skills}]
    fresh, wide = find_start(school.bo.pk, catalogue, skills, now=now)
    closed = [item.key for item in catalogue.items if item.kind != "open"]
    for day in range(8):
        for key in closed:
            give(school.ada, key, 1.0, at=NOW + timedelta(days=day, minutes=len(key)))
    mean, sd = find_start(school.ada.pk, catalogue, skills, now=now)
    assert mean > fresh
    assert SHARPEST_START <= sd <= wide
