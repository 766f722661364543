"""A learner sits a fixed test without scripts, from the start page to the result."""

from collections.abc import Callable

import pytest

from armillary.apps.assessment.answers import find_final_answers
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.practice.models import Answer, LearnerState
from tests.apps.assessment.sittings import TestDesk, make_fixed, sitting_of
from tests.cast import Cast, ClientFor


@pytest.fixture
def open_desk(course: Catalogue, school: Cast, client_for: ClientFor) -> Callable[..., TestDesk]:
    """A function that seats Ada before an open fixed test."""

    def seat(**of_test: object) -> TestDesk:
        occasion = make_fixed(school, **of_test)  # type: ignore[arg-type]
        return TestDesk(client_for(school.ada), occasion)

    return seat


def test_a_whole_test_is_sat_without_scripts(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk()
    n = desk.occasion.series.test.bank.count()
    assert n >= 6
    assert "Start the test" in desk.client.get(desk.root).content.decode()
    desk.begin()
    assert desk.address == f"{desk.root}questions/1/"
    for place in range(1, n + 1):
        assert desk.address == f"{desk.root}questions/{place}/"
        desk.answer(desk.right())
    assert desk.address == f"{desk.root}hand-in/"
    assert f"All {n} questions are answered" in desk.page
    desk.follow(desk.client.post(f"{desk.root}hand-in/"))
    assert "Handed in" in desk.page
    sitting = sitting_of(school.ada, desk.occasion)
    assert sitting.end_reason == "learner"
    final = find_final_answers([sitting])
    assert len(final) == n
    assert {answer.score for answer in final} <= {1.0, None}


def test_the_answers_of_a_test_move_no_estimate(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk()
    desk.begin().answer(desk.right())
    desk.look(1).answer(desk.wrong())
    rows = list(Answer.objects.filter(learner=school.ada).order_by("position"))
    assert [row.try_number for row in rows] == [1, 2]
    assert {row.policy for row in rows} == {"test-fixed@1"}
    assert not any(row.moves_model or row.assisted for row in rows)
    state = LearnerState.objects.get(learner=school.ada)
    assert state.position == 2
