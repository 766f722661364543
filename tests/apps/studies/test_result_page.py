"""What a head reads: how much an effect is in questions, the picture, numbers that are rounded."""

import re

import numpy as np
import pytest

from armillary.apps.assessment.models import BankItem, SchoolTest
from armillary.apps.assessment.scale import find_scale
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.studies.actions import record_results
from armillary.apps.studies.pictures import draw_effects
from armillary.apps.studies.tables import read_table
from armillary.apps.studies.wording import describe_questions, describe_result, number
from tests.apps.studies.makers import (
    ENDED,
    N_ITEMS,
    begin,
    make_classes,
    make_test,
    plan,
    sit_after,
)
from tests.cast import Cast


def test_an_effect_is_told_in_questions_by_the_curves_of_the_test(
    school: Cast, course: Catalogue
) -> None:
    study = plan(school, make_classes(school, 2, 20), make_test(school, course))
    begin(school, study)
    sit_after(study, effect=1.5, seed=5)
    content = record_results(study, now=ENDED)[0].content
    table = read_table(study, "after", now=ENDED)
    usual = table.level_outcome[table.counted & (table.arm == 0)]
    keys = list(BankItem.objects.filter(test=study.test).values_list("item", flat=True))
    items = find_scale(study.school_id, keys).items
    assert {one.n_categories for one in items} == {2}

    def right(shift: float) -> float:  # by the formula of the 2PL, question by question
        chances = [
            1 / (1 + np.exp(-(one.slope * (usual + shift) + one.intercepts[0]))) for one in items
        ]
        return float(np.mean(np.sum(chances, axis=0)))

    told, effect = content["questions"], content["effect"]
    assert told["n"] == N_ITEMS
    for name, key in (("more", "effect"), ("low", "low"), ("high", "high")):
        assert told[name] == pytest.approx(right(effect[key]) - right(0.0))
    assert 0.0 < told["low"] < told["more"] < told["high"] < N_ITEMS


def test_where_everybody_gets_other_questions_nothing_is_counted_in_questions(
    school: Cast, course: Catalogue
) -> None:
    study = plan(school, make_classes(school, 2, 10), make_test(school, course))
    begin(school, study)
    sit_after(study, effect=1.0, seed=5)
    SchoolTest.objects.filter(pk=study.test_id).update(delivery="adaptive")
    study.test.refresh_from_db()
    content = record_results(study, now=ENDED)[0].content
    assert content["questions"] is None
    assert describe_questions(content) == ""


def test_what_cannot_be_told_apart_says_which_way_the_numbers_point() -> None:
    content = {"g": {"effect": 0.1799, "low": -0.3641, "high": 0.7239}}
    assert describe_result(content, "Text first", "Lab first") == (
        "“Lab first” and “Text first” cannot be told apart: 0.18 SD, likely between −0.36 and 0.72 "
        "(above 0: better with “Lab first”)."
    )


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(0.179, 2, "0.18"), (-0.999, 2, "−1.00"), (-0.004, 2, "0.00"), (1234.5, 0, "1234")],
)
def test_numbers_are_rounded_and_not_cut(value: float, digits: int, shown: str) -> None:
    assert number(value, digits).replace(",", "") == shown


def test_the_picture_has_an_axis_a_zero_a_strip_and_says_the_same_in_words() -> None:
    drawn = draw_effects(
        [("After teaching", 0.18, -0.36, 0.72)], title="Difference", less="better with A",
        more="better with B & C",
    )  # fmt: skip
    label = re.search(r'aria-label="([^"]*)"', drawn)
    assert label
    assert label.group(1) == (
        "Difference. After teaching: 0.18 (−0.36 … 0.72). −: better with A; "
        "+: better with B &amp; C"
    )
    ticks = re.findall(r'text-anchor="middle"[^>]*>([^<]*)<', drawn)
    assert ticks == ["−0.75", "−0.50", "−0.25", "0", "0.25", "0.50", "0.75"]
    assert 'class="fill-sand"' in drawn
    places = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="middle"', drawn)]
    assert np.ptp(np.diff(places)) < 0.11  # even steps
    middle = re.search(r'<circle cx="([\d.]+)"', drawn)
    assert middle
    assert places[3] + 0.18 / 0.25 * (places[4] - places[3]) == pytest.approx(
        float(middle.group(1)), abs=0.2
    )


def test_a_wide_interval_keeps_few_numbers_on_the_axis() -> None:
    for reach in (0.21, 0.5, 0.99, 1.3, 2.6, 7.0, 25.0):
        drawn = draw_effects([("One", 0.0, -reach, reach)], title="T", less="a", more="b")
        assert 3 <= drawn.count('text-anchor="middle"') <= 7
