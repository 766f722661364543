"""A learner sits a fixed test without scripts, from the start page to the result."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest

from armillary.apps.assessment.answers import find_final_answers
from armillary.apps.assessment.models import Occasion, OccasionSitting
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.practice.models import Answer, LearnerState
from tests.apps.assessment.sittings import (
    TestDesk,
    add_form,
    find_items,
    make_fixed,
    make_test,
    open_occasion,
    sitting_of,
)
from tests.cast import Cast, ClientFor

QueryCounter = Callable[[int], AbstractContextManager[object]]


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


@pytest.mark.slow
def test_an_answer_of_every_kind_is_offered_and_shown_again(
    open_desk: Callable[..., TestDesk],
) -> None:
    desk = open_desk()
    n = desk.occasion.series.test.bank.count()
    desk.begin()
    kinds = set()
    for place in range(1, n + 1):
        desk.look(place)
        fields = desk.right()
        for name, values in fields.items():
            assert f'name="{name}"' in desk.page
            for value in values if name != "text" else ():  # type: ignore[attr-defined]
                assert f'value="{value}"' in desk.page
        desk.answer(fields)
        desk.look(place)
        shown = re.findall(r'value="([^"]*)"(?: selected| checked)', desk.page)
        given = [value for name, values in fields.items() if name != "text" for value in values]  # type: ignore[attr-defined]
        assert sorted(shown) == sorted(given)
        kinds.add(desk.page.count("<select") > 0)
    assert kinds == {True, False}


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


def test_the_strip_tells_answered_from_looked_at_and_not_yet(
    open_desk: Callable[..., TestDesk],
) -> None:
    desk = open_desk(kinds=("one_choice", "number"))
    desk.begin().answer(desk.right())
    assert desk.states[:3] == ["answered", "looked", "new"]
    desk.answer({}, go="1")
    assert desk.address.endswith("/questions/1/")
    assert desk.states[:3] == ["answered", "looked", "new"]
    assert " checked" in desk.page or 'value="' in desk.page


def test_an_answer_can_be_changed_and_the_last_one_counts(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk(kinds=("one_choice",))
    desk.begin().answer(desk.right())
    desk.look(1)
    desk.answer(desk.wrong(), go="2")
    (final,) = find_final_answers([sitting_of(school.ada, desk.occasion)])
    assert final.score == 0.0


def test_going_on_without_an_answer_stores_nothing(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk()
    desk.begin().answer({})
    assert desk.address.endswith("/questions/2/")
    assert not Answer.objects.filter(learner=school.ada).exists()


def test_an_emptied_field_keeps_the_earlier_answer(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk(kinds=("number",))
    desk.begin().answer(desk.right())
    desk.look(1).answer({"text": ""})
    (final,) = find_final_answers([sitting_of(school.ada, desk.occasion)])
    assert final.score == 1.0


def test_handing_in_names_what_has_no_answer(open_desk: Callable[..., TestDesk]) -> None:
    desk = open_desk()
    n = desk.occasion.series.test.bank.count()
    desk.begin().answer(desk.right(), go="hand-in")
    assert desk.address == f"{desk.root}hand-in/"
    assert f"{n - 1} questions have no answer yet:" in desk.page
    assert desk.states == ["new"] * (n - 1)


def test_what_cannot_be_read_is_not_stored_and_not_called_wrong(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk(kinds=("number",))
    desk.begin()
    response = desk.send({"text": "many"}, go="next")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Not understood yet" in page
    assert "Please write it like this" in page
    assert 'value="many"' in page
    assert not Answer.objects.filter(learner=school.ada).exists()
    desk.follow(response)
    desk.follow(desk.send({"text": "many"}, leave="next"))
    assert desk.address.endswith("/questions/2/") or desk.address.endswith("/hand-in/")
    assert not Answer.objects.filter(learner=school.ada).exists()


def test_nothing_is_marked_while_the_test_runs(open_desk: Callable[..., TestDesk]) -> None:
    desk = open_desk()
    desk.begin()
    reply = desk.send(desk.wrong(), script=True).json()
    assert reply["status"] == "saved"
    assert not {"score", "right", "feedback"} & set(reply)
    desk.look(1)
    assert "feedback" not in desk.page
    assert "Hint" not in desk.page


def test_the_same_save_sent_twice_is_stored_once(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk()
    desk.begin()
    for _ in range(2):
        assert desk.send(desk.right(), script=True).json()["status"] == "saved"
    assert Answer.objects.filter(learner=school.ada).count() == 1


def test_a_page_saves_again_and_again_with_the_tickets_it_gets(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk()
    desk.begin()
    for _ in range(3):
        desk.hidden["ticket"] = desk.send(desk.right(), script=True).json()["ticket"]
    rows = Answer.objects.filter(learner=school.ada).order_by("position")
    assert [row.try_number for row in rows] == [1, 2, 3]


def test_starting_twice_begins_once(open_desk: Callable[..., TestDesk], school: Cast) -> None:
    desk = open_desk()
    desk.begin()
    first = sitting_of(school.ada, desk.occasion).pk
    desk.begin()
    assert sitting_of(school.ada, desk.occasion).pk == first


def test_the_result_waits_for_the_teacher(open_desk: Callable[..., TestDesk], school: Cast) -> None:
    desk = open_desk(kinds=("one_choice", "number"))
    desk.begin()
    n = desk.occasion.series.test.bank.count()
    desk.answer(desk.right())
    desk.answer(desk.wrong())
    desk.follow(desk.client.post(f"{desk.root}hand-in/"))
    desk.follow(desk.client.get(f"{desk.root}result/"))
    assert desk.address == desk.root
    assert "Your result comes when your teacher shows it" in desk.page
    Occasion.objects.filter(pk=desk.occasion.pk).update(shown_at=datetime.now(UTC))
    desk.follow(desk.client.get(f"{desk.root}result/"))
    assert f"1 of {n} questions right." in desk.page
    assert f"{n - 2} question" in desk.page.split("<main", 1)[1]


def test_a_written_answer_is_left_out_until_it_is_read(
    open_desk: Callable[..., TestDesk],
) -> None:
    desk = open_desk(kinds=("open", "one_choice"))
    n = desk.occasion.series.test.bank.count()
    n_open = desk.occasion.series.test.bank.filter(item__kind="open").count()
    assert n_open == 1
    desk.begin()
    for _ in range(n):
        desk.answer(desk.right())
    desk.follow(desk.client.post(f"{desk.root}hand-in/"))
    Occasion.objects.filter(pk=desk.occasion.pk).update(shown_at=datetime.now(UTC))
    desk.follow(desk.client.get(f"{desk.root}result/"))
    assert f"{n - 1} of {n - 1} questions right." in desk.page
    assert "1 written answer is not counted yet" in desk.page


def test_home_names_the_open_test_and_later_the_result(
    open_desk: Callable[..., TestDesk],
) -> None:
    desk = open_desk()

    def home() -> str:
        return desk.client.get("/home/").content.decode()

    assert "Test: Sorting and rules" in home()
    desk.begin()
    assert "Go on with the test" in home()
    desk.client.post(f"{desk.root}hand-in/")
    assert "Sorting and rules" not in home()
    Occasion.objects.filter(pk=desk.occasion.pk).update(shown_at=datetime.now(UTC))
    assert f'href="{desk.root}result/"' in home()


def test_before_it_opens_and_after_it_closes_there_is_no_start(
    course: Catalogue, school: Cast, client_for: ClientFor
) -> None:
    test = make_test(school, "fixed")
    add_form(test, "A", find_items("number"))
    for hours, words in (((1.0, 2.0), "This test opens on"), ((-2.0, -1.0), "is closed")):
        desk = TestDesk(client_for(school.ada), open_occasion(school, test, hours=hours))
        page = desk.client.get(desk.root).content.decode()
        assert words in page
        assert "Start the test" not in page
        desk.begin()
        assert desk.address == desk.root
        assert not OccasionSitting.objects.filter(occasion=desk.occasion).exists()


ADDRESSES = ("", "questions/1/", "hand-in/", "result/")


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
def test_another_class_gets_404(
    address: str, open_desk: Callable[..., TestDesk], school: Cast, client_for: ClientFor
) -> None:
    desk = open_desk()
    desk.begin()
    for person in (school.rita, school.max, school.anna, school.vera):
        assert client_for(person).get(desk.root + address).status_code == 404


def test_a_classmate_sees_their_own_sitting_and_not_this_one(
    open_desk: Callable[..., TestDesk], school: Cast, client_for: ClientFor
) -> None:
    desk = open_desk()
    desk.begin()
    assert client_for(school.bo).get(f"{desk.root}questions/1/").status_code == 404
    assert "Start the test" in client_for(school.bo).get(desk.root).content.decode()


def test_a_ticket_serves_its_own_seat_alone(
    open_desk: Callable[..., TestDesk], school: Cast, client_for: ClientFor
) -> None:
    desk = open_desk()
    desk.begin()
    forged = {**desk.hidden, "ticket": desk.hidden["ticket"][:-4] + "AAAA"}
    response = desk.client.post("/my-tests/answer/", {**forged, **desk.right()})
    assert response.status_code == 403
    assert not Answer.objects.exists()


def test_a_page_of_another_site_cannot_send(open_desk: Callable[..., TestDesk]) -> None:
    desk = open_desk()
    desk.begin()
    response = desk.client.post(
        "/my-tests/answer/", {**desk.hidden, **desk.right()}, headers={"Origin": "https://x.test"}
    )
    assert response.status_code == 403
    assert not Answer.objects.exists()


@pytest.mark.parametrize("extra", [{"save": "0"}, {"save": "x"}, {"save": "9999"}, {"ticket": ""}])
def test_bad_input_is_refused_in_plain_words(
    extra: dict[str, str], open_desk: Callable[..., TestDesk]
) -> None:
    desk = open_desk()
    desk.begin()
    response = desk.send({**desk.right(), **extra})
    assert response.status_code == 403
    assert "nothing that was saved is lost" in response.content.decode()


def test_a_place_that_is_not_there_gets_404(open_desk: Callable[..., TestDesk]) -> None:
    desk = open_desk()
    desk.begin()
    for place in (0, 999):
        assert desk.client.get(f"{desk.root}questions/{place}/").status_code == 404


def test_a_language_switch_saves_what_is_typed_and_stays(
    open_desk: Callable[..., TestDesk], school: Cast
) -> None:
    desk = open_desk(kinds=("number",))
    desk.begin()
    desk.follow(desk.send(desk.right(), language="be"))
    assert desk.address.endswith("/questions/1/")
    assert 'lang="be"' in desk.page
    assert Answer.objects.filter(learner=school.ada).count() == 1


def test_pages_ask_few_queries(
    open_desk: Callable[..., TestDesk], django_assert_max_num_queries: QueryCounter
) -> None:
    desk = open_desk()
    desk.begin()
    desk.answer(desk.right())
    with django_assert_max_num_queries(16):
        desk.look(2)
    with django_assert_max_num_queries(24):
        desk.send(desk.right(), script=True)
    with django_assert_max_num_queries(14):
        desk.client.get(f"{desk.root}hand-in/")
