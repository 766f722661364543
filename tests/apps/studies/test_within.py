"""Both ways for every learner, in different lessons: the split, the draw, what lessons do, and what
comes of it."""

from pathlib import Path

import numpy as np
import pytest

from armillary.apps.assessment.models import BankItem, SchoolTest
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import Course, Lesson, LessonOpening, OrderChoice
from armillary.apps.curriculum.order_choices import find_order, record_opening, record_orders
from armillary.apps.people.models import Learner, SchoolClass
from armillary.apps.studies.actions import PlanError, RunError, start_study
from armillary.apps.studies.actions.exchanging import record_import
from armillary.apps.studies.actions.running import record_check, record_results
from armillary.apps.studies.draws import check_study
from armillary.apps.studies.item_sets import (
    ItemSets,
    Lack,
    expect_precision,
    find_item_sets,
    split_lessons,
)
from armillary.apps.studies.keys import find_key, public_key_of
from armillary.apps.studies.models import DrawnUnit, Study, StudyLayout
from armillary.apps.studies.packages import (
    PackageError,
    build_package,
    preview_package,
    sign_package,
)
from armillary.apps.studies.protocols import Facts, list_designs
from armillary.apps.studies.queries import find_arm_lines, find_exposure
from armillary.apps.studies.tables import read_table
from tests.apps.studies.makers import (
    BEGUN,
    ENDED,
    TESTED,
    assigned,
    begin,
    make_classes,
    plan,
)
from tests.apps.studies.set_makers import make_lessons, make_set_test, sit_sets
from tests.cast import Cast


@pytest.fixture
def test_of_sets(school: Cast, course: Catalogue) -> SchoolTest:
    """A test on four lessons with labs: 5, 4, 4 and 5 questions."""
    rows = Course.objects.get(pk=course.id)
    make_lessons(rows, [5, 4, 4, 5])
    return make_set_test(school, rows)


@pytest.fixture
def running(school: Cast, test_of_sets: SchoolTest) -> Study:
    """A study of two classes of 20, its lots drawn."""
    study = plan(school, make_classes(school, 2, 20), test_of_sets, design="within")
    begin(school, study)
    return study


# --- the split ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "first", "second"),
    [
        ([2, 2, 2, 2], "ac", "bd"),  # equal: plain alternation
        ([3, 2, 2, 1], "ad", "bc"),  # 4 and 4; plain alternation would give 5 and 3
        ([3, 1, 2], "a", "bc"),  # the one left over joins the smaller set
        ([1, 1], "a", "b"),
    ],
)
def test_lessons_alternate_and_sets_are_as_even_as_can_be(
    questions: list[int], first: str, second: str
) -> None:
    keys = "abcdefgh"[: len(questions)]
    found = split_lessons(keys, dict(zip(keys, questions, strict=True)))
    assert found == (tuple(first), tuple(second))


def test_no_split_that_alternates_is_more_even_than_the_one_chosen() -> None:
    generator = np.random.default_rng(11)
    for _number in range(50):
        counts = generator.integers(1, 6, size=int(generator.integers(2, 9)))
        keys = [str(place) for place in range(len(counts))]
        first, second = split_lessons(keys, dict(zip(keys, counts.tolist(), strict=True)))
        apart = abs(
            sum(int(counts[int(k)]) for k in first) - counts[[int(k) for k in second]].sum()
        )
        pairs = counts[: len(counts) // 2 * 2].reshape(-1, 2)
        rest = counts[len(pairs) * 2 :].sum()
        steps = (pairs[:, 0] - pairs[:, 1]).tolist()
        signs = np.array(np.meshgrid(*[[-1, 1]] * len(steps))).reshape(len(steps), -1)
        best = min(
            abs(int(np.array(steps) @ sign) + end)
            for sign in signs.T
            for end in {int(rest), -int(rest)}
        )
        assert apart == best


def test_a_question_belongs_to_the_lesson_its_skill_is_new_in(test_of_sets: SchoolTest) -> None:
    sets = find_item_sets("order", test_of_sets)
    assert isinstance(sets, ItemSets)
    assert sets.lessons == (("L1", "L3"), ("L2", "L4"))
    assert sets.n_questions == (9, 9)
    assert {key.split("-")[0] for key in sets.questions[0]} == {"L1", "L3"}


def test_a_question_about_lessons_of_both_ways_counts_in_neither_set(
    test_of_sets: SchoolTest,
) -> None:
    row = BankItem.objects.select_related("item__question").get(
        test=test_of_sets, item__question__key="L1-q0"
    )
    row.item.skills = ["S01", "S02"]
    row.item.save()
    sets = find_item_sets("order", test_of_sets)
    assert isinstance(sets, ItemSets)
    assert not any("L1-q0" in part for part in sets.questions)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("questions", "lab", "delivery", "kind", "lack"),
    [
        ([5, 5], "sorter", "fixed", "policy", Lack.KIND),
        ([5, 5], "sorter", "adaptive", "order", Lack.DELIVERY),
        ([9], "sorter", "fixed", "order", Lack.LESSONS),
        ([5, 5], "", "fixed", "order", Lack.LESSONS),
        ([9, 5], "sorter", "fixed", "order", Lack.QUESTIONS),
    ],
)
def test_what_a_test_lacks_is_told(
    school: Cast, course: Catalogue, questions: list[int], lab: str, delivery: str, kind: str,
    lack: Lack,
) -> None:  # fmt: skip
    rows = Course.objects.get(pk=course.id)
    make_lessons(rows, questions, lab=lab)
    facts = Facts(sets=find_item_sets(kind, make_set_test(school, rows, delivery=delivery)))
    assert facts.sets is lack
    offered = {one.name: one for one in list_designs(kind, [25, 25], baseline=False, facts=facts)}
    assert "within" not in offered or not offered["within"].is_possible


# --- the plan -------------------------------------------------------------------------------------


def test_it_sees_smaller_differences_than_lots_without_a_test_before(
    test_of_sets: SchoolTest,
) -> None:
    sets = find_item_sets("order", test_of_sets)
    assert isinstance(sets, ItemSets)
    known = expect_precision(sets, test_of_sets.school_id)
    facts = Facts(sets=sets, precision=known)
    found = {one.name: one for one in list_designs("order", [25, 25], baseline=False, facts=facts)}
    within, learner = found["within"].smallest, found["learner"].smallest
    assert within is not None
    assert learner is not None
    assert within < 0.75 * learner
    # Nine Rasch-like items each: an error of 2 / sqrt(9) where all are of the learner's level.
    assert all(2.0 / 3.0 < error < 1.0 for error in known.errors)


def test_a_test_without_two_sets_does_not_become_such_a_study(
    school: Cast, course: Catalogue
) -> None:
    rows = Course.objects.get(pk=course.id)
    make_lessons(rows, [9])
    test = make_set_test(school, rows)
    with pytest.raises(PlanError) as raised:
        plan(school, make_classes(school, 2, 20), test, design="within")
    assert raised.value.page == 4


# --- the draw and what is carried out -------------------------------------------------------------


def test_sets_stand_in_the_protocol_before_the_draw(running: Study) -> None:
    assert running.layout == StudyLayout.WITHIN
    assert [part["lessons"] for part in running.protocol["sets"]] == [["L1", "L3"], ["L2", "L4"]]
    assert running.protocol["drawn_inside"] == "class"
    assert running.protocol["planned"]["sets"]["sets_agree"] == 0.8
    assert check_study(running) == []
    units = DrawnUnit.objects.filter(study=running)
    for one in units.values_list("school_class", flat=True).distinct():
        arms = list(units.filter(school_class=one).values_list("arm", flat=True))
        assert sorted(arms) == [0] * 10 + [1] * 10


def test_every_learner_gets_one_way_in_set_1_and_the_other_in_set_2(running: Study) -> None:
    lessons = {one.key: one for one in running.test.course.lessons.all()}
    for row in assigned(running)[:6]:
        got = {}
        for key in ("L1", "L2", "L3", "L4"):
            found = find_order(row.learner, TESTED, lessons[key])
            assert found is not None
            got[key] = found.order
        first, second = ("text-first", "lab-first")[:: -1 if row.arm else 1]
        assert got == {"L1": first, "L3": first, "L2": second, "L4": second}
        assert find_order(row.learner, TESTED, lessons["G05-L1"]) is None
        assert find_order(row.learner, TESTED) is None


def test_a_row_for_the_lesson_holds_before_one_for_all_and_own_rows_before_the_class(
    school: Cast, test_of_sets: SchoolTest
) -> None:
    lesson = test_of_sets.course.lessons.get(key="L1")

    def give(whom: Learner | SchoolClass, what: str, about: Lesson | None) -> None:
        record_orders(
            [(whom, what)], lesson=about, starts_at=BEGUN, ends_at=ENDED, source="study:1"
        )

    def order(learner: Learner) -> str:
        found = find_order(learner, TESTED, lesson)
        assert found is not None
        return found.order

    give(school.class_5a, "lab-first", lesson)
    give(school.class_5a, "text-first", None)
    assert order(school.ada) == "lab-first"
    give(school.ada, "text-first", None)
    assert order(school.ada) == "text-first"
    assert order(school.bo) == "lab-first"


def test_a_study_of_other_lessons_order_is_refused_while_it_runs(
    school: Cast, running: Study
) -> None:
    classes = [one.school_class for one in running.classes.select_related("school_class")]
    other = plan(school, classes, running.test)
    with pytest.raises(RunError) as raised:
        start_study(other, by=school.anna, now=BEGUN)
    assert raised.value.code == "taken"
    assert not OrderChoice.objects.filter(source=f"study:{other.pk}").exists()


def test_a_lesson_taken_out_of_the_course_stops_the_draw(
    school: Cast, test_of_sets: SchoolTest
) -> None:
    study = plan(school, make_classes(school, 2, 20), test_of_sets, design="within")
    study.test.course.lessons.filter(key="L3").update(retired_at=BEGUN)
    with pytest.raises(RunError) as raised:
        start_study(study, by=school.anna, now=BEGUN)
    assert raised.value.code == "retired"


def test_exposure_knows_which_way_was_due_in_which_lesson(running: Study) -> None:
    lessons = {one.key: one for one in running.test.course.lessons.all()}
    row, other = assigned(running)[:2]
    for key in ("L1", "L2"):
        choice = find_order(row.learner, TESTED, lessons[key])
        assert choice is not None
        record_opening(row.learner, lessons[key], choice, now=TESTED)
    wrong = find_order(other.learner, TESTED, lessons["L2"])
    assert wrong is not None
    record_opening(other.learner, lessons["L1"], wrong, now=TESTED)
    assert LessonOpening.objects.count() == 3
    found = find_exposure(running)
    assert found[row.learner_id] == (2, 0)
    assert found[other.learner_id] == (0, 1)
    lines = find_arm_lines(running)
    assert sum(line.reached for line in lines) == 1
    assert sum(line.in_both_sets for line in lines) == 1


# --- what comes of it -----------------------------------------------------------------------------


def test_the_difference_found_is_that_of_the_ways_and_not_of_the_sets(running: Study) -> None:
    sit_sets(running, effect=1.5, seed=4)
    table = read_table(running, "after", now=ENDED)
    assert table.counted.all()
    (result,) = record_results(running, now=ENDED)
    found = result.content
    assert "refused" not in found
    effect = found["effect"]
    assert abs(effect["effect"] - 1.5) < 5.0 * effect["se"]  # lots differ from run to run
    assert effect["low"] > 0.0
    apart = table.outcome[table.arm == 1].mean() - table.outcome[table.arm == 0].mean()
    assert effect["effect"] == pytest.approx(apart, abs=1e-9)  # classes are alike in their arms
    assert found["sd"] == pytest.approx(float(np.std(table.level_outcome)), rel=0.15)
    assert found["g"]["effect"] == pytest.approx(effect["effect"] / found["sd"], rel=0.03)
    assert found["randomisation"]["p"] < 0.05


@pytest.mark.slow
def test_whoever_answered_too_little_of_a_set_counts_as_lost(running: Study) -> None:
    sit_sets(running, effect=0.0, seed=5)
    row = assigned(running)[0]
    second = running.protocol["sets"][1]["questions"]
    answers = row.learner.answers.filter(item__question__key__in=second).order_by("position")
    answers.filter(pk__in=[one.pk for one in answers[2:]]).update(score=None)
    table = read_table(running, "after", now=ENDED)
    assert (~table.counted).sum() == 1
    (result,) = record_results(running, now=ENDED)
    assert sum(result.content["analysed"]) == sum(result.content["assigned"]) - 1


def test_false_alarms_are_counted_by_its_own_draw(running: Study) -> None:
    sit_sets(running, effect=1.0, seed=6)
    found = record_check(running, now=ENDED).content
    assert found["n_draws"] == 400
    assert found["n_different"] == 400
    # 5 % of 400 is 20, with a standard error of 4.4; lots differ from run to run
    assert 2 <= found["alarms"] <= 42


def test_its_package_tells_the_sets_and_takes_no_noise(running: Study) -> None:
    sit_sets(running, effect=1.0, seed=7)
    content = preview_package(running, now=ENDED)
    assert content["protocol"]["layout"] == "within"
    assert content["protocol"]["sets"][0]["lessons"] == ["L1", "L3"]
    assert content["results"][0]["n"] == [20, 20]
    with pytest.raises(PackageError) as raised:
        build_package(running, epsilon=2.0, chance=lambda _about: lambda: 0.5, now=ENDED)
    assert raised.value.code == "no_noise"


def test_a_partner_takes_its_package(running: Study, school: Cast, tmp_path: Path) -> None:
    sit_sets(running, effect=1.0, seed=7)
    content = preview_package(running, now=ENDED)
    key = find_key(tmp_path)
    row = record_import(
        school.other_school, sign_package(content, key), key=public_key_of(key), by=school.hugo,
        now=ENDED,
    )  # fmt: skip
    assert row.content["results"][0]["g"] == content["results"][0]["g"]
    assert row.content["protocol"]["sets"] == content["protocol"]["sets"]
