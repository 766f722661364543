"""What a plan rests on: likeness from the school's own results, and grades of the classes."""

import numpy as np
import pytest

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import Learner, SchoolClass
from armillary.apps.studies.actions.running import record_results
from armillary.apps.studies.draws import check_study
from armillary.apps.studies.likeness import find_likeness
from armillary.apps.studies.models import DrawnUnit
from armillary.apps.studies.protocols import (
    ICC,
    Facts,
    analysis_of,
    draws_by_grade,
    expect_error,
    grade_columns,
    list_designs,
)
from armillary.apps.studies.tables import read_table
from armillary.science.evidence import Drawing, StudyPlan
from armillary.science.evidence.planning import predict_se
from tests.apps.studies.makers import (
    ENDED,
    PLANNED,
    begin,
    make_classes,
    make_test,
    plan,
    sit,
    sit_after,
)
from tests.cast import Cast


def let_sit(classes: list[SchoolClass], test: object, *, apart: float) -> None:
    """Let classes sit a test; class k of n lies `apart` times its place above the middle."""
    rows = []
    generator = np.random.default_rng(4)
    for place, one in enumerate(classes):
        level = apart * (place - (len(classes) - 1) / 2)
        learners = Learner.objects.filter(school_class=one).order_by("name", "pk")
        rows += [(learner, level + float(generator.normal())) for learner in learners]
    sit(test, "single", rows, at=PLANNED, seed=4)  # type: ignore[arg-type]


# --- likeness -------------------------------------------------------------------------------------


def test_six_classes_that_sat_a_test_say_how_alike_learners_of_a_class_are(
    school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 6, 12)
    test = make_test(school, course)
    let_sit(classes, test, apart=1.0)
    told = find_likeness(school.school.pk, test)
    assert told is not None
    assert (told.n, told.n_clusters) == (72, 6)
    assert told.found > told.icc > ICC
    facts = Facts(likeness=told)
    usual = expect_error("class", [12] * 6, baseline=False)[0]
    assert expect_error("class", [12] * 6, baseline=False, facts=facts)[0] > usual


def test_five_classes_say_nothing_and_the_usual_is_assumed(school: Cast, course: Catalogue) -> None:
    classes = make_classes(school, 5, 8)
    test = make_test(school, course)
    let_sit(classes, test, apart=1.0)
    assert find_likeness(school.school.pk, test) is None
    assert Facts().icc == ICC


def test_another_test_of_the_school_serves_where_the_one_chosen_has_no_results(
    school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 6, 8)
    sat, chosen = make_test(school, course), make_test(school, course, "Other")
    let_sit(classes, sat, apart=0.5)
    told = find_likeness(school.school.pk, chosen)
    assert told is not None
    assert told.n_clusters == 6


def test_the_protocol_says_where_likeness_comes_from(school: Cast, course: Catalogue) -> None:
    classes = make_classes(school, 6, 8)
    test = make_test(school, course)
    let_sit(classes, test, apart=1.0)
    planned = plan(school, classes, test, design="class").protocol["planned"]
    assert planned["icc_from"]["n_clusters"] == 6
    assert planned["icc"] == planned["icc_from"]["icc"] > ICC


# --- grades ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grades", "baseline", "drawn", "columns"),
    [
        ([7, 7, 8, 8], False, True, 0),  # a column would leave one degree of freedom
        ([7, 7, 8, 8, 8, 8], False, True, 1),  # 6 - 2 - 1 = 3
        ([7, 7, 8, 8, 8, 8], True, True, 0),  # the baseline has precedence
        ([7, 7, 7, 8, 8, 8, 8], True, True, 1),
        ([7, 7, 8, 8, 9, 9], False, True, 1),  # two would leave two: the number of the grade
        ([7, 7, 8, 8, 9, 9, 9], False, True, 2),
        ([7, 8, 8, 8, 8, 8], False, False, 0),  # one class alone in its grade
        ([8] * 6, False, False, 0),
    ],
)
def test_grades_are_strata_and_columns_where_classes_suffice(
    grades: list[int], baseline: bool, drawn: bool, columns: int
) -> None:
    assert draws_by_grade("class", grades) is drawn
    assert grade_columns("class", grades, baseline=baseline) == columns
    analysis = analysis_of("class", len(grades), baseline=baseline, grades=grades)
    assert analysis["grades_as_columns"] is (columns > 0)
    assert analysis["grades_as_number"] is (0 < columns < len(set(grades)) - 1)


def test_the_plan_counts_the_degree_of_freedom_that_grades_cost() -> None:
    sizes, grades = [25] * 8, (7, 7, 7, 7, 8, 8, 8, 8)
    one = StudyPlan(Drawing.CLUSTERS, (4, 4), 25.0, 0.0, ICC, 0.0, 0.0, 0.1, 0.7, 0.5)
    se, df = predict_se(one)
    facts = Facts(grades=grades)
    assert expect_error("class", sizes, baseline=False, facts=facts) == pytest.approx((se, df - 1))
    uneven = Facts(grades=(7, 7, 7, 8, 8, 8, 8, 8))  # one class over in each grade: 3*5 for 4*4
    again, _df = expect_error("class", sizes, baseline=False, facts=uneven)
    assert again == pytest.approx(se * (2.0 / (1 * 2 / 3 + 2 * 3 / 5)) ** 0.5)
    mixed = Facts(grades=(7, 7, 8, 8))
    alone = expect_error("class", [25] * 4, baseline=False)[0]
    assert expect_error("class", [25] * 4, baseline=False, facts=mixed)[0] > alone
    found = {
        one.name: one.by_grade for one in list_designs("order", sizes, baseline=False, facts=facts)
    }
    assert found == {"learner": False, "within": False, "class": True, "swap": True}


def test_whole_classes_are_drawn_inside_grades_and_grades_are_taken_out(
    school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 6, 8)
    for one in classes[:2]:
        one.grade = 7
        one.save()
    test = make_test(school, course)
    study = plan(school, classes, test, design="class")
    assert study.protocol["drawn_inside"] == "grade"
    assert study.protocol["analysis"]["grades_as_columns"]
    begin(school, study)
    assert check_study(study) == []
    units = DrawnUnit.objects.filter(study=study)
    arms = {
        stratum: sorted(units.filter(stratum=stratum).values_list("arm", flat=True))
        for stratum in ("g07", "g08")
    }
    assert arms == {"g07": [0, 1], "g08": [0, 0, 1, 1]}
    sit_after(study, effect=0.5, seed=3)
    (result,) = record_results(study, now=ENDED)
    assert result.content["effect"]["df"] == pytest.approx(3.0)
    table = read_table(study, "after", now=ENDED)
    assert table.grade is not None
    assert len(np.unique(table.grade)) == 2
