"""A study counts the ability that Warm's estimate makes of the answers of a test."""

import numpy as np
import pytest
from scipy.optimize import brentq

from armillary.apps.assessment.models import BankItem, OccasionSitting, Series
from armillary.apps.assessment.results import estimate_results
from armillary.apps.assessment.scale import find_scale
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import Answer
from armillary.apps.studies.outcomes import find_outcomes
from armillary.science.numerics import FloatArray
from tests.apps.studies.makers import (
    BEGUN,
    ENDED,
    N_ITEMS,
    TESTED,
    make_classes,
    make_test,
    sit,
)
from tests.cast import Cast


def warm(slopes: FloatArray, intercepts: FloatArray, right: FloatArray) -> float:
    """Warm (1989), Psychometrika 54, 427-450: the root of score + J / 2I."""

    def parts(ability: float) -> tuple[FloatArray, float]:
        p = 1.0 / (1.0 + np.exp(-(slopes * ability + intercepts)))
        return p, float(np.sum(slopes**2 * p * (1 - p)))

    def score(ability: float) -> float:
        p, information = parts(ability)
        third = float(np.sum(slopes**3 * p * (1 - p) * (1 - 2 * p)))
        return float(slopes @ (right - p)) + third / (2.0 * information)

    return float(brentq(score, -10.0, 10.0))


def test_the_outcome_of_a_learner_is_warm_s_estimate_of_their_answers(
    school: Cast, course: Catalogue
) -> None:
    (one,) = make_classes(school, 1, 12)
    test = make_test(school, course)
    learners = list(Learner.objects.filter(school_class=one).order_by("pk"))
    abilities = np.linspace(-2.0, 2.0, len(learners)).tolist()
    sit(test, "after", zip(learners, abilities, strict=True), at=TESTED, seed=5)
    found = find_outcomes(test, "after", [one.pk for one in learners], since=BEGUN, now=ENDED)
    items = list(
        BankItem.objects.filter(test=test).order_by("place").values_list("item", flat=True)
    )
    known = {item.item: item for item in find_scale(school.school.pk, items).items}
    slopes = np.array([known[item].slope for item in items])
    intercepts = np.array([known[item].intercepts[0] for item in items])
    assert len(found) == 12
    for learner in learners:
        scores = dict(Answer.objects.filter(learner=learner).values_list("item", "score"))
        right = np.array([scores[item] for item in items])
        outcome = found[learner.pk]
        assert outcome.estimate == pytest.approx(warm(slopes, intercepts, right), abs=1e-5)
        assert outcome.n_answers == len(items)


def test_the_results_of_a_class_and_a_study_give_a_learner_the_same_ability(
    school: Cast, course: Catalogue
) -> None:
    (one,) = make_classes(school, 1, 12)
    test = make_test(school, course)
    learners = list(Learner.objects.filter(school_class=one).order_by("pk"))
    sit(test, "after", [(learner, 0.5) for learner in learners], at=TESTED, seed=6)
    # One passes questions over and hands in, one runs out of time before the end.
    for learner, reason in zip(learners[:2], ("learner", "time"), strict=True):
        rows = Answer.objects.filter(learner=learner).order_by("position")
        Answer.objects.filter(pk__in=[row.pk for row in (rows[1], *rows[6:])]).delete()
        OccasionSitting.objects.filter(learner=learner).update(end_reason=reason)
    readings = estimate_results(Series.objects.get(test=test)).readings["after"]
    found = find_outcomes(test, "after", [one.pk for one in learners], since=BEGUN, now=ENDED)
    assert set(found) == set(readings)
    assert [found[one.pk].n_answers for one in learners[:3]] == [N_ITEMS, 6, N_ITEMS]
    for key, reading in readings.items():
        assert reading.estimate == pytest.approx(found[key].estimate, abs=1e-9)


def test_an_ability_from_two_answers_is_not_counted(school: Cast, course: Catalogue) -> None:
    (one,) = make_classes(school, 1, 2)
    test = make_test(school, course)
    few, enough = Learner.objects.filter(school_class=one).order_by("pk")
    sit(test, "after", [(few, 0.0), (enough, 0.0)], at=TESTED, seed=7)
    for learner, kept in ((few, 2), (enough, 3)):
        rows = Answer.objects.filter(learner=learner).order_by("position")
        Answer.objects.filter(pk__in=[row.pk for row in rows[kept:]]).update(score=None)
    found = find_outcomes(test, "after", [few.pk, enough.pk], since=BEGUN, now=ENDED)
    assert {key: one.n_answers for key, one in found.items()} == {enough.pk: 3}
