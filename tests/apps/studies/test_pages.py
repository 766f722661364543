"""The pages of studies: five to plan, one to watch, one to read what came of it."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from armillary.apps.assessment.models import Occasion, Series
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import add_learners
from armillary.apps.people.models import AuditEntry
from armillary.apps.studies.actions import record_consent
from armillary.apps.studies.models import Assignment, Consent, Study, StudyDraft
from armillary.apps.studies.queries import find_consents, find_withdrawn
from tests.apps.studies.makers import (
    ENDED,
    assigned,
    begin,
    make_classes,
    make_test,
    plan,
    sit_after,
    text_of,
)
from tests.cast import Cast, ClientFor


def fill(client: Client, draft: int, page: int, fields: dict[str, object]) -> int:
    """Send a page of the wizard; return which page comes next, the same one when it was refused."""
    response = client.post(f"/studies/drafts/{draft}/{page}/", fields)
    if response.status_code == 200:
        return page
    return int(response.headers["Location"].rstrip("/").split("/")[-1])


def days() -> dict[str, str]:
    first = date.today() + timedelta(days=7)
    return {
        "starts_on": first.isoformat(),
        "ends_on": (first + timedelta(days=40)).isoformat(),
    }


@pytest.mark.slow
def test_a_teacher_plans_a_study_in_five_pages_and_begins_it(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes, test = make_classes(school, 2, 25), make_test(school, course)
    draft = int(anna.post("/studies/new/").headers["Location"].split("/")[-3])
    assert fill(anna, draft, 1, {"question": "Lab first?", "kind": "order"}) == 2
    assert fill(anna, draft, 2, {"classes": [one.pk for one in classes]}) == 3
    assert fill(anna, draft, 3, {"test": test.pk, "baseline": "on", **days()}) == 4
    page = text_of(anna, f"/studies/drafts/{draft}/4/")
    # 50 learners, 10 % dropout, a baseline that explains 40 %: 0.61 SD with 80 % power
    assert "With your 50 learners in 2 classes you can only see differences above 0.61 SD" in page
    assert "four classes are needed at least" in page
    assert page.count("Sees the smallest differences here") == 1
    assert "Most likely a study of this size leaves the question open" in page
    assert fill(anna, draft, 4, {"design": "learner"}) == 5
    assert "Fix this plan" in text_of(anna, f"/studies/drafts/{draft}/5/")
    response = anna.post(f"/studies/drafts/{draft}/5/")
    study = Study.objects.get()
    assert response.headers["Location"] == f"/studies/{study.pk}/"
    assert not Assignment.objects.exists()
    anna.post(f"/studies/{study.pk}/begin/")
    assert Assignment.objects.filter(study=study).count() == 50
    page = text_of(anna, f"/studies/{study.pk}/")
    assert "agrees: one draw, unchanged" in page
    assert "The outcome stays hidden" in page
    assert anna.get(f"/studies/{study.pk}/results/").status_code == 404
    assert (
        anna.get(f"/studies/drafts/{draft}/1/").headers["Location"] == "/studies/"
    )  # fixed for good


def test_a_draft_waits_and_keeps_what_was_said(anna: Client, school: Cast) -> None:
    draft = StudyDraft.objects.create(
        school=school.school, made_by=school.anna, changed_at=school.school.created_at
    )
    fill(anna, draft.pk, 1, {"question": "Does a quiz help?", "kind": "policy"})
    assert "Does a quiz help?" in text_of(anna, "/studies/")
    assert "Does a quiz help?" in text_of(anna, f"/studies/drafts/{draft.pk}/1/")
    later = anna.get(f"/studies/drafts/{draft.pk}/5/")
    assert later.headers["Location"] == f"/studies/drafts/{draft.pk}/2/"  # what is missing
    anna.post(f"/studies/drafts/{draft.pk}/discard/")
    assert not StudyDraft.objects.exists()


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        (1, {"question": "", "kind": "order"}, "This field is required"),
        (1, {"question": "Why?", "kind": "teacher"}, "Please give this way a short name."),
        (2, {}, "Please choose a class at least."),
        (2, {"classes": ["999999"]}, "999999"),
        (3, {"starts_on": "2020-01-01", "ends_on": "2020-02-01"}, "The first day has passed."),
        (3, {"starts_on": "never", "ends_on": ""}, "Enter a valid date."),
    ],
)
def test_bad_input_says_what_to_do_and_keeps_nothing(
    page: int, fields: dict[str, object], said: str, anna: Client, school: Cast
) -> None:
    draft = StudyDraft.objects.create(
        school=school.school, made_by=school.anna, changed_at=school.school.created_at
    )
    response = anna.post(f"/studies/drafts/{draft.pk}/{page}/", fields)
    assert response.status_code == 200
    assert said in unescape(response.content.decode())
    draft.refresh_from_db()
    assert draft.said == {}


def test_a_class_of_somebody_else_cannot_be_chosen(anna: Client, school: Cast) -> None:
    draft = StudyDraft.objects.create(
        school=school.school, made_by=school.anna, changed_at=school.school.created_at
    )
    assert fill(anna, draft.pk, 2, {"classes": [school.class_6b.pk]}) == 2


@pytest.fixture
def ended(school: Cast, course: Catalogue) -> Study:
    """A study that has ended with a clear difference."""
    study = plan(school, make_classes(school, 2, 25), make_test(school, course))
    begin(school, study)
    sit_after(study, effect=2.0, seed=1)
    return study


def test_the_wizard_proposes_days_and_takes_the_only_design_there_is(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    (one,), test = make_classes(school, 1, 25), make_test(school, course)
    draft = int(anna.post("/studies/new/").headers["Location"].split("/")[-3])
    fill(anna, draft, 1, {"question": "Mixed review?", "kind": "policy"})
    fill(anna, draft, 2, {"classes": [one.pk]})
    page = anna.get(f"/studies/drafts/{draft}/3/").content.decode()
    proposed = dict(re.findall(r'name="(\w+_on)" value="([\d-]+)"', page))
    first, last = (date.fromisoformat(proposed[name]) for name in ("starts_on", "ends_on"))
    assert first > date.today()
    assert (first.weekday(), last.weekday(), (last - first).days) == (0, 4, 53)
    assert fill(anna, draft, 3, {"test": test.pk, **proposed}) == 4
    page = anna.get(f"/studies/drafts/{draft}/4/").content.decode()
    assert "With your 25 learners in 1 class you" in page
    assert "Sees the smallest differences" not in page  # there is no choice
    assert re.findall(r'value="(\w+)" checked', page) == ["learner"]


@pytest.mark.slow
def test_the_result_is_a_sentence_with_its_interval_and_both_groups(
    anna: Client, ended: Study
) -> None:
    page = text_of(anna, f"/studies/{ended.pk}/results/")
    assert re.search(
        r"With “Lab first” they learned more than with “Text first”: \d\.\d\d SD, likely between "
        r"\d\.\d\d and \d\.\d\d\.",
        page,
    )
    assert "What you may not conclude" in page
    assert "without reservations" in page
    assert "Provisional" not in page  # nobody was lost, so the verdict rests on no boundary
    assert '<svg class="effects"' in page
    anna.post(f"/studies/{ended.pk}/check/")
    page = text_of(anna, f"/studies/{ended.pk}/results/")
    assert re.search(r"saw one in \d+\.\d of 100 draws \(give or take \d\.\d\)", page)


@pytest.mark.slow
def test_a_verdict_close_to_the_boundary_is_called_provisional(
    anna: Client, ended: Study, school: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = assigned(ended)[0]
    Consent.objects.create(
        study=ended, learner=row.learner, given=False, adult=school.anna, at=ended.ends_at
    )
    assert "Provisional" not in text_of(anna, f"/studies/{ended.pk}/results/")  # 6 % against 16
    monkeypatch.setattr("armillary.science.evidence.quality._MARGIN", 20.0)
    assert "Provisional" in text_of(anna, f"/studies/{ended.pk}/results/")


def test_without_a_test_there_is_a_sentence_and_no_number(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    study = plan(school, make_classes(school, 2, 8), make_test(school, course))
    begin(school, study)
    page = text_of(anna, f"/studies/{study.pk}/results/")
    assert "There is no answer: nobody has a finished test yet." in page
    assert " SD, likely" not in page
    assert '<svg class="effects"' not in page


def test_withdrawing_is_a_tick_taken_away_and_is_noted(
    anna: Client, ended: Study, school: Cast
) -> None:
    learners = [row.learner_id for row in assigned(ended)]
    sent = {**read_hidden(anna, ended), "given": learners[1:]}
    anna.post(f"/studies/{ended.pk}/consent/", sent)
    said = Consent.objects.get()
    assert (said.learner_id, said.given) == (learners[0], False)
    assert AuditEntry.objects.filter(action="consent_withdrawn").count() == 1
    anna.post(f"/studies/{ended.pk}/consent/", sent)
    assert Consent.objects.count() == 1  # nothing new was said


def read_hidden(client: Client, study: Study) -> dict[str, str]:
    """What the page of consent sends beside its ticks."""
    page = client.get(f"/studies/{study.pk}/consent/").content.decode()
    return dict(re.findall(r'<input type="hidden" name="(shown|was)" value="([^"]*)">', page))


def test_a_page_kept_open_neither_gives_consent_back_nor_takes_a_newcomer_s(
    anna: Client, ended: Study, school: Cast
) -> None:
    first, second, *others = (row.learner for row in assigned(ended))
    kept_open = read_hidden(anna, ended)
    record_consent(ended, first, given=False, by=school.vera, now=ENDED)
    (newcomer,) = add_learners(first.school_class, ["Newcomer"], now=ENDED, by=school.anna)
    ticked = [one.pk for one in (first, *others)]  # as Anna saw it; the second withdraws
    anna.post(f"/studies/{ended.pk}/consent/", {**kept_open, "given": ticked})
    assert find_consents(ended) == {first.pk: False, second.pk: False}
    assert newcomer.pk not in find_withdrawn(ended)


def test_stopping_asks_why(anna: Client, school: Cast, course: Catalogue) -> None:
    study = plan(
        school, make_classes(school, 2, 8), make_test(school, course), ends_on="2099-01-01"
    )
    begin(school, study)
    response = anna.post(f"/studies/{study.pk}/stop/", {"why": ""})
    assert response.status_code == 200
    anna.post(f"/studies/{study.pk}/stop/", {"why": "The lab does not run here."})
    page = text_of(anna, f"/studies/{study.pk}/")
    assert "Stopped" in page
    assert "The lab does not run here." in page


@pytest.mark.slow
def test_only_the_head_sends_packages_after_reading_what_leaves(
    anna: Client, ended: Study, school: Cast, client_for: ClientFor, settings, tmp_path
) -> None:
    settings.DATA = tmp_path
    address = f"/studies/{ended.pk}/package/"
    assert anna.get(address).status_code == 404
    vera = client_for(school.vera)
    assert "How many were counted: 25 and 25." in text_of(vera, address)
    sent = vera.post(address, {"epsilon": ""})
    assert sent.headers["Content-Disposition"].endswith('.evidence.json"')
    hugo = client_for(school.hugo)
    from django.core.files.uploadedfile import SimpleUploadedFile

    def take(key: str) -> str:
        file = SimpleUploadedFile("one.json", sent.content)
        response = hugo.post("/evidence/", {"file": file, "key": key}, follow=True)
        return unescape(response.content.decode())

    assert "Another key signed this file." in take("0" * 64)
    assert "Lyceum 7: Does the lab first help?" in take(sent.json()["public_key"])


@pytest.mark.slow
@pytest.mark.parametrize(("page", "most"), [("", 31), ("results/", 60)])
def test_pages_need_few_queries(
    page: str,
    most: int,
    anna: Client,
    ended: Study,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    anna.get(f"/studies/{ended.pk}/{page}")
    with django_assert_max_num_queries(most):
        anna.get(f"/studies/{ended.pk}/{page}")


def test_a_test_from_before_the_study_is_no_test_for_its_outcome(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    (one,), test = make_classes(school, 1, 10), make_test(school, course)
    study = plan(school, [one], test)
    begin(school, study)
    series = Series.objects.create(
        test=test, school_class=one, school=school.school, seed=1, made_by=school.anna,
        made_at=study.made_at,
    )  # fmt: skip
    missing = "“Sorting”, after teaching, in the days up to 30 Nov 2025."
    for days, told in ((-9, True), (30, False)):
        opens = study.starts_at + timedelta(days=days)
        Occasion.objects.filter(series=series).delete()
        Occasion.objects.create(
            series=series, kind="after", opens_at=opens, closes_at=opens + timedelta(hours=2)
        )
        assert (missing in text_of(anna, f"/studies/{study.pk}/")) is told
