"""Two people who act in the same moment: one of them wins, and the other is told so.

On PostgreSQL alone, where two may write at once; SQLite lets one write after the other.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import Learner
from armillary.apps.studies.actions import (
    PlanError,
    RunError,
    confirm_draft,
    record_consents,
    start_study,
    stop_study,
)
from armillary.apps.studies.draws import check_study
from armillary.apps.studies.models import Assignment, Consent, Study, StudyDraft, StudyEvent
from tests.apps.studies.makers import BEGUN, PLANNED, make_classes, make_test, plan
from tests.cast import Cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs two writers at once"),
]


def at_once(*works: Callable[[], object]) -> list[object]:
    """Return what each work gave, or how it was refused; all begin in the same moment."""
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        ready.wait()
        try:
            return work()
        except (PlanError, RunError) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def refused(found: list[object]) -> list[str]:
    return [one.code for one in found if isinstance(one, RunError)]


def test_a_draft_confirmed_twice_becomes_one_study(school: Cast, course: Catalogue) -> None:
    plan(school, make_classes(school, 1, 10), make_test(school, course))
    first = StudyDraft.objects.get()
    draft = StudyDraft.objects.create(
        school=first.school, made_by=first.made_by, said=first.said, changed_at=PLANNED
    )
    confirm = partial(confirm_draft, draft, by=school.anna, now=PLANNED)
    found = at_once(confirm, confirm, confirm)
    assert sum(isinstance(one, PlanError) for one in found) == 2
    assert Study.objects.count() == 2


def test_lots_are_drawn_once_whoever_begins(school: Cast, course: Catalogue) -> None:
    study = plan(school, make_classes(school, 2, 5), make_test(school, course))
    people = (school.anna, school.vera, school.anna, school.vera)
    found = at_once(*(partial(start_study, study, by=one, now=BEGUN) for one in people))
    assert refused(found) == ["begun"] * 3
    assert Assignment.objects.filter(study=study).count() == 10
    assert check_study(study) == []


def test_two_studies_of_one_class_do_not_both_begin(school: Cast, course: Catalogue) -> None:
    classes, test = make_classes(school, 1, 20), make_test(school, course)
    studies = [plan(school, classes, test) for _ in range(4)]
    found = at_once(*(partial(start_study, one, by=school.anna, now=BEGUN) for one in studies))
    assert refused(found) == ["taken"] * 3
    assert Assignment.objects.count() == 20


def test_begun_and_stopped_in_one_moment_is_one_or_the_other_in_order(
    school: Cast, course: Catalogue
) -> None:
    study = plan(school, make_classes(school, 1, 10), make_test(school, course))
    begin = partial(start_study, study, by=school.anna, now=BEGUN)
    stop = partial(stop_study, study, why="No.", by=school.vera, now=BEGUN)
    found = at_once(begin, stop, stop)
    codes = sorted(refused(found))
    assert codes in (["over"], ["begun", "over"])
    kinds = list(
        StudyEvent.objects.filter(study=study).order_by("pk").values_list("kind", flat=True)
    )
    expected = ["planned", "running", "stopped"]
    assert kinds == (expected if codes == ["over"] else ["planned", "stopped"])
    assert Assignment.objects.exists() == (codes == ["over"])


def test_what_two_say_of_a_learner_s_consent_is_kept_of_both(
    school: Cast, course: Catalogue
) -> None:
    (one,) = make_classes(school, 1, 10)
    study = plan(school, [one], make_test(school, course))
    learners = list(Learner.objects.filter(school_class=one))
    works = [
        partial(record_consents, study, learners, given=set(), by=by, now=BEGUN)
        for by in (school.anna, school.vera)
    ]
    assert at_once(*works) == [None, None]
    assert Consent.objects.filter(study=study).count() == 10
    assert not Consent.objects.filter(study=study, given=True).exists()
