"""What somebody who plans a first study has to be told in time, and only where it is true."""

from datetime import date, timedelta

import pytest
from django.test import Client

from armillary.apps.assessment.models import Occasion, SchoolTest, Series
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import SchoolClass
from armillary.apps.studies.actions import stop_study
from armillary.apps.studies.models import Study, StudyDraft
from armillary.apps.studies.wording import describe_reasons
from tests.apps.studies.makers import (
    BEGUN,
    ENDED,
    begin,
    make_classes,
    make_test,
    plan,
    sit_after,
    text_of,
)
from tests.cast import Cast

SWAP = {"kind": "teacher", "design": "swap", "name_0": "Alone", "name_1": "Pairs"}


def set_occasion(
    school: Cast, test: SchoolTest, one: SchoolClass, kind: str, study: Study, day: int
) -> None:
    """Let a class have a test some days after the start of a study."""
    series, _made = Series.objects.get_or_create(
        test=test, school_class=one, school=school.school,
        defaults={"seed": 1, "made_by": school.anna, "made_at": study.made_at},
    )  # fmt: skip
    opens = study.starts_at + timedelta(days=day)
    Occasion.objects.create(
        series=series, kind=kind, opens_at=opens, closes_at=opens + timedelta(hours=2)
    )


def test_a_class_is_told_which_tests_it_still_needs_and_where_to_set_them(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 2, 8)
    first, second = (
        make_test(school, course, "First half"),
        make_test(school, course, "Second half"),
    )
    study = plan(school, classes, first, second_test=second.pk, **SWAP)
    for kind in ("single", "delayed"):  # compared with nothing; some weeks after something else
        set_occasion(school, first, classes[0], kind, study, 20)
    page = text_of(anna, f"/studies/{study.pk}/")
    # 61 days from 1 October: the second half begins on day 30, 31 October.
    needed = "“First half”, after teaching, in the days up to 30 Oct 2025."
    assert page.count(needed) == 2
    assert page.count("“Second half”, after teaching, in the days up to 30 Nov 2025.") == 2
    assert "before teaching" not in page
    assert "by itself" not in page
    assert f'href="/classes/{classes[0].pk}/tests/"' in page
    set_occasion(school, first, classes[0], "after", study, 28)
    assert text_of(anna, f"/studies/{study.pk}/").count(needed) == 1


def test_a_stopped_study_asks_for_no_test_and_swaps_nothing(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    test, other = make_test(school, course), make_test(school, course, "Other")
    study = plan(school, make_classes(school, 2, 8), test, second_test=other.pk, **SWAP)
    begin(school, study)
    assert "the other way from" in text_of(anna, f"/studies/{study.pk}/")
    stop_study(study, why="Snow", by=school.anna, now=BEGUN)
    page = text_of(anna, f"/studies/{study.pk}/")
    assert "the other way from" not in page
    assert "Still to be set" not in page


def test_after_the_draw_a_study_waits_for_its_first_day(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    days = {"starts_on": "2098-01-05", "ends_on": "2098-03-01", "sequential": True}
    study = plan(school, make_classes(school, 1, 10), make_test(school, course), **days)
    assert "From the first day on the program does the rest." in text_of(
        anna, f"/studies/{study.pk}/"
    )
    begin(school, study)
    page = text_of(anna, f"/studies/{study.pk}/")
    assert "Lots are drawn; it begins on 5 Jan 2098" in page
    assert "The outcome can be looked at from the first day on" in page
    assert "stays hidden" not in page


def test_what_a_teacher_does_is_not_said_to_be_done_by_the_program(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    test, other = make_test(school, course), make_test(school, course, "Other")
    study = plan(school, make_classes(school, 2, 8), test, second_test=other.pk, **SWAP)
    page = text_of(anna, f"/studies/{study.pk}/")
    assert "the program does the rest" not in page
    assert "which class is taught which way" in page


def test_ways_of_the_program_are_told_in_the_language_of_the_reader(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    test = make_test(school, course)
    study = plan(school, make_classes(school, 1, 10), test)
    begin(school, study)
    sit_after(study, effect=0.0, seed=5)
    anna.cookies["language"] = "ru"
    for address in ("/studies/", f"/studies/{study.pk}/", f"/studies/{study.pk}/results/"):
        page = text_of(anna, address)
        assert "Сначала лаборатория" in page
        assert "Lab first" not in page


def test_a_study_in_the_way_is_named_before_anything_is_fixed(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes, test = make_classes(school, 1, 10), make_test(school, course)
    first = date.today() + timedelta(days=7)
    days = {"starts_on": first.isoformat(), "ends_on": (first + timedelta(days=40)).isoformat()}
    begin(school, plan(school, classes, test, question="Which came first?", **days))
    draft = StudyDraft.objects.create(
        school=school.school, made_by=school.anna, changed_at=school.school.created_at,
        said={
            "question": "Again?", "kind": "order", "name_0": "a", "name_1": "b", "design": "learner",
            "classes": [classes[0].pk], "test": test.pk, **days,
        },
    )  # fmt: skip
    told = "“Which came first?” decides the same for some of these learners until"
    page = f"/studies/drafts/{draft.pk}/5/"
    assert told in text_of(anna, page)
    later = (first + timedelta(days=41)).isoformat()
    draft.said |= {"starts_on": later, "ends_on": (first + timedelta(days=90)).isoformat()}
    draft.save()
    assert told not in text_of(anna, page)
    draft.said |= days
    draft.save()
    study = anna.post(page).headers["Location"]
    assert told in anna.post(f"{study}begin/", follow=True).content.decode()


def test_a_test_before_the_start_that_nothing_uses_can_be_spared(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes = [one.pk for one in make_classes(school, 2, 25)]
    test, other = make_test(school, course), make_test(school, course, "Other")
    first = date.today() + timedelta(days=7)
    said = {
        "question": "Again?", "kind": "order", "name_0": "a", "name_1": "b", "classes": classes,
        "test": test.pk, "second_test": other.pk, "baseline": True,
        "starts_on": first.isoformat(), "ends_on": (first + timedelta(days=40)).isoformat(),
    }  # fmt: skip
    for design, groups, idle in (
        ("swap", [], True), ("swap", ["baseline"], False), ("learner", [], False)
    ):  # fmt: skip
        draft = StudyDraft.objects.create(
            school=school.school, made_by=school.anna, changed_at=school.school.created_at,
            said={**said, "design": design, "subgroups": groups},
        )  # fmt: skip
        page = text_of(anna, f"/studies/drafts/{draft.pk}/5/")
        assert ("takes nothing from the test before" in page) is idle


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        (
            1,
            {"question": "?", "kind": "teacher", "name_0": "Pairs", "name_1": " pairs",
             "what_0": "x", "what_1": "y"},
            "Please give the two ways different names.",
        ),
        (3, {"starts_on": "2099-01-01", "ends_on": "2099-02-01"}, "more than 400 days away"),
    ],
)  # fmt: skip
def test_slips_of_the_hand_are_noticed(
    page: int, fields: dict[str, str], said: str, anna: Client, school: Cast
) -> None:
    draft = StudyDraft.objects.create(
        school=school.school, made_by=school.anna, changed_at=school.school.created_at
    )
    assert said in anna.post(f"/studies/drafts/{draft.pk}/{page}/", fields).content.decode()


def test_who_turns_back_at_once_leaves_no_pile_of_empty_drafts(anna: Client) -> None:
    places = {anna.post("/studies/new/").headers["Location"] for _turn in range(3)}
    assert len(places) == 1
    assert StudyDraft.objects.count() == 1


def test_no_answer_has_no_false_alarms_to_check_and_no_other_groups_no_button(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    test = make_test(school, course)
    empty = plan(school, make_classes(school, 1, 12), test, subgroups=[])
    begin(school, empty)
    assert empty.ends_at < ENDED
    page = text_of(anna, f"/studies/{empty.pk}/results/")
    assert "Does the analysis raise false alarms?" not in page
    sit_after(empty, effect=0.0, seed=3)
    page = text_of(anna, f"/studies/{empty.pk}/results/")
    assert "Does the analysis raise false alarms?" in page
    assert "Look at other groups" not in page  # one class of one grade and language


def test_one_button_sets_what_all_classes_still_need(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 2, 8)
    first, second = make_test(school, course, "One"), make_test(school, course, "Two")
    start = date.today() + timedelta(days=30)
    days = {"starts_on": start.isoformat(), "ends_on": (start + timedelta(days=40)).isoformat()}
    study = plan(
        school, classes, first, second_test=second.pk, subgroups=["baseline"], baseline=True,
        **SWAP, **days,
    )  # fmt: skip
    address = f"/studies/{study.pk}/"
    assert "Set the tests that are missing" in text_of(anna, address)
    anna.post(f"{address}tests/")
    page = text_of(anna, address)
    assert "4 tests are set." in page
    assert "Still to be set" not in page
    assert "Set the tests that are missing" not in page
    for test, kind, closes in (
        (first, "before", study.starts_at),
        (first, "after", study.switches_at),
        (second, "after", study.ends_at),
    ):
        rows = Occasion.objects.filter(series__test=test, kind=kind)
        assert {one.series.school_class for one in rows} == set(classes)
        assert {one.closes_at for one in rows} == {closes}
        assert {one.closes_at - one.opens_at for one in rows} == {timedelta(days=7)}
    assert not Occasion.objects.filter(kind="delayed").exists()  # it would fall into the other half
    anna.post(f"{address}tests/")
    assert Occasion.objects.count() == 6


def test_a_test_still_on_its_way_is_named_and_not_set_twice(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes, test = make_classes(school, 1, 10), make_test(school, course)
    start = date.today() + timedelta(days=30)
    days = {"starts_on": start.isoformat(), "ends_on": (start + timedelta(days=40)).isoformat()}
    study = plan(school, classes, test, **days)
    set_occasion(school, test, classes[0], "single", study, -5)
    page = anna.post(f"/studies/{study.pk}/tests/", follow=True).content.decode()
    assert "“Sorting” is still on its way in class 8a from before" in page
    assert Occasion.objects.count() == 1


def test_a_stopped_study_sets_no_test(anna: Client, school: Cast, course: Catalogue) -> None:
    study = plan(school, make_classes(school, 1, 10), make_test(school, course))
    begin(school, study)
    stop_study(study, why="Snow", by=school.anna, now=BEGUN)
    anna.post(f"/studies/{study.pk}/tests/")
    assert not Occasion.objects.exists()


def test_many_lost_is_told_in_numbers_where_learners_are_what_was_lost() -> None:
    lost = {"overall": 0.12, "differential": -0.071, "tolerable": {"cautious": 0.062}}
    content = {"because": ["high_attrition"], "attrition": lost | {"low": {"cautious": False}}}
    told = (
        "Lost: 12 % in all, 7.1 points more with one way; of so many the standard tolerates "
        "6.2 points at most."
    )
    assert describe_reasons(content)[1:] == [told]
    content["attrition"] = lost | {"low": {"cautious": True}}  # classes were lost, not learners
    assert describe_reasons(content)[1:] == []
