"""How many queries each report takes; a class of forty and a school of fifty classes take no more."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import add_learners, make_class
from armillary.apps.people.models import Learner
from armillary.apps.practice.marks import record_mark
from tests.apps.reports.answers import find_open_answer, give, give_many, give_open_answer
from tests.cast import NOW, Cast, ClientFor

# Session, adult, and whether the school is simulated come first; then the class or the learner.
ADULT, ACCESS = 3, 1
SPLIT = "G05-L1-q01"


@pytest.fixture
def small(school: Cast, catalogue: Catalogue) -> Cast:
    """Ada and Bo share an idea, and each wrote an answer; Bo's is marked."""
    now = timezone.now()
    for learner in (school.ada, school.bo):
        give_many(learner, SPLIT, [0.0, 1.0], at=now - timedelta(days=1), ideas=["E05-m1"])
        give_open_answer(learner, text="It saw them before.", now=now)
    answer = find_open_answer(school.bo)
    record_mark(answer, score=1.0, comment="Yes", by=school.anna, now=now)
    return school


@pytest.fixture
def large(small: Cast) -> Cast:
    """Forty learners in 5a, and fifty classes in the school."""
    now = timezone.now()
    more = add_learners(small.class_5a, [f"Learner {n:02}" for n in range(35)], now=NOW, by=None)
    for learner in more:
        give(learner, SPLIT, 0.0, at=now, ideas=["E05-m1"])
        give_open_answer(learner, text="It saw them before.", now=now)
    for number in range(48):
        made = make_class(
            small.school, name=f"7-{number}", grade=7, teachers=[small.olga], now=NOW, by=None
        )
        (one,) = add_learners(made, ["One"], now=NOW, by=None)
        give(one, SPLIT, 1.0, at=now)
    return small


@pytest.mark.slow
@pytest.mark.parametrize("size", ["small", "large"])
def test_reports_take_as_many_queries_whatever_the_size(
    size: str,
    request: pytest.FixtureRequest,
    client_for: ClientFor,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    school: Cast = request.getfixturevalue(size)
    anna, vera = client_for(school.anna), client_for(school.vera)
    class_page = f"/classes/{school.class_5a.pk}/"
    # Learners, states, first tries, texts of misconceptions; and how many open answers wait.
    with django_assert_num_queries(ADULT + ACCESS + 4 + 1):
        assert anna.get(class_page).status_code == 200
    with django_assert_num_queries(ADULT + ACCESS + 4):
        assert anna.get(f"{class_page}skills/E05/").status_code == 200
    # What waits, the answers to the first question, marked, their marks, and the last act twice.
    with django_assert_num_queries(ADULT + ACCESS + 6):
        assert anna.get(f"{class_page}open-answers/").status_code == 200
    # Audit entry, state, answers, texts, marks, and how the last answers came out.
    with django_assert_num_queries(ADULT + ACCESS + 6):
        assert anna.get(f"/learners/{school.bo.pk}/").status_code == 200
    # Audit entry, state, first tries, the answers that are shown, texts.
    with django_assert_num_queries(ADULT + ACCESS + 5):
        assert anna.get(f"/learners/{school.bo.pk}/skills/E05/").status_code == 200
    # The school of the head; states, activity, classes, teachers.
    with django_assert_num_queries(ADULT + 1 + 4):
        assert vera.get("/school/").status_code == 200


def test_a_class_in_which_nobody_practised_takes_fewer(
    school: Cast,
    catalogue: Catalogue,
    client_for: ClientFor,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    anna = client_for(school.anna)
    # Learners, states, waiting; there are no first tries to look for.
    with django_assert_num_queries(ADULT + ACCESS + 3):
        anna.get(f"/classes/{school.class_5a.pk}/")
    Learner.objects.update(left_at=NOW)
    with django_assert_num_queries(ADULT + ACCESS + 2):  # learners, waiting
        anna.get(f"/classes/{school.class_5a.pk}/")
