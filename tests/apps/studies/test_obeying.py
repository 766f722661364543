"""Practice and lessons obey the rows that studies write, and say exactly what they did."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from armillary.apps.curriculum.models import LessonOpening, OrderChoice
from armillary.apps.curriculum.order_choices import record_orders
from armillary.apps.curriculum.timed_choices import revoke_choices
from armillary.apps.people.actions import move_learner
from armillary.apps.practice.choices import find_choices
from armillary.apps.practice.engine import find_model
from armillary.apps.practice.models import Answer, PolicyChoice
from armillary.apps.practice.policy_choices import find_policy, record_policies
from armillary.science.scheduling import POLICY
from tests.apps.practice.conftest import Desk
from tests.cast import Cast, ClientFor

BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
AFTER = datetime(2100, 1, 1, tzinfo=UTC)
LESSON = "/course/G05-L1/"


def policy_of(learner: int, now: datetime) -> str:
    with connection.cursor() as cursor:
        return find_policy(cursor, learner, now).name


def practise(desk: Desk, answers: int) -> None:
    desk.begin("G05-L1")
    for number in range(answers):
        if "ticket" not in desk.hidden:
            break
        desk.send(desk.wrong() if number % 3 == 1 else desk.right())
        desk.look()


def test_the_policy_chosen_draws_the_questions_and_its_chances_are_logged(
    desk: Desk, school: Cast, course: object
) -> None:
    record_policies(
        [(school.class_5a, "lesson-1")], starts_at=BEFORE, ends_at=AFTER, source="study:1"
    )
    practise(desk, 6)
    answers = Answer.objects.filter(learner=school.ada)
    assert answers.count() >= 4
    assert set(answers.values_list("policy", flat=True)) == {"lesson-1"}
    found = list(find_choices(find_model(course), course, school.ada.pk))  # type: ignore[arg-type]
    assert len(found) >= 4
    assert all(choice.is_found_again for choice in found)  # the policy named gives the p stored


def test_a_rebuilt_state_equals_the_live_one_whatever_policy_chose(
    desk: Desk, school: Cast
) -> None:
    record_policies([(school.ada, "lesson-1")], starts_at=BEFORE, ends_at=AFTER, source="study:1")
    practise(desk, 6)
    out = StringIO()
    call_command("rebuild", "--check", "--json", stdout=out)
    assert '"differing": []' in out.getvalue() or '"differing": 0' in out.getvalue()


def test_a_learner_s_own_row_holds_before_the_class_and_only_in_its_time(school: Cast) -> None:
    now = datetime(2025, 10, 1, tzinfo=UTC)
    week = timedelta(days=7)
    record_policies(
        [(school.class_5a, "lesson-1")], starts_at=now, ends_at=now + week, source="study:1"
    )
    record_policies([(school.bo, "mix-1")], starts_at=now, ends_at=now + week, source="study:2")
    assert policy_of(school.ada.pk, now) == "lesson-1"
    assert policy_of(school.bo.pk, now) == "mix-1"
    assert policy_of(school.rita.pk, now) == POLICY.name
    assert policy_of(school.ada.pk, now - week) == POLICY.name
    assert policy_of(school.ada.pk, now + week) == POLICY.name
    revoke_choices(PolicyChoice, "study:1", now=now)
    assert policy_of(school.ada.pk, now) == POLICY.name
    assert policy_of(school.bo.pk, now) == "mix-1"


def test_a_learner_who_moves_keeps_what_is_theirs(school: Cast) -> None:
    now = datetime(2025, 10, 1, tzinfo=UTC)
    record_policies(
        [(school.ada, "lesson-1"), (school.class_6b, "mix-1")],
        starts_at=BEFORE,
        ends_at=AFTER,
        source="study:1",
    )
    move_learner(school.ada, school.class_6b, by=school.vera, now=now)
    assert policy_of(school.ada.pk, now) == "lesson-1"


def test_a_policy_not_known_is_refused_and_later_never_stops_practice(
    school: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ValueError, match="policy must be one of"):
        record_policies([(school.ada, "best")], starts_at=BEFORE, ends_at=AFTER, source="study:1")
    PolicyChoice.objects.create(
        school=school.school, learner=school.ada, policy="of-a-later-version",
        starts_at=BEFORE, ends_at=AFTER, source="study:1",
    )  # fmt: skip
    assert policy_of(school.ada.pk, datetime(2025, 10, 1, tzinfo=UTC)) == POLICY.name
    assert "not known" in caplog.text


@pytest.mark.parametrize(("order", "lab_first"), [("lab-first", True), ("text-first", False)])
def test_the_order_chosen_moves_the_lab_and_is_noted_once(
    order: str, lab_first: bool, school: Cast, course: object, client_for: ClientFor
) -> None:
    client = client_for(school.ada)
    usual = client.get(LESSON).content.decode()
    record_orders([(school.class_5a, order)], starts_at=BEFORE, ends_at=AFTER, source="study:1")
    page = client.get(LESSON).content.decode()
    client.get(LESSON)
    lab, texts = (
        page.index('class="lab"'),
        [place for place in range(len(page)) if page.startswith('<article class="lesson">', place)],
    )
    assert len(texts) == 1
    assert (lab < texts[0]) is lab_first
    assert usual.count('<article class="lesson">') == 2  # the author's order: the lab inside
    (opening,) = LessonOpening.objects.all()
    assert (opening.learner, opening.order) == (school.ada, order)
    revoke_choices(OrderChoice, "study:1", now=datetime.now(UTC))
    assert client.get(LESSON).content.decode().count('<article class="lesson">') == 2


def test_others_and_adults_see_the_lesson_as_it_was_written_and_nothing_is_noted(
    school: Cast, course: object, client_for: ClientFor
) -> None:
    record_orders(
        [(school.class_5a, "lab-first")], starts_at=BEFORE, ends_at=AFTER, source="study:1"
    )
    for person in (school.rita, school.anna):
        page = client_for(person).get(LESSON).content.decode()
        assert page.count('<article class="lesson">') == 2
    assert not LessonOpening.objects.exists()
