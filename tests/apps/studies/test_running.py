"""A study is fixed, drawn once, and survives whatever happens to class lists."""

from datetime import timedelta

import pytest
from django.db import connection

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import OrderChoice
from armillary.apps.curriculum.order_choices import find_order
from armillary.apps.people.actions import (
    add_learners,
    archive_class,
    move_learner,
    record_adult_active,
    record_leaving,
)
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import PolicyChoice
from armillary.apps.studies.access import access_study_to_manage
from armillary.apps.studies.actions import (
    PlanError,
    RunError,
    confirm_draft,
    make_draft,
    record_consent,
    record_results,
    start_study,
    stop_study,
)
from armillary.apps.studies.analysis import check_false_alarms
from armillary.apps.studies.draws import check_study
from armillary.apps.studies.models import Assignment, DrawnUnit, Study, StudyResult
from armillary.apps.studies.protocols import hash_protocol, list_designs
from armillary.apps.studies.queries import find_arm_lines, find_state
from armillary.apps.studies.tables import read_table
from tests.apps.studies.makers import (
    BEGUN,
    ENDED,
    PLANNED,
    TESTED,
    assigned,
    begin,
    make_classes,
    make_test,
    plan,
    sit,
    sit_after,
)
from tests.cast import Cast


@pytest.fixture
def study(school: Cast, course: Catalogue) -> Study:
    """Two classes of ten, lots for each learner, drawn."""
    made = plan(school, make_classes(school, 2, 10), make_test(school, course))
    begin(school, made)
    return made


def arms(study: Study) -> dict[int, int]:
    return dict(Assignment.objects.filter(study=study).values_list("learner", "arm"))


# --- fixed, and drawn once ----------------------------------------------------------------------


def test_the_hash_is_that_of_the_protocol_and_nothing_in_it_names_a_class_or_a_learner(
    study: Study, school: Cast
) -> None:
    assert hash_protocol(study.protocol) == study.protocol_hash
    text = str(study.protocol)
    assert not any(f"'{one.school_class.name}'" in text for one in study.classes.all())
    assert not any(str(row.learner_id) in text for row in assigned(study))


def test_lots_are_drawn_once(study: Study, school: Cast) -> None:
    before = arms(study)
    with pytest.raises(RunError, match="begun"):
        start_study(study, by=school.anna, now=BEGUN)
    assert arms(study) == before
    assert sorted(before.values()) == [0] * 10 + [1] * 10
    assert check_study(study) == []


def test_a_lot_changed_by_hand_shows(study: Study) -> None:
    row = assigned(study)[0]
    Assignment.objects.filter(pk=row.pk).update(arm=1 - row.arm)
    assert check_study(study) == ["an assignment is not the one that was drawn"]
    DrawnUnit.objects.filter(pk=row.unit_id).update(arm=1 - row.arm)
    assert "the arms are not those that the seed gives" in check_study(study)


def test_a_protocol_changed_by_hand_shows(study: Study) -> None:
    Study.objects.filter(pk=study.pk).update(protocol={**study.protocol, "question": "Another?"})
    assert check_study(Study.objects.get(pk=study.pk)) == [
        "the protocol is not the one that was fixed"
    ]


@pytest.mark.parametrize(
    ("missing", "page"),
    [("question", 1), ("classes", 2), ("test", 3), ("ends_on", 3), ("design", 4)],
)
def test_an_incomplete_draft_names_the_page_to_mend(
    missing: str, page: int, school: Cast, course: Catalogue
) -> None:
    classes, test = make_classes(school, 1, 10), make_test(school, course)
    with pytest.raises(PlanError) as refused:
        plan(school, classes, test, **{missing: None})
    assert refused.value.page == page
    assert not Study.objects.exists()


def test_an_empty_draft_is_no_study(school: Cast) -> None:
    with pytest.raises(PlanError):
        confirm_draft(make_draft(school.anna, now=PLANNED), by=school.anna, now=PLANNED)


def test_two_classes_can_only_be_swapped_or_drawn_inside(course: Catalogue) -> None:
    found = {one.name: one for one in list_designs("order", [25, 25], baseline=True)}
    assert not found["class"].is_possible  # class and way cannot be told apart
    assert found["swap"].is_possible
    assert found["learner"].is_possible
    teacher = {one.name for one in list_designs("teacher", [25, 25], baseline=True)}
    assert teacher == {"class", "swap"}  # a teacher cannot do two things at once in one class


@pytest.mark.slow
def test_more_learners_see_smaller_differences() -> None:
    def smallest(sizes: list[int]) -> float:
        return list_designs("order", sizes, baseline=True)[0].smallest or 9.0

    # 50 learners, baseline 40 %: se = sqrt(0.85 * 0.6 * 4 / 45) = 0.213; times 2.86 is 0.61
    assert smallest([25, 25]) == pytest.approx(0.61, abs=0.01)
    assert smallest([25] * 8) < smallest([25, 25])


# --- what happens to class lists ----------------------------------------------------------------


def test_class_lists_may_change_and_nobody_s_lot_does(study: Study, school: Cast) -> None:
    before = arms(study)
    rows = assigned(study)
    one = rows[0].learner
    # Ids of learners are drawn, so who comes first is any class's.
    other = next(row.learner for row in rows if row.learner.school_class != one.school_class)
    move_learner(one, other.school_class, by=school.vera, now=TESTED)
    record_leaving(other, by=school.anna, now=TESTED)
    add_learners(one.school_class, ["Newcomer"], now=TESTED, by=school.anna)
    archive_class(rows[5].school_class, by=school.vera, now=TESTED)
    assert arms(study) == before
    assert check_study(study) == []
    lines = find_arm_lines(study)
    assert sum(line.moved for line in lines) == 1
    assert sum(line.left for line in lines) == 1
    assert sum(line.assigned for line in lines) == 20


def test_whoever_moves_keeps_getting_the_way_that_was_drawn(study: Study, school: Cast) -> None:
    row = assigned(study)[0]
    setting = study.arms.get(number=row.arm).setting
    move_learner(row.learner, school.class_6b, by=school.vera, now=TESTED)
    found = find_order(Learner.objects.get(pk=row.learner_id), TESTED)
    assert found is not None
    assert found.order == setting


def test_whoever_comes_later_to_a_drawn_class_is_taught_along_and_not_counted(
    school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 4, 4)
    study = plan(school, classes, make_test(school, course), design="class")
    begin(school, study)
    (newcomer,) = add_learners(classes[0], ["Newcomer"], now=TESTED, by=school.anna)
    arm = DrawnUnit.objects.get(study=study, school_class=classes[0]).arm
    found = find_order(newcomer, TESTED)
    assert found is not None
    assert found.order == study.arms.get(number=arm).setting
    assert newcomer.pk not in arms(study)
    table = read_table(study, "after", now=ENDED)
    assert (len(table.arm), table.n_joiners) == (16, 1)


def test_a_teacher_who_leaves_leaves_the_study_to_the_head(study: Study, school: Cast) -> None:
    record_adult_active(school.anna, False, by=school.vera, now=TESTED)
    assert access_study_to_manage(school.vera, study.pk) == study
    stop_study(study, why="Anna left us.", by=school.vera, now=TESTED)
    assert find_state(study, TESTED) == "stopped"


def test_an_erased_learner_leaves_a_draw_that_still_can_be_checked(study: Study) -> None:
    row = assigned(study)[0]
    Assignment.objects.filter(pk=row.pk).delete()  # what erasing does to this table
    assert check_study(study) == []
    assert DrawnUnit.objects.filter(study=study).count() == 20


# --- states -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_stopping_ends_what_the_program_carries_out_and_keeps_what_was_drawn(
    study: Study, school: Cast
) -> None:
    learner = assigned(study)[0].learner
    assert find_order(learner, TESTED) is not None
    stop_study(study, why="Flu.", by=school.anna, now=TESTED)
    assert find_order(learner, TESTED) is None
    assert Assignment.objects.filter(study=study).count() == 20
    with pytest.raises(RunError, match="over"):
        stop_study(study, why="Again.", by=school.anna, now=TESTED)


@pytest.mark.slow
def test_a_crossover_swaps_the_ways_half_way(school: Cast, course: Catalogue) -> None:
    study = plan(
        school, make_classes(school, 2, 5), make_test(school, course), design="swap",
        kind="policy", second_test=make_test(school, course, "Second").pk,
    )  # fmt: skip
    begin(school, study)
    settings = {arm.number: arm.setting for arm in study.arms.all()}
    for row in assigned(study):
        first, second = PolicyChoice.objects.filter(learner=row.learner).order_by("starts_at")
        assert first.ends_at == second.starts_at == study.switches_at
        assert (first.policy, second.policy) == (settings[row.arm], settings[1 - row.arm])


@pytest.mark.slow
def test_two_studies_cannot_decide_the_same_for_one_learner(study: Study, school: Cast) -> None:
    other = plan(school, [assigned(study)[0].school_class], study.test)
    with pytest.raises(RunError, match="taken"):
        start_study(other, by=school.anna, now=BEGUN)
    assert not Assignment.objects.filter(study=other).exists()
    assert OrderChoice.objects.filter(source=f"study:{other.pk}").count() == 0


def test_too_few_learners_are_not_drawn(school: Cast, course: Catalogue) -> None:
    study = plan(school, make_classes(school, 1, 10), make_test(school, course), needs_consent=True)
    with pytest.raises(RunError, match="few"):  # nobody has agreed yet
        start_study(study, by=school.anna, now=BEGUN)


def test_where_consent_is_needed_only_those_who_agreed_are_drawn(
    school: Cast, course: Catalogue
) -> None:
    (one,) = make_classes(school, 1, 10)
    study = plan(school, [one], make_test(school, course), needs_consent=True)
    learners = list(Learner.objects.filter(school_class=one).order_by("pk"))
    for learner in learners[:8]:
        record_consent(study, learner, given=True, by=school.anna, now=PLANNED)
    begin(school, study)
    assert set(arms(study)) == {learner.pk for learner in learners[:8]}


# --- outcome ------------------------------------------------------------------------------------


def test_the_outcome_is_hidden_before_the_end_unless_the_protocol_says_sequential(
    study: Study,
) -> None:
    sit_after(study, effect=1.0, seed=1)
    with pytest.raises(RunError, match="hidden"):
        record_results(study, now=TESTED)
    assert not StudyResult.objects.exists()
    Study.objects.filter(pk=study.pk).update(sequential=True)
    looked = record_results(Study.objects.get(pk=study.pk), now=TESTED)[0].content
    ended = record_results(Study.objects.get(pk=study.pk), now=ENDED)[0].content
    assert (looked["look"], ended["look"]) == ("sequential", "final")
    assert looked["g"]["effect"] == ended["g"]["effect"]
    # an interval that holds at every look is wider on both sides
    assert looked["g"]["low"] < ended["g"]["low"] < ended["g"]["high"] < looked["g"]["high"]


@pytest.mark.slow
def test_a_true_effect_is_found_with_the_numbers_of_both_groups(
    school: Cast, course: Catalogue
) -> None:
    study = plan(school, make_classes(school, 4, 25), make_test(school, course))
    begin(school, study)
    sit_after(study, effect=1.5, seed=3)
    (result,) = record_results(study, now=ENDED)
    found = result.content
    assert found["assigned"] == found["analysed"] == [50, 50]
    assert 0.0 < found["g"]["low"] < found["g"]["effect"] < found["g"]["high"]
    assert (
        found["g"]["effect"] < found["effect"]["effect"] / found["sd"]
    )  # small samples exaggerate
    assert found["effect"]["effect"] == pytest.approx(1.5, abs=3 * found["effect"]["se"])
    assert found["randomisation"]["p"] < 0.05
    assert found["standard"] == "meets_without_reservations"
    assert found["rests_on_boundary"] is False  # nobody was lost


@pytest.mark.slow
def test_withdrawing_takes_the_rows_out_of_later_analyses(study: Study, school: Cast) -> None:
    sit_after(study, effect=1.0, seed=1)
    before = record_results(study, now=ENDED)[0].content
    row = assigned(study)[0]
    record_consent(study, row.learner, given=False, by=school.anna, now=ENDED)
    after = record_results(study, now=ENDED)[0].content
    assert sum(after["analysed"]) == sum(before["analysed"]) - 1
    assert sum(after["withdrawn"]) == 1
    assert after["assigned"] == before["assigned"]
    assert after["effect"]["effect"] != before["effect"]["effect"]


@pytest.mark.slow
def test_nobody_with_a_test_is_no_answer_and_no_number(study: Study) -> None:
    (result,) = record_results(study, now=ENDED)
    assert result.content["refused"] == "all_missing"
    assert "effect" not in result.content


@pytest.mark.slow
def test_one_class_each_way_is_refused(school: Cast, course: Catalogue) -> None:
    classes = make_classes(school, 4, 5)
    study = plan(school, classes, make_test(school, course), design="class")
    begin(school, study)
    kept = {DrawnUnit.objects.filter(study=study, arm=arm).order_by("key")[0].pk for arm in (0, 1)}
    sit_after(study, effect=1.0, seed=1, keep=lambda row: row.unit_id in kept)
    (result,) = record_results(study, now=ENDED)
    assert result.content["refused"] == "too_few_clusters"
    assert "effect" not in result.content


@pytest.mark.slow
def test_the_delayed_outcome_joins_by_itself(study: Study) -> None:
    sit_after(study, effect=1.0, seed=1)
    assert [row.kind for row in record_results(study, now=ENDED)] == ["after"]
    later = ENDED + timedelta(days=20)
    sit(study.test, "delayed", [(row.learner, 0.0) for row in assigned(study)], at=later, seed=2)
    found = record_results(study, now=later + timedelta(days=1))
    assert [row.kind for row in found] == ["after", "delayed"]
    assert StudyResult.objects.count() == 2  # what did not change is not stored again


@pytest.mark.slow
def test_two_swapped_classes_give_an_answer_in_sd_of_learners(
    school: Cast, course: Catalogue
) -> None:
    tests = make_test(school, course), make_test(school, course, "Second")
    study = plan(
        school, make_classes(school, 2, 25), tests[0], design="swap", second_test=tests[1].pk
    )
    begin(school, study)
    rows = assigned(study)
    for number, (test, days) in enumerate(zip(tests, (0, 8), strict=True)):
        abilities = [(row.learner, 1.2 * (row.arm ^ number)) for row in rows]
        sit(test, "after", abilities, at=TESTED + timedelta(days=days), seed=number)
    found = record_results(study, now=ENDED)[0].content
    assert found["effect"]["effect"] == pytest.approx(1.2, abs=3 * found["effect"]["se"])
    assert found["g"]["low"] > 0.0
    assert study.protocol["analysis"]["classes_stay_as_they_are"] is True


@pytest.mark.slow
def test_the_analysis_raises_false_alarms_as_often_as_it_says(
    school: Cast, course: Catalogue
) -> None:
    study = plan(school, make_classes(school, 2, 20), make_test(school, course))
    begin(school, study)
    sit_after(study, effect=1.0, seed=5)
    table = read_table(study, "after", now=ENDED)
    found = check_false_alarms(study, table, n_draws=400, seed=1)
    assert found["n_draws"] == 400
    assert abs(found["rate"] - 0.05) < 3 * found["error"] + 0.01  # HC2 with 20 a group


@pytest.mark.slow
def test_the_page_of_results_needs_few_queries(study: Study) -> None:
    from django.test.utils import CaptureQueriesContext

    sit_after(study, effect=1.0, seed=1)
    record_results(study, now=ENDED)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        record_results(study, now=ENDED)
    assert len(asked) < 45
