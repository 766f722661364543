"""A study answers truly whatever became of it: never begun, stopped early, confirmed twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from armillary.apps.assessment.models import Occasion, Series
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.exchange.actions.erasing import erase_learner
from armillary.apps.people.models import Learner
from armillary.apps.studies.actions import (
    PlanError,
    RunError,
    confirm_draft,
    record_consent,
    record_results,
    start_study,
    stop_study,
)
from armillary.apps.studies.draws import check_study
from armillary.apps.studies.models import Assignment, Study, StudyDraft
from armillary.apps.studies.packages import PackageError, preview_package
from armillary.apps.studies.queries import find_arm_lines, find_study_classes
from armillary.apps.studies.wording import describe_package
from tests.apps.studies.makers import (
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
    text_of,
)
from tests.cast import Cast, ClientFor


@pytest.fixture
def planned(school: Cast, course: Catalogue) -> Study:
    """Two classes of ten, lots for each learner, not drawn."""
    return plan(school, make_classes(school, 2, 10), make_test(school, course))


@pytest.mark.parametrize("stopped", [False, True])
def test_a_study_whose_days_passed_without_a_draw_has_no_outcome_and_no_package(
    stopped: bool, planned: Study, school: Cast, client_for: ClientFor
) -> None:
    if stopped:
        stop_study(planned, why="Flu.", by=school.anna, now=TESTED)
    with pytest.raises(RunError, match="hidden"):
        record_results(planned, now=ENDED)
    with pytest.raises(PackageError, match="no_answer"):
        preview_package(planned, now=ENDED)
    vera: Client = client_for(school.vera)
    at = f"/studies/{planned.pk}/"
    assert "The study has no answer" in text_of(vera, f"{at}package/")
    for page in ("results/", "groups/"):
        assert vera.get(at + page).status_code == 404
    told = vera.post(f"{at}check/", follow=True)
    assert "stays hidden until the study has ended" in told.content.decode()


def test_a_draft_becomes_one_study_however_often_it_is_confirmed(
    planned: Study, school: Cast, client_for: ClientFor
) -> None:
    draft = StudyDraft.objects.get()
    draft.confirmed_at = None  # as a second request read it, before the first was through
    with pytest.raises(PlanError):
        confirm_draft(draft, by=school.anna, now=PLANNED)
    assert Study.objects.count() == 1
    again = client_for(school.anna).post(f"/studies/drafts/{draft.pk}/5/", follow=True)
    assert again.redirect_chain == [("/studies/", 302)]


@pytest.mark.slow
def test_who_could_look_and_stopped_is_never_told_a_final_interval(
    school: Cast, planned: Study, client_for: ClientFor
) -> None:
    Study.objects.filter(pk=planned.pk).update(sequential=True)
    study = Study.objects.get(pk=planned.pk)
    begin(school, study)
    sit_after(study, effect=1.0, seed=1)
    looked = record_results(study, now=TESTED + timedelta(days=1))[0].content
    stop_study(study, why="Enough.", by=school.anna, now=TESTED + timedelta(days=1))
    ended = record_results(Study.objects.get(pk=study.pk), now=ENDED)[0].content
    assert (looked["look"], ended["look"]) == ("sequential", "sequential")
    assert ended["g"] == looked["g"]
    assert ended["final"] is False
    # What was stopped is evidence, too: it leaves, and says how it was looked at.
    assert f'"/studies/{study.pk}/package/"' in text_of(
        client_for(school.vera), f"/studies/{study.pk}/results/"
    )
    told = preview_package(study, now=ENDED)
    assert (told["stopped"], told["results"][0]["look"]) == (True, "sequential")


@pytest.mark.slow
def test_a_study_stopped_unseen_has_an_ordinary_interval_at_the_planned_end(
    school: Cast, planned: Study
) -> None:
    begin(school, planned)
    sit_after(planned, effect=1.0, seed=1)
    stop_study(planned, why="Flu.", by=school.anna, now=TESTED)
    with pytest.raises(RunError, match="hidden"):
        record_results(planned, now=TESTED)
    assert record_results(planned, now=ENDED)[0].content["look"] == "final"
    content = preview_package(planned, now=ENDED)
    assert content["stopped"] is True
    assert "That the study was stopped before its last day." in describe_package(content)


@pytest.mark.slow
@pytest.mark.parametrize("design", ["learner", "class"])
def test_an_erased_learner_counts_as_lost_and_is_nobody(
    design: str, school: Cast, course: Catalogue, tmp_path: Path
) -> None:
    test = make_test(school, course)
    study = plan(school, make_classes(school, 4, 10), test, design=design)
    begin(school, study)
    sit_after(study, effect=1.0, seed=1)
    before = record_results(study, now=ENDED)[0].content
    gone = next(row for row in assigned(study) if row.arm == 1)
    erase_learner(gone.learner, folder=tmp_path, now=ENDED)
    after = record_results(study, now=ENDED)[0].content
    assert check_study(study) == []
    assert before["assigned"] == after["assigned"] == [20, 20]
    assert after["analysed"] == [20, 19]
    # What Works Clearinghouse: lost 1 of 40, and 0 against 1 of 20
    assert after["attrition"]["overall"] == pytest.approx(1 / 40)
    assert after["attrition"]["differential"] == pytest.approx(1 / 20)
    tried = find_arm_lines(study)[1]
    assert (tried.assigned, tried.here, tried.left) == (20, 19, 1)
    assert preview_package(study, now=ENDED)["flow"]["lost"] == (
        [None, None] if design == "learner" else [0, None]
    )


@pytest.mark.slow
def test_the_delayed_outcome_waits_for_the_last_class(school: Cast, planned: Study) -> None:
    begin(school, planned)
    sit_after(planned, effect=1.0, seed=1)
    at = ENDED + timedelta(days=20)
    one, other = make_series(planned)
    sit(planned.test, "delayed", [(row.learner, 0.0) for row in one], at=at, seed=2)
    at_first = at + timedelta(days=1)
    waiting = Occasion.objects.create(
        series=other, kind="delayed", opens_at=at + timedelta(days=2),
        closes_at=at + timedelta(days=2, hours=2),
    )  # fmt: skip
    assert [row.kind for row in record_results(planned, now=at_first)] == ["after"]
    results = preview_package(planned, now=at_first)["results"]
    assert [result["kind"] for result in results] == ["after"]
    found = record_results(planned, now=waiting.closes_at)
    assert [row.kind for row in found] == ["after", "delayed"]
    Occasion.objects.filter(pk=waiting.pk).update(cancelled_at=at)
    assert len(record_results(planned, now=at_first)) == 2


def make_series(study: Study) -> tuple[list[Assignment], Series]:
    """Those drawn of the first class, and the series of sittings of the second."""
    first, second = find_study_classes(study)
    return (
        [row for row in assigned(study) if row.school_class == first],
        Series.objects.get(test=study.test, school_class=second),
    )


def test_a_clock_that_is_set_back_puts_no_draw_before_its_plan_nor_undoes_a_withdrawal(
    school: Cast, planned: Study
) -> None:
    earlier = PLANNED - timedelta(days=1)
    learner = Learner.objects.filter(school_class__studies__study=planned).first()
    assert learner is not None
    record_consent(planned, learner, given=True, by=school.anna, now=PLANNED)
    record_consent(planned, learner, given=False, by=school.anna, now=earlier)
    draw = start_study(planned, by=school.anna, now=earlier)
    assert draw.drawn_at >= planned.made_at
    assert learner.pk not in {row.learner_id for row in assigned(planned)}


@pytest.mark.slow
def test_a_test_that_is_still_sat_after_the_last_day_leaves_the_result_open(
    school: Cast, planned: Study
) -> None:
    begin(school, planned)
    sit_after(planned, effect=1.0, seed=1)
    Occasion.objects.filter(kind="after").update(closes_at=ENDED + timedelta(days=3))
    found = record_results(planned, now=ENDED)[0].content
    assert (found["final"], found["look"]) == (False, "sequential")
    with pytest.raises(PackageError, match="sat"):
        preview_package(planned, now=ENDED)
    later = ENDED + timedelta(days=3)
    assert record_results(planned, now=later)[0].content["final"] is True
    assert preview_package(planned, now=later)["results"][0]["final"] is True
    # The same test set again, months later and for something else, opens nothing anew.
    Occasion.objects.filter(kind="after").update(
        opens_at=ENDED + timedelta(days=90), closes_at=ENDED + timedelta(days=91)
    )
    assert record_results(planned, now=later)[0].content["final"] is True
